//! Processes of the program under test: started, killed, stopped, sent on.

use crate::arm;
use crate::ground::{PATIENCE, PAUSE};
use anyhow::Context;
use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

/// What a process is started with.
#[derive(Debug, Clone)]
pub(crate) struct Orders {
    /// Away from the checkout, so that no settings file there is found.
    pub(crate) place: PathBuf,
    /// Its settings.
    pub(crate) settings: Vec<(String, String)>,
    /// A program that starts it under limits of its own, with its arguments.
    pub(crate) beneath: Option<(&'static str, Vec<String>)>,
}

impl Orders {
    /// The same with another setting.
    pub(crate) fn with(&self, name: &str, value: impl ToString) -> Orders {
        let mut orders = self.clone();
        orders.settings.retain(|(known, _)| known != name);
        orders.settings.push((name.to_owned(), value.to_string()));
        orders
    }

    fn command(&self, arguments: &[&str]) -> anyhow::Result<Command> {
        let own = std::env::current_exe().context("finding this program")?;
        let mut command = match &self.beneath {
            Some((program, first)) => {
                let mut command = Command::new(program);
                command.args(first).arg(own);
                command
            }
            None => Command::new(own),
        };
        command.arg("program").args(arguments).current_dir(&self.place).env_clear();
        command.env("NO_COLOR", "1");
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).kill_on_drop(true);
        Ok(command)
    }

    /// Runs a command of the program to its end; what it printed.
    pub(crate) async fn run(&self, arguments: &[&str]) -> anyhow::Result<(Option<i32>, String)> {
        let output = self.command(arguments)?.output().await?;
        let said = [output.stdout, output.stderr].concat();
        Ok((output.status.code(), String::from_utf8_lossy(&said).into_owned()))
    }

    /// Starts workers.
    pub(crate) fn work(&self) -> anyhow::Result<Process> {
        self.start(&["work"])
    }

    /// Starts workers that die, or stand still, at a point.
    pub(crate) fn work_until(&self, point: &str) -> anyhow::Result<Process> {
        self.with(arm::POINTS, point).work()
    }

    /// Starts any command.
    pub(crate) fn start(&self, arguments: &[&str]) -> anyhow::Result<Process> {
        let log = self.place.join(format!("{}.log", uuid::Uuid::new_v4().simple()));
        let file = File::create(&log)?;
        let mut command = self.command(arguments)?;
        command.stdout(file.try_clone()?).stderr(file);
        Ok(Process { child: command.spawn()?, log })
    }
}

/// A running process; killed when dropped.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Its id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id().unwrap_or_default()
    }
    /// What it has logged so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
    /// The last of it, in a line.
    pub(crate) fn last_words(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(6)..].join(" / ")
    }
    /// Whether it has ended by itself.
    pub(crate) fn has_ended(&mut self) -> anyhow::Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }
    /// Waits until it ends by itself; false when it has not after so long.
    pub(crate) async fn ends_within(&mut self, patience: Duration) -> bool {
        tokio::time::timeout(patience, self.child.wait()).await.is_ok()
    }
    /// Waits until it ends by itself; its exit code, none when a signal ended it.
    pub(crate) async fn end(&mut self, patience: Duration) -> anyhow::Result<Option<i32>> {
        let ended = tokio::time::timeout(patience, self.child.wait()).await;
        Ok(ended.with_context(|| format!("it does not end within {patience:?}"))??.code())
    }
    /// Waits until it has logged these words.
    pub(crate) async fn says(&self, words: &str) -> anyhow::Result<()> {
        let began = Instant::now();
        while !self.log().contains(words) {
            anyhow::ensure!(
                began.elapsed() < PATIENCE,
                "it never said «{words}»: {}",
                self.last_words()
            );
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }
    /// Waits until it stands still.
    pub(crate) async fn until_still(&self) -> anyhow::Result<()> {
        let began = Instant::now();
        while !self.stands_still() {
            anyhow::ensure!(
                began.elapsed() < PATIENCE,
                "it never stood still: {}",
                self.last_words()
            );
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }
    /// Ends it without a goodbye.
    pub(crate) async fn kill(mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }
    /// Sends it a signal by its name.
    pub(crate) async fn signal(&self, name: &str) -> anyhow::Result<()> {
        let id = self.child.id().context("it has ended")?.to_string();
        let status = Command::new("kill").args([&format!("-{name}"), &id]).status().await?;
        anyhow::ensure!(status.success(), "kill -{name} {id}");
        Ok(())
    }
    /// Whether it stands still.
    pub(crate) fn stands_still(&self) -> bool {
        let Some(id) = self.child.id() else { return false };
        let status = std::fs::read_to_string(Path::new("/proc").join(id.to_string()).join("stat"));
        // The state follows the name, which is in brackets and may hold anything.
        status.is_ok_and(|stat| {
            stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('T'))
        })
    }
}

/// The status a server answers a GET with; none when it does not answer within three seconds.
pub(crate) async fn status_of(address: SocketAddr, path: &str) -> Option<u16> {
    let asked = async {
        let mut stream = TcpStream::connect(address).await?;
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        std::io::Result::Ok(String::from_utf8_lossy(&answer).into_owned())
    };
    let answer = tokio::time::timeout(Duration::from_secs(3), asked).await.ok()?.ok()?;
    answer.split(' ').nth(1)?.parse().ok()
}

/// An address on this machine where nobody listens.
pub(crate) fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
