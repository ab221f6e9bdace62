//! Assessment: rankings, what was said, declaring, asking, and the register of ties.

use super::ProblemBody;
use crate::{
    App, PathOf,
    assessments::{
        opened,
        refusals::{self, Naming, TieFields},
        words,
    },
    kit::{FieldErrors, FieldProblem, Problem, Texts},
    session::Officer,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use chrono::{DateTime, NaiveDate, Utc};
use grant_applications::{
    Assessment, Blocked, ConsensusNote, Criterion, Declaration, NewAssessment, NewTie, TieKind,
    assess, assign, declare_impartiality,
    queries::{AssessorRow, PanelRow, assessors_for_actor, ties_for_actor},
    register_tie, spread,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vocabulary::{Actor, ApplicationId, Money, OrganisationId, PersonId};

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
    Json(body): Json<NewAssessmentBody>,
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

/// What one says of oneself in a case.
#[derive(Deserialize, ToSchema)]
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
    Json(body): Json<DeclarationBody>,
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
        (status = 409, description = "Disqualified, asked already, no case officer, or not possible now", body = ProblemBody)))]
pub(crate) async fn ask(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
    Json(body): Json<NewAssignmentBody>,
) -> Result<(StatusCode, Json<Vec<AssessorBody>>), Problem> {
    let (_, view, _) = opened(&app, &actor, id).await?;
    let clock = app.clock.as_ref();
    assign(&app.db, clock, &actor, id, PersonId(body.assessor))
        .await
        .map_err(|error| refusals::of_assign(texts, Some(id), &view.call.slug, &error))?;
    let rows = assessors_for_actor(&app.db, &actor, app.clock.today(), id).await?;
    let rows = rows.into_iter().map(|row| AssessorBody::of(row, &actor, texts));
    Ok((StatusCode::CREATED, Json(rows.collect())))
}

/// Whom to spread over.
#[derive(Deserialize, ToSchema)]
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
    Json(body): Json<SpreadBody>,
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
    Ok(Json(SpreadingBody { assigned: assigned.collect(), unfilled: unfilled.collect() }))
}

/// A person's tie to an organisation.
#[derive(Serialize, ToSchema)]
#[schema(as = Tie)]
pub(crate) struct TieBody {
    /// Its id.
    id: Uuid,
    /// Who.
    person: Uuid,
    /// Their name.
    person_name: String,
    /// To which organisation.
    organisation: Uuid,
    /// Its name.
    organisation_name: String,
    /// `party`, `kin`, `representative`, `leader`, `board`, `employed` or `other`.
    kind: &'static str,
    /// What more there is to know.
    note: String,
    /// The first day.
    from_on: NaiveDate,
    /// The last day; open-ended without one.
    to_on: Option<NaiveDate>,
}

async fn registered(app: &App, actor: &Actor) -> Result<Vec<TieBody>, Problem> {
    let rows = ties_for_actor(&app.db, actor).await?.into_iter();
    let row = |row: grant_applications::queries::TieRow| TieBody {
        id: row.tie.id.0,
        person: row.tie.person.0,
        person_name: row.person_name,
        organisation: row.tie.organisation.0,
        organisation_name: row.organisation_name,
        kind: row.tie.kind.word(),
        note: row.tie.note,
        from_on: row.tie.from.date(),
        to_on: row.tie.to.map(|to| to.date()),
    };
    Ok(rows.map(row).collect())
}

/// The register of ties. For the directorate.
#[utoipa::path(get, path = "/api/v1/ties", tag = "assessments",
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The ties", body = Vec<TieBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody)))]
pub(crate) async fn ties(
    State(app): State<App>,
    Officer(actor): Officer,
) -> Result<Json<Vec<TieBody>>, Problem> {
    Ok(Json(registered(&app, &actor).await?))
}

/// A tie to register.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewTie)]
pub(crate) struct NewTieBody {
    /// Who.
    person: Uuid,
    /// To which organisation.
    organisation: Uuid,
    /// `party`, `kin`, `representative`, `leader`, `board`, `employed` or `other`.
    kind: String,
    /// What more there is to know.
    #[serde(default)]
    note: String,
    /// The first day, today or earlier.
    from_on: NaiveDate,
    /// The last day; open-ended without one.
    to_on: Option<NaiveDate>,
}

/// Registers a tie. It blocks at once, in every case that concerns the organisation.
#[utoipa::path(post, path = "/api/v1/ties", tag = "assessments", request_body = NewTieBody,
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "The ties", body = Vec<TieBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 422, description = "No such person, organisation or kind, or days that do not fit", body = ProblemBody)))]
pub(crate) async fn add_tie(
    State(app): State<App>,
    Officer(actor): Officer,
    texts: Texts,
    Json(body): Json<NewTieBody>,
) -> Result<(StatusCode, Json<Vec<TieBody>>), Problem> {
    const FIELDS: TieFields = TieFields {
        person: "person",
        other: "organisation",
        from: "from_on",
        to: "to_on",
        note: "note",
    };
    let mut errors = FieldErrors::none();
    let Some(kind) = TieKind::from_word(&body.kind) else {
        errors.add("kind", texts.t("assessments-choose"));
        return Err(invalid(errors));
    };
    let new = NewTie {
        person: PersonId(body.person),
        organisation: OrganisationId(body.organisation),
        kind,
        note: body.note,
        from: body.from_on.into(),
        to: body.to_on.map(Into::into),
    };
    if let Err(error) = register_tie(&app.db, app.clock.as_ref(), &actor, new).await {
        let problem = refusals::of_ties(texts, &error, FIELDS, &mut errors);
        return Err(problem.unwrap_or_else(|| invalid(errors)));
    }
    Ok((StatusCode::CREATED, Json(registered(&app, &actor).await?)))
}
