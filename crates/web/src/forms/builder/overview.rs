//! The whole form at a glance: its sections, questions and checks, to be added, moved and removed.

use super::{Draft, change, change::Part, sent_revision, settings, stale, text_fields};
use crate::{
    App,
    forms::{Missing, Outline, Stale, outline, stale::sides, words},
    kit::{
        Choice, Confirmation, ConfirmationPage, Control, FieldErrors, Filled, Form, FormField,
        PageFrame, Problem, render, render_as,
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
use forms::Definition;
use vocabulary::Language;

#[derive(Template)]
#[template(path = "forms/edit.html")]
struct EditPage {
    frame: PageFrame,
    here: String,
    revision: i32,
    form: Form,
    /// What every section has below it: a question more.
    more: Vec<More>,
    new_section: FormField,
    new_check: FormField,
    outline: Outline,
    missing: Missing,
    stale: Option<Stale>,
}

/// The fields of a question to add.
struct More {
    label: FormField,
    kind: FormField,
}

fn head(texts: crate::kit::Texts) -> Vec<FormField> {
    let mut fields = text_fields("title", "forms-form-title", 1, texts);
    let about = text_fields("about", "forms-form-about", 3, texts);
    fields.extend(about.into_iter().map(FormField::optional));
    fields
}

fn filled_head(definition: &Definition) -> Filled {
    let mut pairs = settings::fill_words("title", &definition.title);
    pairs.extend(settings::fill_words("about", &definition.about));
    pairs.into()
}

fn page(
    frame: PageFrame,
    draft: &Draft,
    filled: &Filled,
    errors: &FieldErrors,
    stale: Option<Stale>,
) -> EditPage {
    let texts = frame.texts;
    let definition = draft.definition();
    let more = |section: &forms::Section| {
        let name = |part: &str| format!("new.{}.{part}", section.key);
        let kinds = Control::Select(settings::kinds(&words::KINDS, texts));
        More {
            label: FormField::text(name("label"), texts.t("forms-new-question")),
            kind: FormField::new(kinds, name("kind"), texts.t("forms-takes")),
        }
    };
    let title = frame.t("forms-edit-title").with("title", super::super::title(definition, texts));
    let title = title.to_string();
    EditPage {
        here: draft.here(),
        revision: draft.revision,
        form: Form::new(head(texts)).filled(filled).checked(errors),
        more: definition.sections.iter().map(more).collect(),
        new_section: FormField::text("new.section", texts.t("forms-new-section")),
        new_check: FormField::text("new.check", texts.t("forms-new-check"))
            .hint(texts.t("forms-new-check-hint")),
        outline: outline(definition, texts),
        missing: Missing::of(&draft.version, texts),
        stale,
        frame: frame
            .crumb("forms-title", "/forms")
            .under(super::super::title(definition, texts), format!("/forms/{}", draft.version.slug))
            .titled(title)
            .with_errors(!errors.is_empty()),
    }
}

/// `GET /forms/{slug}/{number}/edit`.
pub(crate) async fn edit(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, i32)>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let draft = Draft::open(&app, &actor, &slug, number, frame.texts).await?;
    let filled = filled_head(draft.definition());
    Ok(render(&page(frame, &draft, &filled, &FieldErrors::none(), None)))
}

/// `POST /forms/{slug}/{number}/edit`: one thing at a time, as the button says.
pub(crate) async fn save(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, i32)>,
    frame: PageFrame,
    Sent(sent): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (texts, filled) = (frame.texts, Filled::from(sent));
    let draft = Draft::open(&app, &actor, &slug, number, texts).await?;
    let here = draft.here();
    let mut definition = draft.definition().clone();
    let mut errors = FieldErrors::none();
    let mut next = format!("{here}/edit");
    let (verb, about) = filled.one("do").split_once(':').unwrap_or((filled.one("do"), ""));
    match verb {
        "up" | "down" => {
            let part = Part::read(about).ok_or_else(Problem::not_found)?;
            change::moved(&mut definition, part, verb == "down");
            next = format!("{next}#{}", about.replace('/', "-"));
        }
        "remove" => {
            let part = Part::read(about).ok_or_else(Problem::not_found)?;
            if filled.one("sure") != "yes" {
                return Ok(ask_before_removing(frame, &draft, part, about, &filled));
            }
            if !change::removed(&mut definition, part) {
                return Err(Problem::not_found());
            }
        }
        "section" => match errors.text(&filled, "new.section", texts) {
            Some(title) => {
                let key = change::add_section(&mut definition, title);
                next = format!("{here}/sections/{key}");
            }
            None => errors.add("new.section", texts.t("form-required")),
        },
        "question" => {
            let label = errors.text(&filled, &format!("new.{about}.label"), texts);
            let kind = errors.text(&filled, &format!("new.{about}.kind"), texts);
            if let (Some(label), Some(takes)) = (label, kind.and_then(settings::usual)) {
                let key = change::add_question(&mut definition, about, label, takes);
                let key = key.ok_or_else(Problem::not_found)?;
                next = format!("{here}/questions/{key}");
            }
        }
        "check" => {
            if let Some(says) = errors.text(&filled, "new.check", texts) {
                match change::add_check(&mut definition, says) {
                    Some(key) => next = format!("{here}/checks/{key}"),
                    None => errors.add("new.check", texts.t("forms-check-needs-questions")),
                }
            }
        }
        _ => {
            definition.title = settings::words_of(&filled, "title");
            definition.about = settings::words_of(&filled, "about");
            if definition.title.exactly(Language::Bokmal).is_none() {
                errors.add("title.nb", texts.t("form-required"));
            }
        }
    }
    // What was typed about the title stays; a button elsewhere on the page sent nothing of it.
    let typed = if filled.all("title.nb").next().is_some() {
        filled.clone()
    } else {
        filled_head(draft.definition())
    };
    if !errors.is_empty() {
        let mut page = page(frame, &draft, &typed, &errors, None);
        page.fill_new(&filled, &errors);
        return Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    let revision = sent_revision(&filled);
    if let Some(theirs) = draft.keep(&app, &actor, revision, definition, texts).await? {
        let sides = sides(&head(texts), &filled_head(&theirs.definition), &typed);
        let stale = stale(&theirs, sides, &frame);
        let draft = Draft::open(&app, &actor, &slug, number, texts).await?;
        let mut page = page(frame, &draft, &typed, &errors, Some(stale));
        page.fill_new(&filled, &errors);
        return Ok(render_as(StatusCode::CONFLICT, &page));
    }
    Ok(Redirect::to(&next).into_response())
}

impl EditPage {
    /// What was typed into the fields for something new.
    fn fill_new(&mut self, filled: &Filled, errors: &FieldErrors) {
        let again = |field: &FormField| field.clone().filled(filled).checked(errors);
        for more in &mut self.more {
            more.label = again(&more.label);
            more.kind = again(&more.kind);
        }
        self.new_section = again(&self.new_section);
        self.new_check = again(&self.new_check);
    }
}

fn ask_before_removing(
    frame: PageFrame,
    draft: &Draft,
    part: Part<'_>,
    about: &str,
    filled: &Filled,
) -> Response {
    let texts = frame.texts;
    let definition = draft.definition();
    let here = format!("{}/edit", draft.here());
    let mut ask = Confirmation::new(&here, texts.t("forms-remove"), &here)
        .hidden("do", format!("remove:{about}"))
        .hidden("sure", "yes")
        .hidden("revision", filled.one("revision"))
        .consequence(texts.t("forms-remove-consequence"))
        .dangerous();
    match part {
        Part::Section(key) => {
            let section = definition.sections.iter().find(|section| section.key == key);
            let count = section.map_or(0, |section| section.questions.len());
            if count > 0 {
                ask = ask.consequence(texts.t("forms-remove-section").with("count", count));
            }
        }
        Part::Question(key) if change::is_named(definition, key) => {
            ask = ask.consequence(texts.t("forms-remove-named"));
        }
        Part::Question(_) | Part::Check(_) => {}
    }
    let place = words::place(about, Some(definition), texts);
    let title = texts.t("forms-remove-title").with("place", place).to_string();
    let frame = draft.frame(frame, title);
    render(&ConfirmationPage { frame, facts: Vec::new(), confirmation: ask })
}

/// The choices of sections a question can stand in.
pub(super) fn sections(definition: &Definition, language: Language) -> Vec<Choice> {
    let choice = |section: &forms::Section| {
        let title = section.title.to(language);
        Choice::new(&section.key, if title.is_empty() { &section.key } else { title })
    };
    definition.sections.iter().map(choice).collect()
}
