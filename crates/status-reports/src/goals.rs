//! Goal attainment by indicator: the same target of many grants, counted.

use crate::scope_figures::{GrantLine, TargetLine};
use reporting_deadlines::{Direction, Verdict, Wanted};
use serde::{Deserialize, Serialize};

/// What several grants are to reach, and how many have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoalLine {
    /// What is to be reached.
    pub what: String,
    /// The unit it is counted in; empty where it is judged and not counted.
    pub unit: String,
    /// What one grant is to reach, where all are to reach the same: how much, and which side is good.
    pub wanted: Option<(i64, Direction)>,
    /// How many grants have it as a target.
    pub grants: usize,
    /// How many of them have told a result.
    pub told: usize,
    /// How many have reached it, reached it partly, not reached it, set it aside, and not judged it.
    pub verdicts: [usize; 5],
    /// The results that are counted, lowest first; empty where they are not told in public.
    pub results: Vec<i64>,
}

impl GoalLine {
    /// How many gave this verdict.
    pub fn with(&self, verdict: Verdict) -> usize {
        let at = Verdict::ALL.iter().position(|one| *one == verdict);
        at.and_then(|at| self.verdicts.get(at)).copied().unwrap_or(0)
    }
    /// The result in the middle; of an even number the lower of the two in the middle, so that it is one
    /// that somebody has told.
    pub fn median(&self) -> Option<i64> {
        let at = self.results.len().checked_sub(1)? / 2;
        self.results.get(at).copied()
    }
    /// The results added up, where that means anything: points and percents are not added.
    pub fn sum(&self) -> Option<i64> {
        (!self.results.is_empty() && adds_up(&self.unit))
            .then(|| self.results.iter().fold(0_i64, |sum, one| sum.saturating_add(*one)))
    }
}

/// Whether counts of a unit can be added up over projects.
fn adds_up(unit: &str) -> bool {
    !is_scale(unit)
}

/// Units of scales and of money; what is counted in them is no number of persons.
const MEASURES: [&str; 8] =
    ["poeng", "poengsum", "karakter", "grad", "points", "score", "kr", "kroner"];

/// Units of shares. A share of persons is a number of persons for whoever knows of how many.
const SHARES: [&str; 4] = ["prosent", "%", "andel", "percent"];

/// Whether the unit is one of a scale, a share or money, which mean nothing when they are added up.
fn is_scale(unit: &str) -> bool {
    is_measure(unit) || is_share(unit)
}

fn is_measure(unit: &str) -> bool {
    MEASURES.contains(&unit.trim().to_lowercase().as_str())
}

/// Whether the unit is one of a share, whatever it is a share of: `prosent`, `% av deltakerne`.
pub(crate) fn is_share(unit: &str) -> bool {
    let first = unit.split_whitespace().next().unwrap_or_default().to_lowercase();
    SHARES.contains(&first.as_str())
}

/// Whether what a target wants counts persons, as far as its unit tells. All units but those of scales
/// and of money are taken to, shares too, because a wrong guess on that side hides too much and never too
/// little.
pub(crate) fn counts_persons(wanted: &Wanted) -> bool {
    match wanted {
        Wanted::Number { unit, .. } => !is_measure(unit),
        Wanted::Quality(_) => false,
    }
}

/// The targets of some grants, those with the same words and unit together, in the order they are met.
pub fn goals<'a>(grants: impl Iterator<Item = &'a GrantLine>) -> Vec<GoalLine> {
    let mut goals: Vec<GoalLine> = Vec::new();
    for target in grants.flat_map(|grant| &grant.targets) {
        let (unit, wanted) = match &target.wanted {
            Wanted::Number { value, direction, unit } => (unit.trim(), Some((*value, *direction))),
            Wanted::Quality(_) => ("", None),
        };
        let what = target.what.trim();
        let known = goals.iter_mut().find(|goal| goal.what == what && goal.unit == unit);
        match known {
            Some(goal) => {
                if goal.wanted != wanted {
                    goal.wanted = None;
                }
                add(goal, target);
            }
            None => {
                let mut goal = GoalLine {
                    what: what.to_owned(),
                    unit: unit.to_owned(),
                    wanted,
                    grants: 0,
                    told: 0,
                    verdicts: [0; 5],
                    results: Vec::new(),
                };
                add(&mut goal, target);
                goals.push(goal);
            }
        }
    }
    for goal in &mut goals {
        goal.results.sort_unstable();
    }
    goals
}

/// How many targets are reached, of those that somebody has judged (one that was set aside is judged too);
/// `None` where none is.
pub(crate) fn reached_of_judged<'a>(
    targets: impl IntoIterator<Item = &'a TargetLine>,
) -> Option<(usize, usize)> {
    let (mut reached, mut judged) = (0, 0);
    for result in targets.into_iter().filter_map(|target| target.result.as_ref()) {
        reached += usize::from(result.verdict == Verdict::Reached);
        judged += usize::from(result.verdict != Verdict::NotAssessed);
    }
    (judged > 0).then_some((reached, judged))
}

fn add(goal: &mut GoalLine, target: &TargetLine) {
    goal.grants += 1;
    let Some(result) = &target.result else { return };
    goal.told += 1;
    goal.results.extend(result.reached);
    let at = Verdict::ALL.iter().position(|verdict| *verdict == result.verdict);
    if let Some(count) = at.and_then(|at| goal.verdicts.get_mut(at)) {
        *count += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn shares_count_persons_and_are_not_added_up() {
        let wanted = |unit: &str| Wanted::Number {
            value: 30,
            direction: Direction::AtLeast,
            unit: unit.to_owned(),
        };
        for unit in ["prosent", "%", "Andel", "percent", "% av deltakerne"] {
            assert!(counts_persons(&wanted(unit)) && is_share(unit) && !adds_up(unit), "{unit}");
        }
        for unit in ["poeng", "poengsum", "karakter", "grad", "points", "score", "kr", "Kroner "] {
            assert!(!counts_persons(&wanted(unit)) && !adds_up(unit), "{unit}");
        }
        for unit in ["deltakere", "personer", "", "brukere under 35 år"] {
            assert!(counts_persons(&wanted(unit)) && adds_up(unit), "{unit}");
        }
    }

    #[test]
    fn the_same_target_of_several_grants_is_one_goal() {
        let figures = samples::call();
        let goals = goals(figures.projects());
        let counted: Vec<_> =
            goals.iter().map(|goal| (goal.what.as_str(), goal.grants, goal.told)).collect();
        assert_eq!(
            counted,
            [("Deltakere i ordinært arbeid", 3, 2), ("Poeng på kvalitetsskalaen", 3, 2)]
        );
        assert_eq!((goals[0].with(Verdict::Reached), goals[0].with(Verdict::Partly)), (1, 1));
        assert_eq!((goals[0].sum(), goals[0].median()), (Some(11), Some(4)));
        assert_eq!((goals[1].sum(), goals[1].median()), (None, Some(76)), "points are not added");
        assert_eq!(goals[0].wanted, Some((6, Direction::AtLeast)));
    }

    #[test]
    fn what_is_not_judged_is_in_no_share() {
        let mut figures = samples::call();
        let of = |figures: &crate::ScopeFigures| {
            reached_of_judged(figures.projects().flat_map(|grant| &grant.targets))
        };
        assert_eq!(of(&figures), Some((3, 4)));
        let mut judge = |verdict| {
            for grant in &mut figures.grants {
                for target in &mut grant.targets {
                    target.result.iter_mut().for_each(|result| result.verdict = verdict);
                }
            }
            of(&figures)
        };
        assert_eq!(judge(Verdict::NotPrioritised), Some((0, 4)), "set aside is judged");
        assert_eq!(judge(Verdict::NotAssessed), None);
    }
}
