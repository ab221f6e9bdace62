//! Scenarios of a call: drawn by different plans, changed by hand, out of date, drawn again, adopted.

use super::house::{TestHouse, actor, day, migrated, told};
use super::stage::{self, AUTHORITY, BODO, KLEPP, OFFICER, STAVANGER};
use county_allocation::{
    AdjustError, AdoptError, Apportionment, Change, CountyFrame, DrawError, Effort, Formula,
    FramePlan, ImportWeightsError, LedgerError, Level, Method, NeedCriterion, NewAdjustment,
    NewScenario, NewWeightSet, Plan, PlanError, Proof, Reason, Rules, Scenario, Voucher, WeightRow,
    WeightSource, WrongLine, adjust, compare, draw_scenario, drop_adjustment, import_weights,
    optimum_of, queries, redraw_scenario, reverse_award,
};
use funding_periods::{AwardError, adopt_and_award, basis};
use grant_applications::write_consensus;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use tests::both_databases;
use vocabulary::{Actor, ApplicationId, Money, ScenarioId};

const APPLICATIONS: [(&str, &str, i64, i32); 3] = [
    (KLEPP, "Jobb i Klepp", 400_000, 5),
    (STAVANGER, "Jobb i Stavanger", 500_000, 4),
    (BODO, "Jobb i Bodø", 300_000, 2),
];
const BUDGET: Money = Money::from_kroner(950_000);

async fn shown(db: &DatabaseConnection, id: ScenarioId) -> Scenario {
    queries::scenario(db, id).await.expect("a look").expect("a scenario")
}

fn kroner(scenario: &Scenario) -> Vec<i64> {
    scenario.lines.iter().map(|line| line.awarded.whole_kroner()).collect()
}

fn by(formula: Formula) -> Plan {
    Plan { frames: FramePlan::ByFormula(formula), rules: Rules::default(), budget: None }
}

fn of(application: ApplicationId, kroner: i64, reason: &str) -> NewAdjustment {
    let amount = Money::from_kroner(kroner);
    NewAdjustment { application, amount, reason: reason.to_owned() }
}

/// A set of weights for the counties of 2012, a hundred each and more where it is said.
async fn weights(
    db: &DatabaseConnection,
    house: &TestHouse,
    actor: &Actor,
    more: &[(&str, &str)],
) -> Result<vocabulary::WeightSetId, ImportWeightsError> {
    let counties = organisations::queries::counties_on(db, day("2012-01-09")).await?;
    let mut rows: Vec<WeightRow> = (2..)
        .zip(counties)
        .map(|(line, county)| {
            let unit = county.number.to_string();
            WeightRow { line, unit, value: "100".to_owned() }
        })
        .collect();
    for (unit, value) in more {
        let (unit, value) = ((*unit).to_owned(), (*value).to_owned());
        match rows.iter_mut().find(|row| row.unit == unit && !value.starts_with('-')) {
            Some(row) => row.value = value,
            None => rows.push(WeightRow { line: 99, unit, value }),
        }
    }
    let new = NewWeightSet {
        slug: "unge".into(),
        name: "Unge uten arbeid".into(),
        level: Level::County,
        source: "Egen telling".into(),
        as_of: day("2012-01-01"),
        rows,
    };
    import_weights(db, house.clock(), actor, new).await
}

both_databases! {
    from migrated;

    async fn drawn_changed_drawn_again_and_adopted(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::assemble(&house).await;
        let call = stage::announce(&house, BUDGET).await;
        let [klepp, stavanger, bodo] =
            stage::judged(&house, call, &APPLICATIONS).await.try_into().expect("three");
        let h = &house.house;
        let db = &h.db;
        let officer = actor(&house, OFFICER).await;
        let authority = actor(&house, AUTHORITY).await;

        // Three kinds of plan.
        let list = stage::drawn(&house, call, "Liste").await;
        assert_eq!(kroner(&shown(db, list).await), [400_000, 500_000, 0]);
        let nord = "18".parse().expect("a county");
        let frame = |kroner| CountyFrame { least: Money::ZERO, most: Money::from_kroner(kroner) };
        let by_hand = Plan {
            frames: FramePlan::ByHand {
                frames: BTreeMap::from([
                    ("11".parse().expect("a county"), frame(600_000)),
                    (nord, frame(350_000)),
                ]),
                why: "Nordland skal ha sin del.".into(),
            },
            rules: Rules::default(),
            budget: None,
        };
        let hand = stage::drawn_by(&house, call, "Etter skjønn", by_hand).await;
        assert_eq!(kroner(&shown(db, hand).await), [400_000, 0, 300_000]);
        let imported = weights(db, &house, &officer, &[("11", "9000")]).await.expect("imported");
        let need = by(Formula {
            method: Apportionment::SainteLague,
            weights: WeightSource::Index(vec![NeedCriterion {
                set: "unge".into(),
                share_millionths: 1_000_000,
            }]),
            ..Formula::default()
        });
        let need = stage::drawn_by(&house, call, "Etter behov", need).await;
        let drawn = shown(db, need).await;
        assert_eq!(drawn.inputs.weights[0].source, "Egen telling");
        let working = drawn.working.as_ref().expect("a working");
        assert_eq!(working.shared() + working.rest, BUDGET);
        // On to the municipalities: every krone of a county is in an amount or in its rest.
        let as_of = day("2012-01-01");
        let municipalities = organisations::queries::municipalities_on(db, as_of).await.expect("a look");
        let row = |(line, number): (u64, String)| WeightRow { line, unit: number, value: "1".into() };
        let alike = NewWeightSet {
            slug: "alike".into(),
            name: "Likt".into(),
            level: Level::Municipality,
            source: "Egen telling".into(),
            as_of,
            rows: (2..).zip(municipalities.iter().map(|one| one.number.to_string())).map(row).collect(),
        };
        import_weights(db, house.clock(), &officer, alike).await.expect("imported");
        let further = queries::municipal_shares_for_actor(db, &officer, need, "alike").await.expect("shared");
        for within in &further {
            let shares = &within.shares;
            assert_eq!(Some(shares.shared() + shares.rest), working.amount_of(&within.within));
        }
        assert_eq!(further.iter().map(|one| one.shares.shares.len()).sum::<usize>(), municipalities.len());
        let none = queries::municipal_shares_for_actor(db, &officer, list, "alike").await;
        assert!(matches!(none, Err(queries::MunicipalSharesError::NoFrames)), "{none:?}");

        let pair = compare(&shown(db, list).await, &shown(db, hand).await);
        let differing: Vec<_> = pair.differing().map(|pair| pair.application).collect();
        assert_eq!(differing, [stavanger, bodo]);
        assert!(pair.counties.iter().any(|pair| pair.county == nord && pair.per_head_b > Some(0)));
        let optimum = optimum_of(&shown(db, list).await, Effort::default()).expect("an optimum");
        assert_eq!(optimum.proof, Proof::Optimal);
        let sensitive =
            funding_periods::queries::sensitivity_for_actor(db, &authority, house.today(), call, &Plan::of(Method::RankedList))
                .await
                .expect("what it hangs on");
        assert_eq!(sensitive.funded, [klepp, stavanger]);
        assert_eq!((sensitive.by_weight.len(), sensitive.by_assessor.len()), (2, 2));

        // What has no result, or no name, is not drawn.
        let refused = async |name: &str, plan| {
            let basis = basis(db, call).await.expect("a basis");
            let new = NewScenario { name: name.to_owned(), plan, basis };
            draw_scenario(db, house.clock(), &officer, new).await.expect_err("it is refused")
        };
        assert!(matches!(refused("Liste", Plan::of(Method::RankedList)).await, DrawError::Name));
        let ghost = by(Formula { weights: WeightSource::Set("ghost".into()), ..Formula::default() });
        assert!(matches!(refused("G", ghost).await, DrawError::NoWeights(slug) if slug == "ghost"));
        let floor = Some(Money::from_kroner(100_000));
        let floors = by(Formula { floor, ..Formula::default() });
        assert!(matches!(refused("H", floors).await, DrawError::Plan(PlanError::Share(_))));

        // By hand: within the frame, with a reason, and remembered with what was computed.
        let set = async |id, new| adjust(db, house.clock(), &officer, id, new).await;
        assert!(matches!(set(list, of(bodo, 50_001, "Nord")).await,
            Err(AdjustError::NoRoom { remaining, .. }) if remaining == Money::from_kroner(50_000)));
        assert!(matches!(set(list, of(bodo, 1, " ")).await, Err(AdjustError::NoReason)));
        assert!(matches!(set(list, of(bodo, 300_001, "Nord")).await,
            Err(AdjustError::AboveApplied { .. })));
        set(list, of(stavanger, 450_000, "Lønn er regnet to ganger")).await.expect("adjusted");
        set(list, of(bodo, 100_000, "Et forprosjekt")).await.expect("adjusted");
        let adjusted = shown(db, list).await;
        assert_eq!(kroner(&adjusted), [400_000, 450_000, 100_000]);
        assert!(matches!(&adjusted.lines[1].reason, Reason::Adjusted { by, from, .. }
            if by == "Anne Saksbehandler" && *from == Money::from_kroner(500_000)));
        let back = drop_adjustment(db, house.clock(), &officer, list, stavanger).await;
        assert!(matches!(back, Err(AdjustError::NoRoom { .. })), "{back:?}");

        // The assessors agree on another amount, new weights are brought in, money is moved.
        let agreed = Money::from_kroner(250_000);
        write_consensus(db, house.clock(), &officer, bodo, "Vi er enige.", agreed).await.expect("agreed");
        let again = weights(db, &house, &officer, &[("11", "9000")]).await.expect("the same");
        assert_eq!(again, imported);
        weights(db, &house, &officer, &[("11", "50")]).await.expect("a new version");
        let adopting = async |id| adopt_and_award(db, house.clock(), &authority, &h.desk, id).await;
        let Err(AwardError::Adopt(AdoptError::Stale(changes))) = adopting(need).await else {
            panic!("it is out of date")
        };
        assert!(changes.iter().any(|one| matches!(one, Change::OtherWeights { .. })), "{changes:?}");
        let Err(AwardError::Adopt(AdoptError::Stale(changes))) = adopting(list).await else {
            panic!("it is out of date")
        };
        let kinds: BTreeSet<String> = changes
            .iter()
            .map(|one| serde_json::to_value(one).expect("JSON")["what"].to_string())
            .collect();
        assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["\"other-recommended\""]);
        let again = basis(db, call).await.expect("a basis");
        redraw_scenario(db, house.clock(), &officer, list, None, &again).await.expect("redrawn");
        let redrawn = shown(db, list).await;
        assert_eq!((redrawn.number, redrawn.adjustments.len()), (1, 2), "what was set stays");

        let less = Voucher::new("Omdisponert", house.today());
        let key = format!("call:{}", stage::CALL);
        let ten = Money::from_kroner(10);
        county_allocation::reduce_now(db, house.clock(), &authority, &key, ten, &less).await.expect("reduced");
        let changed = adopting(list).await;
        assert!(matches!(&changed, Err(AwardError::Adopt(AdoptError::Stale(changes)))
            if matches!(changes.as_slice(), [Change::OtherEnvelope { .. }])), "{changed:?}");
        county_allocation::increase_now(db, house.clock(), &authority, &key, ten, &less).await.expect("increased");
        let awarded = adopting(list).await.expect("adopted");
        assert_eq!((awarded.grants.len(), awarded.amount), (3, BUDGET));
        assert_eq!(house.number("SELECT COUNT(*) FROM letter WHERE kind IN ('award', 'refusal')").await, 3);

        // It never changes after that, nor is another adopted.
        assert!(matches!(adopting(hand).await, Err(AwardError::Adopt(AdoptError::Settled | AdoptError::Stale(_)))));
        assert!(matches!(set(list, of(bodo, 0, "Nei")).await, Err(AdjustError::Settled(_))));
        assert!(matches!(set(hand, of(bodo, 0, "Nei")).await, Err(AdjustError::Settled(_))));
        let late = redraw_scenario(db, house.clock(), &officer, hand, None, &again).await;
        assert!(matches!(late, Err(DrawError::Settled(_))), "{late:?}");
        for frozen in [
            "UPDATE scenario SET frozen = '{}' WHERE state = 'adopted'",
            "DELETE FROM scenario_adjustment",
            "UPDATE scenario_adjustment SET amount_ore = 1",
            "UPDATE weight SET value = 1",
            "DELETE FROM weight_set",
        ] {
            db.execute_unprepared(frozen).await.expect_err(frozen);
        }
        assert_eq!(queries::verify_scenarios(db).await.expect("a look"), Vec::<String>::new());
        assert_eq!(queries::changed_weight_sets(db).await.expect("a look"), Vec::<String>::new());

        // Somebody writes past the application.
        let past = Statement::from_sql_and_values(
            db.get_database_backend(),
            "UPDATE scenario_line SET awarded_ore = 1 WHERE application_id = $1 AND scenario_id = $2",
            [klepp.0.into(), hand.0.into()],
        );
        db.execute_raw(past).await.expect("it is a draft");
        assert_eq!(queries::verify_scenarios(db).await.expect("a look").len(), 1);

        // An award that is taken back frees its money.
        let award = queries::envelope_by_key(db, &format!("award:{bodo}")).await;
        let award = award.expect("a look").expect("an award");
        let tx = journal::begin(db).await.expect("a transaction");
        let why = Voucher::new("Omgjort", house.today());
        let now = stage::now(&house);
        let freed = reverse_award(&tx, now, &authority, award.id, &why).await.expect("reversed");
        assert_eq!(freed, Money::from_kroner(100_000));
        let twice = reverse_award(&tx, now, &authority, award.id, &why).await;
        assert!(matches!(twice, Err(LedgerError::Nothing)), "{twice:?}");
        // The grant would still say otherwise: its own verb is to change both.
        tx.rollback().await.expect("rolled back");
        house.drain().await;
        house.leave().await;
    }

    /// Who draws at the same moment as others gets the next number; two of one name are never there.
    async fn drawn_at_once(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::assemble(&house).await;
        let call = stage::announce(&house, BUDGET).await;
        stage::judged(&house, call, &APPLICATIONS).await;
        let (db, officer) = (&house.house.db, actor(&house, OFFICER).await);
        let basis = basis(db, call).await.expect("a basis");
        let draw = |name: &str| {
            let (basis, plan) = (basis.clone(), Plan::of(Method::RankedList));
            let new = NewScenario { name: name.to_owned(), plan, basis };
            draw_scenario(db, house.clock(), &officer, new)
        };
        let (a, b, c, d, e, f, again, once_more) = tokio::join!(
            draw("A"), draw("B"), draw("C"), draw("D"), draw("E"), draw("F"), draw("A"), draw("B"),
        );
        let drawn = [a, b, c, d, e, f, again, once_more];
        let refused: Vec<_> = drawn.iter().filter_map(|one| one.as_ref().err()).collect();
        assert!(matches!(refused.as_slice(), [DrawError::Name, DrawError::Name]), "{refused:?}");
        let there = queries::scenarios_for_actor(db, &officer, call).await.expect("a look");
        let mut numbered: Vec<_> = there.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(there.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
        numbered.sort_unstable();
        assert_eq!(numbered, ["A", "B", "C", "D", "E", "F"]);
        house.drain().await;
        house.leave().await;
    }

    async fn a_file_of_weights_is_read_line_by_line(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::assemble(&house).await;
        let officer = actor(&house, OFFICER).await;
        let db = &house.house.db;
        let applicant = actor(&house, KLEPP).await;
        let refused = weights(db, &house, &applicant, &[]).await;
        assert!(matches!(refused, Err(ImportWeightsError::NotYours)), "{refused:?}");
        // 46 came with 2020.
        let refused = weights(db, &house, &officer, &[("46", "5"), ("11", "-3")]).await;
        let Err(ImportWeightsError::Lines(lines)) = refused else { panic!("{refused:?}") };
        assert!(matches!(lines.as_slice(), [WrongLine::Unknown { line: 99, .. }, WrongLine::Twice { .. }]), "{lines:?}");
        assert_eq!(house.count("weight_set").await, 0);
        county_allocation::import_carried_weights(db, house.clock()).await.expect("carried");
        county_allocation::import_carried_weights(db, house.clock()).await.expect("once");
        let sets = queries::weight_sets_for_actor(db, &officer).await.expect("a look");
        let level = |level| sets.iter().filter(move |set| set.level == level).map(|set| &set.figures);
        assert_eq!((sets.len(), level(Level::County).count()), (4, 2));
        for (county, municipality) in level(Level::County).zip(level(Level::Municipality)) {
            assert_eq!((county.values.len(), municipality.values.len()), (15, 357));
            let sum = |figures: &county_allocation::Figures| figures.values.values().sum::<i64>();
            assert_eq!(sum(county), sum(municipality));
        }
        assert!(queries::weight_sets_for_actor(db, &applicant).await.expect("a look").is_empty());
        house.drain().await;
        house.leave().await;
    }
}

both_databases! {
    from told;

    /// 17 projects in 12 counties, as published, come out of what was kept; and what was drawn by a
    /// version before plans is still read and computes to the same.
    async fn the_ips_case_is_reproduced_and_old_scenarios_are_read(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let db = &house.house.db;
        let seen = Actor::System("the tests");
        let call = grant_applications::queries::call_for_actor(db, Some(&seen), "ips-2012").await;
        let call = call.expect("a look").expect("the call").call.id;
        let all = queries::scenarios_for_actor(db, &seen, call).await.expect("a look");
        let adopted = all.iter().find(|one| one.adopted.is_some()).expect("one is adopted");
        let outcome = county_allocation::compute(&adopted.plan, &adopted.inputs, &[]).expect("computed");
        let funded = outcome.lines.iter().filter(|line| line.awarded.is_positive());
        let counties: BTreeSet<_> = funded.clone().map(|line| line.county).collect();
        assert_eq!((funded.count(), counties.len()), (17, 12));
        assert_eq!(all.len(), 3);
        assert_eq!(queries::verify_scenarios(db).await.expect("a look"), Vec::<String>::new());

        let draft = all.iter().find(|one| one.adopted.is_none()).expect("a draft");
        let weights: BTreeMap<_, _> =
            draft.counties.iter().map(|line| (line.county.to_string(), line.weight)).collect();
        let contenders: Vec<_> = draft.inputs.contenders.iter().map(|one| json!({
            "application": one.application, "reference": one.reference, "county": one.county,
            "applied_ore": one.applied.ore(), "recommended_ore": one.recommended.ore(),
            "score_milli": one.score_milli,
        })).collect();
        let before = json!({
            "weights_source": "Folketall", "unit_ore": 100_000, "weights": weights, "contenders": contenders,
        });
        let statement = Statement::from_sql_and_values(
            db.get_database_backend(),
            "UPDATE scenario SET plan = NULL, frozen = NULL, inputs_hash = NULL, working = NULL, inputs = $1 WHERE id = $2",
            [before.into(), draft.id.0.into()],
        );
        db.execute_raw(statement).await.expect("as it was before");
        let read = shown(db, draft.id).await;
        assert!(read.inputs.of_before && read.inputs_hash.is_none());
        assert_eq!((&read.plan, &read.lines, &read.counties), (&draft.plan, &draft.lines, &draft.counties));
        assert_eq!(queries::verify_scenarios(db).await.expect("a look"), Vec::<String>::new());
        house.leave().await;
    }
}
