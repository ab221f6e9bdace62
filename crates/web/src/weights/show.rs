//! One set of weights: its numbers, where they are from, its versions, the scenarios that count by it.

use super::{Found, found, href, level};
use crate::{
    App,
    kit::{
        Badge, Choice, Fact, ListQuery, ListSpec, PageFrame, PagePlace, Paging, Problem, Tone,
        render,
    },
    places::county_names,
    session::Officer,
};
use askama::Template;
use axum::{
    extract::{OriginalUri, Path, State},
    response::Response,
};
use county_allocation::{Level, WeightSet};
use std::collections::BTreeMap;
use vocabulary::{Day, Language};

static VALUES: ListSpec = ListSpec {
    sorts: &["unit", "name", "value"],
    first_sort: "unit",
    filters: &["level", "version"],
    per_page: 50,
};

/// A number of a unit, as a row.
struct Row {
    unit: String,
    name: String,
    value: String,
    share: String,
    /// In the version before; none where there is none, or where it says nothing of the unit.
    before: Option<String>,
}

/// A version, as a row.
struct Version {
    number: i32,
    href: String,
    day: Day,
    source: String,
    imported: String,
    is_shown: bool,
}

/// A scenario that counts by it, as a row.
struct Use {
    href: String,
    name: String,
    call: String,
    version: i32,
    badge: Badge,
}

#[derive(Template)]
#[template(path = "weights/show.html")]
struct SetPage {
    frame: PageFrame,
    query: ListQuery,
    paging: Paging,
    facts: Vec<Fact>,
    /// Where its next version is brought in.
    next_href: String,
    /// The levels it has, when there are two.
    levels: Vec<Choice>,
    rows: Vec<Row>,
    has_before: bool,
    versions: Vec<Version>,
    uses: Vec<Use>,
    is_of_counties: bool,
}

/// A whole number, its digits in groups.
fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let first = digits.len() % 3;
    let mut groups: Vec<&str> = Vec::new();
    if first > 0 {
        groups.push(&digits[..first]);
    }
    groups.extend((first..digits.len()).step_by(3).map(|at| &digits[at..at + 3]));
    let minus = if number < 0 { "−" } else { "" };
    format!("{minus}{}", groups.join("\u{a0}"))
}

/// A part of a whole in percent, with two decimals: a small municipality has less than a tenth.
fn percent(part: i64, whole: i64, language: Language) -> String {
    if whole <= 0 {
        return String::new();
    }
    let (part, whole) = (i128::from(part), i128::from(whole));
    let hundredths = (part * 10_000 + whole / 2) / whole;
    let mark = if language == Language::English { '.' } else { ',' };
    format!("{}{mark}{:02}\u{a0}%", hundredths / 100, hundredths % 100)
}

/// What the units of a set are called on its day.
async fn names(app: &App, set: &WeightSet) -> Result<BTreeMap<String, String>, Problem> {
    Ok(match set.level {
        Level::County => {
            let counties = county_names(&app.db, set.as_of).await?;
            counties.into_iter().map(|(number, name)| (number.to_string(), name)).collect()
        }
        Level::Municipality => {
            let all = organisations::queries::municipalities_on(&app.db, set.as_of).await?;
            all.into_iter().map(|one| (one.number.to_string(), one.name)).collect()
        }
    })
}

fn facts(set: &WeightSet, sum: i64, frame: &PageFrame) -> Vec<Fact> {
    let figures = &set.figures;
    let imported = frame
        .t("weights-imported-by")
        .with("who", &set.imported_by)
        .with("at", frame.instant(&set.imported_at))
        .to_string();
    vec![
        Fact::new(frame.t("weights-level"), level(set.level, frame.texts)),
        Fact::new(frame.t("weights-day"), frame.day(&set.as_of)),
        Fact::new(frame.t("weights-source"), &figures.source),
        Fact::new(frame.t("weights-units"), figures.values.len().to_string()),
        Fact::new(frame.t("weights-sum"), grouped(sum)),
        Fact::new(frame.t("weights-slug"), &figures.slug),
        Fact::new(frame.t("weights-version"), figures.version.to_string()),
        Fact::new(frame.t("weights-imported"), imported),
        Fact::new(frame.t("weights-hash"), &figures.hash),
    ]
}

fn versions(found: &Found, frame: &PageFrame) -> Vec<Version> {
    let version = |set: &WeightSet| Version {
        number: set.figures.version,
        href: href(set),
        day: set.as_of,
        source: set.figures.source.clone(),
        imported: frame
            .t("weights-imported-by")
            .with("who", &set.imported_by)
            .with("at", frame.instant(&set.imported_at))
            .to_string(),
        is_shown: set.id == found.set.id,
    };
    found.versions.iter().rev().map(version).collect()
}

fn uses(found: &Found, frame: &PageFrame) -> Vec<Use> {
    let latest = found.versions.last().map_or(0, |set| set.figures.version);
    let used = found.uses.iter().map(|(call, used)| {
        let badge = if used.is_adopted {
            Badge::new(Tone::Success, frame.t("weights-use-adopted"))
        } else if used.version < latest {
            Badge::new(Tone::Warning, frame.t("weights-use-stale"))
        } else {
            Badge::new(Tone::Info, frame.t("weights-use-fresh"))
        };
        Use {
            href: format!("/calls/{}/allocation/{}", call.slug, used.number),
            name: used.name.clone(),
            call: call.title_in(frame.language()).to_owned(),
            version: used.version,
            badge,
        }
    });
    used.collect()
}

/// `GET /weights/{slug}?level=county&version=2`.
pub(crate) async fn show(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    OriginalUri(uri): OriginalUri,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let query = ListQuery::read(&VALUES, &uri);
    let found = found(&app, &actor, &slug, query.filter("level"), query.filter("version")).await?;
    let (set, language) = (&found.set, frame.language());
    let names = names(&app, set).await?;
    let values = &set.figures.values;
    let sum = values.values().fold(0_i64, |sum, one| sum.saturating_add(*one));
    let before = found.versions.iter().rev().find(|one| one.figures.version < set.figures.version);
    let sought = query.q().to_lowercase();
    let name = |unit: &str| names.get(unit).cloned().unwrap_or_default();
    let mut rows: Vec<(&str, String, i64)> = values
        .iter()
        .map(|(unit, value)| (unit.as_str(), name(unit.as_str()), *value))
        .filter(|(unit, name, _)| format!("{unit} {name}").to_lowercase().contains(&sought))
        .collect();
    match query.sort().by {
        "name" => rows.sort_by(|a, b| a.1.cmp(&b.1)),
        "value" => rows.sort_by_key(|row| row.2),
        _ => {}
    }
    if query.sort().descending {
        rows.reverse();
    }
    let paging = query.paging(u64::try_from(rows.len()).unwrap_or(u64::MAX));
    let from = usize::try_from(paging.offset()).unwrap_or(usize::MAX);
    let most = usize::try_from(paging.limit()).unwrap_or(usize::MAX);
    let row = |(unit, name, value): (&str, String, i64)| Row {
        before: before.and_then(|set| set.figures.values.get(&unit.into()).copied().map(grouped)),
        unit: unit.to_owned(),
        name,
        value: grouped(value),
        share: percent(value, sum, language),
    };
    let rows = rows.into_iter().skip(from).take(most).map(row).collect();
    let levels = match found.levels.as_slice() {
        [_] => Vec::new(),
        several => {
            several.iter().map(|one| Choice::new(one.word(), level(*one, frame.texts))).collect()
        }
    };
    let (facts, versions, uses) =
        (facts(set, sum, &frame), versions(&found, &frame), uses(&found, &frame));
    Ok(render(&SetPage {
        query,
        paging,
        facts,
        next_href: format!("/weights?of={slug}&level={}", set.level.word()),
        levels,
        rows,
        has_before: before.is_some(),
        versions,
        uses,
        is_of_counties: set.level == Level::County,
        frame: frame
            .titled(&set.figures.name)
            .crumb("calls-title", "/calls")
            .crumb("weights-title", "/weights"),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567), "1\u{a0}234\u{a0}567");
        assert_eq!(percent(1, 3, Language::Bokmal), "33,33\u{a0}%");
        assert_eq!(percent(2, 3, Language::English), "66.67\u{a0}%");
        assert_eq!(percent(1, 0, Language::Bokmal), "");
    }
}
