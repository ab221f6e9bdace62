//! The tables of Fordel and the constraints that hold whoever asks, the same on SQLite and PostgreSQL.
//!
//! Each migration is one SQL text in which `{uuid}`, `{instant}` and the like stand for what the two
//! databases call these types; everything else is written once. What must never change once it is
//! written (the journal, movements of money, an adopted scenario, a sent letter) is held by triggers
//! in [`frozen`].
//!
//! [`open`] is the one way to a database: it sets what SQLite needs (WAL, foreign keys, a busy
//! timeout, more than one connection). [`migrate`] brings it up to date, one process at a time.

mod application_states;
mod dialect;
mod frozen;
mod ledger;
mod open;
mod report_scopes;
mod reversals;
mod wider;

pub use open::{OpenError, open};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement, TransactionTrait};
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager};

/// Why the tables could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// A newer Fordel has been here: its migrations are unknown to this one.
    #[error(
        "the database was made by a newer version of Fordel (it has «{0}», which this version does not know); start that version instead"
    )]
    Newer(String),
    /// The tables are older than this program.
    #[error("the database is not up to date ({0} steps are missing); run «fordel migrate» first")]
    Older(usize),
    /// The database answered with an error.
    #[error("the database could not be brought up to date: {0}")]
    Database(#[from] DbErr),
}

/// Brings the tables up to date. Safe to run from several processes at once.
pub async fn migrate(db: &DatabaseConnection) -> Result<(), MigrateError> {
    refuse_newer(db).await?;
    match db.get_database_backend() {
        DbBackend::Postgres => {
            // Held by this transaction's connection until it ends: the others wait here and then find nothing to do.
            let guard = db.begin().await?;
            // It says nothing until the last step is done, however long that takes.
            guard.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0").await?;
            guard
                .execute_raw(Statement::from_string(
                    DbBackend::Postgres,
                    "SELECT pg_advisory_xact_lock(4679821301)",
                ))
                .await?;
            Migrator::up(db, None).await?;
            guard.commit().await?;
        }
        _ => up_beside_others(db).await?,
    }
    Ok(())
}

/// SQLite has no lock to hold over several transactions: of two processes that begin a step, one waits
/// for the other's and then finds it done. As long as the steps grow by somebody's work, look again.
async fn up_beside_others(db: &DatabaseConnection) -> Result<(), DbErr> {
    let mut done = applied(db).await.map_or(0, |steps| steps.len());
    loop {
        let Err(error) = Migrator::up(db, None).await else { return Ok(()) };
        let now_done = applied(db).await?.len();
        if now_done <= done {
            return Err(error);
        }
        done = now_done;
    }
}

/// Says whether this program and the database fit together, without changing anything.
pub async fn verify(db: &DatabaseConnection) -> Result<(), MigrateError> {
    refuse_newer(db).await?;
    let applied = applied(db).await?.len();
    match Migrator::migrations().len().saturating_sub(applied) {
        0 => Ok(()),
        missing => Err(MigrateError::Older(missing)),
    }
}

async fn refuse_newer(db: &DatabaseConnection) -> Result<(), MigrateError> {
    let known: Vec<String> =
        Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
    match applied(db).await?.into_iter().find(|name| !known.contains(name)) {
        Some(unknown) => Err(MigrateError::Newer(unknown)),
        None => Ok(()),
    }
}

async fn applied(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    if !SchemaManager::new(db).has_table("seaql_migrations").await? {
        return Ok(Vec::new());
    }
    let rows = db
        .query_all_raw(Statement::from_string(
            db.get_database_backend(),
            "SELECT version FROM seaql_migrations ORDER BY version",
        ))
        .await?;
    rows.iter().map(|row| row.try_get("", "version")).collect()
}

struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let step = |name, sql| Box::new(Step { name, sql }) as Box<dyn MigrationTrait>;
        vec![
            step("m01_organisations", include_str!("sql/m01_organisations.sql")),
            step("m02_work_and_journal", include_str!("sql/m02_work_and_journal.sql")),
            step("m03_letters", include_str!("sql/m03_letters.sql")),
            step("m04_grant_applications", include_str!("sql/m04_grant_applications.sql")),
            step("m05_county_allocation", include_str!("sql/m05_county_allocation.sql")),
            step("m06_reporting_deadlines", include_str!("sql/m06_reporting_deadlines.sql")),
            step("m07_funding_periods", include_str!("sql/m07_funding_periods.sql")),
            step("m08_status_reports", include_str!("sql/m08_status_reports.sql")),
            Box::new(frozen::Frozen { name: "m09_frozen", step: 9 }),
            step("m10_forms", include_str!("sql/m10_forms.sql")),
            step("m11_calls", include_str!("sql/m11_calls.sql")),
            Box::new(application_states::ApplicationStates),
            step("m13_applications", include_str!("sql/m13_applications.sql")),
            step("m14_assessment", include_str!("sql/m14_assessment.sql")),
            Box::new(frozen::Frozen { name: "m15_frozen", step: 15 }),
            step("m16_application_lists", include_str!("sql/m16_application_lists.sql")),
            Box::new(ledger::Ledger),
            step("m18_scenarios", include_str!("sql/m18_scenarios.sql")),
            Box::new(frozen::Frozen { name: "m19_scenarios_frozen", step: 19 }),
            Box::new(reversals::Reversals),
            step("m21_work", include_str!("sql/m21_work.sql")),
            step("m22_post", include_str!("sql/m22_post.sql")),
            Box::new(frozen::Frozen { name: "m22_post_frozen", step: 22 }),
            step("m23_documents", include_str!("sql/m23_documents.sql")),
            Box::new(frozen::Frozen { name: "m23_documents_frozen", step: 23 }),
            step("m24_letters_again", include_str!("sql/m24_letters_again.sql")),
            Box::new(frozen::Frozen { name: "m24_letters_again_frozen", step: 24 }),
            Box::new(report_scopes::ReportScopes),
            step("m26_appeal_body", include_str!("sql/m26_appeal_body.sql")),
        ]
    }
}

/// One SQL text.
struct Step {
    name: &'static str,
    sql: &'static str,
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let sql = dialect::translate(self.sql, db.get_database_backend());
        for statement in dialect::statements(&sql) {
            db.execute_unprepared(statement).await?;
        }
        Ok(())
    }
    // SQLite's DDL is transactional: a step that is cut off half-way leaves nothing behind.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A scheme of the version before goes on without saying who decides appeals; one may say it where
    /// there are any.
    #[tokio::test]
    async fn an_appeal_body_is_named_where_decisions_can_be_appealed() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("f.sqlite").display());
        let db = open(&url).await.unwrap();
        let all = Migrator::migrations();
        let before = all.iter().take_while(|step| step.name() != "m26_appeal_body").count();
        Migrator::up(&db, Some(u32::try_from(before).unwrap())).await.unwrap();
        for sql in [
            "INSERT INTO programme VALUES ('p', 'p', 'P', '')",
            "INSERT INTO scheme (id, programme_id, slug, name, chapter, item, appealable) VALUES ('s', 'p', 's', 'S', '765', '60', true)",
            "INSERT INTO scheme (id, programme_id, slug, name, chapter, item, appealable) VALUES ('t', 'p', 't', 'T', '765', '60', false)",
        ] {
            db.execute_unprepared(sql).await.unwrap();
        }
        Migrator::up(&db, None).await.unwrap();
        let say = |slug: &str, body: &str| {
            format!("UPDATE scheme SET appeal_body = '{body}' WHERE slug = '{slug}'")
        };
        db.execute_unprepared(&say("s", "Departementet")).await.unwrap();
        for (slug, body) in [("t", "Departementet"), ("s", "  ")] {
            let said = db.execute_unprepared(&say(slug, body)).await.unwrap_err().to_string();
            assert!(said.contains("scheme_appeal_body_where_appealable"), "{said}");
        }
    }
}
