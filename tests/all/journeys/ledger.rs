//! The ledger under concurrency, and what the database refuses, whoever asks.

use super::house::{TestHouse, actor, migrated, told};
use super::stage::{self, OFFICER};
use county_allocation::{
    EnvelopeKind, LedgerError, NewEnvelope, Voucher, open_envelope, pay, reserve,
};
use sea_orm::{ConnectionTrait, DbBackend, SqlErr};
use std::sync::Arc;
use tests::both_databases;
use vocabulary::{Actor, EnvelopeId, Money};

const TASKS: usize = 16;
const ATTEMPTS_EACH: usize = 25;
/// What the frame holds, in kroner: less than all attempts together ask for.
const FRAME: i64 = 1_000_000;

async fn frame(house: &TestHouse, key: &str, parent: Option<&str>, kroner: i64) -> EnvelopeId {
    let officer = actor(house, OFFICER).await;
    let new = child(key, parent, kroner);
    open_envelope(&house.house.db, house.clock(), &officer, new).await.expect("a frame")
}

fn child(key: &str, parent: Option<&str>, kroner: i64) -> NewEnvelope {
    let kind = match parent {
        None => EnvelopeKind::Appropriation,
        Some(_) => EnvelopeKind::Scheme,
    };
    NewEnvelope {
        parent: parent.map(str::to_owned),
        kind,
        key: key.to_owned(),
        name: key.to_owned(),
        county: None,
        amount: Money::from_kroner(kroner),
    }
}

/// One attempt: even ones reserve, odd ones open a frame inside.
async fn attempt(
    house: &TestHouse,
    officer: &Actor,
    top: EnvelopeId,
    number: usize,
    kroner: i64,
) -> Result<(), LedgerError> {
    let (db, amount) = (&house.house.db, Money::from_kroner(kroner));
    if number.is_multiple_of(2) {
        let tx = journal::begin(db).await?;
        let voucher = Voucher::new("an attempt", house.today());
        reserve(&tx, stage::now(house), officer, top, amount, &voucher).await?;
        return Ok(tx.commit().await?);
    }
    let new = child(&format!("top:{number}"), Some("top"), kroner);
    open_envelope(db, house.clock(), officer, new).await.map(drop)
}

both_databases! {
    from migrated;

    /// Sixteen at once take from one frame until it is full: it is never overdrawn, nothing is lost,
    /// and whoever is refused is told what is left.
    async fn a_frame_is_never_overdrawn(db: TestDatabase) {
        let house = Arc::new(TestHouse::open(db, "2012-01-05").await);
        stage::assemble(&house).await;
        let top = frame(&house, "top", None, FRAME).await;
        let officer = actor(&house, OFFICER).await;
        let mut tasks = tokio::task::JoinSet::new();
        for task in 0..TASKS {
            let (house, officer) = (house.clone(), officer.clone());
            tasks.spawn(async move {
                let (mut taken, mut refused) = (0, 0);
                for round in 0..ATTEMPTS_EACH {
                    let number = task * ATTEMPTS_EACH + round;
                    // 1 000 to 7 000 kroner, so that the last ones fit only sometimes.
                    let kroner = 1000 + i64::try_from(number * 7919 % 6001).expect("small");
                    match attempt(&house, &officer, top, number, kroner).await {
                        Ok(()) => taken += kroner,
                        Err(LedgerError::NoRoom { remaining, asked, .. }) => {
                            assert_eq!(asked, Money::from_kroner(kroner));
                            assert!(remaining < asked && remaining >= Money::ZERO, "{remaining}");
                            refused += 1;
                        }
                        Err(error) => panic!("{error}"),
                    }
                }
                (taken, refused)
            });
        }
        let (mut taken, mut refused) = (0, 0);
        while let Some(ended) = tasks.join_next().await {
            let (more, no) = ended.expect("no task panics");
            taken += more;
            refused += no;
        }
        assert!(refused > 0, "the frame was meant to fill");
        let full = county_allocation::queries::envelope(&house.house.db, top).await;
        let full = full.expect("a look").expect("a frame");
        assert_eq!(full.reserved, Money::from_kroner(taken));
        assert!(full.reserved <= full.amount, "{} of {}", full.reserved, full.amount);
        assert!(full.remaining() < Money::from_kroner(7001), "what is left fits nobody's largest");
        // Reservations without a frame inside are no awards: this house is left with the ledger's
        // entries adding up, and the rest of the invariants do not speak of it.
        let entered = "SELECT CAST(SUM(e.amount_ore) AS bigint) FROM envelope_entry e \
                       JOIN envelope v ON v.id = e.envelope_id \
                       WHERE v.key = 'top' AND e.movement = 'reserve'";
        assert_eq!(house.number(entered).await, full.reserved.ore());
        let inside = "SELECT COUNT(*) FROM envelope WHERE key LIKE 'top:%'";
        assert!(house.number(inside).await > 0);
        house.leave_as_it_is().await;
    }

    async fn what_does_not_fit_is_refused_with_what_is_left(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::assemble(&house).await;
        frame(&house, "top", None, 1000).await;
        let inner = frame(&house, "top:a", Some("top"), 700).await;
        let (db, now) = (&house.house.db, stage::now(&house));
        let officer = actor(&house, OFFICER).await;

        let above = child("top:b", Some("top"), 301);
        let refused = open_envelope(db, house.clock(), &officer, above).await;
        let refused = refused.expect_err("301 do not fit into 300");
        let LedgerError::NoRoom { remaining, .. } = &refused else { panic!("{refused}") };
        assert_eq!(*remaining, Money::from_kroner(300));
        assert!(refused.to_string().contains("300"), "{refused}");

        let other = child("top:a", Some("top"), 701);
        let refused = open_envelope(db, house.clock(), &officer, other).await;
        assert!(matches!(refused, Err(LedgerError::KeyTaken(_))), "{refused:?}");
        let orphan = child("lost", Some("nowhere"), 1);
        let refused = open_envelope(db, house.clock(), &officer, orphan).await;
        assert!(matches!(refused, Err(LedgerError::NoEnvelope(_))), "{refused:?}");

        let tx = journal::begin(db).await.expect("a transaction");
        let amount = Money::from_kroner(1);
        let voucher = Voucher::new("too early", house.today());
        let refused = pay(&tx, now, &officer, inner, amount, &voucher).await;
        let refused = refused.expect_err("nothing is promised to anybody yet");
        assert!(
            matches!(refused, LedgerError::NoRoom { remaining: Money::ZERO, .. }),
            "{refused}"
        );
        tx.rollback().await.expect("rolled back");
        let applicant = actor(&house, stage::BODO).await;
        let refused = open_envelope(db, house.clock(), &applicant, child("mine", None, 1)).await;
        assert!(matches!(refused, Err(LedgerError::NotYours)), "{refused:?}");
        house.leave().await;
    }
}

/// What is tried, and the name it is refused with. `{…}` is filled in for the database.
const REFUSED: [(&str, &str); 37] = [
    ("UPDATE journal_entry SET act = 'forged'", "journal_entry_only_added_to_update"),
    ("DELETE FROM journal_entry", "journal_entry_only_added_to_delete"),
    ("UPDATE envelope_entry SET amount_ore = 1", "envelope_entry_only_added_to_update"),
    ("DELETE FROM envelope_entry", "envelope_entry_only_added_to_delete"),
    (
        "INSERT INTO envelope_entry (envelope_id, movement, amount_ore, at, actor_name, why, day) \
         SELECT envelope_id, 'carry-in', 1, at, actor_name, why, day FROM envelope_entry LIMIT 1",
        "envelope_entry_names_the_other_end",
    ),
    (
        "INSERT INTO envelope_entry (envelope_id, movement, amount_ore, at, actor_name, why, day, counter_id) \
         SELECT envelope_id, 'transfer-in', 1, at, actor_name, why, day, envelope_id FROM envelope_entry LIMIT 1",
        "envelope_entry_between_two",
    ),
    (
        "INSERT INTO appropriation (envelope_id, year, chapter, item) SELECT e.id, a.year, a.chapter, a.item \
         FROM envelope e CROSS JOIN appropriation a WHERE e.kind = 'scheme' LIMIT 1",
        "appropriation_post_once",
    ),
    ("UPDATE carry_rule SET years_on = 9", "carry_rule_only_added_to_update"),
    ("UPDATE scheme_version SET goals = 'other'", "scheme_version_only_added_to_update"),
    ("UPDATE assessment SET recommended_ore = 1", "assessment_only_added_to_update"),
    (
        "UPDATE scenario SET name = 'other' WHERE state = 'adopted'",
        "scenario_adopted_never_changes",
    ),
    ("DELETE FROM scenario WHERE state = 'adopted'", "scenario_adopted_stays"),
    (
        "UPDATE scenario_line SET awarded_ore = 0 WHERE scenario_id IN (SELECT id FROM scenario WHERE state = 'adopted')",
        "scenario_line_adopted_never_changes",
    ),
    ("UPDATE letter SET subject = 'other'", "letter_never_changes"),
    ("DELETE FROM letter", "letter_stays"),
    (
        "UPDATE application SET amount_ore = amount_ore + 1 WHERE state = 'awarded'",
        "application_settled_never_changes",
    ),
    (
        "UPDATE application SET content_hash = 'other' WHERE state = 'submitted'",
        "application_without_a_version_never_changes",
    ),
    ("UPDATE application_version SET answers = '{}'", "application_version_only_added_to_update"),
    ("DELETE FROM application_version", "application_version_only_added_to_delete"),
    (
        "UPDATE form_version SET definition = '{}' WHERE state = 'published'",
        "form_version_published_never_changes",
    ),
    ("DELETE FROM form_version WHERE state = 'published'", "form_version_published_stays"),
    ("UPDATE call_criterion SET weight = weight + 1", "call_criterion_open_never_changes"),
    ("UPDATE impartiality SET verdict = 'impartial'", "impartiality_only_added_to_update"),
    (
        "UPDATE report SET title = 'other' WHERE state = 'submitted'",
        "report_submitted_never_changes",
    ),
    (
        "UPDATE report_result SET reached = 99 WHERE report_id IN (SELECT id FROM report WHERE state = 'submitted')",
        "report_result_submitted_never_changes",
    ),
    (
        "DELETE FROM report_funnel WHERE report_id IN (SELECT id FROM report WHERE state = 'submitted')",
        "report_funnel_submitted_stays",
    ),
    (
        "UPDATE envelope SET reserved_ore = amount_ore + 1 WHERE key = 'call:ips-2012'",
        "envelope_reserved_within_amount",
    ),
    (
        "UPDATE envelope SET paid_ore = reserved_ore + 1 WHERE key = 'call:ips-2012'",
        "envelope_paid_within_reserved",
    ),
    ("UPDATE envelope SET returned_ore = paid_ore + 1", "envelope_returned_within_paid"),
    ("UPDATE funding_period SET opens_on = '2099-01-01'", "funding_period_opens_before_it_closes"),
    ("UPDATE instalment SET state = 'paid'", "instalment_paid_has_a_day"),
    (
        "INSERT INTO reminder (id, deadline_id, due_on, step, recipient_email, recipient_name, planned_on, state, why) \
         SELECT {fresh}, deadline_id, due_on, step, recipient_email, recipient_name, planned_on, 'planned', why \
         FROM reminder WHERE state = 'planned' LIMIT 1",
        "reminder_one_live",
    ),
    (
        "INSERT INTO scenario (id, call_id, number, name, method, budget_ore, inputs, state, made_at, made_by, adopted_at, adopted_by) \
         SELECT {fresh}, call_id, 99, 'second', method, budget_ore, inputs, 'adopted', made_at, made_by, adopted_at, adopted_by \
         FROM scenario WHERE state = 'adopted' LIMIT 1",
        "scenario_one_adopted",
    ),
    (
        "UPDATE funded_grant SET accepted_at = NULL WHERE state = 'active'",
        "funded_grant_active_was_accepted",
    ),
    ("UPDATE deadline SET state = 'met' WHERE met_at IS NULL", "deadline_met_has_a_time"),
    (
        "INSERT INTO work (id, kind, subject, unique_key, state, run_at, max_attempts, asked_at, finished_at) \
         SELECT {fresh}, kind, subject, unique_key, 'dead', run_at, max_attempts, asked_at, finished_at FROM work LIMIT 1",
        "work_dead_has_a_reason",
    ),
    ("UPDATE call SET closes_at = opens_at", "call_opens_before_it_closes"),
];

both_databases! {
    from told;

    /// Whoever writes past the verbs is refused by name, and nothing has changed afterwards.
    async fn the_database_refuses_by_name(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let db = &house.house.db;
        let backend = db.get_database_backend();
        for (statement, name) in REFUSED {
            let fresh = format!("'{}'", uuid::Uuid::now_v7());
            let fresh = match backend {
                DbBackend::Postgres => format!("{fresh}::uuid"),
                _ => fresh,
            };
            let tried = db.execute_unprepared(&statement.replace("{fresh}", &fresh)).await;
            let refused = match tried {
                Err(refused) => refused,
                Ok(done) => panic!("{name}: {} rows changed by {statement}", done.rows_affected()),
            };
            let said = refused.to_string();
            // SQLite names the columns of a unique index and not the index.
            let by_columns = matches!(refused.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
                && backend == DbBackend::Sqlite;
            assert!(said.contains(name) || by_columns, "{name} is not in: {said}");
        }
        house.leave().await;
    }

    /// Children above their parent the database refuses, whoever writes. What no constraint sees the
    /// invariants find by name: money that no entry knows of, a payment that stops on its way up.
    async fn what_is_written_past_the_ledger_is_refused_or_found(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let db = &house.house.db;
        assert_eq!(house.broken().await, Vec::<String>::new());
        for (past, name) in [
            (
                "UPDATE envelope SET amount_ore = amount_ore + 1 WHERE key = 'call:ips-2012'",
                "envelope_grows_within_its_parent",
            ),
            (
                "UPDATE envelope SET reserved_ore = reserved_ore - 1 WHERE key = 'scheme:ips:2012'",
                "envelope_holds_its_children",
            ),
            (
                "INSERT INTO envelope (id, parent_id, kind, key, name, amount_ore) \
                 SELECT id, (SELECT id FROM envelope WHERE key = 'scheme:ips:2012'), 'call', 'call:x', 'X', 1 \
                 FROM funded_grant LIMIT 1",
                "envelope_opens_within_its_parent",
            ),
        ] {
            let said = db.execute_unprepared(past).await.expect_err(name).to_string();
            assert!(said.contains(name), "{said}");
        }
        let top = "WHERE key = (SELECT MIN(key) FROM envelope WHERE kind = 'appropriation')";
        let award = "WHERE id = (SELECT id FROM envelope WHERE kind = 'award' AND reserved_ore > 0 \
                     ORDER BY key LIMIT 1)";
        for (more, less, found) in [
            (
                format!("UPDATE envelope SET amount_ore = amount_ore + 1 {top}"),
                format!("UPDATE envelope SET amount_ore = amount_ore - 1 {top}"),
                &["envelope-entries-add-up: appropriation:"][..],
            ),
            (
                format!("UPDATE envelope SET paid_ore = 1, returned_ore = 1 {award}"),
                format!("UPDATE envelope SET paid_ore = 0, returned_ore = 0 {award}"),
                &[
                    "envelope-entries-add-up: award:",
                    "envelope-paid-adds-up: ",
                    "envelope-returned-adds-up: ",
                ][..],
            ),
        ] {
            db.execute_unprepared(&more).await.expect("no constraint speaks of it");
            let broken = house.broken().await;
            for begins in found {
                let is_there = broken.iter().any(|one| one.starts_with(begins));
                assert!(is_there, "{begins} is not in {broken:?}");
            }
            db.execute_unprepared(&less).await.expect("as it was");
        }
        house.leave().await;
    }
}
