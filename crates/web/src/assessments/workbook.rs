//! `GET /calls/{slug}/ranking.xlsx`: the ranking as a workbook, for those who work on in a spreadsheet.

use super::{agreed::agreed, ranked::RankedCall};
use crate::{
    App,
    applications::words::state_text,
    kit::{PageFrame, Problem, Texts},
    session::Officer,
    spreadsheet::{Cell, Table, download_of, packed},
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use grant_applications::{Assessment, Ranked};
use vocabulary::Day;

fn yes_no(is_so: bool, texts: Texts) -> Cell {
    Cell::text(texts.t(if is_so { "assessments-yes" } else { "assessments-no" }))
}

fn ranked_table(ranked: &RankedCall, texts: Texts) -> Table {
    let mut head: Vec<String> = [
        texts.t("assessments-place"),
        texts.t("assessments-place-in-county"),
        texts.t("assessments-reference"),
        texts.t("assessments-applicant"),
        texts.t("assessments-participants"),
        texts.t("assessments-project"),
        texts.t("assessments-state"),
        texts.t("assessments-county-number"),
        texts.t("assessments-county"),
        texts.t("assessments-assessor-count"),
        texts.t("assessments-score"),
        texts.t("assessments-least-score"),
        texts.t("assessments-most-score"),
        texts.t("assessments-deviation"),
        texts.t("assessments-applied-kroner"),
        texts.t("assessments-recommended-kroner"),
        texts.t("assessments-reached"),
        texts.t("assessments-best-place"),
        texts.t("assessments-worst-place"),
    ]
    .map(String::from)
    .into();
    let without = |name: &String| texts.t("assessments-place-without").with("name", name).into();
    head.extend(ranked.ranking.assessors.iter().map(|(_, name)| without(name)));
    let row = |one: &Ranked| {
        let panel = ranked.row(one);
        let spread = panel.and_then(|row| row.agreement.as_ref()?.score);
        let of = |text: Option<String>| Cell::Text(text.unwrap_or_default());
        let places = ranked.places_without(one);
        let now = one.place.map(|place| place.in_call);
        let mut cells = vec![
            Cell::count(now),
            Cell::count(one.place.map(|place| place.in_county)),
            Cell::text(one.reference.clone()),
            of(panel.map(|row| row.organisation.clone())),
            of(panel.map(|row| row.others.join(", "))),
            of(panel.and_then(|row| row.title.clone())),
            of(panel.map(|row| state_text(&row.state, true, texts))),
            Cell::text(one.county.to_string()),
            Cell::text(ranked.county(one.county)),
            Cell::count(one.standing.map(|standing| standing.assessors)),
            Cell::number(one.standing.map(|standing| standing.score_milli as f64 / 1000.0), 1),
            Cell::number(spread.map(|spread| spread.least), 1),
            Cell::number(spread.map(|spread| spread.most), 1),
            Cell::number(spread.and_then(|spread| spread.deviation), 2),
            Cell::kroner(panel.and_then(|row| row.applied)),
            Cell::kroner(one.standing.map(|standing| standing.recommended)),
            yes_no(ranked.reached.contains(&one.application), texts),
            Cell::count(places.map(|(best, _)| best).or(now)),
            Cell::count(places.map(|(_, worst)| worst).or(now)),
        ];
        cells.extend(one.without.iter().map(|place| Cell::count(place.map(|one| one.in_call))));
        cells
    };
    Table {
        name: texts.t("assessments-sheet-ranking").into(),
        rows: ranked.ranking.rows.iter().map(row).collect(),
        head,
        below: Vec::new(),
    }
}

fn county_table(ranked: &RankedCall, texts: Texts) -> Table {
    let head = [
        texts.t("assessments-county-number"),
        texts.t("assessments-county"),
        texts.t("assessments-place-in-county"),
        texts.t("assessments-place"),
        texts.t("assessments-reference"),
        texts.t("assessments-applicant"),
        texts.t("assessments-score"),
        texts.t("assessments-recommended-kroner"),
        texts.t("assessments-reached"),
    ];
    let mut rows: Vec<&Ranked> = ranked.ranking.rows.iter().collect();
    rows.sort_by_key(|row| (row.county, row.place.map_or(usize::MAX, |place| place.in_county)));
    let row = |one: &&Ranked| {
        vec![
            Cell::text(one.county.to_string()),
            Cell::text(ranked.county(one.county)),
            Cell::count(one.place.map(|place| place.in_county)),
            Cell::count(one.place.map(|place| place.in_call)),
            Cell::text(one.reference.clone()),
            Cell::Text(ranked.row(one).map(|row| row.organisation.clone()).unwrap_or_default()),
            Cell::number(one.standing.map(|standing| standing.score_milli as f64 / 1000.0), 1),
            Cell::kroner(one.standing.map(|standing| standing.recommended)),
            yes_no(ranked.reached.contains(&one.application), texts),
        ]
    };
    Table {
        name: texts.t("assessments-sheet-counties").into(),
        head: head.map(String::from).into(),
        rows: rows.iter().map(row).collect(),
        below: Vec::new(),
    }
}

fn assessment_table(ranked: &RankedCall, texts: Texts) -> Table {
    let language = texts.language();
    let criteria = &ranked.call.criteria;
    let mut head: Vec<String> = [
        texts.t("assessments-reference"),
        texts.t("assessments-applicant"),
        texts.t("assessments-assessor"),
        texts.t("assessments-handed-in-on"),
        texts.t("assessments-counts"),
        texts.t("assessments-score"),
        texts.t("assessments-recommended-kroner"),
    ]
    .map(String::from)
    .into();
    head.extend(criteria.iter().map(|one| one.name_in(language).to_owned()));
    head.push(texts.t("assessments-comment").into());
    let comment = |name: &str| texts.t("assessments-comment-of").with("name", name).into();
    head.extend(criteria.iter().map(|one| comment(one.name_in(language))));
    let mut rows = Vec::new();
    for one in &ranked.ranking.rows {
        let Some(panel) = ranked.row(one) else { continue };
        let row =
            |given: &Assessment| {
                let mut cells = vec![
                    Cell::text(one.reference.clone()),
                    Cell::text(panel.organisation.clone()),
                    Cell::text(given.assessor_name.clone()),
                    Cell::Day(Day::at(given.submitted_at)),
                    yes_no(given.counts(), texts),
                    Cell::Number(given.score_milli(criteria) as f64 / 1000.0, 1),
                    Cell::Kroner(given.recommended),
                ];
                cells.extend((0..criteria.len()).map(|place| {
                    let points =
                        given.points.get(place).and_then(|points| usize::try_from(*points).ok());
                    Cell::count(points)
                }));
                cells.push(Cell::text(given.comment.clone()));
                cells.extend((0..criteria.len()).map(|place| {
                    Cell::Text(given.comments.get(place).cloned().unwrap_or_default())
                }));
                cells
            };
        rows.extend(panel.assessments.iter().map(row));
    }
    Table { name: texts.t("assessments-sheet-assessments").into(), head, rows, below: Vec::new() }
}

fn agreement_table(ranked: &RankedCall, texts: Texts) -> Table {
    let frame = PageFrame::new(texts, "");
    let words = agreed(&ranked.agreement, &ranked.call, &frame);
    let head = [
        texts.t("assessments-what"),
        texts.t("assessments-alpha"),
        texts.t("assessments-meaning"),
        texts.t("assessments-compared"),
    ];
    let row = |said: super::agreed::Agreed| {
        vec![
            Cell::Text(said.label),
            Cell::number(said.coefficient, 2),
            Cell::Text(said.badge.text),
            Cell::Count(ranked.agreement.compared),
        ]
    };
    Table {
        name: texts.t("assessments-sheet-agreement").into(),
        head: head.map(String::from).into(),
        rows: words.into_iter().map(row).collect(),
        below: Vec::new(),
    }
}

/// `GET /calls/{slug}/ranking.xlsx`: as it stands at this moment, in the reader's language.
pub(crate) async fn download(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    texts: Texts,
) -> Result<Response, Problem> {
    let call = crate::calls::seen(&app, Some(&actor), &slug).await?.call;
    let ranked = RankedCall::of(&app, &actor, call).await?;
    let name = texts.t("assessments-file-name").with("slug", ranked.call.slug.as_str()).to_string();
    let now = app.clock.now();
    let made = move || {
        let tables = [
            ranked_table(&ranked, texts),
            county_table(&ranked, texts),
            assessment_table(&ranked, texts),
            agreement_table(&ranked, texts),
        ];
        packed(ranked.call.title_in(texts.language()), now, &tables)
    };
    download_of(&name, made).await
}
