//! Writing an application: the form, saving it by hand and by itself.

use super::{
    compare::{Meanwhile, base_of, stale_page},
    opened::Opened,
    stale::stale_problem,
    unsaved::{not_now_page, unsaved_page},
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
    /// The save that the browser waits to hear of.
    arrived: Option<String>,
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
        arrived: None,
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
    let opened = Opened::of_writer(&app, &actor, id, &frame).await?;
    if let Some(error) = opened.why_not(ApplicationVerb::Save, app.clock.now()) {
        let problem = opened.refused(frame.texts, &error);
        return Ok(not_now_page(frame, &opened, problem));
    }
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

/// The name that the browser gave to this save, when it is one that can stand in an address.
fn name_of_save(said: &str) -> Option<&str> {
    let is_plain = |one: char| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '-';
    (!said.is_empty() && said.len() <= 40 && said.chars().all(is_plain)).then_some(said)
}

/// Where it goes on, telling the browser which save arrived: what it keeps until it knows, it forgets then.
/// A higher revision alone does not say that, it may be somebody else's.
fn telling(to: String, arrived: Option<&str>) -> String {
    let Some(arrived) = arrived else { return to };
    let (path, place) = match to.split_once('#') {
        Some((path, place)) => (path, format!("#{place}")),
        None => (to.as_str(), String::new()),
    };
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}saved={arrived}{place}")
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
    // Whether it can be saved is for the verb to say: what was typed is read first.
    let opened = Opened::of_writer(&app, &actor, id, &frame).await?;
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
            let meanwhile = Meanwhile::Writing;
            return stale_page(&app, frame, &opened, *theirs, answers, &base, meanwhile).await;
        }
        Err(error) => {
            let problem = opened.refused(frame.texts, &error);
            if wants_json(&headers) {
                return Err(problem);
            }
            return Ok(unsaved_page(frame, &opened, answers, problem));
        }
    };
    app.bell.ring();
    let here = opened.here();
    let arrived = name_of_save(typed.one("save")).map(str::to_owned);
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
            let page = EditPage { is_saved_with_errors: true, base, arrived, ..page };
            return Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
        Deed::Save => here,
    };
    Ok(Redirect::to(&telling(to, arrived.as_deref())).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_is_told_which_save_arrived() {
        assert_eq!(telling("/a/edit".into(), None), "/a/edit");
        assert_eq!(telling("/a/submit".into(), Some("x1-y2")), "/a/submit?saved=x1-y2");
        let row = "/a/edit?add=staff#question-staff".to_owned();
        assert_eq!(telling(row, Some("x1")), "/a/edit?add=staff&saved=x1#question-staff");
        for said in ["", "x y", "x&do=1", "<b>", "æ", &"x".repeat(41)] {
            assert_eq!(name_of_save(said), None, "{said}");
        }
    }
}
