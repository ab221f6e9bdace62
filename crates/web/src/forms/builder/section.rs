//! One section: its heading, what stands under it, when it is shown.

use super::{
    Draft, check_key, conditions::Conditions, sent_revision, settings, stale, text_fields,
};
use crate::{
    App,
    forms::{Stale, stale::sides},
    kit::{FieldErrors, Filled, Form, FormField, PageFrame, Problem, Texts, render, render_as},
    session::Officer,
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use forms::{Definition, Section};
use vocabulary::Language;

#[derive(Template)]
#[template(path = "forms/section.html")]
struct SectionPage {
    frame: PageFrame,
    action: String,
    back: String,
    revision: i32,
    form: Form,
    stale: Option<Stale>,
}

fn fields(definition: &Definition, key: &str, texts: Texts) -> Vec<FormField> {
    let mut fields = text_fields("title", "forms-section-title", 1, texts);
    let about = text_fields("about", "forms-section-about", 4, texts);
    fields.extend(about.into_iter().map(FormField::optional));
    let conditions = Conditions::before(definition, &format!("section/{key}"), texts);
    fields.extend(conditions.fields("show", "forms-show-section", "forms-always-shown"));
    fields.push(FormField::text("key", texts.t("forms-key")).hint(texts.t("forms-key-hint")));
    fields
}

fn fill(definition: &Definition, section: &Section, texts: Texts) -> Filled {
    let at = format!("section/{}", section.key);
    let conditions = Conditions::before(definition, &at, texts);
    let mut pairs = settings::fill_words("title", &section.title);
    pairs.extend(settings::fill_words("about", &section.about));
    pairs.extend(conditions.fill("show", section.show_if.as_ref()));
    pairs.push(("key".into(), section.key.clone()));
    pairs.into()
}

fn found<'d>(definition: &'d Definition, key: &str) -> Option<&'d Section> {
    definition.sections.iter().find(|section| section.key == key)
}

fn page(
    frame: PageFrame,
    draft: &Draft,
    key: &str,
    filled: &Filled,
    errors: &FieldErrors,
    stale: Option<Stale>,
) -> SectionPage {
    let fields = fields(draft.definition(), key, frame.texts);
    let at = format!("section/{key}");
    let place = crate::forms::words::place(&at, Some(draft.definition()), frame.texts);
    let title = frame.t("forms-write-place").with("place", place).to_string();
    SectionPage {
        action: format!("{}/sections/{key}", draft.here()),
        back: format!("{}/edit#section-{key}", draft.here()),
        revision: draft.revision,
        form: Form::new(fields).filled(filled).checked(errors),
        stale,
        frame: draft.frame(frame, title).with_errors(!errors.is_empty()),
    }
}

/// `GET /forms/{slug}/{number}/sections/{key}`.
pub(crate) async fn section(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number, key)): Path<(String, i32, String)>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let draft = Draft::open(&app, &actor, &slug, number, frame.texts).await?;
    let section = found(draft.definition(), &key).ok_or_else(Problem::not_found)?;
    let filled = fill(draft.definition(), section, frame.texts);
    Ok(render(&page(frame, &draft, &key, &filled, &FieldErrors::none(), None)))
}

/// `POST /forms/{slug}/{number}/sections/{key}`.
pub(crate) async fn save_section(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number, key)): Path<(String, i32, String)>,
    frame: PageFrame,
    Sent(sent): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (texts, filled) = (frame.texts, Filled::from(sent));
    let draft = Draft::open(&app, &actor, &slug, number, texts).await?;
    let standing = found(draft.definition(), &key).ok_or_else(Problem::not_found)?;
    let mut errors = FieldErrors::none();
    let title = settings::words_of(&filled, "title");
    if title.exactly(Language::Bokmal).is_none() {
        errors.add("title.nb", texts.t("form-required"));
    }
    let conditions = Conditions::before(draft.definition(), &format!("section/{key}"), texts);
    let show_if = conditions.read("show", &filled, &mut errors);
    let new_key = errors.text(&filled, "key", texts).unwrap_or(&key).to_owned();
    let written = Section {
        key: new_key.clone(),
        title,
        about: settings::words_of(&filled, "about"),
        show_if: show_if.flatten(),
        questions: standing.questions.clone(),
    };
    let mut definition = draft.definition().clone();
    for one in definition.sections.iter_mut().filter(|one| one.key == key).take(1) {
        *one = written.clone();
    }
    check_key(&definition, "sections", &new_key, &mut errors, texts);
    if !errors.is_empty() {
        let page = page(frame, &draft, &key, &filled, &errors, None);
        return Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    let revision = sent_revision(&filled);
    if let Some(theirs) = draft.keep(&app, &actor, revision, definition, texts).await? {
        let standing = found(&theirs.definition, &key).ok_or_else(Problem::not_found)?;
        let fields = fields(&theirs.definition, &key, texts);
        let theirs_filled = fill(&theirs.definition, standing, texts);
        let stale = stale(&theirs, sides(&fields, &theirs_filled, &filled), &frame);
        let draft = Draft::open(&app, &actor, &slug, number, texts).await?;
        let page = page(frame, &draft, &key, &filled, &errors, Some(stale));
        return Ok(render_as(StatusCode::CONFLICT, &page));
    }
    let back = format!("{}/edit#section-{new_key}", draft.here());
    Ok(Redirect::to(&back).into_response())
}
