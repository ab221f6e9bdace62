//! Where SQLite and PostgreSQL need different SQL: the guarded movement and the holding of rows. `$1`
//! stands for the first value in both.

use super::{NewEntry, by_id, enter, envelope_from};
use crate::entity;
use crate::{Envelope, Movement};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, FromQueryResult,
    Statement, Value,
};
use std::collections::BTreeMap;
use vocabulary::{Day, EnvelopeId, Money};

/// One statement that also looks whether there is room: reading first and writing then would promise
/// the same krone twice under load. What it asks is what `Envelope::moved` asks.
const MOVE: &str = "UPDATE envelope SET amount_ore = amount_ore + $1, reserved_ore = reserved_ore + $2, \
    paid_ore = paid_ore + $3, returned_ore = returned_ore + $4 WHERE id = $5 \
    AND amount_ore + $1 <= $6 AND reserved_ore + $2 <= amount_ore + $1 \
    AND paid_ore + $3 <= reserved_ore + $2 AND returned_ore + $4 <= paid_ore + $3 \
    AND returned_ore + $4 >= 0";

/// Moves money in a frame and enters it; `false` when there is no room, and then nothing has changed.
///
/// On PostgreSQL both are one statement, which keeps the row for one journey to the server less. On
/// SQLite nobody else writes meanwhile.
pub(crate) async fn post(tx: &DatabaseTransaction, entry: &NewEntry<'_>) -> Result<bool, DbErr> {
    let delta = entry.movement.delta(entry.amount);
    let mut values: Vec<Value> = vec![
        delta.amount.ore().into(),
        delta.reserved.ore().into(),
        delta.paid.ore().into(),
        delta.returned.ore().into(),
        entry.envelope.0.into(),
        Envelope::LARGEST.ore().into(),
    ];
    let backend = tx.get_database_backend();
    if backend == DbBackend::Postgres {
        let sql = format!(
            "WITH moved AS ({MOVE} RETURNING id) \
             INSERT INTO envelope_entry (envelope_id, movement, amount_ore, at, actor_name, why, counter_id, day, document, once) \
             SELECT id, $7, $8, $9, $10, $11, $12, $13, $14, $15 FROM moved"
        );
        values.extend([
            entry.movement.word().into(),
            entry.amount.ore().into(),
            entry.at.into(),
            entry.actor.name().into(),
            entry.voucher.why.as_str().into(),
            entry.other.map(|other| other.0).into(),
            entry.voucher.day.date().into(),
            entry.voucher.document.clone().into(),
            entry.once().into(),
        ]);
        let entered = tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        return Ok(entered.rows_affected() == 1);
    }
    let moved = tx.execute_raw(Statement::from_sql_and_values(backend, MOVE, values)).await?;
    if moved.rows_affected() != 1 {
        return Ok(false);
    }
    enter(tx, entry).await?;
    Ok(true)
}

/// Reads frames and, on PostgreSQL, holds their rows in the order they are read, until the transaction
/// ends. Not as strongly as for deleting them: who only refers to a frame need not wait.
async fn hold(
    tx: &DatabaseTransaction,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<Envelope>, DbErr> {
    let backend = tx.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => format!("{sql} FOR NO KEY UPDATE OF e"),
        _ => sql.to_owned(),
    };
    let statement = Statement::from_sql_and_values(backend, sql, values);
    let rows = entity::envelope::Entity::find().from_raw_sql(statement).all(tx).await?;
    rows.into_iter().map(envelope_from).collect()
}

/// The frames from the appropriation down to this one, held in that order.
pub(crate) async fn hold_way(
    tx: &DatabaseTransaction,
    id: EnvelopeId,
) -> Result<Vec<Envelope>, DbErr> {
    let sql = "WITH RECURSIVE way (id, parent_id, up) AS (\
        SELECT id, parent_id, 0 FROM envelope WHERE id = $1 \
        UNION ALL SELECT p.id, p.parent_id, way.up + 1 FROM envelope p JOIN way ON p.id = way.parent_id) \
        SELECT e.* FROM envelope e JOIN way ON way.id = e.id ORDER BY way.up DESC";
    hold(tx, sql, vec![id.0.into()]).await
}

/// A frame, all around it and all inside it, held from the top down. On SQLite nobody else writes
/// meanwhile, so there is nothing to hold.
pub(crate) async fn hold_all(tx: &DatabaseTransaction, id: EnvelopeId) -> Result<bool, DbErr> {
    if tx.get_database_backend() != DbBackend::Postgres {
        return Ok(by_id(tx, id).await?.is_some());
    }
    let sql = "WITH RECURSIVE way (id, parent_id, level) AS (\
        SELECT id, parent_id, 0 FROM envelope WHERE id = $1 \
        UNION ALL SELECT p.id, p.parent_id, way.level - 1 FROM envelope p JOIN way ON p.id = way.parent_id), \
        tree (id, level) AS (SELECT id, 0 FROM envelope WHERE id = $1 \
        UNION ALL SELECT c.id, tree.level + 1 FROM envelope c JOIN tree ON c.parent_id = tree.id), \
        every (id, level) AS (SELECT id, level FROM way WHERE level < 0 UNION ALL SELECT id, level FROM tree) \
        SELECT e.* FROM envelope e JOIN every ON every.id = e.id ORDER BY every.level, e.key";
    Ok(!hold(tx, sql, vec![id.0.into()]).await?.is_empty())
}

/// A frame, held.
pub(crate) async fn hold_one(
    tx: &DatabaseTransaction,
    id: EnvelopeId,
) -> Result<Option<Envelope>, DbErr> {
    Ok(hold(tx, "SELECT e.* FROM envelope e WHERE e.id = $1", vec![id.0.into()]).await?.pop())
}

/// A frame and the one around it, held from the top down; the frame itself comes last.
pub(crate) async fn hold_with_parent(
    tx: &DatabaseTransaction,
    id: EnvelopeId,
) -> Result<Vec<Envelope>, DbErr> {
    let sql = "SELECT e.* FROM envelope e WHERE e.id = $1 \
        OR e.id = (SELECT c.parent_id FROM envelope c WHERE c.id = $1) \
        ORDER BY CASE WHEN e.id = $1 THEN 1 ELSE 0 END";
    hold(tx, sql, vec![id.0.into()]).await
}

/// Two frames beside each other, whichever of them gives: the frame around the first is held before
/// them, then they in the order of their keys. It is not among what is returned.
pub(crate) async fn hold_beside(
    tx: &DatabaseTransaction,
    one: EnvelopeId,
    other: EnvelopeId,
) -> Result<Vec<Envelope>, DbErr> {
    let sql = "SELECT e.* FROM envelope e WHERE e.id IN ($1, $2) \
        OR e.id = (SELECT c.parent_id FROM envelope c WHERE c.id = $1) \
        ORDER BY CASE WHEN e.id IN ($1, $2) THEN 1 ELSE 0 END, e.key";
    let mut held = hold(tx, sql, vec![one.0.into(), other.0.into()]).await?;
    held.retain(|envelope| envelope.id == one || envelope.id == other);
    Ok(held)
}

/// What entries up to and with a day add up to.
#[derive(FromQueryResult)]
struct Sum {
    envelope_id: sea_orm::prelude::Uuid,
    movement: String,
    ore: i64,
}

/// How far into a frame one looks.
#[derive(Clone, Copy)]
pub(crate) enum Reach {
    /// The frame alone.
    Itself,
    /// The frames directly inside it, without itself.
    Inside,
    /// The frame and all inside it.
    All,
}

/// Frames, by key, with what moved in each up to and with a day; frames in which nothing had
/// moved by then are left out of the sums.
pub(crate) async fn with_sums<C: ConnectionTrait>(
    db: &C,
    root: EnvelopeId,
    reach: Reach,
    day: Day,
) -> Result<(Vec<Envelope>, BTreeMap<EnvelopeId, Vec<(Movement, Money)>>), DbErr> {
    let backend = db.get_database_backend();
    let frames = match reach {
        Reach::Itself => "SELECT id FROM envelope WHERE id = $1",
        Reach::Inside => "SELECT id FROM envelope WHERE parent_id = $1",
        Reach::All => {
            "SELECT id FROM envelope WHERE id = $1 \
             UNION ALL SELECT c.id FROM envelope c JOIN tree ON c.parent_id = tree.id"
        }
    };
    let tree = format!("WITH RECURSIVE tree (id) AS ({frames})");
    let sql =
        format!("{tree} SELECT e.* FROM envelope e JOIN tree ON tree.id = e.id ORDER BY e.key");
    let statement = Statement::from_sql_and_values(backend, sql, [Value::from(root.0)]);
    let rows = entity::envelope::Entity::find().from_raw_sql(statement).all(db).await?;
    let frames = rows.into_iter().map(envelope_from).collect::<Result<Vec<_>, _>>()?;
    let sql = format!(
        "{tree} SELECT m.envelope_id, m.movement, CAST(SUM(m.amount_ore) AS bigint) AS ore \
         FROM envelope_entry m JOIN tree ON tree.id = m.envelope_id WHERE m.day <= $2 \
         GROUP BY m.envelope_id, m.movement"
    );
    let values = [Value::from(root.0), Value::from(day.date())];
    let statement = Statement::from_sql_and_values(backend, sql, values);
    let mut sums: BTreeMap<EnvelopeId, Vec<(Movement, Money)>> = BTreeMap::new();
    for sum in Sum::find_by_statement(statement).all(db).await? {
        let movement = Movement::from_word(&sum.movement)
            .ok_or_else(|| super::unreadable("movement", &sum.movement))?;
        let of_frame = sums.entry(EnvelopeId(sum.envelope_id)).or_default();
        of_frame.push((movement, Money::from_ore(sum.ore)));
    }
    Ok((frames, sums))
}
