use super::talk::Line;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::{sleep, timeout};

/// A connection that nobody has needed for this long is ended; relays end theirs after minutes.
const IDLE: Duration = Duration::from_secs(20);
/// How long a relay may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(2);

/// The connections that wait for their next letter.
#[derive(Debug, Default)]
pub(super) struct Pool(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    lines: Vec<Line>,
    /// Somebody looks after those that wait too long.
    is_watched: bool,
}

impl Pool {
    /// The connection that was used last, when one waits.
    pub(super) async fn take(&self) -> Option<Line> {
        self.waiting().lines.pop()
    }

    /// Keeps a connection for the next letter, unless it has carried its share.
    pub(super) fn keep(self: &Arc<Self>, mut line: Line, most: u32) {
        if line.letters() >= most {
            tokio::spawn(end(line));
            return;
        }
        line.rests();
        let mut waiting = self.waiting();
        waiting.lines.push(line);
        if !waiting.is_watched {
            waiting.is_watched = true;
            tokio::spawn(Pool::watch(Arc::downgrade(self)));
        }
    }

    /// Ends what waits too long, until nothing waits.
    async fn watch(pool: std::sync::Weak<Pool>) {
        loop {
            sleep(IDLE).await;
            let Some(pool) = pool.upgrade() else { return };
            let (tired, is_empty) = {
                let mut waiting = pool.waiting();
                let tired: Vec<Line> =
                    waiting.lines.extract_if(.., |line| line.has_rested(IDLE)).collect();
                waiting.is_watched = !waiting.lines.is_empty();
                (tired, waiting.lines.is_empty())
            };
            for line in tired {
                end(line).await;
            }
            if is_empty {
                return;
            }
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says goodbye; whether the relay answers does not matter.
async fn end(mut line: Line) {
    let _ = timeout(GOODBYE, line.quit()).await;
}
