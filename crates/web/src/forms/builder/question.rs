//! One question: what it asks in three languages, whether it must be answered, when it is shown, what
//! kind of answer it takes.

use super::{
    change,
    conditions::Conditions,
    overview::sections,
    piece::{Piece, Sheet},
    settings, text_fields,
};
use crate::{
    forms::words,
    kit::{Choice, Control, FieldErrors, Filled, FormField, PageFrame, Texts},
};
use askama::Template;
use forms::{Definition, Question, Required};
use vocabulary::Language;

/// The page of a question.
#[derive(Template)]
#[template(path = "forms/question.html")]
pub(crate) struct QuestionPage {
    frame: PageFrame,
    sheet: Sheet,
    /// The names of the fields for limits.
    limits: Vec<String>,
    /// The indices of the options, lines or rows that are shown.
    options: Vec<usize>,
    /// What they are called for this kind.
    options_title: String,
    /// The indices of the columns that are shown.
    columns: Vec<usize>,
}

impl QuestionPage {
    /// The field of a row.
    fn of(&self, list: &str, index: &usize, part: &str) -> FormField {
        self.sheet.form.field(&format!("{list}.{index}.{part}"))
    }
}

fn fields(definition: &Definition, key: &str, filled: &Filled, texts: Texts) -> Vec<FormField> {
    let kind = filled.one("kind");
    let at = format!("question/{key}");
    let conditions = Conditions::before(definition, &at, texts);
    let mut fields = text_fields("label", "forms-label", 1, texts);
    let help = text_fields("help", "forms-help", 2, texts);
    fields.extend(help.into_iter().map(FormField::optional));
    let kinds = Control::Select(settings::kinds(&words::KINDS, texts));
    fields.push(
        FormField::new(kinds, "kind", texts.t("forms-takes")).hint(texts.t("forms-takes-hint")),
    );
    fields.extend(settings::limit_fields(kind, texts));
    fields.extend(settings::option_fields(&settings::option_rows(kind, filled), texts));
    fields.extend(settings::column_fields(&settings::column_rows(kind, filled), texts));
    let required = [
        ("never", "forms-required-never"),
        ("always", "forms-required-always"),
        ("if", "forms-required-if"),
    ];
    let required = required.map(|(value, key)| Choice::new(value, texts.t(key)));
    fields.push(FormField::new(
        Control::Radio(required.into()),
        "required",
        texts.t("forms-required"),
    ));
    fields.extend(conditions.fields("req", "forms-required-when", "forms-if-always"));
    fields.extend(conditions.fields("show", "forms-show-question", "forms-always-shown"));
    let meanings =
        words::MEANINGS.map(|one| Choice::new(words::word(&one), words::meaning(one, texts)));
    fields.push(
        FormField::new(Control::Select(meanings.into()), "meaning", texts.t("forms-meaning"))
            .hint(texts.t("forms-meaning-hint"))
            .optional(),
    );
    let facts = words::KNOWN.map(|one| Choice::new(words::word(&one), words::known(one, texts)));
    fields.push(
        FormField::new(Control::Select(facts.into()), "known", texts.t("forms-known"))
            .hint(texts.t("forms-known-hint"))
            .optional(),
    );
    let homes = Control::Select(sections(definition, texts.language()));
    fields.push(FormField::new(homes, "section", texts.t("forms-in-section")));
    fields.push(FormField::text("key", texts.t("forms-key")).hint(texts.t("forms-key-hint")));
    fields
}

fn fill(definition: &Definition, section: &str, question: &Question, texts: Texts) -> Filled {
    let conditions = Conditions::before(definition, &format!("question/{}", question.key), texts);
    let (required, condition) = match &question.required {
        Required::Never => ("never", None),
        Required::Always => ("always", None),
        Required::If(condition) => ("if", Some(condition)),
    };
    let mut pairs = settings::fill_words("label", &question.label);
    pairs.extend(settings::fill_words("help", &question.help));
    pairs.extend(settings::fill(&question.takes));
    pairs.push(("required".into(), required.into()));
    pairs.extend(conditions.fill("req", condition));
    pairs.extend(conditions.fill("show", question.show_if.as_ref()));
    let meaning = question.meaning.map(|one| words::word(&one)).unwrap_or_default();
    let known = question.known.map(|one| words::word(&one)).unwrap_or_default();
    for (name, value) in [
        ("meaning", meaning),
        ("known", known),
        ("section", section.into()),
        ("key", question.key.clone()),
    ] {
        pairs.push((name.into(), value));
    }
    pairs.into()
}

/// The question that the fields say. What is wrong is noted.
fn read(
    definition: &Definition,
    key: &str,
    filled: &Filled,
    errors: &mut FieldErrors,
    texts: Texts,
) -> Option<Question> {
    let conditions = Conditions::before(definition, &format!("question/{key}"), texts);
    let label = settings::words_of(filled, "label");
    if label.exactly(Language::Bokmal).is_none() {
        errors.add("label.nb", texts.t("form-required"));
    }
    let takes = settings::read(filled, errors, texts);
    let required = match filled.one("required") {
        "always" => Some(Required::Always),
        "if" => match conditions.read("req", filled, errors) {
            Some(Some(condition)) => Some(Required::If(condition)),
            Some(None) => {
                errors.add("req.how", texts.t("forms-required-needs-condition"));
                None
            }
            None => None,
        },
        _ => Some(Required::Never),
    };
    let show_if = conditions.read("show", filled, errors);
    let new_key = errors.text(filled, "key", texts).map(str::to_owned);
    let word_of = |name: &str| serde_json::Value::from(filled.one(name));
    Some(Question {
        key: new_key?,
        label,
        help: settings::words_of(filled, "help"),
        required: required?,
        show_if: show_if?,
        // An empty choice, or none of ours, means nothing.
        meaning: serde_json::from_value(word_of("meaning")).ok(),
        known: serde_json::from_value(word_of("known")).ok(),
        takes: takes?,
    })
}

impl Piece for QuestionPage {
    const WORD: &'static str = "question";

    fn fields(definition: &Definition, key: &str, filled: &Filled, texts: Texts) -> Vec<FormField> {
        fields(definition, key, filled, texts)
    }
    fn fill(definition: &Definition, key: &str, texts: Texts) -> Option<Filled> {
        let (section, question) = definition.questions().find(|(_, one)| one.key == key)?;
        Some(fill(definition, &section.key, question, texts))
    }
    fn put(
        definition: &mut Definition,
        key: &str,
        filled: &Filled,
        errors: &mut FieldErrors,
        texts: Texts,
    ) -> Option<String> {
        let written = read(definition, key, filled, errors, texts)?;
        let new_key = written.key.clone();
        if !change::put_question(definition, key, filled.one("section"), written) {
            errors.add("section", texts.t("form-required"));
        }
        Some(new_key)
    }
    fn page(frame: PageFrame, sheet: Sheet, filled: &Filled) -> QuestionPage {
        let (texts, kind) = (frame.texts, filled.one("kind"));
        let options_title = match kind {
            "budget" | "indicators" => texts.t("forms-lines"),
            "table" | "group" => texts.t("forms-rows"),
            _ => texts.t("forms-options"),
        };
        let limits = settings::limit_fields(kind, texts);
        QuestionPage {
            limits: limits.into_iter().map(|field| field.name).collect(),
            options: settings::option_rows(kind, filled),
            options_title: options_title.into(),
            columns: settings::column_rows(kind, filled),
            frame,
            sheet,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::stale::sides;

    #[test]
    fn the_house_s_own_questions_lose_nothing_on_the_page() {
        let form = forms::standard();
        for (section, question) in form.questions() {
            let texts = Texts::default();
            let filled = fill(&form, &section.key, question, texts);
            let mut errors = FieldErrors::none();
            let back = read(&form, &question.key, &filled, &mut errors, texts);
            assert_eq!(back.as_ref(), Some(question));
            assert!(errors.is_empty());
            let fields = fields(&form, &question.key, &filled, texts);
            assert!(sides(&fields, &filled, &filled).is_empty());
        }
    }
}
