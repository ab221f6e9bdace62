//! The list of applications.

use super::words;
use crate::{
    App,
    kit::{Badge, Choice, ListQuery, ListSpec, PageFrame, PagePlace, Paging, Problem, render},
    listing::{last_page, look},
    places::county_names,
    session::Signed,
};
use askama::Template;
use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use grant_applications::{
    Call,
    queries::{self, ApplicationFilter, ApplicationRow},
};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Actor, CountyNumber, Day, Role};

static APPLICATIONS: ListSpec = ListSpec {
    sorts: &["reference", "organisation", "title", "county", "amount", "state", "submitted"],
    first_sort: "reference",
    filters: &["call", "state", "county"],
    per_page: 25,
};

struct Row {
    row: ApplicationRow,
    /// The project, and what is applied for, where the reader may know of it.
    title: String,
    amount: String,
    county: String,
    badge: Badge,
    submitted: String,
}

#[derive(Template)]
#[template(path = "applications/list.html")]
struct ApplicationList {
    frame: PageFrame,
    query: ListQuery,
    paging: Paging,
    rows: Vec<Row>,
    calls: Vec<Choice>,
    states: Vec<Choice>,
    counties: Vec<Choice>,
    may_apply: bool,
    officer: bool,
    /// How many wait for an officer to check them.
    to_check: u64,
}

/// `GET /applications`.
pub(crate) async fn list(
    State(app): State<App>,
    Signed(actor): Signed,
    OriginalUri(uri): OriginalUri,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let query = ListQuery::read(&APPLICATIONS, &uri);
    let calls = queries::calls_for_actor(&app.db, Some(&actor)).await?;
    let officer = actor.is_directorate();
    let filter = ApplicationFilter {
        call: query
            .filter("call")
            .and_then(|slug| calls.iter().find(|call| call.slug == slug).map(|call| call.id)),
        state: query.filter("state").map(str::to_owned),
        county: query.filter_as("county"),
        look: look(&query),
    };
    let today = app.clock.today();
    let mut page = queries::applications_for_actor(&app.db, &actor, today, &filter).await?;
    if let Some(look) = last_page(&query, page.total) {
        let filter = ApplicationFilter { look, ..filter };
        page = queries::applications_for_actor(&app.db, &actor, today, &filter).await?;
    }
    let paging = query.paging(page.total);
    // Without a call the newest one's map is as good as any: it is first in the list.
    let chosen = query.filter("call").and_then(|slug| calls.iter().find(|call| call.slug == slug));
    let day = chosen.or(calls.first()).map_or(today, |call| Day::at(call.opens_at));
    let names = names_by_day(&app, day, &calls, &page.rows).await?;
    let counties = names.get(&day).into_iter().flatten();
    let county = |(number, name): (&CountyNumber, &String)| Choice::new(number.to_string(), name);
    let choice = |call: &Call| Choice::new(call.slug.clone(), call.title_in(frame.language()));
    let state = |word| Choice::new(word, words::state_text(word, officer, frame.texts));
    let rows = page.rows.into_iter().map(|row| Row {
        county: county_of(&names, &calls, &row),
        badge: words::badge(&row.state, officer, frame.texts),
        title: row
            .title
            .clone()
            .filter(|title| !title.trim().is_empty())
            .unwrap_or_else(|| "–".to_owned()),
        amount: row.amount().map_or_else(|| "–".to_owned(), |amount| amount.to_string()),
        submitted: row.submitted_at.map(|at| Day::at(at).short()).unwrap_or_default(),
        row,
    });
    let list = ApplicationList {
        rows: rows.collect(),
        calls: calls.iter().map(choice).collect(),
        states: words::states(officer).map(state).collect(),
        counties: counties.map(county).collect(),
        may_apply: may_apply(&app, &actor, &calls),
        officer,
        // The navigation has counted them.
        to_check: frame
            .visitor
            .nav
            .iter()
            .find(|item| officer && item.href == "/applications")
            .map_or(0, |item| item.waiting),
        query,
        paging,
        frame: frame.titled_by("applications-title"),
    };
    Ok(render(&list))
}

fn may_apply(app: &App, actor: &Actor, calls: &[Call]) -> bool {
    actor.is(Role::Applicant) && calls.iter().any(|call| call.takes_applications(app.clock.now()))
}

type Names = BTreeMap<Day, BTreeMap<CountyNumber, String>>;

/// The county names of a day and of each call's day: a number can mean another county in another year.
async fn names_by_day(
    app: &App,
    day: Day,
    calls: &[Call],
    rows: &[ApplicationRow],
) -> Result<Names, Problem> {
    let slugs: BTreeSet<&str> = rows.iter().map(|row| row.call_slug.as_str()).collect();
    let listed = calls.iter().filter(|call| slugs.contains(call.slug.as_str()));
    let days: BTreeSet<Day> = listed.map(|call| Day::at(call.opens_at)).chain([day]).collect();
    let mut names = Names::new();
    for day in days {
        names.insert(day, county_names(&app.db, day).await?);
    }
    Ok(names)
}

fn county_of(names: &Names, calls: &[Call], row: &ApplicationRow) -> String {
    let call = calls.iter().find(|call| call.slug == row.call_slug);
    let number = row.county_number.parse::<CountyNumber>().ok();
    let name = number.and_then(|number| names.get(&Day::at(call?.opens_at))?.get(&number));
    name.cloned().unwrap_or_else(|| row.county_number.clone())
}
