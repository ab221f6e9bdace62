//! One question: what it asks in three languages, whether it must be answered, when it is shown, what
//! kind of answer it takes.

use super::{
    Draft, change, check_key, conditions::Conditions, overview::sections, sent_revision, settings,
    stale, text_fields,
};
use crate::{
    App,
    forms::{Stale, stale::sides, words},
    kit::{
        Choice, Control, FieldErrors, Filled, Form, FormField, PageFrame, Problem, Texts, render,
        render_as,
    },
    session::Officer,
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use forms::{Definition, Question, Required};
use vocabulary::Language;

#[derive(Template)]
#[template(path = "forms/question.html")]
struct QuestionPage {
    frame: PageFrame,
    action: String,
    back: String,
    revision: i32,
    form: Form,
    /// The names of the fields for limits.
    limits: Vec<String>,
    /// The indices of the options, lines or rows that are shown.
    options: Vec<usize>,
    /// What they are called for this kind.
    options_title: String,
    /// The indices of the columns that are shown.
    columns: Vec<usize>,
    stale: Option<Stale>,
}

impl QuestionPage {
    /// The field of a row.
    fn of(&self, list: &str, index: &usize, part: &str) -> FormField {
        self.form.field(&format!("{list}.{index}.{part}"))
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

fn found<'d>(definition: &'d Definition, key: &str) -> Option<(&'d str, &'d Question)> {
    let found = definition.questions().find(|(_, question)| question.key == key)?;
    Some((&found.0.key, found.1))
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

fn page(
    frame: PageFrame,
    draft: &Draft,
    key: &str,
    filled: &Filled,
    errors: &FieldErrors,
    stale: Option<Stale>,
) -> QuestionPage {
    let texts = frame.texts;
    let kind = filled.one("kind");
    let fields = fields(draft.definition(), key, filled, texts);
    let at = format!("question/{key}");
    let place = words::place(&at, Some(draft.definition()), texts);
    let title = frame.t("forms-write-place").with("place", place).to_string();
    let options_title = match kind {
        "budget" | "indicators" => texts.t("forms-lines"),
        "table" | "group" => texts.t("forms-rows"),
        _ => texts.t("forms-options"),
    };
    QuestionPage {
        action: format!("{}/questions/{key}", draft.here()),
        back: format!("{}/edit#question-{key}", draft.here()),
        revision: draft.revision,
        limits: settings::limit_fields(kind, texts).into_iter().map(|field| field.name).collect(),
        options: settings::option_rows(kind, filled),
        options_title: options_title.into(),
        columns: settings::column_rows(kind, filled),
        form: Form::new(fields).filled(filled).checked(errors),
        stale,
        frame: draft.frame(frame, title).with_errors(!errors.is_empty()),
    }
}

/// `GET /forms/{slug}/{number}/questions/{key}`.
pub(crate) async fn question(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number, key)): Path<(String, i32, String)>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let draft = Draft::open(&app, &actor, &slug, number, frame.texts).await?;
    let (section, question) = found(draft.definition(), &key).ok_or_else(Problem::not_found)?;
    let filled = fill(draft.definition(), section, question, frame.texts);
    Ok(render(&page(frame, &draft, &key, &filled, &FieldErrors::none(), None)))
}

/// `POST /forms/{slug}/{number}/questions/{key}`: saved, and back to the form; or here again, with room
/// for more options and with the settings of the kind that was chosen.
pub(crate) async fn save_question(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number, key)): Path<(String, i32, String)>,
    frame: PageFrame,
    Sent(sent): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (texts, filled) = (frame.texts, Filled::from(sent));
    let draft = Draft::open(&app, &actor, &slug, number, texts).await?;
    found(draft.definition(), &key).ok_or_else(Problem::not_found)?;
    let mut errors = FieldErrors::none();
    let mut definition = draft.definition().clone();
    let written = read(&definition, &key, &filled, &mut errors, texts);
    let mut new_key = key.clone();
    if let Some(written) = written {
        new_key.clone_from(&written.key);
        if !change::put_question(&mut definition, &key, filled.one("section"), written) {
            errors.add("section", texts.t("form-required"));
        }
        check_key(&definition, "questions", &new_key, &mut errors, texts);
    }
    if !errors.is_empty() {
        let page = page(frame, &draft, &key, &filled, &errors, None);
        return Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    let revision = sent_revision(&filled);
    if let Some(theirs) = draft.keep(&app, &actor, revision, definition, texts).await? {
        let standing = found(&theirs.definition, &key).ok_or_else(Problem::not_found)?;
        let theirs_filled = fill(&theirs.definition, standing.0, standing.1, texts);
        let fields = fields(&theirs.definition, &key, &filled, texts);
        let stale = stale(&theirs, sides(&fields, &theirs_filled, &filled), &frame);
        let draft = Draft::open(&app, &actor, &slug, number, texts).await?;
        let page = page(frame, &draft, &key, &filled, &errors, Some(stale));
        return Ok(render_as(StatusCode::CONFLICT, &page));
    }
    let here = draft.here();
    let next = if filled.one("do") == "stay" {
        format!("{here}/questions/{new_key}")
    } else {
        format!("{here}/edit#question-{new_key}")
    };
    Ok(Redirect::to(&next).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

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
