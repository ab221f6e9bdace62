//! Step 25: status reports of a scheme, a county or a year, for the directorate or for everybody, and
//! the orders by which they come by themselves.

use crate::{
    dialect, frozen,
    wider::{Wider, widen},
};
use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

const STEP: u8 = 25;

const WIDER: [Wider; 1] = [(
    "status_report",
    "status_report_kind_known",
    "CHECK (kind IN ('call', 'grant'))",
    "CHECK (kind IN ('call', 'grant', 'scheme', 'county', 'year'))",
)];

pub(crate) struct ReportScopes;

impl MigrationName for ReportScopes {
    fn name(&self) -> &str {
        "m25_status_reports"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ReportScopes {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        widen(db, &WIDER).await?;
        let sql = include_str!("sql/m25_status_reports.sql");
        let sql = dialect::translate(sql, db.get_database_backend());
        for statement in dialect::statements(&sql) {
            db.execute_unprepared(statement).await?;
        }
        frozen::freeze(db, STEP).await
    }
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Migrator, open};
    use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
    use sea_orm_migration::MigratorTrait;

    async fn refused(db: &DatabaseConnection, sql: &str, name: &str) {
        let said = db.execute_unprepared(sql).await.expect_err(name).to_string();
        assert!(said.contains(name), "{said}");
    }

    async fn one(db: &DatabaseConnection, sql: &str) -> Option<String> {
        let row = db.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
        row.map(|row| row.try_get_by_index(0).unwrap())
    }

    /// A report of the version before is an internal one of its call, and stays what it was; what it may
    /// become is what the constraints let it.
    #[tokio::test]
    async fn what_was_made_before_is_internal_and_cannot_be_published() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("f.sqlite").display());
        let db = open(&url).await.unwrap();
        let all = Migrator::migrations();
        let before = all.iter().take_while(|step| step.name() != "m25_status_reports").count();
        Migrator::up(&db, Some(u32::try_from(before).unwrap())).await.unwrap();
        db.execute_unprepared(
            "INSERT INTO status_report (id, kind, subject, language, as_of_on, asked_at, asked_by, state, figures, made_at, sha256, bytes, pages, file_name) \
             VALUES ('r', 'call', 'c', 'nb', '2013-02-15', '2013-02-15T08:00:00+00:00', 'Dina', 'made', '{}', '2013-02-15T08:01:00+00:00', 'h', 9, 1, 'ips-2012.pdf')",
        )
        .await
        .unwrap();
        Migrator::up(&db, None).await.unwrap();
        let kept = "SELECT audience || coalesce(year, '-') || sha256 FROM status_report";
        assert_eq!(one(&db, kept).await.as_deref(), Some("internal-h"));
        assert_eq!(one(&db, "PRAGMA integrity_check").await.as_deref(), Some("ok"));
        let publish = "UPDATE status_report SET published_at = '2013-02-16T08:00:00+00:00', published_by = 'Dina'";
        refused(&db, publish, "status_report_published_is_made_and_public").await;
        let another = "UPDATE status_report SET audience = 'public'";
        refused(&db, another, "status_report_is_about_what_was_asked").await;
        let renamed = "UPDATE status_report SET file_name = 'another.pdf'";
        refused(&db, renamed, "status_report_made_keeps_its_name").await;
        let ask = |kind: &str, year: &str, audience: &str| {
            format!(
                "INSERT INTO status_report (id, kind, subject, year, audience, language, as_of_on, asked_at, asked_by, state, file_name) \
                 VALUES ('{kind}{audience}', '{kind}', '', {year}, '{audience}', 'nb', '2013-02-15', '2013-02-15T08:00:00+00:00', 'Dina', 'asked', 'n')"
            )
        };
        refused(&db, &ask("moon", "NULL", "public"), "status_report_kind_known").await;
        refused(&db, &ask("year", "NULL", "public"), "status_report_year_where_one_is").await;
        refused(&db, &ask("year", "2012", "secret"), "status_report_audience_known").await;
        for audience in ["internal", "public"] {
            db.execute_unprepared(&ask("year", "2012", audience)).await.unwrap();
        }
        let again = ask("year", "2012", "public").replace("'yearpublic'", "'again'");
        refused(&db, &again, "status_report_asked_once").await;
        // Another connection of the pool knows the wider constraint too.
        for _ in 0..8 {
            let states = one(&db, "SELECT group_concat(kind) FROM status_report").await;
            assert_eq!(states.as_deref(), Some("call,year,year"));
        }
        db.execute_unprepared(
            "INSERT INTO report_order (id, kind, subject, rhythm, language, audience, ordered_at, ordered_by) \
             VALUES ('o', 'year', '', 'monthly', 'nb', 'public', '2013-02-15T08:00:00+00:00', 'Dina')",
        )
        .await
        .unwrap();
        let other = "UPDATE report_order SET rhythm = 'quarterly'";
        refused(&db, other, "report_order_never_changes").await;
        let turn =
            "INSERT INTO report_turn VALUES ('o', '2013-02-28', NULL, '2013-03-01T08:00:00+00:00')";
        db.execute_unprepared(turn).await.unwrap();
        refused(&db, turn, "report_turn").await;
        refused(&db, "DELETE FROM report_turn", "report_turn_only_added_to_delete").await;
    }
}
