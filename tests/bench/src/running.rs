//! Starting what is measured, asking it for a page, and ending it.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};

/// What the references are called in the printed lines.
pub(crate) const REFERENCE: &str = "python3 -m http.server";

const PATIENCE: Duration = Duration::from_secs(30);

/// A server that has answered its first request; it is killed when dropped.
pub(crate) struct Running {
    process: Child,
    address: SocketAddr,
    /// From the moment before it was started to the end of its first answer.
    pub(crate) until_first_page: Duration,
}

impl Running {
    /// `fordel serve` on the migrated data in `data`, until its sign-in page has come.
    pub(crate) fn fordel(data: &Path) -> anyhow::Result<Self> {
        let address = free_address()?;
        let mut command = fordel(data, "serve")?;
        command.args(["--listen", &address.to_string()]);
        Self::start(command, address, "/sign-in")
    }

    /// `fordel serve` on a migrated database elsewhere.
    pub(crate) fn fordel_with(data: &Path, database: &str) -> anyhow::Result<Self> {
        let address = free_address()?;
        let mut command = fordel(data, "serve")?;
        command.env("DATABASE_URL", database).env("FORDEL_LOG", "error");
        command.args(["--listen", &address.to_string()]);
        Self::start(command, address, "/sign-in")
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The reference: the web server that comes with Python, on an empty directory.
    pub(crate) fn reference(directory: &Path) -> anyhow::Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(interpreter()?);
        command.args(["-m", "http.server", "--bind", "127.0.0.1", "--directory"]);
        command.arg(directory).arg(address.port().to_string());
        Self::start(command, address, "/")
    }

    fn start(mut command: Command, address: SocketAddr, path: &str) -> anyhow::Result<Self> {
        let began = Instant::now();
        let process = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("starting {command:?}"))?;
        let mut running = Self { process, address, until_first_page: Duration::ZERO };
        loop {
            if status_of(address, path).is_ok_and(|status| status == 200) {
                running.until_first_page = began.elapsed();
                return Ok(running);
            }
            if let Some(status) = running.process.try_wait()? {
                bail!("{command:?} ended before its first page: {status}");
            }
            ensure!(began.elapsed() < PATIENCE, "{command:?}: no page within {PATIENCE:?}");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Resident memory in MiB, as Linux counts it.
    pub(crate) fn resident_mebibytes(&self) -> anyhow::Result<f64> {
        let file = format!("/proc/{}/status", self.process.id());
        let status = std::fs::read_to_string(&file).with_context(|| format!("reading {file}"))?;
        let kibibytes: f64 = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse().ok())
            .with_context(|| format!("{file} names no VmRSS"))?;
        Ok(kibibytes / 1024.0)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing else to be done about either failure.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Migrates an empty database into `data`, so that starting on it measures starting only.
pub(crate) fn migrate(data: &Path) -> anyhow::Result<()> {
    let output = fordel(data, "migrate")?.output().context("starting `fordel migrate`")?;
    ensure!(
        output.status.success(),
        "`fordel migrate` failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

/// Migrates an empty database elsewhere.
pub(crate) fn migrate_into(data: &Path, database: &str) -> anyhow::Result<()> {
    answer(fordel(data, "migrate")?.env("DATABASE_URL", database)).map(drop)
}

/// Gives somebody a role, in the directorate or in a municipality, and returns the address to sign in
/// with.
pub(crate) fn user(
    data: &Path,
    database: &str,
    email: &str,
    role: &str,
    municipality: Option<&str>,
) -> anyhow::Result<String> {
    let mut command = fordel(data, "user")?;
    command.env("DATABASE_URL", database).args(["add", "--name", "Bench", "--email", email]);
    command.args(["--role", role]);
    match municipality {
        Some(number) => {
            command.args(["--organisation", &format!("Kommune {number}"), "--municipality", number])
        }
        None => command.args(["--organisation", "Direktoratet"]),
    };
    let said = answer(&mut command)?;
    said.lines().next().map(str::to_owned).context("an address to sign in with")
}

fn answer(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output().with_context(|| format!("starting {command:?}"))?;
    ensure!(
        output.status.success(),
        "{command:?} failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?)
}

/// A command of the program built beside this one, untouched by the settings of whoever measures.
fn fordel(data: &Path, command: &str) -> anyhow::Result<Command> {
    let program = program()?;
    let mut fordel = Command::new(program);
    // Away from the checkout, so that no settings file there is found either.
    fordel.current_dir(data).env_clear().arg("--data").arg(data).arg(command);
    Ok(fordel)
}

fn program() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe().context("finding this program")?;
    let program = own.with_file_name("fordel");
    ensure!(
        program.exists(),
        "{} is missing: build it first with `cargo build --release`",
        program.display()
    );
    Ok(program)
}

/// The interpreter itself: `python3` may be a wrapper that takes longer to start than Python does.
fn interpreter() -> anyhow::Result<PathBuf> {
    let output = Command::new("python3")
        .args(["-c", "import sys; print(sys.executable)"])
        .output()
        .context("starting python3, which the figures are compared with")?;
    ensure!(output.status.success(), "python3 does not say where it is");
    Ok(PathBuf::from(String::from_utf8(output.stdout)?.trim()))
}

fn free_address() -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("finding a free port")?;
    Ok(listener.local_addr()?)
}

/// The status of a GET, after the whole answer has been read.
fn status_of(address: SocketAddr, path: &str) -> anyhow::Result<u16> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let head = String::from_utf8_lossy(&answer);
    let status = head.split(' ').nth(1).context("an answer that is not HTTP")?;
    Ok(status.parse()?)
}
