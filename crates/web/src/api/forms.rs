//! Forms: reading, writing, publishing, copying, comparing. Definitions travel as they are exported.

use super::ProblemBody;
use crate::{
    App,
    forms::refusals,
    json::{Bare, JsonOf},
    kit::{FieldProblem, Problem, Texts},
    session::{MaybeSigned, Officer},
};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use chrono::{DateTime, Utc};
use forms::{Definition, FormError, FormKind, FormVersion, VersionState};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vocabulary::{Actor, FormVersionId, Language};

/// One version of a form.
#[derive(Serialize, ToSchema)]
#[schema(as = FormVersion)]
pub(crate) struct VersionBody {
    /// Its id: calls name their form by it.
    id: Uuid,
    /// Short name of the form.
    slug: String,
    /// The number of the version, from 1.
    number: i32,
    /// `application`, `report`, `questionnaire` or `scale`.
    kind: &'static str,
    /// Its title in bokmål, or the language it has.
    title: String,
    /// `draft` or `published`.
    state: &'static str,
    /// How often the draft was saved; sent back with the next save.
    revision: Option<i32>,
    /// When it was published.
    published_at: Option<DateTime<Utc>>,
    /// SHA-256 of the definition in its canonical form (RFC 8785).
    hash: String,
    /// What can be done with it now, by the words of the verbs.
    possible: Vec<&'static str>,
    /// What keeps it from being published, a sentence each, in English.
    faults: Vec<String>,
    /// The texts it lacks in bokmål or nynorsk: where, and the language.
    lacks: Vec<LackBody>,
}

/// A text that is missing.
#[derive(Serialize, ToSchema)]
#[schema(as = Lack)]
struct LackBody {
    /// Where: the keys on the way to it.
    at: String,
    /// `nb` or `nn`.
    language: &'static str,
}

/// One version with what it asks.
#[derive(Serialize, ToSchema)]
#[schema(as = FormVersionWithDefinition)]
pub(crate) struct WholeVersionBody {
    #[serde(flatten)]
    version: VersionBody,
    /// The definition, as it is imported.
    definition: Value,
}

impl VersionBody {
    fn of(version: &FormVersion) -> VersionBody {
        let definition = &version.definition;
        let (revision, published_at) = match &version.state {
            VersionState::Draft { revision } => (Some(*revision), None),
            VersionState::Published { at, .. } => (None, Some(*at)),
        };
        let norwegian = [Language::Bokmal, Language::Nynorsk];
        VersionBody {
            id: version.id.0,
            slug: version.slug.clone(),
            number: version.number,
            kind: definition.kind.word(),
            title: definition.title.to(Language::Bokmal).to_owned(),
            state: version.state.word(),
            revision,
            published_at,
            hash: version.hash.clone(),
            possible: version.state.possible().iter().map(|verb| verb.word()).collect(),
            faults: definition.faults().iter().map(ToString::to_string).collect(),
            lacks: definition
                .lacks(&norwegian)
                .into_iter()
                .map(|lack| LackBody { at: lack.at, language: lack.language.code() })
                .collect(),
        }
    }
}

impl WholeVersionBody {
    fn of(version: &FormVersion) -> WholeVersionBody {
        WholeVersionBody {
            version: VersionBody::of(version),
            definition: serde_json::to_value(&version.definition).unwrap_or_default(),
        }
    }
}

/// Which forms are listed.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Only of this kind: `application`, `report`, `questionnaire` or `scale`.
    kind: Option<String>,
}

/// A form to take in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewForm)]
pub(crate) struct NewFormBody {
    /// Short name: letters a to z, digits and hyphens.
    slug: String,
    /// The definition.
    definition: Value,
}

/// A draft to save.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FormDraft)]
pub(crate) struct DraftBody {
    /// The revision the writer saw.
    revision: i32,
    /// The definition.
    definition: Value,
}

/// What the copy is called.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FormCopy)]
pub(crate) struct CopyBody {
    /// Short name of the new form.
    slug: String,
}

/// The definition, or what is wrong with it and where.
fn definition(value: &Value, texts: Texts) -> Result<Definition, Problem> {
    Definition::from_json(&value.to_string()).map_err(|why| {
        let detail = texts.t("forms-bad-definition").with("why", why.to_string()).to_string();
        Problem::invalid(vec![FieldProblem { field: "definition".into(), detail }])
    })
}

/// A version that there is; 404 else.
pub(crate) async fn found(
    app: &App,
    actor: &Actor,
    slug: &str,
    number: i32,
) -> Result<FormVersion, Problem> {
    forms::queries::version_for_actor(&app.db, actor, slug, number)
        .await?
        .ok_or_else(Problem::not_found)
}

async fn there(app: &App, id: FormVersionId) -> Result<FormVersion, Problem> {
    forms::version(&app.db, id).await?.ok_or_else(Problem::not_found)
}

/// The version that something was done with, or that it became, as it is now; or why it was not done.
async fn done(
    app: &App,
    texts: Texts,
    done: Result<FormVersionId, FormError>,
) -> Result<Json<WholeVersionBody>, Problem> {
    let id = done.map_err(|error| refusals::of_form(texts, &error))?;
    Ok(Json(WholeVersionBody::of(&there(app, id).await?)))
}

/// All forms, each by its published version or else its draft.
#[utoipa::path(get, path = "/api/v1/forms", tag = "forms", params(Wanted),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The forms", body = Vec<VersionBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the directorate", body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<App>,
    Officer(actor): Officer,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Vec<VersionBody>>, Problem> {
    let kind = wanted.kind.as_deref().and_then(FormKind::from_word);
    let lines = forms::queries::forms_for_actor(&app.db, &actor, kind).await?;
    Ok(Json(lines.iter().filter_map(|line| line.shown()).map(VersionBody::of).collect()))
}

/// Takes a definition in: a new form, or the draft of the next version of the form with this short
/// name. What says the same as the latest version changes nothing.
#[utoipa::path(post, path = "/api/v1/forms", tag = "forms", request_body = NewFormBody,
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "The version it became", body = WholeVersionBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the directorate", body = ProblemBody),
        (status = 409, description = "A draft stands already", body = ProblemBody),
        (status = 422, description = "Not a definition", body = ProblemBody)))]
pub(crate) async fn import(
    State(app): State<App>,
    Officer(actor): Officer,
    texts: Texts,
    JsonOf(body): JsonOf<NewFormBody>,
) -> Result<(StatusCode, Json<WholeVersionBody>), Problem> {
    let definition = definition(&body.definition, texts)?;
    let clock = app.clock.as_ref();
    let taken_in = forms::import_form(&app.db, clock, &actor, &body.slug, definition).await;
    Ok((StatusCode::CREATED, done(&app, texts, taken_in).await?))
}

/// All versions of a form, latest first.
#[utoipa::path(get, path = "/api/v1/forms/{slug}", tag = "forms",
    params(("slug" = String, Path, description = "Short name of the form")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "Its versions", body = Vec<VersionBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the directorate", body = ProblemBody),
        (status = 404, description = "No such form", body = ProblemBody)))]
pub(crate) async fn versions(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
) -> Result<Json<Vec<VersionBody>>, Problem> {
    let found = forms::queries::versions_for_actor(&app.db, &actor, &slug).await?;
    let (_, versions) = found.ok_or_else(Problem::not_found)?;
    Ok(Json(versions.iter().map(VersionBody::of).collect()))
}

/// One version with its definition: what this answers can be imported again.
#[utoipa::path(get, path = "/api/v1/forms/{slug}/{number}", tag = "forms",
    params(("slug" = String, Path, description = "Short name of the form"),
        ("number" = i32, Path, description = "The number of the version")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The version", body = WholeVersionBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the directorate", body = ProblemBody),
        (status = 404, description = "No such version", body = ProblemBody)))]
pub(crate) async fn one(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, i32)>,
) -> Result<Json<WholeVersionBody>, Problem> {
    Ok(Json(WholeVersionBody::of(&found(&app, &actor, &slug, number).await?)))
}

/// Saves a draft, whole or not.
#[utoipa::path(put, path = "/api/v1/forms/{slug}/{number}", tag = "forms", request_body = DraftBody,
    params(("slug" = String, Path, description = "Short name of the form"),
        ("number" = i32, Path, description = "The number of the version")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "As it is now", body = WholeVersionBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the directorate", body = ProblemBody),
        (status = 404, description = "No such version", body = ProblemBody),
        (status = 409, description = "Published, or saved by somebody else", body = ProblemBody),
        (status = 422, description = "Not a definition", body = ProblemBody)))]
pub(crate) async fn save(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, i32)>,
    texts: Texts,
    JsonOf(body): JsonOf<DraftBody>,
) -> Result<Json<WholeVersionBody>, Problem> {
    let version = found(&app, &actor, &slug, number).await?;
    let definition = definition(&body.definition, texts)?;
    let clock = app.clock.as_ref();
    let (id, revision) = (version.id, body.revision);
    let saved = forms::save_form(&app.db, clock, &actor, id, revision, definition).await;
    if let Err(FormError::Stale(standing)) = &saved {
        let revision = match standing.state {
            VersionState::Draft { revision } => Some(revision),
            VersionState::Published { .. } => None,
        };
        // What stands comes along, so that the two can be put together.
        return Err(refusals::of_form(texts, &FormError::Stale(standing.clone()))
            .member("revision", revision)
            .member("saved_by", standing.saved_by.as_str())
            .member("definition", json!(standing.definition)));
    }
    done(&app, texts, saved.map(|_| id)).await
}

/// Publishes a draft. From then on it never changes.
#[utoipa::path(post, path = "/api/v1/forms/{slug}/{number}/publish", tag = "forms",
    params(("slug" = String, Path, description = "Short name of the form"),
        ("number" = i32, Path, description = "The number of the version")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "As it is now", body = WholeVersionBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the directorate", body = ProblemBody),
        (status = 404, description = "No such version", body = ProblemBody),
        (status = 409, description = "Not possible now", body = ProblemBody),
        (status = 422, description = "It contradicts itself, or lacks texts", body = ProblemBody)))]
pub(crate) async fn publish(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, i32)>,
    texts: Texts,
    Bare: Bare,
) -> Result<Json<WholeVersionBody>, Problem> {
    let version = found(&app, &actor, &slug, number).await?;
    let published = forms::publish_form(&app.db, app.clock.as_ref(), &actor, version.id).await;
    done(&app, texts, published.map(|_| version.id)).await
}

/// Makes another form from a version of this one.
#[utoipa::path(post, path = "/api/v1/forms/{slug}/{number}/copy", tag = "forms", request_body = CopyBody,
    params(("slug" = String, Path, description = "Short name of the form"),
        ("number" = i32, Path, description = "The number of the version")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "The draft of the new form", body = WholeVersionBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the directorate", body = ProblemBody),
        (status = 404, description = "No such version", body = ProblemBody),
        (status = 409, description = "The short name is taken", body = ProblemBody),
        (status = 422, description = "Not a short name", body = ProblemBody)))]
pub(crate) async fn copy(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, i32)>,
    texts: Texts,
    JsonOf(body): JsonOf<CopyBody>,
) -> Result<(StatusCode, Json<WholeVersionBody>), Problem> {
    let version = found(&app, &actor, &slug, number).await?;
    let clock = app.clock.as_ref();
    let copied = forms::copy_form(&app.db, clock, &actor, version.id, &body.slug).await;
    Ok((StatusCode::CREATED, done(&app, texts, copied).await?))
}

/// Throws a draft away; with it the form, when nothing of it was ever published.
#[utoipa::path(delete, path = "/api/v1/forms/{slug}/{number}", tag = "forms",
    params(("slug" = String, Path, description = "Short name of the form"),
        ("number" = i32, Path, description = "The number of the version")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 204, description = "It is gone"),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the directorate", body = ProblemBody),
        (status = 404, description = "No such version", body = ProblemBody),
        (status = 409, description = "It is published", body = ProblemBody)))]
pub(crate) async fn discard(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, i32)>,
    texts: Texts,
) -> Result<StatusCode, Problem> {
    let version = found(&app, &actor, &slug, number).await?;
    forms::discard_form_draft(&app.db, app.clock.as_ref(), &actor, version.id)
        .await
        .map_err(|error| refusals::of_form(texts, &error))?;
    Ok(StatusCode::NO_CONTENT)
}

/// What changed from one version to another, a sentence each, in the language asked for.
#[utoipa::path(get, path = "/api/v1/forms/{slug}/{number}/changes-since/{older}", tag = "forms",
    params(("slug" = String, Path, description = "Short name of the form"),
        ("number" = i32, Path, description = "The number of the version"),
        ("older" = i32, Path, description = "The number of the version to compare with")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The changes", body = Vec<String>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the directorate", body = ProblemBody),
        (status = 404, description = "No such version", body = ProblemBody)))]
pub(crate) async fn changes(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number, older)): Path<(String, i32, i32)>,
    texts: Texts,
) -> Result<Json<Vec<String>>, Problem> {
    let new = found(&app, &actor, &slug, number).await?;
    let old = found(&app, &actor, &slug, older).await?;
    let language = texts.language();
    let changes = forms::compare(&old.definition, &new.definition);
    Ok(Json(changes.iter().map(|change| change.says(language)).collect()))
}

/// The JSON Schema of the answers to the form of a call, draft 2020-12.
#[utoipa::path(get, path = "/api/v1/calls/{slug}/schema", tag = "calls",
    params(("slug" = String, Path, description = "Short name of the call")),
    responses((status = 200, description = "The schema", body = Value, content_type = "application/schema+json"),
        (status = 404, description = "No such call, or it has no form", body = ProblemBody)))]
pub(crate) async fn schema(
    State(app): State<App>,
    MaybeSigned(actor): MaybeSigned,
    Path(slug): Path<String>,
    texts: Texts,
) -> Result<([(axum::http::HeaderName, &'static str); 1], String), Problem> {
    let version = form_of_call(&app, actor.as_ref(), &slug).await?;
    let schema = forms::json_schema(&version.definition, texts.language());
    let kind = [(axum::http::header::CONTENT_TYPE, "application/schema+json")];
    Ok((kind, schema.to_string()))
}

/// The form of a call: its definition, as it is asked.
#[utoipa::path(get, path = "/api/v1/calls/{slug}/form", tag = "calls",
    params(("slug" = String, Path, description = "Short name of the call")),
    responses((status = 200, description = "The version of the form", body = WholeVersionBody),
        (status = 404, description = "No such call, or it has no form", body = ProblemBody)))]
pub(crate) async fn of_call(
    State(app): State<App>,
    MaybeSigned(actor): MaybeSigned,
    Path(slug): Path<String>,
) -> Result<Json<WholeVersionBody>, Problem> {
    Ok(Json(WholeVersionBody::of(&form_of_call(&app, actor.as_ref(), &slug).await?)))
}

async fn form_of_call(
    app: &App,
    actor: Option<&Actor>,
    slug: &str,
) -> Result<FormVersion, Problem> {
    let call = crate::calls::seen(app, actor, slug).await?.call;
    let form = call.form.ok_or_else(Problem::not_found)?;
    there(app, form).await
}
