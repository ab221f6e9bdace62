//! The hash chain over the entries: `hash = sha256(previous hash, entries first..=last)`.

use crate::{begin, entity};
use chrono::{SecondsFormat, SubsecRound};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, DbErr,
    EntityTrait, QueryFilter, QueryOrder,
};
use sha2::{Digest, Sha256};
use vocabulary::Clock;

const FIRST: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A link of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// Its number, from 1.
    pub number: i32,
    /// How many entries it covers.
    pub entries: i64,
    /// What an auditor writes down to be sure of everything before it: 64 hexadecimal digits.
    pub hash: String,
}

/// Seals what has been written since the last seal; `None` when there is nothing new.
pub async fn seal(db: &DatabaseConnection, clock: &dyn Clock) -> Result<Option<Seal>, DbErr> {
    let tx = begin(db).await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        // Sequence numbers are drawn before commit: wait for writers under way, so that none of them
        // can commit a smaller number than one that is sealed. SQLite has one writer anyway.
        tx.execute_unprepared("LOCK TABLE journal_entry IN SHARE MODE").await?;
    }
    let last =
        entity::seal::Entity::find().order_by_desc(entity::seal::Column::Number).one(&tx).await?;
    let (number, after, previous) =
        last.map_or((1, 0, FIRST.to_owned()), |seal| (seal.number + 1, seal.last_seq, seal.hash));
    let entries = entity::entry::Entity::find()
        .filter(entity::entry::Column::Seq.gt(after))
        .order_by_asc(entity::entry::Column::Seq)
        .all(&tx)
        .await?;
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
        return Ok(None);
    };
    let hash = link(&previous, &entries);
    let count = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    entity::seal::Entity::insert(entity::seal::ActiveModel {
        number: Set(number),
        first_seq: Set(first.seq),
        last_seq: Set(last.seq),
        entries: Set(count),
        previous_hash: Set(previous),
        hash: Set(hash.clone()),
        sealed_at: Set(clock.now().trunc_subsecs(6)),
    })
    .exec_without_returning(&tx)
    .await?;
    tx.commit().await?;
    Ok(Some(Seal { number, entries: count, hash }))
}

/// Recomputes the chain; one sentence for each link that does not hold. Empty when all is well.
pub async fn verify<C: ConnectionTrait>(db: &C) -> Result<Vec<String>, DbErr> {
    let mut broken = Vec::new();
    let mut previous = FIRST.to_owned();
    let mut after = 0;
    let seals =
        entity::seal::Entity::find().order_by_asc(entity::seal::Column::Number).all(db).await?;
    for seal in seals {
        let entries = entity::entry::Entity::find()
            .filter(entity::entry::Column::Seq.gt(after))
            .filter(entity::entry::Column::Seq.lte(seal.last_seq))
            .order_by_asc(entity::entry::Column::Seq)
            .all(db)
            .await?;
        if seal.previous_hash != previous {
            broken.push(format!("seal {} does not continue the seal before it", seal.number));
        }
        if link(&seal.previous_hash, &entries) != seal.hash {
            broken.push(format!(
                "the entries {} to {} are not those that seal {} was put on ({} then, {} now)",
                seal.first_seq,
                seal.last_seq,
                seal.number,
                seal.entries,
                entries.len()
            ));
        }
        (previous, after) = (seal.hash, seal.last_seq);
    }
    Ok(broken)
}

fn link(previous: &str, entries: &[entity::entry::Model]) -> String {
    let mut hash = Sha256::new();
    let mut field = |text: &str| {
        // The length in front keeps two fields from passing for one another.
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    };
    field(previous);
    for entry in entries {
        field(&entry.seq.to_string());
        field(&entry.at.to_rfc3339_opts(SecondsFormat::Micros, true));
        field(&entry.actor_id.map(|id| id.to_string()).unwrap_or_default());
        field(&entry.actor_name);
        field(&entry.act);
        field(&entry.thing);
        field(&entry.thing_id);
        field(&canonical(&entry.detail));
    }
    hex::encode(hash.finalize())
}

/// The databases keep JSON in different orders; this one is the same for both.
fn canonical(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Object(fields) => {
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_by_key(|(key, _)| key.as_str());
            let parts: Vec<String> = sorted
                .iter()
                .map(|(key, value)| format!("{}:{}", serde_json::json!(key), canonical(value)))
                .collect();
            format!("{{{}}}", parts.join(","))
        }
        serde_json::Value::Array(items) => {
            format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(","))
        }
        scalar => scalar.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_order_of_keys_does_not_matter() {
        assert_eq!(
            canonical(&json!({"b": [1, {"d": "x", "c": null}], "a": "å"})),
            r#"{"a":"å","b":[1,{"c":null,"d":"x"}]}"#
        );
    }
}
