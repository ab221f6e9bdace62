//! Step 20: a decision can be taken back by a new one. Applications and grants can be reversed, every
//! decision is a row of its own, and what hangs on a reversed grant stays put.

use crate::{
    dialect, frozen,
    wider::{Wider, widen},
};
use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

const STEP: u8 = 20;

/// The constraints that allow one more state.
const WIDER: [Wider; 3] = [
    (
        "application",
        "application_state_known",
        "CHECK (state IN ('draft', 'submitted', 'incomplete', 'late', 'checked', 'dismissed', 'awarded', 'refused', 'withdrawn'))",
        "CHECK (state IN ('draft', 'submitted', 'incomplete', 'late', 'checked', 'dismissed', 'awarded', 'refused', 'reversed', 'withdrawn'))",
    ),
    (
        "application",
        "application_decided_has_a_reason",
        "CHECK (state NOT IN ('dismissed', 'awarded', 'refused') OR (decided_at IS NOT NULL AND reason IS NOT NULL))",
        "CHECK (state NOT IN ('dismissed', 'awarded', 'refused', 'reversed') OR (decided_at IS NOT NULL AND reason IS NOT NULL))",
    ),
    (
        "funded_grant",
        "funded_grant_state_known",
        "CHECK (state IN ('awarded', 'active', 'lapsed', 'closed'))",
        "CHECK (state IN ('awarded', 'active', 'lapsed', 'closed', 'reversed'))",
    ),
];

pub(crate) struct Reversals;

impl MigrationName for Reversals {
    fn name(&self) -> &str {
        "m20_reversals"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Reversals {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let backend = db.get_database_backend();
        widen(db, &WIDER).await?;
        let sql =
            include_str!("sql/m20_reversals.sql").replace("{id in words}", id_in_words(backend));
        let sql = dialect::translate(&sql, backend);
        for statement in dialect::statements(&sql) {
            db.execute_unprepared(statement).await?;
        }
        frozen::freeze(db, STEP).await
    }
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// The id of the application `a` as the journal writes it. SQLite keeps an id as its sixteen bytes.
const fn id_in_words(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => "CAST(a.id AS text)",
        _ => {
            "lower(substr(hex(a.id), 1, 8) || '-' || substr(hex(a.id), 9, 4) || '-' || substr(hex(a.id), 13, 4) \
             || '-' || substr(hex(a.id), 17, 4) || '-' || substr(hex(a.id), 21))"
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Migrator, open};
    use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
    use sea_orm_migration::MigratorTrait;

    /// An id as SQLite keeps it, in bytes.
    const B: &str = "X'62626262626262626262626262626262'";

    async fn one(db: &DatabaseConnection, sql: &str) -> Option<String> {
        let row = db.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
        row.map(|row| row.try_get_by_index(0).unwrap())
    }

    async fn refused(db: &DatabaseConnection, sql: &str, name: &str) {
        let said = db.execute_unprepared(sql).await.expect_err(name).to_string();
        assert!(said.contains(name), "{said}");
    }

    /// A database of the version before, with a decided application and its grant, goes on with both; a
    /// reversal rests on a decision, and what is reversed stays so.
    #[tokio::test]
    async fn what_was_decided_before_is_a_decision_and_can_be_reversed_once() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("f.sqlite").display());
        let db = open(&url).await.unwrap();
        Migrator::up(&db, Some(19)).await.unwrap();
        for sql in [
            "INSERT INTO programme VALUES ('p', 'p', 'P', '')",
            "INSERT INTO scheme (id, programme_id, slug, name, chapter, item, appealable) VALUES ('s', 'p', 's', 'S', '765', '60', true)",
            "INSERT INTO scheme_version (scheme_id, number, valid_from_on, change, goals, target_group, achievement_criteria, award_criteria, follow_up, published_at) VALUES ('s', 1, '2012-01-01', '', 'g', 't', 'a', 'w', 'f', '2012-01-01T00:00:00+00:00')",
            "INSERT INTO call (id, scheme_id, scheme_version, slug, title, year, budget_ore, opens_at, closes_at, report_due_on, funded_through_on, accept_within_days, about, state) VALUES ('c', 's', 1, 'c', 'C', 2012, 100, '2012-01-01T00:00:00+00:00', '2012-02-01T00:00:00+00:00', '2013-03-01', '2012-12-31', 21, '', 'decided')",
            "INSERT INTO organisation VALUES ('o', 'other', 'O', NULL, NULL, 'nb')",
            "INSERT INTO envelope (id, kind, key, name, amount_ore, reserved_ore) VALUES ('e', 'appropriation', 'k', 'N', 4, 4)",
            "INSERT INTO application (id, call_id, organisation_id, reference, number, municipality_number, county_number, located_on, title, summary, target_group, amount_ore, own_share_ore, continuation, state, revision, begun_at, submitted_at, submitted_by, content_hash, decided_at, reason) \
             VALUES ('a', 'c', 'o', 'C-S01', 1, '0301', '03', '2012-01-01', 'T', '', '', 5, 0, '', 'awarded', 3, '2012-01-02T00:00:00+00:00', '2012-01-03T00:00:00+00:00', 'K', 'h', '2012-03-01T00:00:00+00:00', 'Best')",
            "INSERT INTO application (id, call_id, organisation_id, reference, number, municipality_number, county_number, located_on, title, summary, target_group, amount_ore, own_share_ore, continuation, state, revision, begun_at, submitted_at, submitted_by, content_hash, decided_at, reason) \
             VALUES (X'62626262626262626262626262626262', 'c', 'o', 'C-S02', 2, '0301', '03', '2012-01-01', 'T', '', '', 5, 0, '', 'refused', 3, '2012-01-02T00:00:00+00:00', '2012-01-03T00:00:00+00:00', 'K', 'h', '2012-03-01T00:00:00+00:00', 'Nest best')",
            "INSERT INTO journal_entry (at, actor_name, act, thing, thing_id, detail) VALUES ('2012-03-01T00:00:00+00:00', 'Dina', 'refused', 'application', '62626262-6262-6262-6262-626262626262', '{}')",
            "INSERT INTO funded_grant (id, reference, application_id, call_id, organisation_id, envelope_id, title, municipality_number, county_number, amount_ore, state, awarded_at, awarded_by, accept_by_on) \
             VALUES ('g', 'C-T01', 'a', 'c', 'o', 'e', 'T', '0301', '03', 4, 'awarded', '2012-03-01T00:00:00+00:00', 'Ada', '2012-04-01')",
        ] {
            db.execute_unprepared(sql).await.unwrap();
        }
        Migrator::up(&db, None).await.unwrap();
        let kept = "SELECT group_concat(application_id || number || decision || amount_ore || reason || decided_by, ', ') FROM application_decision";
        assert_eq!(
            one(&db, kept).await.as_deref(),
            Some("a1awarded4BestAda, bbbbbbbbbbbbbbbb1refused0Nest bestDina")
        );
        assert_eq!(one(&db, "PRAGMA integrity_check").await.as_deref(), Some("ok"));

        let reverse = "UPDATE funded_grant SET state = 'reversed', reversed_at = '2012-05-01T00:00:00+00:00', reversed_by = 'Ada' WHERE id = 'g'";
        refused(&db, reverse, "funded_grant_reversal_rests_on_a_decision").await;
        refused(
            &db,
            "UPDATE funded_grant SET state = 'gone' WHERE id = 'g'",
            "funded_grant_state_known",
        )
        .await;
        let decide = |application: &str, number: i32, decision: &str, ore: i64| {
            format!(
                "INSERT INTO application_decision VALUES ({application}, {number}, '{decision}', {ore}, 'Why', '2012-05-01T00:00:00+00:00', 'Ada')"
            )
        };
        refused(&db, &decide(B, 2, "reversed", 0), "application_decision_reverses_an_award").await;
        refused(&db, &decide("'a'", 2, "awarded", 4), "application_decision_follows_a_refusal")
            .await;
        refused(&db, &decide(B, 3, "awarded", 4), "application_decision_follows_a_refusal").await;
        db.execute_unprepared(&decide("'a'", 2, "reversed", 0)).await.unwrap();
        refused(
            &db,
            "UPDATE application_decision SET reason = 'x'",
            "application_decision_only_added_to_update",
        )
        .await;
        let unheard = "INSERT INTO grant_reversal VALUES ('g', 'a', 2, 'invalid', NULL, 2, 2, 2)";
        refused(&db, unheard, "grant_reversal_recovery_was_noticed").await;
        db.execute_unprepared(
            "INSERT INTO grant_reversal VALUES ('g', 'a', 2, 'invalid', '2012-04-15', 2, 2, 2)",
        )
        .await
        .unwrap();
        db.execute_unprepared(reverse).await.unwrap();
        db.execute_unprepared(
            "UPDATE application SET state = 'reversed', reason = 'Why' WHERE id = 'a'",
        )
        .await
        .unwrap();
        for (again, name) in [
            (
                "UPDATE funded_grant SET state = 'active', reversed_at = NULL, reversed_by = NULL, accepted_at = 'x', accepted_by = 'K' WHERE id = 'g'",
                "funded_grant_reversed_never_changes",
            ),
            (
                "INSERT INTO deadline (id, grant_id, organisation_id, grant_reference, project_title, owed, title, due_on, ladder, state) VALUES ('d', 'g', 'o', 'C-T01', 'T', 'annual-report', 'R', '2013-03-01', 'standard', 'open')",
                "deadline_of_a_reversed_grant_is_not_set",
            ),
            (
                "INSERT INTO funding_period VALUES ('g', 1, '2012-05-01', '2012-12-31', 4)",
                "funding_period_of_a_reversed_grant_does_not_open",
            ),
        ] {
            refused(&db, again, name).await;
        }
        // Another connection of the pool knows the wider constraints too.
        for _ in 0..8 {
            let state = one(&db, "SELECT state FROM application WHERE id = 'a'").await;
            assert_eq!(state.as_deref(), Some("reversed"));
        }
        let unreasoned = "INSERT INTO later_award VALUES ('g', 'a', 2, 2, 1, NULL)";
        refused(&db, unreasoned, "later_award_passing_over_has_a_reason").await;
    }
}
