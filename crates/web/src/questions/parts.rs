//! How far each section of a form is: what somebody with forty-eight questions looks for.

use crate::kit::Texts;
use forms::{Answers, Definition, Doubt, Section, Visible};
use serde::Serialize;
use std::collections::BTreeSet;

/// A section in the list of them. The page shows it, and the script is told it after each save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Part {
    /// The key of the section.
    pub key: String,
    /// Its title.
    #[serde(skip)]
    pub title: String,
    /// It applies, as far as it has been answered.
    #[serde(skip)]
    pub is_shown: bool,
    /// How far it is; `None` where nobody asks.
    pub far: Option<Far>,
    /// The same in words: `3 gjenstår`.
    pub says: String,
}

/// How far a section is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Far {
    /// Nothing is answered, and something must be.
    Untouched,
    /// Nothing is answered, and nothing need be.
    Optional,
    /// Something is missing.
    Begun,
    /// Something that was typed can never be right.
    Faulty,
    /// Nothing is missing.
    Complete,
}

impl Far {
    /// The word in the page.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Far::Untouched => "untouched",
            Far::Optional => "optional",
            Far::Begun => "begun",
            Far::Faulty => "faulty",
            Far::Complete => "complete",
        }
    }
}

/// The sections of a form; `hindrances` is what keeps the answers from being handed in.
pub(crate) fn parts(
    definition: &Definition,
    answers: &Answers,
    hindrances: Option<&[Doubt]>,
    texts: Texts,
) -> Vec<Part> {
    let visible = Visible::of(definition, answers);
    // What is typed wrong is to be mended, all else is still to be done.
    let faults = forms::examine_draft(definition, answers, None);
    let part = |section: &Section| {
        let is_shown = visible.section(&section.key);
        let (far, says) = match hindrances {
            Some(hindrances) if is_shown => {
                far(section, answers, &visible, hindrances, &faults, texts)
            }
            _ => (None, String::new()),
        };
        let title = section.title.to(texts.language()).to_owned();
        Part { key: section.key.clone(), title, is_shown, far, says }
    };
    definition.sections.iter().map(part).collect()
}

fn far(
    section: &Section,
    answers: &Answers,
    visible: &Visible,
    hindrances: &[Doubt],
    faults: &[Doubt],
    texts: Texts,
) -> (Option<Far>, String) {
    let asked: Vec<_> =
        section.questions.iter().filter(|question| visible.question(&question.key)).collect();
    let is_here =
        |doubt: &&Doubt| !doubt.warns && asked.iter().any(|one| one.key == doubt.at.question);
    let count = |doubts: &[Doubt]| {
        let places: BTreeSet<String> =
            doubts.iter().filter(is_here).map(|doubt| doubt.at.to_string()).collect();
        places.len()
    };
    let (wrong, left) = (count(faults), count(hindrances));
    let is_begun = asked
        .iter()
        .any(|one| answers.get(&one.key).is_some_and(|answer| one.takes.is_answered_by(answer)));
    let demands = asked.iter().any(|question| visible.required(&question.key));
    let (far, says) = match (wrong, left) {
        (1.., _) => (Far::Faulty, texts.t("questions-part-faulty").with("count", wrong)),
        (0, 0) if is_begun || demands => (Far::Complete, texts.t("questions-part-complete")),
        (0, 0) => (Far::Optional, texts.t("questions-part-optional")),
        (0, _) if is_begun => (Far::Begun, texts.t("questions-part-begun").with("count", left)),
        (0, _) => (Far::Untouched, texts.t("questions-part-untouched")),
    };
    (Some(far), says.into())
}

/// `4 av 10 deler er ferdige`; nothing where there is no list or nobody asks how far it is.
pub(crate) fn done(parts: &[Part], texts: Texts) -> Option<String> {
    let shown: Vec<Far> = parts.iter().filter(|part| part.is_shown).filter_map(|p| p.far).collect();
    let done = shown.iter().filter(|far| matches!(far, Far::Complete | Far::Optional)).count();
    let text = texts.t("questions-parts-done").with("done", done).with("all", shown.len());
    (parts.len() > 2 && !shown.is_empty()).then(|| text.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_section_says_how_far_it_is() {
        let text = |key: &str, required: &str| {
            json!({ "key": key, "label": { "nb": key }, "required": required,
                "takes": { "kind": "whole" } })
        };
        let section = |key: &str, questions: serde_json::Value| json!({ "key": key, "title": { "nb": key }, "questions": questions });
        let form = json!({ "kind": "questionnaire", "title": { "nb": "S" }, "sections": [
            section("untouched", json!([text("a", "always")])),
            section("begun", json!([text("b", "always"), text("c", "always")])),
            section("faulty", json!([text("d", "always"), text("e", "always")])),
            section("complete", json!([text("f", "always"), text("g", "never")])),
            section("optional", json!([text("h", "never")])),
        ] });
        let form: Definition = serde_json::from_value(form).expect("a form");
        let answers = json!({ "b": 1, "d": "tolv", "f": 1 });
        let answers = Answers::from_value(answers).expect("answers");
        let doubts = forms::examine(&form, &answers, None);
        let all = parts(&form, &answers, Some(&doubts), Texts::default());
        for part in &all {
            assert_eq!(part.far.map(Far::word), Some(part.key.as_str()));
        }
        assert!(all[1].says.starts_with('1') && all[2].says.starts_with('1'), "{all:?}");
        let said = done(&all, Texts::default()).expect("there are several");
        assert!(said.contains('2') && said.contains('5'), "{said}");
        let silent = parts(&form, &answers, None, Texts::default());
        assert!(done(&silent, Texts::default()).is_none());
    }
}
