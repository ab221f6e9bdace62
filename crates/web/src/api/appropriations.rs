//! What parliament gave, as it stood on a day.

use super::{ProblemBody, envelopes::FiguresBody};
use crate::{App, kit::Problem, session::Officer};
use axum::{
    Json,
    extract::{Query, State},
};
use chrono::NaiveDate;
use county_allocation::{Appropriation, queries};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vocabulary::Day;

/// Which year, and which day.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Only of this budget year.
    year: Option<i32>,
    /// The day to show them at the end of; today unless said.
    on: Option<NaiveDate>,
}

/// Unused money of one budget year.
#[derive(Serialize, ToSchema)]
#[schema(as = UnusedMoney)]
struct UnusedBody {
    /// The year it was appropriated for.
    origin_year: i32,
    /// The last year it can be used in.
    usable_until: i32,
    /// How much, in øre.
    amount_ore: i64,
}

/// An appropriation.
#[derive(Serialize, ToSchema)]
#[schema(as = Appropriation)]
pub(crate) struct AppropriationBody {
    /// The budget year.
    year: i32,
    /// The chapter.
    chapter: String,
    /// The item.
    item: String,
    /// Its frame.
    frame: FiguresBody,
    /// What nobody has been promised, by the year it was appropriated for.
    unused: Vec<UnusedBody>,
}

/// The appropriations by year, chapter and item, as they stood at the end of a day. For the directorate.
#[utoipa::path(get, path = "/api/v1/appropriations", tag = "envelopes",
    params(Which),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The appropriations that were open on that day", body = Vec<AppropriationBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<App>,
    _officer: Officer,
    Query(which): Query<Which>,
) -> Result<Json<Vec<AppropriationBody>>, Problem> {
    let day = which.on.map_or_else(|| app.clock.today(), Day::from);
    let mut bodies = Vec::new();
    for Appropriation { post, envelope } in queries::appropriations(&app.db, which.year).await? {
        let Some(envelope) = queries::as_of(&app.db, envelope.id, day).await? else { continue };
        let stood = Appropriation { post, envelope };
        let unused = queries::unused_as_of(&app.db, &stood, day).await?;
        let unused = unused.into_iter().map(|lapse| UnusedBody {
            origin_year: lapse.origin,
            usable_until: lapse.until,
            amount_ore: lapse.amount.ore(),
        });
        bodies.push(AppropriationBody {
            year: stood.post.year,
            chapter: stood.post.chapter,
            item: stood.post.item,
            frame: stood.envelope.into(),
            unused: unused.collect(),
        });
    }
    Ok(Json(bodies))
}
