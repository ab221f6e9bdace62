//! The applications of a call in order.

use super::ProblemBody;
use crate::{
    App,
    assessments::{RankedCall, Without},
    kit::Problem,
    session::Officer,
};
use axum::{
    Json,
    extract::{Path, State},
};
use grant_applications::{Place, Ranked};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vocabulary::Money;

/// Somebody whose assessments count.
#[derive(Serialize, ToSchema)]
#[schema(as = RankingAssessor)]
struct RankingAssessor {
    /// Who.
    person: Uuid,
    /// The name.
    name: String,
    /// How many of the applications they have assessed.
    assessed: usize,
    /// Applications that the budget would reach without them and does not now.
    enters: Vec<Uuid>,
    /// Applications that it reaches now and would not without them.
    leaves: Vec<Uuid>,
}

/// A place in the order, from 1; applications with the same score share one.
#[derive(Serialize, ToSchema)]
#[schema(as = RankingPlace)]
struct PlaceBody {
    /// In the whole call.
    in_call: usize,
    /// Among those of its county.
    in_county: usize,
}

impl From<Place> for PlaceBody {
    fn from(place: Place) -> PlaceBody {
        PlaceBody { in_call: place.in_call, in_county: place.in_county }
    }
}

/// An application in its place.
#[derive(Serialize, ToSchema)]
#[schema(as = RankedApplication)]
struct RankedBody {
    /// The application.
    application: Uuid,
    /// What people call it.
    reference: String,
    /// Who applies.
    organisation: String,
    /// Its county, by its two digits.
    county: String,
    /// Its place; none without an assessment that counts.
    place: Option<PlaceBody>,
    /// Its score in thousandths, on a scale from 0 to 100.
    score_milli: Option<i64>,
    /// The lowest amount that is recommended, in øre.
    recommended_ore: Option<i64>,
    /// What is applied for, in øre.
    applied_ore: Option<i64>,
    /// How many assessments count.
    assessors: usize,
    /// How far the assessors' own scores lie apart.
    score_range: Option<f64>,
    /// The budget reaches it when it is shared out by score over the whole call.
    reached: bool,
    /// Its place without each assessor, in the order of `assessors`.
    without: Vec<Option<PlaceBody>>,
}

/// Krippendorff's alpha: 1 when all agree, 0 when they agree as chance would.
#[derive(Serialize, ToSchema)]
#[schema(as = AssessorAgreement)]
struct AgreementBody {
    /// How many applications it rests on.
    compared: usize,
    /// Of the weighted scores, as distances.
    score: Option<f64>,
    /// Of the points by criterion, as places on a scale, in the call's order.
    criteria: Vec<Option<f64>>,
}

/// The applications of a call in order, as far as one may see them.
#[derive(Serialize, ToSchema)]
#[schema(as = Ranking)]
pub(crate) struct RankingBody {
    /// Short name of the call.
    call: String,
    /// What can be awarded in all, in øre.
    budget_ore: i64,
    /// How many applications are left out because one is to assess them and has not.
    hidden: usize,
    /// Those whose assessments count, by name.
    assessors: Vec<RankingAssessor>,
    /// The best first, those that nobody has assessed last.
    rows: Vec<RankedBody>,
    /// How far the assessors agree.
    agreement: AgreementBody,
}

impl RankingBody {
    fn of(ranked: &RankedCall) -> RankingBody {
        let row = |one: &Ranked| {
            let panel = ranked.row(one);
            let spread = panel.and_then(|row| row.agreement.as_ref()?.score);
            RankedBody {
                application: one.application.0,
                reference: one.reference.clone(),
                organisation: panel.map(|row| row.organisation.clone()).unwrap_or_default(),
                county: one.county.to_string(),
                place: one.place.map(PlaceBody::from),
                score_milli: one.standing.map(|standing| standing.score_milli),
                recommended_ore: one.standing.map(|standing| standing.recommended.ore()),
                applied_ore: panel.and_then(|row| row.applied).map(Money::ore),
                assessors: one.standing.map_or(0, |standing| standing.assessors),
                score_range: spread.map(|spread| spread.range()),
                reached: ranked.reached.contains(&one.application),
                without: one.without.iter().map(|place| place.map(PlaceBody::from)).collect(),
            }
        };
        let assessor = |one: &Without| RankingAssessor {
            person: one.assessor.0,
            name: one.name.clone(),
            assessed: one.assessed,
            enters: one.enters.iter().map(|id| id.0).collect(),
            leaves: one.leaves.iter().map(|id| id.0).collect(),
        };
        RankingBody {
            call: ranked.call.slug.clone(),
            budget_ore: ranked.call.budget.ore(),
            hidden: ranked.hidden,
            assessors: ranked.without.iter().map(assessor).collect(),
            rows: ranked.ranking.rows.iter().map(row).collect(),
            agreement: AgreementBody {
                compared: ranked.agreement.compared,
                score: ranked.agreement.score,
                criteria: ranked.agreement.criteria.clone(),
            },
        }
    }
}

/// The applications of a call in order, with what hangs on each assessor. For the directorate.
#[utoipa::path(get, path = "/api/v1/calls/{slug}/ranking", tag = "assessments",
    params(("slug" = String, Path, description = "Short name of the call")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The ranking", body = RankingBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such call", body = ProblemBody)))]
pub(crate) async fn ranking(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
) -> Result<Json<RankingBody>, Problem> {
    let call = crate::calls::seen(&app, Some(&actor), &slug).await?.call;
    Ok(Json(RankingBody::of(&RankedCall::of(&app, &actor, call).await?)))
}
