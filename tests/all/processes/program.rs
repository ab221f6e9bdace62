//! Starting the program and seeing how it ends. Whatever a test does, what it started ends with it.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tests::{settings, wait_until};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

/// How long a command may take that ends by itself: far longer than it does on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program in an environment of its own, started from `place`; killed when its handle is dropped.
pub fn fordel(place: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(settings::program());
    // Neither a developer's settings nor a settings file of the checkout take part.
    command.args(arguments).current_dir(place).env_clear();
    command.stdin(Stdio::null()).kill_on_drop(true);
    command
}

/// What a command left behind.
#[derive(Debug)]
pub struct Ended {
    /// The exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// Runs a command to its end.
pub async fn ended(mut command: Command) -> Ended {
    let output = tokio::time::timeout(PATIENCE, command.output())
        .await
        .unwrap_or_else(|_| panic!("{command:?} took longer than {PATIENCE:?}"))
        .expect("the program starts");
    Ended {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("the answer is text"),
        err: String::from_utf8(output.stderr).expect("the reason is text"),
    }
}

/// Runs a command that must succeed, and returns what it answered.
pub async fn answer(command: Command) -> String {
    let ended = ended(command).await;
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    ended.out
}

/// Runs a command that must refuse, and returns its reason: one sentence on one line.
pub async fn refusal(command: Command) -> String {
    let ended = ended(command).await;
    assert_eq!(ended.code, Some(1), "{ended:#?}");
    assert_eq!(ended.out, "", "the answer stays empty");
    let sentence = ended.err.strip_suffix('\n').expect("the reason ends its line");
    assert!(sentence.starts_with("fordel: ") && !sentence.contains('\n'), "{sentence}");
    sentence.to_owned()
}

/// A program that goes on until it is told to stop; killed when dropped.
pub struct Running {
    process: Child,
    log: PathBuf,
}

impl Running {
    /// Starts it. What it prints and logs goes into a file in `place`, so that no pipe fills up.
    pub fn start(place: &Path, mut command: Command) -> Self {
        let log = place.join(format!("{}.log", uuid_like(place)));
        let file = File::create(&log).expect("a log");
        command.stdout(file.try_clone().expect("a second handle")).stderr(file);
        let process = command.spawn().expect("the program starts");
        Self { process, log }
    }

    /// Everything it has printed and logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).expect("the log is text")
    }

    /// Waits until its log holds these words.
    pub async fn says(&mut self, words: &str) {
        wait_until(&format!("it says {words}"), async || {
            assert!(self.lives(), "it ended: {}", self.log());
            self.log().contains(words).then_some(())
        })
        .await;
    }

    /// Waits until a GET answers 200.
    pub async fn answers(&mut self, address: SocketAddr, path: &str) {
        wait_until(&format!("{path} answers 200"), async || {
            assert!(self.lives(), "it ended: {}", self.log());
            (get(address, path, &[]).await.ok()?.status == 200).then_some(())
        })
        .await;
    }

    fn lives(&mut self) -> bool {
        self.process.try_wait().expect("its state can be asked").is_none()
    }

    /// Asks it to stop.
    pub async fn terminate(&self) {
        let process = self.process.id().expect("it has not ended");
        let status = Command::new("sh")
            .args(["-c", &format!("kill -TERM {process}")])
            .status()
            .await
            .expect("a shell");
        assert!(status.success(), "the signal was sent");
    }

    /// Waits until it has ended by itself; its exit code.
    pub async fn end(&mut self) -> Option<i32> {
        let status = tokio::time::timeout(PATIENCE, self.process.wait()).await;
        let status = status.unwrap_or_else(|_| panic!("it does not end: {}", self.log()));
        status.expect("it is our child").code()
    }

    /// Lets it run that long and kills it, unless it has ended before; whether it was killed.
    pub async fn kill_after(&mut self, time: Duration) -> bool {
        match tokio::time::timeout(time, self.process.wait()).await {
            Ok(status) => {
                let status = status.expect("it is our child");
                assert!(status.success(), "it failed by itself: {}", self.log());
                false
            }
            Err(_) => {
                self.process.kill().await.expect("it is killed");
                true
            }
        }
    }
}

/// A name that no other log in the directory has.
fn uuid_like(place: &Path) -> usize {
    std::fs::read_dir(place).expect("the place is there").count()
}

/// An address on this machine where nobody listens.
pub fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("it has an address")
}

/// The answer to a request.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Head and body as they came.
    pub text: String,
}

/// Asks for a page.
pub async fn get(
    address: SocketAddr,
    path: &str,
    headers: &[(&str, &str)],
) -> std::io::Result<Answer> {
    let mut request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(format!("{request}\r\n").as_bytes()).await?;
    rest(&mut stream).await
}

/// Reads an answer to its end.
pub async fn rest(stream: &mut TcpStream) -> std::io::Result<Answer> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or_else(|| std::io::Error::other(format!("no answer: {text:?}")))?;
    Ok(Answer { status, text })
}
