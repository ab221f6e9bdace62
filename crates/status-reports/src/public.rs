//! What of the figures may be read by anybody.
//!
//! Of persons there are counts only, and none under 5, nor one that gives such a count away (see
//! `suppression`). What recipients have written (narratives, explanations, reasons) is theirs and the
//! directorate's; who sits in which group is not told either, because a function can name a person.

use crate::Audience;
use crate::deviations::counts_persons;
use crate::grant_figures::GrantFigures;
use crate::scope_figures::{Counts, GrantLine, ResultLine, ReversedLine, ScopeFigures, TargetLine};
use crate::suppression::{KINDS, shown};

impl ScopeFigures {
    /// The same figures for anybody to read. Doing it twice changes nothing.
    #[must_use]
    pub fn for_public(&self) -> ScopeFigures {
        let mut public = self.clone();
        if self.audience == Audience::Public {
            return public;
        }
        public.audience = Audience::Public;
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
    for target in &mut grant.targets {
        publish_target(target);
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
    let rows: Vec<[u32; KINDS]> =
        counted.iter().map(|counts| counts.all().map(Option::unwrap_or_default)).collect();
    let told = shown(&rows);
    let only = |counts: Counts, told: [bool; KINDS]| {
        let all = counts.all();
        Counts::of(std::array::from_fn(|kind| all[kind].filter(|_| told[kind])))
    };
    for (counts, told) in counted.iter_mut().zip(&told.rows) {
        **counts = only(**counts, *told);
    }
    if let Some(total) = total {
        *total = only(*total, told.total);
    }
}

impl GrantFigures {
    /// The same figures for anybody to read. Doing it twice changes nothing.
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
        public.counts = public.counts.map(|(on, mut counts)| {
            hide_small(&mut [&mut counts], None);
            (on, counts)
        });
        public
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

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
    }
}
