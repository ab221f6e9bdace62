//! `POST /status-reports/{id}/publish` and `…/withdraw`: an officer lays a public report open to
//! everybody, or takes it back.

use crate::{
    App, Officer, PathOf,
    kit::{Confirmation, Problem, Texts},
};
use ::status_reports::{
    Audience, PublishError, ReportState, StatusReport, publish as lay_open, withdraw_publication,
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use vocabulary::StatusReportId;

/// The question on the page of a public report: to publish it, or to take it back.
pub(crate) fn publishing(texts: Texts, report: &StatusReport) -> Option<Confirmation> {
    let made = matches!(report.state, ReportState::Made { .. });
    if !made || report.audience != Audience::Public {
        return None;
    }
    let path = format!("/status-reports/{}", report.id);
    Some(match report.published {
        None => Confirmation::new(
            format!("{path}/publish"),
            texts.t("status-reports-publish").to_string(),
            "/status-reports",
        )
        .consequence(texts.t("status-reports-publish-open").to_string())
        .consequence(texts.t("status-reports-publish-journal").to_string()),
        Some(_) => Confirmation::new(
            format!("{path}/withdraw"),
            texts.t("status-reports-withdraw").to_string(),
            "/status-reports",
        )
        .consequence(texts.t("status-reports-withdraw-closed").to_string())
        .dangerous(),
    })
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
