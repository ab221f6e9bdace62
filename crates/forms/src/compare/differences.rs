//! Two sets of answers to one form, beside one another: what a person sees who saved over another's
//! work.

use crate::reading::Reader;
use crate::{Answers, Definition, Said, Visible};
use vocabulary::Language;

/// A question to which two sets of answers say different things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The key of the question.
    pub key: String,
    /// What was asked.
    pub label: String,
    /// What we say.
    pub ours: Said,
    /// What they say.
    pub theirs: Said,
}

/// Where two sets of answers differ, question by question and as people read them. An answer that does
/// not count because its question is not shown is nothing. `names` knows the names of municipalities.
pub fn differences(
    definition: &Definition,
    ours: &Answers,
    theirs: &Answers,
    language: Language,
    names: &dyn Fn(&str) -> Option<String>,
) -> Vec<Difference> {
    let reader = Reader { language, names };
    let said = |answers: &Answers| {
        let visible = Visible::of(definition, answers);
        let said = definition.questions().map(|(section, question)| {
            let shown = visible.section(&section.key) && visible.question(&question.key);
            let answer = answers.get(&question.key).filter(|_| shown);
            reader.said(&question.takes, answer)
        });
        said.collect::<Vec<Said>>()
    };
    let (ours, theirs) = (said(ours), said(theirs));
    definition
        .questions()
        .zip(ours.into_iter().zip(theirs))
        .filter(|(_, (ours, theirs))| ours != theirs)
        .map(|((_, question), (ours, theirs))| Difference {
            key: question.key.clone(),
            label: question.label.to(language).to_owned(),
            ours,
            theirs,
        })
        .collect()
}
