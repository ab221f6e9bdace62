//! `GET …/{scenario}/workbook`: the whole scenario as an Excel workbook, for those who check or go on in
//! a spreadsheet.

use super::{
    municipalities::{SecondStep, second_step, sets},
    named::{Named, computed_from, county_of},
    one::{Purposes, scenario_of},
    plan_words,
    working::{all_figures, counted_by, unit_name},
};
use crate::{
    App,
    kit::{PageFrame, Problem},
    session::Officer,
    spreadsheet::{Cell, Table, download_of, packed},
};
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use county_allocation::{Adjustment, Bound, Ratio, Scenario, ScenarioLine, Share, working_rows};
use grant_applications::Call;
use serde::Deserialize;
use std::collections::BTreeMap;
use vocabulary::{ApplicationId, Day, Money};

/// By which set of weights the municipalities are to be there.
#[derive(Deserialize)]
pub(crate) struct Asked {
    set: Option<String>,
}

fn heads(frame: &PageFrame, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| frame.texts.find(key).unwrap_or_default()).collect()
}

/// A score as a number, on a scale from 0 to 100.
fn points(milli: i64) -> Cell {
    Cell::Number(milli as f64 / 1000.0, 6)
}

fn list(scenario: &Scenario, named: &Named, purposes: &Purposes, frame: &PageFrame) -> Table {
    let by_hand: BTreeMap<ApplicationId, &Adjustment> =
        scenario.adjustments.iter().map(|one| (one.application, one)).collect();
    let row = |line: &ScenarioLine| {
        let contender = scenario.inputs.contender(line.application);
        let (row, adjustment) =
            (named.row(line.application), by_hand.get(&line.application).copied());
        let county = county_of(scenario, line.county);
        let purpose = contender.and_then(|one| one.purpose.as_deref());
        let reference = contender.map(|one| one.reference.clone()).unwrap_or_default();
        vec![
            Cell::whole(Some(line.place.into())),
            Cell::Text(reference),
            Cell::Text(row.map(|row| row.organisation.clone()).unwrap_or_default()),
            Cell::Text(row.and_then(|row| row.title.clone()).unwrap_or_default()),
            Cell::text(line.county.to_string()),
            Cell::text(&county),
            Cell::text(purpose.map(|key| purposes.called(key)).unwrap_or_default()),
            points(line.score_milli),
            Cell::Kroner(line.applied),
            Cell::Kroner(line.recommended),
            Cell::kroner(contender.and_then(|one| one.least)),
            Cell::Kroner(line.computed()),
            Cell::kroner(adjustment.map(|one| one.amount)),
            Cell::Kroner(line.awarded),
            Cell::Text(line.reason.in_words(frame.language(), Some(&county))),
            Cell::Text(adjustment.map(|one| one.by.clone()).unwrap_or_default()),
            Cell::day(adjustment.map(|one| Day::at(one.at))),
        ]
    };
    let sum = |of: fn(&ScenarioLine) -> Money| Cell::Kroner(scenario.lines.iter().map(of).sum());
    let mut sums = vec![Cell::text(frame.t("workbook-sum"))];
    sums.extend((0..7).map(|_| Cell::Empty));
    sums.extend([sum(|line| line.applied), sum(|line| line.recommended), Cell::Empty]);
    sums.extend([sum(ScenarioLine::computed), Cell::Empty, sum(|line| line.awarded)]);
    Table {
        name: frame.t("workbook-list").into(),
        head: heads(
            frame,
            &[
                "workbook-place",
                "workbook-reference",
                "workbook-applicant",
                "workbook-project",
                "workbook-county-number",
                "working-county",
                "workbook-purpose",
                "workbook-score",
                "workbook-applied",
                "workbook-recommended",
                "workbook-least",
                "workbook-computed",
                "workbook-by-hand",
                "workbook-awarded",
                "workbook-why",
                "workbook-by-whom",
                "workbook-when",
            ],
        ),
        rows: scenario.lines.iter().map(row).collect(),
        below: vec![sums],
    }
}

fn counties(scenario: &Scenario, frame: &PageFrame) -> Table {
    let row = |line: &county_allocation::CountyLine| {
        let persons = scenario.persons(line.county);
        let per_head = persons
            .filter(|persons| *persons > 0)
            .map(|persons| line.awarded.ore() as f64 / 100.0 / persons as f64);
        vec![
            Cell::text(line.county.to_string()),
            Cell::text(&line.name),
            Cell::whole(persons),
            Cell::Whole(line.weight),
            Cell::kroner(line.frame),
            Cell::Kroner(line.awarded),
            Cell::kroner(line.frame.map(|frame| frame - line.awarded)),
            Cell::whole(Some(line.projects.into())),
            Cell::number(per_head, 2),
        ]
    };
    let frames = scenario.counties.iter().filter_map(|line| line.frame);
    let frames: Option<Money> =
        scenario.counties.iter().any(|line| line.frame.is_some()).then(|| frames.sum());
    let awarded = scenario.awarded();
    let sums = vec![
        Cell::text(frame.t("workbook-sum")),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::kroner(frames),
        Cell::Kroner(awarded),
        Cell::kroner(frames.map(|frames| frames - awarded)),
        Cell::Count(scenario.projects()),
    ];
    Table {
        name: frame.t("workbook-counties").into(),
        head: heads(
            frame,
            &[
                "workbook-county-number",
                "working-county",
                "workbook-persons",
                "workbook-weight",
                "workbook-frame",
                "workbook-awarded",
                "workbook-left",
                "workbook-projects",
                "workbook-per-head",
            ],
        ),
        rows: scenario.counties.iter().map(row).collect(),
        below: vec![sums],
    }
}

/// As a float: quotas are for reading here, and exact in the working itself.
fn quota(ratio: Ratio) -> f64 {
    ratio.whole as f64 + ratio.numerator as f64 / ratio.denominator.max(1) as f64
}

fn share_cells(share: &Share, frame: &PageFrame) -> Vec<Cell> {
    let bound = share.bound.map(|bound| {
        frame.t(match bound {
            Bound::Floor => "workbook-floor",
            Bound::Cap => "workbook-cap",
        })
    });
    let quotient = |of: Option<county_allocation::Quotient>| {
        let value = of.and_then(|quotient| quotient.value);
        Cell::number(value.and_then(|value| value.to_string().parse().ok()), 6)
    };
    let rounding = i64::from(share.rounded_up) - share.taken;
    vec![
        Cell::Whole(share.weight),
        Cell::Number(quota(share.quota), 6),
        Cell::number(share.bounded.map(quota), 6),
        Cell::whole((rounding != 0).then_some(rounding)),
        quotient(share.last),
        quotient(share.next),
        Cell::kroner(share.floor),
        Cell::kroner(share.cap),
        Cell::Text(bound.map(String::from).unwrap_or_default()),
        Cell::Whole(share.units),
        Cell::Kroner(share.lump),
        Cell::Kroner(share.amount),
    ]
}

const SHARE_HEADS: [&str; 12] = [
    "workbook-weight",
    "workbook-quota",
    "workbook-bounded",
    "workbook-rounding",
    "workbook-last",
    "workbook-next",
    "workbook-floor-kroner",
    "workbook-cap-kroner",
    "workbook-bound",
    "workbook-units",
    "workbook-lump",
    "workbook-amount",
];

fn working(scenario: &Scenario, frame: &PageFrame) -> Option<Table> {
    let shares = scenario.working.as_ref()?;
    let told = working_rows(shares, frame.language(), &|unit| unit_name(scenario, unit));
    let mut head = heads(frame, &["workbook-county-number", "working-county"]);
    head.extend(heads(frame, &SHARE_HEADS));
    let row = |share: &Share| {
        let mut cells =
            vec![Cell::text(share.unit.as_str()), Cell::Text(unit_name(scenario, &share.unit))];
        cells.extend(share_cells(share, frame));
        cells
    };
    let sum = |key: &str, amount: Money| {
        let mut cells = vec![Cell::text(frame.t(key))];
        cells.extend((1..head.len() - 1).map(|_| Cell::Empty));
        cells.push(Cell::Kroner(amount));
        cells
    };
    let mut below = vec![
        sum("workbook-sum", shares.shared()),
        sum("workbook-rest", shares.rest),
        sum("workbook-reserve", shares.terms.reserve),
        sum("workbook-in-all", shares.terms.pot),
        Vec::new(),
        vec![Cell::Note(told.title)],
    ];
    below.extend(told.notes.into_iter().map(|note| vec![Cell::Note(note)]));
    Some(Table {
        name: frame.t("workbook-working").into(),
        rows: shares.shares.iter().map(row).collect(),
        below,
        head,
    })
}

fn municipal(scenario: &Scenario, step: &SecondStep, frame: &PageFrame) -> Table {
    let mut head = heads(
        frame,
        &[
            "working-county",
            "workbook-frame",
            "workbook-municipality-number",
            "workbook-municipality",
        ],
    );
    head.extend(heads(frame, &SHARE_HEADS));
    let mut rows = Vec::new();
    for further in &step.counties {
        for share in &further.shares.shares {
            let mut cells = vec![
                Cell::Text(unit_name(scenario, &further.within)),
                Cell::Kroner(further.shares.terms.pot),
                Cell::text(share.unit.as_str()),
                Cell::Text(step.name(&share.unit)),
            ];
            cells.extend(share_cells(share, frame));
            rows.push(cells);
        }
    }
    let figures = &step.set.figures;
    let source = frame
        .t("workbook-municipal-source")
        .with("name", &figures.name)
        .with("source", &figures.source)
        .with("day", step.set.as_of);
    Table {
        name: frame.t("workbook-municipalities").into(),
        head,
        rows,
        below: vec![Vec::new(), vec![Cell::Note(source.into())]],
    }
}

/// What it was computed from: the plan, and each set with its source.
fn inputs(scenario: &Scenario, call: &Call, purposes: &Purposes, frame: &PageFrame) -> Table {
    let fact = |what: String, value: String| vec![Cell::Text(what), Cell::Text(value)];
    let mut rows = vec![
        fact(frame.t("allocations-call").into(), call.title_in(frame.language()).to_owned()),
        fact(frame.t("allocations-scenario").into(), scenario.name.clone()),
        fact(
            frame.t("workbook-counted-by").into(),
            counted_by(&scenario.plan, &scenario.inputs, frame),
        ),
    ];
    let facts = computed_from(scenario, frame);
    let facts = facts.into_iter().chain(plan_words::facts(
        &scenario.plan,
        &scenario.inputs,
        purposes,
        frame.texts,
    ));
    rows.extend(facts.map(|one| fact(one.term, one.value)));
    for figures in all_figures(&scenario.inputs) {
        let day = figures.as_of.map(|day| frame.day(&day)).unwrap_or_default();
        let source = frame
            .t("workbook-source")
            .with("source", &figures.source)
            .with("day", day)
            .with("version", figures.version)
            .with("hash", &figures.hash);
        rows.push(fact(figures.name.clone(), source.into()));
    }
    Table {
        name: frame.t("workbook-inputs").into(),
        head: heads(frame, &["workbook-what", "workbook-value"]),
        rows,
        below: Vec::new(),
    }
}

fn numbers(scenario: &Scenario, frame: &PageFrame) -> Table {
    let mut head = heads(frame, &["workbook-county-number", "working-county"]);
    head.extend(all_figures(&scenario.inputs).map(|figures| figures.name.clone()));
    let row = |one: &county_allocation::CountyName| {
        let mut cells = vec![Cell::text(one.county.to_string()), Cell::text(&one.name)];
        let values = all_figures(&scenario.inputs).map(|figures| figures.of(one.county));
        cells.extend(values.map(Cell::whole));
        cells
    };
    Table {
        name: frame.t("workbook-numbers").into(),
        head,
        rows: scenario.inputs.counties.iter().map(row).collect(),
        below: Vec::new(),
    }
}

/// `GET /calls/{slug}/allocation/{scenario}/workbook?set=SLUG`. Without a set, the first one for
/// municipalities that fits; a set that is asked for and does not fit is a refusal.
pub(crate) async fn workbook(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (call, scenario) = scenario_of(&app, &actor, &slug, &number, frame.texts).await?;
    let named = Named::of(&app, &actor, &call).await?;
    let purposes = Purposes::of(&app, &actor, call.id, frame.texts).await?;
    let wanted = asked.set.as_deref().filter(|set| !set.is_empty());
    let mut step = None;
    let all = sets(&app, &actor).await?;
    if wanted.is_some_and(|wanted| all.iter().all(|set| set.figures.slug != wanted)) {
        return Err(Problem::not_found());
    }
    let tried = all.iter().filter(|set| wanted.is_none_or(|wanted| set.figures.slug == wanted));
    for set in tried.filter(|_| wanted.is_some() || scenario.working.is_some()) {
        match second_step(&app, &actor, &scenario, set, frame.texts).await? {
            Ok(found) => {
                step = Some(found);
                break;
            }
            Err(why) if wanted.is_some() => return Err(Problem::conflict(why)),
            Err(_) => {}
        }
    }
    let name = frame.t("workbook-file-name").with("slug", &call.slug).with("number", &number);
    let (name, now) = (name.to_string(), app.clock.now());
    let make = move || {
        let mut tables =
            vec![list(&scenario, &named, &purposes, &frame), counties(&scenario, &frame)];
        tables.extend(working(&scenario, &frame));
        tables.extend(step.as_ref().map(|step| municipal(&scenario, step, &frame)));
        tables.push(inputs(&scenario, &call, &purposes, &frame));
        tables.push(numbers(&scenario, &frame));
        packed(&scenario.name, now, &tables)
    };
    download_of(&name, make).await
}
