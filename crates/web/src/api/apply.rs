//! Applications: writing them, and what officers do with what was sent in.

use super::{ProblemBody, StaleBody, applications::ApplicationBody, doubts};
use crate::{
    App, PathOf,
    applications::{opened::definition, refusals, show::seen, stale_problem},
    json::{Bare, JsonOf},
    kit::{FieldProblem, Problem, Texts},
    session::{Officer, Signed},
};
use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use forms::Answers;
use grant_applications::{
    ApplyError, CheckError, NewApplication, admit_late, ask_for_more, ask_signature,
    begin_application, check_application, dismiss_application, drop_working_copy,
    queries::{application_for_actor, plain_call},
    save_application, withdraw_application,
};
use organisations::queries::municipality_on;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use vocabulary::{Actor, ApplicationId, Day, FormVersionId, MunicipalityNumber};

/// An application to begin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewApplication)]
pub(crate) struct NewBody {
    /// Short name of the call.
    call: String,
    /// The municipality number, for applicants that are no municipality themselves; those that are may
    /// name only their own.
    municipality: Option<String>,
    /// The answers so far; what is known and not answered is filled in. They may be wrong or missing:
    /// that is said when it is sent in.
    #[serde(default)]
    answers: Value,
}

/// Answers to save.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AnswersToSave)]
pub(crate) struct AnswersBody {
    /// The revision the writer saw.
    revision: i32,
    /// All answers, as the form's schema describes them.
    answers: Value,
}

/// A reason that the applicant reads.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Reason)]
pub(crate) struct ReasonBody {
    /// Whole sentences in the applicant's language.
    reason: String,
}

/// What is missing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RequestForMore)]
pub(crate) struct RequestBody {
    /// What, as the applicant reads it.
    what: String,
    /// The last day to add it.
    due_on: NaiveDate,
}

fn answers(value: Value, texts: Texts) -> Result<Answers, Problem> {
    Answers::from_value(value).ok_or_else(|| {
        let detail = texts.t("api-wants-object").to_string();
        Problem::invalid(vec![FieldProblem { field: "answers".to_owned(), detail }])
    })
}

/// A refusal with the fields by the keys of the form, as the schema names them.
async fn refused(
    app: &App,
    texts: Texts,
    id: Option<ApplicationId>,
    (call, form): (&str, Option<FormVersionId>),
    error: ApplyError,
) -> Problem {
    match (&error, form) {
        (ApplyError::Incomplete(doubts), Some(form)) => match definition(app, form).await {
            Ok(form) => {
                let errors = doubts.iter().map(|doubt| doubts::said(doubt, &form, texts));
                Problem::invalid(errors.collect()).detail(texts.t("applications-incomplete"))
            }
            Err(problem) => problem,
        },
        _ => refusals::of_apply(texts, id, call, &error),
    }
}

/// Something that is done with one application, and answered with it as it is then.
pub(super) struct Deed<'a> {
    pub app: &'a App,
    pub actor: &'a Actor,
    pub id: ApplicationId,
    pub texts: Texts,
}

impl Deed<'_> {
    /// By those who write it. Whoever does not see it learns only that there is none.
    pub(super) async fn of_applicants<T>(
        self,
        deed: impl Future<Output = Result<T, ApplyError>>,
    ) -> Result<Json<ApplicationBody>, Problem> {
        let (application, call) = seen(self.app, self.actor, self.id).await?;
        let form = doubts::form_now(&application, &call.call);
        if let Err(mut error) = deed.await {
            if let ApplyError::NotPossible(refusal) = &mut error {
                let now = self.app.clock.now();
                let possible = application.possible_for(self.actor, &call.call, now);
                refusal.possible.retain(|word| possible.iter().any(|verb| verb.word() == *word));
            }
            let about = (call.call.slug.as_str(), Some(form));
            return Err(refused(self.app, self.texts, Some(self.id), about, error).await);
        }
        self.app.bell.ring();
        Ok(Json(self.answered().await?))
    }
    /// By officers. The verb itself refuses who has not declared to be impartial.
    async fn of_officers<T>(
        self,
        deed: impl Future<Output = Result<T, CheckError>>,
    ) -> Result<Json<ApplicationBody>, Problem> {
        let (_, call) = seen(self.app, self.actor, self.id).await?;
        if let Err(error) = deed.await {
            let problem = refusals::of_check(self.texts, self.id, &call.call.slug, &error);
            // A program has a field for what a page asks in a form of its own.
            let field = match error {
                CheckError::NoReason => "reason",
                CheckError::NothingAsked => "what",
                CheckError::DayIsOver(_) => "due_on",
                _ => return Err(problem),
            };
            let detail = problem.detail.unwrap_or_default().into_string();
            return Err(Problem::invalid(vec![FieldProblem { field: field.to_owned(), detail }]));
        }
        self.app.bell.ring();
        Ok(Json(self.answered().await?))
    }
    /// As it is now; with what can never be right in it, for who writes it.
    pub(super) async fn answered(&self) -> Result<ApplicationBody, Problem> {
        let db = &self.app.db;
        let application = application_for_actor(db, self.actor, self.id).await?;
        let application = application.ok_or_else(Problem::not_found)?;
        let call = plain_call(db, application.call).await?.ok_or_else(Problem::not_found)?;
        let doubts = match self.actor.confined_to() {
            Some(_) if application.draft.is_some() => {
                doubts::of_draft(self.app, &application, &call, self.texts).await?
            }
            _ => Vec::new(),
        };
        Ok(ApplicationBody::of(application, &call, self.actor, self.app.clock.now())
            .doubted(doubts))
    }
}

/// Begins an application for the organisation one applies for.
#[utoipa::path(post, path = "/api/v1/applications", tag = "applications", request_body = NewBody,
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "The draft", body = ApplicationBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only applicants can", body = ProblemBody),
        (status = 404, description = "No such call", body = ProblemBody),
        (status = 409, description = "The call takes no applications now", body = ProblemBody),
        (status = 422, description = "The municipality is missing, or another than one's own", body = ProblemBody)))]
pub(crate) async fn begin(
    State(app): State<App>,
    Signed(actor): Signed,
    texts: Texts,
    JsonOf(body): JsonOf<NewBody>,
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
    let wrong = |why: &str| {
        let (field, detail) = ("municipality".to_owned(), texts.t(why).to_string());
        Problem::invalid(vec![FieldProblem { field, detail }])
    };
    let named = body.municipality.as_deref().map(str::parse::<MunicipalityNumber>).transpose();
    let named = named.map_err(|_| wrong("applications-municipality-unknown"))?;
    let own_there = own.filter(|_| is_there);
    if own_there.is_some() && named.is_some() && named != own_there {
        return Err(wrong("applications-municipality-not-own"));
    }
    let Some(municipality) = own_there.or(named).or(own) else {
        return Err(wrong("applications-municipality-unknown"));
    };
    // What is not sent at all is nothing yet; of a saving it would be everything taken out.
    let answers = match body.answers {
        Value::Null => Answers::default(),
        said => answers(said, texts)?,
    };
    let new = NewApplication { call: call.id, organisation, municipality, answers };
    let id = match begin_application(&app.db, app.clock.as_ref(), &actor, new).await {
        Ok(id) => id,
        Err(error) => {
            return Err(refused(&app, texts, None, (&call.slug, call.form), error).await);
        }
    };
    let body = Deed { app: &app, actor: &actor, id, texts }.answered().await?;
    Ok((StatusCode::CREATED, Json(body)))
}

/// Saves all answers. What can never be right (a key that the form does not have, a text for a number) is
/// kept and said under `doubts`; what is missing is said when it is sent in. A stale save is refused with
/// `/problems/stale`: its `differences` say, key by key, what was sent (`mine`) and what stands
/// (`theirs`), and `revision` what to save over once the two are put together.
#[utoipa::path(put, path = "/api/v1/applications/{id}/answers", tag = "applications",
    request_body = AnswersBody,
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "As it is now", body = ApplicationBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the applicants can", body = ProblemBody),
        (status = 404, description = "No such application, or not yours", body = ProblemBody),
        (status = 409, description = "Saved by somebody else meanwhile (`/problems/stale`, as here), or not possible now", body = StaleBody),
        (status = 422, description = "Not answers, or files that are not this application's", body = ProblemBody)))]
pub(crate) async fn save(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
    JsonOf(body): JsonOf<AnswersBody>,
) -> Result<Json<ApplicationBody>, Problem> {
    let sent = answers(body.answers, texts)?;
    let deed = Deed { app: &app, actor: &actor, id, texts };
    let (application, call) = seen(&app, &actor, id).await?;
    let form = doubts::form_now(&application, &call.call);
    let (clock, db) = (app.clock.as_ref(), &app.db);
    match save_application(db, clock, &actor, id, body.revision, sent.clone()).await {
        Ok(_) => Ok(Json(deed.answered().await?)),
        Err(ApplyError::Stale(standing)) => {
            // The form itself may have been amended meanwhile: both are read as it is now.
            let form = definition(&app, standing.working().1).await?;
            Err(stale_problem(texts, &form, &sent, &standing, None, ""))
        }
        Err(error) => {
            let about = (call.call.slug.as_str(), Some(form));
            Err(refused(&app, texts, Some(id), about, error).await)
        }
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
    Bare: Bare,
) -> Result<Json<ApplicationBody>, Problem> {
    let deed = Deed { app: &app, actor: &actor, id, texts };
    let (db, clock) = (&app.db, app.clock.as_ref());
    deed.of_applicants(drop_working_copy(db, clock, &actor, id)).await
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
    Bare: Bare,
) -> Result<Json<ApplicationBody>, Problem> {
    let deed = Deed { app: &app, actor: &actor, id, texts };
    let (db, clock) = (&app.db, app.clock.as_ref());
    deed.of_applicants(withdraw_application(db, clock, &actor, id)).await
}

/// Finds an application complete and within the rules: it may be assessed.
#[utoipa::path(post, path = "/api/v1/applications/{id}/check", tag = "applications",
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "As it is now", body = ApplicationBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the directorate; and nobody who has not declared to be impartial or is disqualified", body = ProblemBody),
        (status = 404, description = "No such application", body = ProblemBody),
        (status = 409, description = "Not possible now", body = ProblemBody)))]
pub(crate) async fn check(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
    Bare: Bare,
) -> Result<Json<ApplicationBody>, Problem> {
    let deed = Deed { app: &app, actor: &actor, id, texts };
    let (db, clock) = (&app.db, app.clock.as_ref());
    deed.of_officers(check_application(db, clock, &actor, id)).await
}

/// Turns an application away without assessing it; the applicant gets the decision by letter.
#[utoipa::path(post, path = "/api/v1/applications/{id}/dismiss", tag = "applications",
    request_body = ReasonBody,
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "As it is now", body = ApplicationBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the directorate; and nobody who has not declared to be impartial or is disqualified", body = ProblemBody),
        (status = 404, description = "No such application", body = ProblemBody),
        (status = 409, description = "Not possible now", body = ProblemBody),
        (status = 422, description = "No reason", body = ProblemBody)))]
pub(crate) async fn dismiss(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
    JsonOf(body): JsonOf<ReasonBody>,
) -> Result<Json<ApplicationBody>, Problem> {
    let deed = Deed { app: &app, actor: &actor, id, texts };
    let (db, clock, desk) = (&app.db, app.clock.as_ref(), &app.desk);
    deed.of_officers(dismiss_application(db, clock, &actor, desk, id, &body.reason)).await
}

/// Asks the applicant for what is missing, by letter and with a day.
#[utoipa::path(post, path = "/api/v1/applications/{id}/ask", tag = "applications",
    request_body = RequestBody,
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "As it is now", body = ApplicationBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the directorate; and nobody who has not declared to be impartial or is disqualified", body = ProblemBody),
        (status = 404, description = "No such application", body = ProblemBody),
        (status = 409, description = "Not possible now", body = ProblemBody),
        (status = 422, description = "Nothing is asked, or the day is over", body = ProblemBody)))]
pub(crate) async fn ask(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
    JsonOf(body): JsonOf<RequestBody>,
) -> Result<Json<ApplicationBody>, Problem> {
    let deed = Deed { app: &app, actor: &actor, id, texts };
    let (db, clock, desk) = (&app.db, app.clock.as_ref(), &app.desk);
    let (what, due_on) = (body.what, body.due_on.into());
    deed.of_officers(ask_for_more(db, clock, &actor, desk, id, &what, due_on)).await
}

/// Lets in an application that arrived late.
#[utoipa::path(post, path = "/api/v1/applications/{id}/admit", tag = "applications",
    request_body = ReasonBody,
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "As it is now", body = ApplicationBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the directorate; and nobody who has not declared to be impartial or is disqualified", body = ProblemBody),
        (status = 404, description = "No such application", body = ProblemBody),
        (status = 409, description = "Not possible now", body = ProblemBody),
        (status = 422, description = "No reason", body = ProblemBody)))]
pub(crate) async fn admit(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
    JsonOf(body): JsonOf<ReasonBody>,
) -> Result<Json<ApplicationBody>, Problem> {
    let deed = Deed { app: &app, actor: &actor, id, texts };
    let (db, clock, desk) = (&app.db, app.clock.as_ref(), &app.desk);
    deed.of_officers(admit_late(db, clock, &actor, desk, id, &body.reason)).await
}

/// Who was asked to sign.
#[derive(Serialize, ToSchema)]
#[schema(as = SignatureAsked)]
pub(crate) struct AskedBody {
    /// How many got a letter now; none where nobody signs for the applicant, or all were asked about
    /// the same before.
    letters: usize,
}

/// Asks those who sign for the applicant to send the application in, by letter.
#[utoipa::path(post, path = "/api/v1/applications/{id}/signature", tag = "applications",
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "How many were written to", body = AskedBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the applicant can", body = ProblemBody),
        (status = 404, description = "No such application, or not yours", body = ProblemBody),
        (status = 409, description = "Not possible now", body = ProblemBody)))]
pub(crate) async fn ask_to_sign(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
    Bare: Bare,
) -> Result<Json<AskedBody>, Problem> {
    let (_, call) = seen(&app, &actor, id).await?;
    let letters = ask_signature(&app.db, app.clock.as_ref(), &actor, &app.desk, id)
        .await
        .map_err(|error| refusals::of_apply(texts, Some(id), &call.call.slug, &error))?;
    app.bell.ring();
    Ok(Json(AskedBody { letters }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_no_answers() {
        let said = |value| answers(value, Texts::default()).map_err(|problem| problem.status);
        for value in [Value::Null, serde_json::json!([]), serde_json::json!("x")] {
            assert_eq!(said(value).err(), Some(422));
        }
        assert_eq!(said(serde_json::json!({})).ok(), Some(Answers::default()));
    }
}
