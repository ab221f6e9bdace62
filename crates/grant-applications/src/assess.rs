//! Handing in an assessment.

use crate::{
    ApplicationVerb, Assessment, Blocked, Call, Criterion, Declaration, Panel, repository,
};
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
    /// Nobody has asked for it.
    #[error("you are not asked to assess this application")]
    NotAssigned,
    /// The assessor has not declared to be impartial.
    #[error("declare that you are impartial in this case before you assess it")]
    NotDeclared,
    /// The assessor is disqualified (forvaltningsloven § 6).
    #[error("you are disqualified in this case and cannot assess it")]
    Blocked(Vec<Blocked>),
    /// Points are missing, too many, or outside the scale.
    #[error("criterion {criterion} takes 0 to {max} points")]
    OutsideScale {
        /// Which criterion, from 1.
        criterion: usize,
        /// The most it takes; 0 when the call has no such criterion.
        max: i32,
    },
    /// More was said than can be kept.
    #[error("a comment takes at most {most} characters, and this has {is}")]
    TooLong {
        /// Which criterion, from 1; `None` for the comment on the whole.
        criterion: Option<usize>,
        /// The most characters.
        most: usize,
        /// How many there are.
        is: usize,
    },
    /// More than was applied for, or less than nothing.
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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewAssessment {
    /// Points by criterion, in the call's order.
    pub points: Vec<i32>,
    /// What is said about each criterion, in the call's order; may be shorter.
    pub comments: Vec<String>,
    /// What the assessor would award.
    pub recommended: Money,
    /// Why.
    pub comment: String,
}

/// The longest comment, in characters: a page or so.
pub const LONGEST_COMMENT: usize = 4000;

/// Hands in an assessment: once per assessor and application, never changed afterwards. The assessor is
/// asked for it, has declared to be impartial and is not disqualified.
pub async fn assess(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ApplicationId,
    new: NewAssessment,
) -> Result<(), AssessError> {
    let assessor = actor.person().filter(|_| actor.is(Role::CaseOfficer));
    let assessor = assessor.ok_or(AssessError::NotYours)?;
    let now = clock.now();
    let tx = journal::begin(db).await?;
    let application =
        repository::application_locked(&tx, id).await?.ok_or(AssessError::NoApplication)?;
    application.state.allow(ApplicationVerb::Assess)?;
    let (known, panel) = repository::panel(&tx, id).await?.ok_or(AssessError::NoApplication)?;
    let impartial_at =
        may_hand_in(&panel, panel.bearing(&known, assessor, clock.today()), assessor)?;
    let call = repository::call(&tx, application.call).await?.ok_or(AssessError::NoApplication)?;
    let new = fitting(&call, application.content.amount, new)?;
    let assessment = Assessment {
        assessor,
        assessor_name: actor.name().to_owned(),
        impartial_at,
        points: new.points,
        comments: new.comments,
        recommended: new.recommended,
        comment: new.comment,
        submitted_at: now,
        set_aside: Vec::new(),
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

/// When the assessor declared to be impartial, or why nothing can be handed in.
fn may_hand_in(
    panel: &Panel,
    bearing: crate::Bearing,
    assessor: vocabulary::PersonId,
) -> Result<chrono::DateTime<chrono::Utc>, AssessError> {
    if panel.handed_in_by(assessor).is_some() {
        return Err(AssessError::HandedIn);
    }
    if !panel.has_asked(assessor) {
        return Err(AssessError::NotAssigned);
    }
    if !bearing.blocked.is_empty() {
        return Err(AssessError::Blocked(bearing.blocked));
    }
    match bearing.declared {
        Some(declared) if declared.declaration == Declaration::Impartial => Ok(declared.at),
        _ => Err(AssessError::NotDeclared),
    }
}

/// What was given, when it fits the criteria of the call and what was applied for.
fn fitting(
    call: &Call,
    applied: Money,
    mut new: NewAssessment,
) -> Result<NewAssessment, AssessError> {
    let given = new.points.len().max(new.comments.len());
    for place in 0..call.criteria.len().max(given) {
        let scale = call.criteria.get(place).map(|criterion: &Criterion| criterion.max_points);
        match (scale, new.points.get(place)) {
            (Some(max), Some(points)) if (0..=max).contains(points) => {}
            _ => {
                let max = scale.unwrap_or(0);
                return Err(AssessError::OutsideScale { criterion: place + 1, max });
            }
        }
    }
    new.comments.resize(call.criteria.len(), String::new());
    for (comment, criterion) in new.comments.iter_mut().zip(1..) {
        *comment = bounded(comment, Some(criterion))?;
    }
    new.comment = bounded(&new.comment, None)?;
    if new.recommended > applied || new.recommended < Money::ZERO {
        return Err(AssessError::TooMuch(applied));
    }
    Ok(new)
}

fn bounded(comment: &str, criterion: Option<usize>) -> Result<String, AssessError> {
    let comment = comment.trim();
    match comment.chars().count() {
        is if is > LONGEST_COMMENT => {
            Err(AssessError::TooLong { criterion, most: LONGEST_COMMENT, is })
        }
        _ => Ok(comment.to_owned()),
    }
}
