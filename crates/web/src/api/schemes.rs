//! Schemes: the public ones to read, and publishing one.

use super::ProblemBody;
use crate::{
    App,
    calls::refusals,
    json::JsonOf,
    kit::{Problem, Texts},
    session::{MaybeSigned, Officer},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use chrono::NaiveDate;
use grant_applications::{
    NewScheme, Rule, RuleKind, SchemeVersion, publish_scheme,
    queries::{SchemeView, scheme_for_actor, schemes_for_actor},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A national plan under which schemes live.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Programme)]
struct ProgrammeBody {
    /// Short name in addresses.
    slug: String,
    /// Its name.
    name: String,
    /// What it is about.
    #[serde(default)]
    about: String,
}

/// A text of rules that a scheme rests on.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Rule)]
struct RuleBody {
    /// `rulebook`, `regulation`, `act` or `circular`.
    #[schema(value_type = String)]
    kind: RuleKind,
    /// Its title.
    title: String,
    /// What it is cited by.
    #[serde(default)]
    reference: String,
    /// Who approved it.
    #[serde(default)]
    approved_by: String,
    /// The date of the text that was read.
    #[serde(default)]
    dated_on: Option<NaiveDate>,
    /// Where it can be read.
    #[serde(default)]
    address: Option<String>,
}

/// One wording of a scheme; published, it never changes.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SchemeVersion)]
struct VersionBody {
    /// From 1.
    number: i32,
    /// The first day it is in force.
    valid_from: NaiveDate,
    /// The last day, when one is set.
    #[serde(default)]
    valid_to: Option<NaiveDate>,
    /// What changed since the version before.
    #[serde(default)]
    change: String,
    /// Goals.
    goals: String,
    /// Target group.
    target_group: String,
    /// How goal achievement is judged.
    achievement_criteria: String,
    /// What awards go by.
    award_criteria: String,
    /// Follow-up and control.
    follow_up: String,
    /// How and when the scheme is evaluated.
    evaluation: String,
    /// What the support may be given for.
    #[serde(default)]
    support_types: Vec<String>,
    /// The rules it rests on.
    #[serde(default)]
    rulebook: Vec<RuleBody>,
}

impl From<&SchemeVersion> for VersionBody {
    fn from(version: &SchemeVersion) -> VersionBody {
        let rule = |rule: &Rule| RuleBody {
            kind: rule.kind,
            title: rule.title.clone(),
            reference: rule.reference.clone(),
            approved_by: rule.approved_by.clone(),
            dated_on: rule.dated_on.map(|day| day.date()),
            address: rule.address.clone(),
        };
        VersionBody {
            number: version.number,
            valid_from: version.valid_from.date(),
            valid_to: version.valid_to.map(|day| day.date()),
            change: version.change.clone(),
            goals: version.goals.clone(),
            target_group: version.target_group.clone(),
            achievement_criteria: version.achievement_criteria.clone(),
            award_criteria: version.award_criteria.clone(),
            follow_up: version.follow_up.clone(),
            evaluation: version.evaluation.clone(),
            support_types: version.support_types.clone(),
            rulebook: version.rulebook.iter().map(rule).collect(),
        }
    }
}

impl From<VersionBody> for SchemeVersion {
    fn from(body: VersionBody) -> SchemeVersion {
        let rule = |rule: RuleBody| Rule {
            kind: rule.kind,
            title: rule.title,
            reference: rule.reference,
            approved_by: rule.approved_by,
            dated_on: rule.dated_on.map(Into::into),
            address: rule.address,
        };
        SchemeVersion {
            number: body.number,
            valid_from: body.valid_from.into(),
            valid_to: body.valid_to.map(Into::into),
            change: body.change,
            goals: body.goals,
            target_group: body.target_group,
            achievement_criteria: body.achievement_criteria,
            award_criteria: body.award_criteria,
            follow_up: body.follow_up,
            evaluation: body.evaluation,
            support_types: body.support_types,
            rulebook: body.rulebook.into_iter().map(rule).collect(),
        }
    }
}

/// A scheme with its published versions.
#[derive(Serialize, ToSchema)]
#[schema(as = SchemeWithVersions)]
pub(crate) struct SchemeBody {
    /// Its id.
    id: Uuid,
    /// The programme it belongs to.
    programme: ProgrammeBody,
    /// Short name in addresses.
    slug: String,
    /// Its name.
    name: String,
    /// Chapter of the state budget.
    chapter: String,
    /// Item of the chapter.
    item: String,
    /// Whether decisions can be appealed.
    appealable: bool,
    /// Who decides appeals; schemes that were made before this was asked for do not say it.
    appeal_body: Option<String>,
    /// Its published versions, oldest first.
    versions: Vec<VersionBody>,
}

impl From<SchemeView> for SchemeBody {
    fn from(view: SchemeView) -> SchemeBody {
        let SchemeView { scheme, programme, versions, draft: _ } = view;
        SchemeBody {
            id: scheme.id.0,
            programme: ProgrammeBody {
                slug: programme.slug,
                name: programme.name,
                about: programme.about,
            },
            slug: scheme.slug,
            name: scheme.name,
            chapter: scheme.chapter,
            item: scheme.item,
            appealable: scheme.appealable,
            appeal_body: scheme.appeal_body,
            versions: versions.iter().map(VersionBody::from).collect(),
        }
    }
}

/// A scheme, or a new version of one, to publish.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewScheme)]
pub(crate) struct NewSchemeBody {
    /// The programme; one that is not there yet is made.
    programme: ProgrammeBody,
    /// Short name in addresses.
    slug: String,
    /// Its name.
    name: String,
    /// Chapter of the state budget.
    chapter: String,
    /// Item of the chapter.
    item: String,
    /// Whether decisions can be appealed.
    appealable: bool,
    /// Who decides appeals, on one line: needed for a new scheme where decisions can be appealed, and
    /// left out where they cannot. A scheme that there is keeps what it says.
    #[serde(default)]
    appeal_body: Option<String>,
    /// The version to publish.
    version: VersionBody,
}

/// The schemes that are published; those of which nothing is published yet too for the directorate.
#[utoipa::path(get, path = "/api/v1/schemes", tag = "schemes",
    responses((status = 200, description = "The schemes", body = Vec<SchemeBody>)))]
pub(crate) async fn list(
    State(app): State<App>,
    MaybeSigned(actor): MaybeSigned,
) -> Result<Json<Vec<SchemeBody>>, Problem> {
    let schemes = schemes_for_actor(&app.db, actor.as_ref()).await?;
    Ok(Json(schemes.into_iter().map(SchemeBody::from).collect()))
}

/// One scheme by its short name.
#[utoipa::path(get, path = "/api/v1/schemes/{slug}", tag = "schemes",
    params(("slug" = String, Path, description = "Short name of the scheme")),
    responses((status = 200, description = "The scheme", body = SchemeBody),
        (status = 404, description = "No such scheme", body = ProblemBody)))]
pub(crate) async fn one(
    State(app): State<App>,
    MaybeSigned(actor): MaybeSigned,
    Path(slug): Path<String>,
) -> Result<Json<SchemeBody>, Problem> {
    let scheme = scheme_for_actor(&app.db, actor.as_ref(), &slug).await?;
    Ok(Json(scheme.ok_or_else(Problem::not_found)?.into()))
}

/// Publishes a scheme or a new version of it. The same again changes nothing.
#[utoipa::path(post, path = "/api/v1/schemes", tag = "schemes", request_body = NewSchemeBody,
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "The scheme", body = SchemeBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 409, description = "That version says something else", body = ProblemBody),
        (status = 422, description = "Something that the rules demand is missing", body = ProblemBody)))]
pub(crate) async fn publish(
    State(app): State<App>,
    Officer(actor): Officer,
    texts: Texts,
    JsonOf(body): JsonOf<NewSchemeBody>,
) -> Result<(StatusCode, Json<SchemeBody>), Problem> {
    let slug = body.slug.clone();
    let new = NewScheme {
        programme_slug: body.programme.slug,
        programme_name: body.programme.name,
        programme_about: body.programme.about,
        slug: body.slug,
        name: body.name,
        chapter: body.chapter,
        item: body.item,
        appealable: body.appealable,
        appeal_body: body.appeal_body,
        version: body.version.into(),
    };
    publish_scheme(&app.db, app.clock.as_ref(), &actor, new)
        .await
        .map_err(|error| refusals::of_announce(texts, &slug, &error))?;
    let scheme = scheme_for_actor(&app.db, Some(&actor), &slug).await?;
    Ok((StatusCode::CREATED, Json(scheme.ok_or_else(Problem::not_found)?.into())))
}
