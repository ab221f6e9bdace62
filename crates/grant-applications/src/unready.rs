//! What a call lacks before it can open.

use crate::Call;
use chrono::{DateTime, Utc};
use forms::{Fault, FormVersion, Lack};
use std::fmt;
use vocabulary::Language;

/// The languages a call and its form must speak: both Norwegian ones at the same time (språklova § 14,
/// text of 2026).
pub(crate) const DEMANDED: [Language; 2] = [Language::Bokmal, Language::Nynorsk];

/// Why a call cannot open yet. Criteria are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unready {
    /// There is nothing to fill in.
    NoForm,
    /// Its form is still being written.
    FormNotPublished,
    /// Its form contradicts itself.
    FormFault(Fault),
    /// Its form is silent somewhere in a language.
    FormLacks(Lack),
    /// It has no title in this language.
    NoTitle(Language),
    /// It has no text in this language.
    NoText(Language),
    /// A criterion has no name in this language.
    NoCriterionName {
        /// The criterion.
        criterion: usize,
        /// The language.
        language: Language,
    },
    /// An anchor says nothing in this language.
    NoAnchorText {
        /// The criterion.
        criterion: usize,
        /// The points.
        points: i32,
        /// The language.
        language: Language,
    },
    /// Nobody could apply any more.
    AlreadyOver,
}

impl fmt::Display for Unready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unready::NoForm => f.write_str("there is no form to fill in"),
            Unready::FormNotPublished => f.write_str("its form is not published"),
            Unready::FormFault(fault) => write!(f, "its form contradicts itself: {fault}"),
            Unready::FormLacks(lack) => {
                write!(f, "its form says nothing in {} at «{}»", lack.language, lack.at)
            }
            Unready::NoTitle(language) => write!(f, "it has no title in {language}"),
            Unready::NoText(language) => write!(f, "it has no text in {language}"),
            Unready::NoCriterionName { criterion, language } => {
                write!(f, "criterion {criterion} has no name in {language}")
            }
            Unready::NoAnchorText { criterion, points, language } => {
                write!(
                    f,
                    "criterion {criterion} does not say in {language} what {points} points mean"
                )
            }
            Unready::AlreadyOver => f.write_str("the last day to apply is over"),
        }
    }
}

impl Call {
    /// What it lacks before it can open, with its form as it stands; nothing when it is ready.
    pub fn lacks(&self, form: Option<&FormVersion>, now: DateTime<Utc>) -> Vec<Unready> {
        let mut lacks = Vec::new();
        match form {
            None => lacks.push(Unready::NoForm),
            Some(form) => {
                if !form.state.is_published() {
                    lacks.push(Unready::FormNotPublished);
                }
                lacks.extend(form.definition.faults().into_iter().map(Unready::FormFault));
                lacks.extend(form.definition.lacks(&DEMANDED).into_iter().map(Unready::FormLacks));
            }
        }
        for language in DEMANDED {
            let nynorsk = language == Language::Nynorsk;
            // Not by `title_in`: bokmål instead of nynorsk is what must not pass here.
            let (title, about) =
                if nynorsk { (&self.title_nn, &self.about_nn) } else { (&self.title, &self.about) };
            if title.trim().is_empty() {
                lacks.push(Unready::NoTitle(language));
            }
            if about.trim().is_empty() {
                lacks.push(Unready::NoText(language));
            }
            for (criterion, one) in (1..).zip(&self.criteria) {
                let name = if nynorsk { &one.name_nn } else { &one.name };
                if name.trim().is_empty() {
                    lacks.push(Unready::NoCriterionName { criterion, language });
                }
                for anchor in &one.anchors {
                    if anchor.text.exactly(language).is_none() {
                        let points = anchor.points;
                        lacks.push(Unready::NoAnchorText { criterion, points, language });
                    }
                }
            }
        }
        if self.closes_at <= now {
            lacks.push(Unready::AlreadyOver);
        }
        lacks
    }
}
