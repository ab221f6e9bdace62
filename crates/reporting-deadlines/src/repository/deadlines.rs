//! Deadlines, their ladders and their reminders.

use super::unreadable;
use crate::{
    Deadline, DeadlineState, Ladder, Ladders, Reminder, Step, StepName,
    entity::{deadline, ladder_step, reminder},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QueryResult, QuerySelect, SqlErr,
};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;
use vocabulary::{Day, DeadlineId, GrantId, LetterId, OrganisationId};

/// The grant already owes this by this day.
#[derive(Debug)]
pub(crate) struct AlreadySet;

/// All ladders with their versions.
pub(crate) async fn ladders<C: ConnectionTrait>(conn: &C) -> Result<Ladders, DbErr> {
    let rows = ladder_step::Entity::find().all(conn).await?;
    let mut versions: BTreeMap<(String, Day), Vec<Step>> = BTreeMap::new();
    for row in rows {
        let step: StepName = row.step.parse().map_err(unreadable)?;
        if step.audience().word() != row.audience {
            return Err(unreadable(format!(
                "the step {step} of the ladder {} is not written to {}",
                row.ladder, row.audience
            )));
        }
        let of = versions.entry((row.ladder, row.valid_from_on.into())).or_default();
        of.push(Step { step, days: i64::from(row.days) });
    }
    let mut book = Ladders::default();
    for ((name, valid_from), steps) in versions {
        let ladder = Ladder::new(steps)
            .map_err(|error| unreadable(format!("the ladder {name} of {valid_from}: {error}")))?;
        book.add(name, valid_from, ladder);
    }
    Ok(book)
}

fn to_deadline(row: deadline::Model) -> Result<Deadline, DbErr> {
    let state = match (row.state.as_str(), row.met_at) {
        ("open", None) => DeadlineState::Open,
        ("met", Some(at)) => DeadlineState::Met { at },
        ("lapsed", None) => DeadlineState::Lapsed,
        _ => return Err(unreadable(format!("the deadline {} is {}", row.id, row.state))),
    };
    Ok(Deadline {
        id: DeadlineId(row.id),
        grant: GrantId(row.grant_id),
        organisation: OrganisationId(row.organisation_id),
        grant_reference: row.grant_reference,
        project_title: row.project_title,
        owed: row.owed.parse().map_err(unreadable)?,
        title: row.title,
        due_on: row.due_on.into(),
        ladder: row.ladder,
        state,
    })
}

/// The deadline in a row of a list that has all columns of the table, under their names.
pub(crate) fn deadline_in(row: &QueryResult) -> Result<Deadline, DbErr> {
    to_deadline(deadline::Model::from_query_result(row, "")?)
}

fn to_row(deadline: &Deadline) -> deadline::ActiveModel {
    let met_at = match deadline.state {
        DeadlineState::Met { at } => Some(at),
        DeadlineState::Open | DeadlineState::Lapsed => None,
    };
    deadline::ActiveModel {
        id: Set(deadline.id.0),
        grant_id: Set(deadline.grant.0),
        organisation_id: Set(deadline.organisation.0),
        grant_reference: Set(deadline.grant_reference.clone()),
        project_title: Set(deadline.project_title.clone()),
        owed: Set(deadline.owed.word().to_owned()),
        title: Set(deadline.title.clone()),
        due_on: Set(deadline.due_on.date()),
        ladder: Set(deadline.ladder.clone()),
        state: Set(deadline.state.word().to_owned()),
        met_at: Set(met_at),
    }
}

/// The deadline as it stands.
pub(crate) async fn deadline<C: ConnectionTrait>(
    conn: &C,
    id: DeadlineId,
) -> Result<Option<Deadline>, DbErr> {
    deadline::Entity::find_by_id(id.0).one(conn).await?.map(to_deadline).transpose()
}

/// The deadline as it stands, and stays until the transaction ends: whoever reminds, meets or moves
/// one takes it this way first, so that these never cross. (SQLite has one writer anyway.)
pub(crate) async fn deadline_locked(
    tx: &DatabaseTransaction,
    id: DeadlineId,
) -> Result<Option<Deadline>, DbErr> {
    let row = deadline::Entity::find_by_id(id.0).lock_exclusive().one(tx).await?;
    row.map(to_deadline).transpose()
}

/// The deadlines that fit, by due day.
pub(crate) async fn deadlines<C: ConnectionTrait>(
    conn: &C,
    open_due_by: Option<Day>,
    settled_due_within: Option<(Day, Day)>,
    grants: Option<&[GrantId]>,
) -> Result<Vec<Deadline>, DbErr> {
    use deadline::Column;
    let mut which = Condition::any();
    if let Some(by) = open_due_by {
        let open = Condition::all().add(Column::State.eq(DeadlineState::Open.word()));
        which = which.add(open.add(Column::DueOn.lte(by.date())));
    }
    if let Some((first, last)) = settled_due_within {
        let settled = Condition::all().add(Column::State.ne(DeadlineState::Open.word()));
        which = which.add(settled.add(Column::DueOn.between(first.date(), last.date())));
    }
    if let Some(grants) = grants {
        which = which.add(Column::GrantId.is_in(grants.iter().map(|grant| grant.0)));
    }
    let found = deadline::Entity::find().filter(which);
    let rows = found.order_by_asc(Column::DueOn).order_by_asc(Column::Id).all(conn).await?;
    rows.into_iter().map(to_deadline).collect()
}

/// Writes a new deadline, unless the grant already owes this by this day.
pub(crate) async fn insert_deadline(
    tx: &DatabaseTransaction,
    deadline: &Deadline,
) -> Result<Result<(), AlreadySet>, DbErr> {
    // The id is fresh, so a uniqueness that is violated is that of `deadline_once`.
    once(deadline::Entity::insert(to_row(deadline)).exec_without_returning(tx).await)
}

/// Writes what has become of a deadline, unless the grant already owes this by its new day.
pub(crate) async fn update_deadline(
    tx: &DatabaseTransaction,
    deadline: &Deadline,
) -> Result<Result<(), AlreadySet>, DbErr> {
    once(deadline::Entity::update(to_row(deadline)).exec(tx).await)
}

fn once<T>(written: Result<T, DbErr>) -> Result<Result<(), AlreadySet>, DbErr> {
    match written {
        Ok(_) => Ok(Ok(())),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Ok(Err(AlreadySet))
        }
        Err(error) => Err(error),
    }
}

fn to_reminder(row: reminder::Model) -> Result<Reminder, DbErr> {
    Ok(Reminder {
        id: row.id,
        deadline: DeadlineId(row.deadline_id),
        due_on: row.due_on.into(),
        step: row.step.parse().map_err(unreadable)?,
        recipient_name: row.recipient_name,
        recipient_email: row.recipient_email,
        planned_on: row.planned_on.into(),
        letter: row.letter_id.map(LetterId),
        withdrawn: row.state == "withdrawn",
        why: row.why,
    })
}

/// All reminders of a deadline, the oldest first.
pub(crate) async fn reminders<C: ConnectionTrait>(
    conn: &C,
    deadline: DeadlineId,
) -> Result<Vec<Reminder>, DbErr> {
    let found = reminder::Entity::find().filter(reminder::Column::DeadlineId.eq(deadline.0));
    let rows = found
        .order_by_asc(reminder::Column::PlannedOn)
        .order_by_asc(reminder::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(to_reminder).collect()
}

/// The steps that went out, per deadline and due day.
pub(crate) type Sent = HashMap<(DeadlineId, Day), Vec<StepName>>;

/// The steps that went out for these deadlines and have not been withdrawn.
pub(crate) async fn reminders_sent<C: ConnectionTrait>(
    conn: &C,
    deadlines: &[Deadline],
) -> Result<Sent, DbErr> {
    use reminder::Column;
    let mut sent = Sent::new();
    // In portions, because a database takes only so many values in one question.
    for portion in deadlines.chunks(1000) {
        let rows: Vec<(Uuid, chrono::NaiveDate, String)> = reminder::Entity::find()
            .select_only()
            .columns([Column::DeadlineId, Column::DueOn, Column::Step])
            .filter(Column::DeadlineId.is_in(portion.iter().map(|deadline| deadline.id.0)))
            .filter(Column::State.ne("withdrawn"))
            .distinct()
            .into_tuple()
            .all(conn)
            .await?;
        for (deadline, due_on, step) in rows {
            let steps = sent.entry((DeadlineId(deadline), due_on.into())).or_default();
            steps.push(step.parse().map_err(unreadable)?);
        }
    }
    Ok(sent)
}

/// Writes a reminder with its letter.
pub(crate) async fn insert_reminder(
    tx: &DatabaseTransaction,
    reminder: &Reminder,
) -> Result<(), DbErr> {
    let row = reminder::ActiveModel {
        id: Set(reminder.id),
        deadline_id: Set(reminder.deadline.0),
        due_on: Set(reminder.due_on.date()),
        step: Set(reminder.step.word().to_owned()),
        recipient_email: Set(reminder.recipient_email.clone()),
        recipient_name: Set(reminder.recipient_name.clone()),
        planned_on: Set(reminder.planned_on.date()),
        letter_id: Set(reminder.letter.map(|letter| letter.0)),
        state: Set("planned".to_owned()),
        why: Set(reminder.why.clone()),
    };
    reminder::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Marks a reminder as withdrawn: it does not count as sent any more.
pub(crate) async fn withdraw_reminder(tx: &DatabaseTransaction, id: Uuid) -> Result<(), DbErr> {
    reminder::Entity::update_many()
        .col_expr(reminder::Column::State, "withdrawn".into())
        .filter(reminder::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
