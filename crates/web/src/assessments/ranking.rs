//! The order of a call's applications, for the call and by county, and how much hangs on each assessor.

use super::{
    agreed::{Agreed, agreed},
    here,
    ranked::{Move, RankedCall, Without},
    words,
};
use crate::{
    App,
    applications::words::score,
    kit::{
        Badge, Choice, KeyFigure, ListQuery, ListSpec, PageFrame, PagePlace, Paging, Problem, Tone,
        format::kroner, render,
    },
    session::Officer,
};
use askama::Template;
use axum::{
    extract::{OriginalUri, Path, State},
    response::Response,
};
use grant_applications::Ranked;
use std::cmp::Reverse;
use vocabulary::Money;

static RANKING: ListSpec = ListSpec {
    sorts: &["place", "reference", "organisation", "county", "score", "recommended", "spread"],
    first_sort: "place",
    filters: &["county", "shown"],
    per_page: 50,
};

/// An application in its place.
struct Row {
    place: String,
    in_county: String,
    reference: String,
    href: String,
    organisation: String,
    title: Option<String>,
    county: String,
    score: String,
    recommended: Option<Money>,
    spread: String,
    /// The places it would have without one of the assessors.
    elsewhere: String,
    badges: Vec<Badge>,
}

/// A county's part of the ranking.
struct County {
    name: String,
    href: String,
    applications: usize,
    reached: usize,
    amount: Money,
}

/// What one assessor means for the order.
struct Effect {
    name: String,
    assessed: usize,
    moved: usize,
    /// The longest move: `IPS-2012-S07: 4 → 9`.
    farthest: String,
    crossing: Vec<String>,
}

#[derive(Template)]
#[template(path = "assessments/ranking.html")]
struct RankingPage {
    frame: PageFrame,
    slug: String,
    query: ListQuery,
    paging: Paging,
    hidden: usize,
    figures: Vec<KeyFigure>,
    rows: Vec<Row>,
    counties: Vec<Choice>,
    shown: Vec<Choice>,
    by_county: Vec<County>,
    effects: Vec<Effect>,
    compared: usize,
    agreed: Vec<Agreed>,
}

fn spread_of(ranked: &RankedCall, row: &Ranked) -> Option<grant_applications::Spread> {
    ranked.row(row)?.agreement.as_ref()?.score
}

/// As the list shows it.
fn row(ranked: &RankedCall, one: &Ranked, frame: &PageFrame) -> Row {
    let (texts, language) = (frame.texts, frame.language());
    let panel = ranked.row(one);
    let none = || "–".to_owned();
    let mut badges = Vec::new();
    if one.standing.is_none() {
        badges.push(Badge::new(Tone::Warning, texts.t("assessments-not-assessed")));
    } else if ranked.reached.contains(&one.application) {
        badges.push(Badge::new(Tone::Success, texts.t("assessments-within")));
    } else {
        badges.push(Badge::new(Tone::Neutral, texts.t("assessments-not-reached")));
    }
    if ranked.is_on_the_line(one.application) {
        badges.push(Badge::new(Tone::Warning, texts.t("assessments-on-the-line")));
    }
    let places = ranked.places_without(one);
    let title = panel.and_then(|row| row.title.clone());
    Row {
        place: one.place.map_or_else(none, |place| place.in_call.to_string()),
        in_county: one.place.map_or_else(none, |place| place.in_county.to_string()),
        reference: one.reference.clone(),
        href: format!("{}/assess", here(one.application)),
        organisation: panel.map(|row| row.organisation.clone()).unwrap_or_default(),
        title: title.filter(|title| !title.trim().is_empty()),
        county: ranked.county(one.county),
        score: one.standing.map_or_else(none, |standing| score(standing.score_milli, texts)),
        recommended: one.standing.map(|standing| standing.recommended),
        spread: spread_of(ranked, one)
            .map_or_else(none, |spread| words::range(&spread, 1, language)),
        elsewhere: places.map_or_else(none, |(best, worst)| format!("{best}–{worst}")),
        badges,
    }
}

fn effects(ranked: &RankedCall) -> Vec<Effect> {
    let one = |without: &Without| {
        // To have no place at all is the longest way.
        let length = |one: &Move| one.to.map_or(usize::MAX, |to| to.abs_diff(one.from));
        let farthest = without.moves.iter().max_by_key(|one| (length(one), Reverse(one.from)));
        let farthest = farthest.map(|one| {
            let to = one.to.map_or_else(|| "–".to_owned(), |to| to.to_string());
            format!("{}: {} → {to}", one.reference, one.from)
        });
        let crossing = ranked.ranking.rows.iter().filter(|row| without.crosses(row.application));
        let crossing = crossing.map(|row| {
            let sign = if without.enters.contains(&row.application) { "+" } else { "\u{2212}" };
            format!("{sign} {}", row.reference)
        });
        Effect {
            name: without.name.clone(),
            assessed: without.assessed,
            moved: without.moves.len(),
            farthest: farthest.unwrap_or_else(|| "–".to_owned()),
            crossing: crossing.collect(),
        }
    };
    ranked.without.iter().map(one).collect()
}

fn figures(ranked: &RankedCall, frame: &PageFrame) -> Vec<KeyFigure> {
    let (texts, rows) = (frame.texts, &ranked.ranking.rows);
    let assessed = rows.iter().filter(|row| row.standing.is_some()).count();
    let used: Money = rows
        .iter()
        .filter(|row| ranked.reached.contains(&row.application))
        .filter_map(|row| row.standing.map(|standing| standing.recommended))
        .sum();
    let on_the_line = rows.iter().filter(|row| ranked.is_on_the_line(row.application)).count();
    let budget = texts.t("assessments-of-budget").with("budget", ranked.call.budget);
    vec![
        KeyFigure::new(texts.t("assessments-ranked"), assessed.to_string())
            .note(texts.t("assessments-of-applications").with("count", rows.len())),
        KeyFigure::new(texts.t("assessments-reached-count"), ranked.reached.len().to_string())
            .note(texts.t("assessments-by-score")),
        KeyFigure::new(texts.t("assessments-reached-amount"), kroner(used, frame.language()))
            .note(budget),
        KeyFigure::new(texts.t("assessments-on-the-line-count"), on_the_line.to_string())
            .note(texts.t("assessments-on-the-line-note")),
    ]
}

/// The rows that are asked for, in the order that is asked for.
fn chosen<'r>(ranked: &'r RankedCall, query: &ListQuery) -> Vec<&'r Ranked> {
    let sought = query.q().to_lowercase();
    let is_found = |row: &Ranked| {
        let panel = ranked.row(row);
        let organisation = panel.map(|row| row.organisation.as_str()).unwrap_or_default();
        let title = panel.and_then(|row| row.title.as_deref()).unwrap_or_default();
        format!("{} {organisation} {title}", row.reference).to_lowercase().contains(&sought)
    };
    let fits = |row: &Ranked| match query.filter("shown") {
        Some("on-the-line") => ranked.is_on_the_line(row.application),
        Some("moves") => ranked.places_without(row).is_some(),
        Some("not-assessed") => row.standing.is_none(),
        Some("reached") => ranked.reached.contains(&row.application),
        _ => true,
    };
    let county = query.filter("county");
    let mut rows: Vec<&Ranked> = ranked
        .ranking
        .rows
        .iter()
        .filter(|row| county.is_none_or(|county| row.county.to_string() == county))
        .filter(|row| fits(row) && is_found(row))
        .collect();
    let organisation = |row: &Ranked| ranked.row(row).map(|row| row.organisation.clone());
    let apart = |row: &Ranked| spread_of(ranked, row).map_or(-1.0, |spread| spread.range());
    match query.sort().by {
        "reference" => rows.sort_by(|a, b| a.reference.cmp(&b.reference)),
        "organisation" => rows.sort_by_key(|row| organisation(row)),
        // Within a county by its own places.
        "county" => rows.sort_by_key(|row| {
            let place = row.place.map_or(usize::MAX, |place| place.in_county);
            (ranked.county(row.county), place)
        }),
        "score" => rows.sort_by_key(|row| row.standing.map(|standing| standing.score_milli)),
        "recommended" => rows.sort_by_key(|row| row.standing.map(|standing| standing.recommended)),
        "spread" => rows.sort_by(|a, b| apart(a).total_cmp(&apart(b))),
        _ => {}
    }
    if query.sort().descending {
        rows.reverse();
    }
    rows
}

/// `GET /calls/{slug}/ranking`.
pub(crate) async fn ranking(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    OriginalUri(uri): OriginalUri,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let call = crate::calls::seen(&app, Some(&actor), &slug).await?.call;
    let query = ListQuery::read(&RANKING, &uri);
    let ranked = RankedCall::of(&app, &actor, call).await?;
    let rows = chosen(&ranked, &query);
    let paging = query.paging(u64::try_from(rows.len()).unwrap_or(u64::MAX));
    let from = usize::try_from(paging.offset()).unwrap_or(usize::MAX);
    let most = usize::try_from(paging.limit()).unwrap_or(usize::MAX);
    let texts = frame.texts;
    let by_county = ranked.by_county();
    let shown = [
        ("reached", "assessments-shown-reached"),
        ("on-the-line", "assessments-shown-on-the-line"),
        ("moves", "assessments-shown-moves"),
        ("not-assessed", "assessments-shown-not-assessed"),
    ];
    let county_choice =
        |number: &vocabulary::CountyNumber| Choice::new(number.to_string(), ranked.county(*number));
    let page = RankingPage {
        slug: ranked.call.slug.clone(),
        hidden: ranked.hidden,
        figures: figures(&ranked, &frame),
        rows: rows.iter().skip(from).take(most).map(|one| row(&ranked, one, &frame)).collect(),
        counties: by_county.keys().map(county_choice).collect(),
        shown: shown.map(|(value, key)| Choice::new(value, texts.t(key))).into(),
        by_county: by_county
            .iter()
            .map(|(number, (applications, reached, amount))| County {
                name: ranked.county(*number),
                href: query.link_filtered_to("county", &number.to_string()),
                applications: *applications,
                reached: *reached,
                amount: *amount,
            })
            .collect(),
        effects: effects(&ranked),
        compared: ranked.agreement.compared,
        agreed: agreed(&ranked.agreement, &ranked.call, &frame),
        query,
        paging,
        frame: frame
            .titled_by("assessments-ranking-title")
            .crumb("calls-title", "/calls")
            .under(ranked.call.title_in(texts.language()), format!("/calls/{slug}"))
            .crumb("assessments-panel-title", format!("/calls/{slug}/assessment")),
    };
    Ok(render(&page))
}
