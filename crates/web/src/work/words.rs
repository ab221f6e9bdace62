//! What officers read of background work.

use crate::kit::{Badge, Texts, Tone};
use chrono::TimeDelta;
use worklist::{State, queries::Item};

/// Where a row of work stands.
pub(crate) fn badge(texts: Texts, state: State) -> Badge {
    let tone = match state {
        State::Ready | State::Running => Tone::Info,
        State::Done => Tone::Success,
        State::Dead => Tone::Danger,
        State::Cancelled => Tone::Neutral,
    };
    Badge::new(tone, texts.t(state_key(state)))
}

/// What a state is called.
pub(crate) const fn state_key(state: State) -> &'static str {
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
        // The version that was sent in stands behind the colon.
        "write-receipts" => Some(format!("/applications/{}", subject.split(':').next()?)),
        // A round has no subject.
        _ => None,
    }
}

/// Nothing happens to it by itself any more.
pub(crate) const fn is_over(row: &Item) -> bool {
    !matches!(row.state, State::Ready | State::Running)
}

/// A word for where it stands, which is another one when the page about it is.
pub(crate) fn standing(row: &Item) -> String {
    let asked = if row.cancel_asked_at.is_some() { "-asked-to-stop" } else { "" };
    format!("{}-{}{asked}", row.state, row.attempt)
}

/// Where it stands, in a sentence.
pub(crate) fn sentence(texts: Texts, row: &Item) -> String {
    let attempts = |key: &'static str| {
        let sentence = texts.t(key).with("attempt", row.attempt);
        sentence.with("most", row.max_attempts).to_string()
    };
    match row.state {
        State::Ready if row.attempt == 0 => texts.t("work-sentence-waits").to_string(),
        State::Ready => attempts("work-sentence-waits-again"),
        State::Running if row.cancel_asked_at.is_some() => {
            texts.t("work-sentence-stopping").to_string()
        }
        State::Running => attempts("work-sentence-runs"),
        over => texts.t(state_key(over)).to_string(),
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
        for wrong in attachments::Wrong::ALL {
            assert!(texts.find(&format!("work-file-{}", wrong.word())).is_some(), "{wrong:?}");
        }
        for shelf in attachments::Shelf::ALL {
            assert!(texts.find(&format!("work-shelf-{}", shelf.word())).is_some());
        }
        assert_eq!(age(texts, TimeDelta::seconds(1)), "1 sekund");
        assert_eq!(age(texts, TimeDelta::hours(30)), "30 timer");
        assert_eq!(age(texts, TimeDelta::days(3)), "3 døgn");
    }
}
