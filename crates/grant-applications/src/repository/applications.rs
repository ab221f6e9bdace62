//! Applications as they stand: reading them whole, beginning them, moving them on.

use super::{application_parts as parts, unreadable};
use crate::entity;
use crate::{
    Admitted, Application, ApplicationState, BEFORE_FORMS, Content, Member, Partner, Request,
    Submission, Team,
};
use forms::settled;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, UpdateMany, sea_query::Expr,
};
use uuid::Uuid;
use vocabulary::{ApplicationId, CallId, Money, OrganisationId};

fn state_from(
    row: &entity::application::Model,
    asked: Option<&crate::Asked>,
) -> Result<ApplicationState, DbErr> {
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
        "incomplete" => {
            let due_on = row.supplement_due_on.ok_or_else(strange)?.into();
            let what = asked.map(|asked| asked.what.clone()).unwrap_or_default();
            ApplicationState::Incomplete(
                submission().ok_or_else(strange)?,
                Request { what, due_on },
            )
        }
        "late" => ApplicationState::Late(submission().ok_or_else(strange)?),
        "checked" => ApplicationState::Checked(submission().ok_or_else(strange)?),
        "withdrawn" => ApplicationState::Withdrawn(submission()),
        "dismissed" => {
            decided().map(|(by, at, reason)| ApplicationState::Dismissed(by, at, reason))?
        }
        "awarded" => decided().map(|(by, at, reason)| ApplicationState::Awarded(by, at, reason))?,
        "refused" => decided().map(|(by, at, reason)| ApplicationState::Refused(by, at, reason))?,
        "reversed" => {
            decided().map(|(by, at, reason)| ApplicationState::Reversed(by, at, reason))?
        }
        other => return Err(unreadable("state of an application", other)),
    })
}

pub(crate) async fn application<C: ConnectionTrait>(
    db: &C,
    id: ApplicationId,
) -> Result<Option<Application>, DbErr> {
    match entity::application::Entity::find_by_id(id.0).one(db).await? {
        Some(row) => application_from(db, row).await.map(Some),
        None => Ok(None),
    }
}

/// The application as it stays until this transaction ends: what is decided about it is decided about
/// what is stored, whoever saves at the same moment.
pub(crate) async fn application_locked(
    tx: &DatabaseTransaction,
    id: ApplicationId,
) -> Result<Option<Application>, DbErr> {
    match entity::application::Entity::find_by_id(id.0).lock_exclusive().one(tx).await? {
        Some(row) => application_from(tx, row).await.map(Some),
        None => Ok(None),
    }
}

async fn application_from<C: ConnectionTrait>(
    db: &C,
    row: entity::application::Model,
) -> Result<Application, DbErr> {
    let id = ApplicationId(row.id);
    let draft = parts::working_copy(db, id).await?;
    let organisations = parts::participants(db, id).await?;
    // Of what was never sent in there is no version, and nothing was asked for.
    let (versions, requests) = match row.submitted_at {
        Some(_) => (parts::versions(db, id).await?, parts::requests(db, id).await?),
        None => (Vec::new(), Vec::new()),
    };
    let state = state_from(&row, requests.last())?;
    let admitted = match (row.late_admitted_at, &row.late_reason) {
        (Some(at), Some(reason)) => Some(Admitted { at, reason: reason.clone() }),
        _ => None,
    };
    let spoken = match (versions.last(), &draft) {
        (Some(version), _) => Some((version.form, version.answers.clone())),
        // Sent in before versions were kept: what is written beside it does not count yet.
        (None, Some(draft)) if state.submission().is_none() => {
            Some((draft.form, draft.answers.clone()))
        }
        _ => None,
    };
    let read = match &spoken {
        Some((form, answers)) => forms::shared_version(db, *form).await?.map(|version| {
            let form = &version.definition;
            Content::of(form, &settled(form, answers))
        }),
        None => None,
    };
    let content = match read {
        // The columns are what lists show; what has no column is only in the answers.
        Some(read) => Content {
            least_amount: read.least_amount,
            partners: read.partners,
            members: read.members,
            ..columns_of(&row)
        },
        None => Content {
            partners: partners(db, row.id).await?,
            members: members(db, row.id).await?,
            ..columns_of(&row)
        },
    };
    let (form, answers) = spoken.unwrap_or_else(|| (BEFORE_FORMS, content.answers()));
    Ok(Application {
        id,
        call: CallId(row.call_id),
        organisation: OrganisationId(row.organisation_id),
        municipality: row
            .municipality_number
            .parse()
            .map_err(|_| unreadable("number", &row.municipality_number))?,
        county: row
            .county_number
            .parse()
            .map_err(|_| unreadable("county number", &row.county_number))?,
        located_on: row.located_on.into(),
        revision: row.revision,
        begun_at: row.begun_at,
        reference: row.reference,
        arrived_late: row.arrived_late,
        form,
        answers,
        content,
        draft,
        versions,
        organisations,
        requests,
        admitted,
        state,
    })
}

fn columns_of(row: &entity::application::Model) -> Content {
    Content {
        title: row.title.clone(),
        summary: row.summary.clone(),
        target_group: row.target_group.clone(),
        amount: Money::from_ore(row.amount_ore),
        own_share: Money::from_ore(row.own_share_ore),
        continuation: row.continuation.clone(),
        ..Content::default()
    }
}

async fn partners<C: ConnectionTrait>(db: &C, application: Uuid) -> Result<Vec<Partner>, DbErr> {
    use entity::application_partner::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::ApplicationId.eq(application))
        .order_by_asc(Column::Position)
        .all(db)
        .await?;
    let number = |text: &str| text.parse().map_err(|_| unreadable("number", text));
    rows.into_iter()
        .map(|row| {
            let municipality = row.municipality_number.as_deref().map(number).transpose()?;
            Ok(Partner { name: row.name, municipality })
        })
        .collect()
}

async fn members<C: ConnectionTrait>(db: &C, application: Uuid) -> Result<Vec<Member>, DbErr> {
    use entity::application_member::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::ApplicationId.eq(application))
        .order_by_asc(Column::Position)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let team = Team::from_word(&row.team).ok_or_else(|| unreadable("team", &row.team))?;
            Ok(Member { team, job: row.job, percent: row.percent })
        })
        .collect()
}

/// The next number in a call, from 1. The caller holds the call, so that nobody else draws it too;
/// `application_number_once` stands behind that.
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

/// Keeps an application that was just begun, with its draft.
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
        supplement_due_on: Set(None),
        arrived_late: Set(false),
        late_admitted_at: Set(None),
        late_reason: Set(None),
    })
    .exec_without_returning(tx)
    .await?;
    insert_around(tx, application.id, content).await?;
    match &application.draft {
        Some(draft) => parts::put_working_copy(tx, application.id, draft).await,
        None => Ok(()),
    }
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

/// Writes down who takes part and who does what, where that is not what stood there.
async fn replace_around(
    tx: &DatabaseTransaction,
    application: &Application,
    content: &Content,
) -> Result<(), DbErr> {
    let before = &application.content;
    if (&before.partners, &before.members) == (&content.partners, &content.members) {
        return Ok(());
    }
    let id = application.id;
    entity::application_partner::Entity::delete_many()
        .filter(entity::application_partner::Column::ApplicationId.eq(id.0))
        .exec(tx)
        .await?;
    entity::application_member::Entity::delete_many()
        .filter(entity::application_member::Column::ApplicationId.eq(id.0))
        .exec(tx)
        .await?;
    insert_around(tx, id, content).await
}

fn saying(
    update: UpdateMany<entity::application::Entity>,
    content: &Content,
) -> UpdateMany<entity::application::Entity> {
    use entity::application::Column;
    update
        .col_expr(Column::Title, Expr::value(content.title.clone()))
        .col_expr(Column::Summary, Expr::value(content.summary.clone()))
        .col_expr(Column::TargetGroup, Expr::value(content.target_group.clone()))
        .col_expr(Column::AmountOre, Expr::value(content.amount.ore()))
        .col_expr(Column::OwnShareOre, Expr::value(content.own_share.ore()))
        .col_expr(Column::Continuation, Expr::value(content.continuation.clone()))
}

/// Writes down what a draft says; `false` when it is no draft any more or was saved by another
/// meanwhile.
pub(crate) async fn save_content(
    tx: &DatabaseTransaction,
    application: &Application,
    revision: i32,
    content: &Content,
) -> Result<bool, DbErr> {
    use entity::application::Column;
    let saved = saying(entity::application::Entity::update_many(), content)
        .col_expr(Column::Revision, Expr::value(revision + 1))
        .filter(Column::Id.eq(application.id.0))
        .filter(Column::State.eq(ApplicationState::Draft.word()))
        .filter(Column::Revision.eq(revision))
        .exec(tx)
        .await?;
    if saved.rows_affected != 1 {
        return Ok(false);
    }
    replace_around(tx, application, content).await?;
    Ok(true)
}

/// Counts one more saving of what was sent in before; `false` when somebody else has saved or moved it
/// meanwhile.
pub(crate) async fn count_saving(
    tx: &DatabaseTransaction,
    id: ApplicationId,
    from: &str,
    revision: i32,
) -> Result<bool, DbErr> {
    use entity::application::Column;
    let saved = entity::application::Entity::update_many()
        .col_expr(Column::Revision, Expr::value(revision + 1))
        .filter(Column::Id.eq(id.0))
        .filter(Column::State.eq(from))
        .filter(Column::Revision.eq(revision))
        .exec(tx)
        .await?;
    Ok(saved.rows_affected == 1)
}

/// What changes when an application moves from one state to another.
fn moving(
    update: UpdateMany<entity::application::Entity>,
    to: &ApplicationState,
) -> UpdateMany<entity::application::Entity> {
    use entity::application::Column;
    let submission = to.submission();
    let decided = match to {
        ApplicationState::Dismissed(_, at, reason)
        | ApplicationState::Awarded(_, at, reason)
        | ApplicationState::Refused(_, at, reason)
        | ApplicationState::Reversed(_, at, reason) => Some((*at, reason.clone())),
        _ => None,
    };
    update
        .col_expr(Column::State, Expr::value(to.word()))
        .col_expr(Column::SubmittedAt, Expr::value(submission.map(|s| s.at)))
        .col_expr(Column::SubmittedBy, Expr::value(submission.map(|s| s.by.clone())))
        .col_expr(Column::ContentHash, Expr::value(submission.map(|s| s.content_hash.clone())))
        .col_expr(Column::DecidedAt, Expr::value(decided.as_ref().map(|d| d.0)))
        .col_expr(Column::Reason, Expr::value(decided.map(|d| d.1)))
        .col_expr(Column::SupplementDueOn, Expr::value(to.request().map(|r| r.due_on.date())))
}

/// Moves an application to its next state; `false` when somebody else has moved it meanwhile.
pub(crate) async fn move_application(
    tx: &DatabaseTransaction,
    id: ApplicationId,
    from: &str,
    to: &ApplicationState,
) -> Result<bool, DbErr> {
    use entity::application::Column;
    let moved = moving(entity::application::Entity::update_many(), to)
        .filter(Column::Id.eq(id.0))
        .filter(Column::State.eq(from))
        .exec(tx)
        .await?;
    Ok(moved.rows_affected == 1)
}

/// Moves an application on together with what it says now; `false` when somebody else has saved or
/// moved it meanwhile. Its version must stand already: without it the database lets nothing change
/// that was sent in.
pub(crate) async fn send_in(
    tx: &DatabaseTransaction,
    application: &Application,
    to: &ApplicationState,
    content: &Content,
) -> Result<bool, DbErr> {
    use entity::application::Column;
    // While it still stands where changing them is allowed.
    replace_around(tx, application, content).await?;
    let late = matches!(to, ApplicationState::Late(_));
    let moved = moving(saying(entity::application::Entity::update_many(), content), to)
        .col_expr(Column::ArrivedLate, Expr::value(application.arrived_late || late))
        .filter(Column::Id.eq(application.id.0))
        .filter(Column::State.eq(application.state.word()))
        .filter(Column::Revision.eq(application.revision))
        .exec(tx)
        .await?;
    Ok(moved.rows_affected == 1)
}

/// Lets in what arrived late; `false` when somebody else has moved it meanwhile.
pub(crate) async fn admit(
    tx: &DatabaseTransaction,
    id: ApplicationId,
    from: &str,
    to: &ApplicationState,
    admitted: &Admitted,
) -> Result<bool, DbErr> {
    use entity::application::Column;
    let moved = moving(entity::application::Entity::update_many(), to)
        .col_expr(Column::LateAdmittedAt, Expr::value(Some(admitted.at)))
        .col_expr(Column::LateReason, Expr::value(Some(admitted.reason.clone())))
        .filter(Column::Id.eq(id.0))
        .filter(Column::State.eq(from))
        .exec(tx)
        .await?;
    Ok(moved.rows_affected == 1)
}
