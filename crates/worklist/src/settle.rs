//! How attempts end: what ended within the same instant is written in one statement.

use crate::{Claim, State, sql};
use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Value, prelude::Uuid};
use std::collections::HashMap;

/// How one attempt ended, and when by the machine's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// The attempt.
    pub claim: Claim,
    /// When it ended. The same instant for every try to write it: by it an ending is known again whose
    /// write was cut off.
    pub at: DateTime<Utc>,
    /// How.
    pub how: How,
}

/// How an attempt can end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// The work is done.
    Done,
    /// It failed: tried again while attempts are left, else dead with the reason.
    Failed {
        /// Not before then.
        retry_at: DateTime<Utc>,
        /// What an operator reads.
        reason: String,
    },
    /// It will never work: dead at once.
    GivenUp {
        /// What an operator reads.
        reason: String,
    },
    /// Not yet: put off, and the attempt is not counted.
    PutOff {
        /// Until then.
        until: DateTime<Utc>,
        /// What an operator reads.
        reason: String,
    },
    /// The worker stops before the work was done: free at once, and the attempt is not counted.
    HandedBack,
    /// It was told to stop. Cancelled, unless it has been asked for again meanwhile: then free at once.
    Stopped,
    /// Its lease ran out. A lost worker counts as an attempt, so that work which kills its worker does
    /// not go on for ever.
    Rescued,
}

/// What became of the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Settled {
    /// Done.
    Done,
    /// It waits: for a later time, or for a free worker.
    Waits,
    /// Dead, with the reason.
    Dead,
    /// Cancelled, because that was asked for while it ran.
    Cancelled,
    /// The lease was lost meanwhile: nothing was changed.
    NotOurs,
}

impl How {
    /// The word of its setback; none for the good end, which stands on the row.
    fn setback(&self) -> Option<&'static str> {
        Some(match self {
            How::Done => return None,
            How::Failed { .. } => "failed",
            How::GivenUp { .. } => "given-up",
            How::PutOff { .. } => "put-off",
            How::HandedBack => "handed-back",
            How::Stopped => "stopped",
            How::Rescued => "rescued",
        })
    }
}

impl Ending {
    fn state(&self) -> State {
        let used_up = self.claim.attempt >= self.claim.max_attempts;
        match self.how {
            How::Done => State::Done,
            How::GivenUp { .. } => State::Dead,
            How::Failed { .. } | How::Rescued if used_up => State::Dead,
            _ => State::Ready,
        }
    }
    fn run_at(&self) -> Option<DateTime<Utc>> {
        match self.how {
            How::Failed { retry_at, .. } if self.state() == State::Ready => Some(retry_at),
            How::PutOff { until, .. } => Some(until),
            _ => None,
        }
    }
    /// What stands on the row from now on; none leaves what stood there.
    fn reason(&self) -> Option<String> {
        match &self.how {
            How::Failed { reason, .. } | How::GivenUp { reason } | How::PutOff { reason, .. } => {
                Some(reason.clone())
            }
            How::Rescued => Some(format!(
                "lease expired on attempt {}: the worker {} died or hung",
                self.claim.attempt, self.claim.worker
            )),
            How::Done | How::HandedBack | How::Stopped => None,
        }
    }
    fn uncounted(&self) -> i32 {
        i32::from(matches!(self.how, How::PutOff { .. } | How::HandedBack | How::Stopped))
    }
    fn at(&self) -> DateTime<Utc> {
        self.at.trunc_subsecs(6)
    }
}

/// Writes how attempts ended, in the caller's transaction, each with what went wrong beside it; what
/// became of their rows, in the same order. Every write is fenced by worker and attempt.
pub async fn settle(tx: &DatabaseTransaction, endings: &[Ending]) -> Result<Vec<Settled>, DbErr> {
    let settled = write(tx, endings).await?;
    let ours = endings.iter().zip(&settled).filter(|(_, became)| **became != Settled::NotOurs);
    let setbacks: Vec<(&Ending, &str)> =
        ours.filter_map(|(ending, _)| Some((ending, ending.how.setback()?))).collect();
    if !setbacks.is_empty() {
        remember(tx, &setbacks).await?;
    }
    Ok(settled)
}

/// Writes of attempts that all have done their work that they have, in one statement and without a
/// transaction of its own. To be used for these only: of others it would write no setback.
pub async fn finish<C: ConnectionTrait>(db: &C, endings: &[Ending]) -> Result<Vec<Settled>, DbErr> {
    if endings.iter().any(|ending| ending.how != How::Done) {
        return Err(DbErr::Custom("only work that is done is finished".to_owned()));
    }
    write(db, endings).await
}

/// Whether an ending stands already: asked when a connection broke off after the write was sent, so that
/// nobody knows whether it was written. What became of its row then; none when it is not written.
pub async fn known<C: ConnectionTrait>(db: &C, ending: &Ending) -> Result<Option<Settled>, DbErr> {
    let id = || Value::from(ending.claim.id.0);
    let (text, values) = match ending.how.setback() {
        None => (
            "SELECT state FROM work WHERE id = ? AND attempt = ? AND finished_at = ? AND state = 'done'",
            vec![id(), ending.claim.attempt.into(), ending.at().into()],
        ),
        Some(_) => (
            "SELECT w.state FROM work_setback s JOIN work w ON w.id = s.work_id WHERE s.work_id = ? \
             AND s.attempt = ? AND s.worker = ? AND s.ended_at = ?",
            vec![
                id(),
                ending.claim.attempt.into(),
                ending.claim.worker.as_str().into(),
                ending.at().into(),
            ],
        ),
    };
    let row = db.query_one_raw(sql::statement(db.get_database_backend(), text, values)).await?;
    let Some(row) = row else { return Ok(None) };
    let state: State = row.try_get::<String>("", "state")?.parse().map_err(DbErr::Type)?;
    Ok(Some(became(state)))
}

async fn write<C: ConnectionTrait>(db: &C, endings: &[Ending]) -> Result<Vec<Settled>, DbErr> {
    if endings.is_empty() {
        return Ok(Vec::new());
    }
    // Columns of the list: id, attempt, worker, state, run at, ended at, reason, attempts given back.
    let text = format!(
        "UPDATE work SET worker = NULL, lease_until_at = NULL, attempt = work.attempt - e.column8, \
         run_at = COALESCE(e.column5, work.run_at), \
         state = CASE WHEN e.column4 <> 'done' AND work.cancel_asked_at IS NOT NULL \
         THEN 'cancelled' ELSE e.column4 END, \
         finished_at = CASE WHEN e.column4 <> 'ready' OR work.cancel_asked_at IS NOT NULL \
         THEN e.column6 END, \
         reason = CASE WHEN e.column4 = 'done' THEN NULL WHEN work.cancel_asked_at IS NOT NULL \
         THEN work.cancel_reason ELSE COALESCE(e.column7, work.reason) END \
         FROM (VALUES {}) AS e WHERE work.id = e.column1 AND work.attempt = e.column2 \
         AND work.worker = e.column3 AND work.state = 'running' RETURNING id, state",
        sql::rows(sql::filled_up(endings.len()), 8)
    );
    let mut ordered: Vec<&Ending> = endings.iter().collect();
    ordered.sort_unstable_by_key(|ending| ending.claim.id);
    let mut values: Vec<Value> = Vec::with_capacity(sql::filled_up(endings.len()) * 8);
    for ending in ordered {
        values.extend([
            ending.claim.id.0.into(),
            ending.claim.attempt.into(),
            ending.claim.worker.as_str().into(),
            ending.state().word().into(),
            ending.run_at().map(|at| at.trunc_subsecs(6)).into(),
            ending.at().into(),
            ending.reason().into(),
            ending.uncounted().into(),
        ]);
    }
    for _ in endings.len()..sql::filled_up(endings.len()) {
        values.extend([
            None::<Uuid>.into(),
            None::<i32>.into(),
            None::<String>.into(),
            None::<String>.into(),
            None::<DateTime<Utc>>.into(),
            None::<DateTime<Utc>>.into(),
            None::<String>.into(),
            None::<i32>.into(),
        ]);
    }
    let mut written: HashMap<Uuid, State> = HashMap::new();
    let statement = sql::statement(db.get_database_backend(), &text, values);
    for row in db.query_all_raw(statement).await? {
        let state = row.try_get::<String>("", "state")?.parse().map_err(DbErr::Type)?;
        written.insert(row.try_get("", "id")?, state);
    }
    let of = |ending: &Ending| written.get(&ending.claim.id.0).copied();
    Ok(endings.iter().map(|ending| of(ending).map_or(Settled::NotOurs, became)).collect())
}

/// One row each; what is put off again and again for one reason is counted instead.
async fn remember(tx: &DatabaseTransaction, setbacks: &[(&Ending, &str)]) -> Result<(), DbErr> {
    let text = format!(
        "INSERT INTO work_setback (work_id, attempt, worker, began_at, ended_at, outcome, reason) \
         VALUES {} ON CONFLICT (work_id, attempt, reason) WHERE outcome = 'put-off' DO UPDATE SET \
         times = work_setback.times + 1, worker = excluded.worker, ended_at = excluded.ended_at",
        sql::rows(setbacks.len(), 7)
    );
    let mut values: Vec<Value> = Vec::with_capacity(setbacks.len() * 7);
    for (ending, outcome) in setbacks {
        values.extend([
            ending.claim.id.0.into(),
            ending.claim.attempt.into(),
            ending.claim.worker.as_str().into(),
            ending.claim.began_at.into(),
            ending.at().into(),
            (*outcome).into(),
            ending.reason().unwrap_or_default().into(),
        ]);
    }
    tx.execute_raw(sql::statement(tx.get_database_backend(), &text, values)).await?;
    Ok(())
}

fn became(state: State) -> Settled {
    match state {
        State::Done => Settled::Done,
        State::Dead => Settled::Dead,
        State::Cancelled => Settled::Cancelled,
        State::Ready | State::Running => Settled::Waits,
    }
}
