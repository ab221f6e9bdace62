//! What was sent in before: every version with its own form, and what changed from one to another.

use super::ProblemBody;
use crate::{
    App, PathOf,
    applications::{
        opened::definition,
        show::{refuse_unread, seen},
    },
    kit::{Problem, Texts},
    session::Signed,
};
use axum::{
    Json,
    extract::{Path, State},
};
use chrono::{DateTime, Utc};
use forms::{Answers, Definition};
use grant_applications::{Application, Version};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;
use utoipa::ToSchema;
use uuid::Uuid;
use vocabulary::{Actor, ApplicationId};

/// A version that was sent in, without its answers.
#[derive(Serialize, ToSchema)]
#[schema(as = ApplicationVersionLine)]
pub(crate) struct LineBody {
    /// From 1.
    number: i32,
    /// The form version that was answered.
    form: Uuid,
    /// SHA-256 of the answers together with the form's, in hexadecimal.
    content_hash: String,
    /// When.
    submitted_at: DateTime<Utc>,
    /// By whom.
    submitted_by: String,
    /// After the call had closed.
    late: bool,
}

impl From<&Version> for LineBody {
    fn from(version: &Version) -> LineBody {
        LineBody {
            number: version.number,
            form: version.form.0,
            content_hash: version.content_hash.clone(),
            submitted_at: version.submitted_at,
            submitted_by: version.submitted_by.clone(),
            late: version.late,
        }
    }
}

/// A version that was sent in, with the form it answers.
#[derive(Serialize, ToSchema)]
#[schema(as = WholeApplicationVersion)]
pub(crate) struct WholeBody {
    #[serde(flatten)]
    line: LineBody,
    /// The answers, by the keys of the form.
    #[schema(value_type = Object)]
    answers: Answers,
    /// The definition of the form version that was answered.
    #[schema(value_type = Object)]
    definition: Definition,
}

/// A question that was answered differently.
#[derive(Serialize, ToSchema)]
#[schema(as = AnswerChange)]
struct ChangeBody {
    /// The key of the question.
    field: String,
    /// What was asked, in the language asked for.
    label: String,
    /// What was answered before; null where nothing was, or it was not asked.
    was: Value,
    /// What is answered now; null where nothing is, or it is not asked any more.
    is: Value,
}

/// What changed from one version to another.
#[derive(Serialize, ToSchema)]
#[schema(as = ApplicationComparison)]
pub(crate) struct ComparisonBody {
    /// The earlier version.
    older: i32,
    /// The later one.
    newer: i32,
    /// Question by question, in the order of the form.
    answers: Vec<ChangeBody>,
    /// What changed in the form itself, a sentence each, in the language asked for; empty where both
    /// answer the same version of it.
    form: Vec<String>,
}

/// The application when its contents may be read.
async fn read(
    app: &App,
    actor: &Actor,
    id: ApplicationId,
    texts: Texts,
) -> Result<Application, Problem> {
    let (application, _) = seen(app, actor, id).await?;
    refuse_unread(app, actor, id, texts).await?;
    Ok(application)
}

fn numbered<'a>(application: &'a Application, number: &str) -> Result<&'a Version, Problem> {
    let number: i32 = number.parse().map_err(|_| Problem::not_found())?;
    let found = application.versions.iter().find(|version| version.number == number);
    found.ok_or_else(Problem::not_found)
}

/// Every version that was sent in, oldest first, without the answers.
#[utoipa::path(get, path = "/api/v1/applications/{id}/versions", tag = "applications",
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The versions", body = Vec<LineBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Impartiality is to be declared first, or stands in the way", body = ProblemBody),
        (status = 404, description = "No such application, or not yours", body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
) -> Result<Json<Vec<LineBody>>, Problem> {
    let application = read(&app, &actor, id, texts).await?;
    Ok(Json(application.versions.iter().map(LineBody::from).collect()))
}

/// One version that was sent in, with its answers and the form they answer.
#[utoipa::path(get, path = "/api/v1/applications/{id}/versions/{number}", tag = "applications",
    params(("id" = Uuid, Path, description = "The application"),
        ("number" = i32, Path, description = "The number of the version")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The version", body = WholeBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Impartiality is to be declared first, or stands in the way", body = ProblemBody),
        (status = 404, description = "No such version, or not yours", body = ProblemBody)))]
pub(crate) async fn one(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    Path((_id, number)): Path<(String, String)>,
    texts: Texts,
) -> Result<Json<WholeBody>, Problem> {
    let application = read(&app, &actor, id, texts).await?;
    let version = numbered(&application, &number)?;
    Ok(Json(WholeBody {
        line: LineBody::from(version),
        answers: version.answers.clone(),
        definition: definition(&app, version.form).await?,
    }))
}

/// What changed from one version that was sent in to another.
#[utoipa::path(get, path = "/api/v1/applications/{id}/versions/{number}/changes-since/{older}", tag = "applications",
    params(("id" = Uuid, Path, description = "The application"),
        ("number" = i32, Path, description = "The number of the later version"),
        ("older" = i32, Path, description = "The number of the version to compare with")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "What changed", body = ComparisonBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Impartiality is to be declared first, or stands in the way", body = ProblemBody),
        (status = 404, description = "No such version, or not yours", body = ProblemBody)))]
pub(crate) async fn changes(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    Path((_id, number, older)): Path<(String, String, String)>,
    texts: Texts,
) -> Result<Json<ComparisonBody>, Problem> {
    let application = read(&app, &actor, id, texts).await?;
    let (newer, older) = (numbered(&application, &number)?, numbered(&application, &older)?);
    let new_form = definition(&app, newer.form).await?;
    let old_form = match older.form == newer.form {
        true => new_form.clone(),
        false => definition(&app, older.form).await?,
    };
    let form = forms::compare(&old_form, &new_form);
    Ok(Json(ComparisonBody {
        older: older.number,
        newer: newer.number,
        answers: compared((&old_form, &older.answers), (&new_form, &newer.answers), texts),
        form: form.iter().map(|change| change.says(texts.language())).collect(),
    }))
}

/// Where the answers differ: the questions of the later form, then those that are asked no more.
fn compared(
    (old_form, old): (&Definition, &Answers),
    (new_form, new): (&Definition, &Answers),
    texts: Texts,
) -> Vec<ChangeBody> {
    let asked = |form: &Definition| -> Vec<(String, String)> {
        let label = |question: &forms::Question| question.label.to(texts.language()).to_owned();
        form.questions().map(|(_, one)| (one.key.clone(), label(one))).collect()
    };
    let mut questions = asked(new_form);
    let known: BTreeSet<String> = questions.iter().map(|(key, _)| key.clone()).collect();
    questions.extend(asked(old_form).into_iter().filter(|(key, _)| !known.contains(key)));
    let said = |answers: &Answers, key: &str| answers.get(key).cloned().unwrap_or_default();
    questions
        .into_iter()
        .map(|(field, label)| {
            let (was, is) = (said(old, &field), said(new, &field));
            ChangeBody { field, label, was, is }
        })
        .filter(|change| change.was != change.is)
        .collect()
}
