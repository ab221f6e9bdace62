//! Assessments with their points, who is asked to assess, and what assessors agreed on.

use crate::entity;
use crate::queries::Load;
use crate::{Assessment, Assignment, Case, ConsensusNote, Known, Panel};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, Func, JoinType, Query, SimpleExpr, UnionType},
};
use std::collections::BTreeMap;
use uuid::Uuid;
use vocabulary::{ApplicationId, AssessmentId, CallId, Money, PersonId};

/// Which applications are looked at. A condition rather than a list of ids, which would have to be
/// shorter than the databases allow.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Scope<'a> {
    /// One.
    Application(ApplicationId),
    /// Those of a call.
    Call(CallId),
    /// Those a person is asked to assess or has assessed.
    Assessor(PersonId),
    /// These.
    Among(&'a [ApplicationId]),
}

impl Scope<'_> {
    /// The condition on a column that holds the id of an application.
    pub(crate) fn applications(self, id: Expr) -> SimpleExpr {
        match self {
            Scope::Application(application) => id.eq(application.0),
            Scope::Among(some) => id.is_in(some.iter().map(|one| one.0)),
            Scope::Call(call) => id.in_subquery(
                Query::select()
                    .from("application")
                    .column("id")
                    .and_where(Expr::col("call_id").eq(call.0))
                    .to_owned(),
            ),
            Scope::Assessor(person) => {
                let of = |table| {
                    Query::select()
                        .from(table)
                        .column("application_id")
                        .and_where(Expr::col("assessor_id").eq(person.0))
                        .to_owned()
                };
                // One list, so that the database looks each of it up instead of reading all there are.
                id.in_subquery(
                    of("assignment").union(UnionType::Distinct, of("assessment")).to_owned(),
                )
            }
        }
    }
}

/// Everything that assessors have to do with the applications of a scope, those sent in only, by call
/// and number; and what is known of everybody.
pub(crate) async fn panels<C: ConnectionTrait>(
    db: &C,
    scope: Scope<'_>,
) -> Result<(Known, Vec<Panel>), DbErr> {
    let known = super::known(db, scope).await?;
    let cases = super::cases(db, scope).await?;
    let mut assessments = assessments(db, scope, &cases, &known, None).await?;
    let mut consensus = consensus(db, scope).await?;
    let mut assignments: BTreeMap<ApplicationId, Vec<Assignment>> = BTreeMap::new();
    for one in self::assignments(db, scope, None).await? {
        assignments.entry(one.application).or_default().push(one);
    }
    let panels = cases.into_iter().map(|case| Panel {
        assignments: assignments.remove(&case.application).unwrap_or_default(),
        assessments: assessments.remove(&case.application).unwrap_or_default(),
        consensus: consensus.remove(&case.application).unwrap_or_default(),
        case,
    });
    Ok((known, panels.collect()))
}

/// The applications that are sent in and not decided and between which and somebody anything at all could
/// stand: a tie, a superior, a declaration, being asked to assess, having assessed, applying for
/// somebody. Of what was assigned and handed in only that somebody's is told. Most officers have none of
/// it, and lists ask this of everybody.
pub(crate) async fn undecided_around<C: ConnectionTrait>(
    db: &C,
    person: PersonId,
) -> Result<(Known, Vec<Panel>), DbErr> {
    let some = super::undecided_candidates(db, person).await?;
    let (mut known, mut panels) = (Known::default(), Vec::new());
    // Both databases bound how much one statement may carry.
    for some in some.chunks(1000) {
        let scope = Scope::Among(some);
        let here = super::known(db, scope).await?;
        let cases = super::cases(db, scope).await?;
        let mut assessments = assessments(db, scope, &cases, &here, Some(person)).await?;
        let mut assignments: BTreeMap<ApplicationId, Vec<Assignment>> = BTreeMap::new();
        for one in self::assignments(db, scope, Some(person)).await? {
            assignments.entry(one.application).or_default().push(one);
        }
        panels.extend(cases.into_iter().map(|case| Panel {
            assignments: assignments.remove(&case.application).unwrap_or_default(),
            assessments: assessments.remove(&case.application).unwrap_or_default(),
            consensus: Vec::new(),
            case,
        }));
        let mut declarations = std::mem::take(&mut known.declarations);
        declarations.extend(here.declarations);
        known = Known { declarations, ..here };
    }
    Ok((known, panels))
}

/// The same of one application, when it is sent in.
pub(crate) async fn panel<C: ConnectionTrait>(
    db: &C,
    id: ApplicationId,
) -> Result<Option<(Known, Panel)>, DbErr> {
    let (known, mut panels) = panels(db, Scope::Application(id)).await?;
    Ok(panels.pop().map(|panel| (known, panel)))
}

pub(crate) async fn insert_assessment(
    tx: &DatabaseTransaction,
    application: ApplicationId,
    assessment: &Assessment,
) -> Result<(), DbErr> {
    let id = AssessmentId::fresh();
    entity::assessment::Entity::insert(entity::assessment::ActiveModel {
        id: Set(id.0),
        application_id: Set(application.0),
        assessor_id: Set(assessment.assessor.0),
        assessor_name: Set(assessment.assessor_name.clone()),
        impartial_at: Set(assessment.impartial_at),
        recommended_ore: Set(assessment.recommended.ore()),
        comment: Set(assessment.comment.clone()),
        submitted_at: Set(assessment.submitted_at),
    })
    .exec_without_returning(tx)
    .await?;
    let comments = assessment.comments.iter().map(String::as_str).chain(std::iter::repeat(""));
    let scores =
        assessment.points.iter().zip(comments).zip(1..).map(|((points, comment), criterion)| {
            entity::assessment_score::ActiveModel {
                assessment_id: Set(id.0),
                criterion: Set(criterion),
                points: Set(*points),
                comment: Set(comment.to_owned()),
            }
        });
    entity::assessment_score::Entity::insert_many(scores).exec_without_returning(tx).await?;
    Ok(())
}

/// The assessments of these cases, or one person's of them, each marked when it does not count; by
/// application.
async fn assessments<C: ConnectionTrait>(
    db: &C,
    scope: Scope<'_>,
    cases: &[Case],
    known: &Known,
    only: Option<PersonId>,
) -> Result<BTreeMap<ApplicationId, Vec<Assessment>>, DbErr> {
    use entity::assessment::{Column, Entity};
    let mut rows =
        Entity::find().filter(scope.applications(Expr::col((Entity, Column::ApplicationId))));
    if let Some(only) = only {
        rows = rows.filter(Column::AssessorId.eq(only.0));
    }
    let rows =
        rows.order_by_asc(Column::SubmittedAt).order_by_asc(Column::AssessorName).all(db).await?;
    if rows.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut own = Query::select();
    own.from("assessment")
        .column("id")
        .and_where(scope.applications(Expr::col("application_id")))
        .and_where_option(only.map(|only| Expr::col("assessor_id").eq(only.0)));
    let scores = entity::assessment_score::Entity::find()
        .filter(entity::assessment_score::Column::AssessmentId.in_subquery(own))
        .order_by_asc(entity::assessment_score::Column::Criterion)
        .all(db)
        .await?;
    let mut points: BTreeMap<Uuid, (Vec<i32>, Vec<String>)> = BTreeMap::new();
    for score in scores {
        let own = points.entry(score.assessment_id).or_default();
        own.0.push(score.points);
        own.1.push(score.comment);
    }
    let by_id: BTreeMap<Uuid, &Case> =
        cases.iter().map(|case| (case.application.0, case)).collect();
    let mut found: BTreeMap<ApplicationId, Vec<Assessment>> = BTreeMap::new();
    for row in rows {
        let Some(case) = by_id.get(&row.application_id) else { continue };
        let (points, comments) = points.remove(&row.id).unwrap_or_default();
        let assessor = PersonId(row.assessor_id);
        found.entry(case.application).or_default().push(Assessment {
            set_aside: known.set_aside(case, assessor, row.submitted_at),
            assessor,
            assessor_name: row.assessor_name,
            impartial_at: row.impartial_at,
            points,
            comments,
            recommended: Money::from_ore(row.recommended_ore),
            comment: row.comment,
            submitted_at: row.submitted_at,
        });
    }
    Ok(found)
}

/// Who is asked to assess, or what one person is asked to, in the order they were asked.
async fn assignments<C: ConnectionTrait>(
    db: &C,
    scope: Scope<'_>,
    only: Option<PersonId>,
) -> Result<Vec<Assignment>, DbErr> {
    use entity::assignment::{Column, Entity};
    let mut rows =
        Entity::find().filter(scope.applications(Expr::col((Entity, Column::ApplicationId))));
    if let Some(only) = only {
        rows = rows.filter(Column::AssessorId.eq(only.0));
    }
    let rows =
        rows.order_by_asc(Column::AssignedAt).order_by_asc(Column::AssessorId).all(db).await?;
    let assignment = |row: entity::assignment::Model| Assignment {
        application: ApplicationId(row.application_id),
        assessor: PersonId(row.assessor_id),
        at: row.assigned_at,
        by: row.assigned_by,
    };
    Ok(rows.into_iter().map(assignment).collect())
}

/// How many each is asked to assess, and how many of these they have handed in.
pub(crate) async fn loads<C: ConnectionTrait>(
    db: &C,
    scope: Scope<'_>,
) -> Result<BTreeMap<PersonId, Load>, DbErr> {
    let e = |table: &'static str, column: &'static str| Expr::col((table, column));
    let select = Query::select()
        .from_as("assignment", "n")
        .join_as(
            JoinType::LeftJoin,
            "assessment",
            "s",
            e("s", "application_id")
                .equals(("n", "application_id"))
                .and(e("s", "assessor_id").equals(("n", "assessor_id"))),
        )
        .expr_as(e("n", "assessor_id"), "person")
        .expr_as(Func::count(e("n", "application_id")), "asked")
        .expr_as(Func::count(e("s", "id")), "handed_in")
        .and_where(scope.applications(e("n", "application_id")))
        .group_by_col(("n", "assessor_id"))
        .to_owned();
    let rows = db.query_all(&select).await?;
    rows.iter()
        .map(|row| {
            let count = |column| -> Result<usize, DbErr> {
                let count: i64 = row.try_get("", column)?;
                Ok(usize::try_from(count).unwrap_or(0))
            };
            let load = Load { asked: count("asked")?, handed_in: count("handed_in")? };
            Ok((PersonId(row.try_get("", "person")?), load))
        })
        .collect()
}

pub(crate) async fn insert_assignments(
    tx: &DatabaseTransaction,
    assignments: &[Assignment],
) -> Result<(), DbErr> {
    let rows = assignments.iter().map(|one| entity::assignment::ActiveModel {
        application_id: Set(one.application.0),
        assessor_id: Set(one.assessor.0),
        assigned_at: Set(one.at),
        assigned_by: Set(one.by.clone()),
    });
    let rows: Vec<_> = rows.collect();
    // Both databases bound how much one statement may carry.
    for some in rows.chunks(1000) {
        entity::assignment::Entity::insert_many(some.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Takes an assignment away; `false` when there was none.
pub(crate) async fn delete_assignment(
    tx: &DatabaseTransaction,
    application: ApplicationId,
    assessor: PersonId,
) -> Result<bool, DbErr> {
    let gone = entity::assignment::Entity::delete_by_id((application.0, assessor.0));
    Ok(gone.exec(tx).await?.rows_affected == 1)
}

/// Holds the applications of a call until this transaction ends.
pub(crate) async fn lock_applications_of_call(
    tx: &DatabaseTransaction,
    call: CallId,
) -> Result<(), DbErr> {
    use entity::application::{Column, Entity};
    Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::CallId.eq(call.0))
        .order_by_asc(Column::Number)
        .lock_exclusive()
        .into_tuple::<Uuid>()
        .all(tx)
        .await?;
    Ok(())
}

/// What assessors have agreed on, by application, oldest first.
async fn consensus<C: ConnectionTrait>(
    db: &C,
    scope: Scope<'_>,
) -> Result<BTreeMap<ApplicationId, Vec<ConsensusNote>>, DbErr> {
    use entity::consensus_note::{Column, Entity};
    let rows = Entity::find()
        .filter(scope.applications(Expr::col((Entity, Column::ApplicationId))))
        .order_by_asc(Column::Number)
        .all(db)
        .await?;
    let mut found: BTreeMap<ApplicationId, Vec<ConsensusNote>> = BTreeMap::new();
    for row in rows {
        found.entry(ApplicationId(row.application_id)).or_default().push(ConsensusNote {
            number: row.number,
            note: row.note,
            recommended: Money::from_ore(row.recommended_ore),
            counted: usize::try_from(row.counted).unwrap_or_default(),
            written_at: row.written_at,
            written_by: row.written_by,
        });
    }
    Ok(found)
}

pub(crate) async fn insert_consensus(
    tx: &DatabaseTransaction,
    application: ApplicationId,
    note: &ConsensusNote,
) -> Result<(), DbErr> {
    entity::consensus_note::Entity::insert(entity::consensus_note::ActiveModel {
        application_id: Set(application.0),
        number: Set(note.number),
        note: Set(note.note.clone()),
        recommended_ore: Set(note.recommended.ore()),
        counted: Set(i32::try_from(note.counted).unwrap_or(i32::MAX)),
        written_at: Set(note.written_at),
        written_by: Set(note.written_by.clone()),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}
