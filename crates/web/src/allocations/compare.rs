//! `GET /calls/{slug}/allocation/compare?a=1&b=2`: two scenarios line by line and county by county.

use super::{
    named::{Linked, Named, county_of, under_allocation},
    one::{numbered, scenarios_of},
};
use crate::{
    App,
    kit::{Choice, DifferenceBar, DifferenceBars, KeyFigure, PageFrame, Problem, render, signed},
    session::Officer,
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use county_allocation::{Comparison, CountyPair, LinePair, Scenario, compare as held_against};
use serde::Deserialize;
use vocabulary::{ApplicationId, Money};

/// Which two, and how much of their lists.
#[derive(Deserialize)]
pub(crate) struct Asked {
    a: Option<String>,
    b: Option<String>,
    show: Option<String>,
}

/// An application in both.
struct Line {
    who: Linked,
    a: Option<Money>,
    b: Option<Money>,
    difference: String,
    why_a: Option<String>,
    why_b: Option<String>,
}

/// A county in both.
struct County {
    name: String,
    a: Money,
    b: Money,
    difference: String,
    per_head_a: String,
    per_head_b: String,
    per_head: String,
}

/// Two scenarios beside each other.
struct Pair {
    a: String,
    b: String,
    figures: Vec<KeyFigure>,
    lines: Vec<Line>,
    all: usize,
    differing: usize,
    shows_all: bool,
    bars: DifferenceBars,
    counties: Vec<County>,
    total_a: Money,
    total_b: Money,
    total_difference: String,
}

#[derive(Template)]
#[template(path = "allocations/compare.html")]
struct ComparePage {
    frame: PageFrame,
    here: String,
    choices: Vec<Choice>,
    a: String,
    b: String,
    pair: Option<Pair>,
}

impl ComparePage {
    fn is_a(&self, choice: &Choice) -> bool {
        choice.value == self.a
    }
    fn is_b(&self, choice: &Choice) -> bool {
        choice.value == self.b
    }
}

/// Kroner per person with øre, with a sign where it is a difference; a dash where nobody is counted.
fn per_head(ore: Option<i64>, is_difference: bool) -> String {
    ore.map(Money::from_ore).map_or_else(
        || "–".to_owned(),
        |amount| if is_difference { signed(amount) } else { amount.to_string() },
    )
}

fn county(pair: &CountyPair) -> County {
    County {
        name: pair.name.clone(),
        a: pair.a,
        b: pair.b,
        difference: signed(pair.difference),
        per_head_a: per_head(pair.per_head_a, false),
        per_head_b: per_head(pair.per_head_b, false),
        per_head: per_head(pair.per_head_difference, true),
    }
}

fn bars(found: &Comparison, a: &Scenario, b: &Scenario, frame: &PageFrame) -> DifferenceBars {
    let bar = |pair: &CountyPair| DifferenceBar {
        label: pair.name.clone(),
        difference: pair.difference,
        note: per_head(pair.per_head_difference, true),
    };
    DifferenceBars {
        caption: frame.t("comparison-bars").with("a", &a.name).with("b", &b.name).into(),
        label_head: frame.t("working-county").into(),
        difference_head: frame.t("comparison-difference-kroner").into(),
        note_head: frame.t("comparison-per-head").into(),
        rows: found.counties.iter().map(bar).collect(),
    }
}

/// Why an application gets what it gets in a scenario.
fn why(scenario: &Scenario, application: ApplicationId, frame: &PageFrame) -> Option<String> {
    let line = scenario.lines.iter().find(|line| line.application == application)?;
    let county = county_of(scenario, line.county);
    Some(line.reason.in_words(frame.language(), Some(&county)))
}

fn pair((a, b): (&Scenario, &Scenario), named: &Named, shows_all: bool, frame: &PageFrame) -> Pair {
    let found = held_against(a, b);
    let line = |pair: &LinePair| {
        let stands_in = if pair.a.is_some() { a } else { b };
        Line {
            who: named.linked(stands_in, pair.application, frame),
            a: pair.a,
            b: pair.b,
            difference: signed(pair.difference),
            why_a: why(a, pair.application, frame),
            why_b: why(b, pair.application, frame),
        }
    };
    let differing: Vec<&LinePair> = found.differing().collect();
    let lines = if shows_all {
        found.lines.iter().map(line).collect()
    } else {
        differing.iter().map(|pair| line(pair)).collect()
    };
    let (awarded_a, awarded_b) = (a.awarded(), b.awarded());
    let figure = |name: &String, awarded: Money| {
        let label = frame.t("comparison-awarded").with("scenario", name);
        KeyFigure::new(label, awarded.to_string())
    };
    let projects =
        |scenario: &Scenario| frame.t("comparison-projects").with("count", scenario.projects());
    let difference = awarded_b - awarded_a;
    Pair {
        figures: vec![
            figure(&a.name, awarded_a).note(projects(a)),
            figure(&b.name, awarded_b).note(projects(b)),
            KeyFigure::new(frame.t("comparison-difference-kroner"), signed(difference)),
            KeyFigure::new(frame.t("comparison-differing"), differing.len().to_string())
                .note(frame.t("comparison-of").with("count", found.lines.len())),
        ],
        a: a.name.clone(),
        b: b.name.clone(),
        bars: bars(&found, a, b, frame),
        all: found.lines.len(),
        differing: differing.len(),
        shows_all,
        counties: found.counties.iter().map(county).collect(),
        total_a: found.counties.iter().map(|pair| pair.a).sum(),
        total_b: found.counties.iter().map(|pair| pair.b).sum(),
        total_difference: signed(found.counties.iter().map(|pair| pair.difference).sum()),
        lines,
    }
}

/// The scenario that was asked for by number; without one, the one in this place.
fn chosen<'s>(
    scenarios: &'s [Scenario],
    asked: Option<&str>,
    otherwise: usize,
) -> Result<Option<&'s Scenario>, Problem> {
    match asked.filter(|number| !number.is_empty()) {
        Some(number) => numbered(scenarios, number).map(Some),
        None => Ok(scenarios.get(otherwise)),
    }
}

/// `GET /calls/{slug}/allocation/compare?a=1&b=2&show=all`. Without numbers, the first two.
pub(crate) async fn compare(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (call, scenarios) = scenarios_of(&app, &actor, &slug, frame.texts).await?;
    let a = chosen(&scenarios, asked.a.as_deref(), 0)?;
    let b = chosen(&scenarios, asked.b.as_deref(), 1)?;
    let named = Named::of(&app, &actor, &call).await?;
    let shows_all = asked.show.as_deref() == Some("all");
    let found = a.zip(b).map(|both| pair(both, &named, shows_all, &frame));
    let number = |one: Option<&Scenario>| one.map(|one| one.number.to_string()).unwrap_or_default();
    let choice = |one: &Scenario| Choice::new(one.number.to_string(), &one.name);
    let here = format!("/calls/{slug}/allocation");
    Ok(render(&ComparePage {
        choices: scenarios.iter().map(choice).collect(),
        a: number(a),
        b: number(b),
        pair: found,
        frame: under_allocation(frame, &call).titled_by("comparison-title"),
        here,
    }))
}
