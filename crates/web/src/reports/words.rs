//! What people read of a report: officers and applicants read different words for the same state.

use crate::kit::{Badge, Texts, Tone};
use reporting_deadlines::{
    Direction, FunnelDoubt, ReportKind, ReportState, ShownReports, Verdict, Wanted,
};
use vocabulary::Actor;

/// Where a report stands.
pub(crate) fn badge(texts: Texts, actor: &Actor, state: &ReportState) -> Badge {
    let officer = actor.is_directorate();
    let (tone, key) = match state {
        ReportState::Draft if officer => (Tone::Neutral, "reports-state-draft-officer"),
        ReportState::Draft => (Tone::Warning, "reports-state-draft-applicant"),
        ReportState::Submitted(_) if officer => (Tone::Warning, "reports-state-submitted-officer"),
        ReportState::Submitted(_) => (Tone::Info, "reports-state-submitted-applicant"),
        ReportState::Approved(..) => (Tone::Success, "reports-state-approved"),
    };
    Badge::new(tone, texts.t(key))
}

/// What a choice of reports is called.
pub(super) const fn shown_key(shown: ShownReports, officer: bool) -> &'static str {
    match shown {
        ShownReports::Drafts if officer => "reports-state-draft-officer",
        ShownReports::Drafts => "reports-state-draft-applicant",
        ShownReports::Submitted if officer => "reports-state-submitted-officer",
        ShownReports::Submitted => "reports-state-submitted-applicant",
        ShownReports::Approved => "reports-state-approved",
        ShownReports::All => "reports-shown-all",
    }
}

/// What a kind of report is called.
pub(super) const fn kind_key(kind: ReportKind) -> &'static str {
    match kind {
        ReportKind::StatusReport => "reports-kind-status-report",
        ReportKind::AnnualReport => "reports-kind-annual-report",
        ReportKind::FinalReport => "reports-kind-final-report",
    }
}

/// What a verdict is called.
pub(super) const fn verdict_key(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Reached => "reports-verdict-reached",
        Verdict::Partly => "reports-verdict-partly",
        Verdict::NotReached => "reports-verdict-not-reached",
        Verdict::NotPrioritised => "reports-verdict-not-prioritised",
        Verdict::NotAssessed => "reports-verdict-not-assessed",
    }
}

/// How a result is judged.
pub(super) fn verdict_badge(texts: Texts, verdict: Verdict) -> Badge {
    let tone = match verdict {
        Verdict::Reached => Tone::Success,
        Verdict::Partly => Tone::Info,
        Verdict::NotReached => Tone::Danger,
        Verdict::NotPrioritised => Tone::Neutral,
        Verdict::NotAssessed => Tone::Warning,
    };
    Badge::new(tone, texts.t(verdict_key(verdict)))
}

/// How much is wanted: `minst 20 deltakere`.
pub(crate) fn wanted_in_words(texts: Texts, wanted: &Wanted) -> String {
    match wanted {
        Wanted::Number { value, direction, unit } => {
            let key = match direction {
                Direction::Exactly => "reports-wanted-exactly",
                Direction::AtLeast => "reports-wanted-at-least",
                Direction::AtMost => "reports-wanted-at-most",
            };
            // As a text, so that it is not written with the decimal mark of another language.
            texts.t(key).with("value", value.to_string()).with("unit", unit).to_string()
        }
        Wanted::Quality(quality) => quality.clone(),
    }
}

/// What does not fit together among the participants, as a sentence.
pub(super) fn doubt_in_words(texts: Texts, doubt: FunnelDoubt) -> String {
    let sentence = match doubt {
        FunnelDoubt::StartedIsNotDepartedAndActive { started, departed_and_active } => texts
            .t("reports-doubt-started")
            .with("started", started)
            .with("others", departed_and_active),
        FunnelDoubt::MoreStartedThanInformed { started, informed } => {
            texts.t("reports-doubt-informed").with("started", started).with("informed", informed)
        }
        FunnelDoubt::ReasonsAreNotDeparted { reasons, departed } => {
            texts.t("reports-doubt-reasons").with("reasons", reasons).with("departed", departed)
        }
        FunnelDoubt::MoreInWorkThanTookPart { in_work, took_part } => {
            texts.t("reports-doubt-in-work").with("in-work", in_work).with("took-part", took_part)
        }
    };
    sentence.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_reads_as_people_say_it() {
        let wanted = |direction| Wanted::Number { value: 1200, direction, unit: "timer".into() };
        let texts = Texts::default();
        assert_eq!(wanted_in_words(texts, &wanted(Direction::AtLeast)), "minst 1200 timer");
        assert_eq!(wanted_in_words(texts, &wanted(Direction::AtMost)), "høyst 1200 timer");
        assert_eq!(wanted_in_words(texts, &wanted(Direction::Exactly)), "1200 timer");
    }

    #[test]
    fn every_kind_and_verdict_has_its_words() {
        let texts = Texts::default();
        for kind in ReportKind::ALL {
            assert!(texts.find(kind_key(kind)).is_some(), "{kind}");
        }
        for verdict in Verdict::ALL {
            assert!(texts.find(verdict_key(verdict)).is_some(), "{verdict}");
        }
        for shown in ShownReports::ALL {
            for officer in [true, false] {
                assert!(texts.find(shown_key(shown, officer)).is_some(), "{shown:?}");
            }
        }
    }
}
