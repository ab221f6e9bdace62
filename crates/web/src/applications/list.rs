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
use uuid::Uuid;
use vocabulary::{Actor, ApplicationId, CountyNumber, Day, Role};

static APPLICATIONS: ListSpec = ListSpec {
    sorts: &["reference", "organisation", "title", "county", "amount", "state", "submitted"],
    first_sort: "reference",
    filters: &["call", "state", "county"],
    per_page: 25,
};

struct Row {
    row: ApplicationRow,
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
    let mut page = queries::applications_for_actor(&app.db, &actor, &filter).await?;
    if let Some(look) = last_page(&query, page.total) {
        let filter = ApplicationFilter { look, ..filter };
        page = queries::applications_for_actor(&app.db, &actor, &filter).await?;
    }
    let paging = query.paging(page.total);
    let names = names_by_call(&app, &calls, &page.rows).await?;
    let counties = counties_to_choose(&app, &calls, query.filter("call")).await?;
    let choice = |call: &Call| Choice::new(call.slug.clone(), call.title.clone());
    let state = |word| Choice::new(word, words::state_text(word, officer, frame.texts));
    let unread = titles_closed_to(&app, &actor, &page.rows).await?;
    for row in page.rows.iter_mut().filter(|row| unread.contains(&row.id)) {
        row.title = "–".to_owned();
    }
    let rows = page.rows.into_iter().map(|row| Row {
        county: county_of(&names, &row),
        badge: words::badge(&row.state, officer, frame.texts),
        submitted: row.submitted_at.map(|at| Day::at(at).short()).unwrap_or_default(),
        row,
    });
    let list = ApplicationList {
        rows: rows.collect(),
        calls: calls.iter().map(choice).collect(),
        states: words::states(officer).map(state).collect(),
        counties,
        may_apply: may_apply(&app, &actor, &calls),
        query,
        paging,
        frame: frame.titled_by("applications-title"),
    };
    Ok(render(&list))
}

/// The ids of those whose contents impartiality keeps from the actor: their titles say too much already.
pub(crate) async fn titles_closed_to(
    app: &App,
    actor: &Actor,
    rows: &[ApplicationRow],
) -> Result<BTreeSet<Uuid>, Problem> {
    let ids: Vec<_> = rows.iter().map(|row| ApplicationId(row.id)).collect();
    let unread = queries::unread_of_actor(&app.db, actor, app.clock.today(), &ids).await?;
    Ok(unread.into_iter().map(|id| id.0).collect())
}

fn may_apply(app: &App, actor: &Actor, calls: &[Call]) -> bool {
    actor.is(Role::Applicant) && calls.iter().any(|call| call.takes_applications(app.clock.now()))
}

type Names = BTreeMap<String, BTreeMap<CountyNumber, String>>;

/// The county names of each call's day: a number can mean another county in another year.
async fn names_by_call(
    app: &App,
    calls: &[Call],
    rows: &[ApplicationRow],
) -> Result<Names, Problem> {
    let slugs: BTreeSet<&str> = rows.iter().map(|row| row.call_slug.as_str()).collect();
    let mut names = Names::new();
    for call in calls.iter().filter(|call| slugs.contains(call.slug.as_str())) {
        let of_the_day = county_names(&app.db, Day::at(call.opens_at)).await?;
        names.insert(call.slug.clone(), of_the_day);
    }
    Ok(names)
}

fn county_of(names: &Names, row: &ApplicationRow) -> String {
    let number = row.county_number.parse::<CountyNumber>().ok();
    let name = number.and_then(|number| names.get(&row.call_slug)?.get(&number));
    name.cloned().unwrap_or_else(|| row.county_number.clone())
}

async fn counties_to_choose(
    app: &App,
    calls: &[Call],
    slug: Option<&str>,
) -> Result<Vec<Choice>, Problem> {
    let call = slug.and_then(|slug| calls.iter().find(|call| call.slug == slug));
    // Without a call the newest one's map is as good as any: it is first in the list.
    let day = call.or(calls.first()).map_or(app.clock.today(), |call| Day::at(call.opens_at));
    let names = county_names(&app.db, day).await?;
    Ok(names.into_iter().map(|(number, name)| Choice::new(number.to_string(), name)).collect())
}
