//! Whose turn it is, with a backlog that nobody can read through.

use super::{KIND, LEASE, asked, at, open};
use crate::journeys::house::migrated;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use std::collections::HashSet;
use tests::both_databases;
use uuid::Uuid;
use vocabulary::OrganisationId;
use worklist::{Ask, Claim, Class, Ending, How, Turns, Wanted, queries};

const BACKLOG: u32 = 100_000;

fn organisation(number: u128) -> OrganisationId {
    OrganisationId(Uuid::from_u128(number))
}

/// A hundred thousand rows of one organisation, written faster than they could be asked for.
async fn backlog_of(db: &DatabaseConnection, whose: OrganisationId) {
    let first: Vec<Ask> =
        (0..2).map(|n| Ask::new(KIND, n, at(-3600)).organisation(whose)).collect();
    assert_eq!(asked(db, first).await, 2);
    let (id, number) = match db.get_database_backend() {
        sea_orm::DbBackend::Postgres => ("gen_random_uuid()", "CAST(n AS text)"),
        _ => ("randomblob(16)", "CAST(n AS text)"),
    };
    let sql = format!(
        "WITH RECURSIVE many(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM many WHERE n < {}) \
         INSERT INTO work (id, kind, subject, unique_key, priority, state, run_at, attempt, max_attempts, \
         asked_at, organisation_id) SELECT {id}, w.kind, {number}, {number}, 0, 'ready', w.run_at, 0, 10, \
         w.asked_at, w.organisation_id FROM many JOIN work w ON w.subject = '0'",
        BACKLOG - 1
    );
    db.execute_unprepared(&sql).await.expect("a backlog");
    assert_eq!(queries::outstanding(db).await.expect("counted"), u64::from(BACKLOG));
}

async fn claim(
    db: &DatabaseConnection,
    turns: &Turns,
    wanted: &[Wanted<'_>],
    most: usize,
) -> Vec<Claim> {
    worklist::claim(db, at(0), "w", wanted, most, LEASE, turns).await.expect("claimed")
}

async fn done(db: &DatabaseConnection, claims: Vec<Claim>) {
    let endings: Vec<Ending> =
        claims.into_iter().map(|claim| Ending { claim, at: at(0), how: How::Done }).collect();
    worklist::finish(db, &endings).await.expect("written");
}

both_databases! {
    from migrated;

    async fn one_with_a_hundred_thousand_rows_keeps_nobody_waiting(db: TestDatabase) {
        let db = open(&db).await;
        backlog_of(&db, organisation(7)).await;
        // What came an hour later, of others and of nobody, for later, and of another kind.
        let others = (1..=20).map(|n| Ask::new(KIND, format!("of {n}"), at(0)).organisation(organisation(n + 100)));
        asked(&db, others.collect()).await;
        asked(&db, vec![
            Ask::new(KIND, "nobody's", at(0)),
            Ask::new(KIND, "urgent", at(0)).organisation(organisation(7)).class(Class::Urgent),
            Ask::new(KIND, "tomorrow", at(86_400)).organisation(organisation(3)),
            Ask::new("seal-journal", "", at(0)),
        ]).await;
        let wanted = [KIND.into(), "seal-journal".into()];
        let turns = Turns::new();
        // The first look may plan and cache; it is not what is measured.
        let first = claim(&db, &turns, &wanted, 1).await;
        assert_eq!(first[0].subject, "urgent");
        done(&db, first).await;

        let mut served = Vec::new();
        for _ in 0..60 {
            let claims = claim(&db, &turns, &wanted, 1).await;
            served.extend(claims.iter().map(|claim| (claim.kind.clone(), claim.subject.clone())));
            done(&db, claims).await;
        }
        let of_others: HashSet<_> = served.iter().filter(|(_, subject)| subject.starts_with("of ")).collect();
        assert_eq!(of_others.len(), 20, "{served:?}");
        assert!(served.contains(&(KIND.to_owned(), "nobody's".to_owned())), "{served:?}");
        assert!(served.contains(&("seal-journal".to_owned(), String::new())), "{served:?}");
        assert!(!served.iter().any(|(_, subject)| subject == "tomorrow"));
    }

    async fn a_paused_backlog_is_in_nobodys_way(db: TestDatabase) {
        let db = open(&db).await;
        backlog_of(&db, organisation(7)).await;
        asked(&db, vec![Ask::new("seal-journal", "", at(0))]).await;
        let tx = journal::begin(&db).await.expect("a transaction");
        worklist::pause(&tx, at(0), KIND, "Kari", "the relay is down").await.expect("paused");
        tx.commit().await.expect("committed");
        let wanted = [KIND.into(), "seal-journal".into()];
        let claims = claim(&db, &Turns::new(), &wanted, 8).await;
        assert_eq!(claims.iter().map(|claim| claim.kind.as_str()).collect::<Vec<_>>(), ["seal-journal"]);
        assert_eq!(queries::due(&db, at(0), &[KIND]).await.expect("counted"), 0, "it is not to be done now");
    }

    async fn many_claim_side_by_side_and_nobody_gets_the_same(db: TestDatabase) {
        let db = open(&db).await;
        let asks = (0..400).map(|n| Ask::new(KIND, n, at(0)).organisation(organisation(n % 9)));
        assert_eq!(asked(&db, asks.collect()).await, 400);
        let mut claiming = tokio::task::JoinSet::new();
        for worker in 0..8 {
            let db = db.clone();
            claiming.spawn(async move {
                let (turns, name) = (Turns::new(), format!("w{worker}"));
                let mut held = Vec::new();
                loop {
                    let kinds = [KIND.into()];
                    let more = worklist::claim(&db, at(0), &name, &kinds, 5, LEASE, &turns).await.expect("claimed");
                    let left = queries::list(&db, &queries::Filter { state: Some(worklist::State::Ready), kind: None }, 0, 1).await;
                    if more.is_empty() && left.expect("a look").total == 0 {
                        return held;
                    }
                    held.extend(more.into_iter().map(|claim| claim.id));
                }
            });
        }
        let held: Vec<_> = claiming.join_all().await.into_iter().flatten().collect();
        assert_eq!(held.len(), 400);
        assert_eq!(held.iter().collect::<HashSet<_>>().len(), 400);
    }

    async fn what_is_over_is_swept_away_in_parts(db: TestDatabase) {
        let db = open(&db).await;
        backlog_of(&db, organisation(7)).await;
        db.execute_unprepared("UPDATE work SET state = 'done', finished_at = run_at").await.expect("all is done");
        let keep = worklist::Keep { of_kind: vec![(KIND, at(0))], others: at(-7200) };
        let (mut swept, mut times) = (0, 0);
        loop {
            let some = worklist::prune(&db, &keep, 2000).await.expect("swept");
            swept += some;
            times += 1;
            if some < 2000 {
                break;
            }
        }
        assert_eq!((swept, times), (u64::from(BACKLOG), 51));
    }
}
