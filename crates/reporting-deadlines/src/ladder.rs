//! When to remind: a deadline, what was sent so far, today → the steps due.
//!
//! The rule: of the steps written to the recipient, only the latest whose day has come is due, and
//! only if it has not been sent. A step that was missed, because the system was down or because the
//! deadline was set late, is skipped with a reason and never sent in a burst with the next one. A
//! step before the due day is never sent after it. An escalation to the case officers comes in
//! addition. What was sent counts for one due day only, so a deadline that moves starts a new ladder.

use crate::why::{Skipped, Why};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use vocabulary::Day;

/// The ladder that deadlines have unless their scheme says otherwise.
pub const STANDARD_LADDER: &str = "standard";

/// A step of a ladder, in the order they are climbed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepName {
    /// The first word of what is coming.
    Notice,
    /// A reminder while there is still time.
    ReminderBefore,
    /// The first reminder after the due day.
    #[serde(rename = "overdue-1")]
    Overdue1,
    /// The second, which names the consequences.
    #[serde(rename = "overdue-2")]
    Overdue2,
    /// The case officers are told, so that a person takes it on.
    Escalated,
}

impl StepName {
    /// All of them, in order.
    pub const ALL: [StepName; 5] = [
        StepName::Notice,
        StepName::ReminderBefore,
        StepName::Overdue1,
        StepName::Overdue2,
        StepName::Escalated,
    ];
    /// The word that stands in the database.
    pub const fn word(self) -> &'static str {
        match self {
            StepName::Notice => "notice",
            StepName::ReminderBefore => "reminder-before",
            StepName::Overdue1 => "overdue-1",
            StepName::Overdue2 => "overdue-2",
            StepName::Escalated => "escalated",
        }
    }
    /// Belongs on or before the due day.
    pub const fn is_before(self) -> bool {
        matches!(self, StepName::Notice | StepName::ReminderBefore)
    }
    /// Who it is written to.
    pub const fn audience(self) -> Audience {
        match self {
            StepName::Escalated => Audience::CaseOfficer,
            _ => Audience::Recipient,
        }
    }
}

impl fmt::Display for StepName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
impl FromStr for StepName {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        StepName::ALL
            .into_iter()
            .find(|step| step.word() == word)
            .ok_or_else(|| format!("«{word}» is not a step of a ladder"))
    }
}

/// Who a step is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Those who apply on behalf of the organisation that owes.
    Recipient,
    /// The case officers of the directorate.
    CaseOfficer,
}

impl Audience {
    /// The word that stands in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Audience::Recipient => "recipient",
            Audience::CaseOfficer => "case-officer",
        }
    }
}

/// One step and its day, counted from the due day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub step: StepName,
    /// Days after the due day; negative before it.
    pub days: i64,
}

/// The steps of one ladder in the order of their days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ladder {
    steps: Vec<Step>,
}

/// Why some steps make no ladder.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LadderError {
    /// There are none.
    #[error("a ladder has at least one step")]
    Empty,
    /// A step stands on the wrong side of the due day.
    #[error("the step {step} cannot stand {days} days after the due day")]
    WrongSide {
        /// Which step.
        step: StepName,
        /// Its days.
        days: i64,
    },
    /// Two steps stand in the wrong order, or on the same day, or are the same.
    #[error("the step {then} must come after the step {first}, on a later day")]
    OutOfOrder {
        /// The earlier one.
        first: StepName,
        /// The one that should be later.
        then: StepName,
    },
}

/// What becomes of one step on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepDue {
    /// Which step.
    pub step: StepName,
    /// The day it belongs on.
    pub on: Day,
    /// Whether it goes out, and why or why not.
    pub why: Why,
}

impl Ladder {
    /// A ladder of these steps, in any order.
    pub fn new(mut steps: Vec<Step>) -> Result<Ladder, LadderError> {
        steps.sort_by_key(|step| (step.days, step.step));
        if steps.is_empty() {
            return Err(LadderError::Empty);
        }
        for Step { step, days } in &steps {
            // A step on the due day itself is still a reminder before: the day is not over.
            if step.is_before() != (*days <= 0) {
                return Err(LadderError::WrongSide { step: *step, days: *days });
            }
        }
        for pair in steps.windows(2) {
            if pair[0].step >= pair[1].step || pair[0].days == pair[1].days {
                return Err(LadderError::OutOfOrder { first: pair[0].step, then: pair[1].step });
            }
        }
        Ok(Ladder { steps })
    }

    /// Its steps in the order of their days.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The first and the last day on which something of it can belong.
    pub fn days(&self, due_on: Day) -> (Day, Day) {
        let day = |step: Option<&Step>| due_on.plus_days(step.map_or(0, |step| step.days));
        (day(self.steps.first()), day(self.steps.last()))
    }

    /// The steps that are due today; `sent` are those sent for this same due day.
    pub fn steps_due(&self, due_on: Day, sent: &[StepName], today: Day) -> Vec<StepDue> {
        let mut steps = self.explain(due_on, sent, today);
        steps.retain(|step| step.why == Why::Due);
        steps
    }

    /// Every step of the ladder of an open deadline with why it goes out today, or why not.
    pub fn explain(&self, due_on: Day, sent: &[StepName], today: Day) -> Vec<StepDue> {
        let has_come = |step: &Step| due_on.plus_days(step.days) <= today;
        let latest_of = |audience: Audience| {
            let own = self.steps.iter().filter(|step| step.step.audience() == audience);
            own.filter(|step| has_come(step)).map(|step| step.step).next_back()
        };
        self.steps
            .iter()
            .map(|step| {
                let on = due_on.plus_days(step.days);
                let latest = latest_of(step.step.audience());
                let why = match latest {
                    _ if sent.contains(&step.step) => Why::AlreadySent,
                    _ if !has_come(step) => Why::NotYet { on },
                    _ if step.step.is_before() && today > due_on => {
                        Why::Skipped(Skipped::DueDayPassed)
                    }
                    Some(by) if by > step.step => Why::Skipped(Skipped::Overtaken { by }),
                    _ => Why::Due,
                };
                StepDue { step: step.step, on, why }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn standard() -> Ladder {
        let step = |step, days| Step { step, days };
        Ladder::new(vec![
            step(StepName::Notice, -30),
            step(StepName::ReminderBefore, -14),
            step(StepName::Overdue1, 1),
            step(StepName::Overdue2, 14),
            step(StepName::Escalated, 28),
        ])
        .expect("a ladder")
    }
    fn due_on() -> Day {
        Day::new(2013, 3, 1).expect("a day")
    }
    fn due(sent: &[StepName], days: i64) -> Vec<StepName> {
        let today = due_on().plus_days(days);
        standard().steps_due(due_on(), sent, today).into_iter().map(|due| due.step).collect()
    }

    #[test]
    fn each_step_on_its_day() {
        use StepName::*;
        assert_eq!(due(&[], -31), []);
        assert_eq!(due(&[], -30), [Notice]);
        assert_eq!(due(&[Notice], -29), []);
        assert_eq!(due(&[Notice], -14), [ReminderBefore]);
        assert_eq!(due(&[Notice, ReminderBefore], 0), []);
        assert_eq!(due(&[Notice, ReminderBefore], 1), [Overdue1]);
        assert_eq!(due(&[Notice, ReminderBefore, Overdue1, Overdue2], 28), [Escalated]);
    }

    #[test]
    fn what_was_missed_is_skipped_and_never_comes_in_a_burst() {
        use StepName::*;
        assert_eq!(due(&[], -3), [ReminderBefore]);
        assert_eq!(due(&[], 20), [Overdue2]);
        assert_eq!(due(&[], 40), [Overdue2, Escalated]);
        let explained = standard().explain(due_on(), &[], due_on().plus_days(20));
        let whys: Vec<_> = explained.into_iter().map(|step| step.why).collect();
        assert_eq!(
            whys,
            [
                Why::Skipped(Skipped::DueDayPassed),
                Why::Skipped(Skipped::DueDayPassed),
                Why::Skipped(Skipped::Overtaken { by: Overdue2 }),
                Why::Due,
                Why::NotYet { on: due_on().plus_days(28) },
            ]
        );
    }

    #[test]
    fn a_late_overdue_step_leaves_the_days_before_it_quiet() {
        let step = |step, days| Step { step, days };
        let ladder =
            Ladder::new(vec![step(StepName::ReminderBefore, -14), step(StepName::Overdue1, 7)])
                .expect("a ladder");
        assert_eq!(ladder.steps_due(due_on(), &[], due_on()).len(), 1);
        assert_eq!(ladder.steps_due(due_on(), &[], due_on().plus_days(1)), []);
    }

    #[test]
    fn steps_stand_on_their_side_and_in_order() {
        let step = |step, days| Step { step, days };
        assert_eq!(Ladder::new(vec![]), Err(LadderError::Empty));
        assert!(Ladder::new(vec![step(StepName::Notice, 1)]).is_err());
        assert!(Ladder::new(vec![step(StepName::Overdue1, 0)]).is_err());
        assert!(
            Ladder::new(vec![step(StepName::Overdue1, 5), step(StepName::Overdue2, 3)]).is_err()
        );
        assert!(
            Ladder::new(vec![step(StepName::Overdue1, 5), step(StepName::Overdue1, 7)]).is_err()
        );
    }

    fn ladders() -> impl Strategy<Value = Ladder> {
        (-90i64..-20, -20i64..=0, 1i64..20, 20i64..50, 50i64..90, 0usize..5).prop_map(
            |(notice, before, first, second, escalated, left_out)| {
                let days = [notice, before, first, second, escalated];
                let mut steps: Vec<Step> = StepName::ALL
                    .into_iter()
                    .zip(days)
                    .map(|(step, days)| Step { step, days })
                    .collect();
                steps.remove(left_out);
                Ladder::new(steps).expect("in order")
            },
        )
    }

    proptest! {
        /// Days on which the round runs, in order, perhaps several times a day and with gaps.
        #[test]
        fn however_the_round_runs(
            ladder in ladders(),
            mut rounds in prop::collection::vec(-120i64..120, 1..60),
        ) {
            rounds.sort_unstable();
            let mut sent: Vec<(StepName, Day)> = Vec::new();
            for round in rounds {
                let today = due_on().plus_days(round);
                let so_far: Vec<StepName> = sent.iter().map(|(step, _)| *step).collect();
                for due in ladder.steps_due(due_on(), &so_far, today) {
                    prop_assert!(!so_far.contains(&due.step), "never twice");
                    prop_assert!(due.on <= today, "never before its day");
                    prop_assert!(!due.step.is_before() || today <= due_on(), "no notice afterwards");
                    sent.push((due.step, today));
                }
            }
            for audience in [Audience::Recipient, Audience::CaseOfficer] {
                let own: Vec<_> =
                    sent.iter().filter(|(step, _)| step.audience() == audience).collect();
                for pair in own.windows(2) {
                    prop_assert!(pair[0].0 < pair[1].0, "the ladder is only climbed");
                    prop_assert!(pair[0].1 < pair[1].1, "at most one step a day");
                }
            }
        }

        #[test]
        fn a_round_every_day_sends_every_step_on_its_day(ladder in ladders()) {
            let mut sent = Vec::new();
            for days in -120..120 {
                let today = due_on().plus_days(days);
                for due in ladder.steps_due(due_on(), &sent, today) {
                    prop_assert_eq!(due.on, today);
                    sent.push(due.step);
                }
            }
            prop_assert_eq!(sent.len(), ladder.steps().len());
        }

        #[test]
        fn moving_the_due_day_moves_the_whole_ladder(
            ladder in ladders(), days in -120i64..120, moved in -200i64..200,
        ) {
            let step_days = |due_on: Day| -> Vec<(StepName, Why, i64)> {
                ladder
                    .explain(due_on, &[], due_on.plus_days(days))
                    .into_iter()
                    .map(|step| {
                        let why = if let Why::NotYet { .. } = step.why { Why::Met } else { step.why };
                        (step.step, why, step.on.days_since(due_on))
                    })
                    .collect()
            };
            prop_assert_eq!(step_days(due_on()), step_days(due_on().plus_days(moved)));
        }

        #[test]
        fn what_is_due_is_what_is_explained_as_due(ladder in ladders(), days in -120i64..120) {
            let today = due_on().plus_days(days);
            let explained = ladder.explain(due_on(), &[], today);
            prop_assert_eq!(explained.len(), ladder.steps().len());
            prop_assert!(ladder.steps_due(due_on(), &[], today).len() <= 2);
        }
    }
}
