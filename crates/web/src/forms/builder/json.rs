//! The whole form as the text of its file, for those who want it.

use super::{Draft, sent_revision, stale};
use crate::{
    App,
    forms::Stale,
    kit::{FieldErrors, Filled, Form, FormField, PageFrame, Problem, render, render_as},
    session::Officer,
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use forms::{Definition, compare};

#[derive(Template)]
#[template(path = "forms/json.html")]
struct JsonPage {
    frame: PageFrame,
    action: String,
    back: String,
    revision: i32,
    form: Form,
    stale: Option<Stale>,
    /// What saving would change in what somebody else saved meanwhile.
    changes: Vec<String>,
    /// What they saved.
    theirs: String,
}

fn page(
    frame: PageFrame,
    draft: &Draft,
    filled: &Filled,
    errors: &FieldErrors,
    stale: Option<Stale>,
) -> JsonPage {
    let field = FormField::lines(30, "json", frame.t("forms-json-field"));
    let title = frame.t("forms-json").to_string();
    JsonPage {
        action: format!("{}/json", draft.here()),
        back: format!("{}/edit", draft.here()),
        revision: draft.revision,
        form: Form::new([field]).filled(filled).checked(errors),
        stale,
        changes: Vec::new(),
        theirs: String::new(),
        frame: draft.frame(frame, title).with_errors(!errors.is_empty()),
    }
}

/// `GET /forms/{slug}/{number}/json`.
pub(crate) async fn json(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, i32)>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let draft = Draft::open(&app, &actor, &slug, number, frame.texts).await?;
    let filled = Filled::from(vec![("json".to_owned(), draft.definition().to_json())]);
    Ok(render(&page(frame, &draft, &filled, &FieldErrors::none(), None)))
}

/// `POST /forms/{slug}/{number}/json`.
pub(crate) async fn save_json(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, i32)>,
    frame: PageFrame,
    Sent(sent): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (texts, filled) = (frame.texts, Filled::from(sent));
    let draft = Draft::open(&app, &actor, &slug, number, texts).await?;
    let mut errors = FieldErrors::none();
    let read = Definition::from_json(filled.one("json"));
    let definition = match read {
        Ok(definition) if definition.kind != draft.definition().kind => {
            let kind = crate::forms::words::kind(draft.definition().kind, texts);
            let said = texts.t("forms-other-kind").with("slug", &slug).with("kind", kind);
            errors.add("json", said);
            None
        }
        Ok(definition) => Some(definition),
        Err(why) => {
            let said = texts
                .t("forms-bad-json")
                .with("line", why.line)
                .with("column", why.column)
                .with("why", why.why);
            errors.add("json", said);
            None
        }
    };
    let Some(definition) = definition else {
        let page = page(frame, &draft, &filled, &errors, None);
        return Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    let revision = sent_revision(&filled);
    if let Some(theirs) = draft.keep(&app, &actor, revision, definition.clone(), texts).await? {
        let changes = compare(&theirs.definition, &definition);
        let changes = changes.iter().map(|change| change.says(texts.language())).collect();
        let stale = stale(&theirs, Vec::new(), &frame);
        let draft = Draft::open(&app, &actor, &slug, number, texts).await?;
        let page = page(frame, &draft, &filled, &errors, Some(stale));
        let page = JsonPage { changes, theirs: theirs.definition.to_json(), ..page };
        return Ok(render_as(StatusCode::CONFLICT, &page));
    }
    Ok(Redirect::to(&format!("{}/edit", draft.here())).into_response())
}
