//! Applications: writing them, and what officers do with what was sent in.

use super::{ProblemBody, applications::ApplicationBody};
use crate::{
    App, PathOf,
    applications::{
        refusals,
        show::{refuse_unread, seen},
    },
    kit::{FieldProblem, Problem, Texts},
    questions,
    session::{Officer, Signed},
};
use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use forms::{Answers, Definition};
use grant_applications::{
    Application, ApplyError, NewApplication, admit_late, ask_for_more, begin_application,
    check_application, dismiss_application, drop_working_copy, save_application,
    withdraw_application,
};
use organisations::queries::municipality_on;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use vocabulary::{Actor, ApplicationId, Day, Language};

/// An application to begin.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewApplication)]
pub(crate) struct NewBody {
    /// Short name of the call.
    call: String,
    /// The municipality number, for applicants that are no municipality themselves.
    municipality: Option<String>,
    /// The answers so far; what is known and not answered is filled in. They may be wrong or missing:
    /// that is said when it is sent in.
    #[serde(default)]
    answers: Value,
}

/// Answers to save.
#[derive(Deserialize, ToSchema)]
#[schema(as = AnswersToSave)]
pub(crate) struct AnswersBody {
    /// The revision the writer saw.
    revision: i32,
    /// All answers, as the form's schema describes them.
    answers: Value,
}

/// A reason that the applicant reads.
#[derive(Deserialize, ToSchema)]
#[schema(as = Reason)]
pub(crate) struct ReasonBody {
    /// Whole sentences in the applicant's language.
    reason: String,
}

/// What is missing.
#[derive(Deserialize, ToSchema)]
#[schema(as = RequestForMore)]
pub(crate) struct RequestBody {
    /// What, as the applicant reads it.
    what: String,
    /// The last day to add it.
    due_on: NaiveDate,
}

fn answers(value: Value) -> Result<Answers, Problem> {
    let value = if value.is_null() { Value::Object(serde_json::Map::new()) } else { value };
    Answers::from_value(value).ok_or_else(|| {
        let detail = "an object with the questions' keys".to_owned();
        Problem::invalid(vec![FieldProblem { field: "answers".to_owned(), detail }])
    })
}

/// A refusal with the fields by the keys of the form, as the schema names them.
pub(super) async fn refused(
    app: &App,
    texts: Texts,
    id: Option<ApplicationId>,
    call: &str,
    form: Option<vocabulary::FormVersionId>,
    error: ApplyError,
) -> Problem {
    let definition = match form {
        Some(form) => forms::version(&app.db, form).await.ok().flatten().map(|v| v.definition),
        None => None,
    };
    match &error {
        ApplyError::Incomplete(doubts) => {
            let errors = doubts.iter().map(|doubt| FieldProblem {
                field: doubt.at.to_string(),
                detail: questions::words::doubt(doubt, definition.as_ref(), texts),
            });
            Problem::invalid(errors.collect()).detail(texts.t("applications-incomplete"))
        }
        _ => refusals::of_apply(texts, id, call, &error),
    }
}

/// A stale save: what stands now, question by question, where it is not what was sent.
fn stale(texts: Texts, definition: &Definition, sent: &Answers, standing: &Application) -> Problem {
    let language: Language = texts.language();
    let differences =
        forms::differences(definition, sent, standing.working().0, language, &|_| None);
    let errors = differences.into_iter().map(|one| FieldProblem {
        field: one.key.clone(),
        detail: standing.working().0.get(&one.key).map(Value::to_string).unwrap_or_default(),
    });
    let detail = texts.t("applications-stale");
    let mut problem = Problem::conflict(detail).kind("/problems/stale");
    problem.errors = errors.collect();
    problem
}

async fn answered(app: &App, actor: &Actor, id: ApplicationId) -> Result<ApplicationBody, Problem> {
    let (application, call) = seen(app, actor, id).await?;
    Ok(ApplicationBody::of(application, &call.call, actor))
}

/// Begins an application for the organisation one applies for.
#[utoipa::path(post, path = "/api/v1/applications", tag = "applications", request_body = NewBody,
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "The draft", body = ApplicationBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only applicants can", body = ProblemBody),
        (status = 404, description = "No such call", body = ProblemBody),
        (status = 409, description = "The call takes no applications now", body = ProblemBody),
        (status = 422, description = "The municipality is missing", body = ProblemBody)))]
pub(crate) async fn begin(
    State(app): State<App>,
    Signed(actor): Signed,
    texts: Texts,
    Json(body): Json<NewBody>,
) -> Result<(StatusCode, Json<ApplicationBody>), Problem> {
    let call = crate::calls::seen(&app, Some(&actor), &body.call).await?.call;
    let failed = |error| refusals::of_apply(texts, None, &call.slug, &error);
    let organisation = actor.confined_to().ok_or_else(|| failed(ApplyError::NotYours))?;
    let own = organisations::organisation(&app.db, organisation).await?;
    let own = own.and_then(|own| own.municipality);
    // A municipality applies from where it lies: its county decides which envelope it is paid from.
    let opens_on = Day::at(call.opens_at);
    let is_there = match own {
        Some(own) => municipality_on(&app.db, own, opens_on).await?.is_some(),
        None => false,
    };
    let named = body.municipality.as_deref().and_then(|number| number.parse().ok());
    let Some(municipality) = own.filter(|_| is_there).or(named).or(own) else {
        let detail = texts.t("applications-municipality-unknown").to_string();
        let field = "municipality".to_owned();
        return Err(Problem::invalid(vec![FieldProblem { field, detail }]));
    };
    let answers = answers(body.answers)?;
    let new = NewApplication { call: call.id, organisation, municipality, answers };
    let id = match begin_application(&app.db, app.clock.as_ref(), &actor, new).await {
        Ok(id) => id,
        Err(error) => {
            return Err(refused(&app, texts, None, &call.slug, call.form, error).await);
        }
    };
    Ok((StatusCode::CREATED, Json(answered(&app, &actor, id).await?)))
}

/// Saves all answers. They may be wrong: that is said when it is sent in. A stale save is refused, and
/// the problem says what stands now, question by question.
#[utoipa::path(put, path = "/api/v1/applications/{id}/answers", tag = "applications",
    request_body = AnswersBody,
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "As it is now", body = ApplicationBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the applicants can", body = ProblemBody),
        (status = 404, description = "No such application, or not yours", body = ProblemBody),
        (status = 409, description = "Saved by somebody else meanwhile, or not possible now", body = ProblemBody),
        (status = 422, description = "Not answers, or files that are not this application's", body = ProblemBody)))]
pub(crate) async fn save(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
    Json(body): Json<AnswersBody>,
) -> Result<Json<ApplicationBody>, Problem> {
    let (application, call) = seen(&app, &actor, id).await?;
    let form = application.working().1;
    let sent = answers(body.answers)?;
    let (clock, db) = (app.clock.as_ref(), &app.db);
    match save_application(db, clock, &actor, id, body.revision, sent.clone()).await {
        Ok(_) => Ok(Json(answered(&app, &actor, id).await?)),
        Err(ApplyError::Stale(standing)) => {
            let version = forms::version(&app.db, standing.working().1).await?;
            let definition = version.map_or_else(forms::standard, |version| version.definition);
            Err(stale(texts, &definition, &sent, &standing))
        }
        Err(error) => Err(refused(&app, texts, Some(id), &call.call.slug, Some(form), error).await),
    }
}

/// Throws away what was written since the application was sent in.
#[utoipa::path(delete, path = "/api/v1/applications/{id}/draft", tag = "applications",
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "As it is now", body = ApplicationBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the applicants can", body = ProblemBody),
        (status = 404, description = "No such application, or not yours", body = ProblemBody),
        (status = 409, description = "There is nothing to throw away", body = ProblemBody)))]
pub(crate) async fn drop_draft(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
) -> Result<Json<ApplicationBody>, Problem> {
    let (_, call) = seen(&app, &actor, id).await?;
    drop_working_copy(&app.db, app.clock.as_ref(), &actor, id)
        .await
        .map_err(|error| refusals::of_apply(texts, Some(id), &call.call.slug, &error))?;
    Ok(Json(answered(&app, &actor, id).await?))
}

/// Takes an application back.
#[utoipa::path(post, path = "/api/v1/applications/{id}/withdraw", tag = "applications",
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "As it is now", body = ApplicationBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the applicant can", body = ProblemBody),
        (status = 404, description = "No such application, or not yours", body = ProblemBody),
        (status = 409, description = "Not possible now", body = ProblemBody)))]
pub(crate) async fn withdraw(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
) -> Result<Json<ApplicationBody>, Problem> {
    let (_, call) = seen(&app, &actor, id).await?;
    withdraw_application(&app.db, app.clock.as_ref(), &actor, id)
        .await
        .map_err(|error| refusals::of_apply(texts, Some(id), &call.call.slug, &error))?;
    Ok(Json(answered(&app, &actor, id).await?))
}

/// Finds an application complete and within the rules: it may be assessed.
#[utoipa::path(post, path = "/api/v1/applications/{id}/check", tag = "applications",
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "As it is now", body = ApplicationBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the directorate", body = ProblemBody),
        (status = 404, description = "No such application", body = ProblemBody),
        (status = 409, description = "Not possible now", body = ProblemBody)))]
pub(crate) async fn check(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
) -> Result<Json<ApplicationBody>, Problem> {
    let (_, call) = seen(&app, &actor, id).await?;
    refuse_unread(&app, &actor, id, texts).await?;
    check_application(&app.db, app.clock.as_ref(), &actor, id)
        .await
        .map_err(|error| refusals::of_check(texts, id, &call.call.slug, &error))?;
    Ok(Json(answered(&app, &actor, id).await?))
}

/// Turns an application away without assessing it; the applicant gets the decision by letter.
#[utoipa::path(post, path = "/api/v1/applications/{id}/dismiss", tag = "applications",
    request_body = ReasonBody,
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "As it is now", body = ApplicationBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the directorate", body = ProblemBody),
        (status = 404, description = "No such application", body = ProblemBody),
        (status = 409, description = "Not possible now, or no reason", body = ProblemBody)))]
pub(crate) async fn dismiss(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
    Json(body): Json<ReasonBody>,
) -> Result<Json<ApplicationBody>, Problem> {
    let (_, call) = seen(&app, &actor, id).await?;
    refuse_unread(&app, &actor, id, texts).await?;
    let clock = app.clock.as_ref();
    dismiss_application(&app.db, clock, &actor, &app.desk, id, &body.reason)
        .await
        .map_err(|error| refusals::of_check(texts, id, &call.call.slug, &error))?;
    app.bell.ring();
    Ok(Json(answered(&app, &actor, id).await?))
}

/// Asks the applicant for what is missing, by letter and with a day.
#[utoipa::path(post, path = "/api/v1/applications/{id}/ask", tag = "applications",
    request_body = RequestBody,
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "As it is now", body = ApplicationBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the directorate", body = ProblemBody),
        (status = 404, description = "No such application", body = ProblemBody),
        (status = 409, description = "Not possible now, or the day is over", body = ProblemBody)))]
pub(crate) async fn ask(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
    Json(body): Json<RequestBody>,
) -> Result<Json<ApplicationBody>, Problem> {
    let (_, call) = seen(&app, &actor, id).await?;
    refuse_unread(&app, &actor, id, texts).await?;
    let clock = app.clock.as_ref();
    ask_for_more(&app.db, clock, &actor, &app.desk, id, &body.what, body.due_on.into())
        .await
        .map_err(|error| refusals::of_check(texts, id, &call.call.slug, &error))?;
    app.bell.ring();
    Ok(Json(answered(&app, &actor, id).await?))
}

/// Lets in an application that arrived late.
#[utoipa::path(post, path = "/api/v1/applications/{id}/admit", tag = "applications",
    request_body = ReasonBody,
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "As it is now", body = ApplicationBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the directorate", body = ProblemBody),
        (status = 404, description = "No such application", body = ProblemBody),
        (status = 409, description = "Not possible now, or no reason", body = ProblemBody)))]
pub(crate) async fn admit(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
    Json(body): Json<ReasonBody>,
) -> Result<Json<ApplicationBody>, Problem> {
    let (_, call) = seen(&app, &actor, id).await?;
    refuse_unread(&app, &actor, id, texts).await?;
    let clock = app.clock.as_ref();
    admit_late(&app.db, clock, &actor, &app.desk, id, &body.reason)
        .await
        .map_err(|error| refusals::of_check(texts, id, &call.call.slug, &error))?;
    app.bell.ring();
    Ok(Json(answered(&app, &actor, id).await?))
}
