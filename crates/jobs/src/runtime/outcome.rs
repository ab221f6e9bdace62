//! What became of one attempt.

use crate::{ActError, Rules};
use chrono::{DateTime, Utc};
use std::time::Duration;
use worklist::{Claim, Ending, How, Settled};

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
    /// It was told to stop, and did not end by itself.
    CutOff,
}

impl Outcome {
    pub(super) fn of(done: Result<(), ActError>) -> Outcome {
        done.map_or_else(Outcome::Failed, |()| Outcome::Done)
    }
    pub(super) fn too_long(limit: Duration) -> Outcome {
        let reason = format!("the act took longer than {} s", limit.as_secs());
        Outcome::Failed(ActError::retry(reason))
    }
    /// What apalis says when the act itself could not: a panic.
    pub(super) fn of_apalis(said: &str) -> Outcome {
        Outcome::Failed(ActError::retry(said))
    }

    /// As the worklist writes it. The dice are thrown once, so that every try writes the same.
    pub(super) fn ending(&self, claim: Claim, now: DateTime<Utc>, rules: &Rules) -> Ending {
        let how = match self {
            Outcome::Done => How::Done,
            Outcome::Interrupted => How::HandedBack,
            Outcome::CutOff => How::Stopped,
            Outcome::Failed(ActError::Snooze { wait, reason }) => {
                How::PutOff { until: now + (*wait).min(LONGEST_WAIT), reason: printable(reason) }
            }
            Outcome::Failed(ActError::Retry { reason }) => {
                let retry_at = now + rules.backoff.wait(claim.attempt, roll());
                How::Failed { retry_at, reason: printable(reason) }
            }
            Outcome::Failed(ActError::GiveUp { reason }) => {
                How::GivenUp { reason: printable(reason) }
            }
        };
        Ending { claim, at: now, how }
    }
}

/// Says how an attempt ended, once it is written.
pub(super) fn report(ending: &Ending, settled: Settled, took: Duration) {
    let Ending { claim, how, .. } = ending;
    let (kind, id, attempt) = (claim.kind.clone(), claim.id, claim.attempt);
    let word = match (settled, how) {
        (Settled::NotOurs, _) => "lease-lost",
        (Settled::Done, _) => "done",
        (Settled::Dead, _) => "dead",
        (Settled::Cancelled, _) => "cancelled",
        (Settled::Waits, How::PutOff { .. }) => "put-off",
        (Settled::Waits, How::HandedBack | How::Stopped) => "handed-back",
        (Settled::Waits, _) => "retry",
    };
    let why = match how {
        How::Failed { reason, .. } | How::GivenUp { reason } | How::PutOff { reason, .. } => reason,
        _ => "",
    };
    match settled {
        Settled::NotOurs => {
            metrics::counter!("fordel_work_stale_writes_refused_total").increment(1);
            tracing::warn!(kind, %id, attempt, "the lease was lost; the outcome is not written");
        }
        Settled::Dead => {
            metrics::counter!("fordel_work_dead_total", "kind" => kind.clone()).increment(1);
            tracing::error!(kind, %id, attempt, "work is dead: {why}");
        }
        Settled::Waits if word == "retry" => {
            tracing::warn!(kind, %id, attempt, "work was not done: {why}");
        }
        _ => tracing::debug!(kind, %id, attempt, outcome = word, "work ended {why}"),
    }
    let labels = [("kind", kind), ("outcome", word.to_owned())];
    metrics::histogram!("fordel_work_seconds", &labels).record(took.as_secs_f64());
    metrics::counter!("fordel_work_finished_total", &labels).increment(1);
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
    fn a_reason_can_always_be_written() {
        assert_eq!(printable("a\0b"), "ab");
        assert_eq!(printable(&"å".repeat(5000)).chars().count(), LONGEST_REASON);
    }
}
