//! A Redis of one's own.

use anyhow::{Context, ensure};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(30);

/// A Redis that keeps nothing on the disk, which is what it is fastest with; it is ended when dropped.
pub(super) struct Redis {
    server: Child,
    address: SocketAddr,
}

impl Redis {
    /// Starts it and waits until it listens.
    pub(super) fn start() -> anyhow::Result<Redis> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let mut command = Command::new("redis-server");
        command.args(["--port", &address.port().to_string(), "--bind", "127.0.0.1"]);
        command.args(["--save", "", "--appendonly", "no", "--dir", "/tmp"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let server = command.spawn().context("starting redis-server, which is needed")?;
        let redis = Redis { server, address };
        let began = Instant::now();
        while TcpStream::connect(address).is_err() {
            ensure!(began.elapsed() < PATIENCE, "redis-server does not answer");
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(redis)
    }
    /// Its address, as our own program takes it.
    pub(super) fn url(&self) -> String {
        format!("redis://{}", self.address)
    }
    /// Its process.
    pub(super) fn process(&self) -> u32 {
        self.server.id()
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        // Nothing else can be done about a server that does not end.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
