//! What is swept away.

use crate::sql;
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, Value};

/// How long what is over is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keep<'a> {
    /// A kind whose rows have a rule of their own, and before when they are swept away.
    pub of_kind: Vec<(&'a str, DateTime<Utc>)>,
    /// Before when all others are.
    pub others: DateTime<Utc>,
}

/// Deletes what was done or cancelled before its kind's instant, at most `most` rows in this one
/// statement; how many. To be called until it is fewer than that: so no sweep holds others up for long.
/// What went wrong with a row on the way goes with it. Dead work stays until a person has replayed or
/// cancelled it.
pub async fn prune<C: ConnectionTrait>(db: &C, keep: &Keep<'_>, most: u32) -> Result<u64, DbErr> {
    // A part for each rule, so that each is found from the index.
    let over = "SELECT id FROM work WHERE state IN ('done', 'cancelled')";
    let most = i64::from(most);
    let mut parts = Vec::with_capacity(keep.of_kind.len() + 1);
    let mut values: Vec<Value> = Vec::new();
    for (kind, before) in &keep.of_kind {
        parts
            .push(format!("SELECT id FROM ({over} AND kind = ? AND finished_at < ? LIMIT ?) AS k"));
        values.extend([(*kind).into(), (*before).into(), most.into()]);
    }
    let not_these = match keep.of_kind.len() {
        0 => String::new(),
        kinds => format!(" AND kind NOT IN ({})", vec!["?"; kinds].join(", ")),
    };
    parts.push(format!("SELECT id FROM ({over} AND finished_at < ?{not_these} LIMIT ?) AS o"));
    values.push(keep.others.into());
    values.extend(keep.of_kind.iter().map(|(kind, _)| Value::from(*kind)));
    values.extend([most.into(), most.into()]);
    let text = format!(
        "DELETE FROM work WHERE id IN (SELECT id FROM ({}) AS swept LIMIT ?)",
        parts.join(" UNION ALL ")
    );
    let statement = sql::statement(db.get_database_backend(), &text, values);
    Ok(db.execute_raw(statement).await?.rows_affected())
}
