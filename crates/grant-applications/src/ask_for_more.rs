//! Asking an applicant for what is missing.

use crate::apply::note;
use crate::check::{CheckError, seen, settle};
use crate::post::Post;
use crate::{Asked, Request, repository};
use chrono::SubsecRound;
use letters::{Desk, InformationRequest, Letter};
use sea_orm::DatabaseConnection;
use serde_json::json;
use vocabulary::{Actor, ApplicationId, Clock, Day};

/// Asks an applicant for what is missing, by letter with a day (forvaltningsloven § 11, text of 2026:
/// whoever has left something out is told so and given a short time to mend it). Asking again replaces
/// what was asked before.
pub async fn ask_for_more(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    desk: &Desk,
    id: ApplicationId,
    what: &str,
    due_on: Day,
) -> Result<(), CheckError> {
    let what = what.trim();
    if what.is_empty() {
        return Err(CheckError::NothingAsked);
    }
    if due_on < clock.today() {
        return Err(CheckError::DayIsOver(due_on));
    }
    let now = clock.now().trunc_subsecs(6);
    let tx = journal::begin(db).await?;
    let (application, call) = seen(&tx, actor, clock.today(), id).await?;
    let next = application.state.clone().ask(Request { what: what.to_owned(), due_on })?;
    let asked = Asked {
        number: application.requests.last().map_or(1, |last| last.number + 1),
        what: what.to_owned(),
        due_on,
        asked_at: now,
        asked_by: actor.name().to_owned(),
        answered_at: None,
    };
    repository::insert_request(&tx, id, &asked).await?;
    settle(&tx, &application, &next).await?;
    let detail = json!({ "request": asked.number, "due_on": due_on });
    note(&tx, clock, actor, id, "asked for more", detail).await?;
    let post = Post { tx: &tx, desk, now, application: &application };
    post.to_all(&format!("request:{id}:{}", asked.number), |to| {
        Letter::InformationRequest(InformationRequest {
            organisation: to.applicant.to_owned(),
            project_title: application.content.title.clone(),
            call_title: call.title_in(to.language).to_owned(),
            reference: application.reference.clone(),
            what: asked.what.clone(),
            due_on,
            case_officer: asked.asked_by.clone(),
            path: post.path(),
        })
    })
    .await?;
    Ok(tx.commit().await?)
}
