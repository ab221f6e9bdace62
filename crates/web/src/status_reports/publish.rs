//! `POST /status-reports/{id}/publish` and `…/withdraw`: an officer lays a public report open to
//! everybody, or takes it back.

use crate::{
    App, Officer, PathOf,
    kit::{Confirmation, Problem, Texts},
};
use ::status_reports::{
    Audience, PublishError, ReportState, StatusReport, publish as lay_open,
    queries::{all_published, published_beside},
    withdraw_publication,
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use sea_orm::DbErr;
use vocabulary::{Actor, StatusReportId};

/// The question on the page of a public report: to publish it, or to take it back.
pub(super) async fn publishing(
    app: &App,
    actor: &Actor,
    texts: Texts,
    report: &StatusReport,
) -> Result<Option<Confirmation>, DbErr> {
    let made = matches!(report.state, ReportState::Made { .. });
    if !made || report.audience != Audience::Public {
        return Ok(None);
    }
    let path = format!("/status-reports/{}", report.id);
    let question = match report.published {
        None => Confirmation::new(
            format!("{path}/publish"),
            texts.t("status-reports-publish").to_string(),
            "/status-reports",
        )
        .consequence(texts.t("status-reports-publish-open").to_string())
        .consequence(texts.t("status-reports-publish-list").to_string())
        .consequence(texts.t("status-reports-publish-journal").to_string()),
        Some(_) => Confirmation::new(
            format!("{path}/withdraw"),
            texts.t("status-reports-withdraw").to_string(),
            "/status-reports",
        )
        .consequence(texts.t("status-reports-withdraw-closed").to_string())
        .dangerous(),
    };
    if report.published.is_some() {
        let all = all_published(&app.db).await?;
        let twins = all.iter().filter(|other| other.sha256() == report.sha256()).count();
        return Ok(Some(match twins {
            0 | 1 => question,
            _ => question.consequence(texts.t("status-reports-withdraw-others").to_string()),
        }));
    }
    Ok(Some(match beside(app, actor, report).await? {
        None => question,
        Some(reports) => question.consequence(
            texts.t("status-reports-publish-beside").with("reports", reports).to_string(),
        ),
    }))
}

/// What is published and tells of some of the same projects, in words.
async fn beside(app: &App, actor: &Actor, report: &StatusReport) -> Result<Option<String>, DbErr> {
    let beside = published_beside(&app.db, actor, report).await?;
    let names = beside.into_iter().map(|other| match other.title {
        Some(title) => format!("«{title}» ({})", other.file_name),
        None => other.file_name,
    });
    let names: Vec<String> = names.collect();
    Ok((!names.is_empty()).then(|| names.join(", ")))
}

/// Lays it open.
pub(crate) async fn publish(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<StatusReportId>,
    texts: Texts,
) -> Result<Response, Problem> {
    answer(lay_open(&app.db, app.clock.as_ref(), &actor, id).await, id, texts)
}

/// Takes it back.
pub(crate) async fn withdraw(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<StatusReportId>,
    texts: Texts,
) -> Result<Response, Problem> {
    answer(withdraw_publication(&app.db, app.clock.as_ref(), &actor, id).await, id, texts)
}

fn answer(
    done: Result<(), PublishError>,
    id: StatusReportId,
    texts: Texts,
) -> Result<Response, Problem> {
    let back = format!("/status-reports/{id}");
    match done {
        Ok(()) => Ok(Redirect::to(&back).into_response()),
        Err(error) => {
            let problem = refused(&error, texts);
            Err(problem.or_else_do("show", texts.t("status-reports-show"), back))
        }
    }
}

/// A refusal as a problem.
pub(crate) fn refused(error: &PublishError, texts: Texts) -> Problem {
    let key = match error {
        PublishError::NotFound => return Problem::not_found(),
        PublishError::NotAllowed => return Problem::forbidden(),
        PublishError::Database(error) => return Problem::internal(error),
        PublishError::Internal => "status-reports-publish-internal",
        PublishError::NotMade => "status-reports-not-made",
    };
    Problem::conflict(texts.t(key)).kind("/problems/not-possible")
}
