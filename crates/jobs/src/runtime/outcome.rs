//! What became of one attempt.

use crate::ActError;
use sea_orm::{DatabaseConnection, DbErr};
use std::time::Duration;
use vocabulary::{Clock, SystemClock};
use worklist::{Backoff, Claim, Fate};

/// The longest reason a row keeps, in characters.
const LONGEST_REASON: usize = 2000;
/// Nothing is put off for longer than this.
const LONGEST_WAIT: Duration = Duration::from_secs(366 * 24 * 60 * 60);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    Done,
    Failed(ActError),
    /// The engine stopped before the act was through.
    Interrupted,
}

impl Outcome {
    pub(super) fn of(done: Result<(), ActError>) -> Outcome {
        done.map_or_else(Outcome::Failed, |()| Outcome::Done)
    }
    /// What apalis says when the act itself could not: a panic, the time limit.
    pub(super) fn of_apalis(said: &str, limit: Duration) -> Outcome {
        Outcome::Failed(ActError::retry(match said {
            // The text of tower's timeout.
            "request timed out" => format!("the act took longer than {} s", limit.as_secs()),
            _ => said.to_owned(),
        }))
    }

    /// Writes it; the word under which it is counted.
    pub(super) async fn write(
        &self,
        db: &DatabaseConnection,
        claim: &Claim,
        backoff: Backoff,
    ) -> Result<&'static str, DbErr> {
        let now = SystemClock.now();
        let unless_lost = |ours: bool, word| if ours { word } else { LEASE_LOST };
        Ok(match self {
            Outcome::Done => unless_lost(worklist::finish(db, now, claim).await?, "done"),
            Outcome::Interrupted => {
                unless_lost(worklist::hand_back(db, claim).await?, "handed-back")
            }
            Outcome::Failed(ActError::Snooze { wait, reason }) => {
                let until = now + (*wait).min(LONGEST_WAIT);
                let put_off = worklist::snooze(db, claim, until, &printable(reason)).await?;
                unless_lost(put_off, "put-off")
            }
            Outcome::Failed(ActError::Retry { reason }) => {
                let retry_at = now + backoff.wait(claim.attempt, roll());
                word(worklist::fail(db, now, claim, Some(retry_at), &printable(reason)).await?)
            }
            Outcome::Failed(ActError::GiveUp { reason }) => {
                word(worklist::fail(db, now, claim, None, &printable(reason)).await?)
            }
        })
    }

    /// Says it, once it is written.
    pub(super) fn report(&self, claim: &Claim, word: &'static str, took: Duration) {
        let (kind, id, attempt) = (claim.kind.clone(), claim.id, claim.attempt);
        match (word, self) {
            (LEASE_LOST, _) => {
                metrics::counter!("fordel_work_stale_writes_refused_total").increment(1);
                tracing::warn!(kind, %id, attempt, "the lease was lost; the outcome is not written");
            }
            (DEAD, Outcome::Failed(why)) => {
                tracing::error!(kind, %id, attempt, "work is dead: {why}");
            }
            (_, Outcome::Failed(why)) => {
                tracing::warn!(kind, %id, attempt, outcome = word, "work was not done: {why}");
            }
            _ => tracing::debug!(kind, %id, attempt, outcome = word, "work ended"),
        }
        metrics::histogram!("fordel_work_seconds", "kind" => kind.clone())
            .record(took.as_secs_f64());
        metrics::counter!("fordel_work_finished_total", "kind" => kind, "outcome" => word)
            .increment(1);
    }
}

const LEASE_LOST: &str = "lease-lost";
const DEAD: &str = "dead";

fn word(fate: Fate) -> &'static str {
    match fate {
        Fate::Again => "retry",
        Fate::Dead => DEAD,
        Fate::NotOurs => LEASE_LOST,
    }
}

/// PostgreSQL refuses a text with a zero in it, and then the outcome could never be written.
fn printable(reason: &str) -> String {
    reason.chars().filter(|c| *c != '\0').take(LONGEST_REASON).collect()
}

/// A throw of the dice in 0..=1; the middle when the machine has none.
fn roll() -> f64 {
    getrandom::u32().map_or(0.5, |bits| f64::from(bits) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_apalis_saw_is_tried_again() {
        let reason = |said: &str| match Outcome::of_apalis(said, Duration::from_secs(120)) {
            Outcome::Failed(ActError::Retry { reason }) => reason,
            other => panic!("{other:?}"),
        };
        assert_eq!(reason("request timed out"), "the act took longer than 120 s");
        assert_eq!(reason("the act panicked: å"), "the act panicked: å");
    }

    #[test]
    fn a_reason_can_always_be_written() {
        assert_eq!(printable("a\0b"), "ab");
        assert_eq!(printable(&"å".repeat(5000)).chars().count(), LONGEST_REASON);
    }
}
