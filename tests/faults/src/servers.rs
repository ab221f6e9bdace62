//! A Redis of one's own.

use anyhow::Context;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};

/// A Redis that keeps nothing on the disk; it is ended when dropped.
pub(crate) struct Redis {
    pub(crate) address: SocketAddr,
    server: Child,
}

impl Redis {
    pub(crate) fn start() -> anyhow::Result<Redis> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        Ok(Redis { address, server: Redis::serve(address)? })
    }
    fn serve(address: SocketAddr) -> anyhow::Result<Child> {
        let mut command = Command::new("redis-server");
        command.args(["--port", &address.port().to_string(), "--bind", "127.0.0.1"]);
        command.args(["--save", "", "--appendonly", "no", "--dir", "/tmp"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().context("starting redis-server")
    }
    /// Ends it without a goodbye.
    pub(crate) fn kill(&mut self) -> anyhow::Result<()> {
        self.server.kill()?;
        self.server.wait()?;
        Ok(())
    }
    /// Starts it again, empty, where it was.
    pub(crate) fn revive(&mut self) -> anyhow::Result<()> {
        self.server = Redis::serve(self.address)?;
        Ok(())
    }
    /// Makes it stand still, or go on.
    pub(crate) fn stand_still(&self, still: bool) -> anyhow::Result<()> {
        let signal = if still { "-STOP" } else { "-CONT" };
        let status = Command::new("kill").args([signal, &self.server.id().to_string()]).status()?;
        anyhow::ensure!(status.success(), "kill {signal}");
        Ok(())
    }
    /// Forgets everything it holds.
    pub(crate) async fn flush(&self) -> anyhow::Result<()> {
        let client = redis::Client::open(format!("redis://{}", self.address))?;
        let mut connection = client.get_multiplexed_async_connection().await?;
        redis::cmd("FLUSHALL").query_async::<()>(&mut connection).await?;
        Ok(())
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
