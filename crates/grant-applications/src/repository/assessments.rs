//! Assessments with their points.

use crate::Assessment;
use crate::entity;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder,
};
use std::collections::BTreeMap;
use uuid::Uuid;
use vocabulary::{ApplicationId, AssessmentId, Money, PersonId};

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
    let scores = assessment.points.iter().zip(1..).map(|(points, criterion)| {
        entity::assessment_score::ActiveModel {
            assessment_id: Set(id.0),
            criterion: Set(criterion),
            points: Set(*points),
        }
    });
    entity::assessment_score::Entity::insert_many(scores).exec_without_returning(tx).await?;
    Ok(())
}

/// The assessments of several applications at once.
pub(crate) async fn assessments<C: ConnectionTrait>(
    db: &C,
    applications: &[Uuid],
) -> Result<BTreeMap<Uuid, Vec<Assessment>>, DbErr> {
    let rows = entity::assessment::Entity::find()
        .filter(entity::assessment::Column::ApplicationId.is_in(applications.iter().copied()))
        .order_by_asc(entity::assessment::Column::SubmittedAt)
        .order_by_asc(entity::assessment::Column::AssessorName)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut points: BTreeMap<Uuid, Vec<i32>> = BTreeMap::new();
    let scores = entity::assessment_score::Entity::find()
        .filter(entity::assessment_score::Column::AssessmentId.is_in(ids))
        .order_by_asc(entity::assessment_score::Column::Criterion)
        .all(db)
        .await?;
    for score in scores {
        points.entry(score.assessment_id).or_default().push(score.points);
    }
    let mut found: BTreeMap<Uuid, Vec<Assessment>> = BTreeMap::new();
    for row in rows {
        found.entry(row.application_id).or_default().push(Assessment {
            assessor: PersonId(row.assessor_id),
            assessor_name: row.assessor_name,
            impartial_at: row.impartial_at,
            points: points.remove(&row.id).unwrap_or_default(),
            recommended: Money::from_ore(row.recommended_ore),
            comment: row.comment,
            submitted_at: row.submitted_at,
        });
    }
    Ok(found)
}
