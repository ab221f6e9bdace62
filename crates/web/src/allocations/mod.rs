//! The allocation of a call: scenarios side by side, the ranked list, the ledger; drawing and adopting.

mod adopt;
mod ledger;
pub(crate) mod refusals;
mod words;

pub(crate) use adopt::{adopt, confirm_adopt};

use crate::{
    App,
    applications::words::score,
    kit::{
        Badge, Bars, Choice, Control, FieldErrors, Filled, Form, FormField, PageFrame, Problem,
        Texts, Tone, render, render_as,
    },
    session::Officer,
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use county_allocation::{Method, NewScenario, Plan, Scenario, draw_scenario, queries};
use funding_periods::AwardError;
use grant_applications::{
    Call,
    queries::{ApplicationFilter, ApplicationRow, applications_for_actor, closed_scores, counts},
};
use ledger::LedgerLine;
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;
use vocabulary::{Actor, CountyNumber, Day, Look, Money};

/// A scenario as a column.
struct Column {
    number: i32,
    name: String,
    method: String,
    awarded: Money,
    left: Money,
    projects: usize,
    is_adopted: bool,
    is_shown: bool,
}

/// What a county gets in one scenario.
struct Cell {
    head: String,
    awarded: Money,
    projects: i32,
    frame: Option<Money>,
}

/// A county as a row.
struct County {
    name: String,
    cells: Vec<Cell>,
}

/// A line of the ranked list.
struct Line {
    place: i32,
    href: String,
    reference: String,
    organisation: String,
    county: String,
    score: String,
    applied: Money,
    recommended: Money,
    awarded: Money,
    reason: String,
}

#[derive(Template)]
#[template(path = "allocations/show.html")]
struct AllocationPage {
    frame: PageFrame,
    call: Call,
    badge: Option<Badge>,
    unchecked: i64,
    unassessed: Vec<String>,
    form: Option<Form>,
    columns: Vec<Column>,
    counties: Vec<County>,
    shown: Option<String>,
    adopt_href: Option<String>,
    bars: Option<Bars>,
    lines: Vec<Line>,
    ledger: Vec<LedgerLine>,
}

/// Which scenario's list is shown.
#[derive(Deserialize)]
pub(crate) struct Shown {
    scenario: Option<String>,
}

/// Refuses what is made of scores to who may not read all of them: the result would tell them.
pub(crate) async fn refuse_closed(
    app: &App,
    actor: &Actor,
    call: &Call,
    texts: Texts,
) -> Result<(), Problem> {
    let closed = closed_scores(&app.db, actor, app.clock.today(), call.id).await?;
    if closed == 0 {
        return Ok(());
    }
    let detail = texts.t("allocations-scores-closed").with("count", closed);
    Err(Problem::forbidden().detail(detail).or_else_do(
        "assess",
        texts.t("allocations-to-assess"),
        "/assessments",
    ))
}

/// `GET /calls/{slug}/allocation?scenario=2`.
pub(crate) async fn show(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    Query(shown): Query<Shown>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let call = crate::calls::seen(&app, Some(&actor), &slug).await?.call;
    refuse_closed(&app, &actor, &call, frame.texts).await?;
    let number = shown.scenario.as_deref().and_then(|number| number.parse().ok());
    let blank = (Filled::default(), FieldErrors::none());
    Ok(render(&page(&app, &actor, call, number, frame, blank).await?))
}

fn draw_form(frame: &PageFrame, filled: &Filled, errors: &FieldErrors) -> Form {
    let choice = |method: Method| {
        Choice::new(method.word(), words::method(method, frame.texts))
            .hint(words::method_hint(method, frame.texts))
    };
    let methods = Method::ALL.map(choice).into();
    Form::new([
        FormField::text("name", frame.t("allocations-name"))
            .hint(frame.t("allocations-name-hint"))
            .max_length(100),
        FormField::new(Control::Radio(methods), "method", frame.t("allocations-method")),
    ])
    .filled(filled)
    .checked(errors)
}

async fn page(
    app: &App,
    actor: &Actor,
    call: Call,
    number: Option<i32>,
    frame: PageFrame,
    (filled, errors): (Filled, FieldErrors),
) -> Result<AllocationPage, Problem> {
    let scenarios = queries::scenarios_for_actor(&app.db, actor, call.id).await?;
    let unassessed = match funding_periods::contenders(&app.db, call.id).await {
        Ok(_) => Vec::new(),
        Err(AwardError::NotAssessed(references)) => references,
        Err(error) => return Err(refusals::of_award(frame.texts, &call.slug, &error)),
    };
    // What was asked for more and what came late must be settled one way or the other too.
    let counts = counts(&app.db, call.id).await?;
    let unchecked = ["submitted", "incomplete", "late"].iter().filter_map(|s| counts.get(*s)).sum();
    let adopted = scenarios.iter().find(|scenario| scenario.adopted.is_some());
    let shown = number
        .and_then(|number| scenarios.iter().find(|scenario| scenario.number == number))
        .or(adopted)
        .or(scenarios.last());
    let may_draw = adopted.is_none() && unassessed.is_empty();
    let filter =
        ApplicationFilter { call: Some(call.id), look: Look::everything(), ..Default::default() };
    let rows = applications_for_actor(&app.db, actor, app.clock.today(), &filter).await?.rows;
    let column = |scenario: &Scenario| Column {
        number: scenario.number,
        name: scenario.name.clone(),
        method: words::method(scenario.method(), frame.texts),
        awarded: scenario.awarded(),
        left: scenario.budget - scenario.awarded(),
        projects: scenario.projects(),
        is_adopted: scenario.adopted.is_some(),
        is_shown: shown.is_some_and(|shown| shown.id == scenario.id),
    };
    let here = format!("/calls/{}", call.slug);
    let adopt_href = shown
        .filter(|_| adopted.is_none())
        .map(|shown| format!("{here}/allocation/{}/adopt", shown.number));
    let bars = shown.map(|shown| {
        let counties = shown.counties.iter().map(|county| (county.name.clone(), county.awarded));
        let caption = frame.t("allocations-bars").with("scenario", &shown.name);
        Bars::new(caption, frame.t("allocations-county"), counties)
    });
    let adopted = adopted.and_then(|scenario| scenario.adopted.as_ref());
    Ok(AllocationPage {
        badge: adopted.map(|(at, _)| {
            let day = Day::at(*at);
            Badge::new(Tone::Success, frame.t("allocations-adopted-on").with("day", day))
        }),
        unchecked,
        unassessed,
        form: may_draw.then(|| draw_form(&frame, &filled, &errors)),
        columns: scenarios.iter().map(column).collect(),
        counties: counties(&scenarios),
        shown: shown.map(|shown| shown.name.clone()),
        adopt_href,
        bars,
        lines: shown.map(|shown| lines(shown, &rows, &frame)).unwrap_or_default(),
        ledger: ledger::around_call(app, &call.slug, frame.texts).await?,
        frame: frame
            .with_errors(!errors.is_empty())
            .titled_by("allocations-title")
            .crumb("calls-title", "/calls")
            .under(&call.title, here),
        call,
    })
}

/// The counties of all scenarios as rows, one cell per scenario.
fn counties(scenarios: &[Scenario]) -> Vec<County> {
    let all = scenarios.iter().flat_map(|scenario| &scenario.counties);
    let names: BTreeMap<CountyNumber, &str> =
        all.map(|county| (county.county, county.name.as_str())).collect();
    let cell = |scenario: &Scenario, number: CountyNumber| {
        let line = scenario.counties.iter().find(|county| county.county == number);
        Cell {
            head: scenario.name.clone(),
            awarded: line.map_or(Money::ZERO, |line| line.awarded),
            projects: line.map_or(0, |line| line.projects),
            frame: line.and_then(|line| line.frame),
        }
    };
    let row = |(number, name): (CountyNumber, &str)| County {
        name: name.to_owned(),
        cells: scenarios.iter().map(|scenario| cell(scenario, number)).collect(),
    };
    names.into_iter().map(row).collect()
}

fn lines(scenario: &Scenario, rows: &[ApplicationRow], frame: &PageFrame) -> Vec<Line> {
    let by_id: BTreeMap<Uuid, &ApplicationRow> = rows.iter().map(|row| (row.id, row)).collect();
    let county_name = |number: CountyNumber| {
        let county = scenario.counties.iter().find(|county| county.county == number);
        county.map_or_else(|| number.to_string(), |county| county.name.clone())
    };
    let line = |line: &county_allocation::ScenarioLine| {
        let row = by_id.get(&line.application.0);
        Line {
            place: line.place,
            href: format!("/applications/{}", line.application),
            reference: row.map(|row| row.reference.clone()).unwrap_or_default(),
            organisation: row.map(|row| row.organisation.clone()).unwrap_or_default(),
            county: county_name(line.county),
            score: score(line.score_milli, frame.texts),
            applied: line.applied,
            recommended: line.recommended,
            awarded: line.awarded,
            reason: line.reason.in_words(frame.language(), Some(&county_name(line.county))),
        }
    };
    scenario.lines.iter().map(line).collect()
}

/// `POST /calls/{slug}/allocation`: draws another scenario.
pub(crate) async fn draw(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filled = Filled::from(pairs);
    let call = crate::calls::seen(&app, Some(&actor), &slug).await?.call;
    refuse_closed(&app, &actor, &call, frame.texts).await?;
    let (mut errors, texts) = (FieldErrors::none(), frame.texts);
    let name = errors.text(&filled, "name", texts).map(str::to_owned);
    let method = Method::from_word(filled.one("method"));
    if method.is_none() {
        errors.add("method", texts.t("allocations-no-method"));
    }
    if let (Some(name), Some(method)) = (name, method) {
        let basis = funding_periods::basis(&app.db, call.id).await;
        let basis = basis.map_err(|error| refusals::of_award(texts, &slug, &error))?;
        let new = NewScenario { name, plan: Plan::of(method), basis };
        match draw_scenario(&app.db, app.clock.as_ref(), &actor, new).await {
            Ok(_) => {
                app.bell.ring();
                return Ok(Redirect::to(&format!("/calls/{slug}/allocation")).into_response());
            }
            Err(error) => {
                let problem = refusals::of_draw(texts, call.year, &error, &mut errors);
                if let Some(problem) = problem {
                    return Err(problem);
                }
            }
        }
    }
    let page = page(&app, &actor, call, None, frame, (filled, errors)).await?;
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}
