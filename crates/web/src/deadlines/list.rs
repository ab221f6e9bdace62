//! `GET /deadlines`: what is owed, what is late first.

use super::words;
use crate::{
    App, Signed,
    kit::{Badge, ListQuery, ListSpec, PageFrame, PagePlace, Paging, Problem, render},
    listing::{last_page, look},
};
use askama::Template;
use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use reporting_deadlines::{DeadlineRow, Shown, deadlines_for_actor, reminders_of_deadline};
use vocabulary::{Day, Look};

static DEADLINES: ListSpec = ListSpec {
    sorts: &["due", "organisation", "project", "reference"],
    first_sort: "due",
    filters: &["shown"],
    per_page: 25,
};

#[derive(Template)]
#[template(path = "deadlines/list.html")]
struct DeadlineList {
    frame: PageFrame,
    query: ListQuery,
    paging: Paging,
    rows: Vec<Row>,
    officer: bool,
    choices: Vec<ShownChoice>,
}

/// One of the choices above the list, with how many it shows.
struct ShownChoice {
    href: String,
    label: String,
    count: u64,
    is_current: bool,
}

struct Row {
    href: String,
    title: String,
    due_on: Day,
    days: String,
    badge: Badge,
    organisation: String,
    project: String,
    last_reminder: String,
    report: Option<String>,
}

pub(crate) async fn list(
    State(app): State<App>,
    Signed(actor): Signed,
    frame: PageFrame,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Problem> {
    let query = ListQuery::read(&DEADLINES, &uri);
    let (texts, today) = (frame.texts, app.clock.today());
    // What is owed, by day: so the late ones stand first.
    let shown = query.filter_as("shown").unwrap_or(Shown::Open);
    let mut choices = Vec::new();
    for choice in Shown::ALL {
        let count_only = Look { per_page: 1, page: 1, ..look(&query) };
        let found = deadlines_for_actor(&app.db, &actor, today, choice, &count_only).await?;
        choices.push(ShownChoice {
            href: query.link_filtered_to("shown", choice.word()),
            label: texts.t(words::shown_key(choice)).to_string(),
            count: found.total,
            is_current: choice == shown,
        });
    }
    let mut found = deadlines_for_actor(&app.db, &actor, today, shown, &look(&query)).await?;
    if let Some(look) = last_page(&query, found.total) {
        found = deadlines_for_actor(&app.db, &actor, today, shown, &look).await?;
    }
    let paging = query.paging(found.total);
    let mut rows = Vec::with_capacity(found.rows.len());
    for row in found.rows {
        rows.push(read(&app, &frame, today, row).await?);
    }
    let title = frame.t("deadlines-title").to_string();
    let officer = actor.is_directorate();
    Ok(render(&DeadlineList { frame: frame.titled(title), query, paging, rows, officer, choices }))
}

async fn read(app: &App, frame: &PageFrame, today: Day, row: DeadlineRow) -> Result<Row, Problem> {
    let texts = frame.texts;
    let deadline = row.deadline;
    let reminders = reminders_of_deadline(&app.db, deadline.id).await?;
    let last = reminders.iter().rfind(|reminder| !reminder.withdrawn);
    let last_reminder = last.map_or_else(
        || "–".to_owned(),
        |last| format!("{}, {}", last.planned_on.short(), last.step.in_words(frame.language())),
    );
    Ok(Row {
        href: format!("/deadlines/{}", deadline.id),
        badge: words::badge(texts, &deadline, today),
        days: words::days_in_words(texts, &deadline, today),
        title: words::capitalised(&deadline.title),
        due_on: deadline.due_on,
        organisation: row.organisation_name,
        project: deadline.project_title,
        last_reminder,
        report: row.report.map(|report| format!("/reports/{report}")),
    })
}
