//! Applications: reading and sending in.

use super::{Asked, Listed, ProblemBody};
use crate::{
    App, PathOf,
    applications::{refusals, show::seen},
    kit::{Problem, Texts},
    session::Signed,
};
use axum::{
    Json,
    extract::{Query, State},
};
use chrono::{DateTime, NaiveDate, Utc};
use grant_applications::{
    Application, Call, Member, Partner,
    queries::{ApplicationFilter, ApplicationRow, applications_for_actor, call_for_actor},
    submit_application,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vocabulary::{ApplicationId, CallId};

/// A row of a list of applications.
#[derive(Serialize, ToSchema)]
#[schema(as = ApplicationRow)]
pub(crate) struct RowBody {
    /// Its id.
    id: Uuid,
    /// What people call it.
    reference: String,
    /// Short name of its call.
    call: String,
    /// The project.
    title: String,
    /// Who applies.
    organisation: String,
    /// The county, by its two digits.
    county: String,
    /// What is applied for, in øre.
    amount_ore: i64,
    /// The state, by its word.
    state: String,
    /// When it was sent in.
    submitted_at: Option<DateTime<Utc>>,
}

impl From<ApplicationRow> for RowBody {
    fn from(row: ApplicationRow) -> RowBody {
        RowBody {
            id: row.id,
            reference: row.reference,
            call: row.call_slug,
            title: row.title,
            organisation: row.organisation,
            county: row.county_number,
            amount_ore: row.amount_ore,
            state: row.state,
            submitted_at: row.submitted_at,
        }
    }
}

/// Another organisation that takes part.
#[derive(Serialize, ToSchema)]
#[schema(as = Partner)]
struct PartnerBody {
    /// Its name.
    name: String,
    /// Its municipality number, when it is one.
    municipality: Option<String>,
}

impl From<Partner> for PartnerBody {
    fn from(Partner { name, municipality }: Partner) -> PartnerBody {
        PartnerBody { name, municipality: municipality.map(|number| number.to_string()) }
    }
}

/// Somebody's part in the project, by function.
#[derive(Serialize, ToSchema)]
#[schema(as = Member)]
struct MemberBody {
    /// `owner`, `steering-group`, `project-group` or `staff`.
    team: &'static str,
    /// As what.
    job: String,
    /// Size of the position in percent.
    percent: Option<i32>,
}

impl From<Member> for MemberBody {
    fn from(Member { team, job, percent }: Member) -> MemberBody {
        MemberBody { team: team.word(), job, percent }
    }
}

/// An application.
#[derive(Serialize, ToSchema)]
#[schema(as = Application)]
pub(crate) struct ApplicationBody {
    /// Its id.
    id: Uuid,
    /// What people call it.
    reference: String,
    /// Short name of its call.
    call: String,
    /// Who applies.
    organisation: Uuid,
    /// The applicant's municipality on `located_on`.
    municipality: String,
    /// The county of that municipality on that day.
    county: String,
    /// The day whose map these two numbers belong to.
    located_on: NaiveDate,
    /// The name of the project.
    title: String,
    /// What is to be done.
    summary: String,
    /// For whom.
    target_group: String,
    /// What is applied for, in øre.
    amount_ore: i64,
    /// What the applicant puts in, in øre.
    own_share_ore: i64,
    /// How the service goes on.
    continuation: String,
    /// Others who take part.
    partners: Vec<PartnerBody>,
    /// Who does what.
    members: Vec<MemberBody>,
    /// How often it was saved.
    revision: i32,
    /// The state, by its word.
    state: &'static str,
    /// When it was sent in.
    submitted_at: Option<DateTime<Utc>>,
    /// SHA-256 of what was sent in, in hexadecimal.
    content_hash: Option<String>,
    /// The reason of the decision, when there is one.
    reason: Option<String>,
    /// What can be done with it now, by the words of the verbs; who may is another question.
    possible: Vec<&'static str>,
}

impl ApplicationBody {
    fn of(application: Application, call: &Call) -> ApplicationBody {
        let submission = application.state.submission();
        let content = application.content;
        ApplicationBody {
            id: application.id.0,
            reference: application.reference,
            call: call.slug.clone(),
            organisation: application.organisation.0,
            municipality: application.municipality.to_string(),
            county: application.county.to_string(),
            located_on: application.located_on.date(),
            title: content.title,
            summary: content.summary,
            target_group: content.target_group,
            amount_ore: content.amount.ore(),
            own_share_ore: content.own_share.ore(),
            continuation: content.continuation,
            partners: content.partners.into_iter().map(PartnerBody::from).collect(),
            members: content.members.into_iter().map(MemberBody::from).collect(),
            revision: application.revision,
            state: application.state.word(),
            submitted_at: submission.map(|submission| submission.at),
            content_hash: submission.map(|submission| submission.content_hash.clone()),
            reason: application.state.reason().map(str::to_owned),
            possible: application.state.possible().iter().map(|verb| verb.word()).collect(),
        }
    }
}

/// The id of the call a list is narrowed to. An unknown one narrows to nothing.
pub(super) async fn wanted_call(
    app: &App,
    actor: &vocabulary::Actor,
    asked: &Asked,
) -> Result<Option<CallId>, Problem> {
    let Some(slug) = &asked.call else { return Ok(None) };
    let call = call_for_actor(&app.db, Some(actor), slug).await?;
    Ok(Some(call.map_or(CallId(Uuid::nil()), |view| view.call.id)))
}

/// The applications one may see: an applicant its own, the directorate all that are sent in. Sorts by
/// `reference`, `organisation`, `title`, `county`, `amount`, `state` or `submitted`.
#[utoipa::path(get, path = "/api/v1/applications", tag = "applications", params(Asked),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "A page of applications", body = Listed<RowBody>),
        (status = 401, description = "Not signed in", body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<App>,
    Signed(actor): Signed,
    Query(asked): Query<Asked>,
) -> Result<Json<Listed<RowBody>>, Problem> {
    let filter = ApplicationFilter {
        call: wanted_call(&app, &actor, &asked).await?,
        state: asked.state.clone(),
        county: asked.county.as_ref().and_then(|county| county.parse().ok()),
        look: asked.look(),
    };
    let page = applications_for_actor(&app.db, &actor, &filter).await?;
    Ok(Json(Listed::of(page, RowBody::from)))
}

/// One application.
#[utoipa::path(get, path = "/api/v1/applications/{id}", tag = "applications",
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The application", body = ApplicationBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 404, description = "No such application, or not yours", body = ProblemBody)))]
pub(crate) async fn one(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
) -> Result<Json<ApplicationBody>, Problem> {
    let (application, call) = seen(&app, &actor, id).await?;
    Ok(Json(ApplicationBody::of(application, &call.call)))
}

/// Sends an application in. It cannot be changed afterwards.
#[utoipa::path(post, path = "/api/v1/applications/{id}/submit", tag = "applications",
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "As it was sent in", body = ApplicationBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the applicant can", body = ProblemBody),
        (status = 404, description = "No such application, or not yours", body = ProblemBody),
        (status = 409, description = "Not possible now", body = ProblemBody),
        (status = 422, description = "Something is not filled in", body = ProblemBody)))]
pub(crate) async fn submit(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
) -> Result<Json<ApplicationBody>, Problem> {
    let (_, call) = seen(&app, &actor, id).await?;
    submit_application(&app.db, app.clock.as_ref(), &actor, &app.desk, id)
        .await
        .map_err(|error| refusals::of_apply(texts, Some(id), &call.call.slug, &error))?;
    app.bell.ring();
    let (application, call) = seen(&app, &actor, id).await?;
    Ok(Json(ApplicationBody::of(application, &call.call)))
}
