//! `GET …/{scenario}/working`: how the frames were computed, so that it can be checked by hand.

use super::{
    named::{Ways, about, computed_from, county_of},
    one::{Purposes, scenario_of},
    plan_words, words,
};
use crate::{
    App,
    kit::{Fact, PageFrame, Problem, render},
    session::Officer,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use county_allocation::{
    Decimal, Figures, FramePlan, IndexPart, IndexRow, Inputs, Plan, Scenario, UnitCode,
    WeightSource, WorkingColumn, WorkingRow, index_of, whole_number, working_rows,
};
use vocabulary::Money;

/// A cell that knows the head of its column.
struct Cell {
    head: String,
    text: String,
    is_number: bool,
}

/// The working as a table.
struct Table {
    title: String,
    heads: Vec<(String, bool)>,
    rows: Vec<Vec<Cell>>,
    sums: Vec<Vec<Cell>>,
    notes: Vec<String>,
    /// What each column says, a sentence each.
    columns: Vec<Fact>,
    /// That all of it adds up to the pot.
    adds_up: String,
}

/// A need index as a table.
struct Index {
    criteria: Vec<String>,
    rows: Vec<IndexLine>,
    sums: Vec<Fact>,
}

struct IndexLine {
    county: String,
    population: String,
    parts: Vec<String>,
    index: String,
    weight: String,
}

/// A frame that somebody has set.
struct ByHand {
    county: String,
    least: Money,
    most: Money,
}

/// What became of a county's frame.
struct Used {
    county: String,
    frame: Money,
    awarded: Money,
    left: Money,
    projects: i32,
}

/// A set of numbers the scenario was computed from.
struct Source {
    name: String,
    href: Option<String>,
    version: Option<i32>,
    source: String,
    day: String,
    sum: String,
    hash: String,
}

/// The numbers of a county.
struct Numbers {
    county: String,
    values: Vec<String>,
}

#[derive(Template)]
#[template(path = "allocations/working.html")]
struct WorkingPage {
    frame: PageFrame,
    ways: Ways,
    plan: Vec<Fact>,
    computed_from: Vec<Fact>,
    table: Option<Table>,
    index: Option<Index>,
    by_hand: Vec<ByHand>,
    used: Vec<Used>,
    used_sum: Used,
    sources: Vec<Source>,
    numbers: Vec<Numbers>,
}

/// What counties count by, in words.
pub(super) fn counted_by(plan: &Plan, inputs: &Inputs, frame: &PageFrame) -> String {
    match plan.formula().map(|formula| &formula.weights) {
        Some(WeightSource::Set(slug)) => inputs
            .weights
            .iter()
            .find(|figures| figures.slug == *slug)
            .map_or_else(|| slug.clone(), |figures| figures.name.clone()),
        Some(WeightSource::Index(_)) => frame.t("working-by-index").to_string(),
        Some(WeightSource::Population) | None => frame.t("working-by-population").to_string(),
    }
}

/// What a column of the working says.
fn sentence(column: WorkingColumn, scenario: &Scenario, frame: &PageFrame) -> String {
    let key = match column {
        WorkingColumn::Unit => "working-column-unit",
        WorkingColumn::Weight => {
            let by = counted_by(&scenario.plan, &scenario.inputs, frame);
            return frame.t("working-column-weight").with("by", by).to_string();
        }
        WorkingColumn::Quota => "working-column-quota",
        WorkingColumn::Bounded => "working-column-bounded",
        WorkingColumn::Rounding => "working-column-rounding",
        WorkingColumn::Last => "working-column-last",
        WorkingColumn::Next => "working-column-next",
        WorkingColumn::Floor => "working-column-floor",
        WorkingColumn::Cap => "working-column-cap",
        WorkingColumn::Bound => "working-column-bound",
        WorkingColumn::Units => "working-column-units",
        WorkingColumn::Lump => "working-column-lump",
        WorkingColumn::Amount => "working-column-amount",
    };
    frame.texts.find(key).unwrap_or_default()
}

/// What a unit of the working is called: the county's name.
pub(super) fn unit_name(scenario: &Scenario, unit: &UnitCode) -> String {
    let county = unit.as_str().parse().ok();
    county.map_or_else(|| unit.to_string(), |county| county_of(scenario, county))
}

fn table(scenario: &Scenario, frame: &PageFrame) -> Option<Table> {
    let shares = scenario.working.as_ref()?;
    let language = frame.language();
    let working = working_rows(shares, language, &|unit| unit_name(scenario, unit));
    let heads: Vec<(String, bool)> = working
        .columns
        .iter()
        .map(|column| (words::capital(column.title(language)), column.is_number()))
        .collect();
    let cells = |row: WorkingRow| -> Vec<Cell> {
        let cells = heads.iter().zip(row.cells);
        cells
            .map(|((head, is_number), text)| Cell {
                head: head.clone(),
                text,
                is_number: *is_number,
            })
            .collect()
    };
    let columns = working.columns.iter().zip(&heads);
    Some(Table {
        title: working.title,
        columns: columns
            .map(|(column, (head, _))| Fact::new(head, sentence(*column, scenario, frame)))
            .collect(),
        rows: working.rows.into_iter().map(cells).collect(),
        sums: working.sums.into_iter().map(cells).collect(),
        notes: working.notes,
        adds_up: frame
            .t("working-adds-up")
            .with("sum", shares.shared())
            .with("rest", shares.rest)
            .with("reserve", shares.terms.reserve)
            .with("pot", shares.terms.pot)
            .into(),
        heads,
    })
}

/// A number of millionths with its decimals: an index, a part of one, persons by an index.
fn decimal(millionths: i64, frame: &PageFrame) -> String {
    Decimal::of_millionths(millionths).in_words(frame.language())
}

fn index(
    (parts, rows): (Vec<IndexPart>, Vec<IndexRow>),
    frame: &PageFrame,
    scenario: &Scenario,
) -> Index {
    let share = |part: &IndexPart| {
        let percent = words::decimal(part.share_millionths, 4, frame.language());
        frame.t("working-index-part").with("name", &part.name).with("percent", percent).to_string()
    };
    let national = |part: &IndexPart| {
        Fact::new(
            frame.t("working-index-national").with("name", &part.name),
            whole_number(part.national),
        )
    };
    let persons: i64 = rows.iter().fold(0, |sum, row| sum.saturating_add(row.population));
    let mut sums = vec![Fact::new(frame.t("working-index-persons"), whole_number(persons))];
    sums.extend(parts.iter().map(national));
    let line = |row: &IndexRow| IndexLine {
        county: unit_name(scenario, &row.unit),
        population: whole_number(row.population),
        parts: row.parts.iter().map(|part| decimal(*part, frame)).collect(),
        index: decimal(row.index_millionths, frame),
        weight: whole_number(row.weight),
    };
    Index {
        criteria: parts.iter().map(share).collect(),
        rows: rows.iter().map(line).collect(),
        sums,
    }
}

fn source(figures: &Figures, frame: &PageFrame) -> Source {
    let sum = figures.values.values().fold(0_i64, |sum, value| sum.saturating_add(*value));
    let is_set = figures.version > 0;
    Source {
        name: if is_set { figures.name.clone() } else { frame.t("working-population").into() },
        href: is_set.then(|| format!("/weights/{}?version={}", figures.slug, figures.version)),
        version: is_set.then_some(figures.version),
        source: figures.source.clone(),
        day: figures.as_of.map_or_else(|| "–".to_owned(), |day| frame.day(&day)),
        sum: whole_number(sum),
        hash: figures.hash.clone(),
    }
}

/// The imported sets, and who lives where.
pub(super) fn all_figures(inputs: &Inputs) -> impl Iterator<Item = &Figures> {
    [&inputs.population].into_iter().chain(&inputs.weights)
}

fn numbers(inputs: &Inputs) -> Vec<Numbers> {
    let of =
        |figures: &Figures, county| figures.of(county).map_or_else(|| "–".to_owned(), whole_number);
    let row = |one: &county_allocation::CountyName| Numbers {
        county: one.name.clone(),
        values: all_figures(inputs).map(|figures| of(figures, one.county)).collect(),
    };
    inputs.counties.iter().map(row).collect()
}

fn by_hand(scenario: &Scenario) -> Vec<ByHand> {
    let FramePlan::ByHand { frames, .. } = &scenario.plan.frames else { return Vec::new() };
    let frames = frames.iter().map(|(county, frame)| ByHand {
        county: county_of(scenario, *county),
        least: frame.least,
        most: frame.most,
    });
    frames.collect()
}

fn used(scenario: &Scenario) -> Vec<Used> {
    let used = scenario.counties.iter().filter_map(|line| {
        let frame = line.frame?;
        Some(Used {
            county: line.name.clone(),
            frame,
            awarded: line.awarded,
            left: frame - line.awarded,
            projects: line.projects,
        })
    });
    used.collect()
}

/// All of it together.
fn sum_of(used: &[Used], frame: &PageFrame) -> Used {
    let sum = |of: fn(&Used) -> Money| used.iter().map(of).sum();
    Used {
        county: frame.t("figures-total").into(),
        frame: sum(|one| one.frame),
        awarded: sum(|one| one.awarded),
        left: sum(|one| one.left),
        projects: used.iter().map(|one| one.projects).sum(),
    }
}

/// `GET /calls/{slug}/allocation/{scenario}/working`.
pub(crate) async fn working(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, String)>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (call, scenario) = scenario_of(&app, &actor, &slug, &number, frame.texts).await?;
    let need = index_of(&scenario.plan, &scenario.inputs);
    let need = need.map_err(|error| Problem::internal(&error))?;
    let used = used(&scenario);
    let purposes = Purposes::of(&app, &actor, call.id, frame.texts).await?;
    Ok(render(&WorkingPage {
        ways: Ways::from(&call, &scenario, "working"),
        plan: plan_words::facts(&scenario.plan, &scenario.inputs, &purposes, frame.texts),
        computed_from: computed_from(&scenario, &frame),
        table: table(&scenario, &frame),
        index: need.map(|need| index(need, &frame, &scenario)),
        by_hand: by_hand(&scenario),
        used_sum: sum_of(&used, &frame),
        used,
        sources: all_figures(&scenario.inputs).map(|figures| source(figures, &frame)).collect(),
        numbers: numbers(&scenario.inputs),
        frame: about(frame, &call, &scenario, "working-title"),
    }))
}
