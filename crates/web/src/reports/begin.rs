//! `/deadlines/{id}/report`: the recipient begins the report that is owed.

use crate::{
    App, PathOf, Signed,
    deadlines::capitalised,
    kit::{
        Confirmation, Fact, FieldErrors, Filled, Form, FormField, PageFrame, Problem, Texts,
        render, render_as,
    },
};
use askama::Template;
use axum::{
    Form as Posted,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use reporting_deadlines::{
    BeginReportError, Deadline, DeadlineRow, DeadlineState, NewReport, Owed, ReportKind,
    begin_report, deadline_for_actor,
};
use vocabulary::{Actor, Day, DeadlineId};

#[derive(Template)]
#[template(path = "reports/begin.html")]
struct BeginPage {
    frame: PageFrame,
    facts: Vec<Fact>,
    errors: Form,
    confirmation: Confirmation,
}

/// Asks which day the report describes; when it has been begun, leads to it.
pub(crate) async fn confirm_begin(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<DeadlineId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let row = owed_by(&app, &actor, id).await?;
    if let Some(report) = row.report {
        return Ok(Redirect::to(&format!("/reports/{report}")).into_response());
    }
    let Owed::Report(kind) = row.deadline.owed else {
        return Err(refusal(frame.texts, id, BeginReportError::NoReportOwed));
    };
    if row.deadline.state != DeadlineState::Open {
        return Err(refusal(frame.texts, id, BeginReportError::Settled));
    }
    let day = described(kind, row.deadline.due_on, app.clock.today());
    Ok(render(&page(frame, &row.deadline, |field| field.value(day.to_string()))))
}

/// Begins it and leads to its form.
pub(crate) async fn begin(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<DeadlineId>,
    frame: PageFrame,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let row = owed_by(&app, &actor, id).await?;
    let filled = Filled::from(pairs);
    let mut errors = FieldErrors::none();
    let Some(reporting_on) = errors.day(&filled, "reporting-on", frame.texts) else {
        let frame = frame.with_errors(true);
        let page = page(frame, &row.deadline, |field| field.filled(&filled).checked(&errors));
        return Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    let new = NewReport::Owed { deadline: id, reporting_on };
    match begin_report(&app.db, app.clock.as_ref(), &actor, new).await {
        Ok(report) => {
            app.bell.ring();
            Ok(Redirect::to(&format!("/reports/{report}/edit")).into_response())
        }
        Err(BeginReportError::AlreadyBegun(report)) => {
            Ok(Redirect::to(&format!("/reports/{report}")).into_response())
        }
        Err(error) => Err(refusal(frame.texts, id, error)),
    }
}

async fn owed_by(app: &App, actor: &Actor, id: DeadlineId) -> Result<DeadlineRow, Problem> {
    let row = deadline_for_actor(&app.db, actor, app.clock.today(), id).await?;
    let row = row.ok_or_else(Problem::not_found)?;
    if actor.applies_for(row.deadline.organisation) { Ok(row) } else { Err(Problem::forbidden()) }
}

/// What the day is likely to be: a year's results stand on its last day.
fn described(kind: ReportKind, due_on: Day, today: Day) -> Day {
    match kind {
        ReportKind::AnnualReport | ReportKind::FinalReport => {
            Day::new(due_on.year() - 1, 12, 31).unwrap_or(today)
        }
        ReportKind::StatusReport => today,
    }
}

fn refusal(texts: Texts, id: DeadlineId, error: BeginReportError) -> Problem {
    let sentence = match error {
        BeginReportError::NotFound => return Problem::not_found(),
        BeginReportError::NotAllowed => return Problem::forbidden(),
        BeginReportError::Database(error) => return Problem::internal(&error),
        BeginReportError::AlreadyBegun(report) => {
            let problem = Problem::conflict(texts.t("reports-begin-already"));
            let (label, href) = (texts.t("reports-show"), format!("/reports/{report}"));
            return problem.or_else_do("show", label, href);
        }
        BeginReportError::NoReportOwed => "reports-begin-not-owed",
        BeginReportError::Settled => "reports-begin-settled",
    };
    let (label, href) = (texts.t("reports-show-deadline"), format!("/deadlines/{id}"));
    Problem::conflict(texts.t(sentence)).or_else_do("show", label, href)
}

fn page(
    frame: PageFrame,
    deadline: &Deadline,
    fill: impl FnOnce(FormField) -> FormField,
) -> BeginPage {
    let t = |key| frame.t(key).to_string();
    let here = format!("/deadlines/{}", deadline.id);
    let day = FormField::day("reporting-on", t("reports-reporting-on"));
    let day = fill(day.hint(t("reports-begin-day-hint")));
    let confirmation = Confirmation::new(format!("{here}/report"), t("reports-begin"), &here)
        .consequence(t("reports-begin-draft"))
        .consequence(frame.t("reports-begin-due").with("day", deadline.due_on))
        .field(day.clone());
    let grant = format!("{} {}", deadline.grant_reference, deadline.project_title);
    let facts = vec![
        Fact::new(t("reports-report"), capitalised(&deadline.title)),
        Fact::new(t("reports-grant"), grant),
        Fact::new(t("reports-due"), frame.day(&deadline.due_on)),
    ];
    let (title, list) = (t("reports-begin-title"), t("reports-deadlines"));
    BeginPage {
        facts,
        errors: Form::new([day]),
        confirmation,
        frame: frame
            .titled(title)
            .under(list, "/deadlines")
            .under(capitalised(&deadline.title), here),
    }
}
