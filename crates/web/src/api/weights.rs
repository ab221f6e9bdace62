//! Sets of weights: what counties and municipalities count by.

use super::ProblemBody;
use crate::{
    App,
    json::JsonOf,
    kit::{FieldProblem, Problem, Texts},
    session::Officer,
    weights::{Found, found, line_of, wrong_field},
};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use chrono::{DateTime, NaiveDate, Utc};
use county_allocation::{
    ImportWeightsError, Level, NewWeightSet, WeightRow, WeightSet, import_weights, queries,
    weight_rows,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use vocabulary::Day;

/// One version of a set of weights.
#[derive(Serialize, ToSchema)]
#[schema(as = WeightSet)]
pub(crate) struct SetBody {
    /// Its short name.
    slug: String,
    /// What its units are: `county` or `municipality`.
    level: &'static str,
    /// From 1; another file under the same short name and level is the next.
    version: i32,
    /// What people call it.
    name: String,
    /// Where its numbers are from.
    source: String,
    /// The day they hold for; the units are those of that day.
    as_of_on: NaiveDate,
    /// When it was brought in.
    imported_at: DateTime<Utc>,
    /// By whom.
    imported_by: String,
    /// SHA-256 of lines `unit,number`, each with a line feed, by unit.
    hash: String,
    /// How many units it has.
    units: usize,
    /// The sum of its numbers.
    sum: i64,
}

impl From<&WeightSet> for SetBody {
    fn from(set: &WeightSet) -> SetBody {
        let figures = &set.figures;
        SetBody {
            slug: figures.slug.clone(),
            level: set.level.word(),
            version: figures.version,
            name: figures.name.clone(),
            source: figures.source.clone(),
            as_of_on: set.as_of.date(),
            imported_at: set.imported_at,
            imported_by: set.imported_by.clone(),
            hash: figures.hash.clone(),
            units: figures.values.len(),
            sum: figures.values.values().fold(0, |sum: i64, one| sum.saturating_add(*one)),
        }
    }
}

/// A scenario that counts by a set.
#[derive(Serialize, ToSchema)]
#[schema(as = WeightUse)]
struct UseBody {
    /// Short name of the call.
    call: String,
    /// The number of the scenario within it.
    scenario: i32,
    /// What people call the scenario.
    name: String,
    /// The version it was drawn from.
    version: i32,
    /// The call was settled by it.
    is_adopted: bool,
}

/// One version of a set with its numbers, all its versions, and the scenarios that count by it.
#[derive(Serialize, ToSchema)]
#[schema(as = WholeWeightSet)]
pub(crate) struct WholeSetBody {
    #[serde(flatten)]
    set: SetBody,
    /// The numbers, by unit.
    values: BTreeMap<String, i64>,
    /// All versions of the same level, oldest first.
    versions: Vec<SetBody>,
    /// The scenarios that count by any version of it.
    scenarios: Vec<UseBody>,
}

impl From<Found> for WholeSetBody {
    fn from(found: Found) -> WholeSetBody {
        let values = found.set.figures.values.iter();
        let uses = found.uses.into_iter().map(|(call, used)| UseBody {
            call: call.slug,
            scenario: used.number,
            name: used.name,
            version: used.version,
            is_adopted: used.is_adopted,
        });
        WholeSetBody {
            values: values.map(|(unit, value)| (unit.to_string(), *value)).collect(),
            set: (&found.set).into(),
            versions: found.versions.iter().map(SetBody::from).collect(),
            scenarios: uses.collect(),
        }
    }
}

/// A number of a unit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewWeight)]
pub(crate) struct RowBody {
    /// The county by its two digits, or the municipality by its four.
    unit: String,
    /// What it counts by: from 0 up.
    value: i64,
}

/// A set of weights to bring in: with `rows`, or with the text of a file in `csv`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewWeightSet)]
pub(crate) struct NewSetBody {
    /// Short name: small letters, digits and hyphens.
    slug: String,
    /// What people call it.
    name: String,
    /// What its units are: `county` or `municipality`.
    level: String,
    /// Where its numbers are from.
    source: String,
    /// The day they hold for; the units are those of that day.
    as_of_on: NaiveDate,
    /// The numbers.
    #[serde(default)]
    rows: Option<Vec<RowBody>>,
    /// The text of a file with a column of units and one of numbers.
    #[serde(default)]
    csv: Option<String>,
    /// The head of the column with the numbers, where it is not plain which it is.
    #[serde(default)]
    column: Option<String>,
}

/// The sets of weights, all versions of each, by short name, level and version. For the directorate.
#[utoipa::path(get, path = "/api/v1/weights", tag = "weights",
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The sets", body = Vec<SetBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<App>,
    Officer(actor): Officer,
) -> Result<Json<Vec<SetBody>>, Problem> {
    let sets = queries::weight_sets_for_actor(&app.db, &actor).await?;
    Ok(Json(sets.iter().map(SetBody::from).collect()))
}

/// Which version of a set.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// `county` or `municipality`; the one there is, counties first, unless said.
    level: Option<String>,
    /// The number of the version; the latest unless said.
    version: Option<String>,
}

/// One set of weights with its numbers, its versions and the scenarios that count by it. For the
/// directorate.
#[utoipa::path(get, path = "/api/v1/weights/{slug}", tag = "weights",
    params(("slug" = String, Path, description = "Short name of the set"), Which),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The set", body = WholeSetBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such set, level or version", body = ProblemBody)))]
pub(crate) async fn one(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    Query(which): Query<Which>,
) -> Result<Json<WholeSetBody>, Problem> {
    let (level, version) = (which.level.as_deref(), which.version.as_deref());
    Ok(Json(found(&app, &actor, &slug, level, version).await?.into()))
}

/// The rows to bring in, and the field they came in.
fn rows_of(
    body: &NewSetBody,
    level: Level,
    texts: Texts,
) -> Result<(Vec<WeightRow>, &'static str), FieldProblem> {
    let wrong = |field: &str, detail: String| FieldProblem { field: field.to_owned(), detail };
    match (&body.rows, &body.csv) {
        (Some(rows), None) => {
            let row = |(line, row): (u64, &RowBody)| WeightRow {
                line,
                unit: row.unit.clone(),
                value: row.value.to_string(),
            };
            Ok(((1..).zip(rows).map(row).collect(), "rows"))
        }
        (None, Some(text)) => weight_rows(text, level, body.column.as_deref())
            .map(|rows| (rows, "csv"))
            .map_err(|error| wrong(wrong_field(&error, "csv"), error.in_words(texts.language()))),
        (Some(_), Some(_)) | (None, None) => {
            Err(wrong("rows", texts.t("weights-rows-or-csv").to_string()))
        }
    }
}

/// Why it was not brought in: each line that is wrong by its place in `rows`, or by its line of `csv`.
fn refused(texts: Texts, error: &ImportWeightsError, rows: &'static str) -> Problem {
    let language = texts.language();
    let one = |field: &str| {
        let detail = error.in_words(language);
        let field = FieldProblem { field: field.to_owned(), detail: detail.clone() };
        Problem::invalid(vec![field]).detail(detail)
    };
    match error {
        ImportWeightsError::NotYours => Problem::forbidden().detail(error.in_words(language)),
        ImportWeightsError::Slug => one("slug"),
        ImportWeightsError::Unnamed => one("name"),
        ImportWeightsError::Empty => one(rows),
        ImportWeightsError::Lines(lines) => {
            let field = |line: u64| match rows {
                "rows" => format!("rows.{}", line.saturating_sub(1)),
                other => format!("{other}.{line}"),
            };
            let wrong = lines.iter().map(|line| FieldProblem {
                field: field(line_of(line)),
                detail: line.in_words(language),
            });
            let detail = texts.t("weights-lines-wrong").with("count", lines.len());
            Problem::invalid(wrong.take(MOST_WRONG).collect()).detail(detail)
        }
        ImportWeightsError::Database(_) => Problem::internal(error),
    }
}

/// So many wrong lines are said at once; nobody reads more.
const MOST_WRONG: usize = 400;

/// Brings in a set of weights. The same again is not brought in again; anything else under a known short
/// name and level is its next version.
#[utoipa::path(post, path = "/api/v1/weights", tag = "weights",
    request_body = NewSetBody,
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "The set, brought in", body = WholeSetBody),
        (status = 200, description = "The set, which was there already, word by word", body = WholeSetBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 413, description = "More than 1 MiB", body = ProblemBody),
        (status = 422, description = "A field is wrong, or lines are: each by its place. Nothing was brought in", body = ProblemBody)))]
pub(crate) async fn import(
    State(app): State<App>,
    Officer(actor): Officer,
    texts: Texts,
    JsonOf(body): JsonOf<NewSetBody>,
) -> Result<(StatusCode, Json<WholeSetBody>), Problem> {
    let mut wrong = Vec::new();
    let level = Level::from_word(&body.level);
    if level.is_none() {
        let possible = Level::ALL.map(Level::word).join(", ");
        let detail = texts.t("api-no-option").with("typed", &body.level).with("possible", possible);
        wrong.push(FieldProblem { field: "level".to_owned(), detail: detail.to_string() });
    }
    let rows = level.map(|level| rows_of(&body, level, texts));
    let (level, (rows, place)) = match (level, rows) {
        (Some(level), Some(Ok(rows))) => (level, rows),
        (_, rows) => {
            wrong.extend(rows.and_then(Result::err));
            return Err(Problem::invalid(wrong));
        }
    };
    let before = queries::weight_set_for_actor(&app.db, &actor, &body.slug, level).await?;
    let new = NewWeightSet {
        slug: body.slug.clone(),
        name: body.name,
        level,
        source: body.source,
        as_of: Day::from(body.as_of_on),
        rows,
    };
    let id = import_weights(&app.db, app.clock.as_ref(), &actor, new).await;
    let id = id.map_err(|error| refused(texts, &error, place))?;
    app.bell.ring();
    let was_there = before.is_some_and(|before| before.id == id);
    let status = if was_there { StatusCode::OK } else { StatusCode::CREATED };
    let body = found(&app, &actor, &body.slug, Some(level.word()), None).await?;
    Ok((status, Json(body.into())))
}
