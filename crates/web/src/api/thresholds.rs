//! Amounts that rules turn on, from a day.

use super::ProblemBody;
use crate::{
    App,
    json::JsonOf,
    kit::{FieldProblem, Problem, Texts},
    session::{MaybeSigned, Officer},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use chrono::NaiveDate;
use grant_applications::{
    Threshold, ThresholdError, ThresholdRule, in_force,
    queries::{scheme_for_actor, thresholds},
    set_threshold,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vocabulary::{Actor, Money};

/// An amount that a rule turns on.
#[derive(Serialize, ToSchema)]
#[schema(as = Threshold)]
pub(crate) struct ThresholdBody {
    /// `reporting-waived-below` or `auditor-statement-from`.
    rule: &'static str,
    /// It is of all schemes, not of this one.
    all_schemes: bool,
    /// The first day it is in force.
    valid_from: NaiveDate,
    /// The amount, in øre.
    amount_ore: i64,
    /// The text it comes from.
    source: String,
    /// The date of that text.
    source_on: NaiveDate,
    /// It is what counts today.
    in_force: bool,
}

async fn of_scheme(
    app: &App,
    actor: Option<&Actor>,
    slug: &str,
) -> Result<Vec<ThresholdBody>, Problem> {
    scheme_for_actor(&app.db, actor, slug).await?.ok_or_else(Problem::not_found)?;
    let (all, today) = (thresholds(&app.db).await?, app.clock.today());
    let of_this = all.iter().filter(|one| one.scheme_slug.is_empty() || one.scheme_slug == slug);
    let body = |one: &Threshold| ThresholdBody {
        rule: one.rule.word(),
        all_schemes: one.scheme_slug.is_empty(),
        valid_from: one.valid_from.date(),
        amount_ore: one.amount.ore(),
        source: one.source.clone(),
        source_on: one.source_on.date(),
        in_force: in_force(&all, one.rule, slug, today) == Some(one),
    };
    Ok(of_this.map(body).collect())
}

/// The thresholds of a scheme, its own and those of all schemes.
#[utoipa::path(get, path = "/api/v1/schemes/{slug}/thresholds", tag = "schemes",
    params(("slug" = String, Path, description = "Short name of the scheme")),
    responses((status = 200, description = "The thresholds", body = Vec<ThresholdBody>),
        (status = 404, description = "No such scheme", body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<App>,
    MaybeSigned(actor): MaybeSigned,
    Path(slug): Path<String>,
) -> Result<Json<Vec<ThresholdBody>>, Problem> {
    Ok(Json(of_scheme(&app, actor.as_ref(), &slug).await?))
}

/// A threshold to set.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewThreshold)]
pub(crate) struct NewThresholdBody {
    /// `reporting-waived-below` or `auditor-statement-from`.
    rule: String,
    /// For all schemes instead of this one.
    #[serde(default)]
    all_schemes: bool,
    /// The first day it is in force.
    valid_from: NaiveDate,
    /// The amount, in øre.
    amount_ore: i64,
    /// The text it comes from.
    source: String,
    /// The date of that text.
    source_on: NaiveDate,
}

/// Sets the amount that a rule turns on from a day. One of the same day can be corrected until it comes.
#[utoipa::path(post, path = "/api/v1/schemes/{slug}/thresholds", tag = "schemes",
    request_body = NewThresholdBody,
    params(("slug" = String, Path, description = "Short name of the scheme")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "The thresholds", body = Vec<ThresholdBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such scheme", body = ProblemBody),
        (status = 422, description = "No such rule, no source, or in force already", body = ProblemBody)))]
pub(crate) async fn set(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    texts: Texts,
    JsonOf(body): JsonOf<NewThresholdBody>,
) -> Result<(StatusCode, Json<Vec<ThresholdBody>>), Problem> {
    of_scheme(&app, Some(&actor), &slug).await?;
    let wrong = |field: &str, detail: String| {
        Problem::invalid(vec![FieldProblem { field: field.to_owned(), detail }])
    };
    let Some(rule) = ThresholdRule::from_word(&body.rule) else {
        let possible = ThresholdRule::ALL.map(ThresholdRule::word).join(", ");
        let said = texts.t("api-no-option").with("typed", &body.rule).with("possible", possible);
        return Err(wrong("rule", said.into()));
    };
    let threshold = Threshold {
        rule,
        scheme_slug: if body.all_schemes { String::new() } else { slug.clone() },
        valid_from: body.valid_from.into(),
        amount: Money::from_ore(body.amount_ore),
        source: body.source,
        source_on: body.source_on.into(),
    };
    set_threshold(&app.db, app.clock.as_ref(), &actor, threshold).await.map_err(
        |error| match error {
            ThresholdError::BelowNothing => {
                wrong("amount_ore", texts.t("form-not-an-amount").into())
            }
            ThresholdError::NoSource => wrong("source", texts.t("form-required").into()),
            ThresholdError::InForce(day) => {
                wrong("valid_from", texts.t("schemes-threshold-in-force").with("day", day).into())
            }
            ThresholdError::NoScheme(_) => Problem::not_found(),
            ThresholdError::NotYours => Problem::forbidden(),
            ThresholdError::Database(_) => Problem::internal(&error),
        },
    )?;
    Ok((StatusCode::CREATED, Json(of_scheme(&app, Some(&actor), &slug).await?)))
}
