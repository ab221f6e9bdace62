//! A PostgreSQL of one's own, with its defaults: what is committed is on the disk.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};

const PATIENCE: Duration = Duration::from_secs(30);

/// A server in a temporary directory; it is ended when dropped.
#[derive(Debug)]
pub struct Postgres {
    server: Child,
    programs: PathBuf,
    port: u16,
    directory: tempfile::TempDir,
}

impl Postgres {
    /// Makes a cluster and starts it.
    pub fn start() -> anyhow::Result<Self> {
        let programs = programs()?;
        let directory = tempfile::tempdir()?;
        let data = directory.path().join("data");
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut initdb = as_nobody(&programs.join("initdb"), directory.path())?;
        initdb.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8"]);
        run(initdb.arg("-D").arg(&data))?;
        let server = serve(&programs, directory.path(), port)?;
        let mut postgres = Self { server, programs, port, directory };
        postgres.answers()?;
        postgres.sql("CREATE DATABASE fordel")?;
        Ok(postgres)
    }

    /// Waits until it answers.
    fn answers(&mut self) -> anyhow::Result<()> {
        let began = Instant::now();
        while self.sql("SELECT 1").is_err() {
            if let Some(status) = self.server.try_wait()? {
                bail!("PostgreSQL ended before it answered: {status}");
            }
            ensure!(began.elapsed() < PATIENCE, "PostgreSQL does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Ends it as if the plug were pulled, and starts it again on what was written; returns when it
    /// answers.
    pub fn restart_at_once(&mut self) -> anyhow::Result<()> {
        // SIGQUIT: every backend ends where it is, nothing is written down first.
        let id = self.server.id().to_string();
        run(Command::new("kill").args(["-QUIT", &id]))?;
        self.server.wait()?;
        self.server = serve(&self.programs, self.directory.path(), self.port)?;
        self.answers()
    }

    /// The address of its database.
    pub fn url(&self) -> String {
        self.url_at(self.address())
    }

    /// The same reached over another address: a wire that leads to it.
    pub fn url_at(&self, address: SocketAddr) -> String {
        format!("postgres://postgres@{address}/fordel")
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))
    }

    /// Runs a text of SQL in the database `postgres`.
    pub fn sql(&self, sql: &str) -> anyhow::Result<String> {
        self.sql_in("postgres", sql)
    }

    /// Runs a text of SQL.
    pub fn sql_in(&self, database: &str, sql: &str) -> anyhow::Result<String> {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args([
            "-h",
            "127.0.0.1",
            "-p",
            &self.port.to_string(),
            "-U",
            "postgres",
            "-d",
            database,
        ]);
        run(psql.args(["-v", "ON_ERROR_STOP=1", "-qAtX", "-c", sql]))
    }

    /// How many commits of one row a second this machine makes with so many clients: its limit, by
    /// pgbench.
    pub fn commits_per_second(&self, clients: usize, seconds: u32) -> anyhow::Result<f64> {
        self.sql_in(
            "fordel",
            "CREATE TABLE IF NOT EXISTS bench_commit (id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), said text NOT NULL)",
        )?;
        self.pgbench("INSERT INTO bench_commit (said) VALUES ('one row');\n", clients, seconds)
    }

    /// How many updates of one row of so many a second this machine makes with so many clients, by
    /// pgbench.
    pub fn updates_per_second(
        &self,
        clients: usize,
        rows: usize,
        seconds: u32,
    ) -> anyhow::Result<f64> {
        self.sql_in(
            "fordel",
            &format!(
                "DROP TABLE IF EXISTS bench_update; \
                 CREATE TABLE bench_update (id int PRIMARY KEY, held bigint NOT NULL); \
                 INSERT INTO bench_update SELECT n, 0 FROM generate_series(1, {rows}) n"
            ),
        )?;
        let script = format!(
            "\\set row random(1, {rows})\nUPDATE bench_update SET held = held + 1 WHERE id = :row;\n"
        );
        self.pgbench(&script, clients, seconds)
    }

    /// Transactions a second of a script of pgbench.
    fn pgbench(&self, text: &str, clients: usize, seconds: u32) -> anyhow::Result<f64> {
        let script = self.directory.path().join("pgbench.sql");
        std::fs::write(&script, text)?;
        let mut pgbench = Command::new(self.programs.join("pgbench"));
        pgbench.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", "postgres", "-n"]);
        pgbench.args(["-c", &clients.to_string(), "-j", "2", "-T", &seconds.to_string()]);
        let said = run(pgbench.arg("-f").arg(&script).arg("fordel"))?;
        said.lines()
            .find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok())
            .with_context(|| format!("pgbench names no rate: {said}"))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Nothing else can be done about a server that does not end.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn serve(programs: &Path, directory: &Path, port: u16) -> anyhow::Result<Child> {
    let mut command = as_nobody(&programs.join("postgres"), directory)?;
    command.arg("-D").arg(directory.join("data")).args([
        "-p",
        &port.to_string(),
        "-c",
        "listen_addresses=127.0.0.1",
    ]);
    command.arg("-c").arg(format!("unix_socket_directories={}", directory.display()));
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("starting PostgreSQL")
}

fn run(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output().with_context(|| format!("starting {command:?}"))?;
    ensure!(
        output.status.success(),
        "{command:?} failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?)
}

/// PostgreSQL refuses to run as root: then it runs as `postgres`, whom its package brings along.
fn as_nobody(program: &Path, directory: &Path) -> anyhow::Result<Command> {
    let id = run(Command::new("id").arg("-u"))?;
    if id.trim() != "0" {
        return Ok(Command::new(program));
    }
    run(Command::new("chown").args(["-R", "postgres"]).arg(directory))?;
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--pdeathsig=KILL"]);
    command.arg(program);
    command.current_dir(directory);
    Ok(command)
}

/// Where the servers lie: Debian keeps them out of PATH, one directory for each version.
fn programs() -> anyhow::Result<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists() && bin.join("pgbench").exists())
        .collect();
    found.sort();
    if let Some(newest) = found.pop() {
        return Ok(newest);
    }
    let on_path = run(Command::new("sh").args(["-c", "command -v pgbench && command -v initdb"]));
    let said = on_path.context("PostgreSQL with pgbench is needed, and not found")?;
    let first = said.lines().next().map(PathBuf::from).unwrap_or_default();
    Ok(first.parent().map(Path::to_path_buf).unwrap_or_default())
}
