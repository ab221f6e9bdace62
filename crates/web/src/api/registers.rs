//! The registers that disqualify by themselves: who is tied to which organisation, and who is above
//! whom.

use super::ProblemBody;
use crate::{
    App, PathOf,
    assessments::refusals::{self, TieFields},
    json::JsonOf,
    kit::{FieldErrors, FieldProblem, Problem, Texts},
    session::Officer,
};
use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use grant_applications::{
    NewTie, TieError, TieKind, end_superior, end_tie,
    queries::{SuperiorRow, superiors_for_actor, ties_for_actor},
    register_tie, set_superior,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vocabulary::{Actor, OrganisationId, PersonId, SuperiorId, TieId};

const TIE: TieFields = TieFields {
    person: "person",
    other: "organisation",
    from: "from_on",
    to: "to_on",
    note: "note",
};

const SUPERIOR: TieFields =
    TieFields { person: "person", other: "superior", from: "from_on", to: "to_on", note: "note" };

/// The fields of a body that ends something.
const END: TieFields = TieFields { to: "on", from: "on", ..TIE };

fn refused(texts: Texts, error: &TieError, fields: TieFields) -> Problem {
    let mut errors = FieldErrors::none();
    let problem = match error {
        // It stands in the path.
        TieError::NoTie => Some(Problem::not_found()),
        error => refusals::of_ties(texts, error, fields, &mut errors),
    };
    problem.unwrap_or_else(|| Problem::invalid(errors.into_problems()))
}

/// When something ends.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LastDay)]
pub(crate) struct EndBody {
    /// The last day.
    on: NaiveDate,
}

/// A person's tie to an organisation.
#[derive(Serialize, ToSchema)]
#[schema(as = Tie)]
pub(crate) struct TieBody {
    /// Its id.
    id: Uuid,
    /// Who.
    person: Uuid,
    /// Their name.
    person_name: String,
    /// To which organisation.
    organisation: Uuid,
    /// Its name.
    organisation_name: String,
    /// `party`, `kin`, `representative`, `leader`, `board`, `employed` or `other`.
    kind: &'static str,
    /// What more there is to know.
    note: String,
    /// The first day.
    from_on: NaiveDate,
    /// The last day; open-ended without one.
    to_on: Option<NaiveDate>,
}

async fn registered(app: &App, actor: &Actor) -> Result<Vec<TieBody>, Problem> {
    let rows = ties_for_actor(&app.db, actor).await?.into_iter();
    let row = |row: grant_applications::queries::TieRow| TieBody {
        id: row.tie.id.0,
        person: row.tie.person.0,
        person_name: row.person_name,
        organisation: row.tie.organisation.0,
        organisation_name: row.organisation_name,
        kind: row.tie.kind.word(),
        note: row.tie.note,
        from_on: row.tie.from.date(),
        to_on: row.tie.to.map(|to| to.date()),
    };
    Ok(rows.map(row).collect())
}

/// The register of ties. For the directorate.
#[utoipa::path(get, path = "/api/v1/ties", tag = "registers",
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The ties", body = Vec<TieBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody)))]
pub(crate) async fn ties(
    State(app): State<App>,
    Officer(actor): Officer,
) -> Result<Json<Vec<TieBody>>, Problem> {
    Ok(Json(registered(&app, &actor).await?))
}

/// A tie to register.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTie)]
pub(crate) struct NewTieBody {
    /// Who.
    person: Uuid,
    /// To which organisation.
    organisation: Uuid,
    /// `party`, `kin`, `representative`, `leader`, `board`, `employed` or `other`.
    kind: String,
    /// What more there is to know.
    #[serde(default)]
    note: String,
    /// The first day, today or earlier.
    from_on: NaiveDate,
    /// The last day; open-ended without one.
    to_on: Option<NaiveDate>,
}

/// Registers a tie. It blocks at once, in every case that concerns the organisation.
#[utoipa::path(post, path = "/api/v1/ties", tag = "registers", request_body = NewTieBody,
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "The ties", body = Vec<TieBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 422, description = "No such person, organisation or kind, or days that do not fit", body = ProblemBody)))]
pub(crate) async fn add_tie(
    State(app): State<App>,
    Officer(actor): Officer,
    texts: Texts,
    JsonOf(body): JsonOf<NewTieBody>,
) -> Result<(StatusCode, Json<Vec<TieBody>>), Problem> {
    let Some(kind) = TieKind::from_word(&body.kind) else {
        let detail = texts.t("assessments-choose").to_string();
        return Err(Problem::invalid(vec![FieldProblem { field: "kind".to_owned(), detail }]));
    };
    let new = NewTie {
        person: PersonId(body.person),
        organisation: OrganisationId(body.organisation),
        kind,
        note: body.note,
        from: body.from_on.into(),
        to: body.to_on.map(Into::into),
    };
    register_tie(&app.db, app.clock.as_ref(), &actor, new)
        .await
        .map_err(|error| refused(texts, &error, TIE))?;
    Ok((StatusCode::CREATED, Json(registered(&app, &actor).await?)))
}

/// Gives a tie its last day.
#[utoipa::path(post, path = "/api/v1/ties/{id}/end", tag = "registers", request_body = EndBody,
    params(("id" = Uuid, Path, description = "The tie")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The ties", body = Vec<TieBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such tie", body = ProblemBody),
        (status = 422, description = "Before it began, or ended already", body = ProblemBody)))]
pub(crate) async fn ends_tie(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<TieId>,
    texts: Texts,
    JsonOf(body): JsonOf<EndBody>,
) -> Result<Json<Vec<TieBody>>, Problem> {
    end_tie(&app.db, app.clock.as_ref(), &actor, id, body.on.into())
        .await
        .map_err(|error| refused(texts, &error, END))?;
    Ok(Json(registered(&app, &actor).await?))
}

/// Who is above whom.
#[derive(Serialize, ToSchema)]
#[schema(as = Superior)]
pub(crate) struct SuperiorBody {
    /// Its id.
    id: Uuid,
    /// The subordinate.
    person: Uuid,
    /// The subordinate's name.
    person_name: String,
    /// The superior.
    superior: Uuid,
    /// The superior's name.
    superior_name: String,
    /// The first day.
    from_on: NaiveDate,
    /// The last day; open-ended without one.
    to_on: Option<NaiveDate>,
}

async fn above(app: &App, actor: &Actor) -> Result<Vec<SuperiorBody>, Problem> {
    let row = |row: SuperiorRow| SuperiorBody {
        id: row.superior.id.0,
        person: row.superior.person.0,
        person_name: row.person_name,
        superior: row.superior.superior.0,
        superior_name: row.superior_name,
        from_on: row.superior.from.date(),
        to_on: row.superior.to.map(|to| to.date()),
    };
    Ok(superiors_for_actor(&app.db, actor).await?.into_iter().map(row).collect())
}

/// Who is above whom in the directorate. A superior's disqualification reaches subordinates.
#[utoipa::path(get, path = "/api/v1/superiors", tag = "registers",
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The superiors", body = Vec<SuperiorBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody)))]
pub(crate) async fn superiors(
    State(app): State<App>,
    Officer(actor): Officer,
) -> Result<Json<Vec<SuperiorBody>>, Problem> {
    Ok(Json(above(&app, &actor).await?))
}

/// A superior to register.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewSuperior)]
pub(crate) struct NewSuperiorBody {
    /// The subordinate.
    person: Uuid,
    /// The superior.
    superior: Uuid,
    /// The first day, today or earlier.
    from_on: NaiveDate,
}

/// Registers who is above somebody from a day on. Whoever was it before is so no longer from that day.
#[utoipa::path(post, path = "/api/v1/superiors", tag = "registers", request_body = NewSuperiorBody,
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "The superiors", body = Vec<SuperiorBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 422, description = "No such person, a circle, or days that do not fit", body = ProblemBody)))]
pub(crate) async fn add_superior(
    State(app): State<App>,
    Officer(actor): Officer,
    texts: Texts,
    JsonOf(body): JsonOf<NewSuperiorBody>,
) -> Result<(StatusCode, Json<Vec<SuperiorBody>>), Problem> {
    let (person, superior) = (PersonId(body.person), PersonId(body.superior));
    let clock = app.clock.as_ref();
    set_superior(&app.db, clock, &actor, person, superior, body.from_on.into())
        .await
        .map_err(|error| refused(texts, &error, SUPERIOR))?;
    Ok((StatusCode::CREATED, Json(above(&app, &actor).await?)))
}

/// Says until when somebody was a superior.
#[utoipa::path(post, path = "/api/v1/superiors/{id}/end", tag = "registers", request_body = EndBody,
    params(("id" = Uuid, Path, description = "The superior's entry")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The superiors", body = Vec<SuperiorBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such entry", body = ProblemBody),
        (status = 422, description = "Before it began, or ended already", body = ProblemBody)))]
pub(crate) async fn ends_superior(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<SuperiorId>,
    texts: Texts,
    JsonOf(body): JsonOf<EndBody>,
) -> Result<Json<Vec<SuperiorBody>>, Problem> {
    end_superior(&app.db, app.clock.as_ref(), &actor, id, body.on.into())
        .await
        .map_err(|error| refused(texts, &error, END))?;
    Ok(Json(above(&app, &actor).await?))
}
