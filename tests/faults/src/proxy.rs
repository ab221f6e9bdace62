//! A wire with a switch: TCP from here to there, which can be cut, made deaf, made to say everything of
//! a kind twice, or cut as soon as a text has been passed on.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What the wire does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wire {
    /// Carries everything.
    Whole,
    /// Refuses new connections and has cut those there were.
    Cut,
    /// Carries nothing and says nothing: what is sent is swallowed.
    Deaf,
    /// Says every answer twice that begins like a message on a channel of Redis.
    Twice,
}

/// How Redis begins what it tells those who listen to a channel.
const MESSAGE: &[u8] = b"*3\r\n$7\r\nmessage\r\n";

/// The bytes after which the connection is cut, and how often it was.
type Cut = Arc<Mutex<Option<(Vec<u8>, usize)>>>;

/// The wire.
#[derive(Debug)]
pub(crate) struct Proxy {
    address: SocketAddr,
    wire: watch::Sender<Wire>,
    /// When what goes up holds this, it is passed on and the connection is cut before the answer
    /// comes back; how often yet.
    cut_after: Cut,
    listening: JoinHandle<()>,
}

impl Proxy {
    /// A wire to a server.
    pub(crate) async fn to(server: SocketAddr) -> anyhow::Result<Proxy> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let wire = watch::Sender::new(Wire::Whole);
        let cut_after: Cut = Arc::default();
        let (sender, cut) = (wire.clone(), cut_after.clone());
        let listening = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (wire, cut) = (sender.subscribe(), cut.clone());
                tokio::spawn(async move { carry(client, server, wire, cut).await.ok() });
            }
        });
        Ok(Proxy { address, wire, cut_after, listening })
    }
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
    pub(crate) fn set(&self, wire: Wire) {
        self.wire.send_replace(wire);
    }
    /// The next `times` times that what is sent up holds `text`, the connection is cut as soon as that
    /// has been passed on.
    pub(crate) fn cut_after(&self, text: &[u8], times: usize) {
        *locked(&self.cut_after) = Some((text.to_vec(), times));
    }
    /// How many of those cuts are still to come.
    pub(crate) fn cuts_left(&self) -> usize {
        locked(&self.cut_after).as_ref().map_or(0, |(_, times)| *times)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn carry(
    mut client: TcpStream,
    server: SocketAddr,
    mut wire: watch::Receiver<Wire>,
    cut: Cut,
) -> std::io::Result<()> {
    if *wire.borrow() == Wire::Cut {
        return Ok(());
    }
    let mut up = TcpStream::connect(server).await?;
    up.set_nodelay(true)?;
    client.set_nodelay(true)?;
    let (mut asked, mut answered) = (vec![0; 16 * 1024], vec![0; 16 * 1024]);
    loop {
        let read = tokio::select! {
            read = client.read(&mut asked) => Ok(read?),
            read = up.read(&mut answered) => Err(read?),
            _ = wire.changed() => {
                if *wire.borrow() == Wire::Cut {
                    return Ok(());
                }
                continue;
            }
        };
        let now = *wire.borrow();
        match now {
            Wire::Cut => return Ok(()),
            Wire::Deaf => {
                // Whoever waits here hears nothing until the wire changes.
                if matches!(read, Ok(0) | Err(0)) {
                    return Ok(());
                }
                continue;
            }
            Wire::Whole | Wire::Twice => {}
        }
        match read {
            Ok(0) | Err(0) => return Ok(()),
            Ok(bytes) => {
                up.write_all(&asked[..bytes]).await?;
                if is_cut(&cut, &asked[..bytes]) {
                    // Passed on for certain before the wire is cut: the server has it.
                    up.flush().await?;
                    let _ = up.read(&mut answered).await;
                    return Ok(());
                }
            }
            Err(bytes) => {
                client.write_all(&answered[..bytes]).await?;
                if now == Wire::Twice && answered[..bytes].starts_with(MESSAGE) {
                    client.write_all(&answered[..bytes]).await?;
                }
            }
        }
    }
}

fn is_cut(cut: &Mutex<Option<(Vec<u8>, usize)>>, sent: &[u8]) -> bool {
    let mut cut = locked(cut);
    let Some((text, times)) = cut.as_mut() else { return false };
    let holds = *times > 0 && sent.windows(text.len()).any(|window| window == &text[..]);
    if holds {
        *times -= 1;
    }
    holds
}
