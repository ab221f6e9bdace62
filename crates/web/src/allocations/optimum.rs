//! `GET …/{scenario}/optimum`: the list beside the choice that adds up to the most points.

use super::{
    named::{Linked, Named, Ways, about, county_of},
    one::scenario_of,
};
use crate::{
    App,
    applications::words::score,
    kit::{Badge, KeyFigure, PageFrame, Problem, Tone, format::kroner, render},
    session::Officer,
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use county_allocation::{
    Choice, Effort, How, Optimum, OptimumOfError, Proof, Scenario, ScenarioLine, Swaps,
    compare_choices, frames_of, optimum_of,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use tokio::sync::Semaphore;
use vocabulary::{ApplicationId, Money};

/// How many are looked for at the same time. Each may take some seconds of a processor, and the others
/// wait rather than slow everybody else's pages down.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// How much of the list is shown.
#[derive(Deserialize)]
pub(crate) struct Asked {
    show: Option<String>,
}

/// An application in both choices.
struct Beside {
    place: i32,
    who: Linked,
    recommended: Money,
    in_list: Money,
    in_optimum: Money,
    badge: Option<Badge>,
    why: String,
}

/// What came of the search.
struct Found {
    figures: Vec<KeyFigure>,
    proof: Badge,
    proof_in_words: String,
    how: String,
    /// Why the two do not count alike; none where they do.
    unlike: Option<String>,
    swaps: String,
    rows: Vec<Beside>,
    all: usize,
    shows_all: bool,
}

#[derive(Template)]
#[template(path = "allocations/optimum.html")]
struct OptimumPage {
    frame: PageFrame,
    ways: Ways,
    path: String,
    /// Why there is none.
    refused: Option<String>,
    found: Option<Found>,
}

/// What a search for an optimum finds in a scenario, for pages and programs alike. It runs beside the
/// requests when its turn has come; its effort is bounded in steps.
pub(crate) async fn searched<F: Send + 'static>(
    scenario: Scenario,
    search: fn(&Scenario) -> F,
) -> Result<(Scenario, F), Problem> {
    let permit = AT_ONCE.acquire().await;
    let permit = permit.map_err(|closed| Problem::internal(&closed))?;
    let search = move || {
        // It goes along: whoever asked and has gone away meanwhile still keeps a processor busy.
        let _permit = permit;
        let found = search(&scenario);
        (scenario, found)
    };
    tokio::task::spawn_blocking(search).await.map_err(|stopped| Problem::internal(&stopped))
}

/// An optimum held against the list.
struct Compared {
    optimum: Optimum,
    /// What it gives to each of those it funds.
    amounts: BTreeMap<ApplicationId, Money>,
    /// The list is the first, the optimum the second.
    swaps: Swaps,
}

fn compared(scenario: &Scenario) -> Result<Compared, OptimumOfError> {
    let optimum = optimum_of(scenario, Effort::default())?;
    let frames = frames_of(&scenario.plan, &scenario.inputs)?;
    let contenders = &scenario.inputs.contenders;
    let best = optimum.choices(&frames, &scenario.plan.rules, contenders);
    let of_line = |line: &ScenarioLine| {
        Some(Choice {
            contender: scenario.inputs.contender(line.application)?.clone(),
            place: usize::try_from(line.place).unwrap_or(0),
            awarded: line.awarded,
            reason: line.reason.clone(),
        })
    };
    let list: Vec<Choice> = scenario.lines.iter().filter_map(of_line).collect();
    let amounts = best.iter().map(|one| (one.contender.application, one.awarded)).collect();
    Ok(Compared { swaps: compare_choices(&list, &best), amounts, optimum })
}

/// The points of all that the list funds, in thousandths.
pub(crate) fn points_of(scenario: &Scenario) -> i64 {
    let funded = scenario.lines.iter().filter(|line| line.awarded.is_positive());
    funded.map(|line| line.score_milli).sum()
}

fn badge(in_list: Money, in_optimum: Money, frame: &PageFrame) -> Option<Badge> {
    let badge = |tone, key| Some(Badge::new(tone, frame.t(key)));
    match (in_list.is_positive(), in_optimum.is_positive()) {
        (true, false) => badge(Tone::Warning, "optimum-only-in-list"),
        (false, true) => badge(Tone::Info, "optimum-only-in-optimum"),
        (true, true) if in_list != in_optimum => badge(Tone::Neutral, "optimum-other-amount"),
        (true, true) => badge(Tone::Success, "optimum-in-both"),
        (false, false) => None,
    }
}

/// Why the points of the list are not of the same kind as those of the optimum, where they are not.
fn unlike(scenario: &Scenario, frame: &PageFrame) -> Option<String> {
    let partial =
        |line: &&ScenarioLine| line.awarded.is_positive() && line.awarded != line.recommended;
    let parts = scenario.lines.iter().filter(partial).count();
    let by_hand = scenario.lines.iter().filter(|line| line.is_adjusted()).count();
    let none = parts == 0 && by_hand == 0;
    (!none).then(|| {
        let words = frame.t("optimum-unlike").with("parts", parts).with("hand", by_hand);
        words.to_string()
    })
}

fn found(
    scenario: &Scenario,
    compared: &Compared,
    named: &Named,
    shows_all: bool,
    frame: &PageFrame,
) -> Found {
    let Compared { optimum, amounts, swaps } = compared;
    let (texts, language) = (frame.texts, frame.language());
    let beside = |line: &ScenarioLine| {
        let in_optimum = amounts.get(&line.application).copied().unwrap_or_default();
        let county = county_of(scenario, line.county);
        Beside {
            place: line.place,
            who: named.linked(scenario, line.application, frame),
            recommended: line.recommended,
            in_list: line.awarded,
            in_optimum,
            badge: badge(line.awarded, in_optimum, frame),
            why: line.reason.in_words(language, Some(&county)),
        }
    };
    let rows = scenario.lines.iter().map(beside);
    let rows = rows.filter(|row| shows_all || row.in_list != row.in_optimum).collect();
    let list = points_of(scenario);
    let projects = |count: usize, cost: Money| {
        frame
            .t("optimum-figure-note")
            .with("count", count)
            .with("cost", kroner(cost, language))
            .to_string()
    };
    let gap = optimum.bound - optimum.value;
    let (proof, proof_in_words) = match optimum.proof {
        Proof::Optimal => (
            Badge::new(Tone::Success, frame.t("optimum-proved")),
            frame.t("optimum-proved-in-words").with("bound", score(optimum.bound, texts)),
        ),
        Proof::Gap => (
            Badge::new(Tone::Warning, frame.t("optimum-not-proved")),
            frame
                .t("optimum-not-proved-in-words")
                .with("bound", score(optimum.bound, texts))
                .with("gap", score(gap, texts)),
        ),
    };
    let how = match optimum.how {
        How::DynamicProgramming => "optimum-by-programming",
        How::Solver => "optimum-by-solver",
    };
    let more = optimum.value - list;
    let sign = if more > 0 { "+" } else { "" };
    let (leaves, enters) = (swaps.funded_only_in_a.len(), swaps.funded_only_in_b.len());
    Found {
        figures: vec![
            KeyFigure::new(frame.t("optimum-list-points"), score(list, texts))
                .note(projects(scenario.projects(), scenario.awarded())),
            KeyFigure::new(frame.t("optimum-points"), score(optimum.value, texts))
                .note(projects(optimum.chosen.len(), optimum.cost)),
            KeyFigure::new(
                frame.t("optimum-difference"),
                format!("{sign}{}", signed_score(more, frame)),
            )
            .note(frame.t("optimum-difference-note")),
            KeyFigure::new(frame.t("optimum-bound"), score(optimum.bound, texts))
                .note(frame.t("optimum-bound-note")),
        ],
        proof,
        proof_in_words: proof_in_words.into(),
        how: texts.find(how).unwrap_or_default(),
        unlike: unlike(scenario, frame),
        swaps: frame
            .t("optimum-swaps")
            .with("enters", enters)
            .with("leaves", leaves)
            .with("other", swaps.other_amount.len())
            .into(),
        rows,
        all: scenario.lines.len(),
        shows_all,
    }
}

/// Points that may be below nothing.
fn signed_score(milli: i64, frame: &PageFrame) -> String {
    let size = i64::try_from(milli.unsigned_abs()).unwrap_or(i64::MAX);
    let text = score(size, frame.texts);
    if milli < 0 { format!("\u{2212}{text}") } else { text }
}

/// `GET /calls/{slug}/allocation/{scenario}/optimum?show=all`.
pub(crate) async fn optimum(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (call, scenario) = scenario_of(&app, &actor, &slug, &number, frame.texts).await?;
    let named = Named::of(&app, &actor, &call).await?;
    let shows_all = asked.show.as_deref() == Some("all");
    let (scenario, compared) = searched(scenario, compared).await?;
    let (found, refused) = match compared {
        Ok(compared) => (Some(found(&scenario, &compared, &named, shows_all, &frame)), None),
        Err(error) => (None, Some(error.in_words(frame.language()))),
    };
    Ok(render(&OptimumPage {
        ways: Ways::from(&call, &scenario, "optimum"),
        path: format!("/calls/{slug}/allocation/{number}/optimum"),
        refused,
        found,
        frame: about(frame, &call, &scenario, "optimum-title"),
    }))
}
