//! What of the figures may be read by anybody.
//!
//! Of persons there are counts only, and none under 5, nor one that gives such a count away (see
//! `suppression`). Narratives, explanations and reasons are the recipients' and the directorate's; who
//! sits in which group is not told either, because a function can name a person. What projects are called
//! and what their targets say is told as it was written: whoever publishes reads it first.

use crate::Audience;
use crate::goals::{counts_persons, is_share};
use crate::grant_figures::GrantFigures;
use crate::scope_figures::{Counts, GrantLine, ResultLine, ReversedLine, ScopeFigures, TargetLine};
use crate::suppression::{KINDS, LEAST, shown};
use reporting_deadlines::{Direction, Wanted};

impl ScopeFigures {
    /// The same figures for anybody to read. Doing it twice changes nothing.
    #[must_use]
    pub fn for_public(&self) -> ScopeFigures {
        let mut public = self.clone();
        if self.audience == Audience::Public {
            return public;
        }
        public.audience = Audience::Public;
        // It counts targets of few persons too.
        public.goals_before = None;
        // What is no project is in no sum and no table of participants.
        for grant in public.grants.iter_mut().filter(|grant| !grant.is_project()) {
            grant.participants = None;
        }
        let mut counted: Vec<&mut Counts> = public
            .grants
            .iter_mut()
            .filter_map(|grant| grant.participants.as_mut())
            .map(|(_, counts)| counts)
            .collect();
        let mut total = public.participants.take();
        hide_small(&mut counted, total.as_mut());
        public.participants = total;
        for grant in &mut public.grants {
            publish(grant);
        }
        public
    }
}

fn publish(grant: &mut GrantLine) {
    grant.narrative = None;
    if let Some(ReversedLine { why, .. }) = &mut grant.reversed {
        *why = None;
    }
    for (_, why) in grant.reports.iter_mut().filter_map(|report| report.moved_from.as_mut()) {
        why.clear();
    }
    let counts = grant.participants.map(|(_, counts)| counts);
    grant.targets.retain(|target| !tells_few(&target.wanted, counts.as_ref()));
    for target in &mut grant.targets {
        publish_target(target);
    }
}

/// Whether the verdict on a target tells a count under 5, or all but so few: few persons are wanted, or a
/// share that comes to few of any count that is told, or an exact number where a count is hidden. That it
/// is reached or not does not matter, so that nothing follows from what is left out.
fn tells_few(wanted: &Wanted, counts: Option<&Counts>) -> bool {
    let Wanted::Number { value, direction, unit } = wanted else { return false };
    if !counts_persons(wanted) {
        return false;
    }
    let few = i64::from(LEAST);
    let all = || counts.into_iter().flat_map(Counts::all);
    if is_share(unit) {
        let part = (*value).min(100_i64.saturating_sub(*value));
        let fewest = all().flatten().min();
        *value <= few || fewest.is_some_and(|of| part.saturating_mul(of.into()) <= 100 * few)
    } else {
        *value <= few || (*direction == Direction::Exactly && all().any(|count| count.is_none()))
    }
}

/// A result that counts persons is told as a verdict only: beside the counts of participants it could
/// tell what is hidden there.
pub(crate) fn publish_target(target: &mut TargetLine) {
    let persons = counts_persons(&target.wanted);
    if let Some(ResultLine { reached, explanation, .. }) = &mut target.result {
        explanation.clear();
        if persons {
            *reached = None;
        }
    }
}

/// Hides what must not be told of the counts of some projects and of their sum.
fn hide_small(counted: &mut [&mut Counts], total: Option<&mut Counts>) {
    let rows: Vec<Counts> = counted.iter().map(|counts| **counts).collect();
    let told = shown(&rows_of(&rows));
    for (counts, told) in counted.iter_mut().zip(&told.rows) {
        **counts = only(**counts, *told);
    }
    if let Some(total) = total {
        *total = only(*total, told.total);
    }
}

/// The counts as a table.
fn rows_of(counts: &[Counts]) -> Vec<[u32; KINDS]> {
    counts.iter().map(|counts| counts.all().map(Option::unwrap_or_default)).collect()
}

/// The counts that are told.
fn only(counts: Counts, told: [bool; KINDS]) -> Counts {
    let all = counts.all();
    Counts::of(std::array::from_fn(|kind| all[kind].filter(|_| told[kind])))
}

/// Which counts of a project the public report on its call tells, by the counts of all projects of the
/// call in the order they have there, and its place among them.
pub(crate) fn told_beside(counts: &[Counts], at: usize) -> Option<[bool; KINDS]> {
    shown(&rows_of(counts)).rows.get(at).copied()
}

impl GrantFigures {
    /// The same figures for anybody to read. Doing it twice changes nothing. Of the counts of participants
    /// those are told that the public report on the call tells, so that neither gives away what the other
    /// hides; where that is not known, none.
    #[must_use]
    pub fn for_public(&self) -> GrantFigures {
        let mut public = self.clone();
        if self.audience == Audience::Public {
            return public;
        }
        public.audience = Audience::Public;
        public.narrative = None;
        public.members.clear();
        public.summary.clear();
        public.target_group.clear();
        public.continuation.clear();
        public.partners.clear();
        if let Some(ReversedLine { why, .. }) = &mut public.reversed {
            *why = None;
        }
        for (_, why) in public.owed.iter_mut().filter_map(|report| report.moved_from.as_mut()) {
            why.clear();
        }
        let told = public.tellable.unwrap_or_default();
        public.counts = public.counts.map(|(on, counts)| (on, only(counts, told)));
        let counts = public.counts.map(|(_, counts)| counts);
        public.targets.retain(|figure| !tells_few(&figure.target.wanted, counts.as_ref()));
        for figure in &mut public.targets {
            let persons = counts_persons(&figure.target.wanted);
            if let Some((_, result)) = &mut figure.result {
                result.explanation.clear();
                if persons {
                    result.reached = None;
                }
            }
        }
        public.funnel = None;
        public
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use reporting_deadlines::Verdict;

    #[test]
    fn nothing_that_recipients_wrote_is_public() {
        let public = samples::call().for_public();
        let text = serde_json::to_string(&public).unwrap();
        for secret in ["Jobbspesialisten sitter", "Sykdom i prosjektet", "Målet var for høyt"] {
            assert!(serde_json::to_string(&samples::call()).unwrap().contains(secret), "{secret}");
            assert!(!text.contains(secret), "{secret}");
        }
        assert_eq!(public.for_public(), public);
    }

    #[test]
    fn small_counts_of_persons_are_hidden_and_money_is_not() {
        let all = samples::call();
        let public = all.for_public();
        for (_, counts) in public.grants.iter().filter_map(|grant| grant.participants.as_ref()) {
            assert!(counts.all().into_iter().flatten().all(|count| count >= 5), "{counts:?}");
        }
        assert_eq!(public.steps, all.steps);
        assert_eq!(public.totals(), all.totals());
        assert_eq!(all.year_before, public.year_before);
        assert!(all.goals_before.is_some() && public.goals_before.is_none());
        let told = |figures: &ScopeFigures, unit: &str| {
            let targets = figures.grants.iter().flat_map(|grant| &grant.targets);
            targets
                .filter(|t| matches!(&t.wanted, reporting_deadlines::Wanted::Number { unit: u, .. } if u == unit))
                .filter_map(|t| t.result.as_ref()?.reached)
                .count()
        };
        assert_eq!((told(&all, "deltakere"), told(&public, "deltakere")), (2, 0));
        assert_eq!((told(&all, "poeng"), told(&public, "poeng")), (2, 2));
    }

    #[test]
    fn a_grant_on_its_own_is_public_in_the_same_way() {
        let all = samples::grant_figures();
        let public = all.for_public();
        let text = serde_json::to_string(&public).unwrap();
        for secret in
            ["Kafé og kontorarbeid", "for ambisiøst", "NAV-kontoret", "Søkte uførepensjon"]
        {
            assert!(serde_json::to_string(&all).unwrap().contains(secret), "{secret}");
            assert!(!text.contains(secret), "{secret}");
        }
        let counts = public.counts.unwrap().1;
        assert_eq!((counts.in_work, counts.departed, counts.active), (None, Some(7), Some(10)));
        assert_eq!(public.for_public(), public);
        let unknown = GrantFigures { tellable: None, ..all }.for_public();
        assert_eq!(unknown.counts.map(|(_, counts)| counts), Some(Counts::default()));
    }

    #[test]
    fn a_grant_tells_what_the_report_on_its_call_tells() {
        let figures = samples::call();
        let public = figures.for_public();
        let counts: Vec<Counts> =
            figures.projects().filter_map(|grant| Some(grant.participants?.1)).collect();
        let told: Vec<[bool; KINDS]> = public
            .projects()
            .filter_map(|grant| Some(grant.participants?.1.all().map(|count| count.is_some())))
            .collect();
        for (at, told) in told.iter().enumerate() {
            assert_eq!(told_beside(&counts, at), Some(*told));
        }
        // Alone, the first could tell how many left: the call's report would then give away the others.
        let all = [true; KINDS];
        assert_eq!(told_beside(&counts[..1], 0), Some(all));
        assert_ne!(told[0], all);
        assert_eq!(told_beside(&counts, 2), None);
    }

    #[test]
    fn a_target_of_few_persons_is_not_public() {
        let number = |value, direction, unit: &str| Wanted::Number {
            value,
            direction,
            unit: unit.to_owned(),
        };
        let least = |value, unit| number(value, Direction::AtLeast, unit);
        let all = Counts::of([40, 25, 8, 17, 6].map(Some));
        let some = Counts { departed: None, active: None, ..all };
        for (wanted, counts, few) in [
            (least(5, "deltakere"), None, true),
            (least(6, "deltakere"), Some(some), false),
            (least(5, "poeng"), Some(some), false),
            (Wanted::Quality("Brukere under 35 år".into()), Some(some), false),
            // An exact number that is reached is a count that is told.
            (number(6, Direction::Exactly, "deltakere"), Some(all), false),
            (number(6, Direction::Exactly, "deltakere"), Some(some), true),
            (number(6, Direction::Exactly, "deltakere"), None, false),
            // Half of six or of eight who are told are few, of twenty-five they are not; all leave none.
            (least(50, "prosent"), Some(all), true),
            (least(100, "%"), Some(all), true),
            (least(50, "prosent"), Some(Counts { in_work: None, ..all }), true),
            (least(50, "prosent"), Some(Counts { in_work: None, ..some }), false),
            (least(50, "prosent"), None, false),
            (least(5, "prosent"), None, true),
        ] {
            assert_eq!(tells_few(&wanted, counts.as_ref()), few, "{wanted:?} {counts:?}");
        }
        let mut figures = samples::call();
        figures.grants[0].targets[0].wanted = least(3, "deltakere");
        assert_eq!(figures.for_public().grants[0].targets.len(), 1);
        let public = samples::grant_figures().for_public();
        let left: Vec<&str> = public.targets.iter().map(|t| t.target.what.as_str()).collect();
        assert_eq!(left, ["Prioritert"], "the exact numbers of a project with a hidden count");
    }

    #[test]
    fn a_share_of_persons_is_told_as_a_verdict() {
        let mut figures = samples::call();
        for grant in &mut figures.grants {
            let Wanted::Number { unit, value, .. } = &mut grant.targets[0].wanted else { continue };
            (*unit, *value) = ("prosent".into(), 40);
        }
        // Without counts there is nothing to take the share of.
        figures.grants[3].participants = None;
        let told = |figures: &ScopeFigures| {
            let result = figures.grants[3].targets[0].result.as_ref();
            result.map(|result| (result.verdict, result.reached))
        };
        assert_eq!(told(&figures), Some((Verdict::Reached, Some(7))));
        assert_eq!(told(&figures.for_public()), Some((Verdict::Reached, None)));
    }

    #[test]
    fn what_is_no_project_tells_nothing_of_participants() {
        let mut figures = samples::call();
        figures.grants[2].participants = figures.grants[0].participants;
        assert!(!figures.grants[2].is_project());
        assert_eq!(figures.for_public().grants[2].participants, None);
    }
}
