//! What the reader is asked to assess, by call.

use super::{here, words};
use crate::{
    App,
    kit::{Badge, Choice, KeyFigure, ListQuery, ListSpec, PageFrame, Problem, render},
    session::Officer,
};
use askama::Template;
use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use grant_applications::{
    Call, CallState, Part,
    queries::{PanelRow, assignments_for_actor, calls_for_actor},
};
use vocabulary::{CallId, Day};

static MINE: ListSpec =
    ListSpec { sorts: &["reference"], first_sort: "reference", filters: &["shown"], per_page: 1 };

/// An application on the reader's list.
struct Row {
    reference: String,
    about: String,
    title: Option<String>,
    submitted: String,
    badge: Badge,
    reasons: Vec<String>,
    href: String,
    action: String,
}

/// The applications of one call.
struct Group {
    title: String,
    href: String,
    done: usize,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "assessments/mine.html")]
struct MyAssessments {
    frame: PageFrame,
    query: ListQuery,
    figures: Vec<KeyFigure>,
    shown: Vec<Choice>,
    groups: Vec<Group>,
}

/// What is done first stands first.
const fn urgency(part: Part) -> u8 {
    match part {
        Part::Impartial => 0,
        Part::Assigned => 1,
        Part::Blocked | Part::SetAside => 2,
        Part::HandedIn | Part::Outside | Part::Barred => 3,
    }
}

fn part_of(row: &PanelRow) -> Part {
    row.own.as_ref().map_or(Part::Outside, |own| own.part)
}

fn row(row: PanelRow, frame: &PageFrame) -> Row {
    let texts = frame.texts;
    let part = part_of(&row);
    let blocked = row.own.as_ref().map(|own| own.blocked.as_slice()).unwrap_or_default();
    let (page, action) = match part {
        Part::Assigned => ("impartiality", "assessments-declare"),
        Part::Impartial => ("assess", "assessments-assess"),
        Part::Blocked | Part::Barred | Part::SetAside => ("impartiality", "assessments-see-why"),
        Part::HandedIn | Part::Outside => ("assess", "assessments-see-all"),
    };
    let mut about = row.organisation;
    for other in &row.others {
        about = format!("{about}, {other}");
    }
    Row {
        about,
        title: row.title.filter(|title| !title.trim().is_empty()),
        submitted: row.submitted_at.map(|at| Day::at(at).short()).unwrap_or_default(),
        badge: words::part(part, texts),
        reasons: blocked.iter().map(|one| words::ground(one, true, texts)).collect(),
        href: format!("{}/{page}", here(row.application)),
        action: texts.t(action).into(),
        reference: row.reference,
    }
}

fn figures(rows: &[&PanelRow], frame: &PageFrame) -> Vec<KeyFigure> {
    let count = |wanted: &[Part]| {
        rows.iter().filter(|row| wanted.contains(&part_of(row))).count().to_string()
    };
    vec![
        KeyFigure::new(frame.t("assessments-to-declare"), count(&[Part::Assigned])),
        KeyFigure::new(frame.t("assessments-to-assess"), count(&[Part::Impartial])),
        KeyFigure::new(frame.t("assessments-handed-in-count"), count(&[Part::HandedIn])),
        KeyFigure::new(
            frame.t("assessments-blocked-count"),
            count(&[Part::Blocked, Part::SetAside]),
        ),
    ]
}

/// Whether a row is shown: as long as its call is not settled what was handed in is, too.
fn is_shown(row: &PanelRow, call: &Call, shown: Option<&str>) -> bool {
    match shown {
        Some("all") => true,
        Some("waiting") => matches!(part_of(row), Part::Assigned | Part::Impartial),
        Some("blocked") => matches!(part_of(row), Part::Blocked | Part::SetAside),
        _ => call.state != CallState::Decided,
    }
}

/// `GET /assessments`.
pub(crate) async fn mine(
    State(app): State<App>,
    Officer(actor): Officer,
    OriginalUri(uri): OriginalUri,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let query = ListQuery::read(&MINE, &uri);
    let today = app.clock.today();
    let calls = calls_for_actor(&app.db, Some(&actor)).await?;
    let mut waiting = assignments_for_actor(&app.db, &actor, today).await?;
    // What is settled is history: it is listed when asked for, and not counted.
    let is_open =
        |call: &CallId| calls.iter().any(|one| one.id == *call && one.state != CallState::Decided);
    let open = waiting.iter().filter(|(call, _)| is_open(call)).map(|(_, row)| row);
    let figures = figures(&open.collect::<Vec<_>>(), &frame);
    let sought = query.q().to_lowercase();
    let is_sought = |row: &PanelRow| {
        let text = format!(
            "{} {} {}",
            row.reference,
            row.organisation,
            row.title.as_deref().unwrap_or_default()
        );
        text.to_lowercase().contains(&sought)
    };
    let mut groups = Vec::new();
    for call in &calls {
        let (own, others): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|(of, _)| *of == call.id);
        waiting = others;
        let mut own: Vec<PanelRow> = own
            .into_iter()
            .map(|(_, row)| row)
            .filter(|row| is_shown(row, call, query.filter("shown")) && is_sought(row))
            .collect();
        if own.is_empty() {
            continue;
        }
        own.sort_by_key(|row| urgency(part_of(row)));
        groups.push(Group {
            title: call.title_in(frame.language()).to_owned(),
            href: format!("/calls/{}/assessment", call.slug),
            done: own.iter().filter(|row| part_of(row) == Part::HandedIn).count(),
            rows: own.into_iter().map(|one| row(one, &frame)).collect(),
        });
    }
    let shown = [
        ("waiting", "assessments-shown-waiting"),
        ("blocked", "assessments-shown-blocked"),
        ("all", "assessments-shown-all"),
    ];
    let page = MyAssessments {
        shown: shown.map(|(value, key)| Choice::new(value, frame.t(key))).into(),
        frame: frame.titled_by("assessments-title"),
        query,
        figures,
        groups,
    };
    Ok(render(&page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_for_the_reader_stands_first() {
        let mut parts = Part::ALL;
        parts.sort_by_key(|part| urgency(*part));
        assert_eq!(parts[..2], [Part::Impartial, Part::Assigned]);
    }
}
