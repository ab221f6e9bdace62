//! What the pages of a section, a question and a check have in common: opened, sent, refused with what is
//! wrong, or shown beside what somebody else saved meanwhile.

use super::{Draft, check_key, sent_revision, stale};
use crate::{
    App,
    forms::{Stale, stale::sides, words},
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
use forms::Definition;

/// A part of a form with a page of its own: the page is the template, the rest is how it becomes fields and
/// back.
pub(crate) trait Piece: Template {
    /// What it is: `section`. Its page lies below `sections`, its row has the id `section-{key}`.
    const WORD: &'static str;

    /// The fields of the one with this key, for what is filled in.
    fn fields(definition: &Definition, key: &str, filled: &Filled, texts: Texts) -> Vec<FormField>;
    /// What they are filled in with; `None` when there is none with this key.
    fn fill(definition: &Definition, key: &str, texts: Texts) -> Option<Filled>;
    /// Puts what the fields say in its place and says its key; `None` when they say none, with the error
    /// noted.
    fn put(
        definition: &mut Definition,
        key: &str,
        filled: &Filled,
        errors: &mut FieldErrors,
        texts: Texts,
    ) -> Option<String>;
    /// The page.
    fn page(frame: PageFrame, sheet: Sheet, filled: &Filled) -> Self;
}

/// What every such page shows.
pub(crate) struct Sheet {
    /// Where it is sent to.
    pub action: String,
    /// Where it leads back.
    pub back: String,
    /// The revision that was written on.
    pub revision: i32,
    /// Its fields.
    pub form: Form,
    /// What somebody else has saved meanwhile.
    pub stale: Option<Stale>,
}

impl Sheet {
    /// What programs call it is asked for where it is wrong, and else out of the way.
    pub(crate) fn has_bad_key(&self) -> bool {
        self.form.field("key").error.is_some()
    }
}

fn page<P: Piece>(
    frame: PageFrame,
    draft: &Draft,
    key: &str,
    filled: &Filled,
    errors: &FieldErrors,
    stale: Option<Stale>,
) -> P {
    let word = P::WORD;
    let fields = P::fields(draft.definition(), key, filled, frame.texts);
    let place = words::place(&format!("{word}/{key}"), Some(draft.definition()), frame.texts);
    let title = frame.t("forms-write-place").with("place", place).to_string();
    let sheet = Sheet {
        action: format!("{}/{word}s/{key}", draft.here()),
        back: format!("{}/edit#{word}-{key}", draft.here()),
        revision: draft.revision,
        form: Form::new(fields).filled(filled).checked(errors),
        stale,
    };
    P::page(draft.frame(frame, title).with_errors(!errors.is_empty()), sheet, filled)
}

/// `GET /forms/{slug}/{number}/{sections,questions,checks}/{key}`.
pub(crate) async fn open<P: Piece>(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number, key)): Path<(String, i32, String)>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let draft = Draft::open(&app, &actor, &slug, number, frame.texts).await?;
    let filled = P::fill(draft.definition(), &key, frame.texts).ok_or_else(Problem::not_found)?;
    Ok(render(&page::<P>(frame, &draft, &key, &filled, &FieldErrors::none(), None)))
}

/// `POST /forms/{slug}/{number}/{sections,questions,checks}/{key}`: saved, and back to the form; or here
/// again, with room for more options and with the settings of the kind that was chosen.
pub(crate) async fn write<P: Piece>(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number, key)): Path<(String, i32, String)>,
    frame: PageFrame,
    Sent(sent): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (texts, filled) = (frame.texts, Filled::from(sent));
    let draft = Draft::open(&app, &actor, &slug, number, texts).await?;
    P::fill(draft.definition(), &key, texts).ok_or_else(Problem::not_found)?;
    let mut errors = FieldErrors::none();
    let mut definition = draft.definition().clone();
    let put = P::put(&mut definition, &key, &filled, &mut errors, texts);
    let new_key = put.unwrap_or_else(|| key.clone());
    check_key(&definition, &format!("{}s", P::WORD), &new_key, &mut errors, texts);
    if !errors.is_empty() {
        let page = page::<P>(frame, &draft, &key, &filled, &errors, None);
        return Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    let revision = sent_revision(&filled);
    if let Some(theirs) = draft.keep(&app, &actor, revision, definition, texts).await? {
        let standing = P::fill(&theirs.definition, &key, texts).ok_or_else(Problem::not_found)?;
        let fields = P::fields(&theirs.definition, &key, &filled, texts);
        let stale = stale(&theirs, sides(&fields, &standing, &filled), &frame);
        let draft = Draft::open(&app, &actor, &slug, number, texts).await?;
        let page = page::<P>(frame, &draft, &key, &filled, &errors, Some(stale));
        return Ok(render_as(StatusCode::CONFLICT, &page));
    }
    let (here, word) = (draft.here(), P::WORD);
    let next = if filled.one("do") == "stay" {
        format!("{here}/{word}s/{new_key}")
    } else {
        format!("{here}/edit#{word}-{new_key}")
    };
    Ok(Redirect::to(&next).into_response())
}
