//! What parliament gave, by budget year, and how long what is unused can be used.

use super::{frame_path, on_day::OnDay};
use crate::{
    App,
    kit::{Badge, Choice, PageFrame, Problem, Texts, Tone, render, render_as},
    session::{Officer, holds_budget_authority},
};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use county_allocation::{Appropriation, Lapse, queries};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::Money;

/// What is asked of the ledger.
#[derive(Deserialize)]
pub(crate) struct Asked {
    on: Option<String>,
    year: Option<String>,
}

struct Row {
    href: String,
    name: String,
    post: String,
    amount: Money,
    reserved: Money,
    paid: Money,
    remaining: Money,
}

/// The appropriations of one budget year with their sums.
struct Year {
    year: i32,
    rows: Vec<Row>,
    sums: [Money; 4],
}

struct Unused {
    href: String,
    name: String,
    origin: i32,
    until: i32,
    amount: Money,
    badge: Badge,
}

#[derive(Template)]
#[template(path = "ledger/list.html")]
struct LedgerPage {
    frame: PageFrame,
    on: OnDay,
    years: Vec<Year>,
    chosen: Vec<Choice>,
    year: String,
    unused: Vec<Unused>,
    may_open: bool,
}

/// Until when unused money can be used, seen from a year.
pub(super) fn lapse_badge(lapse: &Lapse, year: i32, texts: Texts) -> Badge {
    match lapse.until {
        until if until < year => Badge::new(Tone::Danger, texts.t("ledger-lapse-over")),
        until if until == year => Badge::new(Tone::Warning, texts.t("ledger-lapse-now")),
        _ => Badge::new(Tone::Info, texts.t("ledger-lapse-later")),
    }
}

/// `GET /ledger?on=2012-06-30&year=2012`.
pub(crate) async fn list(
    State(app): State<App>,
    Officer(actor): Officer,
    Query(asked): Query<Asked>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let texts = frame.texts;
    let on = OnDay::read(asked.on.as_deref(), app.clock.today(), texts);
    let all = queries::appropriations(&app.db, None).await?;
    let known: BTreeSet<i32> = all.iter().map(|one| one.post.year).collect();
    let year: Option<i32> = asked.year.as_deref().and_then(|year| year.trim().parse().ok());
    let year = year.filter(|year| known.contains(year));
    let mut years: BTreeMap<i32, Vec<Row>> = BTreeMap::new();
    let mut unused = Vec::new();
    for Appropriation { post, envelope } in all {
        if year.is_some_and(|year| year != post.year) {
            continue;
        }
        // Those that were not open yet on that day did not exist.
        let Some(envelope) = queries::as_of(&app.db, envelope.id, on.day).await? else { continue };
        let stood = Appropriation { post, envelope };
        for lapse in queries::unused_as_of(&app.db, &stood, on.day).await? {
            unused.push(Unused {
                href: format!("{}{}", frame_path(&stood.envelope.key), on.query()),
                name: stood.envelope.name.clone(),
                badge: lapse_badge(&lapse, on.day.year(), texts),
                origin: lapse.origin,
                until: lapse.until,
                amount: lapse.amount,
            });
        }
        let Appropriation { post, envelope } = stood;
        years.entry(post.year).or_default().push(Row {
            href: format!("{}{}", frame_path(&envelope.key), on.query()),
            post: format!("{}.{}", post.chapter, post.item),
            amount: envelope.amount,
            reserved: envelope.reserved,
            paid: envelope.paid,
            remaining: envelope.remaining(),
            name: envelope.name,
        });
    }
    let summed = |(year, rows): (i32, Vec<Row>)| {
        let sum = |of: fn(&Row) -> Money| rows.iter().map(of).sum();
        let sums = [
            sum(|row| row.amount),
            sum(|row| row.reserved),
            sum(|row| row.paid),
            sum(|row| row.remaining),
        ];
        Year { year, sums, rows }
    };
    unused.sort_by_key(|one| (one.until, one.origin));
    let wrong = on.is_wrong;
    let page = LedgerPage {
        // The latest year first: it is what most people come for.
        years: years.into_iter().rev().map(summed).collect(),
        chosen: known.iter().rev().map(|y| Choice::new(y.to_string(), y.to_string())).collect(),
        year: year.map(|year| year.to_string()).unwrap_or_default(),
        unused,
        may_open: holds_budget_authority(&actor),
        on,
        frame: frame.titled_by("ledger-title").with_errors(wrong),
    };
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(if wrong { render_as(status, &page) } else { render(&page) })
}
