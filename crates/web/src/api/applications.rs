//! Applications: reading and sending in.

use super::{
    Asked, Listed, ProblemBody, StaleBody, apply::Deed, doubts::refuse_unknown_keys,
    listed::FieldProblemBody,
};
use crate::{
    App, PathOf,
    applications::{
        opened::definition,
        show::{refuse_unread, seen},
        stale_problem,
    },
    json::JsonOf,
    kit::{FieldProblem, Problem, Texts},
    session::Signed,
};
use axum::{
    Json,
    extract::{Query, State},
};
use chrono::{DateTime, NaiveDate, Utc};
use forms::Answers;
use grant_applications::{
    Application, ApplicationVerb, ApplyError, Call, Member, Participant, Partner, Version,
    queries::{
        ApplicationFilter, ApplicationRow, application_for_actor, applications_for_actor,
        call_for_actor, plain_call,
    },
    submit_application,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vocabulary::{Actor, ApplicationId, CallId};

/// Which answers are sent in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SubmittedRevision)]
pub(crate) struct SubmitBody {
    /// The revision that was looked over: what was saved since is not sent in unseen.
    revision: i32,
}

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
    /// The project; null while impartiality keeps the application from the reader.
    title: Option<String>,
    /// Who applies.
    organisation: String,
    /// The county, by its two digits.
    county: String,
    /// What is applied for, in øre; null as the title.
    amount_ore: Option<i64>,
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

/// What is being written.
#[derive(Serialize, ToSchema)]
#[schema(as = ApplicationDraft)]
struct DraftBody {
    /// The answers, as they were typed: they may be wrong.
    #[schema(value_type = Object)]
    answers: Answers,
    /// The form version they belong to.
    form: Uuid,
    /// When they were saved last.
    saved_at: DateTime<Utc>,
    /// By whom.
    saved_by: String,
}

/// One version that was sent in.
#[derive(Serialize, ToSchema)]
#[schema(as = ApplicationVersion)]
struct VersionBody {
    /// From 1.
    number: i32,
    /// The form version that was answered.
    form: Uuid,
    /// The answers.
    #[schema(value_type = Object)]
    answers: Answers,
    /// SHA-256 of the answers together with the form's, in hexadecimal.
    content_hash: String,
    /// When.
    submitted_at: DateTime<Utc>,
    /// By whom.
    submitted_by: String,
    /// After the call had closed.
    late: bool,
}

/// What was asked for.
#[derive(Serialize, ToSchema)]
#[schema(as = RequestedInformation)]
struct RequestedBody {
    /// What was missing.
    what: String,
    /// The last day to add it.
    due_on: NaiveDate,
    /// When it was asked for.
    asked_at: DateTime<Utc>,
    /// When a new version came.
    answered_at: Option<DateTime<Utc>>,
}

/// Another organisation in the project.
#[derive(Serialize, ToSchema)]
#[schema(as = Participant)]
pub(crate) struct ParticipantBody {
    /// Its id.
    organisation: Uuid,
    /// Its name.
    name: String,
    /// When it was invited.
    invited_at: DateTime<Utc>,
    /// When it joined.
    joined_at: Option<DateTime<Utc>>,
    /// When it left.
    left_at: Option<DateTime<Utc>>,
}

impl From<Participant> for ParticipantBody {
    fn from(other: Participant) -> ParticipantBody {
        ParticipantBody {
            organisation: other.organisation.0,
            name: other.name,
            invited_at: other.invited_at,
            joined_at: other.joined_at,
            left_at: other.left_at,
        }
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
    /// The answers of the version last sent in, or of the draft of what was never sent in, by the keys of
    /// the form.
    #[schema(value_type = Object)]
    answers: Answers,
    /// The form version that `answers` belong to.
    form: Uuid,
    /// What is being written, for those who write it.
    draft: Option<DraftBody>,
    /// What can never be right in what is being written, by the keys of the form. It is kept all the
    /// same; empty for everybody but those who write it.
    #[schema(value_type = Vec<FieldProblemBody>)]
    doubts: Vec<FieldProblem>,
    /// Every version that was sent in, oldest first.
    versions: Vec<VersionBody>,
    /// What was asked for, oldest first.
    requests: Vec<RequestedBody>,
    /// The other organisations in the project.
    organisations: Vec<ParticipantBody>,
    /// It arrived after the call had closed.
    arrived_late: bool,
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
    /// What you can do with it now, by the words of the verbs: with this role, at this moment of its call.
    possible: Vec<&'static str>,
}

impl ApplicationBody {
    /// With what can never be right in what is being written.
    pub(super) fn doubted(self, doubts: Vec<FieldProblem>) -> ApplicationBody {
        ApplicationBody { doubts, ..self }
    }
    pub(super) fn of(
        application: Application,
        call: &Call,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> ApplicationBody {
        let submission = application.state.submission().cloned();
        let possible = application.possible_for(actor, call, now);
        let possible = possible.into_iter().map(ApplicationVerb::word).collect();
        let writes = actor.confined_to().is_some();
        let content = application.content;
        let version = |version: Version| VersionBody {
            number: version.number,
            form: version.form.0,
            answers: version.answers,
            content_hash: version.content_hash,
            submitted_at: version.submitted_at,
            submitted_by: version.submitted_by,
            late: version.late,
        };
        // What is not sent in is nobody's but theirs who write it.
        let draft = application.draft.filter(|_| writes).map(|draft| DraftBody {
            answers: draft.answers,
            form: draft.form.0,
            saved_at: draft.saved_at,
            saved_by: draft.saved_by,
        });
        let requests = application.requests.into_iter().map(|asked| RequestedBody {
            what: asked.what,
            due_on: asked.due_on.date(),
            asked_at: asked.asked_at,
            answered_at: asked.answered_at,
        });
        let organisations = application.organisations.into_iter().map(ParticipantBody::from);
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
            answers: application.answers,
            form: application.form.0,
            draft,
            doubts: Vec::new(),
            versions: application.versions.into_iter().map(version).collect(),
            requests: requests.collect(),
            organisations: organisations.collect(),
            arrived_late: application.arrived_late,
            revision: application.revision,
            state: application.state.word(),
            submitted_at: submission.as_ref().map(|submission| submission.at),
            content_hash: submission.map(|submission| submission.content_hash),
            reason: application.state.reason().map(str::to_owned),
            possible,
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
    let page = applications_for_actor(&app.db, &actor, app.clock.today(), &filter).await?;
    Ok(Json(Listed::of(page, RowBody::from)))
}

/// One application.
#[utoipa::path(get, path = "/api/v1/applications/{id}", tag = "applications",
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The application", body = ApplicationBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Impartiality is to be declared first, or stands in the way", body = ProblemBody),
        (status = 404, description = "No such application, or not yours", body = ProblemBody)))]
pub(crate) async fn one(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
) -> Result<Json<ApplicationBody>, Problem> {
    // Whether there is such an application comes before whether it may be read.
    seen(&app, &actor, id).await?;
    refuse_unread(&app, &actor, id, texts).await?;
    Ok(Json(Deed { app: &app, actor: &actor, id, texts }.answered().await?))
}

/// Sends an application in: for the first time, as a new version while the call is open, or with what
/// was asked for. A key that the form does not have is refused with those that are like it. When somebody
/// has saved since `revision` was read, nothing is sent in: `/problems/stale` says the revision that stands
/// (its `differences` are empty, as no answers were sent along).
#[utoipa::path(post, path = "/api/v1/applications/{id}/submit", tag = "applications",
    request_body = SubmitBody,
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "As it was sent in", body = ApplicationBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the applicant can", body = ProblemBody),
        (status = 404, description = "No such application, or not yours", body = ProblemBody),
        (status = 409, description = "Saved by somebody else meanwhile (`/problems/stale`, as here), or not possible now", body = StaleBody),
        (status = 422, description = "Something is not filled in, or no revision was said", body = ProblemBody)))]
pub(crate) async fn submit(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
    JsonOf(body): JsonOf<SubmitBody>,
) -> Result<Json<ApplicationBody>, Problem> {
    let application =
        application_for_actor(&app.db, &actor, id).await?.ok_or_else(Problem::not_found)?;
    // What is refused for other reasons is not examined for them.
    let is_own = actor.applies_for(application.organisation);
    let is_seen = application.revision == body.revision;
    if is_own && is_seen && application.allow(ApplicationVerb::Submit).is_ok() {
        let call = plain_call(&app.db, application.call).await?.ok_or_else(Problem::not_found)?;
        refuse_unknown_keys(&app, &application, &call, texts).await?;
    }
    match submit_application(&app.db, app.clock.as_ref(), &actor, id, body.revision).await {
        // What stands now is at hand: nothing is read again of what everybody sends in on the last day.
        Ok(sent) => {
            app.bell.ring();
            Ok(Json(ApplicationBody::of(sent.application, &sent.call, &actor, app.clock.now())))
        }
        Err(ApplyError::Stale(standing)) => {
            let (answers, form) = standing.working();
            let form = definition(&app, form).await?;
            Err(stale_problem(texts, &form, answers, &standing, None, ""))
        }
        Err(error) => {
            let deed = Deed { app: &app, actor: &actor, id, texts };
            deed.of_applicants(async { Err::<(), _>(error) }).await
        }
    }
}
