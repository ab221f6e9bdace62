//! Several organisations in one project: inviting, joining, leaving.

use super::{
    ProblemBody,
    applications::{ApplicationBody, ParticipantBody},
    apply::Deed,
};
use crate::{
    App, PathOf,
    applications::{invited_to, refusals::of_participants, show::seen},
    json::{Bare, JsonOf},
    kit::{FieldProblem, Problem, Texts},
    session::Signed,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use chrono::{DateTime, Utc};
use grant_applications::{
    Application, ParticipantError, invite_organisation, join_application, leave_application,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vocabulary::{ApplicationId, OrganisationId};

/// Whom to invite.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewParticipant)]
pub(crate) struct InviteBody {
    /// The organisation.
    organisation: Uuid,
}

/// What one's organisation is invited to, and nothing more of it before it joins.
#[derive(Serialize, ToSchema)]
#[schema(as = Invitation)]
pub(crate) struct InvitationBody {
    /// The application.
    application: Uuid,
    /// What people call it.
    reference: String,
    /// The name of the project.
    title: String,
    /// Who applies.
    organisation: Uuid,
    /// The name of who applies.
    organisation_name: String,
    /// Short name of the call.
    call: String,
    /// When applications may no longer come.
    closes_at: DateTime<Utc>,
    /// When one was invited.
    invited_at: Option<DateTime<Utc>>,
}

fn participants(application: Application) -> Vec<ParticipantBody> {
    application.organisations.into_iter().map(ParticipantBody::from).collect()
}

/// The other organisations in the project, and those that are invited or have left.
#[utoipa::path(get, path = "/api/v1/applications/{id}/organisations", tag = "participants",
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The organisations", body = Vec<ParticipantBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 404, description = "No such application, or not yours", body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
) -> Result<Json<Vec<ParticipantBody>>, Problem> {
    Ok(Json(participants(seen(&app, &actor, id).await?.0)))
}

/// Invites an organisation into the project; its people get a letter.
#[utoipa::path(post, path = "/api/v1/applications/{id}/organisations", tag = "participants",
    request_body = InviteBody,
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "The organisations", body = Vec<ParticipantBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the applicant invites", body = ProblemBody),
        (status = 404, description = "No such application, or not yours", body = ProblemBody),
        (status = 409, description = "Not possible now", body = ProblemBody),
        (status = 422, description = "No organisation that can be invited, or it is in already", body = ProblemBody)))]
pub(crate) async fn invite(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
    JsonOf(body): JsonOf<InviteBody>,
) -> Result<(StatusCode, Json<Vec<ParticipantBody>>), Problem> {
    let (_, call) = seen(&app, &actor, id).await?;
    let organisation = OrganisationId(body.organisation);
    let clock = app.clock.as_ref();
    let invited = invite_organisation(&app.db, clock, &actor, &app.desk, id, organisation).await;
    if let Err(error) = invited {
        let problem = of_participants(texts, id, &call.call.slug, &error);
        if !matches!(error, ParticipantError::NoOrganisation | ParticipantError::AlreadyIn(_)) {
            return Err(problem);
        }
        let detail = problem.detail.unwrap_or_default().into_string();
        let field = "organisation".to_owned();
        return Err(Problem::invalid(vec![FieldProblem { field, detail }]));
    }
    app.bell.ring();
    Ok((StatusCode::CREATED, Json(participants(seen(&app, &actor, id).await?.0))))
}

/// What one's organisation is invited to. For everybody else there is no such invitation.
#[utoipa::path(get, path = "/api/v1/applications/{id}/invitation", tag = "participants",
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The invitation", body = InvitationBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "The directorate is never invited", body = ProblemBody),
        (status = 404, description = "Not invited, or answered already", body = ProblemBody)))]
pub(crate) async fn invitation(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
) -> Result<Json<InvitationBody>, Problem> {
    let (application, call) = invited_to(&app, &actor, id).await?;
    let applicant = organisations::organisation(&app.db, application.organisation).await?;
    let own =
        application.organisations.iter().find(|one| Some(one.organisation) == actor.confined_to());
    Ok(Json(InvitationBody {
        invited_at: own.map(|own| own.invited_at),
        organisation: application.organisation.0,
        organisation_name: applicant.map(|one| one.name).unwrap_or_default(),
        closes_at: call.closes_at,
        call: call.slug,
        application: application.id.0,
        reference: application.reference,
        title: application.content.title,
    }))
}

/// Joins the project one's organisation is invited to: from then on it writes in the application too.
#[utoipa::path(post, path = "/api/v1/applications/{id}/invitation", tag = "participants",
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The application", body = ApplicationBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "The directorate is never invited", body = ProblemBody),
        (status = 404, description = "Not invited, or answered already", body = ProblemBody),
        (status = 409, description = "Not possible now", body = ProblemBody)))]
pub(crate) async fn join(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
    Bare: Bare,
) -> Result<Json<ApplicationBody>, Problem> {
    let (_, call) = invited_to(&app, &actor, id).await?;
    join_application(&app.db, app.clock.as_ref(), &actor, id)
        .await
        .map_err(|error| of_participants(texts, id, &call.slug, &error))?;
    app.bell.ring();
    Ok(Json(Deed { app: &app, actor: &actor, id, texts }.answered().await?))
}

/// Takes an organisation out of the project: its own people, also when it is only invited, or the
/// applicant.
#[utoipa::path(delete, path = "/api/v1/applications/{id}/organisations/{organisation}", tag = "participants",
    params(("id" = Uuid, Path, description = "The application"),
        ("organisation" = Uuid, Path, description = "The organisation that leaves")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 204, description = "It has left"),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the applicant and the organisation itself can", body = ProblemBody),
        (status = 404, description = "No such application, or not yours", body = ProblemBody),
        (status = 409, description = "It is not in the project, or not possible now", body = ProblemBody)))]
pub(crate) async fn leave(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    Path((_id, organisation)): Path<(String, String)>,
    texts: Texts,
) -> Result<StatusCode, Problem> {
    let organisation = organisation.parse::<OrganisationId>().map_err(|_| Problem::not_found())?;
    let slug = match invited_to(&app, &actor, id).await {
        Ok((_, call)) => call.slug,
        Err(_) => seen(&app, &actor, id).await?.1.call.slug,
    };
    leave_application(&app.db, app.clock.as_ref(), &actor, id, organisation)
        .await
        .map_err(|error| of_participants(texts, id, &slug, &error))?;
    app.bell.ring();
    Ok(StatusCode::NO_CONTENT)
}
