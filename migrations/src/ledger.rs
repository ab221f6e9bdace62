//! Step 17: the ledger knows more movements, the day each counts for, the document behind it, the frame
//! at the other end, and a key that moves once.
//!
//! PostgreSQL changes the table of entries in place; SQLite makes it anew, as in step 12. Nothing refers
//! to an entry, so the foreign keys stay on and the step is one transaction on both.

use crate::{dialect, frozen};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

const STEP: u8 = 17;

const MOVEMENTS: &str = "CHECK (movement IN ('open', 'increase', 'reduce', 'transfer-in', 'transfer-out', \
    'carry-in', 'carry-out', 'reserve', 'release', 'pay', 'return'))";
const TWO_ENDS: &str = "CHECK ((movement IN ('transfer-in', 'transfer-out', 'carry-in', 'carry-out')) \
    = (counter_id IS NOT NULL))";
const NOT_ITSELF: &str = "CHECK (counter_id IS NULL OR counter_id <> envelope_id)";
const KEY: &str = "CHECK (once IS NULL OR once <> '')";

/// The day in Norway at an instant that SQLite keeps as text in UTC. Summer time as since 1996: from the
/// last Sunday of March to the last of October, each at one o'clock in UTC. Fordel is younger than that.
const DAY_ON_SQLITE: &str = "date(at, CASE \
    WHEN datetime(at) >= datetime(strftime('%Y', at) || '-03-25', 'weekday 0', '+1 hour') \
    AND datetime(at) < datetime(strftime('%Y', at) || '-10-25', 'weekday 0', '+1 hour') \
    THEN '+2 hours' ELSE '+1 hour' END)";

pub(crate) struct Ledger;

impl MigrationName for Ledger {
    fn name(&self) -> &str {
        "m17_ledger"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Ledger {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let backend = db.get_database_backend();
        match backend {
            DbBackend::Postgres => in_place(db).await?,
            _ => anew(db).await?,
        }
        let sql = dialect::translate(include_str!("sql/m17_ledger.sql"), backend);
        for statement in dialect::statements(&sql) {
            db.execute_unprepared(statement).await?;
        }
        posts_of_keys(db).await?;
        frozen::freeze(db, STEP).await
    }
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

async fn in_place<C: ConnectionTrait>(db: &C) -> Result<(), DbErr> {
    for statement in [
        "ALTER TABLE envelope_entry ADD COLUMN counter_id uuid, ADD COLUMN day date, ADD COLUMN document text, ADD COLUMN once text".to_owned(),
        // Entries are never updated, and a trigger says so: a column whose type is set anew is none.
        "ALTER TABLE envelope_entry ALTER COLUMN day TYPE date USING ((at AT TIME ZONE 'Europe/Oslo')::date)".to_owned(),
        "ALTER TABLE envelope_entry ALTER COLUMN day SET NOT NULL".to_owned(),
        "ALTER TABLE envelope_entry DROP CONSTRAINT envelope_entry_movement_known".to_owned(),
        format!("ALTER TABLE envelope_entry ADD CONSTRAINT envelope_entry_movement_known {MOVEMENTS}"),
        format!("ALTER TABLE envelope_entry ADD CONSTRAINT envelope_entry_names_the_other_end {TWO_ENDS}"),
        format!("ALTER TABLE envelope_entry ADD CONSTRAINT envelope_entry_between_two {NOT_ITSELF}"),
        format!("ALTER TABLE envelope_entry ADD CONSTRAINT envelope_entry_key_says_something {KEY}"),
        "ALTER TABLE envelope_entry ADD CONSTRAINT envelope_entry_counter FOREIGN KEY (counter_id) REFERENCES envelope (id)".to_owned(),
        "ALTER TABLE envelope_entry ADD CONSTRAINT envelope_entry_moves_once UNIQUE (once)".to_owned(),
    ] {
        db.execute_unprepared(&statement).await?;
    }
    Ok(())
}

async fn anew<C: ConnectionTrait>(db: &C) -> Result<(), DbErr> {
    let table = format!(
        "CREATE TABLE envelope_entry_anew (
            seq {{serial}},
            envelope_id {{uuid}} NOT NULL,
            movement text NOT NULL,
            amount_ore bigint NOT NULL,
            at {{instant}} NOT NULL,
            actor_name text NOT NULL,
            why text NOT NULL,
            counter_id {{uuid}},
            day {{date}} NOT NULL,
            document text,
            once text,
            CONSTRAINT envelope_entry_envelope FOREIGN KEY (envelope_id) REFERENCES envelope (id),
            CONSTRAINT envelope_entry_movement_known {MOVEMENTS},
            CONSTRAINT envelope_entry_moves_something CHECK (amount_ore > 0),
            CONSTRAINT envelope_entry_names_the_other_end {TWO_ENDS},
            CONSTRAINT envelope_entry_between_two {NOT_ITSELF},
            CONSTRAINT envelope_entry_key_says_something {KEY},
            CONSTRAINT envelope_entry_counter FOREIGN KEY (counter_id) REFERENCES envelope (id),
            CONSTRAINT envelope_entry_moves_once UNIQUE (once)
        )"
    );
    let old = "seq, envelope_id, movement, amount_ore, at, actor_name, why";
    for statement in [
        dialect::translate(&table, DbBackend::Sqlite),
        format!(
            "INSERT INTO envelope_entry_anew ({old}, day) SELECT {old}, {DAY_ON_SQLITE} FROM envelope_entry ORDER BY seq"
        ),
        "DROP TABLE envelope_entry".to_owned(),
        "ALTER TABLE envelope_entry_anew RENAME TO envelope_entry".to_owned(),
        "CREATE INDEX envelope_entry_by_envelope ON envelope_entry (envelope_id, seq)".to_owned(),
    ] {
        db.execute_unprepared(&statement).await?;
    }
    // The triggers went with the old table.
    frozen::only_added_to(db, "envelope_entry").await
}

/// Appropriations were told apart by their keys alone: `appropriation:2012:764.60`, or with a colon
/// before the item. Of two keys for one post the first keeps it.
async fn posts_of_keys<C: ConnectionTrait>(db: &C) -> Result<(), DbErr> {
    let backend = db.get_database_backend();
    let keys = "SELECT key FROM envelope WHERE kind = 'appropriation' ORDER BY key";
    for row in db.query_all_raw(Statement::from_string(backend, keys)).await? {
        let key: String = row.try_get("", "key")?;
        let Some((year, chapter, item)) = post_of(&key) else { continue };
        // All three are digits, and so is the rest of the key.
        db.execute_unprepared(&format!(
            "INSERT INTO appropriation (envelope_id, year, chapter, item) \
             SELECT e.id, {year}, '{chapter}', '{item}' FROM envelope e WHERE e.key = '{key}' \
             AND NOT EXISTS (SELECT 1 FROM appropriation a WHERE a.year = {year} AND a.chapter = '{chapter}' AND a.item = '{item}')"
        ))
        .await?;
    }
    Ok(())
}

fn post_of(key: &str) -> Option<(&str, &str, &str)> {
    let (year, rest) = key.strip_prefix("appropriation:")?.split_once(':')?;
    let (chapter, item) = rest.split_once(['.', ':'])?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (year.len() == 4 && [year, chapter, item].into_iter().all(digits))
        .then_some((year, chapter, item))
}

#[cfg(test)]
mod tests {
    use crate::{Migrator, open};
    use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
    use sea_orm_migration::MigratorTrait;

    async fn all(db: &DatabaseConnection, sql: &str) -> Vec<String> {
        let statement = Statement::from_string(DbBackend::Sqlite, sql);
        let rows = db.query_all_raw(statement).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// A ledger of the version before goes on with all that is in it: the day of each entry is the day
    /// it was in Norway, in winter and in summer, and what never changes still does not.
    #[tokio::test]
    async fn the_entries_survive_their_table_being_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("f.sqlite").display());
        let db = open(&url).await.unwrap();
        Migrator::up(&db, Some(15)).await.unwrap();
        for (id, key) in [
            ("a", "appropriation:2012:764.60"),
            ("b", "appropriation:2012:764:60"),
            ("c", "appropriation:2013:764:60"),
            ("d", "top''s"),
        ] {
            let sql = format!(
                "INSERT INTO envelope (id, kind, key, name, amount_ore) VALUES ('{id}', 'appropriation', '{key}', 'N', 100)"
            );
            db.execute_unprepared(&sql).await.unwrap();
        }
        let instants = [
            ("2012-01-31T22:59:59+00:00", "2012-01-31"),
            ("2012-01-31T23:00:00+00:00", "2012-02-01"),
            ("2012-06-30T21:59:59.123456+00:00", "2012-06-30"),
            ("2012-06-30T22:00:00+00:00", "2012-07-01"),
            // The last Sunday of March 2012 is the 25th, of October the 28th.
            ("2012-03-24T23:00:00+00:00", "2012-03-25"),
            ("2012-03-25T22:00:00+00:00", "2012-03-26"),
            ("2012-10-27T22:00:00+00:00", "2012-10-28"),
            ("2012-10-28T22:30:00+00:00", "2012-10-28"),
        ];
        for (at, _) in instants {
            let sql = format!(
                "INSERT INTO envelope_entry (envelope_id, movement, amount_ore, at, actor_name, why) VALUES ('a', 'reserve', 1, '{at}', 'K', 'w')"
            );
            db.execute_unprepared(&sql).await.unwrap();
        }
        Migrator::up(&db, None).await.unwrap();
        let days = all(&db, "SELECT day FROM envelope_entry ORDER BY seq").await;
        assert_eq!(days, instants.map(|(_, day)| day));
        let posts =
            all(&db, "SELECT envelope_id || year || chapter || item FROM appropriation ORDER BY 1")
                .await;
        assert_eq!(posts, ["a201276460", "c201376460"]);
        for (refused, name) in [
            ("DELETE FROM envelope_entry", "envelope_entry_only_added_to_delete"),
            ("UPDATE envelope_entry SET day = '2000-01-01'", "envelope_entry_only_added_to_update"),
            (
                "INSERT INTO envelope_entry (envelope_id, movement, amount_ore, at, actor_name, why, day) VALUES ('a', 'steal', 1, 'x', 'K', 'w', '2012-01-01')",
                "envelope_entry_movement_known",
            ),
            (
                "INSERT INTO envelope_entry (envelope_id, movement, amount_ore, at, actor_name, why, day) VALUES ('a', 'transfer-in', 1, 'x', 'K', 'w', '2012-01-01')",
                "envelope_entry_names_the_other_end",
            ),
        ] {
            let said = db.execute_unprepared(refused).await.expect_err(name).to_string();
            assert!(said.contains(name), "{said}");
        }
        let more = "INSERT INTO envelope_entry (envelope_id, movement, amount_ore, at, actor_name, why, day, counter_id) VALUES ('a', 'transfer-in', 1, 'x', 'K', 'w', '2012-01-01', 'b')";
        db.execute_unprepared(more).await.expect("it names the other end");
        let last = all(&db, "SELECT CAST(max(seq) AS text) FROM envelope_entry").await;
        assert_eq!(last, [(instants.len() + 1).to_string()]);
    }
}
