//! Forms in words: what a kind is called, where something stands, what is wrong with it, when a question
//! is shown.

use crate::kit::{Badge, Texts, Tone};
use forms::{
    Condition, Definition, Fault, FormKind, FormVersion, KnownFact, Lack, Many, Meaning, Question,
    Takes, VersionState,
};
use serde::Serialize;
use vocabulary::{Language, Money};

/// The word that files use for a unit of an enum.
pub(super) fn word(of: &impl Serialize) -> String {
    let value = serde_json::to_value(of).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

fn said(texts: Texts, key: &str) -> String {
    texts.find(key).unwrap_or_else(|| texts.t(key).to_string())
}

/// What a form is for.
pub(crate) fn kind(kind: FormKind, texts: Texts) -> String {
    said(texts, &format!("forms-kind-{}", kind.word()))
}

/// What the house reads out of an answer.
pub(super) fn meaning(meaning: Meaning, texts: Texts) -> String {
    said(texts, &format!("forms-meaning-{}", word(&meaning)))
}

/// What a question is filled in with beforehand.
pub(super) fn known(fact: KnownFact, texts: Texts) -> String {
    said(texts, &format!("forms-known-{}", word(&fact)))
}

/// A language, within a sentence.
pub(crate) fn language(language: Language, texts: Texts) -> String {
    said(texts, &format!("forms-language-{}", language.code()))
}

/// Where a version stands.
pub(super) fn badge(version: &FormVersion, texts: Texts) -> Badge {
    match version.state {
        VersionState::Draft { .. } => Badge::new(Tone::Info, texts.t("forms-state-draft")),
        VersionState::Published { .. } => {
            Badge::new(Tone::Success, texts.t("forms-state-published"))
        }
    }
}

/// What a question is called: its label, or its key.
pub(super) fn label(question: &Question, texts: Texts) -> String {
    let label = question.label.to(texts.language());
    if label.is_empty() { question.key.clone() } else { label.to_owned() }
}

fn named(definition: Option<&Definition>, key: &str, texts: Texts) -> String {
    let question = definition.and_then(|definition| definition.question(key));
    question.map_or_else(|| key.to_owned(), |question| label(question, texts))
}

/// A place in a form, as [`Fault`] and [`Lack`] name it: «spørsmålet «Beløp», kolonnen «job»».
pub(crate) fn place(at: &str, definition: Option<&Definition>, texts: Texts) -> String {
    let mut parts = at.split('/');
    let mut said = Vec::new();
    match (parts.next().unwrap_or_default(), parts.next()) {
        ("section", Some(key)) => {
            let section = definition
                .and_then(|definition| definition.sections.iter().find(|one| one.key == key));
            let title = section.map(|section| section.title.to(texts.language()));
            let name = title.filter(|title| !title.is_empty()).unwrap_or(key);
            said.push(texts.t("forms-place-section").with("name", name).to_string());
        }
        ("question", Some(key)) => {
            let name = named(definition, key, texts);
            said.push(texts.t("forms-place-question").with("name", name).to_string());
        }
        ("check", Some(key)) => {
            let check = definition
                .and_then(|definition| definition.checks.iter().find(|one| one.key == key));
            let says = check.map(|check| check.says.to(texts.language()));
            let name = says.filter(|says| !says.is_empty()).unwrap_or(key);
            said.push(texts.t("forms-place-check").with("name", name).to_string());
        }
        ("title", None) => said.push(texts.t("forms-place-title").into()),
        ("about", None) => said.push(texts.t("forms-place-about").into()),
        _ => said.push(texts.t("forms-place-form").into()),
    }
    while let Some(part) = parts.next() {
        match (part, parts.next()) {
            ("option", Some(key)) => {
                said.push(texts.t("forms-place-option").with("name", key).to_string());
            }
            ("column", Some(key)) => {
                said.push(texts.t("forms-place-column").with("name", key).to_string());
            }
            ("help", _) => said.push(texts.t("forms-place-help").into()),
            ("about", _) => said.push(texts.t("forms-place-introduction").into()),
            (other, _) => said.push(other.to_owned()),
        }
    }
    said.join(", ")
}

/// The page of the builder where a place is written, `base` being the version's own page.
pub(super) fn place_href(at: &str, base: &str) -> String {
    let mut parts = at.split('/');
    match (parts.next().unwrap_or_default(), parts.next()) {
        ("section", Some(key)) => format!("{base}/sections/{key}"),
        ("question", Some(key)) => format!("{base}/questions/{key}"),
        ("check", Some(key)) => format!("{base}/checks/{key}"),
        _ => format!("{base}/edit"),
    }
}

/// A sentence begins with a capital letter, also where it begins with the name of a place.
fn sentence(text: String) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => text,
    }
}

/// A text that is missing.
pub(crate) fn lack(lack: &Lack, definition: Option<&Definition>, texts: Texts) -> String {
    let said = texts
        .t("forms-lack")
        .with("place", place(&lack.at, definition, texts))
        .with("language", language(lack.language, texts));
    sentence(said.into())
}

/// Where a fault stands, as the form names places.
pub(super) fn fault_at(fault: &Fault) -> String {
    match fault {
        Fault::NoQuestions | Fault::MeaningMissing { .. } => String::new(),
        Fault::TooMany { at, .. }
        | Fault::BadKey { at, .. }
        | Fault::KeyTwice { at, .. }
        | Fault::KeyReserved { at }
        | Fault::WordsTooLong { at, .. }
        | Fault::NothingToAnswer { at }
        | Fault::NothingFits { at }
        | Fault::LongestOutOfRange { at, .. }
        | Fault::NoColumn { at, .. }
        | Fault::NoSum { at }
        | Fault::NamesNone { at, .. }
        | Fault::NamesLater { at, .. }
        | Fault::NamesUnfit { at, .. }
        | Fault::NamesNoPart { at, .. }
        | Fault::TooIntricate { at } => at.clone(),
        Fault::MeaningTwice { question, .. }
        | Fault::MeaningDoesNotFit { question, .. }
        | Fault::MeaningNotAlways { question, .. }
        | Fault::KnownFactDoesNotFit { question, .. } => format!("question/{question}"),
    }
}

fn many(what: Many, texts: Texts) -> String {
    let key = match what {
        Many::Sections => "forms-many-sections",
        Many::Questions => "forms-many-questions",
        Many::Checks => "forms-many-checks",
        Many::Options => "forms-many-options",
        Many::Columns => "forms-many-columns",
        Many::Rows => "forms-many-rows",
        Many::Files => "forms-many-files",
    };
    texts.t(key).into()
}

/// What is wrong, and what would be right.
pub(crate) fn fault(fault: &Fault, definition: Option<&Definition>, texts: Texts) -> String {
    sentence(worded(fault, definition, texts))
}

fn worded(fault: &Fault, definition: Option<&Definition>, texts: Texts) -> String {
    let at = place(&fault_at(fault), definition, texts);
    let question_named = |key: &str| named(definition, key, texts);
    match fault {
        Fault::NoQuestions => texts.t("forms-fault-no-questions").into(),
        Fault::TooMany { what, most, is, .. } => texts
            .t("forms-fault-too-many")
            .with("place", at)
            .with("what", many(*what, texts))
            .with("most", *most)
            .with("is", *is)
            .into(),
        Fault::BadKey { key, .. } => {
            texts.t("forms-fault-bad-key").with("place", at).with("key", key).into()
        }
        Fault::KeyTwice { key, .. } => {
            texts.t("forms-fault-key-twice").with("place", at).with("key", key).into()
        }
        Fault::KeyReserved { .. } => texts.t("forms-fault-key-reserved").with("place", at).into(),
        Fault::WordsTooLong { language: lang, most, is, .. } => texts
            .t("forms-fault-words-too-long")
            .with("place", at)
            .with("language", language(*lang, texts))
            .with("most", *most)
            .with("is", *is)
            .into(),
        Fault::NothingToAnswer { .. } => {
            texts.t("forms-fault-nothing-to-answer").with("place", at).into()
        }
        Fault::NothingFits { .. } => texts.t("forms-fault-nothing-fits").with("place", at).into(),
        Fault::LongestOutOfRange { most, is, .. } => texts
            .t("forms-fault-longest")
            .with("place", at)
            .with("most", *most)
            .with("is", *is)
            .into(),
        Fault::NoColumn { .. } => texts.t("forms-fault-no-column").with("place", at).into(),
        Fault::NoSum { .. } => texts.t("forms-fault-no-sum").with("place", at).into(),
        Fault::NamesNone { question, .. } => {
            texts.t("forms-fault-names-none").with("place", at).with("question", question).into()
        }
        Fault::NamesLater { question, .. } => texts
            .t("forms-fault-names-later")
            .with("place", at)
            .with("question", question_named(question))
            .into(),
        Fault::NamesUnfit { question, .. } => texts
            .t("forms-fault-names-unfit")
            .with("place", at)
            .with("question", question_named(question))
            .into(),
        Fault::NamesNoPart { question, name, .. } => texts
            .t("forms-fault-names-no-part")
            .with("place", at)
            .with("question", question_named(question))
            .with("name", name)
            .into(),
        Fault::TooIntricate { .. } => texts.t("forms-fault-too-intricate").with("place", at).into(),
        Fault::MeaningTwice { meaning: is, .. } => texts
            .t("forms-fault-meaning-twice")
            .with("place", at)
            .with("meaning", meaning(*is, texts))
            .into(),
        Fault::MeaningDoesNotFit { meaning: is, .. } => texts
            .t("forms-fault-meaning-unfit")
            .with("place", at)
            .with("meaning", meaning(*is, texts))
            .into(),
        Fault::MeaningMissing { meaning: is } => {
            texts.t("forms-fault-meaning-missing").with("meaning", meaning(*is, texts)).into()
        }
        Fault::MeaningNotAlways { meaning: is, .. } => texts
            .t("forms-fault-meaning-not-always")
            .with("place", at)
            .with("meaning", meaning(*is, texts))
            .into(),
        Fault::KnownFactDoesNotFit { fact, .. } => texts
            .t("forms-fault-known-unfit")
            .with("place", at)
            .with("fact", known(*fact, texts))
            .into(),
    }
}

/// The number of a condition as people write it, in the unit of the question.
pub(super) fn number(takes: Option<&Takes>, value: i64) -> String {
    match takes {
        // Hundredths of a percent print as øre do: 1250 is 12,50.
        Some(Takes::Kroner { .. } | Takes::Percent { .. }) => Money::from_ore(value).to_string(),
        _ => value.to_string(),
    }
}

/// When something is shown or required, as a part of a sentence: «Type» er «Nytt tiltak».
pub(super) fn condition(condition: &Condition, definition: &Definition, texts: Texts) -> String {
    let name = |key: &str| named(Some(definition), key, texts);
    let inner = |one: &Condition| self::condition(one, definition, texts);
    let joined = |many: &[Condition], by: &str| {
        let parts: Vec<String> = many.iter().map(inner).collect();
        parts.join(&format!(" {by} "))
    };
    match condition {
        Condition::Is { question, value } => texts
            .t("forms-if-is")
            .with("question", name(question))
            .with("value", option(definition.question(question), value, texts))
            .into(),
        Condition::Answered { question } => {
            texts.t("forms-if-answered").with("question", name(question)).into()
        }
        Condition::AtLeast { question, value } => texts
            .t("forms-if-at-least")
            .with("question", name(question))
            .with("value", number(definition.question(question).map(|q| &q.takes), *value))
            .into(),
        Condition::Not(one) => texts.t("forms-if-not").with("condition", inner(one)).into(),
        Condition::All(many) if many.is_empty() => texts.t("forms-if-always").into(),
        Condition::Any(many) if many.is_empty() => texts.t("forms-if-never").into(),
        Condition::All(many) => joined(many, &texts.t("forms-if-and").to_string()),
        Condition::Any(many) => joined(many, &texts.t("forms-if-or").to_string()),
    }
}

/// What an option of a question says.
pub(super) fn option(question: Option<&Question>, value: &str, texts: Texts) -> String {
    match question.map(|question| &question.takes) {
        Some(Takes::YesNo) if value == "yes" => texts.t("questions-yes").into(),
        Some(Takes::YesNo) if value == "no" => texts.t("questions-no").into(),
        Some(takes) => {
            let found = takes.options().iter().find(|option| option.key == value);
            let label = found.map(|option| option.label.to(texts.language()));
            label.filter(|label| !label.is_empty()).unwrap_or(value).to_owned()
        }
        None => value.to_owned(),
    }
}

/// The kinds of answers, in the order they are offered.
pub(super) const KINDS: [&str; 22] = [
    "short-text",
    "long-text",
    "whole",
    "kroner",
    "percent",
    "date",
    "imprecise-date",
    "yes-no",
    "choice",
    "multi-choice",
    "checklist",
    "organisation",
    "organisation-number",
    "municipality",
    "email",
    "person",
    "files",
    "table",
    "group",
    "budget",
    "indicators",
    "co-financing",
];

/// Those of them that a column can take.
pub(super) const COLUMN_KINDS: [&str; 14] = [
    "short-text",
    "long-text",
    "whole",
    "kroner",
    "percent",
    "date",
    "imprecise-date",
    "yes-no",
    "choice",
    "multi-choice",
    "checklist",
    "organisation-number",
    "municipality",
    "email",
];

/// What the house can read out of answers.
pub(super) const MEANINGS: [Meaning; 12] = [
    Meaning::Title,
    Meaning::AmountAppliedFor,
    Meaning::LeastAmount,
    Meaning::OwnShare,
    Meaning::Purpose,
    Meaning::Summary,
    Meaning::TargetGroup,
    Meaning::Continuation,
    Meaning::Partners,
    Meaning::Members,
    Meaning::Budget,
    Meaning::Targets,
];

/// What questions can be filled in with beforehand.
pub(super) const KNOWN: [KnownFact; 7] = [
    KnownFact::OrganisationName,
    KnownFact::Organisation,
    KnownFact::Municipality,
    KnownFact::WriterName,
    KnownFact::WriterEmail,
    KnownFact::LastAward,
    KnownFact::LastTitle,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_has_a_name_in_every_language() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            let mut names: Vec<String> =
                FormKind::ALL.into_iter().map(|one| kind(one, texts)).collect();
            names.extend(MEANINGS.into_iter().map(|one| meaning(one, texts)));
            names.extend(KNOWN.into_iter().map(|one| known(one, texts)));
            names.extend(Language::ALL.into_iter().map(|one| self::language(one, texts)));
            for name in names {
                assert!(!name.contains('«'), "{name}");
            }
        }
    }

    #[test]
    fn a_place_is_named_as_people_know_it() {
        let form = forms::standard();
        let texts = Texts::default();
        let at = |at: &str| place(at, Some(&form), texts);
        assert_eq!(at("question/title"), "spørsmålet «Prosjektets navn»");
        assert_eq!(
            at("question/members/column/job"),
            "spørsmålet «Hvem som gjør hva», kolonnen «job»"
        );
        assert_eq!(place("question/title", None, texts), "spørsmålet «title»");
        assert_eq!(place_href("question/members/column/job", "/f/1"), "/f/1/questions/members");
        assert_eq!(place_href("title", "/f/1"), "/f/1/edit");
    }

    #[test]
    fn conditions_read_as_sentences() {
        let form: Definition = serde_json::from_value(serde_json::json!({
            "kind": "application", "title": {"nb": "S"}, "sections": [
                {"key": "s", "title": {"nb": "S"}, "questions": [
                    {"key": "new", "label": {"nb": "Nytt tiltak?"}, "takes": {"kind": "yes-no"}},
                    {"key": "sum", "label": {"nb": "Beløp"}, "takes": {"kind": "kroner"}}]}]
        }))
        .expect("a form");
        let both = Condition::All(vec![
            Condition::Is { question: "new".into(), value: "yes".into() },
            Condition::AtLeast { question: "sum".into(), value: 150_000 },
        ]);
        assert_eq!(
            condition(&both, &form, Texts::default()),
            "«Nytt tiltak?» er «Ja» og «Beløp» er minst 1 500".replace("1 500", "1\u{a0}500")
        );
    }
}
