//! The one who writes down what became of attempts: whatever ended while the last write was under way is
//! written together, in one statement. Every act waits for its own answer, so that nothing counts as
//! ended before it is written.

use super::backend::{SILENCE, in_time};
use fail::fail_point;
use sea_orm::{DatabaseConnection, DbErr};
use std::time::Duration;
use tokio::{
    sync::{mpsc, oneshot},
    task, time,
};
use worklist::{Ending, How, Settled};

/// At most so many in one statement.
const AT_ONCE: usize = 256;
/// So often what may pass is tried: with the pauses between them about a minute and a half.
const TRIES: u32 = 22;
/// So often what two transactions had against each other is tried before there is a real pause.
const QUICK: u32 = 3;
const PAUSE: Duration = Duration::from_millis(500);

/// Takes endings, and says what became of them.
#[derive(Debug, Clone)]
pub(super) struct Clerk(mpsc::UnboundedSender<Note>);

#[derive(Debug)]
struct Note {
    ending: Ending,
    answer: oneshot::Sender<Option<Settled>>,
}

impl Clerk {
    /// Must be called within a tokio runtime. The clerk goes when nobody is left who could hand it
    /// anything.
    pub(super) fn employ(db: DatabaseConnection) -> Clerk {
        let (notes, inbox) = mpsc::unbounded_channel();
        tokio::spawn(write_down(db, inbox));
        Clerk(notes)
    }

    /// What became of it; none when it could not be written, so that its lease will run out.
    pub(super) async fn write(&self, ending: Ending) -> Option<Settled> {
        let (answer, answered) = oneshot::channel();
        self.0.send(Note { ending, answer }).ok()?;
        answered.await.ok().flatten()
    }
}

async fn write_down(db: DatabaseConnection, mut inbox: mpsc::UnboundedReceiver<Note>) {
    let mut notes = Vec::new();
    while inbox.recv_many(&mut notes, AT_ONCE).await > 0 {
        // What began together ends together: the rest is about to say so, and then is written with this.
        task::yield_now().await;
        while notes.len() < AT_ONCE
            && let Ok(note) = inbox.try_recv()
        {
            notes.push(note);
        }
        let (endings, answers): (Vec<_>, Vec<_>) =
            notes.drain(..).map(|note: Note| (note.ending, note.answer)).unzip();
        metrics::histogram!("fordel_work_written_together").record(endings.len() as f64);
        let settled = match persist(&db, &endings).await {
            Ok(settled) => settled.into_iter().map(Some).collect(),
            // One of them cannot be written; it must not keep the others from it.
            Err(_) if endings.len() > 1 => one_by_one(&db, &endings).await,
            Err(error) => {
                lost(&endings[0], &error);
                vec![None]
            }
        };
        for (answer, settled) in answers.into_iter().zip(settled) {
            // Who asked may be gone.
            let _ = answer.send(settled);
        }
    }
}

async fn one_by_one(db: &DatabaseConnection, endings: &[Ending]) -> Vec<Option<Settled>> {
    let mut settled = Vec::with_capacity(endings.len());
    for ending in endings {
        settled.push(match persist(db, std::slice::from_ref(ending)).await {
            Ok(one) => one.first().copied(),
            Err(error) => {
                lost(ending, &error);
                None
            }
        });
    }
    settled
}

fn lost(ending: &Ending, error: &DbErr) {
    let (kind, id) = (ending.claim.kind.as_str(), ending.claim.id);
    tracing::error!(kind, %id, "the outcome of an attempt is lost: {error}");
}

/// Writes until it stands. A write that was cut off may stand all the same: written again, it finds
/// nothing that is still its own, and then what stands tells.
async fn persist(db: &DatabaseConnection, endings: &[Ending]) -> Result<Vec<Settled>, DbErr> {
    let mut tries = 0;
    loop {
        tries += 1;
        let error = match in_time(SILENCE, write(db, endings, tries > 1)).await {
            Ok(settled) => return Ok(settled),
            Err(error) => error,
        };
        if tries >= TRIES || !worklist::may_pass(&error) {
            return Err(error);
        }
        metrics::counter!("fordel_work_write_retries_total").increment(1);
        tracing::warn!(rows = endings.len(), "outcomes are not written yet: {error}");
        let pause = if tries <= QUICK { PAUSE / 50 } else { PAUSE };
        time::sleep(pause * tries.min(10)).await;
    }
}

async fn write(
    db: &DatabaseConnection,
    endings: &[Ending],
    again: bool,
) -> Result<Vec<Settled>, DbErr> {
    fail_point!("work.before_end");
    let mut settled = if endings.iter().all(|ending| ending.how == How::Done) {
        // All of them ended in the same instant, but for as long as the last write took.
        worklist::finish(db, endings).await?
    } else {
        let tx = journal::begin(db).await?;
        let settled = worklist::settle(&tx, endings).await?;
        tx.commit().await?;
        settled
    };
    fail_point!("work.after_end");
    if again {
        for (ending, settled) in endings.iter().zip(&mut settled) {
            if *settled == Settled::NotOurs
                && let Some(stands) = worklist::known(db, ending).await?
            {
                *settled = stands;
            }
        }
    }
    Ok(settled)
}
