//! Who assesses what in a call: applications by assessors, and how far the work has come.

use super::{here, words};
use crate::{
    App,
    kit::{
        Badge, Choice, KeyFigure, ListQuery, ListSpec, PageFrame, PagePlace, Paging, Problem,
        Progress, render,
    },
    places::county_names,
    session::Officer,
};
use askama::Template;
use axum::{
    extract::{OriginalUri, Path, State},
    response::Response,
};
use grant_applications::{
    Part,
    queries::{
        AssessorRow, PanelRow, assessors_of_call_for_actor, loads_for_actor, panels_for_actor,
    },
};
use std::collections::BTreeMap;
use vocabulary::{ApplicationId, Day, PersonId, Role};

static PANEL: ListSpec = ListSpec {
    sorts: &["reference", "organisation"],
    first_sort: "reference",
    filters: &["shown", "assessor"],
    per_page: 25,
};

/// One assessor at one application.
struct Cell {
    head: String,
    badge: Option<Badge>,
}

/// An application across all assessors.
struct Row {
    reference: String,
    href: String,
    organisation: String,
    county: String,
    cells: Vec<Cell>,
    assessors: String,
}

/// How much one assessor has to do.
struct Loaded {
    name: String,
    asked: usize,
    handed_in: usize,
    share: Progress,
}

#[derive(Template)]
#[template(path = "assessments/panel.html")]
struct PanelPage {
    frame: PageFrame,
    slug: String,
    query: ListQuery,
    paging: Paging,
    figures: Vec<KeyFigure>,
    progress: Progress,
    loads: Vec<Loaded>,
    heads: Vec<String>,
    rows: Vec<Row>,
    shown: Vec<Choice>,
    assessors: Vec<Choice>,
    may_assign: bool,
}

/// An application with those who are asked to assess it.
struct Entry {
    row: PanelRow,
    assessors: Vec<AssessorRow>,
}

impl Entry {
    fn has(&self, parts: &[Part]) -> bool {
        self.assessors.iter().any(|one| parts.contains(&one.bearing.part))
    }
    fn fits(&self, shown: &str) -> bool {
        let waiting = self.has(&[Part::Assigned, Part::Impartial]);
        match shown {
            "none" => self.row.able == 0,
            "waiting" => waiting,
            "blocked" => self.has(&[Part::Blocked, Part::SetAside]),
            "done" => !waiting && self.has(&[Part::HandedIn]),
            _ => true,
        }
    }
    fn is_found(&self, sought: &str) -> bool {
        let text = format!("{} {}", self.row.reference, self.row.organisation);
        text.to_lowercase().contains(sought)
    }
}

/// `GET /calls/{slug}/assessment`.
pub(crate) async fn panel(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    OriginalUri(uri): OriginalUri,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let call = crate::calls::seen(&app, Some(&actor), &slug).await?.call;
    let query = ListQuery::read(&PANEL, &uri);
    let (db, today, texts) = (&app.db, app.clock.today(), frame.texts);
    let rows = panels_for_actor(db, &actor, today, call.id).await?;
    let mut by_application: BTreeMap<ApplicationId, Vec<AssessorRow>> =
        assessors_of_call_for_actor(db, &actor, today, call.id).await?.into_iter().collect();
    let entries = rows.into_iter().map(|row| Entry {
        assessors: by_application.remove(&row.application).unwrap_or_default(),
        row,
    });
    // What was withdrawn or turned away without anybody having been asked has nothing to do here.
    let is_open =
        |row: &PanelRow| matches!(row.state.as_str(), "submitted" | "incomplete" | "checked");
    let all: Vec<Entry> =
        entries.filter(|one| is_open(&one.row) || !one.assessors.is_empty()).collect();
    let loads = loads_for_actor(db, &actor, call.id).await?;
    let columns: Vec<(PersonId, String)> = loads
        .iter()
        .filter(|(person, ..)| {
            all.iter().any(|one| one.assessors.iter().any(|row| row.person == *person))
        })
        .map(|(person, name, _)| (*person, name.clone()))
        .collect();
    let count = |parts: &[Part]| -> usize {
        let of = |one: &Entry| {
            one.assessors.iter().filter(|row| parts.contains(&row.bearing.part)).count()
        };
        all.iter().map(of).sum()
    };
    let done = count(&[Part::HandedIn]);
    let asked = done + count(&[Part::Assigned, Part::Impartial]);
    let figures = vec![
        KeyFigure::new(texts.t("assessments-applications"), all.len().to_string()),
        KeyFigure::new(
            texts.t("assessments-without"),
            all.iter().filter(|one| one.row.able == 0).count().to_string(),
        ),
        KeyFigure::new(texts.t("assessments-to-declare"), count(&[Part::Assigned]).to_string()),
        KeyFigure::new(
            texts.t("assessments-blocked-count"),
            count(&[Part::Blocked, Part::SetAside]).to_string(),
        ),
    ];
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let progress = |label: String, done: usize, total: usize| Progress {
        label,
        done: number(done),
        total: number(total),
    };

    let sought = query.q().to_lowercase();
    let wanted: Option<PersonId> = query.filter_as("assessor");
    let mut found: Vec<&Entry> = all
        .iter()
        .filter(|one| query.filter("shown").is_none_or(|shown| one.fits(shown)))
        .filter(|one| {
            wanted.is_none_or(|person| one.assessors.iter().any(|row| row.person == person))
        })
        .filter(|one| one.is_found(&sought))
        .collect();
    if query.sort().by == "organisation" {
        found.sort_by(|a, b| a.row.organisation.cmp(&b.row.organisation));
    }
    if query.sort().descending {
        found.reverse();
    }
    let paging = query.paging(number(found.len()));
    let counties = county_names(db, Day::at(call.opens_at)).await?;
    let cell = |one: &Entry, (person, name): &(PersonId, String)| {
        let found = one.assessors.iter().find(|row| row.person == *person);
        Cell { head: name.clone(), badge: found.map(|row| words::part(row.bearing.part, texts)) }
    };
    let row = |one: &&Entry| Row {
        reference: one.row.reference.clone(),
        href: here(one.row.application),
        organisation: one.row.organisation.clone(),
        county: counties.get(&one.row.county).cloned().unwrap_or_default(),
        cells: columns.iter().map(|column| cell(one, column)).collect(),
        assessors: format!("{}/assessors", here(one.row.application)),
    };
    let (from, most) = (
        usize::try_from(paging.offset()).unwrap_or(usize::MAX),
        usize::try_from(paging.limit()).unwrap_or(usize::MAX),
    );
    let shown = [
        ("none", "assessments-shown-none"),
        ("waiting", "assessments-shown-waiting"),
        ("blocked", "assessments-shown-blocked"),
        ("done", "assessments-shown-done"),
    ];
    let page = PanelPage {
        slug: call.slug.clone(),
        rows: found.iter().skip(from).take(most).map(row).collect(),
        figures,
        progress: progress(texts.t("assessments-progress").into(), done, asked),
        loads: loads
            .into_iter()
            .map(|(_, name, load)| Loaded {
                share: progress(name.clone(), load.handed_in, load.asked),
                asked: load.asked,
                handed_in: load.handed_in,
                name,
            })
            .collect(),
        heads: columns.iter().map(|(_, name)| name.clone()).collect(),
        shown: shown.map(|(value, key)| Choice::new(value, texts.t(key))).into(),
        assessors: columns
            .iter()
            .map(|(person, name)| Choice::new(person.to_string(), name.clone()))
            .collect(),
        may_assign: actor.is(Role::CaseOfficer),
        query,
        paging,
        frame: frame
            .titled_by("assessments-panel-title")
            .crumb("calls-title", "/calls")
            .under(call.title_in(texts.language()), format!("/calls/{}", call.slug)),
    };
    Ok(render(&page))
}
