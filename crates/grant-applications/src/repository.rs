//! Rows to nouns and back.

use crate::entity;
use crate::{
    Application, ApplicationState, Assessment, Call, CallState, Content, Criterion, Member,
    Partner, Programme, Scheme, SchemeVersion, Submission, Team,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use std::collections::BTreeMap;
use uuid::Uuid;
use vocabulary::{
    ApplicationId, AssessmentId, CallId, Money, OrganisationId, PersonId, ProgrammeId, SchemeId,
};

/// A row that no noun can be read from: somebody wrote past the application.
pub(crate) fn unreadable(what: &str, value: &str) -> DbErr {
    DbErr::Custom(format!("«{value}» is not a {what}"))
}

pub(crate) async fn programme_by_slug<C: ConnectionTrait>(
    db: &C,
    slug: &str,
) -> Result<Option<Programme>, DbErr> {
    let row =
        entity::programme::Entity::find().filter(entity::programme::Column::Slug.eq(slug)).one(db);
    Ok(row.await?.map(|row| Programme {
        id: ProgrammeId(row.id),
        slug: row.slug,
        name: row.name,
        about: row.about,
    }))
}

pub(crate) async fn insert_programme(
    tx: &DatabaseTransaction,
    programme: &Programme,
) -> Result<(), DbErr> {
    entity::programme::Entity::insert(entity::programme::ActiveModel {
        id: Set(programme.id.0),
        slug: Set(programme.slug.clone()),
        name: Set(programme.name.clone()),
        about: Set(programme.about.clone()),
    })
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}

fn scheme_from(row: entity::scheme::Model) -> Scheme {
    Scheme {
        id: SchemeId(row.id),
        programme: ProgrammeId(row.programme_id),
        slug: row.slug,
        name: row.name,
        chapter: row.chapter,
        item: row.item,
        appealable: row.appealable,
    }
}

pub(crate) async fn scheme_by_slug<C: ConnectionTrait>(
    db: &C,
    slug: &str,
) -> Result<Option<Scheme>, DbErr> {
    let found = entity::scheme::Entity::find().filter(entity::scheme::Column::Slug.eq(slug));
    Ok(found.one(db).await?.map(scheme_from))
}

pub(crate) async fn scheme<C: ConnectionTrait>(
    db: &C,
    id: SchemeId,
) -> Result<Option<Scheme>, DbErr> {
    Ok(entity::scheme::Entity::find_by_id(id.0).one(db).await?.map(scheme_from))
}

pub(crate) async fn insert_scheme(tx: &DatabaseTransaction, scheme: &Scheme) -> Result<(), DbErr> {
    entity::scheme::Entity::insert(entity::scheme::ActiveModel {
        id: Set(scheme.id.0),
        programme_id: Set(scheme.programme.0),
        slug: Set(scheme.slug.clone()),
        name: Set(scheme.name.clone()),
        chapter: Set(scheme.chapter.clone()),
        item: Set(scheme.item.clone()),
        appealable: Set(scheme.appealable),
    })
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}

pub(crate) async fn versions<C: ConnectionTrait>(
    db: &C,
    scheme: SchemeId,
) -> Result<Vec<SchemeVersion>, DbErr> {
    let rows = entity::scheme_version::Entity::find()
        .filter(entity::scheme_version::Column::SchemeId.eq(scheme.0))
        .order_by_asc(entity::scheme_version::Column::Number)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| SchemeVersion {
            number: row.number,
            valid_from: row.valid_from_on.into(),
            valid_to: row.valid_to_on.map(Into::into),
            change: row.change,
            goals: row.goals,
            target_group: row.target_group,
            achievement_criteria: row.achievement_criteria,
            award_criteria: row.award_criteria,
            follow_up: row.follow_up,
        })
        .collect())
}

pub(crate) async fn insert_version(
    tx: &DatabaseTransaction,
    scheme: SchemeId,
    version: &SchemeVersion,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<(), DbErr> {
    entity::scheme_version::Entity::insert(entity::scheme_version::ActiveModel {
        scheme_id: Set(scheme.0),
        number: Set(version.number),
        valid_from_on: Set(version.valid_from.date()),
        valid_to_on: Set(version.valid_to.map(|day| day.date())),
        change: Set(version.change.clone()),
        goals: Set(version.goals.clone()),
        target_group: Set(version.target_group.clone()),
        achievement_criteria: Set(version.achievement_criteria.clone()),
        award_criteria: Set(version.award_criteria.clone()),
        follow_up: Set(version.follow_up.clone()),
        published_at: Set(at),
    })
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}

async fn call_from<C: ConnectionTrait>(db: &C, row: entity::call::Model) -> Result<Call, DbErr> {
    let criteria = entity::call_criterion::Entity::find()
        .filter(entity::call_criterion::Column::CallId.eq(row.id))
        .order_by_asc(entity::call_criterion::Column::Position)
        .all(db)
        .await?;
    Ok(Call {
        id: CallId(row.id),
        scheme: SchemeId(row.scheme_id),
        scheme_version: row.scheme_version,
        slug: row.slug,
        title: row.title,
        year: row.year,
        budget: Money::from_ore(row.budget_ore),
        opens_at: row.opens_at,
        closes_at: row.closes_at,
        report_due: row.report_due_on.into(),
        funded_through: row.funded_through_on.into(),
        accept_within_days: row.accept_within_days,
        about: row.about,
        criteria: criteria
            .into_iter()
            .map(|c| Criterion { name: c.name, weight: c.weight, max_points: c.max_points })
            .collect(),
        state: CallState::from_word(&row.state)
            .ok_or_else(|| unreadable("call state", &row.state))?,
    })
}

pub(crate) async fn call<C: ConnectionTrait>(db: &C, id: CallId) -> Result<Option<Call>, DbErr> {
    match entity::call::Entity::find_by_id(id.0).one(db).await? {
        Some(row) => call_from(db, row).await.map(Some),
        None => Ok(None),
    }
}

pub(crate) async fn call_by_slug<C: ConnectionTrait>(
    db: &C,
    slug: &str,
) -> Result<Option<Call>, DbErr> {
    match entity::call::Entity::find().filter(entity::call::Column::Slug.eq(slug)).one(db).await? {
        Some(row) => call_from(db, row).await.map(Some),
        None => Ok(None),
    }
}

pub(crate) async fn calls<C: ConnectionTrait>(db: &C, drafts: bool) -> Result<Vec<Call>, DbErr> {
    let mut found = entity::call::Entity::find();
    if !drafts {
        found = found.filter(entity::call::Column::State.ne(CallState::Draft.word()));
    }
    let rows = found
        .order_by_desc(entity::call::Column::ClosesAt)
        .order_by_asc(entity::call::Column::Slug)
        .all(db)
        .await?;
    let mut calls = Vec::with_capacity(rows.len());
    for row in rows {
        calls.push(call_from(db, row).await?);
    }
    Ok(calls)
}

pub(crate) async fn insert_call(tx: &DatabaseTransaction, call: &Call) -> Result<(), DbErr> {
    entity::call::Entity::insert(entity::call::ActiveModel {
        id: Set(call.id.0),
        scheme_id: Set(call.scheme.0),
        scheme_version: Set(call.scheme_version),
        slug: Set(call.slug.clone()),
        title: Set(call.title.clone()),
        year: Set(call.year),
        budget_ore: Set(call.budget.ore()),
        opens_at: Set(call.opens_at),
        closes_at: Set(call.closes_at),
        report_due_on: Set(call.report_due.date()),
        funded_through_on: Set(call.funded_through.date()),
        accept_within_days: Set(call.accept_within_days),
        about: Set(call.about.clone()),
        state: Set(call.state.word().to_owned()),
    })
    .exec_without_returning(tx)
    .await?;
    let criteria = call.criteria.iter().zip(1..).map(|(criterion, position)| {
        entity::call_criterion::ActiveModel {
            call_id: Set(call.id.0),
            position: Set(position),
            name: Set(criterion.name.clone()),
            weight: Set(criterion.weight),
            max_points: Set(criterion.max_points),
        }
    });
    entity::call_criterion::Entity::insert_many(criteria).exec_without_returning(tx).await?;
    Ok(())
}

/// Moves a call on; `false` when somebody else has moved it meanwhile.
pub(crate) async fn move_call(
    tx: &DatabaseTransaction,
    id: CallId,
    from: CallState,
    to: CallState,
) -> Result<bool, DbErr> {
    let moved = entity::call::Entity::update_many()
        .col_expr(entity::call::Column::State, Expr::value(to.word()))
        .filter(entity::call::Column::Id.eq(id.0))
        .filter(entity::call::Column::State.eq(from.word()))
        .exec(tx)
        .await?;
    Ok(moved.rows_affected == 1)
}

fn state_from(row: &entity::application::Model) -> Result<ApplicationState, DbErr> {
    let submission = || match (&row.submitted_at, &row.submitted_by, &row.content_hash) {
        (Some(at), Some(by), Some(hash)) => {
            Some(Submission { at: *at, by: by.clone(), content_hash: hash.clone() })
        }
        _ => None,
    };
    let strange = || unreadable("whole application", &row.reference);
    let decided = || {
        let reason = row.reason.clone().ok_or_else(strange)?;
        let at = row.decided_at.ok_or_else(strange)?;
        Ok::<_, DbErr>((submission().ok_or_else(strange)?, at, reason))
    };
    Ok(match row.state.as_str() {
        "draft" => ApplicationState::Draft,
        "submitted" => ApplicationState::Submitted(submission().ok_or_else(strange)?),
        "checked" => ApplicationState::Checked(submission().ok_or_else(strange)?),
        "withdrawn" => ApplicationState::Withdrawn(submission()),
        "dismissed" => {
            decided().map(|(by, at, reason)| ApplicationState::Dismissed(by, at, reason))?
        }
        "awarded" => decided().map(|(by, at, reason)| ApplicationState::Awarded(by, at, reason))?,
        "refused" => decided().map(|(by, at, reason)| ApplicationState::Refused(by, at, reason))?,
        other => return Err(unreadable("state of an application", other)),
    })
}

pub(crate) async fn application<C: ConnectionTrait>(
    db: &C,
    id: ApplicationId,
) -> Result<Option<Application>, DbErr> {
    let Some(row) = entity::application::Entity::find_by_id(id.0).one(db).await? else {
        return Ok(None);
    };
    let partners = entity::application_partner::Entity::find()
        .filter(entity::application_partner::Column::ApplicationId.eq(id.0))
        .order_by_asc(entity::application_partner::Column::Position)
        .all(db)
        .await?;
    let members = entity::application_member::Entity::find()
        .filter(entity::application_member::Column::ApplicationId.eq(id.0))
        .order_by_asc(entity::application_member::Column::Position)
        .all(db)
        .await?;
    let number = |text: &str| text.parse().map_err(|_| unreadable("number", text));
    Ok(Some(Application {
        id,
        call: CallId(row.call_id),
        organisation: OrganisationId(row.organisation_id),
        municipality: number(&row.municipality_number)?,
        county: row
            .county_number
            .parse()
            .map_err(|_| unreadable("county number", &row.county_number))?,
        located_on: row.located_on.into(),
        revision: row.revision,
        begun_at: row.begun_at,
        state: state_from(&row)?,
        reference: row.reference,
        content: Content {
            title: row.title,
            summary: row.summary,
            target_group: row.target_group,
            amount: Money::from_ore(row.amount_ore),
            own_share: Money::from_ore(row.own_share_ore),
            continuation: row.continuation,
            partners: partners
                .into_iter()
                .map(|p| {
                    let municipality = p.municipality_number.as_deref().map(number).transpose()?;
                    Ok(Partner { name: p.name, municipality })
                })
                .collect::<Result<_, DbErr>>()?,
            members: members
                .into_iter()
                .map(|m| {
                    let team = Team::ALL.into_iter().find(|team| team.word() == m.team);
                    let team = team.ok_or_else(|| unreadable("team", &m.team))?;
                    Ok(Member { team, job: m.job, percent: m.percent })
                })
                .collect::<Result<_, DbErr>>()?,
        },
    }))
}

/// The next number in a call, from 1. Two at once draw the same, and the second insert is refused by
/// `application_number_once`; the caller's transaction then starts over.
pub(crate) async fn next_number<C: ConnectionTrait>(db: &C, call: CallId) -> Result<i32, DbErr> {
    let last: Option<Option<i32>> = entity::application::Entity::find()
        .select_only()
        .column_as(entity::application::Column::Number.max(), "last")
        .filter(entity::application::Column::CallId.eq(call.0))
        .into_tuple()
        .one(db)
        .await?;
    Ok(last.flatten().unwrap_or(0) + 1)
}

pub(crate) async fn insert_application(
    tx: &DatabaseTransaction,
    application: &Application,
    number: i32,
) -> Result<(), DbErr> {
    let content = &application.content;
    entity::application::Entity::insert(entity::application::ActiveModel {
        id: Set(application.id.0),
        call_id: Set(application.call.0),
        organisation_id: Set(application.organisation.0),
        reference: Set(application.reference.clone()),
        number: Set(number),
        municipality_number: Set(application.municipality.to_string()),
        county_number: Set(application.county.to_string()),
        located_on: Set(application.located_on.date()),
        title: Set(content.title.clone()),
        summary: Set(content.summary.clone()),
        target_group: Set(content.target_group.clone()),
        amount_ore: Set(content.amount.ore()),
        own_share_ore: Set(content.own_share.ore()),
        continuation: Set(content.continuation.clone()),
        state: Set(application.state.word().to_owned()),
        revision: Set(application.revision),
        begun_at: Set(application.begun_at),
        submitted_at: Set(None),
        submitted_by: Set(None),
        content_hash: Set(None),
        decided_at: Set(None),
        reason: Set(None),
    })
    .exec_without_returning(tx)
    .await?;
    insert_around(tx, application.id, content).await
}

async fn insert_around(
    tx: &DatabaseTransaction,
    id: ApplicationId,
    content: &Content,
) -> Result<(), DbErr> {
    let partners = content.partners.iter().zip(1..).map(|(partner, position)| {
        entity::application_partner::ActiveModel {
            application_id: Set(id.0),
            position: Set(position),
            name: Set(partner.name.clone()),
            municipality_number: Set(partner.municipality.map(|number| number.to_string())),
        }
    });
    let members = content.members.iter().zip(1..).map(|(member, position)| {
        entity::application_member::ActiveModel {
            application_id: Set(id.0),
            position: Set(position),
            team: Set(member.team.word().to_owned()),
            job: Set(member.job.clone()),
            percent: Set(member.percent),
        }
    });
    entity::application_partner::Entity::insert_many(partners).exec_without_returning(tx).await?;
    entity::application_member::Entity::insert_many(members).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves what a draft says; `false` when it is no draft any more or was saved by another meanwhile.
pub(crate) async fn save_content(
    tx: &DatabaseTransaction,
    id: ApplicationId,
    revision: i32,
    content: &Content,
) -> Result<bool, DbErr> {
    use entity::application::Column;
    let saved = entity::application::Entity::update_many()
        .col_expr(Column::Title, Expr::value(content.title.clone()))
        .col_expr(Column::Summary, Expr::value(content.summary.clone()))
        .col_expr(Column::TargetGroup, Expr::value(content.target_group.clone()))
        .col_expr(Column::AmountOre, Expr::value(content.amount.ore()))
        .col_expr(Column::OwnShareOre, Expr::value(content.own_share.ore()))
        .col_expr(Column::Continuation, Expr::value(content.continuation.clone()))
        .col_expr(Column::Revision, Expr::value(revision + 1))
        .filter(Column::Id.eq(id.0))
        .filter(Column::State.eq(ApplicationState::Draft.word()))
        .filter(Column::Revision.eq(revision))
        .exec(tx)
        .await?;
    if saved.rows_affected != 1 {
        return Ok(false);
    }
    entity::application_partner::Entity::delete_many()
        .filter(entity::application_partner::Column::ApplicationId.eq(id.0))
        .exec(tx)
        .await?;
    entity::application_member::Entity::delete_many()
        .filter(entity::application_member::Column::ApplicationId.eq(id.0))
        .exec(tx)
        .await?;
    insert_around(tx, id, content).await?;
    Ok(true)
}

/// Moves an application to its next state; `false` when somebody else has moved it meanwhile.
pub(crate) async fn move_application(
    tx: &DatabaseTransaction,
    id: ApplicationId,
    from: &str,
    to: &ApplicationState,
) -> Result<bool, DbErr> {
    use entity::application::Column;
    let submission = to.submission();
    let decided = match to {
        ApplicationState::Dismissed(_, at, reason)
        | ApplicationState::Awarded(_, at, reason)
        | ApplicationState::Refused(_, at, reason) => Some((*at, reason.clone())),
        _ => None,
    };
    let moved = entity::application::Entity::update_many()
        .col_expr(Column::State, Expr::value(to.word()))
        .col_expr(Column::SubmittedAt, Expr::value(submission.map(|s| s.at)))
        .col_expr(Column::SubmittedBy, Expr::value(submission.map(|s| s.by.clone())))
        .col_expr(Column::ContentHash, Expr::value(submission.map(|s| s.content_hash.clone())))
        .col_expr(Column::DecidedAt, Expr::value(decided.as_ref().map(|d| d.0)))
        .col_expr(Column::Reason, Expr::value(decided.map(|d| d.1)))
        .filter(Column::Id.eq(id.0))
        .filter(Column::State.eq(from))
        .exec(tx)
        .await?;
    Ok(moved.rows_affected == 1)
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
