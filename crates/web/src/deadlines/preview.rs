//! `GET /deadlines/preview?on=…`: what would go out on a day, and why. The same code as the round's.

use super::words;
use crate::{
    App, Officer,
    kit::{FieldErrors, Filled, Form, FormField, PageFrame, Problem, render, render_as},
};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use reporting_deadlines::{Audience, Planned, Quiet, Why};
use vocabulary::Day;

#[derive(Template)]
#[template(path = "deadlines/preview.html")]
struct PreviewPage {
    frame: PageFrame,
    form: Form,
    on: Day,
    going_out: Vec<GoingOut>,
    quiet: Vec<QuietLine>,
}

struct GoingOut {
    step: String,
    name: String,
    email: String,
    audience: Option<String>,
    organisation: String,
    project: String,
    href: String,
    due_on: Day,
    why: String,
}

struct QuietLine {
    title: String,
    project: String,
    organisation: String,
    href: String,
    due_on: Day,
    /// Which step says most about why, where it is for a step to say.
    step: Option<String>,
    why: String,
}

pub(crate) async fn preview(
    State(app): State<App>,
    Officer(_): Officer,
    frame: PageFrame,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (texts, today) = (frame.texts, app.clock.today());
    let filled = Filled::from(pairs);
    let mut errors = FieldErrors::none();
    let asked = !filled.one("on").is_empty();
    let on = if asked { errors.day(&filled, "on", texts).unwrap_or(today) } else { today };
    let field = FormField::day("on", texts.t("deadlines-preview-day"));
    let field = if errors.is_empty() { field.value(on.to_string()) } else { field.filled(&filled) };
    let found = reporting_deadlines::preview(&app.db, on).await?;
    let (title, list) =
        (frame.t("deadlines-preview").to_string(), frame.t("deadlines-title").to_string());
    let page = PreviewPage {
        form: Form::new([field]).checked(&errors),
        on,
        going_out: found
            .going_out
            .into_iter()
            .map(|planned| going_out(&frame, on, planned))
            .collect(),
        quiet: found.quiet.into_iter().map(|quiet| quiet_line(&frame, quiet)).collect(),
        frame: frame.titled(title).under(list, "/deadlines").with_errors(!errors.is_empty()),
    };
    if errors.is_empty() {
        return Ok(render(&page));
    }
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

fn going_out(frame: &PageFrame, on: Day, planned: Planned) -> GoingOut {
    let texts = frame.texts;
    let audience = match planned.recipient.audience {
        Audience::Recipient => None,
        Audience::CaseOfficer => Some(texts.t("deadlines-audience-officer").to_string()),
    };
    GoingOut {
        step: words::step_name(texts, planned.step),
        audience,
        name: planned.recipient.name,
        email: planned.recipient.email,
        organisation: planned.organisation_name,
        href: format!("/deadlines/{}", planned.deadline.id),
        project: planned.deadline.project_title,
        due_on: planned.deadline.due_on,
        why: match planned.why {
            Why::Due if planned.on == on => texts.t("deadlines-preview-its-day").to_string(),
            Why::Due => texts.t("deadlines-preview-because").with("day", planned.on).to_string(),
            other => words::capitalised(&other.in_words(texts.language())),
        },
    }
}

fn quiet_line(frame: &PageFrame, quiet: Quiet) -> QuietLine {
    let texts = frame.texts;
    let telling = quiet.telling();
    QuietLine {
        step: telling
            .filter(|step| !matches!(step.why, Why::Met | Why::Lapsed | Why::NoLetter))
            .map(|step| words::step_name(texts, step.step)),
        why: telling.map(|step| step.why.in_words(frame.language())).unwrap_or_default(),
        href: format!("/deadlines/{}", quiet.deadline.id),
        title: words::capitalised(&quiet.deadline.title),
        project: quiet.deadline.project_title,
        organisation: quiet.organisation_name,
        due_on: quiet.deadline.due_on,
    }
}
