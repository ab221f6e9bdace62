//! What people read of a grant: officers and applicants read different words for the same state.

use crate::kit::{Badge, Texts, Tone};
use funding_periods::InstalmentState;
use vocabulary::{Actor, Day};

/// The state of a grant, by its word in the database.
pub(super) fn badge(texts: Texts, actor: &Actor, state: &str, accept_by: Day, today: Day) -> Badge {
    let officer = actor.is_directorate();
    let (tone, key) = match state {
        "awarded" if today > accept_by => (Tone::Danger, "grants-state-too-late"),
        "awarded" if officer => (Tone::Warning, "grants-state-awarded-officer"),
        "awarded" => (Tone::Warning, "grants-state-awarded-applicant"),
        "active" => (Tone::Info, "grants-state-active"),
        "lapsed" => (Tone::Danger, "grants-state-lapsed"),
        "reversed" => (Tone::Danger, "grants-state-reversed"),
        _ => (Tone::Success, "grants-state-closed"),
    };
    Badge::new(tone, texts.t(key))
}

/// The state of a grant in the filter, where nothing is known of a day.
pub(super) fn state_key(state: &str, officer: bool) -> &'static str {
    match state {
        "awarded" if officer => "grants-state-awarded-officer",
        "awarded" => "grants-state-awarded-applicant",
        "active" => "grants-state-active",
        "lapsed" => "grants-state-lapsed",
        "reversed" => "grants-state-reversed",
        _ => "grants-state-closed",
    }
}

/// Where a payment stands.
pub(super) fn instalment_badge(
    texts: Texts,
    state: InstalmentState,
    due: Day,
    today: Day,
) -> Badge {
    match state {
        InstalmentState::Scheduled if due < today => {
            Badge::new(Tone::Warning, texts.t("grants-instalment-waiting"))
        }
        InstalmentState::Scheduled => {
            Badge::new(Tone::Info, texts.t("grants-instalment-scheduled"))
        }
        InstalmentState::Paid(day) => {
            Badge::new(Tone::Success, texts.t("grants-instalment-paid").with("day", day))
        }
        InstalmentState::Stopped => Badge::new(Tone::Danger, texts.t("grants-instalment-stopped")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use funding_periods::GrantState;

    #[test]
    fn every_state_has_its_words() {
        let texts = Texts::default();
        for state in GrantState::WORDS {
            for officer in [true, false] {
                assert!(texts.find(state_key(state, officer)).is_some(), "{state}");
            }
        }
    }
}
