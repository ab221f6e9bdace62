//! A reminder that went out, or was to.

use crate::{Deadline, StepName};
use uuid::Uuid;
use vocabulary::{Day, DeadlineId, LetterId};

/// One step of a deadline's ladder, written to one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// Its id.
    pub id: Uuid,
    /// Of which deadline.
    pub deadline: DeadlineId,
    /// The due day it was about; the deadline may have moved since.
    pub due_on: Day,
    /// Which step.
    pub step: StepName,
    /// Who it was written to.
    pub recipient_name: String,
    /// At which address.
    pub recipient_email: String,
    /// The day of the round that wrote it.
    pub planned_on: Day,
    /// Its letter, which knows how far it has come.
    pub letter: Option<LetterId>,
    /// It was taken back before it was sent, and does not count.
    pub withdrawn: bool,
    /// Why it was written.
    pub why: String,
}

/// What makes a letter of reminder the only one: the deadline, the due day, the step, the recipient.
/// After a withdrawal the same may be said once more, which `withdrawn_before` tells apart.
pub(crate) fn unique_key(
    deadline: &Deadline,
    step: StepName,
    email: &str,
    withdrawn_before: usize,
) -> String {
    let key = format!("reminder:{}:{}:{step}:{email}", deadline.id, deadline.due_on);
    match withdrawn_before {
        0 => key,
        times => format!("{key}:after-withdrawal-{times}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_due_day_or_a_withdrawal_makes_another_letter() {
        let deadline = crate::deadline::tests::deadline();
        let later = Deadline { due_on: deadline.due_on.plus_days(30), ..deadline.clone() };
        let key = |deadline, again| unique_key(deadline, StepName::Notice, "a@b.no", again);
        assert_eq!(key(&deadline, 0), format!("reminder:{}:2013-03-01:notice:a@b.no", deadline.id));
        assert_ne!(key(&deadline, 0), key(&later, 0));
        assert_ne!(key(&deadline, 0), key(&deadline, 1));
    }
}
