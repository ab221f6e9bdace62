//! Constraints that allow more than they did, on tables that stand.
//!
//! PostgreSQL changes a constraint in place. SQLite keeps a table's constraints in the text it was made
//! by, which its documentation lets be changed where nothing that is stored changes with it («Making Other
//! Kinds Of Table Schema Changes», the second procedure): one more allowed word is such a change, and the
//! table with its triggers, indexes and reckoned columns stays as it is.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

/// A constraint that allows more: (table, name, as it was, as it is).
pub(crate) type Wider = (&'static str, &'static str, &'static str, &'static str);

/// Widens them. On SQLite a table must be made in the same step: that tells the other connections.
pub(crate) async fn widen<C: ConnectionTrait>(db: &C, wider: &[Wider]) -> Result<(), DbErr> {
    match db.get_database_backend() {
        DbBackend::Postgres => in_place(db, wider).await,
        _ => in_its_text(db, wider).await,
    }
}

async fn in_place<C: ConnectionTrait>(db: &C, wider: &[Wider]) -> Result<(), DbErr> {
    for (table, name, _, now) in wider {
        db.execute_unprepared(&format!("ALTER TABLE {table} DROP CONSTRAINT {name}")).await?;
        db.execute_unprepared(&format!("ALTER TABLE {table} ADD CONSTRAINT {name} {now}")).await?;
    }
    Ok(())
}

async fn in_its_text<C: ConnectionTrait>(db: &C, wider: &[Wider]) -> Result<(), DbErr> {
    db.execute_unprepared("PRAGMA writable_schema = ON").await?;
    for (table, name, before, now) in wider {
        let quoted = |text: &str| text.replace('\'', "''");
        let (before, now) = (format!("{name} {before}"), format!("{name} {now}"));
        let sql = format!(
            "UPDATE sqlite_master SET sql = replace(sql, '{}', '{}') \
             WHERE type = 'table' AND name = '{table}' AND instr(sql, '{}') > 0",
            quoted(&before),
            quoted(&now),
            quoted(&before)
        );
        let changed =
            db.execute_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?.rows_affected();
        if changed != 1 {
            return Err(DbErr::Custom(format!("the constraint {name} is not what it was")));
        }
    }
    // Reads the tables anew; the tables that are made next tell the other connections.
    db.execute_unprepared("PRAGMA writable_schema = RESET").await?;
    Ok(())
}
