//! Step 12: an application can be incomplete or late, and a draft may still say nothing.
//!
//! PostgreSQL changes a constraint in place. SQLite cannot: the table is made anew, filled and renamed,
//! as its documentation lays down, with foreign keys off meanwhile. That can only be said outside of a
//! transaction and on the same connection, so it is one text with a transaction of its own.

use crate::{dialect, frozen};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, SchemaManagerConnection};
use sqlx::Connection;

const STATES: &str = "CHECK (state IN ('draft', 'submitted', 'incomplete', 'late', 'checked', 'dismissed', 'awarded', 'refused', 'withdrawn'))";
const AMOUNT: &str =
    "CHECK (amount_ore >= 0 AND (amount_ore > 0 OR state IN ('draft', 'withdrawn')))";
const INCOMPLETE: &str = "CHECK ((state = 'incomplete') = (supplement_due_on IS NOT NULL))";
const ADMITTED: &str =
    "CHECK (late_admitted_at IS NULL OR (arrived_late AND late_reason IS NOT NULL))";

pub(crate) struct ApplicationStates;

impl MigrationName for ApplicationStates {
    fn name(&self) -> &str {
        "m12_application_states"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ApplicationStates {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        match db.get_database_backend() {
            DbBackend::Postgres => in_place(db).await,
            _ => match db {
                SchemaManagerConnection::Connection(pool) => anew(pool).await,
                // Foreign keys cannot be put off inside a transaction.
                _ => Err(DbErr::Custom("this step cannot run inside a transaction".to_owned())),
            },
        }
    }
    // PostgreSQL does the whole step in one transaction; SQLite's text brings its own.
    fn use_transaction(&self) -> Option<bool> {
        None
    }
}

async fn in_place<C: ConnectionTrait>(db: &C) -> Result<(), DbErr> {
    frozen::take_back(db).await?;
    for statement in [
        "ALTER TABLE application ADD COLUMN supplement_due_on date".to_owned(),
        "ALTER TABLE application ADD COLUMN arrived_late boolean NOT NULL DEFAULT false".to_owned(),
        "ALTER TABLE application ADD COLUMN late_admitted_at timestamptz".to_owned(),
        "ALTER TABLE application ADD COLUMN late_reason text".to_owned(),
        "ALTER TABLE application DROP CONSTRAINT application_state_known".to_owned(),
        "ALTER TABLE application DROP CONSTRAINT application_amount_positive".to_owned(),
        format!("ALTER TABLE application ADD CONSTRAINT application_state_known {STATES}"),
        format!("ALTER TABLE application ADD CONSTRAINT application_amount_positive {AMOUNT}"),
        format!(
            "ALTER TABLE application ADD CONSTRAINT application_incomplete_has_a_day {INCOMPLETE}"
        ),
        format!(
            "ALTER TABLE application ADD CONSTRAINT application_late_admitted_has_a_reason {ADMITTED}"
        ),
    ] {
        db.execute_unprepared(&statement).await?;
    }
    Ok(())
}

async fn anew(db: &DatabaseConnection) -> Result<(), DbErr> {
    // The text of the table as it stands, with the two constraints changed and the new columns in it.
    let row = db
        .query_one_raw(Statement::from_string(
            DbBackend::Sqlite,
            "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'application'",
        ))
        .await?
        .ok_or_else(|| DbErr::Custom("there is no table of applications".to_owned()))?;
    let table: String = row.try_get("", "sql")?;
    if table.contains("supplement_due_on") {
        // Cut off between this text and the note that it was done.
        return Ok(());
    }
    let lines: Vec<String> = table
        .lines()
        .map(|line| {
            let line = line.trim().trim_end_matches(',');
            if line.starts_with("CONSTRAINT application_state_known") {
                return format!("CONSTRAINT application_state_known {STATES}");
            }
            if line.starts_with("CONSTRAINT application_amount_positive") {
                return format!("CONSTRAINT application_amount_positive {AMOUNT}");
            }
            line.to_owned()
        })
        .collect();
    let is_column = |line: &&String| !line.starts_with("CONSTRAINT");
    let inner = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
    let columns: Vec<&String> = inner.iter().take_while(is_column).collect();
    let constraints: Vec<&String> = inner.iter().skip(columns.len()).collect();
    let names: Vec<&str> =
        columns.iter().filter_map(|column| column.split_whitespace().next()).collect();
    let (columns, names) = (join(&columns), names.join(", "));
    let constraints = join(&constraints);
    let script = format!(
        "PRAGMA foreign_keys = OFF;
         BEGIN IMMEDIATE;
         {drops}
         CREATE TABLE application_anew (
             {columns},
             supplement_due_on {{date}},
             arrived_late {{bool}} NOT NULL DEFAULT false,
             late_admitted_at {{instant}},
             late_reason text,
             {constraints},
             CONSTRAINT application_incomplete_has_a_day {INCOMPLETE},
             CONSTRAINT application_late_admitted_has_a_reason {ADMITTED}
         );
         INSERT INTO application_anew ({names}) SELECT {names} FROM application;
         DROP TABLE application;
         ALTER TABLE application_anew RENAME TO application;
         CREATE INDEX application_by_call ON application (call_id, state);
         CREATE INDEX application_by_organisation ON application (organisation_id);
         COMMIT;
         PRAGMA foreign_keys = ON;",
        drops = frozen::drops_on_sqlite(),
    );
    let script = dialect::translate(&script, DbBackend::Sqlite);
    // On a connection of its own that is closed whatever comes: an error must not leave one in the pool
    // with foreign keys off or a transaction open.
    let failed = |error: sqlx::Error| DbErr::Custom(error.to_string());
    let mut own = db.get_sqlite_connection_pool().acquire().await.map_err(failed)?.detach();
    let done = sqlx::raw_sql(sqlx::AssertSqlSafe(script)).execute(&mut own).await;
    own.close().await.map_err(failed)?;
    match done {
        // Another process has just done it and not yet written down that it did.
        Err(_) if is_done(db).await? => Ok(()),
        done => done.map(drop).map_err(failed),
    }
}

/// The table has what this step gives it; the script does all of it or nothing.
async fn is_done(db: &DatabaseConnection) -> Result<bool, DbErr> {
    let column = "SELECT 1 FROM pragma_table_info('application') WHERE name = 'late_reason'";
    let found = db.query_one_raw(Statement::from_string(DbBackend::Sqlite, column)).await?;
    Ok(found.is_some())
}

fn join(lines: &[&String]) -> String {
    lines.iter().map(|line| line.as_str()).collect::<Vec<_>>().join(",\n")
}

#[cfg(test)]
mod tests {
    use crate::{Migrator, open};
    use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
    use sea_orm_migration::MigratorTrait;

    async fn one(db: &DatabaseConnection, sql: &str) -> Option<String> {
        let row = db.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
        row.map(|row| row.try_get_by_index(0).unwrap())
    }

    /// A database of the version before, with an application in it, goes on with all that is in it.
    #[tokio::test]
    async fn what_stands_in_the_table_survives_its_being_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("f.sqlite").display());
        let db = open(&url).await.unwrap();
        Migrator::up(&db, Some(9)).await.unwrap();
        for sql in [
            "INSERT INTO programme VALUES ('p', 'p', 'P', '')",
            "INSERT INTO scheme VALUES ('s', 'p', 's', 'S', '765', '60', true)",
            "INSERT INTO scheme_version VALUES ('s', 1, '2012-01-01', NULL, '', 'g', 't', 'a', 'w', 'f', '2012-01-01T00:00:00+00:00')",
            "INSERT INTO call VALUES ('c', 's', 1, 'c', 'C', 2012, 100, '2012-01-01T00:00:00+00:00', '2012-02-01T00:00:00+00:00', '2013-03-01', '2012-12-31', 21, '', 'open')",
            "INSERT INTO organisation VALUES ('o', 'other', 'O', NULL, NULL, 'nb')",
            "INSERT INTO application (id, call_id, organisation_id, reference, number, municipality_number, county_number, located_on, title, summary, target_group, amount_ore, own_share_ore, continuation, state, revision, begun_at) \
             VALUES ('a', 'c', 'o', 'C-S01', 1, '0301', '03', '2012-01-01', 'T', '', '', 5, 0, '', 'draft', 3, '2012-01-02T00:00:00+00:00')",
            "INSERT INTO application_partner VALUES ('a', 1, 'NAV', NULL)",
        ] {
            db.execute_unprepared(sql).await.unwrap();
        }
        Migrator::up(&db, None).await.unwrap();
        let kept = "SELECT title || revision || arrived_late || coalesce(supplement_due_on, '-') FROM application WHERE id = 'a'";
        assert_eq!(one(&db, kept).await.as_deref(), Some("T30-"));
        assert_eq!(one(&db, "SELECT name FROM application_partner").await.as_deref(), Some("NAV"));
        assert_eq!(one(&db, "SELECT \"table\" FROM pragma_foreign_key_check").await, None);
        // Foreign keys hold again, on every connection.
        for _ in 0..8 {
            let nobodys = "INSERT INTO application_partner VALUES ('nobody', 1, 'X', NULL)";
            assert!(db.execute_unprepared(nobodys).await.is_err());
        }
        let nothing = "UPDATE application SET amount_ore = 0 WHERE id = 'a'";
        db.execute_unprepared(nothing).await.expect("a draft may still say nothing");
        let incomplete = "UPDATE application SET state = 'incomplete', amount_ore = 5, submitted_at = '2012-01-03T00:00:00+00:00', submitted_by = 'K', content_hash = 'h' WHERE id = 'a'";
        let refused = db.execute_unprepared(incomplete).await.expect_err("it has no day");
        assert!(refused.to_string().contains("application_incomplete_has_a_day"), "{refused}");
    }
}
