//! How long unused money of a post can be used.

use super::ProblemBody;
use crate::{
    App,
    json::JsonOf,
    kit::{Problem, Texts},
    ledger::of_ledger,
    session::Officer,
};
use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use county_allocation::{CarryRule, queries, set_carry_rule};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How long unused money of a post can be used, from a budget year on.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CarryRule)]
pub(crate) struct CarryRuleBody {
    /// The chapter; `*` with the item `*` for all posts without a rule of their own.
    chapter: String,
    /// The item.
    item: String,
    /// The first budget year whose money it holds for.
    from_year: i32,
    /// In how many years after its own the money can be used; 0 when it cannot be carried at all.
    years_on: i32,
    /// The most that may be carried, in thousandths of what was given; all of it when null.
    #[serde(default)]
    most_milli: Option<i32>,
    /// Where it stands.
    source: String,
    /// The date of that text.
    source_on: NaiveDate,
}

impl From<CarryRule> for CarryRuleBody {
    fn from(rule: CarryRule) -> CarryRuleBody {
        CarryRuleBody {
            chapter: rule.chapter,
            item: rule.item,
            from_year: rule.from_year,
            years_on: rule.years_on,
            most_milli: rule.most_milli,
            source: rule.source,
            source_on: rule.source_on.date(),
        }
    }
}

async fn all(app: &App) -> Result<Vec<CarryRuleBody>, Problem> {
    let rules = queries::carry_rules(&app.db).await?;
    Ok(rules.into_iter().map(CarryRuleBody::from).collect())
}

/// The rules, the general ones first, the earliest first within a post. For the directorate.
#[utoipa::path(get, path = "/api/v1/carry-rules", tag = "envelopes",
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The rules", body = Vec<CarryRuleBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<App>,
    _officer: Officer,
) -> Result<Json<Vec<CarryRuleBody>>, Problem> {
    Ok(Json(all(&app).await?))
}

/// Sets how long unused money of a post can be used, for its money of a year and the years after it. A
/// rule is never edited; setting the same again changes nothing. Takes budget authority.
#[utoipa::path(post, path = "/api/v1/carry-rules", tag = "envelopes",
    request_body = CarryRuleBody,
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "The rules", body = Vec<CarryRuleBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Without budget authority", body = ProblemBody),
        (status = 409, description = "Another rule stands for this post and year", body = ProblemBody),
        (status = 422, description = "A post, a year or a share that is none, or no source", body = ProblemBody)))]
pub(crate) async fn set(
    State(app): State<App>,
    Officer(actor): Officer,
    texts: Texts,
    JsonOf(body): JsonOf<CarryRuleBody>,
) -> Result<(StatusCode, Json<Vec<CarryRuleBody>>), Problem> {
    let rule = CarryRule {
        chapter: body.chapter.trim().to_owned(),
        item: body.item.trim().to_owned(),
        from_year: body.from_year,
        years_on: body.years_on,
        most_milli: body.most_milli,
        source: body.source.trim().to_owned(),
        source_on: body.source_on.into(),
    };
    set_carry_rule(&app.db, app.clock.as_ref(), &actor, rule)
        .await
        .map_err(|error| of_ledger(texts, &error))?;
    Ok((StatusCode::CREATED, Json(all(&app).await?)))
}
