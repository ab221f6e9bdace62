mod properties;
mod words;

use super::*;

fn kroner(amount: i64) -> Money {
    Money::from_kroner(amount)
}

fn contender(reference: &str, county: &str, score: i64, amount: i64) -> Contender {
    Contender {
        application: ApplicationId::fresh(),
        reference: reference.into(),
        county: county.parse().unwrap(),
        applied: kroner(amount),
        recommended: kroner(amount),
        score_milli: score,
        least: None,
        recipient: reference.into(),
        purpose: None,
    }
}

/// In units of one krone, so that amounts stay small.
fn rules() -> Rules {
    Rules { unit: kroner(1), ..Rules::default() }
}

fn awarded(selection: &Selection) -> Vec<(&str, i64)> {
    let choices = selection.choices.iter();
    choices.map(|one| (one.contender.reference.as_str(), one.awarded.whole_kroner())).collect()
}

fn reserve(selection: &Selection) -> Vec<&str> {
    let of = |id: &ApplicationId| {
        let choice = selection.choices.iter().find(|one| one.contender.application == *id);
        choice.expect("it is one of them").contender.reference.as_str()
    };
    selection.reserve_list.iter().map(of).collect()
}

fn five() -> Vec<Contender> {
    vec![
        contender("b", "11", 80_000, 600),
        contender("a", "03", 90_000, 300),
        contender("d", "11", 60_000, 100),
        contender("c", "11", 70_000, 200),
        contender("e", "11", 50_000, 10),
    ]
}

#[test]
fn down_the_list_until_the_frame_is_used_up() {
    let selection = select(&Frames::whole(kroner(1000)), &Rules::default(), five());
    assert_eq!(awarded(&selection), [("a", 300), ("b", 600), ("c", 0), ("d", 100), ("e", 0)]);
    let choices = &selection.choices;
    assert!(matches!(
        choices[2].reason,
        Reason::DoesNotFit { rank: Rank { place: 3, of: 5, .. }, .. }
    ));
    assert!(matches!(choices[4].reason, Reason::UsedUp { funded_before: 3, .. }));
    assert_eq!(selection.left, Money::ZERO);
    assert_eq!(reserve(&selection), ["c", "e"]);
}

#[test]
fn a_list_that_stops_stops_at_the_first_that_does_not_fit() {
    let rules = Rules { at_the_line: AtTheLine::Stop, ..rules() };
    let selection = select(&Frames::whole(kroner(1000)), &rules, five());
    assert_eq!(awarded(&selection), [("a", 300), ("b", 600), ("c", 0), ("d", 0), ("e", 0)]);
    assert!(matches!(selection.choices[2].reason, Reason::DoesNotFit { .. }));
    assert!(matches!(selection.choices[3].reason, Reason::Stopped { at: 3, .. }));
    assert_eq!(selection.left, kroner(100));
    assert_eq!(reserve(&selection), ["c", "d", "e"]);
}

#[test]
fn who_can_do_with_less_gets_what_is_left() {
    let rules = Rules { at_the_line: AtTheLine::Partial, ..rules() };
    let with_least = |least: Option<i64>| {
        let mut list = five();
        list[3].least = least.map(kroner);
        select(&Frames::whole(kroner(1000)), &rules, list)
    };
    let enough = with_least(Some(80));
    assert_eq!(awarded(&enough), [("a", 300), ("b", 600), ("c", 100), ("d", 0), ("e", 0)]);
    assert!(matches!(enough.choices[2].reason, Reason::Partial { .. }));
    let short = with_least(Some(120));
    assert_eq!(awarded(&short), [("a", 300), ("b", 600), ("c", 0), ("d", 100), ("e", 0)]);
    assert!(matches!(short.choices[2].reason, Reason::BelowLeast { .. }));
    let unsaid = with_least(None);
    assert_eq!(awarded(&unsaid), awarded(&short));
    assert!(matches!(unsaid.choices[2].reason, Reason::DoesNotFit { .. }));
}

#[test]
fn county_frames_hold_by_county_and_the_budget_over_all() {
    let frame = |least: i64, most: i64| CountyFrame { least: kroner(least), most: kroner(most) };
    let frames = |budget: i64| Frames {
        budget: kroner(budget),
        by_county: Some(BTreeMap::from([
            ("03".parse().unwrap(), frame(0, 300)),
            ("11".parse().unwrap(), frame(0, 500)),
        ])),
    };
    let list = vec![
        contender("a", "03", 90_000, 300),
        contender("b", "11", 80_000, 500),
        contender("c", "03", 70_000, 100),
        contender("d", "20", 60_000, 1),
    ];
    let selection = select(&frames(800), &Rules::default(), list.clone());
    assert_eq!(awarded(&selection), [("a", 300), ("b", 500), ("c", 0), ("d", 0)]);
    let tighter = select(&frames(799), &Rules::default(), list);
    assert_eq!(awarded(&tighter), [("a", 300), ("b", 0), ("c", 0), ("d", 0)]);
    let rank = tighter.choices[1].reason.rank().unwrap();
    assert_eq!((rank.place, rank.of, rank.frame, rank.county), (2, 4, kroner(799), None));
}

#[test]
fn money_is_kept_for_the_minimum_of_a_county_while_somebody_there_can_use_it() {
    let frame = |least: i64, most: i64| CountyFrame { least: kroner(least), most: kroner(most) };
    let frames = Frames {
        budget: kroner(1000),
        by_county: Some(BTreeMap::from([
            ("03".parse().unwrap(), frame(0, 1000)),
            ("11".parse().unwrap(), frame(400, 1000)),
        ])),
    };
    let list = |last: i64| {
        vec![
            contender("a", "03", 90_000, 500),
            contender("b", "03", 80_000, 300),
            contender("c", "11", 70_000, last),
        ]
    };
    let kept = select(&frames, &Rules::default(), list(450));
    assert_eq!(awarded(&kept), [("a", 500), ("b", 0), ("c", 450)]);
    assert!(
        matches!(kept.choices[1].reason, Reason::KeptForOthers { kept, .. } if kept == kroner(400))
    );
    assert!(kept.short.is_empty());
    // Nobody in the county can use more than 200, so no more is kept, and its minimum is not reached.
    let short = select(&frames, &Rules::default(), list(200));
    assert_eq!(awarded(&short), [("a", 500), ("b", 300), ("c", 200)]);
    let county = "11".parse().unwrap();
    assert_eq!(short.short, [Short::County { county, least: kroner(400), got: kroner(200) }]);
}

#[test]
fn purposes_have_quotas() {
    let list = || {
        let purposes = [Some("work"), Some("work"), None, Some("home"), Some("home")];
        let list = ["a", "b", "c", "d", "e"].into_iter().zip(purposes).zip((50_000..).step_by(1));
        list.map(|((reference, purpose), score)| Contender {
            purpose: purpose.map(str::to_owned),
            ..contender(reference, "11", 100_000 - score, 300)
        })
        .collect::<Vec<_>>()
    };
    let quota =
        |least: i64, most: Option<i64>| Quota { least: kroner(least), most: most.map(kroner) };
    let mut rules = rules();
    rules.purposes.insert("work".into(), quota(0, Some(400)));
    let selection = select(&Frames::whole(kroner(900)), &rules, list());
    assert_eq!(awarded(&selection), [("a", 300), ("b", 0), ("c", 300), ("d", 300), ("e", 0)]);
    assert!(matches!(
        &selection.choices[1].reason,
        Reason::PurposeUsedUp { purpose, left, .. } if purpose == "work" && *left == kroner(100)
    ));
    rules.purposes.insert("home".into(), quota(600, None));
    let selection = select(&Frames::whole(kroner(900)), &rules, list());
    assert_eq!(awarded(&selection), [("a", 300), ("b", 0), ("c", 0), ("d", 300), ("e", 300)]);
    assert!(matches!(selection.choices[2].reason, Reason::KeptForOthers { .. }));
}

#[test]
fn recipients_and_pairs_have_limits_and_do_not_stand_on_the_reserve_list() {
    let mut list = five();
    list[0].recipient = "a".into();
    let rules = Rules {
        per_recipient: Some(1),
        exclusive: vec![(list[4].application, list[3].application)],
        ..rules()
    };
    let selection = select(&Frames::whole(kroner(9000)), &rules, list);
    assert_eq!(awarded(&selection), [("a", 300), ("b", 0), ("c", 200), ("d", 100), ("e", 0)]);
    assert!(matches!(selection.choices[1].reason, Reason::RecipientHasEnough { most: 1, .. }));
    assert!(
        matches!(&selection.choices[4].reason, Reason::ExcludedBy { reference, .. } if reference == "c")
    );
    assert!(selection.reserve_list.is_empty());
}

#[test]
fn steps_cut_by_score_and_round_down() {
    let step = |from: i64, percent: i64| Step { from_score_milli: from, percent_milli: percent };
    let steps = vec![step(60_000, 62_500), step(80_000, 100_000)];
    let rules = Rules { cut: Cut::Steps(steps), unit: kroner(10), ..Rules::default() };
    let mut list = five();
    list[2].least = Some(kroner(90));
    let selection = select(&Frames::whole(kroner(9000)), &rules, list);
    assert_eq!(awarded(&selection), [("a", 300), ("b", 600), ("c", 120), ("d", 0), ("e", 0)]);
    let reasons: Vec<&Reason> = selection.choices.iter().map(|one| &one.reason).collect();
    assert!(matches!(reasons[1], Reason::Funded { .. }));
    assert!(matches!(reasons[2], Reason::CutByStep { from_score_milli: Some(60_000), .. }));
    assert!(matches!(reasons[3], Reason::BelowLeast { offered, .. } if *offered == kroner(60)));
    assert!(matches!(
        reasons[4],
        Reason::CutByStep { percent_milli: 0, from_score_milli: None, .. }
    ));
    assert_eq!(reserve(&selection), ["d"]);
}

#[test]
fn a_cut_for_all_lets_those_fall_out_who_cannot_do_with_less() {
    let rules = Rules { cut: Cut::ProRata, ..rules() };
    let mut list = five();
    let alike = select(&Frames::whole(kroner(605)), &rules, list.clone());
    assert_eq!(awarded(&alike), [("a", 150), ("b", 300), ("c", 100), ("d", 50), ("e", 5)]);
    let half = &alike.choices[0].reason;
    assert!(matches!(half, Reason::CutProRata { percent_milli: 50_000, .. }));
    // Without the 600 of b there is enough for all others.
    list[0].least = Some(kroner(500));
    let selection = select(&Frames::whole(kroner(610)), &rules, list.clone());
    assert_eq!(awarded(&selection), [("a", 300), ("b", 0), ("c", 200), ("d", 100), ("e", 10)]);
    assert!(matches!(selection.choices[0].reason, Reason::Funded { .. }));
    // The lowest falls out first, and that is enough.
    list[4].least = Some(kroner(10));
    list[2].least = Some(kroner(50));
    let selection = select(&Frames::whole(kroner(1009)), &rules, list);
    assert_eq!(awarded(&selection), [("a", 252), ("b", 504), ("c", 168), ("d", 84), ("e", 0)]);
}

#[test]
fn ties_are_decided_in_the_order_of_the_rules() {
    let list = || {
        let mut list = vec![
            contender("a", "11", 50_000, 300),
            contender("b", "11", 50_000, 100),
            contender("c", "11", 50_000, 100),
            contender("d", "11", 50_000, 200),
        ];
        list[3].applied = kroner(1000);
        list[2].applied = kroner(125);
        list
    };
    let order = |ties: &[TieBreak]| {
        let rules = Rules { ties: ties.to_vec(), ..rules() };
        let selection = select(&Frames::whole(kroner(9000)), &rules, list());
        awarded(&selection).into_iter().map(|(name, _)| name).collect::<String>()
    };
    assert_eq!(order(&[]), "abcd");
    assert_eq!(order(&[TieBreak::SmallerAmount]), "bcda");
    assert_eq!(order(&[TieBreak::LargerAmount]), "adbc");
    assert_eq!(order(&[TieBreak::LargerShareRecommended]), "abcd");
    assert_eq!(order(&[TieBreak::LargerShareRecommended, TieBreak::SmallerAmount]), "bacd");
    assert_eq!(order(&[TieBreak::EarlierReference, TieBreak::LargerAmount]), "abcd");
}

#[test]
fn two_choices_are_compared() {
    let all = five();
    let rules = Rules::default();
    let a = select(&Frames::whole(kroner(1000)), &rules, all.clone());
    // With the scores turned round the small ones go first; b is not scored at all.
    let scores = all
        .iter()
        .filter(|one| one.reference != "b")
        .map(|one| (one.application, 100_000 - one.score_milli))
        .collect();
    let others = with_scores(&all, &scores);
    assert_eq!(others.len(), 4);
    let b = select(&Frames::whole(kroner(1000)), &rules, others);
    let swaps = compare_choices(&a.choices, &b.choices);
    let names = |ids: &[ApplicationId]| -> String {
        let of = |id: &ApplicationId| all.iter().find(|one| one.application == *id).unwrap();
        ids.iter().map(|id| of(id).reference.as_str()).collect()
    };
    assert_eq!(
        (names(&swaps.funded_only_in_a), names(&swaps.funded_only_in_b)),
        ("b".into(), "ec".into())
    );
    assert!(swaps.other_amount.is_empty() && !swaps.is_empty());
    assert!(compare_choices(&a.choices, &a.choices).is_empty());
    let alike = select(
        &Frames::whole(kroner(605)),
        &Rules { cut: Cut::ProRata, ..super::tests::rules() },
        all,
    );
    let swaps = compare_choices(&a.choices, &alike.choices);
    assert_eq!(swaps.other_amount[0].b, kroner(150));
    assert_eq!(swaps.other_amount.len(), 3);
}

#[test]
fn rules_are_read_as_they_are_written_and_silence_is_the_default() {
    assert_eq!(serde_json::from_str::<Rules>("{}").unwrap(), Rules::default());
    let rules = Rules {
        at_the_line: AtTheLine::Partial,
        cut: Cut::Steps(vec![Step { from_score_milli: 1, percent_milli: 2 }]),
        purposes: BTreeMap::from([("work".into(), Quota { least: kroner(1), most: None })]),
        per_recipient: Some(2),
        exclusive: vec![(ApplicationId::fresh(), ApplicationId::fresh())],
        ..Rules::default()
    };
    let text = serde_json::to_string(&rules).unwrap();
    assert_eq!(serde_json::from_str::<Rules>(&text).unwrap(), rules);
    let frames =
        Frames::by_county(kroner(5), &BTreeMap::from([("11".parse().unwrap(), kroner(3))]));
    let text = serde_json::to_string(&frames).unwrap();
    assert_eq!(serde_json::from_str::<Frames>(&text).unwrap(), frames);
    for line in AtTheLine::ALL {
        assert_eq!(AtTheLine::from_word(line.word()), Some(line));
        assert_eq!(serde_json::to_value(line).unwrap(), line.word());
    }
    for tie in TieBreak::ALL {
        assert_eq!(TieBreak::from_word(tie.word()), Some(tie));
        assert_eq!(serde_json::to_value(tie).unwrap(), tie.word());
    }
}
