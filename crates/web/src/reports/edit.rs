//! `/reports/{id}/edit`: the recipient writes on the draft. Whoever saves must know the latest
//! version; when somebody else was quicker, both versions are shown and nothing is lost.

use super::{
    draft::{self, DraftForm},
    list::title_key,
    show::{self, ReadContents},
    submit::{handed_in, own_draft},
};
use crate::{
    App, PathOf, Signed,
    deadlines::capitalised,
    kit::{Fact, FieldErrors, Filled, PageFrame, Problem, Texts, render, render_as},
};
use askama::Template;
use axum::{
    Form as Posted,
    extract::{OriginalUri, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use reporting_deadlines::{ReportView, SaveDraftError, save_draft};
use vocabulary::ReportId;

#[derive(Template)]
#[template(path = "reports/edit.html")]
struct EditPage {
    frame: PageFrame,
    action: String,
    cancel: String,
    /// The version that whoever writes has seen.
    revision: i32,
    just_saved: bool,
    facts: Vec<Fact>,
    draft: DraftForm,
    /// What somebody else has saved in the meantime.
    other: Option<ReadContents>,
}

/// The form as it was saved last.
pub(crate) async fn edit(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ReportId>,
    OriginalUri(uri): OriginalUri,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let view = own_draft(&app, frame.texts, &actor, id).await?;
    let filled = draft::typed(frame.texts, &view.contents);
    let just_saved = uri.query() == Some("done=saved");
    let page = page(frame, view, &filled, &FieldErrors::none());
    Ok(render(&EditPage { just_saved, ..page }))
}

/// Saves the draft.
pub(crate) async fn save(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ReportId>,
    frame: PageFrame,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let texts = frame.texts;
    let filled = Filled::from(pairs);
    let view = own_draft(&app, texts, &actor, id).await?;
    let mut errors = FieldErrors::none();
    let contents = draft::read(texts, &view.targets, &filled, &mut errors);
    // Without a version the form was not ours: it is taken for an old one.
    let seen = filled.one("revision").parse().unwrap_or(-1);
    if !errors.is_empty() {
        let page = EditPage { revision: seen, ..page(frame, view, &filled, &errors) };
        return Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    let saved = save_draft(&app.db, app.clock.as_ref(), &actor, id, seen, &contents).await;
    match saved {
        Ok(_) => {
            app.bell.ring();
            let next = if filled.one("next") == "submit" { "submit" } else { "edit?done=saved" };
            Ok(Redirect::to(&format!("/reports/{id}/{next}")).into_response())
        }
        Err(SaveDraftError::Stale { .. }) => {
            // Read again: what was read above may be the old version too.
            let view = own_draft(&app, texts, &actor, id).await?;
            errors.add("revision", texts.t("reports-stale-error"));
            let other = Some(show::read(texts, &view.contents, &view.targets));
            let page = EditPage { other, ..page(frame, view, &filled, &errors) };
            Ok(render_as(StatusCode::CONFLICT, &page))
        }
        Err(error) => {
            note(&mut errors, texts, id, error)?;
            let page = EditPage { revision: seen, ..page(frame, view, &filled, &errors) };
            Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

/// A refusal that belongs to a field is noted there; every other is the answer.
fn note(
    errors: &mut FieldErrors,
    texts: Texts,
    id: ReportId,
    error: SaveDraftError,
) -> Result<(), Problem> {
    match error {
        SaveDraftError::NotFound => return Err(Problem::not_found()),
        SaveDraftError::NotAllowed => return Err(Problem::forbidden()),
        SaveDraftError::NotPossible(_) => return Err(handed_in(texts, id)),
        SaveDraftError::Database(error) => return Err(Problem::internal(&error)),
        SaveDraftError::Unexplained(doubts) => draft::note_doubts(texts, &doubts, errors),
        SaveDraftError::NoSuchTarget(target) | SaveDraftError::TwoResults(target) => {
            let sentence = texts.t("reports-target-changed").with("number", target);
            errors.add(format!("target-{target}-verdict"), sentence);
        }
        SaveDraftError::Stale { .. } => errors.add("revision", texts.t("reports-stale-error")),
    }
    Ok(())
}

fn page(frame: PageFrame, view: ReportView, filled: &Filled, errors: &FieldErrors) -> EditPage {
    let path = view.report.path();
    let (title, list) = (frame.t("reports-edit-title").to_string(), frame.t(title_key(false)));
    let list = list.to_string();
    EditPage {
        action: format!("{path}/edit"),
        cancel: path.clone(),
        revision: view.report.revision,
        just_saved: false,
        facts: show::facts(&frame, &view),
        draft: draft::form(frame.texts, &view.targets, filled, errors),
        other: None,
        frame: frame
            .titled(title)
            .under(list, "/reports")
            .under(capitalised(&view.report.title), path)
            .with_errors(!errors.is_empty()),
    }
}
