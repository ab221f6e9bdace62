//! A call is settled once, on what it was drawn from, and all of it or nothing.

use super::house::{TestHouse, actor, migrated};
use super::stage::{self, AUTHORITY, BODO, KLEPP, OFFICER, STAVANGER};
use county_allocation::{AdoptError, Change, LedgerError};
use funding_periods::{AwardError, adopt_and_award};
use tests::both_databases;
use vocabulary::Money;

/// Three applications; the money reaches the two best.
const APPLICATIONS: [(&str, &str, i64, i32); 3] = [
    (KLEPP, "Jobb i Klepp", 400_000, 5),
    (STAVANGER, "Jobb i Stavanger", 500_000, 4),
    (BODO, "Jobb i Bodø", 300_000, 2),
];
const BUDGET: Money = Money::from_kroner(950_000);

/// Everything an adoption writes to.
const WRITTEN: [&str; 8] = [
    "envelope",
    "envelope_entry",
    "funded_grant",
    "deadline",
    "letter",
    "work",
    "journal_entry",
    "reminder",
];

async fn counts(house: &TestHouse) -> Vec<(&'static str, i64)> {
    let mut counts = Vec::new();
    for table in WRITTEN {
        counts.push((table, house.count(table).await));
    }
    let decided = "SELECT COUNT(*) FROM application WHERE state IN ('awarded', 'refused')";
    counts.push(("decided applications", house.number(decided).await));
    let adopted = "SELECT COUNT(*) FROM scenario WHERE state = 'adopted'";
    counts.push(("adopted scenarios", house.number(adopted).await));
    counts
}

both_databases! {
    from migrated;

    async fn of_two_at_once_one_wins(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::assemble(&house).await;
        let call = stage::announce(&house, BUDGET).await;
        stage::judged(&house, call, &APPLICATIONS).await;
        let scenario = stage::drawn(&house, call, "A").await;
        let other = stage::drawn(&house, call, "B").await;
        let authority = actor(&house, AUTHORITY).await;
        let adopt = async |scenario| {
            let h = &house.house;
            adopt_and_award(&h.db, house.clock(), &authority, &h.desk, scenario).await
        };
        let ended = tokio::join!(adopt(scenario), adopt(scenario), adopt(other));
        let ended = [ended.0, ended.1, ended.2];
        let won: Vec<_> = ended.iter().filter_map(|ended| ended.as_ref().ok()).collect();
        assert_eq!(won.len(), 1, "{ended:?}");
        assert_eq!((won[0].grants.len(), won[0].refused), (2, 1));
        assert_eq!(won[0].amount, Money::from_kroner(900_000));
        for lost in ended.iter().filter_map(|ended| ended.as_ref().err()) {
            // Whoever looks after the winner has committed finds nothing left to select.
            let told = matches!(
                lost,
                AwardError::Adopt(AdoptError::Settled | AdoptError::Stale(_))
            );
            assert!(told, "{lost}");
        }
        assert_eq!(house.count("funded_grant").await, 2);
        assert_eq!(
            house.number("SELECT COUNT(*) FROM letter WHERE kind IN ('award', 'refusal')").await,
            3
        );
        house.drain().await;
        house.leave().await;
    }

    async fn what_was_drawn_from_other_scores_is_refused(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::assemble(&house).await;
        let call = stage::announce(&house, BUDGET).await;
        // A third assessor hands in after the scenario was drawn.
        let third = "c@direktoratet.example";
        stage::join_officer(&house, "Cato Saksbehandler", third).await;
        let applications = stage::judged_of(&house, call, &APPLICATIONS, Some(third)).await;
        let scenario = stage::drawn(&house, call, "A").await;
        stage::assess(&house, third, applications[0], 0, 100_000).await;
        let before = counts(&house).await;
        let authority = actor(&house, AUTHORITY).await;
        let signed_in = counts(&house).await;
        let h = &house.house;
        let refused = adopt_and_award(&h.db, house.clock(), &authority, &h.desk, scenario).await;
        let Err(AwardError::Adopt(AdoptError::Stale(changes))) = refused else {
            panic!("{refused:?}")
        };
        let of_first = |change: &Change| {
            matches!(change, Change::OtherScore { reference, .. } | Change::OtherRecommended { reference, .. }
                if reference == "JOBB-2012-S01")
        };
        assert!(changes.len() == 2 && changes.iter().all(of_first), "{changes:?}");
        assert_eq!(counts(&house).await, signed_in);
        assert_eq!(before.len(), signed_in.len());
        house.drain().await;
        house.leave().await;
    }

    /// The frame was cut after the scenario was drawn. The first award would fit; it is not made.
    async fn a_budget_too_small_writes_nothing_at_all(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::assemble(&house).await;
        let frame = Money::from_kroner(600_000);
        let call = stage::announce_within(&house, BUDGET, frame).await;
        stage::judged(&house, call, &APPLICATIONS).await;
        let scenario = stage::drawn(&house, call, "A").await;
        house.drain().await;
        let authority = actor(&house, AUTHORITY).await;
        let before = counts(&house).await;
        let h = &house.house;
        let refused = adopt_and_award(&h.db, house.clock(), &authority, &h.desk, scenario).await;
        let Err(AwardError::Adopt(AdoptError::Ledger(refused))) = refused else {
            panic!("{refused:?}")
        };
        assert!(matches!(refused, LedgerError::NoRoom { .. }), "{refused}");
        assert_eq!(counts(&house).await, before);
        house.leave().await;
    }

    async fn only_budget_authority_settles_and_only_when_all_are_judged(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::assemble(&house).await;
        let call = stage::announce(&house, BUDGET).await;
        let applications = stage::judged(&house, call, &APPLICATIONS).await;
        let scenario = stage::drawn(&house, call, "A").await;
        let h = &house.house;
        for who in [OFFICER, KLEPP] {
            let who = actor(&house, who).await;
            let refused = adopt_and_award(&h.db, house.clock(), &who, &h.desk, scenario).await;
            assert!(
                matches!(refused, Err(AwardError::Adopt(AdoptError::NotYours))),
                "{refused:?}"
            );
        }
        // One that was withdrawn after the drawing is missed.
        let klepp = actor(&house, KLEPP).await;
        grant_applications::withdraw_application(&h.db, house.clock(), &klepp, applications[0])
            .await
            .expect("withdrawn");
        let authority = actor(&house, AUTHORITY).await;
        let refused = adopt_and_award(&h.db, house.clock(), &authority, &h.desk, scenario).await;
        assert!(
            matches!(refused, Err(AwardError::Adopt(AdoptError::Stale(_)))),
            "{refused:?}"
        );
        house.drain().await;
        house.leave().await;
    }
}
