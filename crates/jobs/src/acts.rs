//! Which act does which kind of work.

mod hand_over_letter;
mod make_status_report;
mod order_status_reports;
mod plan_reminders;
mod prune;
mod prune_attachments;
mod read_bounces;
mod remind_drafts;
mod reply_provisionally;
mod scan_attachment;
mod seal_journal;
mod settle_uncertain;
mod verify_documents;
mod write_receipts;

pub use hand_over_letter::HandOverLetter;
pub use make_status_report::MakeStatusReport;
pub use order_status_reports::OrderStatusReports;
pub use plan_reminders::PlanReminders;
pub use prune::Prune;
pub use prune_attachments::PruneAttachments;
pub use read_bounces::ReadBounces;
pub use remind_drafts::RemindDrafts;
pub use reply_provisionally::ReplyProvisionally;
pub use scan_attachment::ScanAttachment;
pub use seal_journal::SealJournal;
pub use settle_uncertain::SettleUncertain;
pub use verify_documents::VerifyDocuments;
pub use write_receipts::WriteReceipts;

use crate::Rules;
use sea_orm::{DatabaseConnection, DbErr};
use std::{collections::BTreeMap, fmt, fmt::Display, sync::Arc, time::Duration};
use vocabulary::Clock;
use worklist::{Bell, Claim};

/// What every act works with.
#[derive(Debug, Clone)]
pub struct Workplace {
    /// The database.
    pub db: DatabaseConnection,
    /// The trade's clock: it may be a rehearsed day.
    pub clock: Arc<dyn Clock>,
    /// To be rung after a commit that asked for more work.
    pub bell: Arc<dyn Bell>,
    /// How long each kind that is done here stays in the list when it is over.
    pub keep: Arc<BTreeMap<&'static str, Duration>>,
}

/// Does one kind of work. It loads the subject, checks that the work is still wanted, does it and
/// records it; because a worker can die at any point, it may be run again for the same subject.
#[async_trait::async_trait]
pub trait Act: Send + Sync + 'static {
    /// The kind of work it does: `hand-over-letter`.
    fn kind(&self) -> &'static str;

    /// How it is tried, limited and kept.
    fn rules(&self) -> Rules {
        Rules::default()
    }

    /// Does it. `Ok` also when the work turned out not to be wanted any more. It may be cut off at any
    /// `.await` once `claim.lease` is told to stop and the last call of its rules is over.
    async fn run(&self, at: &Workplace, claim: &Claim) -> Result<(), ActError>;
}

/// Why an act did not do its work, and what is to come of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// It may work later: tried again after a while, as long as attempts are left.
    #[error("{reason}")]
    Retry {
        /// What an operator reads.
        reason: String,
    },
    /// It will never work: dead at once, until a person replays it.
    #[error("{reason}")]
    GiveUp {
        /// What an operator reads.
        reason: String,
    },
    /// Not now: put off without counting the attempt.
    #[error("{reason}")]
    Snooze {
        /// For how long, by the machine's clock.
        wait: Duration,
        /// What an operator reads.
        reason: String,
    },
}

impl ActError {
    /// Tried again after a while.
    pub fn retry(reason: impl Display) -> ActError {
        ActError::Retry { reason: reason.to_string() }
    }
    /// Dead at once.
    pub fn give_up(reason: impl Display) -> ActError {
        ActError::GiveUp { reason: reason.to_string() }
    }
    /// Put off; the attempt is not counted.
    pub fn snooze(wait: Duration, reason: impl Display) -> ActError {
        ActError::Snooze { wait, reason: reason.to_string() }
    }
}

/// A database that does not answer may answer later.
impl From<DbErr> for ActError {
    fn from(error: DbErr) -> ActError {
        ActError::retry(error)
    }
}

/// The acts of a process. Work of a kind that has no act here waits for a process that has one.
#[derive(Clone, Default)]
pub struct Acts(BTreeMap<&'static str, Arc<dyn Act>>);

impl Acts {
    /// Without any act.
    pub fn none() -> Acts {
        Acts::default()
    }
    /// With the acts that need nothing but a [`Workplace`].
    pub fn of_the_house() -> Acts {
        Acts::none().with(SealJournal).with(Prune::default()).with(OrderStatusReports)
    }
    /// With one more; it takes the place of another of the same kind.
    #[must_use]
    pub fn with(mut self, act: impl Act) -> Acts {
        self.0.insert(act.kind(), Arc::new(act));
        self
    }
    /// The kinds of work that can be done here.
    pub fn kinds(&self) -> Vec<&'static str> {
        self.0.keys().copied().collect()
    }

    /// The rules of each kind that can be done here.
    pub fn rules(&self) -> BTreeMap<&'static str, Rules> {
        self.0.iter().map(|(kind, act)| (*kind, act.rules())).collect()
    }

    pub(crate) async fn run(&self, at: &Workplace, claim: &Claim) -> Result<(), ActError> {
        match self.0.get(claim.kind.as_str()) {
            Some(act) => act.run(at, claim).await,
            None => {
                Err(ActError::give_up(format!("no act does work of the kind «{}»", claim.kind)))
            }
        }
    }
}

impl fmt::Debug for Acts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

/// Rings for the letters of a round. What could be written is written; trying again finds only the rest.
fn told(at: &Workplace, wrote: &grant_applications::Wrote) -> Result<(), ActError> {
    if wrote.letters > 0 {
        at.bell.ring();
    }
    match wrote.failed.as_slice() {
        [] => Ok(()),
        [(application, why), ..] => Err(ActError::retry(format!(
            "nothing could be written about {} applications; the first is {application}: {why}",
            wrote.failed.len()
        ))),
    }
}
