//! What is wrong with an answer, as a sentence that names what is possible.

use super::fields::thousands;
use crate::kit::{Texts, format::kroner};
use forms::{Column, Definition, Doubt, Shape, Takes, Wrong};
use vocabulary::{Language, Money};

/// What a doubt says, in the reader's language. Without the form it cannot name what can be chosen.
pub(crate) fn doubt(doubt: &Doubt, definition: Option<&Definition>, texts: Texts) -> String {
    let asked = definition.and_then(|form| form.question(&doubt.at.question));
    let asked = asked.map(|question| &question.takes);
    let column = asked.and_then(|takes| part(takes, doubt.at.part.as_deref()?));
    let takes = match &column {
        Some(column) => Some(&column.takes),
        None => asked,
    };
    wrong(&doubt.wrong, takes, texts)
}

/// The column of a table or the part of a record with this key.
fn part(takes: &Takes, key: &str) -> Option<Column> {
    match takes.shape() {
        Shape::Record(columns) => columns.into_iter().find(|column| column.key == key),
        Shape::Rows(rows) => rows.column(key).cloned(),
        Shape::Single | Shape::Files { .. } => None,
    }
}

/// The label of the field a doubt is about: `Budsjett, rad 2, Beløp`.
pub(crate) fn label(doubt: &Doubt, definition: &Definition, texts: Texts) -> String {
    let language = texts.language();
    let Some(question) = definition.question(&doubt.at.question) else {
        return doubt.at.to_string();
    };
    let mut parts = vec![question.label.to(language).to_owned()];
    if let Some(row) = doubt.at.row {
        parts.push(row_in(&question.takes, row, texts));
    }
    if let Some(column) = doubt.at.part.as_deref().and_then(|key| part(&question.takes, key)) {
        parts.push(column.label.to(language).to_owned());
    }
    parts.join(", ")
}

/// A row as a label names it: by what a row that is there for everybody is called, else by its number.
fn row_in(takes: &Takes, row: usize, texts: Texts) -> String {
    let Shape::Rows(rows) = takes.shape() else { return (row + 1).to_string() };
    if let Some(fixed) = rows.fixed.get(row) {
        return fixed.label.to(texts.language()).to_owned();
    }
    let key = if rows.apart { "questions-repetition-in" } else { "questions-row-in" };
    texts.t(key).with("number", row + 1).into()
}

/// The least whole kroner that are no less: nobody is asked for øre.
pub(crate) fn whole_kroner_up(amount: Money) -> Money {
    Money::from_kroner(amount.ore().saturating_add(99).div_euclid(100))
}

/// A bound of an amount, in whole kroner that are within it.
fn in_kroner(bound: &str, up: bool, takes: Option<&Takes>, texts: Texts) -> Option<String> {
    let Some(Takes::Kroner { .. }) = takes else { return None };
    let amount: Money = bound.parse().ok()?;
    let down = || Money::from_kroner(amount.ore().div_euclid(100));
    let whole = if up { whole_kroner_up(amount) } else { down() };
    Some(kroner(whole, texts.language()))
}

fn wrong(wrong: &Wrong, takes: Option<&Takes>, texts: Texts) -> String {
    match wrong {
        Wrong::Missing => texts.t(missing(takes)).into(),
        Wrong::NotText => texts.t("questions-wrong-not-text").into(),
        Wrong::TooLong { most, is } => texts
            .t("questions-wrong-too-long")
            .with("most", thousands(*most))
            .with("is", thousands(u32::try_from(*is).unwrap_or(u32::MAX)))
            .into(),
        Wrong::NotWhole => texts.t("questions-wrong-not-whole").into(),
        Wrong::TooSmall(least) => {
            let least = in_kroner(least, true, takes, texts).unwrap_or_else(|| least.clone());
            texts.t("questions-wrong-too-small").with("least", least).into()
        }
        Wrong::TooLarge(most) => {
            let most = in_kroner(most, false, takes, texts).unwrap_or_else(|| most.clone());
            texts.t("questions-wrong-too-large").with("most", most).into()
        }
        Wrong::NotAnAmount => texts.t("questions-wrong-not-an-amount").into(),
        Wrong::NotAPercent => texts.t("questions-wrong-not-a-percent").into(),
        Wrong::NotADay => texts.t("questions-wrong-not-a-day").into(),
        Wrong::TooEarly(day) => texts.t("questions-wrong-too-early").with("day", day).into(),
        Wrong::TooLate(day) => texts.t("questions-wrong-too-late").with("day", day).into(),
        Wrong::NotAnImpreciseDate => texts.t("questions-wrong-not-imprecise").into(),
        Wrong::NotYesNo => texts.t("questions-wrong-not-yes-no").into(),
        Wrong::NoSuchOption(typed) => {
            let possible = takes.map(|takes| possible(takes, texts)).unwrap_or_default();
            let text = texts.t("questions-wrong-no-option").with("typed", typed);
            text.with("possible", possible).into()
        }
        Wrong::TooManyChosen { most } => {
            texts.t("questions-wrong-too-many-chosen").with("most", *most).into()
        }
        Wrong::NotAllTicked => texts.t("questions-wrong-not-all-ticked").into(),
        Wrong::NotAnOrganisationNumber => texts.t("questions-wrong-organisation-number").into(),
        Wrong::NotAMunicipality => texts.t("questions-wrong-municipality").into(),
        Wrong::NoSuchMunicipality(number) => {
            texts.t("questions-wrong-no-municipality").with("number", number).into()
        }
        Wrong::NotAnAddress => texts.t("questions-wrong-address").into(),
        Wrong::TooFewRows { fewest } => {
            texts.t("questions-wrong-too-few-rows").with("fewest", *fewest).into()
        }
        Wrong::TooManyRows { most, is } => {
            texts.t("questions-wrong-too-many-rows").with("most", *most).with("is", *is).into()
        }
        Wrong::NotRows => texts.t("questions-wrong-not-rows").into(),
        Wrong::NoSuchRow(row) => texts.t("questions-wrong-no-row").with("row", row).into(),
        Wrong::NoSuchPart(part) => texts.t("questions-wrong-no-part").with("part", part).into(),
        Wrong::NoSuchQuestion => texts.t("questions-wrong-no-question").into(),
        Wrong::NotFiles => texts.t("questions-wrong-not-files").into(),
        Wrong::TooManyFiles { most } => {
            texts.t("questions-wrong-too-many-files").with("most", *most).into()
        }
        Wrong::Contradiction(says) => says.to(texts.language()).to_owned(),
    }
}

/// What is missing depends on what is asked for.
const fn missing(takes: Option<&Takes>) -> &'static str {
    match takes {
        Some(Takes::Choice { .. } | Takes::YesNo) => "questions-missing-choice",
        Some(Takes::MultiChoice { .. }) => "questions-missing-choices",
        Some(Takes::Checklist { .. }) => "questions-missing-ticks",
        Some(Takes::Files { .. }) => "questions-missing-file",
        Some(Takes::Kroner { .. }) => "questions-missing-amount",
        Some(Takes::Date { .. } | Takes::ImpreciseDate) => "questions-missing-day",
        Some(
            Takes::Table(_)
            | Takes::Group(_)
            | Takes::Budget { .. }
            | Takes::Indicators { .. }
            | Takes::CoFinancing { .. },
        ) => "questions-missing-rows",
        _ => "questions-missing",
    }
}

/// What can be chosen: «A», «B», «C».
fn possible(takes: &Takes, texts: Texts) -> String {
    let language = texts.language();
    let quoted: Vec<String> = match takes {
        Takes::YesNo => ["questions-yes", "questions-no"]
            .map(|key| quoted(&texts.t(key).to_string(), language))
            .into(),
        takes => {
            takes.options().iter().map(|one| quoted(one.label.to(language), language)).collect()
        }
    };
    quoted.join(", ")
}

/// In the quotation marks of the language.
fn quoted(text: &str, language: Language) -> String {
    match language {
        Language::Bokmal | Language::Nynorsk => format!("«{text}»"),
        Language::English => format!("“{text}”"),
    }
}
