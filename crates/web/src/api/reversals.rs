//! Decisions that change a decision: an award that is reversed, and one from the reserve list.

use super::{
    ProblemBody,
    grants::{GrantBody, grant_as_seen},
};
use crate::{
    App, PathOf,
    allocations::Purposes,
    applications::{award_later_as_problem, show::seen},
    grants::of_reverse,
    json::JsonOf,
    kit::{Problem, Texts},
    session::Officer,
};
use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use funding_periods::{LaterAward, LegalGround, Reversal, award_later, reverse_grant};
use serde::Deserialize;
use utoipa::ToSchema;
use vocabulary::{ApplicationId, GrantId, Money};

/// What lets a decision be reversed: forvaltningsloven § 35, text of 2026.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = LegalGround)]
pub(crate) enum GroundBody {
    /// First paragraph, letter a: it harms nobody.
    NoHarm,
    /// First paragraph, letter b: the recipient has not been notified.
    NotNotified,
    /// First paragraph, letter c: the decision is invalid.
    Invalid,
    /// Fifth paragraph: another act, the decision itself or general rules allow it.
    ByItsTerms,
}

impl From<GroundBody> for LegalGround {
    fn from(ground: GroundBody) -> LegalGround {
        match ground {
            GroundBody::NoHarm => LegalGround::NoHarm,
            GroundBody::NotNotified => LegalGround::NotNotified,
            GroundBody::Invalid => LegalGround::Invalid,
            GroundBody::ByItsTerms => LegalGround::ByItsTerms,
        }
    }
}

/// A decision to reverse an award.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Reversal)]
pub(crate) struct ReversalBody {
    /// Why, in whole sentences in the recipient's language, at most 5 000 letters.
    why: String,
    /// What it rests on.
    legal_ground: GroundBody,
    /// The day the recipient was told beforehand or was heard; needed where money is paid that has not
    /// come back.
    noticed_on: Option<NaiveDate>,
}

/// An award from the reserve list.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LaterAward)]
pub(crate) struct LaterAwardBody {
    /// How much, in øre: at most what was applied for and what there is.
    amount_ore: i64,
    /// Why there is money now, in whole sentences in the applicant's language, at most 5 000 letters.
    why: String,
    /// Why those who stand before it for the same money are passed over; needed where there are such.
    passing_over: Option<String>,
}

/// Reverses an award by a new decision: what is not paid is never paid, what is paid is owed back, its
/// deadlines and reminders fall away, and the recipient is told by letter.
#[utoipa::path(post, path = "/api/v1/grants/{id}/reverse", tag = "grants",
    request_body = ReversalBody,
    params(("id" = Uuid, Path, description = "The grant")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "As it is now", body = GrantBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "It takes budget authority", body = ProblemBody),
        (status = 404, description = "No such grant", body = ProblemBody),
        (status = 409, description = "Not possible now, or you are disqualified in the case", body = ProblemBody),
        (status = 422, description = "No reason, another ground than the case allows, or no day on which the recipient was heard", body = ProblemBody)))]
pub(crate) async fn reverse(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<GrantId>,
    texts: Texts,
    JsonOf(body): JsonOf<ReversalBody>,
) -> Result<Json<GrantBody>, Problem> {
    let reversal = Reversal {
        why: body.why,
        ground: body.legal_ground.into(),
        noticed_on: body.noticed_on.map(Into::into),
    };
    reverse_grant(&app.db, app.clock.as_ref(), &actor, &app.desk, id, reversal)
        .await
        .map_err(|error| of_reverse(texts, id, &error))?;
    app.bell.ring();
    Ok(Json(grant_as_seen(&app, &actor, id).await?))
}

/// Awards money that came back to an application on the reserve list of its call: a new decision beside
/// the refusal.
#[utoipa::path(post, path = "/api/v1/applications/{id}/award", tag = "applications",
    request_body = LaterAwardBody,
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "The grant that came of it", body = GrantBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "It takes budget authority", body = ProblemBody),
        (status = 404, description = "No such application", body = ProblemBody),
        (status = 409, description = "Not possible now, not on the reserve list, against a rule of the adopted scenario, you are disqualified, or there is not so much: remaining_ore and asked_ore say how much", body = ProblemBody),
        (status = 422, description = "No reason, more than was applied for, or others are passed over without a reason", body = ProblemBody)))]
pub(crate) async fn award(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
    JsonOf(body): JsonOf<LaterAwardBody>,
) -> Result<(StatusCode, Json<GrantBody>), Problem> {
    let (_, view) = seen(&app, &actor, id).await?;
    let new = LaterAward {
        amount: Money::from_ore(body.amount_ore),
        why: body.why,
        passing_over: body.passing_over,
    };
    let grant = match award_later(&app.db, app.clock.as_ref(), &actor, &app.desk, id, new).await {
        Ok(grant) => grant,
        Err(error) => {
            let purposes = Purposes::of(&app, &actor, view.call.id, texts).await?;
            return Err(award_later_as_problem(texts, &purposes, id, &view.call.slug, &error));
        }
    };
    app.bell.ring();
    Ok((StatusCode::CREATED, Json(grant_as_seen(&app, &actor, grant).await?)))
}
