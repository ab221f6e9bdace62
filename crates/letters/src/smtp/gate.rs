//! The wire to a relay, with a gate that can be shut.
//!
//! lettre writes a whole message and the final dot in one go. What it asks for just before the dot can
//! shut the gate: then the dot does not get out, and the relay certainly has not taken the letter.

use fail::fail_point;
use lettre::transport::smtp::client::AsyncTokioStream;
use std::{
    fmt, io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The gate of one wire. Once it is shut it stays so.
#[derive(Debug, Clone, Default)]
pub(super) struct Gate(Arc<Passing>);

#[derive(Debug, Default)]
struct Passing {
    is_shut: AtomicBool,
    /// The final dot is written next; what is read after it is the answer.
    dot_comes: AtomicBool,
}

impl Gate {
    pub(super) fn shut(&self) {
        self.0.is_shut.store(true, Ordering::SeqCst);
    }
    pub(super) fn is_shut(&self) -> bool {
        self.0.is_shut.load(Ordering::SeqCst)
    }
    pub(super) fn dot_comes(&self) {
        self.0.dot_comes.store(true, Ordering::SeqCst);
    }
    fn has_passed_the_dot(&self) -> bool {
        self.0.dot_comes.swap(false, Ordering::SeqCst)
    }
}

/// A stream behind a gate.
pub(super) struct Wire<S> {
    pub(super) stream: S,
    pub(super) gate: Gate,
    pub(super) peer: SocketAddr,
}

impl<S> fmt::Debug for Wire<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wire").field("peer", &self.peer).finish_non_exhaustive()
    }
}

impl<S: AsyncRead + AsyncWrite + Send + Sync + Unpin> AsyncTokioStream for Wire<S> {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.gate.has_passed_the_dot() {
            fail_point!("mail.after_dot");
        }
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.gate.is_shut() {
            return Poll::Ready(Err(io::Error::other("the gate to the relay is shut")));
        }
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
