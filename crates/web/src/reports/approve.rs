//! `/reports/{id}/approve`: a case officer approves a report that was handed in.

use super::{list::title_key, show};
use crate::{
    App, Officer, PathOf,
    deadlines::capitalised,
    kit::{Confirmation, Fact, PageFrame, Problem, Texts, render},
};
use ::status_reports::approve_report;
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use reporting_deadlines::{ApproveReportError, ReportState, report_for_actor};
use vocabulary::{ReportId, Role};

#[derive(Template)]
#[template(path = "reports/approve.html")]
struct ApprovePage {
    frame: PageFrame,
    facts: Vec<Fact>,
    unanswered: usize,
    doubts: Vec<String>,
    explanation: String,
    confirmation: Confirmation,
}

/// Asks before it is approved, and shows what is flagged.
pub(crate) async fn confirm_approve(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ReportId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let view = report_for_actor(&app.db, &actor, id).await?.ok_or_else(Problem::not_found)?;
    let texts = frame.texts;
    if !actor.is(Role::CaseOfficer) {
        return Err(not_allowed(texts, id));
    }
    match &view.report.state {
        ReportState::Submitted(_) => {}
        state => return Err(not_now(texts, id, state)),
    }
    let t = |key| frame.t(key).to_string();
    let path = view.report.path();
    let confirmation = Confirmation::new(format!("{path}/approve"), t("reports-approve"), &path)
        .consequence(t("reports-approve-final"))
        .consequence(t("reports-approve-journal"));
    let contents = show::read(texts, &view.contents, &view.targets);
    let (doubts, explanation) =
        contents.funnel.map(|funnel| (funnel.doubts, funnel.explanation)).unwrap_or_default();
    let (title, list) = (t("reports-approve-title"), t(title_key(true)));
    Ok(render(&ApprovePage {
        facts: show::facts(&frame, &view),
        unanswered: contents.unanswered,
        doubts,
        explanation,
        confirmation,
        frame: frame
            .titled(title)
            .under(list, "/reports")
            .under(capitalised(&view.report.title), path),
    }))
}

/// Approves it.
pub(crate) async fn approve(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ReportId>,
    texts: Texts,
) -> Result<Response, Problem> {
    match approve_report(&app.db, app.clock.as_ref(), &actor, id).await {
        Ok(report) => {
            app.bell.ring();
            Ok(Redirect::to(&format!("{}?done=approved", report.path())).into_response())
        }
        Err(ApproveReportError::NotFound) => Err(Problem::not_found()),
        Err(ApproveReportError::NotAllowed) => Err(not_allowed(texts, id)),
        Err(ApproveReportError::NotPossible(_)) => {
            let view = report_for_actor(&app.db, &actor, id).await?;
            Err(not_now(texts, id, &view.ok_or_else(Problem::not_found)?.report.state))
        }
        Err(ApproveReportError::Database(error)) => Err(Problem::internal(&error)),
    }
}

fn not_allowed(texts: Texts, id: ReportId) -> Problem {
    let problem = Problem::forbidden().detail(texts.t("reports-approve-not-allowed"));
    problem.or_else_do("show", texts.t("reports-show"), format!("/reports/{id}"))
}

fn not_now(texts: Texts, id: ReportId, state: &ReportState) -> Problem {
    let sentence = match state {
        ReportState::Draft => "reports-approve-draft",
        ReportState::Approved(..) => "reports-approve-already",
        // It was approved and is not any more: no verb does that.
        ReportState::Submitted(_) => "reports-approve-again",
    };
    let problem = Problem::conflict(texts.t(sentence)).kind("/problems/not-possible");
    problem.or_else_do("show", texts.t("reports-show"), format!("/reports/{id}"))
}
