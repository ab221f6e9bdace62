//! Assessment: what was said, declaring, asking, spreading, and what assessors agree on.

use super::ProblemBody;
use crate::{
    App, PathOf,
    assessments::{
        opened,
        refusals::{self, Naming},
        words,
    },
    json::JsonOf,
    kit::{FieldErrors, FieldProblem, Problem, Texts},
    session::Officer,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use chrono::{DateTime, Utc};
use grant_applications::{
    Assessment, Blocked, ConsensusNote, Criterion, Declaration, NewAssessment, assess, assign,
    declare_impartiality,
    queries::{AssessorRow, PanelRow, assessors_for_actor},
    spread, unassign, write_consensus,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vocabulary::{Actor, ApplicationId, Money, PersonId};

/// Why somebody may not deal with an application.
#[derive(Serialize, ToSchema)]
#[schema(as = Disqualification)]
struct BlockedBody {
    /// `tie`, `acts-for`, `declared` or `superior`.
    ground: &'static str,
    /// In words, with the rule, in the language asked for.
    detail: String,
    /// The act that says so.
    act: &'static str,
    /// The section of the act.
    section: &'static str,
    /// The paragraph of the section, from 1.
    paragraph: u8,
    /// The letter of the paragraph, where it has letters.
    letter: Option<String>,
    /// The year of the text that was read.
    text_of: i32,
}

fn blocked(all: &[Blocked], is_own: bool, texts: Texts) -> Vec<BlockedBody> {
    let one = |one: &Blocked| {
        let rule = one.provision();
        BlockedBody {
            ground: one.word(),
            detail: words::ground(one, is_own, texts),
            act: rule.act,
            section: rule.section,
            paragraph: rule.paragraph,
            letter: rule.letter.map(String::from),
            text_of: rule.read_in,
        }
    };
    all.iter().map(one).collect()
}

/// What was handed in.
#[derive(Serialize, ToSchema)]
#[schema(as = Assessment)]
struct AssessmentBody {
    /// Who.
    assessor: Uuid,
    /// The name.
    assessor_name: String,
    /// Points by criterion, in the call's order.
    points: Vec<i32>,
    /// What is said about each criterion, in the same order.
    comments: Vec<String>,
    /// Its own weighted score in thousandths, on a scale from 0 to 100.
    score_milli: i64,
    /// What the assessor would award, in øre.
    recommended_ore: i64,
    /// Why.
    comment: String,
    /// When it was handed in.
    submitted_at: DateTime<Utc>,
    /// Why it does not count; empty when it does.
    set_aside: Vec<BlockedBody>,
}

/// What assessors agree on.
#[derive(Serialize, ToSchema)]
#[schema(as = ConsensusNote)]
struct ConsensusBody {
    /// From 1.
    number: i32,
    /// What, and why.
    note: String,
    /// What they would award together, in øre.
    recommended_ore: i64,
    /// When it was written.
    written_at: DateTime<Utc>,
    /// By whom.
    written_by: String,
}

impl From<ConsensusNote> for ConsensusBody {
    fn from(note: ConsensusNote) -> ConsensusBody {
        ConsensusBody {
            number: note.number,
            note: note.note,
            recommended_ore: note.recommended.ore(),
            written_at: note.written_at,
            written_by: note.written_by,
        }
    }
}

/// What was said about an application, as far as one may see it.
#[derive(Serialize, ToSchema)]
#[schema(as = Assessments)]
pub(crate) struct AssessmentsBody {
    /// The application.
    application: Uuid,
    /// What people call it.
    reference: String,
    /// How one stands to it oneself: `outside`, `barred`, `assigned`, `impartial`, `blocked`,
    /// `handed-in` or `set-aside`.
    part: Option<&'static str>,
    /// Why one may not deal with it; empty when nothing is in the way.
    blocked: Vec<BlockedBody>,
    /// Those one may see: all, or one's own.
    assessments: Vec<AssessmentBody>,
    /// How many there are besides; they open when one has handed in one's own.
    hidden: usize,
    /// Those who are asked and have not handed in, by name.
    awaited: Vec<String>,
    /// What they add up to, in thousandths on a scale from 0 to 100; none while some are hidden.
    score_milli: Option<i64>,
    /// The lowest amount that is recommended, in øre; none while some are hidden.
    recommended_ore: Option<i64>,
    /// What assessors agree on, oldest first.
    consensus: Vec<ConsensusBody>,
}

impl AssessmentsBody {
    fn of(row: PanelRow, criteria: &[Criterion], actor: &Actor, texts: Texts) -> AssessmentsBody {
        let one = |one: Assessment| AssessmentBody {
            score_milli: one.score_milli(criteria),
            set_aside: blocked(&one.set_aside, actor.person() == Some(one.assessor), texts),
            assessor: one.assessor.0,
            assessor_name: one.assessor_name,
            points: one.points,
            comments: one.comments,
            recommended_ore: one.recommended.ore(),
            comment: one.comment,
            submitted_at: one.submitted_at,
        };
        let grounds = row.own.as_ref().map(|own| own.blocked.as_slice()).unwrap_or_default();
        AssessmentsBody {
            application: row.application.0,
            reference: row.reference,
            part: row.own.as_ref().map(|own| own.part.word()),
            blocked: blocked(grounds, true, texts),
            assessments: row.assessments.into_iter().map(one).collect(),
            hidden: row.hidden,
            awaited: row.awaited,
            score_milli: row.standing.map(|standing| standing.score_milli),
            recommended_ore: row.standing.map(|standing| standing.recommended.ore()),
            consensus: row.consensus.into_iter().map(ConsensusBody::from).collect(),
        }
    }
}

async fn answered(
    app: &App,
    actor: &Actor,
    id: ApplicationId,
    texts: Texts,
) -> Result<AssessmentsBody, Problem> {
    let (_, view, row) = opened(app, actor, id).await?;
    Ok(AssessmentsBody::of(row, &view.call.criteria, actor, texts))
}

fn invalid(errors: FieldErrors) -> Problem {
    Problem::invalid(errors.into_problems())
}

/// What was said about an application: all of it, or one's own as long as one is to assess it. For the
/// directorate.
#[utoipa::path(get, path = "/api/v1/applications/{id}/assessments", tag = "assessments",
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "What may be seen", body = AssessmentsBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such application", body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
) -> Result<Json<AssessmentsBody>, Problem> {
    Ok(Json(answered(&app, &actor, id, texts).await?))
}

/// An assessment to hand in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAssessment)]
pub(crate) struct NewAssessmentBody {
    /// Points by criterion, in the call's order.
    points: Vec<i32>,
    /// What is said about each criterion, in the same order; may be shorter.
    #[serde(default)]
    comments: Vec<String>,
    /// What one would award, in øre; at most what is applied for.
    recommended_ore: i64,
    /// Why.
    comment: String,
}

/// Hands in an assessment, once: one is asked for it, has declared to be impartial and is not
/// disqualified.
#[utoipa::path(post, path = "/api/v1/applications/{id}/assessments", tag = "assessments",
    request_body = NewAssessmentBody,
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "What may be seen now: all of it", body = AssessmentsBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only case officers assess", body = ProblemBody),
        (status = 404, description = "No such application", body = ProblemBody),
        (status = 409, description = "Not asked, not declared, disqualified, or handed in already", body = ProblemBody),
        (status = 422, description = "Points outside the scale, more than applied for, or too long", body = ProblemBody)))]
pub(crate) async fn hand_in(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
    JsonOf(body): JsonOf<NewAssessmentBody>,
) -> Result<(StatusCode, Json<AssessmentsBody>), Problem> {
    let (_, view, _) = opened(&app, &actor, id).await?;
    if body.comment.trim().is_empty() {
        let field = "comment".to_owned();
        let detail = texts.t("form-required").to_string();
        return Err(Problem::invalid(vec![FieldProblem { field, detail }]));
    }
    let new = NewAssessment {
        points: body.points,
        comments: body.comments,
        recommended: Money::from_ore(body.recommended_ore),
        comment: body.comment,
    };
    if let Err(error) = assess(&app.db, app.clock.as_ref(), &actor, id, new).await {
        let (mut errors, slug) = (FieldErrors::none(), &view.call.slug);
        let problem = refusals::of_assess(texts, id, slug, &error, Naming::Api, &mut errors);
        return Err(problem.unwrap_or_else(|| invalid(errors)));
    }
    app.bell.ring();
    Ok((StatusCode::CREATED, Json(answered(&app, &actor, id, texts).await?)))
}

/// What assessors have agreed on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewConsensusNote)]
pub(crate) struct NewConsensusBody {
    /// What, and why.
    note: String,
    /// What they would award together, in øre; at most what is applied for.
    recommended_ore: i64,
}

/// Writes down what the assessors have agreed on, once all of them have handed in. Every note stays; the
/// latest counts as long as the same assessments do.
#[utoipa::path(post, path = "/api/v1/applications/{id}/consensus", tag = "assessments",
    request_body = NewConsensusBody,
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "What was said, with the note", body = AssessmentsBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only case officers agree", body = ProblemBody),
        (status = 404, description = "No such application", body = ProblemBody),
        (status = 409, description = "Closed to who asks, somebody has not handed in, disqualified, or not possible now", body = ProblemBody),
        (status = 422, description = "No note, too long, or more than applied for", body = ProblemBody)))]
pub(crate) async fn agree(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
    JsonOf(body): JsonOf<NewConsensusBody>,
) -> Result<(StatusCode, Json<AssessmentsBody>), Problem> {
    let (_, view, row) = opened(&app, &actor, id).await?;
    // Nothing of the case comes back to somebody who may not see what was said in it.
    if !row.sees_others {
        return Err(Problem::conflict(texts.t("assessments-agree-closed")));
    }
    let recommended = Money::from_ore(body.recommended_ore);
    let clock = app.clock.as_ref();
    if let Err(error) = write_consensus(&app.db, clock, &actor, id, &body.note, recommended).await {
        let (mut errors, slug) = (FieldErrors::none(), &view.call.slug);
        let problem = refusals::of_consensus(texts, id, slug, &error, &mut errors);
        return Err(problem.unwrap_or_else(|| {
            let mut problem = invalid(errors);
            for one in problem.errors.iter_mut().filter(|one| one.field == "recommended") {
                one.field = "recommended_ore".to_owned();
            }
            problem
        }));
    }
    app.bell.ring();
    Ok((StatusCode::CREATED, Json(answered(&app, &actor, id, texts).await?)))
}

/// What one says of oneself in a case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ImpartialityDeclaration)]
pub(crate) struct DeclarationBody {
    /// `impartial` or `disqualified`.
    verdict: String,
    /// Why one is disqualified.
    ground: Option<String>,
}

/// Declares whether one is impartial in a case. Every declaration stays; the latest counts.
#[utoipa::path(post, path = "/api/v1/applications/{id}/impartiality", tag = "assessments",
    request_body = DeclarationBody,
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "What may be seen now", body = AssessmentsBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such application", body = ProblemBody),
        (status = 409, description = "Disqualified by a register, or not possible now", body = ProblemBody),
        (status = 422, description = "No verdict, or no ground", body = ProblemBody)))]
pub(crate) async fn declare(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
    JsonOf(body): JsonOf<DeclarationBody>,
) -> Result<Json<AssessmentsBody>, Problem> {
    let (_, view, _) = opened(&app, &actor, id).await?;
    let ground = body.ground.unwrap_or_default();
    let mut errors = FieldErrors::none();
    let declaration = match body.verdict.as_str() {
        "impartial" => Declaration::Impartial,
        "disqualified" => Declaration::Disqualified { ground },
        _ => {
            errors.add("verdict", texts.t("assessments-no-verdict"));
            return Err(invalid(errors));
        }
    };
    let clock = app.clock.as_ref();
    if let Err(error) = declare_impartiality(&app.db, clock, &actor, id, declaration).await {
        let problem = refusals::of_declare(texts, id, &view.call.slug, &error, &mut errors);
        return Err(problem.unwrap_or_else(|| invalid(errors)));
    }
    Ok(Json(answered(&app, &actor, id, texts).await?))
}

/// Somebody to ask.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAssignment)]
pub(crate) struct NewAssignmentBody {
    /// A case officer.
    assessor: Uuid,
}

/// A case officer and how they stand to an application.
#[derive(Serialize, ToSchema)]
#[schema(as = Assessor)]
pub(crate) struct AssessorBody {
    /// Who.
    person: Uuid,
    /// The name.
    name: String,
    /// `outside`, `barred`, `assigned`, `impartial`, `blocked`, `handed-in` or `set-aside`.
    part: &'static str,
    /// Why they may not deal with it.
    blocked: Vec<BlockedBody>,
    /// When they were asked.
    asked_at: Option<DateTime<Utc>>,
    /// By whom.
    asked_by: Option<String>,
    /// How many applications of the call they are asked to assess.
    load: usize,
}

impl AssessorBody {
    fn of(row: AssessorRow, actor: &Actor, texts: Texts) -> AssessorBody {
        let is_own = actor.person() == Some(row.person);
        AssessorBody {
            person: row.person.0,
            part: row.bearing.part.word(),
            blocked: blocked(&row.bearing.blocked, is_own, texts),
            asked_at: row.asked.as_ref().map(|(at, _)| *at),
            asked_by: row.asked.map(|(_, by)| by),
            load: row.load,
            name: row.name,
        }
    }
}

/// Asks a case officer to assess an application.
#[utoipa::path(post, path = "/api/v1/applications/{id}/assignments", tag = "assessments",
    request_body = NewAssignmentBody,
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "The case officers, and how they stand to it now", body = Vec<AssessorBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only case officers ask", body = ProblemBody),
        (status = 404, description = "No such application", body = ProblemBody),
        (status = 409, description = "Disqualified, asked already, can have read the scores, no case officer, or not possible now", body = ProblemBody)))]
pub(crate) async fn ask(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
    JsonOf(body): JsonOf<NewAssignmentBody>,
) -> Result<(StatusCode, Json<Vec<AssessorBody>>), Problem> {
    let (_, view, _) = opened(&app, &actor, id).await?;
    let clock = app.clock.as_ref();
    assign(&app.db, clock, &actor, id, PersonId(body.assessor))
        .await
        .map_err(|error| refusals::of_assign(texts, Some(id), &view.call.slug, &error))?;
    app.bell.ring();
    Ok((StatusCode::CREATED, Json(assessors(&app, &actor, id, texts).await?)))
}

async fn assessors(
    app: &App,
    actor: &Actor,
    id: ApplicationId,
    texts: Texts,
) -> Result<Vec<AssessorBody>, Problem> {
    let rows = assessors_for_actor(&app.db, actor, app.clock.today(), id).await?;
    Ok(rows.into_iter().map(|row| AssessorBody::of(row, actor, texts)).collect())
}

/// The case officers and how they stand to an application.
#[utoipa::path(get, path = "/api/v1/applications/{id}/assignments", tag = "assessments",
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The case officers", body = Vec<AssessorBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such application", body = ProblemBody)))]
pub(crate) async fn assigned(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
) -> Result<Json<Vec<AssessorBody>>, Problem> {
    opened(&app, &actor, id).await?;
    Ok(Json(assessors(&app, &actor, id, texts).await?))
}

/// Takes back that a case officer is asked, as long as they have not handed in.
#[utoipa::path(delete, path = "/api/v1/applications/{id}/assignments/{person}", tag = "assessments",
    params(("id" = Uuid, Path, description = "The application"),
        ("person" = Uuid, Path, description = "The case officer")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The case officers, and how they stand to it now", body = Vec<AssessorBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only case officers ask", body = ProblemBody),
        (status = 404, description = "No such application", body = ProblemBody),
        (status = 409, description = "Not asked, asked oneself, handed in already, or not possible now", body = ProblemBody)))]
pub(crate) async fn take_back(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    Path((_id, person)): Path<(String, String)>,
    texts: Texts,
) -> Result<Json<Vec<AssessorBody>>, Problem> {
    let (_, view, _) = opened(&app, &actor, id).await?;
    let person = person.parse::<PersonId>().map_err(|_| Problem::not_found())?;
    unassign(&app.db, app.clock.as_ref(), &actor, id, person)
        .await
        .map_err(|error| refusals::of_assign(texts, Some(id), &view.call.slug, &error))?;
    Ok(Json(assessors(&app, &actor, id, texts).await?))
}

/// Whom to spread over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SpreadRequest)]
pub(crate) struct SpreadBody {
    /// Case officers.
    assessors: Vec<Uuid>,
    /// How many assessors each application is to have.
    each: usize,
}

/// Who was given which application.
#[derive(Serialize, ToSchema)]
#[schema(as = SpreadAssignment)]
struct SpreadAssignment {
    /// The application.
    application: Uuid,
    /// The assessor.
    assessor: Uuid,
}

/// Somebody who could not be given an application.
#[derive(Serialize, ToSchema)]
#[schema(as = DisqualifiedAssessor)]
struct DisqualifiedBody {
    /// Who.
    person: Uuid,
    /// The name.
    name: String,
    /// Why.
    grounds: Vec<BlockedBody>,
}

/// An application that lacks assessors still.
#[derive(Serialize, ToSchema)]
#[schema(as = UnfilledApplication)]
struct UnfilledBody {
    /// The application.
    application: Uuid,
    /// What people call it.
    reference: String,
    /// How many it should have.
    wanted: usize,
    /// How many it has.
    has: usize,
    /// Who could not be given it, and why; empty when too few were named to begin with.
    blocked: Vec<DisqualifiedBody>,
}

/// What came of spreading.
#[derive(Serialize, ToSchema)]
#[schema(as = Spreading)]
pub(crate) struct SpreadingBody {
    /// Who was given which application, in the order of the applications.
    assigned: Vec<SpreadAssignment>,
    /// Those that lack assessors still.
    unfilled: Vec<UnfilledBody>,
    /// The references of those you are disqualified in: somebody else says who assesses them.
    left_to_others: Vec<String>,
}

/// Spreads the applications of a call evenly over case officers, until each has as many as wanted. Who
/// is asked already stays; nobody who is disqualified is asked.
#[utoipa::path(post, path = "/api/v1/calls/{slug}/spread", tag = "assessments",
    request_body = SpreadBody,
    params(("slug" = String, Path, description = "Short name of the call")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "What came of it", body = SpreadingBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only case officers ask", body = ProblemBody),
        (status = 404, description = "No such call", body = ProblemBody),
        (status = 409, description = "Somebody named is no case officer", body = ProblemBody)))]
pub(crate) async fn spread_over(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    texts: Texts,
    JsonOf(body): JsonOf<SpreadBody>,
) -> Result<Json<SpreadingBody>, Problem> {
    let call = crate::calls::seen(&app, Some(&actor), &slug).await?.call;
    let chosen: Vec<PersonId> = body.assessors.into_iter().map(PersonId).collect();
    let clock = app.clock.as_ref();
    let came = spread(&app.db, clock, &actor, call.id, &chosen, body.each)
        .await
        .map_err(|error| refusals::of_assign(texts, None, &slug, &error))?;
    app.bell.ring();
    let assigned = came.assigned.into_iter().map(|(application, assessor)| SpreadAssignment {
        application: application.0,
        assessor: assessor.0,
    });
    let left_to_others = came.left_to_others;
    let unfilled = came.unfilled.into_iter().map(|one| UnfilledBody {
        application: one.application.0,
        reference: one.reference,
        wanted: one.wanted,
        has: one.has,
        blocked: one
            .blocked
            .into_iter()
            .map(|(person, name, grounds)| DisqualifiedBody {
                grounds: blocked(&grounds, actor.person() == Some(person), texts),
                person: person.0,
                name,
            })
            .collect(),
    });
    Ok(Json(SpreadingBody {
        assigned: assigned.collect(),
        unfilled: unfilled.collect(),
        left_to_others,
    }))
}
