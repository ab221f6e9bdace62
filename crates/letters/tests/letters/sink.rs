//! A mail relay that behaves as it is told, and remembers what it took.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// How the relay behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Accepts,
    /// Answers this to RCPT.
    ToRecipient(&'static str),
    /// Answers this to the whole message.
    ToMessage(&'static str),
    /// Goes away on the DATA command.
    DropsBeforeData,
    /// Takes the whole message and goes away without an answer.
    DropsAfterDot,
    /// Takes the whole message and never answers.
    SilentAfterDot,
    /// Takes the whole message and says so a second later.
    SlowAfterDot,
    /// Says nothing at all.
    SilentAtGreeting,
}

#[derive(Debug, Clone)]
pub struct Sink {
    pub port: u16,
    /// The messages it had in full, whatever it said about them, dots unstuffed.
    pub had: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Sink {
    pub async fn open(manner: Manner) -> Sink {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let port = listener.local_addr().expect("a port").port();
        let sink = Sink { port, had: Arc::default() };
        let had = sink.had.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, manner, had.clone()));
            }
        });
        sink
    }
    pub fn had(&self) -> Vec<Vec<u8>> {
        self.had.lock().expect("the list").clone()
    }
}

async fn talk(stream: TcpStream, manner: Manner, had: Arc<Mutex<Vec<Vec<u8>>>>) -> Option<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).split(b'\n');
    if manner == Manner::SilentAtGreeting {
        while lines.next_segment().await.ok()?.is_some() {}
        return None;
    }
    writer.write_all(b"220 sink\r\n").await.ok()?;
    while let Some(line) = lines.next_segment().await.ok()? {
        let line = String::from_utf8_lossy(&line).to_uppercase();
        let answer = match line.split_whitespace().next()? {
            "EHLO" => "250 sink",
            "RCPT" => match manner {
                Manner::ToRecipient(answer) => answer,
                _ => "250 ok",
            },
            "DATA" if manner == Manner::DropsBeforeData => return None,
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await.ok()?;
                let mut message = Vec::new();
                while let Some(line) = lines.next_segment().await.ok()? {
                    if line == b".\r" {
                        break;
                    }
                    let unstuffed = line.strip_prefix(b".").unwrap_or(&line);
                    message.extend_from_slice(unstuffed);
                    message.push(b'\n');
                }
                had.lock().ok()?.push(message);
                match manner {
                    Manner::DropsAfterDot => return None,
                    Manner::SilentAfterDot => {
                        while lines.next_segment().await.ok()?.is_some() {}
                        return None;
                    }
                    Manner::SlowAfterDot => {
                        tokio::time::sleep(Duration::from_secs(1)).await;
                        "250 took a while"
                    }
                    Manner::ToMessage(answer) => answer,
                    _ => "250 2.0.0 queued as 4711",
                }
            }
            "QUIT" => {
                writer.write_all(b"221 bye\r\n").await.ok()?;
                return None;
            }
            _ => "250 ok",
        };
        writer.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
    }
    None
}
