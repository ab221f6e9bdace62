//! What staff move in the ledger, through the interface for programs, and what the ledger tells of any
//! day afterwards.

use super::house::{TestHouse, actor, day, migrated};
use super::stage::{self, AUTHORITY, BODO, OFFICER};
use county_allocation::queries;
use county_allocation::{
    CarryRule, Envelope, EnvelopeKind, LedgerError, Movement, NewEnvelope, Voucher, carry_over,
    increase, open_envelope, open_envelope_within, pay, reduce, release, reserve, set_carry_rule,
    take_back, transfer,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use sea_orm::DatabaseTransaction;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tests::both_databases;
use vocabulary::{Actor, EnvelopeId, Money};

const TOP: &str = "appropriation:2012:764.60";

fn kr(kroner: i64) -> Money {
    Money::from_kroner(kroner)
}

async fn opened(
    house: &TestHouse,
    key: &str,
    parent: Option<&str>,
    kind: EnvelopeKind,
    kroner: i64,
) -> EnvelopeId {
    let officer = actor(house, OFFICER).await;
    let (parent, amount) = (parent.map(str::to_owned), kr(kroner));
    let (key, name) = (key.to_owned(), key.to_owned());
    let new = NewEnvelope { parent, kind, key, name, county: None, amount };
    open_envelope(&house.house.db, house.clock(), &officer, new).await.expect("a frame")
}

/// An appropriation of 1 000, two schemes of 300 and 200 in it, a call of 100 in each.
async fn a_small_ledger(house: &TestHouse) {
    stage::assemble(house).await;
    opened(house, TOP, None, EnvelopeKind::Appropriation, 1000).await;
    for (scheme, kroner) in [("a", 300), ("b", 200)] {
        let key = format!("scheme:{scheme}");
        opened(house, &key, Some(TOP), EnvelopeKind::Scheme, kroner).await;
        opened(house, &format!("call:{scheme}"), Some(&key), EnvelopeKind::Call, 100).await;
    }
}

async fn frame(house: &TestHouse, key: &str) -> Envelope {
    let found = queries::envelope_by_key(&house.house.db, key).await.expect("a look");
    found.unwrap_or_else(|| panic!("there is no {key}"))
}

/// What a frame holds and what of it is promised, in kroner.
async fn holds(house: &TestHouse, key: &str) -> (i64, i64) {
    let frame = frame(house, key).await;
    (frame.amount.whole_kroner(), frame.reserved.whole_kroner())
}

fn path(key: &str, verb: &str) -> String {
    format!("/api/v1/envelopes/{key}/{verb}")
}

fn money(kroner: i64) -> Value {
    json!({ "amount_ore": kroner * 100, "why": "Revidert budsjett" })
}

fn with(mut body: Value, field: &str, value: impl Into<Value>) -> Value {
    body[field] = value.into();
    body
}

both_databases! {
    from migrated;

    async fn frames_grow_shrink_and_give_to_each_other(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        a_small_ledger(&house).await;
        let send = async |key: &str, verb: &str, body: Value, who: &str| {
            house.json("POST", &path(key, verb), &body, who).await
        };
        let up = send("scheme:a", "increase", money(50), AUTHORITY).await.is(200).value();
        assert_eq!((&up["amount_ore"], &up["remaining_ore"]), (&json!(35_000), &json!(25_000)));
        assert_eq!(holds(&house, TOP).await, (1000, 550));
        send("scheme:a", "reduce", money(250), AUTHORITY).await.is(200);
        assert_eq!(holds(&house, "scheme:a").await, (100, 100));
        assert_eq!(holds(&house, TOP).await, (1000, 300));
        let over = with(money(30), "to", "scheme:a");
        send("scheme:b", "transfer", over.clone(), AUTHORITY).await.is(200);
        assert_eq!(holds(&house, "scheme:a").await, (130, 100));
        assert_eq!(holds(&house, "scheme:b").await, (170, 100));
        assert_eq!(holds(&house, TOP).await, (1000, 300), "the frame around them does not change");

        // What does not fit is refused with what there is, in the reader's language.
        for (language, words) in [
            ("nb", "har 30 kr igjen, og det trengs 31 kr"),
            ("nn", "har 30 kr att, og det trengst 31 kr"),
            ("en", "has NOK 30 left, and NOK 31 is needed"),
        ] {
            house.reads(language);
            let refused = send("scheme:a", "reduce", money(31), AUTHORITY).await.is(409).value();
            assert_eq!(refused["type"], "/problems/no-room");
            assert_eq!(refused["remaining_ore"], 3000, "{refused}");
            assert_eq!(refused["asked_ore"], 3100, "{refused}");
            assert!(refused["detail"].as_str().is_some_and(|said| said.contains(words)), "{refused}");
        }
        house.reads("nb");
        let cousins = with(money(1), "to", "call:b");
        let said = send("call:a", "transfer", cousins, AUTHORITY).await.is(409).text();
        assert!(said.contains("ligger ikke i den samme rammen"), "{said}");
        let nowhere = with(money(1), "to", "call:nowhere");
        let said = send("call:a", "transfer", nowhere, AUTHORITY).await.is(409).text();
        assert!(said.contains("call:nowhere"), "{said}");
        send("call:nowhere", "reduce", money(1), AUTHORITY).await.is(404);

        // What parliament gave changes by its decisions.
        let refused = send(TOP, "increase", money(7), AUTHORITY).await.is(422).value();
        assert_eq!(refused["errors"][0]["field"], "document");
        let decided = with(money(7), "document", "Prop. 111 S (2011–2012)");
        send(TOP, "increase", decided, AUTHORITY).await.is(200);
        assert_eq!(holds(&house, TOP).await, (1007, 300));

        for (body, field) in [
            (money(0), "amount_ore"),
            (money(-5), "amount_ore"),
            (with(money(1), "why", "  "), "why"),
            (with(money(1), "day", "2012-01-06"), "day"),
        ] {
            let refused = send("scheme:a", "reduce", body, AUTHORITY).await.is(422).value();
            assert_eq!(refused["errors"][0]["field"], field);
        }
        let early = with(money(1), "day", "2012-01-04");
        let said = send("scheme:a", "reduce", early, AUTHORITY).await.is(409).text();
        assert!(said.contains("ble åpnet"), "{said}");
        // It takes more than being of the directorate.
        send("scheme:b", "transfer", over.clone(), OFFICER).await.is(403);
        send("scheme:b", "transfer", over, BODO).await.is(403);
        house.get("/api/v1/envelopes/scheme:a", OFFICER).await.is(200);
        house.get("/api/v1/envelopes/scheme:a", BODO).await.is(403);
        house.leave().await;
    }

    /// Five at once with one key: one moves. With other content it is refused, and nothing moves.
    async fn what_is_posted_again_moves_once(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        a_small_ledger(&house).await;
        house.cookie(AUTHORITY).await;
        let body = with(with(money(20), "once", "form 7"), "to", "scheme:b");
        let over = path("scheme:a", "transfer");
        let five = [(); 5].map(|()| house.json("POST", &over, &body, AUTHORITY));
        for answer in five {
            answer.await.is(200);
        }
        let mut at_once = tokio::task::JoinSet::new();
        let db = &house.house.db;
        let (id, officer) = (frame(&house, "call:a").await.id, actor(&house, OFFICER).await);
        for _ in 0..5 {
            let (db, now, officer) = (db.clone(), stage::now(&house), officer.clone());
            let voucher = Voucher::new("twice", house.today()).once("form 8");
            at_once.spawn(async move {
                let tx = journal::begin(&db).await?;
                reserve(&tx, now, &officer, id, kr(30), &voucher).await?;
                Ok::<_, LedgerError>(tx.commit().await?)
            });
        }
        for outcome in at_once.join_all().await {
            outcome.expect("the others find it done");
        }
        assert_eq!(holds(&house, "call:a").await, (100, 30));
        assert_eq!(holds(&house, "scheme:a").await, (280, 100));
        assert_eq!(holds(&house, "scheme:b").await, (220, 100));
        let keyed = "SELECT COUNT(*) FROM envelope_entry WHERE once IS NOT NULL";
        assert_eq!(house.number(keyed).await, 2);
        for other in [
            with(body.clone(), "amount_ore", 2001),
            with(body.clone(), "why", "noe annet"),
            with(body.clone(), "to", "scheme:a"),
        ] {
            house.json("POST", &over, &other, AUTHORITY).await.is(409);
        }
        let elsewhere = with(money(20), "once", "form 7");
        house.json("POST", &path("scheme:b", "reduce"), &elsewhere, AUTHORITY).await.is(409);
        assert_eq!(holds(&house, "scheme:a").await, (280, 100));
        // No frame lies inside the reservation that was made twice.
        house.leave_as_it_is().await;
    }

    /// Payments and returns are counted all the way up; an award gives back what is not paid.
    async fn an_award_is_paid_and_partly_given_back(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        a_small_ledger(&house).await;
        opened(&house, "county:03", Some("call:a"), EnvelopeKind::County, 80).await;
        let award = opened(&house, "award:1", Some("county:03"), EnvelopeKind::Award, 60).await;
        let (db, officer, now) = (&house.house.db, actor(&house, OFFICER).await, stage::now(&house));
        let voucher = Voucher::new("the grant", house.today());
        let tx = journal::begin(db).await.expect("a transaction");
        reserve(&tx, now, &officer, award, kr(60), &voucher).await.expect("promised");
        pay(&tx, now, &officer, award, kr(40), &voucher).await.expect("paid");
        take_back(&tx, now, &officer, award, kr(15), &voucher).await.expect("come back");
        let refused = take_back(&tx, now, &officer, award, kr(26), &voucher).await;
        let Err(LedgerError::NoRoom { remaining, .. }) = refused else { panic!("{refused:?}") };
        assert_eq!(remaining, kr(25), "no more comes back than was paid");
        let refused = reduce(&tx, now, &officer, award, kr(21), &voucher).await;
        let Err(LedgerError::NoRoom { remaining, .. }) = refused else { panic!("{refused:?}") };
        assert_eq!(remaining, kr(20), "what is paid is not taken out of the award");
        reduce(&tx, now, &officer, award, kr(20), &voucher).await.expect("smaller");
        increase(&tx, now, &officer, award, kr(5), &voucher).await.expect("larger");
        tx.commit().await.expect("kept");
        for key in ["award:1", "county:03", "call:a", "scheme:a", TOP] {
            let frame = frame(&house, key).await;
            assert_eq!((frame.paid, frame.returned), (kr(40), kr(15)), "{key}");
        }
        assert_eq!(holds(&house, "award:1").await, (45, 45));
        assert_eq!(holds(&house, "county:03").await, (80, 45), "come back is not free again");
        let refused = house.json("POST", &path("award:1", "reduce"), &money(1), AUTHORITY).await;
        assert!(refused.is(409).text().contains("pengene til et tilskudd"));
        house.leave().await;
    }

    /// Unused money goes on for two years, the oldest first, and then lapses.
    async fn money_is_carried_over_as_the_rules_let_it(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-12-28").await;
        stage::assemble(&house).await;
        let post = |year: i32| format!("appropriation:{year}:764.60");
        for (year, kroner) in [(2012, 100), (2013, 50), (2014, 10), (2015, 10)] {
            opened(&house, &post(year), None, EnvelopeKind::Appropriation, kroner).await;
        }
        opened(&house, "scheme:2012", Some(&post(2012)), EnvelopeKind::Scheme, 40).await;
        let carry = async |from: i32, to: i32, kroner: i64| {
            let body = with(with(money(kroner), "to", post(to)), "document", "FIN 12/4711");
            house.json("POST", &path(&post(from), "carry-over"), &body, AUTHORITY).await
        };
        let bare = with(money(1), "to", post(2013));
        house.json("POST", &path(&post(2012), "carry-over"), &bare, AUTHORITY).await.is(422);
        let above = carry(2012, 2013, 61).await.is(409).value();
        assert_eq!(above["remaining_ore"], 6000, "{above}");
        carry(2012, 2012, 1).await.is(409);
        carry(2013, 2012, 1).await.is(409).says("bare til et senere budsjettår");
        carry(2012, 2013, 60).await.is(200);
        assert_eq!(holds(&house, &post(2012)).await, (40, 40));
        assert_eq!(holds(&house, &post(2013)).await, (110, 0));
        // 20 of the 110 are promised: they count as money of 2012, the oldest.
        opened(&house, "scheme:2013", Some(&post(2013)), EnvelopeKind::Scheme, 20).await;
        carry(2013, 2014, 70).await.is(200);
        let years = "SELECT amount_ore FROM carried WHERE origin_year = ";
        assert_eq!(house.number(&format!("{years} 2012 ORDER BY id DESC")).await, 4000);
        assert_eq!(house.number(&format!("{years} 2013")).await, 3000);
        // Of the 80 in 2014, the 40 of 2012 cannot go on to 2015.
        let lapsed = carry(2014, 2015, 41).await.is(409).text();
        assert!(lapsed.contains("Penger fra 2012 kan brukes ut 2014"), "{lapsed}");
        assert!(lapsed.contains("40 kr som kan overføres"), "{lapsed}");
        let lapsing = queries::what_lapses(&house.house.db, 2014).await.expect("a look");
        let told: Vec<_> = lapsing.iter().map(|one| (one.post.year, one.lapse.origin, one.lapse.amount)).collect();
        assert_eq!(told, [(2014, 2012, kr(40))]);
        assert!(queries::what_lapses(&house.house.db, 2013).await.expect("a look").is_empty());
        carry(2014, 2015, 40).await.is(200);

        // A rule of the post's own comes before the general one.
        let authority = actor(&house, AUTHORITY).await;
        let rule = |years_on, most_milli| CarryRule {
            chapter: "764".into(),
            item: "60".into(),
            from_year: 2015,
            years_on,
            most_milli,
            source: "Prop. 1 S".into(),
            source_on: day("2014-10-08"),
        };
        let (db, clock) = (&house.house.db, house.clock());
        set_carry_rule(db, clock, &authority, rule(1, Some(50))).await.expect("set");
        let again = set_carry_rule(db, clock, &authority, rule(0, None)).await;
        assert!(matches!(again, Err(LedgerError::RuleTaken(_))), "{again:?}");
        opened(&house, &post(2016), None, EnvelopeKind::Appropriation, 10).await;
        let voucher = Voucher::new("w", house.today()).with_document("FIN 15/1");
        // 30 of 2013 are too old by then, 10 of 2014 go, and half a krone of the 10 of 2015.
        let most = Money::from_ore(1050);
        let (from, to) = (post(2015), post(2016));
        let more = most + Money::from_ore(1);
        let refused = carry_over(db, clock, &authority, &from, &to, more, &voucher).await;
        let Err(LedgerError::Lapsed { origin_year: 2013, may, .. }) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(may, most);
        carry_over(db, clock, &authority, &from, &to, most, &voucher).await.expect("carried");
        opened(&house, "appropriation:without", None, EnvelopeKind::Appropriation, 10).await;
        let refused = carry_over(db, clock, &authority, "appropriation:without", &to, kr(1), &voucher).await;
        assert!(matches!(refused, Err(LedgerError::NotAnAppropriation(_))), "{refused:?}");
        opened(&house, "appropriation:2004:764.60", None, EnvelopeKind::Appropriation, 10).await;
        let old = "appropriation:2004:764.60";
        let refused = carry_over(db, clock, &authority, old, &to, kr(1), &voucher).await;
        assert!(matches!(refused, Err(LedgerError::NoCarryRule(_))), "{refused:?}");
        let given = queries::appropriations(db, Some(2015)).await.expect("a look");
        assert_eq!(given.iter().map(|one| one.envelope.key.as_str()).collect::<Vec<_>>(), [post(2015)]);
        house.leave().await;
    }

    /// The ledger tells of any day what it was, whatever came after; what counts for an earlier day is
    /// told from that day on.
    async fn every_day_is_told_as_it_was(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        a_small_ledger(&house).await;
        house.set_clock("2012-03-01", 9);
        house.json("POST", &path("scheme:a", "reduce"), &money(100), AUTHORITY).await.is(200);
        house.set_clock("2012-05-01", 9);
        let over = with(with(money(10), "to", "scheme:b"), "day", "2012-02-10");
        house.json("POST", &path("scheme:a", "transfer"), &over, AUTHORITY).await.is(200);
        let on = async |key: &str, day: &str| {
            house.get(&format!("/api/v1/envelopes/{key}?on={day}"), OFFICER).await
        };
        on("scheme:a", "2012-01-04").await.is(404);
        for (day, a, b, top) in [
            ("2012-01-05", 30_000, 20_000, 50_000),
            ("2012-02-09", 30_000, 20_000, 50_000),
            ("2012-02-10", 29_000, 21_000, 50_000),
            ("2012-03-01", 19_000, 21_000, 40_000),
            ("2012-05-01", 19_000, 21_000, 40_000),
        ] {
            let told = on("scheme:a", day).await.is(200).value();
            assert_eq!(told["amount_ore"], a, "{day}: {told}");
            let told = on(TOP, day).await.is(200).value();
            assert_eq!(told["reserved_ore"], top, "{day}: {told}");
            let inside = told["inside"].as_array().expect("a list");
            let amounts: Vec<_> = inside.iter().map(|one| one["amount_ore"].clone()).collect();
            assert_eq!(amounts, [json!(a), json!(b)], "{day}");
        }
        let told = on("scheme:a", "2012-02-29").await.is(200).value();
        let moved: Vec<_> = told["entries"].as_array().expect("a list").iter()
            .map(|one| (one["movement"].as_str().unwrap_or("").to_owned(), one["other"].clone()))
            .collect();
        assert_eq!(moved, [
            ("open".to_owned(), Value::Null),
            ("reserve".to_owned(), Value::Null),
            ("transfer-out".to_owned(), json!("scheme:b")),
        ]);
        let top = frame(&house, TOP).await;
        let tree = queries::tree_as_of(&house.house.db, top.id, house.today()).await.expect("a look");
        let shape: Vec<_> = tree.iter().map(|line| (line.depth, line.envelope.key.as_str())).collect();
        assert_eq!(shape, [(0, TOP), (1, "scheme:a"), (2, "call:a"), (1, "scheme:b"), (2, "call:b")]);
        for line in tree {
            assert_eq!(line.envelope, frame(&house, &line.envelope.key).await);
        }
        house.leave().await;
    }

    /// The pure model and the database say the same of every movement, and have the same figures after.
    async fn the_model_and_the_database_agree(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::assemble(&house).await;
        let officer = actor(&house, OFFICER).await;
        let mut runner = TestRunner::deterministic();
        let moves = proptest::collection::vec((0..8_usize, 0..4_usize, 1..90_i64), 40);
        let (mut done, mut refused) = (0, 0);
        for round in 0..15 {
            let mut twin = Twin::open(&house, &officer, round).await;
            let moves = moves.new_tree(&mut runner).expect("moves").current();
            let tx = journal::begin(&house.house.db).await.expect("a transaction");
            for (verb, place, kroner) in moves {
                match twin.agrees(&house, &tx, &officer, (verb, place), kr(kroner)).await {
                    true => done += 1,
                    false => refused += 1,
                }
            }
            tx.commit().await.expect("kept");
            for (id, model) in &twin.frames {
                let stands = queries::envelope(&house.house.db, *id).await.expect("a look");
                assert_eq!(stands.as_ref(), Some(model));
                let told = queries::as_of(&house.house.db, *id, house.today()).await.expect("a look");
                assert_eq!(told.as_ref(), Some(model));
            }
        }
        assert!(done > 150 && refused > 150, "{done} done, {refused} refused");
        house.leave().await;
    }
}

/// Frames in the database and the same frames in memory: an appropriation, two schemes, two awards in
/// the first of them.
struct Twin {
    frames: BTreeMap<EnvelopeId, Envelope>,
    top: EnvelopeId,
    schemes: [EnvelopeId; 2],
    awards: [EnvelopeId; 2],
}

impl Twin {
    async fn open(house: &TestHouse, officer: &Actor, round: usize) -> Twin {
        let tx = journal::begin(&house.house.db).await.expect("a transaction");
        let now = stage::now(house);
        let open = async |parent: Option<&str>, kind, name: &str, kroner| {
            let key = format!("{name}:{round}");
            let parent = parent.map(|parent| format!("{parent}:{round}"));
            let (name, amount) = (key.clone(), kr(kroner));
            let new = NewEnvelope { parent, kind, key, name, county: None, amount };
            open_envelope_within(&tx, now, officer, new).await.expect("a frame")
        };
        let top = open(None, EnvelopeKind::Appropriation, "top", 300).await;
        let schemes = [
            open(Some("top"), EnvelopeKind::Scheme, "one", 100).await,
            open(Some("top"), EnvelopeKind::Scheme, "two", 100).await,
        ];
        let awards = [
            open(Some("one"), EnvelopeKind::Award, "first", 30).await,
            open(Some("one"), EnvelopeKind::Award, "second", 30).await,
        ];
        tx.commit().await.expect("kept");
        let mut frames = BTreeMap::new();
        for id in [top, schemes[0], schemes[1], awards[0], awards[1]] {
            let found = queries::envelope(&house.house.db, id).await.expect("a look");
            frames.insert(id, found.expect("a frame"));
        }
        Twin { frames, top, schemes, awards }
    }

    /// All steps or none, as the verbs promise.
    fn model(&mut self, steps: &[(EnvelopeId, Movement, Money)]) -> bool {
        let mut after = self.frames.clone();
        for (id, movement, amount) in steps {
            match after[id].moved(*movement, *amount) {
                Ok(moved) => after.insert(*id, moved),
                Err(_) => return false,
            };
        }
        self.frames = after;
        true
    }

    /// Moves in both and holds them against each other; whether it moved.
    async fn agrees(
        &mut self,
        house: &TestHouse,
        tx: &DatabaseTransaction,
        officer: &Actor,
        (verb, place): (usize, usize),
        amount: Money,
    ) -> bool {
        use Movement::{Increase, Pay, Reduce, Release, Reserve, Return, TransferIn, TransferOut};
        let (now, voucher) = (stage::now(house), Voucher::new("drawn", house.today()));
        let voucher = &voucher.with_document("the test");
        let (award, scheme, top) = (self.awards[place % 2], self.schemes[place % 2], self.top);
        let beside = self.schemes[(place + 1) % 2];
        let around = self.schemes[0];
        let up = |movement| {
            [(award, movement, amount), (around, movement, amount), (top, movement, amount)]
        };
        let (said, steps) = match verb {
            0 => (
                reserve(tx, now, officer, award, amount, voucher).await,
                vec![(award, Reserve, amount)],
            ),
            1 => (
                release(tx, now, officer, award, amount, voucher).await,
                vec![(award, Release, amount)],
            ),
            2 => (pay(tx, now, officer, award, amount, voucher).await, up(Pay).to_vec()),
            3 => (take_back(tx, now, officer, award, amount, voucher).await, up(Return).to_vec()),
            4 => (
                increase(tx, now, officer, scheme, amount, voucher).await,
                vec![(top, Reserve, amount), (scheme, Increase, amount)],
            ),
            5 => (
                reduce(tx, now, officer, scheme, amount, voucher).await,
                vec![(scheme, Reduce, amount), (top, Release, amount)],
            ),
            6 => (
                transfer(tx, now, officer, scheme, beside, amount, voucher).await,
                vec![(scheme, TransferOut, amount), (beside, TransferIn, amount)],
            ),
            _ => {
                let promised = amount - self.frames[&award].remaining();
                let mut steps = vec![(award, Reduce, amount), (around, Release, amount)];
                if promised.is_positive() {
                    steps.insert(0, (award, Release, promised));
                }
                (reduce(tx, now, officer, award, amount, voucher).await, steps)
            }
        };
        let moved = self.model(&steps);
        match said {
            Ok(()) => assert!(moved, "verb {verb} moved {amount}, and the model did not"),
            Err(LedgerError::NoRoom { remaining, asked, .. }) => {
                assert!(!moved, "verb {verb} refused {amount}, and the model did not");
                assert!(remaining < asked, "{remaining} of {asked}");
            }
            Err(error) => panic!("{error}"),
        }
        moved
    }
}
