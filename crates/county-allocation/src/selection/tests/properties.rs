use super::*;
use proptest::prelude::*;
use proptest::sample::select as one_of;

#[derive(Debug, Clone)]
struct Question {
    frames: Frames,
    rules: Rules,
    contenders: Vec<Contender>,
}

fn question() -> impl Strategy<Value = Question> {
    let one =
        (0_i64..20, 0_i64..60, 1_i64..4, 0_usize..4, 0_usize..3, proptest::option::of(1_i64..60));
    let frame = (0_i64..200, 0_i64..400);
    let cut = prop_oneof![
        3 => Just(Cut::None),
        1 => Just(Cut::ProRata),
        1 => (0_i64..20, 1_i64..100_001).prop_map(|(from, percent)| Cut::Steps(vec![
            Step { from_score_milli: from * 5000, percent_milli: percent },
            Step { from_score_milli: 80_000, percent_milli: 100_000 },
        ])),
    ];
    let quota = proptest::option::of((0_i64..100, proptest::option::of(0_i64..300)));
    (
        (
            proptest::collection::vec(one, 0..30),
            proptest::collection::vec(frame, 3),
            0_i64..900,
            any::<bool>(),
        ),
        (
            one_of(AtTheLine::ALL.to_vec()),
            cut,
            proptest::collection::vec(one_of(TieBreak::ALL.to_vec()), 0..3),
        ),
        (
            proptest::option::of(1_u32..3),
            proptest::collection::vec((0_usize..30, 0_usize..30), 0..4),
            quota,
        ),
    )
        .prop_map(
            |(
                (list, frames, budget, whole),
                (at_the_line, cut, ties),
                (per_recipient, pairs, quota),
            )| {
                let contenders: Vec<Contender> = list
                    .into_iter()
                    .enumerate()
                    .map(|(number, (score, amount, county, recipient, purpose, least))| Contender {
                        recipient: recipient.to_string(),
                        purpose: ["work", "home"].get(purpose).map(|word| (*word).to_owned()),
                        least: least.map(kroner),
                        ..contender(
                            &format!("{number:03}"),
                            &format!("{county:02}"),
                            score * 5000,
                            amount,
                        )
                    })
                    .collect();
                // The third county has no frame.
                let by_county =
                    frames.into_iter().take(2).zip(1..).map(|((least, more), county)| {
                        let frame =
                            CountyFrame { least: kroner(least), most: kroner(least + more) };
                        (format!("{county:02}").parse().expect("a county"), frame)
                    });
                let id = |at: usize| contenders.get(at).map(|one| one.application);
                let purposes = quota
                    .map(|(least, most)| Quota { least: kroner(least), most: most.map(kroner) });
                Question {
                    frames: Frames {
                        budget: kroner(budget),
                        by_county: (!whole).then(|| by_county.collect()),
                    },
                    rules: Rules {
                        at_the_line,
                        cut,
                        ties,
                        per_recipient,
                        exclusive: pairs
                            .into_iter()
                            .filter_map(|(a, b)| id(a).zip(id(b)))
                            .collect(),
                        purposes: purposes
                            .map(|quota| ("work".to_owned(), quota))
                            .into_iter()
                            .collect(),
                        unit: kroner(1),
                    },
                    contenders,
                }
            },
        )
}

fn sum<'a>(choices: impl Iterator<Item = &'a Choice>) -> Money {
    choices.map(|choice| choice.awarded).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn never_above_a_frame_a_quota_or_a_limit(question in question()) {
        let Question { frames, rules, contenders } = question;
        let Selection { choices, left, .. } = select(&frames, &rules, contenders.clone());
        prop_assert_eq!(choices.len(), contenders.len());
        prop_assert!(left >= Money::ZERO);
        prop_assert_eq!(sum(choices.iter()) + left, frames.budget);
        for choice in &choices {
            let county = choice.contender.county;
            let here = sum(choices.iter().filter(|other| other.contender.county == county));
            prop_assert!(here <= frames.of(county).most);
            prop_assert!(choice.awarded >= Money::ZERO);
            prop_assert!(choice.awarded <= choice.contender.recommended.max(Money::ZERO));
            prop_assert!(!choice.reason.in_words(vocabulary::Language::Nynorsk, None).is_empty());
        }
        for (purpose, quota) in &rules.purposes {
            let of = choices.iter().filter(|one| one.contender.purpose.as_ref() == Some(purpose));
            prop_assert!(quota.most.is_none_or(|most| sum(of) <= most));
        }
        let funded: Vec<&Choice> = choices.iter().filter(|one| one.awarded.is_positive()).collect();
        for one in &funded {
            let same = funded.iter().filter(|other| other.contender.recipient == one.contender.recipient);
            prop_assert!(rules.per_recipient.is_none_or(|most| same.count() <= most as usize));
        }
        let has = |id: ApplicationId| funded.iter().any(|one| one.contender.application == id);
        prop_assert!(rules.exclusive.iter().all(|(a, b)| a == b || !(has(*a) && has(*b))));
    }

    #[test]
    fn the_order_of_the_input_changes_nothing(question in question(), turn in 0_usize..30) {
        let Question { frames, rules, mut contenders } = question;
        let before = select(&frames, &rules, contenders.clone());
        let turn = turn.min(contenders.len());
        contenders.rotate_left(turn);
        let half = contenders.len() / 2;
        contenders[..half].reverse();
        prop_assert_eq!(select(&frames, &rules, contenders), before);
    }

    /// Who was passed over for want of money would not have fitted when its turn came.
    #[test]
    fn nobody_is_passed_over_who_fits(question in question()) {
        let rules = Rules {
            at_the_line: AtTheLine::Skip,
            cut: Cut::None,
            purposes: BTreeMap::new(),
            ..question.rules
        };
        let mut frames = question.frames;
        for frame in frames.by_county.iter_mut().flatten() {
            frame.1.least = Money::ZERO;
        }
        let selection = select(&frames, &rules, question.contenders);
        let mut used: BTreeMap<CountyNumber, Money> = BTreeMap::new();
        let mut left = frames.budget;
        for choice in &selection.choices {
            let county = choice.contender.county;
            let here = used.entry(county).or_default();
            if choice.reason.is_for_want_of_money() {
                let room = (frames.of(county).most - *here).min(left);
                prop_assert!(frames.by_county.is_none() || choice.contender.recommended > room);
                prop_assert!(frames.by_county.is_some() || choice.contender.recommended > left);
            }
            *here = *here + choice.awarded;
            left = left - choice.awarded;
        }
    }

    #[test]
    fn a_list_that_has_stopped_gives_nothing_further_down(question in question()) {
        let rules = Rules {
            at_the_line: AtTheLine::Stop,
            cut: Cut::None,
            purposes: BTreeMap::new(),
            ..question.rules
        };
        let selection = select(&question.frames, &rules, question.contenders);
        let county = |choice: &Choice| question.frames.by_county.as_ref().map(|_| choice.contender.county);
        for (at, choice) in selection.choices.iter().enumerate() {
            if choice.reason.is_for_want_of_money() {
                let after = &selection.choices[at + 1..];
                let same = after.iter().filter(|later| county(later) == county(choice));
                prop_assert_eq!(sum(same), Money::ZERO);
            }
        }
    }

    #[test]
    fn nobody_is_cut_below_their_own_minimum(question in question()) {
        let selection = select(&question.frames, &question.rules, question.contenders);
        for choice in selection.choices.iter().filter(|one| one.awarded.is_positive()) {
            let cut = choice.awarded < choice.contender.recommended;
            let least = choice.contender.least.unwrap_or_default();
            prop_assert!(!cut || choice.awarded >= least);
            if let Reason::Partial { least, left, .. } = choice.reason {
                prop_assert!(choice.awarded >= least && choice.awarded <= left);
                prop_assert_eq!(choice.contender.least, Some(least));
            }
        }
    }

    /// The reserve list is those refused for want of money only: with money without end and no frame they
    /// are funded, unless a pair or the limit of a recipient keeps them out.
    #[test]
    fn the_reserve_list_waits_for_money_only(question in question()) {
        let rules = Rules { per_recipient: None, exclusive: Vec::new(), purposes: BTreeMap::new(), ..question.rules.clone() };
        let selection = select(&question.frames, &question.rules, question.contenders.clone());
        let rich = select(&Frames::whole(kroner(1_000_000)), &rules, question.contenders);
        for id in &selection.reserve_list {
            let of = |selection: &Selection| {
                selection.choices.iter().find(|one| one.contender.application == *id).map(|one| (one.awarded, one.reason.clone()))
            };
            let (_, reason) = of(&selection).expect("it stood");
            let (awarded, with_money) = of(&rich).expect("it stands");
            let by_own_minimum = matches!(with_money, Reason::BelowLeast { .. });
            prop_assert!(awarded.is_positive() || by_own_minimum, "{:?} then {:?}", reason, with_money);
        }
    }
}
