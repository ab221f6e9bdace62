//! Who sends in for which organisation.

use super::ProblemBody;
use crate::{
    App,
    json::JsonOf,
    kit::{FieldProblem, Problem, Texts},
    session::Officer,
    signatories::refusal,
};
use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use organisations::{
    NewSignatory, SignatoryError, end_signatory,
    queries::{SignatoryRow, registered_signatories_for_actor},
    register_signatory,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vocabulary::{Actor, OrganisationId, PersonId};

/// Somebody who sends in for an organisation.
#[derive(Serialize, ToSchema)]
#[schema(as = Signatory)]
pub(crate) struct SignatoryBody {
    /// Who.
    person: Uuid,
    /// The name.
    person_name: String,
    /// For which organisation.
    organisation: Uuid,
    /// Its name.
    organisation_name: String,
    /// The first day.
    from_on: NaiveDate,
    /// The last day; open-ended without one.
    to_on: Option<NaiveDate>,
    /// Today is one of these days.
    signs_today: bool,
}

async fn registered(app: &App, actor: &Actor) -> Result<Vec<SignatoryBody>, Problem> {
    let today = app.clock.today();
    let row = |SignatoryRow { organisation, organisation_name, signatory }| SignatoryBody {
        signs_today: signatory.signs_on(today),
        person: signatory.person.id.0,
        person_name: signatory.person.name,
        organisation: organisation.0,
        organisation_name,
        from_on: signatory.from.date(),
        to_on: signatory.to.map(|to| to.date()),
    };
    let found = registered_signatories_for_actor(&app.db, actor).await?;
    Ok(found.into_iter().map(row).collect())
}

fn refused(texts: Texts, error: &SignatoryError) -> Problem {
    match refusal(error, texts) {
        Ok((field, detail)) => {
            let field = match field {
                "whom" => "person",
                "to" => "to_on",
                _ => "from_on",
            };
            Problem::invalid(vec![FieldProblem { field: field.to_owned(), detail }])
        }
        Err(problem) => problem,
    }
}

/// Those who send in for organisations, also those who did or will. For the directorate.
#[utoipa::path(get, path = "/api/v1/signatories", tag = "registers",
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The signatories", body = Vec<SignatoryBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<App>,
    Officer(actor): Officer,
) -> Result<Json<Vec<SignatoryBody>>, Problem> {
    Ok(Json(registered(&app, &actor).await?))
}

/// A signatory to register.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewSignatory)]
pub(crate) struct NewSignatoryBody {
    /// Who: somebody who applies for the organisation.
    person: Uuid,
    /// For which organisation.
    organisation: Uuid,
    /// The first day.
    from_on: NaiveDate,
    /// The last day; open-ended without one.
    #[serde(default)]
    to_on: Option<NaiveDate>,
}

/// Registers who sends in for an organisation. While it has signatories, nobody else does.
#[utoipa::path(post, path = "/api/v1/signatories", tag = "registers", request_body = NewSignatoryBody,
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "The signatories", body = Vec<SignatoryBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 422, description = "Nobody who applies for it, registered already, or days that do not fit", body = ProblemBody)))]
pub(crate) async fn register(
    State(app): State<App>,
    Officer(actor): Officer,
    texts: Texts,
    JsonOf(body): JsonOf<NewSignatoryBody>,
) -> Result<(StatusCode, Json<Vec<SignatoryBody>>), Problem> {
    let new = NewSignatory {
        person: PersonId(body.person),
        organisation: OrganisationId(body.organisation),
        from: body.from_on.into(),
        to: body.to_on.map(Into::into),
    };
    register_signatory(&app.db, app.clock.as_ref(), &actor, new)
        .await
        .map_err(|error| refused(texts, &error))?;
    Ok((StatusCode::CREATED, Json(registered(&app, &actor).await?)))
}

/// Whose signature ends, and when.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SignatoryEnd)]
pub(crate) struct EndBody {
    /// Who.
    person: Uuid,
    /// For which organisation.
    organisation: Uuid,
    /// The last day they send in.
    on: NaiveDate,
}

/// Says until when somebody sends in for an organisation.
#[utoipa::path(post, path = "/api/v1/signatories/end", tag = "registers", request_body = EndBody,
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The signatories", body = Vec<SignatoryBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 422, description = "Not a signatory then", body = ProblemBody)))]
pub(crate) async fn end(
    State(app): State<App>,
    Officer(actor): Officer,
    texts: Texts,
    JsonOf(body): JsonOf<EndBody>,
) -> Result<Json<Vec<SignatoryBody>>, Problem> {
    let (person, organisation) = (PersonId(body.person), OrganisationId(body.organisation));
    let clock = app.clock.as_ref();
    end_signatory(&app.db, clock, &actor, person, organisation, body.on.into())
        .await
        .map_err(|error| refused(texts, &error))?;
    Ok(Json(registered(&app, &actor).await?))
}
