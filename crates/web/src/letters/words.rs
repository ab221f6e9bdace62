//! What people read of a letter: officers see how the mail fared, applicants whether it was sent.

use crate::kit::{Badge, Moment, Texts, Tone, When};
use ::letters::{Happened, LetterKind, LetterState, Trouble, queries::Happening};
use vocabulary::Actor;

/// How far a letter has come.
pub(super) fn badge(texts: Texts, actor: &Actor, state: LetterState) -> Badge {
    let tone = match state {
        LetterState::Planned | LetterState::HandingOver => Tone::Info,
        LetterState::Retry => Tone::Warning,
        LetterState::Accepted => Tone::Success,
        LetterState::Refused => Tone::Danger,
        LetterState::Uncertain if actor.is_directorate() => Tone::Danger,
        LetterState::Uncertain => Tone::Warning,
        LetterState::Withdrawn => Tone::Neutral,
    };
    Badge::new(tone, texts.t(state_key(state, actor.is_directorate())))
}

/// What a state is called.
pub(super) const fn state_key(state: LetterState, officer: bool) -> &'static str {
    match (state, officer) {
        (LetterState::Planned, true) => "letters-state-planned",
        (LetterState::HandingOver, true) => "letters-state-handing-over",
        (LetterState::Retry, true) => "letters-state-retry",
        (LetterState::Accepted, true) => "letters-state-accepted",
        (LetterState::Refused, true) => "letters-state-refused",
        (LetterState::Uncertain, true) => "letters-state-uncertain",
        (LetterState::Withdrawn, true) => "letters-state-withdrawn",
        (LetterState::Planned | LetterState::HandingOver, false) => "letters-own-planned",
        (LetterState::Retry, false) => "letters-own-retry",
        (LetterState::Accepted, false) => "letters-own-accepted",
        (LetterState::Refused, false) => "letters-own-refused",
        (LetterState::Uncertain, false) => "letters-own-uncertain",
        (LetterState::Withdrawn, false) => "letters-own-withdrawn",
    }
}

/// A line of a letter's history: what happened, on which offer, what was said with it and by whom.
pub(super) fn moment(texts: Texts, happening: Happening) -> Moment {
    let tone = match happening.what {
        Happened::Planned | Happened::Offered | Happened::Withdrawn => Tone::Neutral,
        Happened::FollowedUp | Happened::SettledTaken | Happened::SettledNotTaken => Tone::Info,
        Happened::Accepted | Happened::Found | Happened::Delivered => Tone::Success,
        Happened::NotTaken | Happened::NotFound | Happened::Delayed => Tone::Warning,
        Happened::Refused | Happened::Uncertain | Happened::Bounced => Tone::Danger,
    };
    let attempt = (happening.attempt > 0 && matches!(happening.what, Happened::Offered))
        .then(|| texts.t("letters-offer-number").with("attempt", happening.attempt).to_string());
    let by = is_a_person(happening.what).then_some(happening.actor);
    let detail: Vec<String> = [attempt, happening.said, by].into_iter().flatten().collect();
    let what = Moment::past(When::At(happening.at), texts.t(happened_key(happening.what)));
    let what = what.toned(tone);
    if detail.is_empty() { what } else { what.detail(detail.join(" · ")) }
}

/// What only a person does, whose name is then worth reading.
const fn is_a_person(what: Happened) -> bool {
    matches!(
        what,
        Happened::SettledTaken
            | Happened::SettledNotTaken
            | Happened::FollowedUp
            | Happened::Withdrawn
    )
}

/// What happened to a letter.
pub(super) const fn happened_key(what: Happened) -> &'static str {
    match what {
        Happened::Planned => "letters-happened-planned",
        Happened::Offered => "letters-happened-offered",
        Happened::Accepted => "letters-happened-accepted",
        Happened::Refused => "letters-happened-refused",
        Happened::NotTaken => "letters-happened-not-taken",
        Happened::Uncertain => "letters-happened-uncertain",
        Happened::Found => "letters-happened-found",
        Happened::NotFound => "letters-happened-not-found",
        Happened::SettledTaken => "letters-happened-settled-taken",
        Happened::SettledNotTaken => "letters-happened-settled-not-taken",
        Happened::Bounced => "letters-happened-bounced",
        Happened::Delayed => "letters-happened-delayed",
        Happened::Delivered => "letters-happened-delivered",
        Happened::FollowedUp => "letters-happened-followed-up",
        Happened::Withdrawn => "letters-happened-withdrawn",
    }
}

/// What is wrong with a post office, in a sentence.
pub(super) const fn trouble_key(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Away => "letters-trouble-away",
        Trouble::SignIn => "letters-trouble-sign-in",
        Trouble::Tls => "letters-trouble-tls",
        Trouble::Sender => "letters-trouble-sender",
        Trouble::Copies => "letters-trouble-copies",
    }
}

/// What a kind of letter is called.
pub(super) const fn kind_key(kind: LetterKind) -> &'static str {
    match kind {
        LetterKind::SignIn => "letters-kind-sign-in",
        LetterKind::JoinInvitation => "letters-kind-join-invitation",
        LetterKind::DraftClosing => "letters-kind-draft-closing",
        LetterKind::CallAmended => "letters-kind-call-amended",
        LetterKind::SignatureWanted => "letters-kind-signature-wanted",
        LetterKind::ApplicationReceipt => "letters-kind-application-receipt",
        LetterKind::InformationRequest => "letters-kind-information-request",
        LetterKind::LateAdmitted => "letters-kind-late-admitted",
        LetterKind::ProvisionalReply => "letters-kind-provisional-reply",
        LetterKind::Dismissal => "letters-kind-dismissal",
        LetterKind::Award => "letters-kind-award",
        LetterKind::AwardReversed => "letters-kind-award-reversed",
        LetterKind::Refusal => "letters-kind-refusal",
        LetterKind::AcceptanceReceipt => "letters-kind-acceptance-receipt",
        LetterKind::ReportDeadline => "letters-kind-report-deadline",
        LetterKind::ReportReceipt => "letters-kind-report-receipt",
        LetterKind::ReportOverdueToOfficer => "letters-kind-report-overdue-to-officer",
        LetterKind::StatusReportReady => "letters-kind-status-report-ready",
    }
}

/// What it is about, and where that stands; `None` for what has no page.
pub(super) fn about(about: &str, id: &str) -> Option<(&'static str, String)> {
    match about {
        "application" => Some(("letters-about-application", format!("/applications/{id}"))),
        "grant" => Some(("letters-about-grant", format!("/grants/{id}"))),
        "deadline" => Some(("letters-about-deadline", format!("/deadlines/{id}"))),
        "report" => Some(("letters-about-report", format!("/reports/{id}"))),
        "status-report" => Some(("letters-about-status-report", format!("/status-reports/{id}"))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_and_state_has_its_words() {
        let texts = Texts::default();
        for kind in LetterKind::ALL {
            assert!(texts.find(kind_key(kind)).is_some(), "{kind}");
        }
        for state in LetterState::ALL {
            for officer in [true, false] {
                assert!(texts.find(state_key(state, officer)).is_some(), "{state}");
            }
        }
        for trouble in Trouble::ALL {
            assert!(texts.find(trouble_key(trouble)).is_some(), "{trouble:?}");
        }
        for what in Happened::ALL {
            assert!(texts.find(happened_key(what)).is_some(), "{what}");
        }
    }
}
