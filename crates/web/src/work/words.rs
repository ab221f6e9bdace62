//! What officers read of background work.

use crate::kit::{Badge, Texts, Tone};
use chrono::TimeDelta;
use worklist::State;

/// Where a row of work stands.
pub(super) fn badge(texts: Texts, state: State) -> Badge {
    let tone = match state {
        State::Ready | State::Running => Tone::Info,
        State::Done => Tone::Success,
        State::Dead => Tone::Danger,
        State::Cancelled => Tone::Neutral,
    };
    Badge::new(tone, texts.t(state_key(state)))
}

/// What a state is called.
pub(super) const fn state_key(state: State) -> &'static str {
    match state {
        State::Ready => "work-state-ready",
        State::Running => "work-state-running",
        State::Done => "work-state-done",
        State::Dead => "work-state-dead",
        State::Cancelled => "work-state-cancelled",
    }
}

/// What a kind of work does; a kind without a sentence shows its word.
pub(super) fn kind(texts: Texts, kind: &str) -> String {
    texts.find(&format!("work-kind-{kind}")).unwrap_or_else(|| kind.to_owned())
}

/// Where what it is done to has a page.
pub(super) fn subject_href(kind: &str, subject: &str) -> Option<String> {
    match kind {
        ::letters::HAND_OVER => Some(format!("/letters/{subject}")),
        ::status_reports::MAKE => Some(format!("/status-reports/{subject}")),
        _ => None,
    }
}

/// How long: `40 sekunder`, `3 timer`, `12 døgn`.
pub(super) fn age(texts: Texts, age: TimeDelta) -> String {
    let (key, count) = match age {
        age if age.num_minutes() < 1 => ("work-seconds", age.num_seconds()),
        age if age.num_hours() < 1 => ("work-minutes", age.num_minutes()),
        age if age.num_days() < 2 => ("work-hours", age.num_hours()),
        age => ("work-days", age.num_days()),
    };
    texts.t(key).with("count", count).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_known_kind_has_its_words() {
        let texts = Texts::default();
        for state in State::ALL {
            assert!(texts.find(state_key(state)).is_some(), "{state}");
        }
        for known in [::letters::HAND_OVER, ::status_reports::MAKE] {
            assert_ne!(kind(texts, known), known);
        }
        assert_eq!(age(texts, TimeDelta::seconds(1)), "1 sekund");
        assert_eq!(age(texts, TimeDelta::hours(30)), "30 timer");
        assert_eq!(age(texts, TimeDelta::days(3)), "3 døgn");
    }
}
