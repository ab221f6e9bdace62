//! The round that writes to those with an unfinished draft before their call closes.

use crate::post::{Post, Wrote, reopened, was_done};
use crate::{ApplicationState, Call, CallState, repository};
use journal::Act;
use letters::{Desk, DraftClosing, Letter, WriteError};
use sea_orm::{DatabaseConnection, DbErr};
use serde_json::json;
use vocabulary::{Actor, ApplicationId, Clock, Day};

const ROUND: Actor = Actor::System("draft reminders");

/// Writes to those whose drafts, or changes to what they have sent in, would be lost when their call
/// closes within the days it names. Once for each closing day: one that is moved is written about
/// again. It may run any number of times, also at the same time as another.
pub async fn remind_drafts(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    desk: &Desk,
    on: Day,
) -> Result<Wrote, DbErr> {
    let mut wrote = Wrote::default();
    for call in repository::calls(db, false).await? {
        if !closes_soon(&call, on) {
            continue;
        }
        for id in repository::unsent(db, call.id).await? {
            wrote.count(id, remind_of(db, clock, desk, id, on).await);
        }
    }
    Ok(wrote)
}

fn closes_soon(call: &Call, on: Day) -> bool {
    let days = call.closes_on().days_since(on);
    call.state == CallState::Open
        && (0..=i64::from(call.remind_drafts_days)).contains(&days)
        && call.remind_drafts_days > 0
}

/// One application, in one transaction, in which it is looked at again.
async fn remind_of(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    desk: &Desk,
    id: ApplicationId,
    on: Day,
) -> Result<usize, WriteError> {
    let now = clock.now();
    let tx = journal::begin(db).await?;
    let Some((application, call)) = reopened(&tx, id).await? else { return Ok(0) };
    let closes_on = call.closes_on();
    let (act, day) = ("reminded of its draft", json!(closes_on));
    let unsent = match application.state {
        ApplicationState::Draft => true,
        ApplicationState::Submitted(_) => application.draft.is_some(),
        _ => false,
    };
    if !unsent
        || !closes_soon(&call, on)
        || was_done(&tx, id, act, Some(("closes_on", &day))).await?
    {
        return Ok(0);
    }
    let post = Post { tx: &tx, desk, now, application: &application };
    let written = post
        .to_all(&format!("draft-closing:{id}:{closes_on}"), |to| {
            Letter::DraftClosing(DraftClosing {
                organisation: to.applicant.to_owned(),
                project_title: application.content.title.clone(),
                call_title: call.title_in(to.language).to_owned(),
                reference: application.reference.clone(),
                closes_on,
                days: closes_on.days_since(on),
                already_sent: application.state.submission().is_some(),
                path: post.path(),
            })
        })
        .await?;
    let detail = json!({ "closes_on": day, "letters": written });
    let act = Act { act, thing: "application", id: id.to_string(), detail };
    journal::record(&tx, &ROUND, now, act).await?;
    tx.commit().await?;
    Ok(written)
}
