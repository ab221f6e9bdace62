//! A virus scanner that takes one word for a virus.
//!
//! It speaks PING and INSTREAM over TCP as clamd's manual page describes them, on a free port of this
//! machine: clamd itself and its gigabyte of signatures need not be at hand.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The harmless text that every scanner takes for a virus; cut in two so that this file is not one.
pub const EICAR: &str =
    concat!("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-", "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*");

/// The running scanner; it ends when dropped.
#[derive(Debug)]
pub struct Clamd {
    address: SocketAddr,
    listening: JoinHandle<()>,
}

impl Clamd {
    /// Starts one.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("the port is known");
        let listening = tokio::spawn(async move {
            while let Ok((line, _)) = listener.accept().await {
                // A client that hangs up is its own concern.
                tokio::spawn(async move { answer(line).await.ok() });
            }
        });
        Self { address, listening }
    }

    /// The address, as `FORDEL_CLAMD` takes it.
    pub fn url(&self) -> String {
        format!("tcp://{}", self.address)
    }
}

impl Drop for Clamd {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn answer(mut line: TcpStream) -> std::io::Result<()> {
    // The form with a z in front ends in a zero byte, and so does its answer.
    let mut command = Vec::new();
    loop {
        match line.read_u8().await? {
            0 => break,
            byte => command.push(byte),
        }
    }
    let said: &[u8] = match command.as_slice() {
        b"zPING" => b"PONG\0",
        b"zINSTREAM" => match stream(&mut line).await? {
            bytes if holds(&bytes, EICAR.as_bytes()) => b"stream: Eicar-Test-Signature FOUND\0",
            _ => b"stream: OK\0",
        },
        _ => b"UNKNOWN COMMAND\0",
    };
    line.write_all(said).await?;
    line.shutdown().await
}

/// What comes in pieces, each behind its length; an empty one ends it.
async fn stream(line: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let length = u64::from(line.read_u32().await?);
        if length == 0 {
            return Ok(bytes);
        }
        line.take(length).read_to_end(&mut bytes).await?;
    }
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}
