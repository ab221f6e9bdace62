//! What does not go as it should: the rules by which a grant is told of among risks and deviations.

use crate::scope_figures::{GrantLine, ReportLine, ReportStanding, ScopeFigures};
use reporting_deadlines::Verdict;
use vocabulary::{Day, Money};

/// What does not go as it should with a grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deviation {
    /// A report is not delivered, and its day is over by so many days.
    ReportMissing {
        /// What is owed.
        title: String,
        /// The last day.
        due_on: Day,
        /// Days since.
        days: i64,
    },
    /// A report came after its day.
    ReportLate {
        /// What was owed.
        title: String,
        /// The last day.
        due_on: Day,
        /// When it came.
        delivered_on: Day,
    },
    /// A deadline was moved.
    DeadlineMoved {
        /// What is owed.
        title: String,
        /// The day before.
        from: Day,
        /// The day now.
        to: Day,
        /// Why; empty where it is not told.
        why: String,
    },
    /// The terms are not accepted.
    NotAccepted {
        /// The last day to do so.
        by: Day,
        /// Whether that day is over.
        over: bool,
    },
    /// Not accepted in time: the money is free again.
    Lapsed,
    /// The award was taken back.
    Reversed {
        /// When.
        on: Day,
        /// What became free.
        freed: Money,
        /// What is owed back.
        owed: Money,
        /// Why; empty where it is not told.
        why: String,
    },
    /// Money came back.
    Returned {
        /// How much.
        amount: Money,
    },
    /// Less was paid than was planned by the day.
    PaymentBehind {
        /// What was planned.
        planned: Money,
        /// What was paid.
        paid: Money,
    },
    /// Targets that were not reached.
    TargetsNotReached {
        /// How many.
        missed: usize,
        /// Of how many.
        all: usize,
    },
    /// A report was delivered, and targets have no result.
    TargetsUnanswered {
        /// How many.
        unanswered: usize,
        /// Of how many.
        all: usize,
    },
    /// The counts of participants do not add up, and nobody says why.
    CountsUnexplained,
}

impl Deviation {
    /// Its place among the kinds: those that ask for something first.
    pub const fn kind(&self) -> usize {
        match self {
            Deviation::ReportMissing { .. } => 0,
            Deviation::NotAccepted { .. } => 1,
            Deviation::PaymentBehind { .. } => 2,
            Deviation::TargetsNotReached { .. } => 3,
            Deviation::TargetsUnanswered { .. } => 4,
            Deviation::CountsUnexplained => 5,
            Deviation::ReportLate { .. } => 6,
            Deviation::DeadlineMoved { .. } => 7,
            Deviation::Returned { .. } => 8,
            Deviation::Reversed { .. } => 9,
            Deviation::Lapsed => 10,
        }
    }
}

/// What does not go as it should, each with its grant, by kind and then in the order of the grants.
pub fn deviations(figures: &ScopeFigures) -> Vec<(Deviation, &GrantLine)> {
    let payments = figures.knows_payments();
    let mut found: Vec<(Deviation, &GrantLine)> = Vec::new();
    for grant in &figures.grants {
        let of_grant = of_grant(grant, figures.as_of, payments);
        found.extend(of_grant.into_iter().map(|deviation| (deviation, grant)));
    }
    found.sort_by_key(|(deviation, _)| deviation.kind());
    found
}

/// What does not go as it should with one grant on a day. Payments are judged only where the house
/// knows of payments at all.
pub(crate) fn of_grant(grant: &GrantLine, as_of: Day, payments: bool) -> Vec<Deviation> {
    let mut found: Vec<Deviation> =
        grant.reports.iter().flat_map(|report| of_report(report, as_of)).collect();
    if let Some(reversed) = &grant.reversed {
        found.push(Deviation::Reversed {
            on: reversed.on,
            freed: reversed.freed,
            owed: reversed.owed,
            why: reversed.why.clone().unwrap_or_default(),
        });
    }
    if grant.returned.is_positive() {
        found.push(Deviation::Returned { amount: grant.returned });
    }
    match grant.state.as_str() {
        "lapsed" => found.push(Deviation::Lapsed),
        "awarded" => found
            .push(Deviation::NotAccepted { by: grant.accept_by, over: grant.accept_by < as_of }),
        _ => {}
    }
    if payments && grant.state == "active" && grant.paid < grant.planned_by_now {
        let (planned, paid) = (grant.planned_by_now, grant.paid);
        found.push(Deviation::PaymentBehind { planned, paid });
    }
    found.extend(of_targets(grant));
    if grant.counts_unexplained {
        found.push(Deviation::CountsUnexplained);
    }
    found
}

fn of_report(report: &ReportLine, as_of: Day) -> Vec<Deviation> {
    let mut found = Vec::new();
    let (title, due_on) = (report.title.clone(), report.due_on);
    match report.standing {
        ReportStanding::Missing => {
            let days = as_of.days_since(due_on);
            found.push(Deviation::ReportMissing { title, due_on, days });
        }
        ReportStanding::Delivered(delivered_on) if delivered_on > due_on => {
            found.push(Deviation::ReportLate { title, due_on, delivered_on });
        }
        _ => {}
    }
    if let Some((from, why)) = &report.moved_from {
        let title = report.title.clone();
        found.push(Deviation::DeadlineMoved { title, from: *from, to: due_on, why: why.clone() });
    }
    found
}

fn of_targets(grant: &GrantLine) -> Vec<Deviation> {
    let all = grant.targets.len();
    let verdicts = grant.targets.iter().map(|target| target.result.as_ref().map(|r| r.verdict));
    let missed = verdicts.clone().filter(|verdict| *verdict == Some(Verdict::NotReached)).count();
    let delivered =
        grant.reports.iter().any(|r| matches!(r.standing, ReportStanding::Delivered(_)));
    let open = |verdict: &Option<Verdict>| matches!(verdict, None | Some(Verdict::NotAssessed));
    let unanswered = verdicts.filter(open).count();
    let mut found = Vec::new();
    if missed > 0 {
        found.push(Deviation::TargetsNotReached { missed, all });
    }
    if delivered && unanswered > 0 {
        found.push(Deviation::TargetsUnanswered { unanswered, all });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn what_goes_wrong_is_told_by_kind() {
        let figures = samples::call();
        let told: Vec<String> = deviations(&figures)
            .into_iter()
            .map(|(deviation, grant)| format!("{}: {deviation:?}", grant.reference))
            .collect();
        insta::assert_snapshot!(told.join("\n"));
    }

    #[test]
    fn payments_are_judged_only_where_there_are_any() {
        let mut figures = samples::call();
        let grant = figures.grants[1].clone();
        let behind = |payments| {
            let found = of_grant(&grant, figures.as_of, payments);
            found.iter().any(|one| matches!(one, Deviation::PaymentBehind { .. }))
        };
        assert!(behind(true) && !behind(false));
        figures.grants.clear();
        assert_eq!(deviations(&figures), []);
    }
}
