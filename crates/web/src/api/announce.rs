//! Writing calls: announcing, saving, opening, closing, copying, amending.

use super::{
    ProblemBody,
    calls::{CallWithScheme, WhoBody, WordsBody, whole},
};
use crate::{
    App,
    calls::{refusals, seen},
    json::{Bare, JsonOf},
    kit::{FieldProblem, Problem, Texts},
    session::Officer,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use chrono::NaiveDate;
use forms::Words;
use grant_applications::{
    Amendment, Anchor, AnnounceError, Criterion, NewCall, WhoMayApply, amend_call, announce_call,
    close_call, copy_call, open_call, queries::CallView, save_call,
};
use serde::Deserialize;
use utoipa::ToSchema;
use vocabulary::{CallId, FormVersionId, Language, Money};

/// What some points mean.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAnchor)]
struct AnchorBody {
    /// The points.
    points: i32,
    /// What an application looks like that gets them.
    text: WordsBody,
}

/// What applications are scored on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCriterion)]
struct CriterionBody {
    /// Its name in bokmål.
    name: String,
    /// Its name in nynorsk.
    #[serde(default)]
    name_nn: String,
    /// Its name in English.
    #[serde(default)]
    name_en: String,
    /// How heavily it counts beside the others.
    weight: i32,
    /// The most points that can be given.
    max_points: i32,
    /// What points mean.
    #[serde(default)]
    anchors: Vec<AnchorBody>,
}

/// A call as it is written. What is left out has its usual value.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCall)]
pub(crate) struct NewCallBody {
    /// The revision the writer saw: a draft is saved over it. A new call has none.
    #[serde(default)]
    revision: Option<i32>,
    /// Short name of the scheme.
    scheme: String,
    /// Short name of the call.
    slug: String,
    /// Its title in bokmål.
    title: String,
    /// Its title in nynorsk.
    #[serde(default)]
    title_nn: String,
    /// Its title in English.
    #[serde(default)]
    title_en: String,
    /// The text in bokmål.
    #[serde(default)]
    about: String,
    /// The text in nynorsk.
    #[serde(default)]
    about_nn: String,
    /// The text in English.
    #[serde(default)]
    about_en: String,
    /// The budget year.
    year: i32,
    /// What can be awarded in all, in øre.
    budget_ore: i64,
    /// The first day applications may come.
    opens_on: NaiveDate,
    /// The last day they may: until midnight in Norway.
    closes_on: NaiveDate,
    /// When the report is due.
    report_due: NaiveDate,
    /// The last day a grant of this call is given for.
    funded_through: NaiveDate,
    /// How many days a recipient has to accept.
    accept_within_days: i32,
    /// Short name of the form: its latest published version is taken. Without it the house's standard
    /// form, or the one the call has already.
    #[serde(default)]
    form: Option<String>,
    /// What applications are scored on.
    criteria: Vec<CriterionBody>,
    /// Who may apply; everybody unless said.
    #[serde(default)]
    who_may_apply: WhoBody,
    /// The least own share, in thousandths of the whole cost.
    #[serde(default)]
    own_share_milli: i32,
    /// Whether the applicant must commit itself to go on.
    #[serde(default)]
    continuation_required: Option<bool>,
    /// The last day that what arrives too late is received at all.
    #[serde(default)]
    late_until: Option<NaiveDate>,
    /// When applicants can expect a decision.
    #[serde(default)]
    decision_expected_on: Option<NaiveDate>,
    /// How many days before it closes those with an unfinished draft are written to; 0 is never.
    #[serde(default)]
    remind_drafts_days: Option<i32>,
    /// How many days after it arrived an application gets a provisional reply; 0 is never.
    #[serde(default)]
    provisional_reply_days: Option<i32>,
}

/// The call of another year.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CallCopy)]
pub(crate) struct CopyBody {
    /// Short name of the copy.
    slug: String,
    /// Its budget year; its days move along.
    year: i32,
}

/// A change of an open call.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAmendment)]
pub(crate) struct AmendBody {
    /// What is changed and why, as applicants read it.
    what: WordsBody,
    /// A later last day to apply.
    #[serde(default)]
    closes_on: Option<NaiveDate>,
    /// A later last day for what arrives too late.
    #[serde(default)]
    late_until: Option<NaiveDate>,
    /// Another text in bokmål.
    #[serde(default)]
    about: Option<String>,
    /// Another text in nynorsk.
    #[serde(default)]
    about_nn: Option<String>,
    /// Another text in English.
    #[serde(default)]
    about_en: Option<String>,
    /// Short name of the form, to take its latest published version.
    #[serde(default)]
    form: Option<String>,
    /// Another day to expect a decision by.
    #[serde(default)]
    decision_expected_on: Option<NaiveDate>,
}

fn wrong(field: &str, detail: String) -> Problem {
    Problem::invalid(vec![FieldProblem { field: field.to_owned(), detail }])
}

fn words(body: WordsBody) -> Words {
    let texts =
        [(Language::Bokmal, body.nb), (Language::Nynorsk, body.nn), (Language::English, body.en)];
    let said = texts.into_iter().filter(|(_, text)| !text.trim().is_empty());
    said.fold(Words::default(), |words, (language, text)| words.with(language, text))
}

/// The latest published version of the form with this short name.
async fn latest(
    app: &App,
    slug: Option<&str>,
    texts: Texts,
) -> Result<Option<FormVersionId>, Problem> {
    let Some(slug) = slug else { return Ok(None) };
    match forms::latest_published(&app.db, slug).await? {
        Some(version) => Ok(Some(version.id)),
        None => Err(wrong("form", texts.t("calls-no-such-form").into())),
    }
}

async fn described(app: &App, body: NewCallBody, texts: Texts) -> Result<NewCall, Problem> {
    let usual = NewCall::default();
    let form = latest(app, body.form.as_deref(), texts).await?;
    let unread = |why: String| wrong("who_may_apply", why);
    let kinds = body.who_may_apply.kinds.iter().map(|kind| kind.parse().map_err(unread));
    let counties = body.who_may_apply.counties.iter().map(|number| {
        let said = texts.t("calls-no-county").with("county", number).to_string();
        number.parse().map_err(|_| wrong("who_may_apply", said))
    });
    let who_may_apply = WhoMayApply {
        kinds: kinds.collect::<Result<_, _>>()?,
        counties: counties.collect::<Result<_, _>>()?,
    };
    let criterion = |one: CriterionBody| Criterion {
        name: one.name,
        name_nn: one.name_nn,
        name_en: one.name_en,
        weight: one.weight,
        max_points: one.max_points,
        anchors: one
            .anchors
            .into_iter()
            .map(|anchor| Anchor { points: anchor.points, text: words(anchor.text) })
            .collect(),
    };
    Ok(NewCall {
        scheme_slug: body.scheme,
        slug: body.slug,
        title: body.title,
        title_nn: body.title_nn,
        title_en: body.title_en,
        year: body.year,
        budget: Money::from_ore(body.budget_ore),
        opens_on: body.opens_on.into(),
        closes_on: body.closes_on.into(),
        report_due: body.report_due.into(),
        funded_through: body.funded_through.into(),
        accept_within_days: body.accept_within_days,
        about: body.about,
        about_nn: body.about_nn,
        about_en: body.about_en,
        criteria: body.criteria.into_iter().map(criterion).collect(),
        form,
        who_may_apply,
        own_share_milli: body.own_share_milli,
        continuation_required: body.continuation_required.unwrap_or(usual.continuation_required),
        late_until: body.late_until.map(Into::into),
        decision_expected_on: body.decision_expected_on.map(Into::into),
        remind_drafts_days: body.remind_drafts_days.unwrap_or(usual.remind_drafts_days),
        provisional_reply_days: body.provisional_reply_days.unwrap_or(usual.provisional_reply_days),
    })
}

/// The call that something was done with, as it is now; or why it was not done.
async fn done(
    app: &App,
    texts: Texts,
    slug: &str,
    done: Result<CallId, AnnounceError>,
) -> Result<Json<CallWithScheme>, Problem> {
    let id = done.map_err(|error| {
        let problem = refusals::of_announce(texts, slug, &error);
        match &error {
            AnnounceError::Stale(standing) => problem.member("revision", standing.revision),
            _ => problem,
        }
    })?;
    app.bell.ring();
    answered(app, id).await
}

async fn answered(app: &App, id: CallId) -> Result<Json<CallWithScheme>, Problem> {
    let view = grant_applications::queries::call(&app.db, id).await?;
    let view: CallView = view.ok_or_else(Problem::not_found)?;
    Ok(Json(whole(app, view).await?))
}

/// Writes a call as a draft. The same again changes nothing.
#[utoipa::path(post, path = "/api/v1/calls", tag = "calls", request_body = NewCallBody,
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "The draft", body = CallWithScheme),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 409, description = "The short name is taken", body = ProblemBody),
        (status = 422, description = "It contradicts itself", body = ProblemBody)))]
pub(crate) async fn announce(
    State(app): State<App>,
    Officer(actor): Officer,
    texts: Texts,
    JsonOf(body): JsonOf<NewCallBody>,
) -> Result<(StatusCode, Json<CallWithScheme>), Problem> {
    let slug = body.slug.clone();
    let new = described(&app, body, texts).await?;
    let announced = announce_call(&app.db, app.clock.as_ref(), &actor, new).await;
    Ok((StatusCode::CREATED, done(&app, texts, &slug, announced).await?))
}

/// Saves a draft.
#[utoipa::path(put, path = "/api/v1/calls/{slug}", tag = "calls", request_body = NewCallBody,
    params(("slug" = String, Path, description = "Short name of the call")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "As it is now", body = CallWithScheme),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such call", body = ProblemBody),
        (status = 409, description = "No draft any more, or saved by somebody else", body = ProblemBody),
        (status = 422, description = "It contradicts itself", body = ProblemBody)))]
pub(crate) async fn save(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    texts: Texts,
    JsonOf(body): JsonOf<NewCallBody>,
) -> Result<Json<CallWithScheme>, Problem> {
    let id = seen(&app, Some(&actor), &slug).await?.call.id;
    let Some(revision) = body.revision else {
        return Err(wrong("revision", texts.t("api-missing").into()));
    };
    let new = described(&app, body, texts).await?;
    let saved = save_call(&app.db, app.clock.as_ref(), &actor, id, revision, new).await;
    done(&app, texts, &slug, saved.map(|_| id)).await
}

/// Makes a draft public.
#[utoipa::path(post, path = "/api/v1/calls/{slug}/open", tag = "calls",
    params(("slug" = String, Path, description = "Short name of the call")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "As it is now", body = CallWithScheme),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such call", body = ProblemBody),
        (status = 409, description = "Not possible now", body = ProblemBody),
        (status = 422, description = "Something is missing before it can open", body = ProblemBody)))]
pub(crate) async fn open(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    texts: Texts,
    Bare: Bare,
) -> Result<Json<CallWithScheme>, Problem> {
    let id = seen(&app, Some(&actor), &slug).await?.call.id;
    let opened = open_call(&app.db, app.clock.as_ref(), &actor, id).await;
    done(&app, texts, &slug, opened.map(|_| id)).await
}

/// Takes no more applications.
#[utoipa::path(post, path = "/api/v1/calls/{slug}/close", tag = "calls",
    params(("slug" = String, Path, description = "Short name of the call")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "As it is now", body = CallWithScheme),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such call", body = ProblemBody),
        (status = 409, description = "Not possible now", body = ProblemBody)))]
pub(crate) async fn close(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    texts: Texts,
    Bare: Bare,
) -> Result<Json<CallWithScheme>, Problem> {
    let id = seen(&app, Some(&actor), &slug).await?.call.id;
    let closed = close_call(&app.db, app.clock.as_ref(), &actor, id).await;
    done(&app, texts, &slug, closed.map(|_| id)).await
}

/// Begins the call of another year from this one.
#[utoipa::path(post, path = "/api/v1/calls/{slug}/copy", tag = "calls", request_body = CopyBody,
    params(("slug" = String, Path, description = "Short name of the call")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "The draft", body = CallWithScheme),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such call", body = ProblemBody),
        (status = 409, description = "The short name is taken", body = ProblemBody),
        (status = 422, description = "It would contradict itself", body = ProblemBody)))]
pub(crate) async fn copy(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    texts: Texts,
    JsonOf(body): JsonOf<CopyBody>,
) -> Result<(StatusCode, Json<CallWithScheme>), Problem> {
    let id = seen(&app, Some(&actor), &slug).await?.call.id;
    let clock = app.clock.as_ref();
    let copied = copy_call(&app.db, clock, &actor, id, &body.slug, body.year).await;
    Ok((StatusCode::CREATED, done(&app, texts, &slug, copied).await?))
}

/// Changes an open call and writes to everybody with a draft or an application.
#[utoipa::path(post, path = "/api/v1/calls/{slug}/amend", tag = "calls", request_body = AmendBody,
    params(("slug" = String, Path, description = "Short name of the call")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "As it is now", body = CallWithScheme),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such call", body = ProblemBody),
        (status = 409, description = "Not possible now", body = ProblemBody),
        (status = 422, description = "No change that can be made now", body = ProblemBody)))]
pub(crate) async fn amend(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    texts: Texts,
    JsonOf(body): JsonOf<AmendBody>,
) -> Result<Json<CallWithScheme>, Problem> {
    let id = seen(&app, Some(&actor), &slug).await?.call.id;
    let amendment = Amendment {
        what_nb: body.what.nb,
        what_nn: body.what.nn,
        what_en: body.what.en,
        closes_on: body.closes_on.map(Into::into),
        late_until: body.late_until.map(Into::into),
        about: body.about,
        about_nn: body.about_nn,
        about_en: body.about_en,
        form: latest(&app, body.form.as_deref(), texts).await?,
        decision_expected_on: body.decision_expected_on.map(Into::into),
    };
    amend_call(&app.db, app.clock.as_ref(), &actor, &app.desk, id, amendment)
        .await
        .map_err(|error| refusals::of_amend(texts, &slug, &error))?;
    app.bell.ring();
    answered(&app, id).await
}
