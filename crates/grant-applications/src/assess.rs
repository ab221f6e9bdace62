//! Scoring an application.

use crate::{ApplicationVerb, Assessment, repository};
use journal::Act;
use sea_orm::{DatabaseConnection, DbErr, SqlErr};
use serde_json::json;
use vocabulary::{Actor, ApplicationId, Clock, Money, NotPossible, Role};

/// Why an assessment was not taken.
#[derive(Debug, thiserror::Error)]
pub enum AssessError {
    /// No such application.
    #[error("there is no such application")]
    NoApplication,
    /// Assessors are case officers.
    #[error("only case officers can assess applications")]
    NotYours,
    /// The assessor has not declared to be impartial.
    #[error("declare that you are impartial in this case before you assess it")]
    NotDeclared,
    /// The assessor acts for the applicant (forvaltningsloven § 6, text of 2026).
    #[error("you act for the applicant and cannot assess its application")]
    Partial,
    /// Points are missing, too many, or outside the scale.
    #[error("criterion {criterion} takes 0 to {max} points")]
    OutsideScale {
        /// Which criterion, from 1.
        criterion: usize,
        /// The most it takes; 0 when the call has no such criterion.
        max: i32,
    },
    /// More than was applied for.
    #[error("you cannot recommend more than the {0} kr applied for")]
    TooMuch(Money),
    /// Already handed in.
    #[error("you have handed in your assessment of this application")]
    HandedIn,
    /// The application is in a state where this cannot be done.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// What an assessor hands in.
#[derive(Debug, Clone)]
pub struct NewAssessment {
    /// The declaration: impartial in this case.
    pub impartial: bool,
    /// Points by criterion, in the call's order.
    pub points: Vec<i32>,
    /// What the assessor would award.
    pub recommended: Money,
    /// Why.
    pub comment: String,
}

/// Hands in an assessment: once per assessor and application, never changed afterwards.
pub async fn assess(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ApplicationId,
    new: NewAssessment,
) -> Result<(), AssessError> {
    let assessor = actor.person().filter(|_| actor.is(Role::CaseOfficer));
    let assessor = assessor.ok_or(AssessError::NotYours)?;
    if !new.impartial {
        return Err(AssessError::NotDeclared);
    }
    let now = clock.now();
    let tx = journal::begin(db).await?;
    let application =
        repository::application_locked(&tx, id).await?.ok_or(AssessError::NoApplication)?;
    application.state.allow(ApplicationVerb::Assess)?;
    let applicants =
        organisations::people_of(&tx, application.organisation, Role::Applicant).await?;
    if applicants.iter().any(|person| person.id == assessor) {
        return Err(AssessError::Partial);
    }
    let call = repository::call(&tx, application.call).await?.ok_or(AssessError::NoApplication)?;
    for place in 0..call.criteria.len().max(new.points.len()) {
        let max = call.criteria.get(place).map_or(0, |criterion| criterion.max_points);
        match new.points.get(place) {
            Some(points) if (0..=max).contains(points) && place < call.criteria.len() => {}
            _ => return Err(AssessError::OutsideScale { criterion: place + 1, max }),
        }
    }
    if new.recommended > application.content.amount || new.recommended < Money::ZERO {
        return Err(AssessError::TooMuch(application.content.amount));
    }
    let assessment = Assessment {
        assessor,
        assessor_name: actor.name().to_owned(),
        impartial_at: now,
        points: new.points,
        recommended: new.recommended,
        comment: new.comment,
        submitted_at: now,
    };
    repository::insert_assessment(&tx, id, &assessment).await.map_err(|error| {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => AssessError::HandedIn,
            _ => AssessError::Database(error),
        }
    })?;
    let detail = json!({ "recommended_ore": assessment.recommended.ore() });
    let act = Act { act: "assessed", thing: "application", id: id.to_string(), detail };
    journal::record(&tx, actor, now, act).await?;
    Ok(tx.commit().await?)
}
