//! The round that writes to those who have waited for an answer.

use crate::post::{Post, Wrote, reopened, was_done};
use crate::{Application, ApplicationState, Call, repository};
use journal::Act;
use letters::{Desk, Letter, ProvisionalReply, WriteError};
use sea_orm::{DatabaseConnection, DbErr};
use serde_json::json;
use vocabulary::{Actor, ApplicationId, Clock, Day};

const ROUND: Actor = Actor::System("provisional replies");
const ACT: &str = "replied provisionally";

/// Writes to those whose application has waited for a decision as many days as its call names, once
/// each (forvaltningsloven § 11 a, text of 2026: a provisional reply when there is no answer within a
/// month). Whoever was asked for more has heard from us. It may run any number of times, also at the
/// same time as another.
pub async fn reply_provisionally(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    desk: &Desk,
    on: Day,
) -> Result<Wrote, DbErr> {
    let mut wrote = Wrote::default();
    for id in repository::waiting(db, on).await? {
        wrote.count(id, reply_to(db, clock, desk, id, on).await);
    }
    Ok(wrote)
}

fn has_waited(call: &Call, application: &Application, on: Day) -> bool {
    let waits = matches!(
        application.state,
        ApplicationState::Submitted(_) | ApplicationState::Late(_) | ApplicationState::Checked(_)
    );
    let days = i64::from(call.provisional_reply_days);
    let due = application.arrived_at().map(|arrived| Day::at(arrived).plus_days(days));
    waits && days > 0 && due.is_some_and(|due| due <= on)
}

async fn reply_to(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    desk: &Desk,
    id: ApplicationId,
    on: Day,
) -> Result<usize, WriteError> {
    let now = clock.now();
    let tx = journal::begin(db).await?;
    let Some((application, call)) = reopened(&tx, id).await? else { return Ok(0) };
    if !has_waited(&call, &application, on) || was_done(&tx, id, ACT, None).await? {
        return Ok(0);
    }
    let received_at = application.arrived_at().unwrap_or(now);
    let post = Post { tx: &tx, desk, now, application: &application };
    let written = post
        .to_all(&format!("provisional-reply:{id}"), |to| {
            Letter::ProvisionalReply(ProvisionalReply {
                organisation: to.applicant.to_owned(),
                project_title: application.content.title.clone(),
                call_title: call.title_in(to.language).to_owned(),
                reference: application.reference.clone(),
                received_at,
                // A day that is over is no answer to when there will be one.
                expected_decision: call.decision_expected_on.filter(|day| *day >= on),
                path: post.path(),
            })
        })
        .await?;
    let detail = json!({ "letters": written, "expected_on": call.decision_expected_on });
    let act = Act { act: ACT, thing: "application", id: id.to_string(), detail };
    journal::record(&tx, &ROUND, now, act).await?;
    tx.commit().await?;
    Ok(written)
}
