//! `/reports/{id}/submit`: the recipient hands in a report, after having seen what is flagged.

use super::{list::title_key, show, words};
use crate::{
    App, PathOf, Signed,
    deadlines::capitalised,
    kit::{Confirmation, Fact, PageFrame, Problem, Texts, render},
};
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use reporting_deadlines::{
    ReportState, ReportView, SubmitReportError, report_for_actor, submit_report,
};
use vocabulary::{Actor, ReportId};

#[derive(Template)]
#[template(path = "reports/submit.html")]
struct SubmitPage {
    frame: PageFrame,
    edit: String,
    facts: Vec<Fact>,
    /// The targets that nobody has judged: they are flagged, and may stay so.
    unanswered: Vec<String>,
    doubts: Vec<String>,
    explanation: String,
    is_late: bool,
    /// `None` when nothing is written yet.
    confirmation: Option<Confirmation>,
}

/// Asks before it is handed in.
pub(crate) async fn confirm_submit(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ReportId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let view = own_draft(&app, frame.texts, &actor, id).await?;
    let t = |key| frame.t(key).to_string();
    let path = view.report.path();
    let due = view.due_on.filter(|_| view.report.deadline.is_some());
    let confirmation =
        Confirmation::new(format!("{path}/submit"), t("reports-submit"), format!("{path}/edit"))
            .consequence(t("reports-submit-final"))
            .consequence(t(if due.is_some() {
                "reports-submit-meets"
            } else {
                "reports-submit-arrives"
            }))
            .consequence(t("reports-submit-receipt"));
    let unanswered = view.targets.iter().filter(|t| view.unanswered.contains(&t.position));
    let (title, list) = (t("reports-submit-title"), t(title_key(false)));
    let doubts = view.doubts.iter().map(|d| words::doubt_in_words(frame.texts, *d));
    Ok(render(&SubmitPage {
        edit: format!("{path}/edit"),
        facts: show::facts(&frame, &view),
        unanswered: unanswered.map(|target| target.what.clone()).collect(),
        doubts: doubts.collect(),
        explanation: view
            .contents
            .funnel
            .as_ref()
            .map(|f| f.explanation.clone())
            .unwrap_or_default(),
        is_late: due.is_some_and(|due| due < app.clock.today()),
        confirmation: (!view.contents.is_empty()).then_some(confirmation),
        frame: frame
            .titled(title)
            .under(list, "/reports")
            .under(capitalised(&view.report.title), path),
    }))
}

/// Hands it in.
pub(crate) async fn submit(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ReportId>,
    texts: Texts,
) -> Result<Response, Problem> {
    match submit_report(&app.db, app.clock.as_ref(), &actor, &app.desk, id).await {
        Ok(report) => {
            app.bell.ring();
            Ok(Redirect::to(&format!("{}?done=submitted", report.path())).into_response())
        }
        Err(error) => Err(refusal(texts, id, error)),
    }
}

fn refusal(texts: Texts, id: ReportId, error: SubmitReportError) -> Problem {
    let edit = |problem: Problem| {
        let href = format!("/reports/{id}/edit");
        problem.or_else_do("save", texts.t("reports-edit"), href)
    };
    match error {
        SubmitReportError::NotFound => Problem::not_found(),
        SubmitReportError::NotAllowed => Problem::forbidden(),
        SubmitReportError::Empty => edit(Problem::conflict(texts.t("reports-submit-empty"))),
        SubmitReportError::Unexplained(doubts) => {
            let doubts: Vec<String> =
                doubts.into_iter().map(|doubt| words::doubt_in_words(texts, doubt)).collect();
            let detail = texts.t("reports-submit-unexplained").with("doubts", doubts.join(" "));
            edit(Problem::conflict(detail).kind("/problems/unexplained"))
        }
        SubmitReportError::NotPossible(_) => handed_in(texts, id),
        SubmitReportError::Receipt(error) => Problem::internal(&error),
        SubmitReportError::Database(error) => Problem::internal(&error),
    }
}

/// It is no draft any more.
pub(super) fn handed_in(texts: Texts, id: ReportId) -> Problem {
    let problem = Problem::conflict(texts.t("reports-handed-in")).kind("/problems/not-possible");
    problem.or_else_do("show", texts.t("reports-show"), format!("/reports/{id}"))
}

/// The report, when this person can write on it.
pub(super) async fn own_draft(
    app: &App,
    texts: Texts,
    actor: &Actor,
    id: ReportId,
) -> Result<ReportView, Problem> {
    let view = report_for_actor(&app.db, actor, id).await?.ok_or_else(Problem::not_found)?;
    if !actor.applies_for(view.report.organisation) {
        return Err(Problem::forbidden());
    }
    match view.report.state {
        ReportState::Draft => Ok(view),
        ReportState::Submitted(_) | ReportState::Approved(..) => Err(handed_in(texts, id)),
    }
}
