//! What happened, what is happening and what is to come, in order.

use super::badge::{Phase, Tone};
use super::format;
use chrono::{DateTime, SecondsFormat, Utc};
use vocabulary::{Day, Language};

/// When something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// On a day in Norway.
    On(Day),
    /// At an instant.
    At(DateTime<Utc>),
}

impl When {
    /// As people write it.
    pub fn written(&self, language: Language) -> String {
        match self {
            When::On(day) => day.in_words(language),
            When::At(at) => format::instant(*at, language),
        }
    }
    /// As machines read it: the attribute `datetime`.
    pub fn machine(&self) -> String {
        match self {
            When::On(day) => day.to_string(),
            When::At(at) => at.to_rfc3339_opts(SecondsFormat::Secs, true),
        }
    }
}

/// Something on a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub when: When,
    /// What, in a few words.
    pub what: String,
    /// Who did it, or a sentence more.
    pub detail: Option<String>,
    /// Where more about it stands.
    pub href: Option<String>,
    /// Behind us, now or ahead.
    pub phase: Phase,
    /// How to take it; the words must say it too.
    pub tone: Tone,
}

impl Moment {
    /// Something that happened.
    pub fn past(when: When, what: impl Into<String>) -> Moment {
        let what = what.into();
        Moment { when, what, detail: None, href: None, phase: Phase::Done, tone: Tone::Neutral }
    }
    /// Something that is due or under way.
    pub fn now(when: When, what: impl Into<String>) -> Moment {
        Moment { phase: Phase::Now, ..Moment::past(when, what) }
    }
    /// Something that is to come.
    pub fn ahead(when: When, what: impl Into<String>) -> Moment {
        Moment { phase: Phase::Ahead, ..Moment::past(when, what) }
    }
    /// With who did it, or a sentence more.
    #[must_use]
    pub fn detail(self, detail: impl Into<String>) -> Moment {
        Moment { detail: Some(detail.into()), ..self }
    }
    /// With a link to more about it.
    #[must_use]
    pub fn leading_to(self, href: impl Into<String>) -> Moment {
        Moment { href: Some(href.into()), ..self }
    }
    /// To be taken so.
    #[must_use]
    pub fn toned(self, tone: Tone) -> Moment {
        Moment { tone, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_for_people_and_machines() {
        let day = Day::new(2013, 3, 1).expect("a day");
        let on = When::On(day);
        assert_eq!(on.written(Language::Bokmal), "1. mars 2013");
        assert_eq!(on.machine(), "2013-03-01");
        assert_eq!(When::At(day.at_hour(8, 15)).machine(), "2013-03-01T07:15:00Z");
    }
}
