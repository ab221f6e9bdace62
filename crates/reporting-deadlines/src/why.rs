//! Why a reminder goes out or does not.

use crate::StepName;
use serde::Serialize;
use std::fmt;
use vocabulary::{Day, Language};

/// Why a step goes out or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Its day has come and it has not been sent.
    Due,
    /// It has been sent for this due day.
    AlreadySent,
    /// Its day has not come.
    NotYet {
        /// The day it belongs on.
        on: Day,
    },
    /// What was owed has been delivered.
    Met,
    /// Nothing is owed any more.
    Lapsed,
    /// Its day came and went without it.
    Skipped(Skipped),
    /// There is nobody to write to.
    NoRecipient,
    /// No reminder is written for what is owed here.
    NoLetter,
}

/// Why a step that was missed is not sent any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Skipped {
    /// A later step has its day, and one is enough.
    Overtaken {
        /// That step.
        by: StepName,
    },
    /// It belongs before the due day, which is over.
    DueDayPassed,
}

impl StepName {
    /// As people read it.
    pub fn in_words(self, language: Language) -> &'static str {
        use Language::{Bokmal, English, Nynorsk};
        match (self, language) {
            (StepName::Notice, Bokmal) => "varsel om frist",
            (StepName::Notice, Nynorsk) => "varsel om frist",
            (StepName::Notice, English) => "notice",
            (StepName::ReminderBefore, Bokmal) => "påminnelse før fristen",
            (StepName::ReminderBefore, Nynorsk) => "påminning før fristen",
            (StepName::ReminderBefore, English) => "reminder before the due day",
            (StepName::Overdue1, Bokmal | Nynorsk) => "purring 1",
            (StepName::Overdue1, English) => "first overdue reminder",
            (StepName::Overdue2, Bokmal | Nynorsk) => "purring 2",
            (StepName::Overdue2, English) => "second overdue reminder",
            (StepName::Escalated, Bokmal) => "varsel til saksbehandler",
            (StepName::Escalated, Nynorsk) => "varsel til saksbehandlar",
            (StepName::Escalated, English) => "notice to the case officer",
        }
    }
}

impl Why {
    /// As people read it: a clause without a full stop.
    pub fn in_words(self, language: Language) -> String {
        use Language::{Bokmal, English, Nynorsk};
        match (self, language) {
            (Why::Due, Bokmal) => "sendes i dag".to_owned(),
            (Why::Due, Nynorsk) => "blir send i dag".to_owned(),
            (Why::Due, English) => "goes out today".to_owned(),
            (Why::AlreadySent, Bokmal) => "er allerede sendt for denne fristen".to_owned(),
            (Why::AlreadySent, Nynorsk) => "er alt send for denne fristen".to_owned(),
            (Why::AlreadySent, English) => "already sent for this due day".to_owned(),
            (Why::NotYet { on }, Bokmal) => format!("sendes først {}", on.in_words(language)),
            (Why::NotYet { on }, Nynorsk) => format!("blir først send {}", on.in_words(language)),
            (Why::NotYet { on }, English) => format!("not before {}", on.in_words(language)),
            (Why::Met, Bokmal) => "det som skulle leveres, er levert".to_owned(),
            (Why::Met, Nynorsk) => "det som skulle leverast, er levert".to_owned(),
            (Why::Met, English) => "what was owed has been delivered".to_owned(),
            (Why::Lapsed, Bokmal) => "fristen er falt bort".to_owned(),
            (Why::Lapsed, Nynorsk) => "fristen har falle bort".to_owned(),
            (Why::Lapsed, English) => "nothing is owed any more".to_owned(),
            (Why::Skipped(Skipped::Overtaken { by }), Bokmal) => {
                format!("hoppes over: {} har overtatt", by.in_words(language))
            }
            (Why::Skipped(Skipped::Overtaken { by }), Nynorsk) => {
                format!("blir hoppa over: {} har teke over", by.in_words(language))
            }
            (Why::Skipped(Skipped::Overtaken { by }), English) => {
                format!("skipped: the {} has taken its place", by.in_words(language))
            }
            (Why::Skipped(Skipped::DueDayPassed), Bokmal) => {
                "hoppes over: fristen er passert".to_owned()
            }
            (Why::Skipped(Skipped::DueDayPassed), Nynorsk) => {
                "blir hoppa over: fristen er passert".to_owned()
            }
            (Why::Skipped(Skipped::DueDayPassed), English) => {
                "skipped: the due day has passed".to_owned()
            }
            (Why::NoRecipient, Bokmal | Nynorsk) => "ingen å skrive til".to_owned(),
            (Why::NoRecipient, English) => "there is nobody to write to".to_owned(),
            (Why::NoLetter, Bokmal) => "for dette sendes det ingen påminnelse".to_owned(),
            (Why::NoLetter, Nynorsk) => "for dette blir det ikkje send påminning".to_owned(),
            (Why::NoLetter, English) => "no reminder is written for this".to_owned(),
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_words(Language::English))
    }
}
