use super::*;
use crate::allocations::plan_fill::{completed, fill};
use county_allocation::Method;
use std::collections::BTreeMap;
use vocabulary::ApplicationId;

fn kr(kroner: i64) -> Money {
    Money::from_kroner(kroner)
}

fn county(number: &str) -> CountyNumber {
    number.parse().expect("a county")
}

fn application(byte: u8) -> ApplicationId {
    ApplicationId(uuid::Uuid::from_bytes([byte; 16]))
}

fn offered() -> Offered {
    Offered {
        counties: vec![(county("03"), "Oslo".into()), (county("11"), "Rogaland".into())],
        references: BTreeMap::from([
            ("IPS-2012-S01".to_owned(), application(1)),
            ("IPS-2012-S02".to_owned(), application(2)),
        ]),
        budget: kr(11_000_000),
        year: 2012,
        ..Offered::default()
    }
}

fn filled(plan: &Plan) -> Pairs {
    let reference = |id: ApplicationId| {
        let offered = offered();
        let found = offered.references.iter().find(|(_, known)| **known == id);
        found.map(|(reference, _)| reference.to_lowercase()).unwrap_or_default()
    };
    let mut pairs = fill(plan, &reference);
    pairs.push(("name".into(), " Et scenario ".into()));
    pairs
}

fn back(pairs: &Pairs) -> Result<Typed, FieldErrors> {
    let mut errors = FieldErrors::none();
    let typed = read(pairs, &offered(), &mut errors, Texts::default());
    typed.ok_or(errors)
}

/// Every part of a plan says something in one of them.
fn plans() -> Vec<Plan> {
    let index = vec![
        NeedCriterion { set: "unge".into(), share_millionths: 333_333 },
        NeedCriterion { set: "alene".into(), share_millionths: 666_667 },
    ];
    let weights =
        [WeightSource::Population, WeightSource::Set("unge".into()), WeightSource::Index(index)];
    let formulas =
        Apportionment::ALL.into_iter().zip(weights.into_iter().cycle()).map(|(method, weights)| {
            Formula {
                method,
                unit: Money::from_ore(12_350),
                reserve: kr(250_000),
                floor: Some(kr(100_000)),
                cap: Some(kr(900_000)),
                demand_as_cap: true,
                lump: kr(50_000),
                weights,
            }
        });
    let by_hand = FramePlan::ByHand {
        frames: BTreeMap::from([
            (county("03"), CountyFrame { least: kr(5), most: kr(7) }),
            (county("11"), CountyFrame { least: Money::ZERO, most: kr(9) }),
        ]),
        why: "Etter møtet\nmed fylkene".into(),
    };
    let steps = Cut::Steps(vec![
        Step { from_score_milli: 80_000, percent_milli: 100_000 },
        Step { from_score_milli: 62_525, percent_milli: 50_500 },
    ]);
    let rules = [
        Rules::default(),
        Rules { at_the_line: AtTheLine::Stop, cut: Cut::ProRata, ties: vec![], ..Rules::default() },
        Rules {
            at_the_line: AtTheLine::Partial,
            cut: steps,
            ties: TieBreak::ALL.into(),
            per_recipient: Some(2),
            exclusive: vec![(application(1), application(2))],
            purposes: BTreeMap::from([
                ("jobb".to_owned(), Quota { least: kr(3), most: None }),
                ("bolig 2.0".to_owned(), Quota { least: Money::ZERO, most: Some(kr(4)) }),
            ]),
            unit: kr(10_000),
        },
    ];
    let frames = [FramePlan::OneFrame, by_hand]
        .into_iter()
        .chain([FramePlan::ByFormula(Formula::default())])
        .chain(formulas.map(FramePlan::ByFormula));
    frames
        .zip(rules.into_iter().cycle())
        .zip([None, Some(kr(6_000_000))].into_iter().cycle())
        .map(|((frames, rules), budget)| Plan { frames, rules, budget })
        .collect()
}

#[test]
fn a_plan_comes_back_from_the_page_as_it_was() {
    for plan in plans() {
        let typed = back(&filled(&plan)).unwrap_or_else(|wrong| panic!("{plan:?}: {wrong:?}"));
        assert_eq!((typed.name.as_str(), typed.plan), ("Et scenario", plan));
    }
}

#[test]
fn a_name_and_a_method_are_enough() {
    for (method, word) in
        [(Method::RankedList, "ranked-list"), (Method::CountyFrames, "county-frames")]
    {
        let pairs = completed(vec![("name".into(), "A".into()), ("method".into(), word.into())]);
        assert_eq!(back(&pairs).expect("a plan").plan, Plan::of(method));
    }
    for word in ["dice", ""] {
        let pairs = completed(vec![("name".into(), String::new()), ("method".into(), word.into())]);
        let wrong = back(&pairs).err().expect("what is wrong");
        let fields: Vec<_> = wrong.all().iter().map(|one| one.field.as_str()).collect();
        assert_eq!(fields, ["name", "frames"]);
    }
}

fn with(plan: &Plan, changes: &[(&str, &str)]) -> Pairs {
    let mut pairs = filled(plan);
    for (name, value) in changes {
        pairs.retain(|(one, _)| one != name);
        pairs.push(((*name).to_owned(), (*value).to_owned()));
    }
    pairs
}

fn wrong_fields(plan: &Plan, changes: &[(&str, &str)]) -> Vec<String> {
    let wrong = back(&with(plan, changes)).err().map(|wrong| wrong.all().to_vec());
    wrong.into_iter().flatten().map(|one| one.field).collect()
}

#[test]
fn what_cannot_be_read_is_said_at_its_field() {
    let formula = Plan::of(Method::CountyFrames);
    let index = [("weights", "index"), ("need.0.set", "unge"), ("need.0.share", "90")];
    assert_eq!(wrong_fields(&formula, &index), ["need.0.share"]);
    let twice = [&index[..], &[("need.1.set", "unge"), ("need.1.share", "10")]].concat();
    assert_eq!(wrong_fields(&formula, &twice), ["need.1.set"]);
    let many = [
        ("budget", "12 000 000"),
        ("unit", "0"),
        ("reserve", "-1"),
        ("floor", "5"),
        ("cap", "4"),
        ("rounding", "mye"),
        ("tie.1", "smaller-amount"),
        ("per_recipient", "ingen"),
        ("pair.0.one", "IPS-2012-S01"),
        ("pair.0.other", "IPS-2012-S99"),
        ("purpose.jobb.least", "5"),
        ("purpose.jobb.most", "4"),
    ];
    assert_eq!(
        wrong_fields(&formula, &many),
        [
            "budget",
            "unit",
            "reserve",
            "cap",
            "rounding",
            "tie.1",
            "per_recipient",
            "pair.0.other",
            "purpose.jobb.least",
        ]
    );
    let by_hand = [("frames", "hand"), ("county.03.least", "5"), ("county.11.most", "x")];
    assert_eq!(wrong_fields(&formula, &by_hand), ["county.03.most", "county.11.most", "why"]);
    assert_eq!(
        wrong_fields(&formula, &[("frames", "hand"), ("why", "Skjønn")]),
        ["county.03.most"]
    );
    let steps = [("cut", "steps"), ("step.0.from", "101"), ("step.0.percent", "50,1234")];
    assert_eq!(wrong_fields(&formula, &steps), ["step.0.from", "step.0.percent"]);
    assert_eq!(wrong_fields(&formula, &[("cut", "steps")]), ["step.0.from"]);
    // What is wrong in a part that is not chosen says nothing.
    let one = Plan::of(Method::RankedList);
    assert_eq!(wrong_fields(&one, &[("unit", "0"), ("county.03.least", "x")]), [""; 0]);
}

#[test]
fn a_row_more_keeps_what_was_typed_and_never_more_than_there_may_be() {
    let mut pairs =
        vec![("need.0.share".to_owned(), "40".to_owned()), ("do".into(), "draw".into())];
    assert!(!rearranged(&mut pairs));
    assert_eq!(rows(&pairs, "need", 2), [0, 1]);
    pairs.push(("do".into(), "add:need".into()));
    for _ in 0..9 {
        assert!(rearranged(&mut pairs));
    }
    assert_eq!(rows(&pairs, "need", 2), [0, 1, 2, 3, 4, 5]);
    assert!(pairs.contains(&("need.0.share".to_owned(), "40".to_owned())));
}
