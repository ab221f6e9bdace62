//! The ledger under a crowd: nothing is given twice, nobody waits in a circle, and every refusal says
//! what is left.

use super::house::{TestHouse, actor, migrated};
use super::stage::{self, AUTHORITY, OFFICER};
use county_allocation::queries::{as_of, envelope_by_key, tree_as_of};
use county_allocation::{
    EnvelopeKind, LedgerError, NewEnvelope, Voucher, hold, increase, open_envelope,
    open_envelope_within, pay, reduce, release, reserve, take_back, transfer,
};
use sea_orm::{ConnectOptions, DatabaseConnection, DatabaseTransaction, DbBackend};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tests::both_databases;
use tests::databases::{Database, TestDatabase};
use vocabulary::{Actor, EnvelopeId, Money};

const CLIENTS: usize = 64;
const PATIENCE: Duration = Duration::from_secs(120);
/// On each database.
const OPERATIONS: usize = 50_000;
/// As many in one transaction, but for one transaction in [`ALONE`].
const TOGETHER: usize = 16;
const ALONE: u64 = 2;

async fn opened(
    house: &TestHouse,
    parent: Option<&str>,
    kind: EnvelopeKind,
    key: &str,
    kroner: i64,
) -> EnvelopeId {
    let officer = actor(house, OFFICER).await;
    let new = NewEnvelope {
        parent: parent.map(str::to_owned),
        kind,
        key: key.to_owned(),
        name: key.to_owned(),
        county: None,
        amount: Money::from_kroner(kroner),
    };
    open_envelope(&house.house.db, house.clock(), &officer, new).await.expect("a frame")
}

both_databases! {
    from migrated;

    /// Sixty-four people enlarge county frames out of the last quarter of a call at once.
    async fn sixty_four_share_the_last_quarter(db: TestDatabase) {
        let house = Arc::new(TestHouse::open(db, "2012-01-05").await);
        stage::assemble(&house).await;
        opened(&house, None, EnvelopeKind::Appropriation, "top", 2_000_000).await;
        opened(&house, Some("top"), EnvelopeKind::Scheme, "scheme", 1_500_000).await;
        opened(&house, Some("scheme"), EnvelopeKind::Call, "call", 1_000_000).await;
        for county in 0..8 {
            let key = format!("county:{county}");
            opened(&house, Some("call"), EnvelopeKind::County, &key, 93_750).await;
        }
        house.cookie(AUTHORITY).await;
        let mut clients = tokio::task::JoinSet::new();
        for client in 0..CLIENTS {
            let house = house.clone();
            clients.spawn(async move {
                let (mut got, mut refused) = (0, 0);
                for attempt in 0..3 {
                    // 3 000 to 12 000 kroner: four times what there is.
                    let ore = 100 * i64::try_from(3000 + (client * 7919 + attempt * 104_729) % 9001).expect("small");
                    let path = format!("/api/v1/envelopes/county:{}/increase", client % 8);
                    let body = json!({ "amount_ore": ore, "why": "Flere søkere" });
                    let answer = house.json("POST", &path, &body, AUTHORITY).await;
                    if answer.status == 200 {
                        got += ore;
                        continue;
                    }
                    let said = answer.is(409).value();
                    let rest = said["remaining_ore"].as_i64().expect("the rest is shown");
                    assert!((0..ore).contains(&rest), "{said}");
                    assert_eq!(said["asked_ore"], ore);
                    refused += 1;
                }
                (got, refused)
            });
        }
        let outcome = clients.join_all().await;
        let got: i64 = outcome.iter().map(|(got, _)| got).sum();
        let refused: usize = outcome.iter().map(|(_, refused)| refused).sum();
        let call = envelope_by_key(&house.house.db, "call").await.expect("a look").expect("a call");
        assert_eq!(call.reserved, Money::from_kroner(750_000) + Money::from_ore(got));
        assert!(call.reserved <= call.amount && refused > 0, "{refused} refused, {}", call.reserved);
        assert!(call.remaining() < Money::from_kroner(12_001), "what is left fits nobody's largest");
        house.leave().await;
    }

    /// Sixty-four at once make all kinds of movements, alone and several in one transaction.
    async fn a_hundred_thousand_movements_add_up(db: TestDatabase) {
        let pool = a_connection_each(&db).await;
        let house = Arc::new(TestHouse::open(db, "2012-01-05").await);
        stage::assemble(&house).await;
        let crowd = Arc::new(Crowd::gather(&house).await);
        let officer = actor(&house, OFFICER).await;
        let mut clients = tokio::task::JoinSet::new();
        for client in 0..CLIENTS {
            let (house, crowd, officer) = (house.clone(), crowd.clone(), officer.clone());
            let pool = pool.clone();
            clients.spawn(async move {
                let pool = pool.as_ref().unwrap_or(&house.house.db);
                let mut dice = Dice(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(client as u64 + 1));
                let (mut moved, mut refused, mut made) = (0, 0, 0);
                while made < OPERATIONS / CLIENTS {
                    let tx = begun(pool).await;
                    let tree = &crowd.trees[dice.below(crowd.trees.len())];
                    let together = if dice.throw().is_multiple_of(ALONE) { 1 } else { TOGETHER };
                    if together > 1 {
                        hold(&tx, tree.top).await.expect("held");
                    }
                    for _ in 0..together {
                        let key = format!("award:{client}:{made}");
                        match tree.one(&house, &tx, &officer, &mut dice, key).await {
                            Ok(()) => moved += 1,
                            Err(LedgerError::NoRoom { remaining, asked, .. }) => {
                                assert!(remaining < asked && remaining >= Money::ZERO, "{remaining} of {asked}");
                                refused += 1;
                            }
                            // A circle of waiting would come here.
                            Err(error) => panic!("{error}"),
                        }
                        made += 1;
                    }
                    tx.commit().await.expect("kept");
                }
                (moved, refused)
            });
        }
        let outcome = clients.join_all().await;
        let moved: usize = outcome.iter().map(|(moved, _)| moved).sum();
        let refused: usize = outcome.iter().map(|(_, refused)| refused).sum();
        assert!(moved + refused >= OPERATIONS / CLIENTS * CLIENTS, "{moved} and {refused}");
        assert!(moved > OPERATIONS / 5 && refused > OPERATIONS / 5, "{moved} and {refused}");
        // The replay of every frame is what stands there; that nothing is given twice, leaving asks.
        let db = &house.house.db;
        let mut replayed = 0;
        for tree in &crowd.trees {
            for line in tree_as_of(db, tree.top, house.today()).await.expect("a look") {
                let stands = envelope_by_key(db, &line.envelope.key).await.expect("a look");
                assert_eq!(stands, Some(line.envelope));
                replayed += 1;
            }
            let before = vocabulary::Day::plus_days(house.today(), -1);
            assert_eq!(as_of(db, tree.top, before).await.expect("a look"), None);
        }
        assert!(replayed > 100, "{replayed}");
        if let Some(pool) = pool {
            pool.close().await.expect("the connections are closed");
        }
        house.leave().await;
    }
}

/// On PostgreSQL every client has a connection of its own, so that all of them meet. SQLite has one
/// writer whatever is done.
async fn a_connection_each(db: &TestDatabase) -> Option<DatabaseConnection> {
    if db.kind() == Database::Sqlite {
        return None;
    }
    let mut options = ConnectOptions::new(db.url());
    options.max_connections(u32::try_from(CLIENTS).expect("small"));
    options.acquire_timeout(PATIENCE).sqlx_logging(false);
    Some(sea_orm::Database::connect(options).await.expect("the test database answers"))
}

/// Who waits for SQLite's one writer waits in no line, and may be passed over until it gives up: then
/// nothing has moved, and it asks again, as a person would.
async fn begun(db: &DatabaseConnection) -> DatabaseTransaction {
    let mut tries = 0;
    loop {
        match journal::begin(db).await {
            Ok(tx) => return tx,
            Err(error) => {
                tries += 1;
                let sqlite = db.get_database_backend() == DbBackend::Sqlite;
                assert!(sqlite && tries < 20, "{error}");
            }
        }
    }
}

/// Where chance comes from: the same for each client in every run.
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 3
    }
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.throw() % end as u64).expect("small")
    }
    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// An appropriation with two schemes, two calls in each, three counties in each call and two awards in
/// each county.
struct Tree {
    top: EnvelopeId,
    /// Frames that lie beside each other.
    beside: Vec<Vec<EnvelopeId>>,
    counties: Vec<String>,
    awards: Vec<EnvelopeId>,
}

struct Crowd {
    trees: Vec<Tree>,
}

impl Crowd {
    async fn gather(house: &TestHouse) -> Crowd {
        let mut trees = Vec::new();
        for tree in 0..4 {
            let top = format!("top:{tree}");
            let mut gathered = Tree {
                top: opened(house, None, EnvelopeKind::Appropriation, &top, 80_000).await,
                beside: Vec::new(),
                counties: Vec::new(),
                awards: Vec::new(),
            };
            let mut schemes = Vec::new();
            for scheme in 0..2 {
                let key = format!("{top}:{scheme}");
                schemes.push(opened(house, Some(&top), EnvelopeKind::Scheme, &key, 20_000).await);
                let mut calls = Vec::new();
                for call in 0..2 {
                    let inner = format!("{key}:{call}");
                    calls.push(opened(house, Some(&key), EnvelopeKind::Call, &inner, 5_000).await);
                    let mut counties = Vec::new();
                    for county in 0..3 {
                        let innermost = format!("{inner}:{county}");
                        counties.push(
                            opened(house, Some(&inner), EnvelopeKind::County, &innermost, 1_200)
                                .await,
                        );
                        for award in 0..2 {
                            let key = format!("{innermost}:{award}");
                            gathered.awards.push(
                                opened(house, Some(&innermost), EnvelopeKind::Award, &key, 250)
                                    .await,
                            );
                        }
                        gathered.counties.push(innermost);
                    }
                    gathered.beside.push(counties);
                }
                gathered.beside.push(calls);
            }
            gathered.beside.push(schemes);
            trees.push(gathered);
        }
        Crowd { trees }
    }
}

impl Tree {
    /// One movement somewhere in the tree, by chance.
    async fn one(
        &self,
        house: &TestHouse,
        tx: &DatabaseTransaction,
        officer: &Actor,
        dice: &mut Dice,
        fresh: String,
    ) -> Result<(), LedgerError> {
        let now = stage::now(house);
        let voucher = &Voucher::new("by chance", house.today());
        let amount = Money::from_kroner(1 + i64::try_from(dice.below(90)).expect("small"));
        let award = dice.pick(&self.awards);
        let beside = &self.beside[dice.below(self.beside.len())];
        let frame = dice.pick(beside);
        match dice.below(100) {
            0 => {
                let county = &self.counties[dice.below(self.counties.len())];
                let new = NewEnvelope {
                    parent: Some(county.clone()),
                    kind: EnvelopeKind::Award,
                    name: fresh.clone(),
                    key: fresh,
                    county: None,
                    amount,
                };
                let opened = open_envelope_within(tx, now, officer, new).await?;
                reserve(tx, now, officer, opened, amount, voucher).await
            }
            1..=8 => increase(tx, now, officer, frame, amount, voucher).await,
            9..=16 => reduce(tx, now, officer, frame, amount, voucher).await,
            17..=30 => {
                let at = beside.iter().position(|one| *one == frame).unwrap_or(0);
                let other = beside[(at + 1) % beside.len()];
                transfer(tx, now, officer, frame, other, amount, voucher).await
            }
            31..=33 => increase(tx, now, officer, award, amount, voucher).await,
            34..=36 => reduce(tx, now, officer, award, amount, voucher).await,
            37..=64 => reserve(tx, now, officer, award, amount, voucher).await,
            65..=92 => release(tx, now, officer, award, amount, voucher).await,
            93..=96 => pay(tx, now, officer, award, amount, voucher).await,
            _ => take_back(tx, now, officer, award, amount, voucher).await,
        }
    }
}
