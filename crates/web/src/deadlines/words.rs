//! What people read of a deadline.

use crate::kit::{Badge, Texts, Tone};
use reporting_deadlines::{Deadline, DeadlineState, Shown, StepName};
use vocabulary::Day;

/// What is due within this many days is called soon; as in the list of what is due soon.
const SOON_DAYS: i64 = 30;

/// Where a deadline stands.
pub(crate) fn badge(texts: Texts, deadline: &Deadline, today: Day) -> Badge {
    let (tone, key) = match deadline.state {
        DeadlineState::Open if deadline.is_overdue(today) => {
            (Tone::Danger, "deadlines-state-overdue")
        }
        DeadlineState::Open if deadline.due_on.days_since(today) <= SOON_DAYS => {
            (Tone::Warning, "deadlines-state-due-soon")
        }
        DeadlineState::Open => (Tone::Info, "deadlines-state-open"),
        DeadlineState::Met { at } if Day::at(at) > deadline.due_on => {
            (Tone::Success, "deadlines-state-met-late")
        }
        DeadlineState::Met { .. } => (Tone::Success, "deadlines-state-met"),
        DeadlineState::Lapsed => (Tone::Neutral, "deadlines-state-lapsed"),
    };
    Badge::new(tone, texts.t(key))
}

/// How far off the day is: `3 dager igjen`, `2 dager for sent`.
pub(super) fn days_in_words(texts: Texts, deadline: &Deadline, today: Day) -> String {
    if deadline.state != DeadlineState::Open {
        return "–".to_owned();
    }
    match deadline.due_on.days_since(today) {
        0 => texts.t("deadlines-today").to_string(),
        days if days < 0 => texts.t("deadlines-days-late").with("days", -days).to_string(),
        days => texts.t("deadlines-days-left").with("days", days).to_string(),
    }
}

/// What a choice of deadlines is called.
pub(super) const fn shown_key(shown: Shown) -> &'static str {
    match shown {
        Shown::Overdue => "deadlines-shown-overdue",
        Shown::DueSoon => "deadlines-shown-due-soon",
        Shown::Open => "deadlines-shown-open",
        Shown::Met => "deadlines-shown-met",
        Shown::All => "deadlines-shown-all",
    }
}

/// The name of a step as it begins a line.
pub(super) fn step_name(texts: Texts, step: StepName) -> String {
    capitalised(step.in_words(texts.language()))
}

/// With a capital letter first: what is owed is worded for the middle of a sentence.
pub(crate) fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
