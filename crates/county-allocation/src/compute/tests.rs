//! One computation, held against what a person would come to; and what follows from its inputs: what has
//! changed since, and two of them side by side.

use super::*;
use crate::{
    Change, Contender, CountyName, EnvelopeState, Figures, Method, NeedCriterion, Proof,
    WeightSource, compare, stale,
};
use chrono::{DateTime, Utc};
use vocabulary::{CallId, EnvelopeId, ScenarioId};

fn county(number: &str) -> CountyNumber {
    number.parse().unwrap()
}
fn kr(kroner: i64) -> Money {
    Money::from_kroner(kroner)
}
fn figures(slug: &str, values: &[(&str, i64)]) -> Figures {
    let figures = Figures::population(
        "Prøve".into(),
        None,
        values.iter().map(|(number, value)| (county(number), *value)),
    );
    Figures { slug: slug.into(), name: slug.into(), ..figures }
}

/// Three counties; two applications in the first, one in each of the others.
fn inputs() -> Inputs {
    let contender = |reference: &str, number: &str, kroner: i64, points: i64| Contender {
        application: ApplicationId::fresh(),
        reference: reference.into(),
        county: county(number),
        applied: kr(kroner + 100),
        recommended: kr(kroner),
        score_milli: points * 1000,
        least: None,
        recipient: reference.into(),
        purpose: None,
    };
    let name = |number: &str, name: &str| CountyName { county: county(number), name: name.into() };
    Inputs {
        budget: kr(10_000),
        envelope: Some(EnvelopeState {
            id: EnvelopeId::fresh(),
            amount: kr(10_000),
            remaining: kr(10_000),
        }),
        counties: vec![name("03", "Oslo"), name("11", "Rogaland"), name("18", "Nordland")],
        population: figures("population", &[("03", 500), ("11", 300), ("18", 200)]),
        weights: Vec::new(),
        contenders: vec![
            contender("S1", "03", 3_000, 90),
            contender("S2", "03", 3_000, 80),
            contender("S3", "11", 4_000, 70),
            contender("S4", "18", 2_000, 60),
        ],
        of_before: false,
    }
}

fn by(formula: Formula) -> Plan {
    Plan { frames: FramePlan::ByFormula(formula), rules: Default::default(), budget: None }
}
fn awarded(outcome: &Outcome) -> Vec<i64> {
    outcome.lines.iter().map(|line| line.awarded.whole_kroner()).collect()
}
fn set(inputs: &Inputs, at: usize, kroner: i64) -> Adjustment {
    Adjustment {
        application: inputs.contenders[at].application,
        amount: kr(kroner),
        reason: "Avtalt i møtet".into(),
        by: "Anne".into(),
        at: DateTime::<Utc>::UNIX_EPOCH,
    }
}
fn scenario(plan: Plan, inputs: Inputs, adjustments: Vec<Adjustment>) -> Scenario {
    let outcome = compute(&plan, &inputs, &adjustments).unwrap();
    Scenario {
        id: ScenarioId::fresh(),
        call: CallId::fresh(),
        number: 1,
        name: "A".into(),
        plan,
        inputs_hash: Some(inputs.frozen().unwrap().1),
        budget: outcome.frames.budget,
        inputs,
        working: outcome.working,
        adjustments,
        made_at: DateTime::<Utc>::UNIX_EPOCH,
        made_by: "Anne".into(),
        adopted: None,
        counties: outcome.counties,
        lines: outcome.lines,
    }
}

#[test]
fn a_list_and_frames_by_population() {
    let inputs = inputs();
    let list = compute(&Plan::of(Method::RankedList), &inputs, &[]).unwrap();
    assert_eq!(awarded(&list), [3_000, 3_000, 4_000, 0]);
    assert_eq!(list.reserve_list, [inputs.contenders[3].application]);
    assert_eq!((list.left, list.working.is_none()), (Money::ZERO, true));
    assert_eq!(list.counties.iter().map(|c| c.weight).collect::<Vec<_>>(), [500, 300, 200]);

    // 5 000, 3 000 and 2 000: the second of Oslo and the one of Rogaland do not fit.
    let frames = compute(&Plan::of(Method::CountyFrames), &inputs, &[]).unwrap();
    assert_eq!(awarded(&frames), [3_000, 0, 0, 2_000]);
    assert_eq!(frames.counties[0].frame, Some(kr(5_000)));
    assert_eq!(frames.working.unwrap().shared(), kr(10_000));
}

#[test]
fn frames_by_other_weights() {
    let mut inputs = inputs();
    let plan = by(Formula { weights: WeightSource::Set("unge".into()), ..Formula::default() });
    assert!(matches!(compute(&plan, &inputs, &[]), Err(PlanError::NoFigures { .. })));
    inputs.weights = vec![figures("unge", &[("03", 1), ("11", 4)])];
    let lacking = compute(&plan, &inputs, &[]).unwrap_err();
    let counties = vec!["Nordland".to_owned()];
    assert_eq!(lacking, PlanError::NoFigures { name: "unge".into(), counties });
    inputs.weights = vec![figures("unge", &[("03", 1), ("11", 4), ("18", 5)])];
    assert_eq!(awarded(&compute(&plan, &inputs, &[]).unwrap()), [0, 0, 4_000, 2_000]);

    // The young are 10 of 1 000; 0.2, 1.333333 and 2.5 times the mean.
    let criteria = vec![NeedCriterion { set: "unge".into(), share_millionths: 1_000_000 }];
    let plan = by(Formula { weights: WeightSource::Index(criteria), ..Formula::default() });
    let outcome = compute(&plan, &inputs, &[]).unwrap();
    let weights: Vec<i64> = outcome.counties.iter().map(|county| county.weight).collect();
    assert_eq!(weights, [500 * 200_000, 300 * 1_333_333, 200 * 2_500_000]);

    // What is applied for caps: 6 200, 4 100 and 2 100, in whole units.
    let plan = by(Formula { demand_as_cap: true, lump: kr(500), ..Formula::default() });
    let outcome = compute(&plan, &inputs, &[]).unwrap();
    let frames: Vec<Money> = outcome.counties.iter().filter_map(|county| county.frame).collect();
    assert!(frames[0] <= kr(6_200) && frames[1] <= kr(4_100) && frames[2] <= kr(2_100));
}

#[test]
fn a_part_of_the_budget_is_shared_out() {
    let inputs = inputs();
    let of = |method: Method, kroner: i64| Plan { budget: Some(kr(kroner)), ..Plan::of(method) };
    let list = compute(&of(Method::RankedList, 7_000), &inputs, &[]).unwrap();
    assert_eq!((awarded(&list), list.left), (vec![3_000, 3_000, 0, 0], kr(1_000)));
    let frames = compute(&of(Method::CountyFrames, 8_000), &inputs, &[]).unwrap();
    assert_eq!((frames.frames.budget, frames.working.unwrap().shared()), (kr(8_000), kr(8_000)));
    assert!(compute(&of(Method::RankedList, 10_000), &inputs, &[]).is_ok(), "all of it is a part");
    for asked in [kr(0), kr(-1), kr(10_001)] {
        let plan = Plan { budget: Some(asked), ..Plan::of(Method::RankedList) };
        let refused = compute(&plan, &inputs, &[]).unwrap_err();
        assert_eq!(refused, PlanError::Budget { asked, budget: kr(10_000) });
        assert!(refused.in_words(Language::Bokmal).contains("opp til budsjettet"));
    }
    // Where nothing else is changed, a part holds as long as there is enough for it.
    let drawn = scenario(of(Method::RankedList, 7_000), inputs.clone(), Vec::new());
    assert_eq!((drawn.budget, differences(&drawn)), (kr(7_000), Vec::new()));
    let with = |budget| stale(&drawn, &Inputs { budget, ..inputs.clone() });
    assert_eq!(with(kr(9_000)), []);
    assert_eq!(with(kr(6_999)), [Change::OtherBudget { was: kr(10_000), is: kr(6_999) }]);
}

#[test]
fn frames_by_hand_need_a_reason_and_a_county() {
    let inputs = inputs();
    let plan = |frames: &[(&str, i64, i64)], why: &str| Plan {
        frames: FramePlan::ByHand {
            frames: frames
                .iter()
                .map(|(c, least, most)| {
                    (county(c), CountyFrame { least: kr(*least), most: kr(*most) })
                })
                .collect(),
            why: why.into(),
        },
        rules: Default::default(),
        budget: None,
    };
    let refused = |frames: &[(&str, i64, i64)], why| compute(&plan(frames, why), &inputs, &[]);
    assert_eq!(refused(&[("03", 0, 1)], "  "), Err(PlanError::NoReason));
    assert_eq!(refused(&[("99", 0, 1)], "Avtalt"), Err(PlanError::NoCounty(county("99"))));
    assert_eq!(refused(&[("03", 2, 1)], "Avtalt"), Err(PlanError::UpsideDown(county("03"))));
    assert_eq!(
        refused(&[("03", 8_000, 8_000), ("11", 3_000, 3_000)], "Avtalt"),
        Err(PlanError::MinimaAbove { minima: kr(11_000), budget: kr(10_000) })
    );
    let outcome = refused(&[("03", 0, 6_000), ("11", 0, 6_000)], "Avtalt").unwrap();
    assert_eq!(awarded(&outcome), [3_000, 3_000, 4_000, 0], "and never above the budget");
}

#[test]
fn what_is_set_by_hand_stays_within() {
    let inputs = inputs();
    let plan = Plan::of(Method::CountyFrames);
    let with = |adjustments: &[Adjustment]| compute(&plan, &inputs, adjustments);
    let refused = with(&[set(&inputs, 1, 2_001)]).unwrap_err();
    assert!(
        matches!(&refused, PlanError::NoRoom { remaining, .. } if *remaining == kr(2_000)),
        "{refused}"
    );
    let fits = with(&[set(&inputs, 1, 2_000)]).unwrap();
    assert_eq!(awarded(&fits), [3_000, 2_000, 0, 2_000]);
    let line = &fits.lines[1];
    assert!(line.is_adjusted() && line.computed() == Money::ZERO);
    assert!(!fits.reserve_list.contains(&line.application), "it was decided, not short of money");
    // What is set lower makes room, whichever is said first.
    for order in [[0, 1], [1, 0]] {
        let both = [set(&inputs, 0, 1_900), set(&inputs, 1, 3_100)];
        let both = order.map(|at| both[at].clone());
        assert_eq!(awarded(&with(&both).unwrap()), [1_900, 3_100, 0, 2_000]);
    }
    for wrong in [3_101, -1] {
        let refused = with(&[set(&inputs, 1, wrong)]).unwrap_err();
        assert!(matches!(refused, PlanError::AboveApplied { .. }), "{refused}");
    }
    let stranger = Adjustment { application: ApplicationId::fresh(), ..set(&inputs, 0, 1) };
    assert!(matches!(with(&[stranger]), Err(PlanError::NotAContender(_))));
    for language in Language::ALL {
        assert!(refused.in_words(language).contains("S2"));
    }
}

#[test]
fn what_is_kept_computes_to_the_same() {
    let given = inputs();
    let adjustments = vec![set(&given, 1, 1_500)];
    let kept = scenario(Plan::of(Method::CountyFrames), given, adjustments);
    assert_eq!(differences(&kept), Vec::<String>::new());
    let (text, hash) = kept.inputs.frozen().unwrap();
    assert_eq!(serde_json::from_str::<Inputs>(&text).unwrap(), kept.inputs);
    assert_eq!(Inputs::hash_of(&text), hash);
    let mut other = kept.clone();
    other.lines[0].awarded = kr(2_999);
    assert_eq!(differences(&other).len(), 1);
    let mut other = kept.clone();
    other.counties[2].awarded = kr(1);
    assert_eq!(differences(&other).len(), 1);
    let optimum = optimum_of(&kept, Effort::default()).unwrap();
    assert_eq!((optimum.proof, optimum.value), (Proof::Optimal, 150_000));
}

#[test]
fn what_has_changed_is_named() {
    let then = inputs();
    let drawn = scenario(Plan::of(Method::RankedList), then.clone(), Vec::new());
    assert_eq!(stale(&drawn, &then), []);
    let mut now = then.clone();
    now.contenders[0].score_milli = 89_500;
    now.contenders[1].recommended = kr(1);
    now.contenders[2].applied = kr(5_000);
    now.contenders[2].least = Some(kr(1));
    let gone = now.contenders.pop().unwrap();
    let fresh = Contender { application: ApplicationId::fresh(), reference: "S5".into(), ..gone };
    now.contenders.push(fresh);
    now.budget = kr(9_000);
    now.envelope = then.envelope.map(|it| EnvelopeState { remaining: kr(8_000), ..it });
    now.counties[0] = CountyName { county: county("01"), name: "Østfold".into() };
    now.population = figures("population", &[("03", 1)]);
    let changes = stale(&drawn, &now);
    let kinds: Vec<String> = changes
        .iter()
        .map(|change| serde_json::to_value(change).unwrap()["what"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        kinds,
        [
            "other-budget",
            "other-envelope",
            "other-counties",
            "other-score",
            "other-recommended",
            "other-applied",
            "other-facts",
            "new",
            "gone"
        ],
        "how many people there are does not matter to one list"
    );
    let said: Vec<String> = changes.iter().map(|one| one.in_words(Language::Nynorsk)).collect();
    assert_eq!(said[2], "Nye fylke: Østfold. Fylke som ikkje lenger finst: Oslo.");
    assert_eq!(said[3], "S1 hadde 90,00 poeng og har no 89,50.");
    assert_eq!(said[8], "S4 er ikkje lenger med i utveljinga.");
    let frames = scenario(Plan::of(Method::CountyFrames), then.clone(), Vec::new());
    let people = Inputs { population: figures("population", &[("03", 1)]), ..then };
    let name = "population".to_owned();
    assert_eq!(stale(&frames, &people), [Change::OtherWeights { name }]);
}

#[test]
fn two_are_held_against_each_other() {
    let given = inputs();
    let list = scenario(Plan::of(Method::RankedList), given.clone(), Vec::new());
    let frames = scenario(Plan::of(Method::CountyFrames), given, Vec::new());
    let both = compare(&list, &frames);
    let lines: Vec<i64> = both.lines.iter().map(|pair| pair.difference.whole_kroner()).collect();
    assert_eq!(lines, [0, -3_000, -4_000, 2_000]);
    assert_eq!(both.differing().count(), 3);
    let oslo = &both.counties[0];
    assert_eq!((oslo.a, oslo.b, oslo.difference), (kr(6_000), kr(3_000), kr(-3_000)));
    // 6 000 kr on 500 persons is 12 kr each.
    assert_eq!((oslo.per_head_a, oslo.per_head_b), (Some(1_200), Some(600)));
    assert_eq!(oslo.per_head_difference, Some(-600));
    let rogaland = &both.counties[1];
    assert_eq!((rogaland.per_head_a, rogaland.per_head_b), (Some(1_333), Some(0)));
}
