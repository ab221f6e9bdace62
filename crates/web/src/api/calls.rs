//! Calls.

use super::ProblemBody;
use crate::{App, calls::seen, kit::Problem, session::MaybeSigned};
use axum::{
    Json,
    extract::{Path, State},
};
use chrono::{DateTime, NaiveDate, Utc};
use forms::Words;
use grant_applications::{
    Anchor, Call, CallAmendment, Changes, Criterion,
    queries::{CallView, amendments, calls_for_actor},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vocabulary::Language;

/// A call for applications.
#[derive(Serialize, ToSchema)]
#[schema(as = Call)]
pub(crate) struct CallBody {
    /// Its id.
    id: Uuid,
    /// Short name in addresses and references.
    slug: String,
    /// Its title in bokmål.
    title: String,
    /// Its title in nynorsk.
    title_nn: String,
    /// Its title in English; may be empty.
    title_en: String,
    /// The budget year.
    year: i32,
    /// What can be awarded in all, in øre.
    budget_ore: i64,
    /// When applications may come.
    opens_at: DateTime<Utc>,
    /// When they may no longer.
    closes_at: DateTime<Utc>,
    /// When the report on a grant of this call is due.
    report_due_on: NaiveDate,
    /// The last day a grant of this call can be used for.
    funded_through_on: NaiveDate,
    /// How many days a recipient has to accept.
    accept_within_days: i32,
    /// The state: `draft`, `open`, `closed` or `decided`.
    state: &'static str,
    /// Takes applications at this moment.
    takes_applications: bool,
    /// The version of the scheme it was announced under.
    scheme_version: i32,
    /// Who may apply.
    who_may_apply: WhoBody,
    /// The least own share, in thousandths of the whole cost.
    own_share_milli: i32,
    /// Whether the applicant must commit itself to go on when the state's money ends.
    continuation_required: bool,
    /// Until when what arrives too late is received at all; none when the door closes with the call.
    late_until_at: Option<DateTime<Utc>>,
    /// When applicants can expect a decision.
    decision_expected_on: Option<NaiveDate>,
    /// How many days before it closes those with an unfinished draft are written to; 0 is never.
    remind_drafts_days: i32,
    /// How many days after it arrived an application gets a provisional reply; 0 is never.
    provisional_reply_days: i32,
    /// The version of the form that applicants fill in.
    form: Option<Uuid>,
    /// How often it was saved or amended; sent back with the next save.
    revision: i32,
}

/// Who may apply. Empty lists mean everybody.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WhoMayApply)]
pub(crate) struct WhoBody {
    /// The kinds of organisations: `municipality`, `other`.
    #[serde(default)]
    pub(super) kinds: Vec<String>,
    /// The counties, by their two digits.
    #[serde(default)]
    pub(super) counties: Vec<String>,
}

/// A text in the languages people read.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Words)]
pub(crate) struct WordsBody {
    /// Bokmål.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) nb: String,
    /// Nynorsk.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) nn: String,
    /// English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) en: String,
}

impl From<&Words> for WordsBody {
    fn from(words: &Words) -> WordsBody {
        let said = |language| words.exactly(language).unwrap_or_default().to_owned();
        WordsBody {
            nb: said(Language::Bokmal),
            nn: said(Language::Nynorsk),
            en: said(Language::English),
        }
    }
}

impl CallBody {
    fn of(call: &Call, now: DateTime<Utc>) -> CallBody {
        CallBody {
            id: call.id.0,
            slug: call.slug.clone(),
            title: call.title.clone(),
            title_nn: call.title_nn.clone(),
            title_en: call.title_en.clone(),
            year: call.year,
            budget_ore: call.budget.ore(),
            opens_at: call.opens_at,
            closes_at: call.closes_at,
            report_due_on: call.report_due.date(),
            funded_through_on: call.funded_through.date(),
            accept_within_days: call.accept_within_days,
            state: call.state.word(),
            takes_applications: call.takes_applications(now),
            scheme_version: call.scheme_version,
            who_may_apply: WhoBody {
                kinds: call.who_may_apply.kinds.iter().map(ToString::to_string).collect(),
                counties: call.who_may_apply.counties.iter().map(ToString::to_string).collect(),
            },
            own_share_milli: call.own_share_milli,
            continuation_required: call.continuation_required,
            late_until_at: call.late_until,
            decision_expected_on: call.decision_expected_on.map(|day| day.date()),
            remind_drafts_days: call.remind_drafts_days,
            provisional_reply_days: call.provisional_reply_days,
            form: call.form.map(|form| form.0),
            revision: call.revision,
        }
    }
}

/// What some points mean on the scale of a criterion.
#[derive(Serialize, ToSchema)]
#[schema(as = Anchor)]
struct AnchorBody {
    /// The points.
    points: i32,
    /// What an application looks like that gets them.
    text: WordsBody,
}

/// What applications are scored on.
#[derive(Serialize, ToSchema)]
#[schema(as = Criterion)]
struct CriterionBody {
    /// Its name in bokmål.
    name: String,
    /// Its name in nynorsk.
    name_nn: String,
    /// Its name in English; may be empty.
    name_en: String,
    /// How heavily it counts beside the others.
    weight: i32,
    /// The most points that can be given.
    max_points: i32,
    /// What points mean, by rising points.
    anchors: Vec<AnchorBody>,
}

impl From<&Criterion> for CriterionBody {
    fn from(one: &Criterion) -> CriterionBody {
        let Criterion { name, name_nn, name_en, weight, max_points, anchors } = one;
        let anchor = |anchor: &Anchor| AnchorBody {
            points: anchor.points,
            text: WordsBody::from(&anchor.text),
        };
        CriterionBody {
            name: name.clone(),
            name_nn: name_nn.clone(),
            name_en: name_en.clone(),
            weight: *weight,
            max_points: *max_points,
            anchors: anchors.iter().map(anchor).collect(),
        }
    }
}

/// A change of a call while it was open.
#[derive(Serialize, ToSchema)]
#[schema(as = Amendment)]
pub(crate) struct AmendmentBody {
    /// From 1.
    number: i32,
    /// When it was made.
    made_at: DateTime<Utc>,
    /// What was changed and why.
    what: WordsBody,
    /// Before and after, of what it touched: `closes_on`, `late_until`, `about`, `about_nn`, `about_en`,
    /// `form`, `decision_expected_on`.
    #[schema(value_type = Object)]
    changes: Changes,
}

impl From<&CallAmendment> for AmendmentBody {
    fn from(one: &CallAmendment) -> AmendmentBody {
        AmendmentBody {
            number: one.number,
            made_at: one.made_at,
            what: WordsBody::from(&one.what),
            changes: one.changes.clone(),
        }
    }
}

/// The scheme of a call, in the version it was announced under.
#[derive(Serialize, ToSchema)]
#[schema(as = Scheme)]
struct SchemeBody {
    /// Short name.
    slug: String,
    /// Its name.
    name: String,
    /// Chapter of the state budget.
    chapter: String,
    /// Item of the chapter.
    item: String,
    /// The number of the version.
    version: i32,
    /// The first day that version is in force.
    valid_from_on: NaiveDate,
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
}

/// A call with its text, its criteria and its scheme.
#[derive(Serialize, ToSchema)]
#[schema(as = CallWithScheme)]
pub(crate) struct CallWithScheme {
    #[serde(flatten)]
    call: CallBody,
    /// The text of the announcement in bokmål.
    about: String,
    /// The text of the announcement in nynorsk.
    about_nn: String,
    /// The text of the announcement in English; may be empty.
    about_en: String,
    /// What applications are scored on.
    criteria: Vec<CriterionBody>,
    /// What was changed while it was open, first to last.
    amendments: Vec<AmendmentBody>,
    /// The scheme.
    scheme: SchemeBody,
}

/// All public calls, latest first; drafts too for the directorate.
#[utoipa::path(get, path = "/api/v1/calls", tag = "calls",
    responses((status = 200, description = "The calls", body = Vec<CallBody>)))]
pub(crate) async fn list(
    State(app): State<App>,
    MaybeSigned(actor): MaybeSigned,
) -> Result<Json<Vec<CallBody>>, Problem> {
    let now = app.clock.now();
    let calls = calls_for_actor(&app.db, actor.as_ref()).await?;
    Ok(Json(calls.iter().map(|call| CallBody::of(call, now)).collect()))
}

/// One call by its short name.
#[utoipa::path(get, path = "/api/v1/calls/{slug}", tag = "calls",
    params(("slug" = String, Path, description = "Short name of the call")),
    responses((status = 200, description = "The call", body = CallWithScheme),
        (status = 404, description = "No such call", body = ProblemBody)))]
pub(crate) async fn one(
    State(app): State<App>,
    MaybeSigned(actor): MaybeSigned,
    Path(slug): Path<String>,
) -> Result<Json<CallWithScheme>, Problem> {
    let view = seen(&app, actor.as_ref(), &slug).await?;
    Ok(Json(whole(&app, view).await?))
}

/// What was changed in a call while it was open, first to last, each with before and after.
#[utoipa::path(get, path = "/api/v1/calls/{slug}/amendments", tag = "calls",
    params(("slug" = String, Path, description = "Short name of the call")),
    responses((status = 200, description = "The amendments", body = Vec<AmendmentBody>),
        (status = 404, description = "No such call", body = ProblemBody)))]
pub(crate) async fn amended(
    State(app): State<App>,
    MaybeSigned(actor): MaybeSigned,
    Path(slug): Path<String>,
) -> Result<Json<Vec<AmendmentBody>>, Problem> {
    let call = seen(&app, actor.as_ref(), &slug).await?.call;
    let made = amendments(&app.db, call.id).await?;
    Ok(Json(made.iter().map(AmendmentBody::from).collect()))
}

/// A call with all that the API says of it.
pub(super) async fn whole(app: &App, view: CallView) -> Result<CallWithScheme, Problem> {
    let CallView { call, scheme, version } = view;
    let amendments = amendments(&app.db, call.id).await?;
    Ok(CallWithScheme {
        about: call.about.clone(),
        about_nn: call.about_nn.clone(),
        about_en: call.about_en.clone(),
        criteria: call.criteria.iter().map(CriterionBody::from).collect(),
        amendments: amendments.iter().map(AmendmentBody::from).collect(),
        scheme: SchemeBody {
            slug: scheme.slug,
            name: scheme.name,
            chapter: scheme.chapter,
            item: scheme.item,
            version: version.number,
            valid_from_on: version.valid_from.date(),
            goals: version.goals,
            target_group: version.target_group,
            achievement_criteria: version.achievement_criteria,
            award_criteria: version.award_criteria,
            follow_up: version.follow_up,
            evaluation: version.evaluation,
        },
        call: CallBody::of(&call, app.clock.now()),
    })
}
