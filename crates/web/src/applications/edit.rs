//! Writing an application: the form, saving it by hand and by itself.

use super::{
    compare::{base_of, stale_page},
    opened::Opened,
    refusals,
    stale::stale_problem,
};
use crate::{
    App, PathOf,
    calls::words::last_day,
    kit::{FieldProblem, PageFrame, Problem, render, render_as},
    questions::{Asking, Deed, Part, QuestionForm, Typed, done, parts, question_form, words},
    session::Signed,
};
use askama::Template;
use axum::{
    Form as Sent, Json,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use chrono_tz::Europe::Oslo;
use forms::{Answers, Doubt};
use grant_applications::{
    ApplicationState, ApplicationVerb, ApplyError, Request, save_application,
};
use serde::{Deserialize, Serialize};
use vocabulary::{Actor, ApplicationId, Day};

#[derive(Template)]
#[template(path = "applications/edit.html")]
struct EditPage {
    frame: PageFrame,
    here: String,
    /// Names what the browser keeps of what it could not send: the application and who writes.
    kept_as: String,
    revision: i32,
    base: String,
    questions: QuestionForm,
    closes: Option<Day>,
    request: Option<Request>,
    /// A version was sent in: what is written is a working copy beside it.
    is_beside: bool,
    /// It was saved although something in it can never be right.
    is_saved_with_errors: bool,
    saved: String,
}

/// How the form is opened.
#[derive(Deserialize, Default)]
pub(crate) struct Opening {
    /// Says all that is missing, as the check before sending in does.
    #[serde(default)]
    check: String,
    /// The table or group that is to have a row more.
    #[serde(default)]
    add: String,
}

/// `Lagret kl. 14.30`, by the clock on the wall in Norway.
fn saved_at(at: DateTime<Utc>, frame: &PageFrame) -> String {
    let time = at.with_timezone(&Oslo).format("%H.%M").to_string();
    frame.t("applications-saved-at").with("time", time).into()
}

fn page(
    frame: PageFrame,
    actor: &Actor,
    opened: &Opened,
    answers: &Answers,
    doubts: &[Doubt],
    more: &str,
) -> EditPage {
    let files = opened.files();
    let hindrances = opened.doubts(answers);
    let questions = question_form(
        &frame,
        &Asking {
            definition: &opened.definition,
            answers,
            doubts,
            places: &opened.places,
            upload: Some(&files),
            more: Some(more).filter(|more| !more.is_empty()),
            hindrances: Some(&hindrances),
        },
    );
    let application = &opened.application;
    let writer = actor.person().map(|person| person.to_string()).unwrap_or_default();
    let saved = application.draft.as_ref().map(|draft| {
        let at = crate::kit::format::instant(draft.saved_at, frame.language());
        let text = frame.t("applications-saved-last").with("at", at);
        text.with("name", &draft.saved_by).to_string()
    });
    let closes = match application.state {
        // What was asked for has a deadline of its own.
        ApplicationState::Incomplete(..) => None,
        _ => Some(last_day(&opened.call)),
    };
    EditPage {
        here: opened.here(),
        kept_as: format!("{}:{writer}", application.id),
        revision: application.revision,
        base: base_of(&opened.definition, opened.answers()),
        closes,
        request: application.state.request().cloned(),
        is_beside: application.state != ApplicationState::Draft,
        is_saved_with_errors: false,
        saved: saved.unwrap_or_default(),
        frame: opened.titled(frame, "applications-edit-title").with_errors(questions.has_errors()),
        questions,
    }
}

/// `GET /applications/{id}/edit`.
pub(crate) async fn edit(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    Query(opening): Query<Opening>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let opened = Opened::to_write(&app, &actor, id, ApplicationVerb::Save, &frame).await?;
    let answers = opened.answers();
    let doubts = if opening.check.is_empty() {
        opened.doubts_of_draft(answers)
    } else {
        opened.doubts(answers)
    };
    Ok(render(&page(frame, &actor, &opened, answers, &doubts, &opening.add)))
}

/// What the script is told when it has saved.
#[derive(Serialize)]
struct Saved {
    revision: i32,
    base: String,
    says: String,
    errors: Vec<FieldProblem>,
    parts: Vec<Part>,
    done: Option<String>,
}

/// Whether a script asks, that reads JSON.
pub(super) fn wants_json(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|accepted| accepted.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("json") && !accepted.contains("text/html"))
}

/// `POST /applications/{id}/edit`. Whatever was typed is kept, wrong or not; who saves what somebody
/// else has saved meanwhile gets both to see.
pub(crate) async fn save(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    headers: HeaderMap,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let typed = Typed::from(pairs);
    let opened = Opened::to_write(&app, &actor, id, ApplicationVerb::Save, &frame).await?;
    let mut answers = typed.answers(&opened.definition, &opened.places);
    // A form without a revision was never ours; 0 is no revision of anything, so it is stale.
    let revision = typed.one("revision").parse().unwrap_or(0);
    let deed = typed.deed();
    if deed == Deed::Merge && revision == opened.application.revision {
        for question in typed.kept("theirs") {
            match opened.answers().get(question) {
                Some(theirs) => answers.set(question, theirs.clone()),
                None => {
                    answers.remove(question);
                }
            }
        }
    }
    let clock = app.clock.as_ref();
    let saved = save_application(&app.db, clock, &actor, id, revision, answers.clone()).await;
    let revision = match saved {
        Ok(revision) => revision,
        Err(ApplyError::Stale(theirs)) if wants_json(&headers) => {
            let base = Some(typed.one("base"));
            let (form, texts) = (&opened.definition, frame.texts);
            return Err(stale_problem(texts, form, &answers, &theirs, base, "a."));
        }
        Err(ApplyError::Stale(theirs)) => {
            let base = typed.one("base").to_owned();
            return stale_page(&app, frame, &opened, *theirs, answers, &base).await;
        }
        Err(error) => {
            return Err(refusals::of_apply(frame.texts, Some(id), &opened.call.slug, &error));
        }
    };
    app.bell.ring();
    let here = opened.here();
    let doubts = opened.doubts_of_draft(&answers);
    if wants_json(&headers) {
        let problem = |doubt: &Doubt| FieldProblem {
            field: format!("a.{}", doubt.at),
            detail: words::doubt(doubt, Some(&opened.definition), frame.texts),
        };
        let hindrances = opened.doubts(&answers);
        let parts = parts(&opened.definition, &answers, Some(&hindrances), frame.texts);
        return Ok(Json(Saved {
            done: done(&parts, frame.texts),
            parts,
            revision,
            base: base_of(&opened.definition, &answers),
            says: saved_at(app.clock.now(), &frame),
            errors: doubts.iter().map(problem).collect(),
        })
        .into_response());
    }
    let to = match deed {
        Deed::Add(question) if opened.definition.question(&question).is_none() => {
            format!("{here}/edit")
        }
        Deed::Add(question) => format!("{here}/edit?add={question}#question-{question}"),
        Deed::Remove(question, _) if opened.definition.question(&question).is_none() => {
            format!("{here}/edit")
        }
        Deed::Remove(question, _) => format!("{here}/edit#question-{question}"),
        Deed::Update | Deed::Merge => format!("{here}/edit"),
        Deed::LookOver => format!("{here}/submit"),
        Deed::Save if doubts.iter().any(|doubt| !doubt.warns) => {
            // It is saved; what can never be right is said at once, while it is fresh.
            let mut opened = opened;
            opened.application.revision = revision;
            let page = page(frame, &actor, &opened, &answers, &doubts, "");
            let base = base_of(&opened.definition, &answers);
            let page = EditPage { is_saved_with_errors: true, base, ..page };
            return Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
        Deed::Save => here,
    };
    Ok(Redirect::to(&to).into_response())
}
