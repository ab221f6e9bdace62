//! A mail server that takes what it is given and keeps it, or fails in a way that a test chooses.
//!
//! Plain SMTP (RFC 5321) without TLS and sign-in, on a free port of this machine.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::wait_until;

/// One mail, as it was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedMail {
    /// The envelope's sender; empty for a bounce.
    pub sender: String,
    /// The envelope's recipients, in the order they were named.
    pub recipients: Vec<String>,
    /// Head and body as sent, lines ending in CR LF, SMTP's doubled dots undone.
    pub message: Vec<u8>,
}

/// What the server does with the next mails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Behaviour {
    /// Takes every mail.
    #[default]
    Accept,
    /// Answers each recipient with this code (550 for good, 450 for now) and keeps nothing.
    RefuseRecipients(u16),
    /// Answers the finished message with this code and keeps nothing.
    RefuseMessage(u16),
    /// Keeps the mail and hangs up without an answer: the sender cannot know.
    KeepAndHangUp,
    /// Hangs up when the message is finished, and keeps nothing: the sender cannot know either.
    LoseAndHangUp,
}

/// The running server; it ends when dropped.
#[derive(Debug)]
pub struct SmtpSink {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    listening: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct State {
    behaviour: Behaviour,
    mails: Vec<ReceivedMail>,
    sessions: usize,
}

impl SmtpSink {
    /// Starts a server that accepts everything.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("the port is known");
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = Arc::clone(&shared);
                locked(&state).sessions += 1;
                // A client that breaks off ends its own session only.
                tokio::spawn(async move { converse(stream, &state).await.ok() });
            }
        });
        Self { address, state, listening }
    }

    /// The address, as `FORDEL_SMTP_URL` takes it.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Changes what happens from the next command on.
    pub fn behave(&self, behaviour: Behaviour) {
        locked(&self.state).behaviour = behaviour;
    }

    /// All mails kept so far, in order of arrival.
    pub fn mails(&self) -> Vec<ReceivedMail> {
        locked(&self.state).mails.clone()
    }

    /// How many times somebody has connected.
    pub fn sessions(&self) -> usize {
        locked(&self.state).sessions
    }

    /// Waits until at least `count` mails have been kept, and returns all.
    pub async fn wait_for_mails(&self, count: usize) -> Vec<ReceivedMail> {
        wait_until(&format!("{count} mails have come"), async || {
            Some(self.mails()).filter(|mails| mails.len() >= count)
        })
        .await
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

fn locked(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().expect("no test panics while it holds the mails")
}

async fn converse(mut stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let (reading, mut writing) = stream.split();
    let mut reading = BufReader::new(reading);
    let mut sender = None;
    let mut recipients = Vec::new();
    writing.write_all(b"220 localhost takes mail\r\n").await?;
    loop {
        let mut line = Vec::new();
        if reading.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let behaviour = locked(state).behaviour;
        let answer = match word.as_str() {
            "EHLO" => "250-localhost\r\n250-8BITMIME\r\n250 SMTPUTF8".to_owned(),
            "HELO" | "NOOP" => "250 localhost".to_owned(),
            "RSET" => {
                (sender, recipients) = (None, Vec::new());
                "250 forgotten".to_owned()
            }
            "MAIL" => {
                (sender, recipients) = (address_in(&line), Vec::new());
                if sender.is_some() { "250 sender taken" } else { "501 no sender" }.to_owned()
            }
            "RCPT" => match (behaviour, address_in(&line)) {
                (Behaviour::RefuseRecipients(code), _) => format!("{code} recipient refused"),
                (_, Some(recipient)) => {
                    recipients.push(recipient);
                    "250 recipient taken".to_owned()
                }
                (_, None) => "501 no recipient".to_owned(),
            },
            "DATA" if sender.is_none() || recipients.is_empty() => {
                "503 first sender and recipient".to_owned()
            }
            "DATA" => {
                writing.write_all(b"354 end with a dot\r\n").await?;
                let message = read_message(&mut reading).await?;
                // Chosen anew: a test may have changed its mind while the message was on its way.
                let behaviour = locked(state).behaviour;
                if matches!(behaviour, Behaviour::Accept | Behaviour::KeepAndHangUp) {
                    let sender = sender.take().unwrap_or_default();
                    let recipients = std::mem::take(&mut recipients);
                    locked(state).mails.push(ReceivedMail { sender, recipients, message });
                }
                match behaviour {
                    Behaviour::KeepAndHangUp | Behaviour::LoseAndHangUp => return Ok(()),
                    Behaviour::RefuseMessage(code) => format!("{code} message refused"),
                    _ => "250 message kept".to_owned(),
                }
            }
            "QUIT" => {
                writing.write_all(b"221 goodbye\r\n").await?;
                return Ok(());
            }
            _ => "502 not spoken here".to_owned(),
        };
        writing.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}

async fn read_message(
    reading: &mut (impl AsyncReadExt + AsyncBufReadExt + Unpin),
) -> std::io::Result<Vec<u8>> {
    let mut message = Vec::new();
    loop {
        let mut line = Vec::new();
        if reading.read_until(b'\n', &mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok(message);
        }
        message.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}

/// The address between the angle brackets of MAIL FROM and RCPT TO.
fn address_in(line: &str) -> Option<String> {
    let (_, rest) = line.split_once('<')?;
    let (address, _) = rest.split_once('>')?;
    Some(address.to_owned())
}
