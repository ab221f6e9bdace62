//! The published vectors, and what must hold of any sharing.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;
use vocabulary::Language;

const THOUSAND: Money = Money::from_kroner(1000);

fn code(number: usize) -> UnitCode {
    UnitCode(format!("{number:02}"))
}
fn claims(weights: &[i64]) -> Vec<Claim> {
    weights.iter().enumerate().map(|(n, w)| Claim::of(code(n), *w)).collect()
}
fn terms(method: Apportionment, thousands: i64) -> Terms {
    Terms::of(Money::from_kroner(thousands * 1000), THOUSAND, method)
}
fn units_of(shares: &Shares) -> Vec<i64> {
    shares.shares.iter().map(|share| share.units).collect()
}
/// The units of a pot of so many units, without bounds.
fn units(method: Apportionment, pot: i64, weights: &[i64]) -> Vec<i64> {
    units_of(&share(&terms(method, pot), &claims(weights)).expect("shares"))
}

/// The counties of 2010 with their persons, and the columns of expected thousands.
fn counties() -> (Vec<Claim>, [Vec<i64>; 4]) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/vectors.csv");
    let mut table = csv::Reader::from_path(path).expect("the vectors");
    let mut claims = Vec::new();
    let mut expected: [Vec<i64>; 4] = Default::default();
    for row in table.records() {
        let row = row.expect("a row");
        claims.push(Claim::of(&row[0], row[2].parse().expect("persons")));
        for (column, expected) in expected.iter_mut().enumerate() {
            expected.push(row[3 + column].parse().expect("thousands"));
        }
    }
    assert_eq!(claims.len(), 19);
    (claims, expected)
}

#[test]
fn small_vectors() {
    use Apportionment::*;
    assert_eq!(units(Hamilton, 10, &[53, 24, 23]), [5, 3, 2]);
    assert_eq!(units(SainteLague, 10, &[53, 24, 23]), [6, 2, 2]);
    assert_eq!(units(DHondt, 10, &[53, 24, 23]), [6, 2, 2]);
    // The Alabama paradox: one unit more in all, and the smallest loses one.
    assert_eq!(units(Hamilton, 10, &[6, 6, 2]), [4, 4, 2]);
    assert_eq!(units(Hamilton, 11, &[6, 6, 2]), [5, 5, 1]);
}

#[test]
fn the_first_unit_is_hard_or_easy_to_get() {
    use Apportionment::*;
    // Quotients of 100: 100, 33.3, 20, 14.3; of 8 and of 15 only their first matter.
    assert_eq!(units(SainteLague, 5, &[100, 15, 8]), [4, 1, 0]);
    // 15 / 1.4 = 10.7 against 100 / 9 = 11.1.
    assert_eq!(units(ModifiedSainteLague, 5, &[100, 15, 8]), [5, 0, 0]);
    assert_eq!(units(DHondt, 5, &[100, 15, 8]), [5, 0, 0]);
    // Everybody's first goes before anybody's second.
    assert_eq!(units(HuntingtonHill, 5, &[100, 15, 8]), [3, 1, 1]);
    assert_eq!(units(HuntingtonHill, 2, &[8, 15, 100]), [0, 1, 1]);
    // The border of the second unit is √2: 100/√2 against 70 as 70.7 against 70.
    assert_eq!(units(HuntingtonHill, 3, &[140, 99]), [2, 1]);
    assert_eq!(units(Nominal, 10, &[53, 24, 23]), [5, 2, 2]);
}

#[test]
fn eleven_million_over_the_counties_of_2010() {
    let (claims, [hamilton, sainte_lague, dhondt, bounded]) = counties();
    let of = |terms: &Terms| units_of(&share(terms, &claims).expect("shares"));
    assert_eq!(of(&terms(Apportionment::Hamilton, 11_000)), hamilton);
    assert_eq!(of(&terms(Apportionment::SainteLague, 11_000)), sainte_lague);
    assert_eq!(of(&terms(Apportionment::DHondt, 11_000)), dhondt);
    let between = |method| Terms {
        floor: Some(Money::from_kroner(300_000)),
        cap: Some(Money::from_kroner(1_000_000)),
        ..terms(method, 11_000)
    };
    let shares = share(&between(Apportionment::Hamilton), &claims).expect("shares");
    assert_eq!(units_of(&shares), bounded);
    // Nord-Trøndelag is below the floor in the first round and above it when the caps have freed money.
    let pinned: Vec<Vec<&str>> = shares
        .rounds
        .iter()
        .map(|round| round.pinned.iter().map(|pinned| pinned.unit.as_str()).collect())
        .collect();
    assert_eq!(pinned, [vec!["02", "03", "12"], vec!["09", "14", "20"], vec!["11"], vec![]]);
    // Divisor methods keep the same bounds.
    for method in [Apportionment::SainteLague, Apportionment::DHondt, Apportionment::HuntingtonHill]
    {
        let shares = share(&between(method), &claims).expect("shares");
        assert_eq!(shares.shared(), Money::from_kroner(11_000_000));
        for (share, expected) in shares.shares.iter().zip(&bounded) {
            assert!((share.units - expected).abs() <= 1, "{method:?} {share:?}");
            let held = match expected {
                300 => Some(Bound::Floor),
                1000 => Some(Bound::Cap),
                _ => None,
            };
            assert_eq!(share.bound, held, "{method:?} {share:?}");
        }
    }
}

#[test]
fn reserve_and_lumps_go_first_and_what_makes_no_unit_is_rest() {
    let mut claims = claims(&[3, 1, 0]);
    for claim in &mut claims {
        claim.lump = Money::from_kroner(10_000);
    }
    let terms = Terms {
        reserve: Money::from_kroner(100_000),
        ..Terms::of(Money::from_kroner(534_500), THOUSAND, Apportionment::Hamilton)
    };
    let shares = share(&terms, &claims).expect("shares");
    let amounts: Vec<i64> = shares.shares.iter().map(|share| share.amount.whole_kroner()).collect();
    assert_eq!(shares.units, 404);
    assert_eq!(amounts, [313_000, 111_000, 10_000]);
    assert_eq!(shares.rest, Money::from_kroner(500));
}

#[test]
fn floors_go_up_and_caps_down_to_whole_units() {
    let kr = |kroner| Some(Money::from_kroner(kroner));
    let mut all = claims(&[10, 10, 80]);
    all[0].floor = kr(20_500);
    all[2].cap = kr(60_900);
    let shares = share(&terms(Apportionment::Hamilton, 100), &all).expect("shares");
    assert_eq!(units_of(&shares), [21, 19, 60]);
    // A demand is a cap, and goes before a floor.
    all[0].demand = kr(5_900);
    let shares = share(&terms(Apportionment::Hamilton, 100), &all).expect("shares");
    assert_eq!(units_of(&shares), [5, 35, 60]);
    // One's own bound goes before the one for all, also against the other kind.
    let mut all = claims(&[10, 10, 80]);
    all[1].cap = kr(3_000);
    let low = Terms { floor: kr(15_000), ..terms(Apportionment::SainteLague, 100) };
    assert_eq!(units_of(&share(&low, &all).expect("shares")), [15, 3, 82]);
    all[1].cap = None;
    all[1].floor = kr(60_000);
    let high = Terms { cap: kr(30_000), ..terms(Apportionment::Nominal, 100) };
    assert_eq!(units_of(&share(&high, &all).expect("shares")), [10, 60, 30]);
    // A lump above the cap is cut to it.
    let mut all = claims(&[1, 1]);
    all[0] = Claim { lump: Money::from_kroner(8_000), cap: kr(5_500), ..all[0].clone() };
    let shares = share(&terms(Apportionment::DHondt, 20), &all).expect("shares");
    assert_eq!(shares.shares[0].amount, Money::from_kroner(5_000));
    assert_eq!(shares.shares[1].amount, Money::from_kroner(15_000));
}

#[test]
fn ties_go_to_the_larger_weight_and_then_to_the_first_code() {
    for method in Apportionment::ALL {
        if method == Apportionment::Nominal {
            continue;
        }
        let shares = share(&terms(method, 4), &claims(&[5, 5, 5])).expect("shares");
        assert_eq!(units_of(&shares), [2, 1, 1], "{method:?}");
        let [tie] = shares.ties.as_slice() else { panic!("{method:?}: {:?}", shares.ties) };
        assert_eq!((tie.among.len(), tie.got, tie.by), (3, 1, TieBy::Code), "{method:?}");
        assert_eq!(tie.among[0], code(0));
    }
    // 0.5 and 1.5: the larger weight.
    let shares = share(&terms(Apportionment::Hamilton, 2), &claims(&[1, 3])).expect("shares");
    assert_eq!(units_of(&shares), [0, 2]);
    assert_eq!(shares.ties[0].by, TieBy::Weight);
    // D'Hondt: 6/3 and 2/1 are equal.
    let shares = share(&terms(Apportionment::DHondt, 3), &claims(&[2, 6])).expect("shares");
    assert_eq!(units_of(&shares), [0, 3]);
    assert_eq!((shares.ties[0].by, shares.divisor), (TieBy::Weight, None));
}

#[test]
fn who_gets_everything_is_not_held_by_a_cap() {
    let shares = share(&terms(Apportionment::DHondt, 3), &claims(&[1, 24])).expect("shares");
    assert_eq!(units_of(&shares), [0, 3]);
    // 24 / 3 is the last that got a unit, 24 / 4 the largest that got none.
    assert_eq!(shares.divisor.map(|divisor| divisor.to_string()).as_deref(), Some("7"));
    assert_eq!(shares.shares[1].bound, None);
}

#[test]
fn nominal_rounding_leaves_a_rest_or_takes_back_from_the_largest() {
    let shares = share(&terms(Apportionment::Nominal, 10), &claims(&[53, 24, 23])).expect("shares");
    assert_eq!(shares.rest, THOUSAND);
    // 2.5, 2.5, 5: the halves go up, one unit too many.
    let shares = share(&terms(Apportionment::Nominal, 10), &claims(&[1, 1, 2])).expect("shares");
    assert_eq!(units_of(&shares), [3, 3, 4]);
    assert_eq!((shares.shares[2].taken, shares.rest), (1, Money::ZERO));
    // The largest stands at its floor, so the next gives.
    let mut held = claims(&[1, 1, 1, 1]);
    held[3].floor = Some(Money::from_kroner(5_000));
    let shares = share(&terms(Apportionment::Nominal, 8), &held).expect("shares");
    assert_eq!(units_of(&shares), [1, 1, 1, 5]);
    let shares = share(&terms(Apportionment::Nominal, 15), &{
        held[3].floor = Some(Money::from_kroner(9_000));
        held[0].weight = 2;
        held
    })
    .expect("shares");
    // 3, 1.5 and 1.5 make 3 + 2 + 2, and the county at its floor keeps it.
    assert_eq!(units_of(&shares), [2, 2, 2, 9]);
    assert_eq!(shares.shares[0].taken, 1);
}

#[test]
fn what_cannot_be_shared_is_said_with_the_sums() {
    let kr = |kroner| Some(Money::from_kroner(kroner));
    let hundred = terms(Apportionment::Hamilton, 100);
    let why = |terms: &Terms, claims: &[Claim]| share(terms, claims).map(|_| ()).unwrap_err();
    assert_eq!(why(&hundred, &[]), ShareError::Nobody);
    assert_eq!(why(&hundred, &claims(&[0, 0])), ShareError::Weights);
    assert_eq!(why(&hundred, &claims(&[2, -1])), ShareError::Weights);
    assert_eq!(why(&hundred, &claims(&[i64::MAX, 1])), ShareError::Weights);
    assert_eq!(why(&terms(Apportionment::Hamilton, 0), &claims(&[1])), ShareError::Amounts);
    assert_eq!(why(&hundred, &[claims(&[1]), claims(&[2])].concat()), ShareError::Twice(code(0)));
    let two = claims(&[1, 2]);
    let floors = Terms { floor: kr(50_500), ..hundred.clone() };
    assert_eq!(
        why(&floors, &two).to_string(),
        "the floors add up to 102\u{a0}000 kr, more than the 100\u{a0}000 kr there are to share"
    );
    let caps = Terms { cap: kr(30_000), reserve: Money::from_kroner(20_000), ..hundred.clone() };
    assert_eq!(
        why(&caps, &two).to_string(),
        "the caps add up to 60\u{a0}000 kr, less than the 80\u{a0}000 kr there are to share"
    );
    let crossed = Terms { floor: kr(30_100), cap: kr(30_900), ..hundred.clone() };
    assert!(matches!(why(&crossed, &two), ShareError::FloorAboveCap { .. }));
    let much = Terms { reserve: Money::from_kroner(100_001), ..hundred.clone() };
    assert!(matches!(why(&much, &two), ShareError::Reserve { .. }));
    assert_eq!(why(&Terms { floor: kr(-1), ..hundred.clone() }, &two), ShareError::Negative);
    let mut lumps = two.clone();
    lumps[0].lump = Money::from_kroner(100_001);
    assert!(matches!(why(&hundred, &lumps), ShareError::LumpsAbove { .. }));
    // Who has no weight gets no more than their floor, so the others' caps are what there is.
    let mut idle = claims(&[0, 1]);
    idle[1].cap = kr(90_000);
    assert!(matches!(why(&hundred, &idle), ShareError::CapsBelow { .. }));
    for error in [why(&floors, &two), why(&caps, &two), why(&crossed, &two), why(&much, &two)] {
        let said = Language::ALL.map(|language| error.in_words(language));
        assert!(
            said.iter().all(|words| words.ends_with('.') && words.contains("000")
                || words.contains("100\u{a0}001")
                || words.contains("30\u{a0}100")),
            "{said:?}"
        );
        assert_ne!(said[0], said[2]);
    }
}

#[test]
fn a_large_pot_in_small_units_is_given_out_without_counting_to_it() {
    let (claims, _) = counties();
    for method in Apportionment::ALL {
        let terms = Terms {
            cap: Some(Money::from_kroner(200_000_000_000)),
            ..Terms::of(Money::from_kroner(2_000_000_000_000), Money::from_ore(1), method)
        };
        let shares = share(&terms, &claims).expect("shares");
        assert!(shares.shared() <= terms.pot);
        assert!(method == Apportionment::Nominal || shares.rest == Money::ZERO);
    }
}

#[test]
fn on_to_the_municipalities() {
    let above = share(&terms(Apportionment::Hamilton, 100), &claims(&[3, 1, 0])).expect("shares");
    let below = BTreeMap::from([
        (code(0), vec![Claim::of("0001", 5), Claim::of("0002", 5), Claim::of("0003", 5)]),
        (code(1), vec![Claim::of("0101", 2)]),
        (code(2), vec![Claim::of("0201", 2)]),
    ]);
    let within = Terms { floor: Some(THOUSAND), ..terms(Apportionment::SainteLague, 0) };
    let nothing = share_further(&above, &within, &below);
    assert!(
        matches!(&nothing, Err(FurtherError::Within { within, why: ShareError::FloorsAbove { .. } })
        if *within == code(2)),
        "{nothing:?}"
    );
    let within = terms(Apportionment::SainteLague, 0);
    let further = share_further(&above, &within, &below).expect("shares");
    assert_eq!(
        further.iter().map(|f| units_of(&f.shares)).collect::<Vec<_>>(),
        [vec![25, 25, 25], vec![25], vec![0]]
    );
    for (further, share) in further.iter().zip(&above.shares) {
        assert_eq!(further.shares.shared() + further.shares.rest, share.amount);
    }
    // A county with money and nobody in it; somebody in a county that is not there.
    let gone = BTreeMap::from([(code(0), below[&code(0)].clone())]);
    let why = share_further(&above, &within, &gone).unwrap_err();
    assert_eq!(why.to_string(), "within 01: there is nobody to share the money with");
    let strange = BTreeMap::from([(code(7), Vec::new())]);
    assert_eq!(share_further(&above, &within, &strange), Err(FurtherError::NoShare(code(7))));
}

#[test]
fn a_kept_result_reads_back() {
    let (claims, _) = counties();
    for method in Apportionment::ALL {
        let terms = Terms { cap: Some(Money::from_kroner(1_000_000)), ..terms(method, 11_000) };
        let shares = share(&terms, &claims).expect("shares");
        let kept = serde_json::to_string(&shares).expect("text");
        assert!(kept.contains(&format!("\"method\":\"{}\"", method.word())), "{kept}");
        assert_eq!(serde_json::from_str::<Shares>(&kept).expect("read back"), shares);
        assert_eq!(Apportionment::from_word(method.word()), Some(method));
    }
}

#[test]
fn the_working_in_words() {
    let (claims, _) = counties();
    let between = Terms {
        floor: Some(Money::from_kroner(300_000)),
        cap: Some(Money::from_kroner(1_000_000)),
        reserve: Money::from_kroner(500_500),
        ..terms(Apportionment::Hamilton, 11_000)
    };
    let mut said = String::new();
    for (method, language) in [
        (Apportionment::Hamilton, Language::Bokmal),
        (Apportionment::SainteLague, Language::English),
        (Apportionment::Nominal, Language::Nynorsk),
    ] {
        let shares = share(&Terms { method, ..between.clone() }, &claims).expect("shares");
        let working = working_rows(&shares, language, &|unit| format!("fylke {unit}"));
        said += &format!("{}\n", working.title);
        let head: Vec<_> = working.columns.iter().map(|column| column.title(language)).collect();
        said += &format!("{}\n", head.join(" | "));
        for row in working.rows.iter().chain(&working.sums) {
            assert_eq!(row.cells.len(), working.columns.len());
            said += &format!("{}\n", row.cells.join(" | "));
        }
        said += &format!("{}\n\n", working.notes.join("\n"));
    }
    insta::assert_snapshot!("working", said.replace('\u{a0}', " "));
}

/// Weights, a pot that is enough for the floors, and bounds that can be met.
fn bounded() -> impl Strategy<Value = (Terms, Vec<Claim>)> {
    bounded_by(Apportionment::ALL.to_vec())
}
fn bounded_by_divisors() -> impl Strategy<Value = (Terms, Vec<Claim>)> {
    let all = Apportionment::ALL.into_iter();
    bounded_by(all.filter(|method| method.has_divisors()).collect())
}
fn bounded_by(methods: Vec<Apportionment>) -> impl Strategy<Value = (Terms, Vec<Claim>)> {
    let claim = (0_i64..700_000, 0_i64..40, 0_i64..60, any::<(bool, bool)>());
    let claims = proptest::collection::vec(claim, 1..25);
    let method = proptest::sample::select(methods);
    (claims, method, 0_i64..1_000, 0_i64..999_999)
        .prop_map(|(drawn, method, more, ore)| {
            let kroner = |thousands: i64| Money::from_kroner(thousands * 1000);
            let mut claims = Vec::new();
            let (mut least, mut most) = (0, 0);
            for (n, (weight, floor, width, (has_floor, has_cap))) in drawn.into_iter().enumerate() {
                let weight = weight.max(i64::from(n == 0));
                let floor = if has_floor { floor } else { 0 };
                least += floor;
                most += match (has_cap, weight) {
                    (_, 0) => floor,
                    (true, _) => floor + width,
                    (false, _) => 5_000,
                };
                claims.push(Claim {
                    floor: has_floor.then(|| kroner(floor)),
                    cap: has_cap.then(|| kroner(floor + width)),
                    ..Claim::of(code(n), weight)
                });
            }
            let pot = least + if most > least { more % (most - least + 1) } else { 0 };
            // A rest below one unit, and no unit at all where nothing may be shared.
            let pot = Money::from_kroner(pot * 1000) + Money::from_ore(ore % 100_000);
            (Terms::of(pot, THOUSAND, method), claims)
        })
        .prop_filter("a pot", |(terms, _)| terms.pot.is_positive())
}

/// A second, slow way to share by quotients: floats nowhere, no heap, one unit after the other.
fn one_by_one(terms: &Terms, claims: &[Claim]) -> Vec<i64> {
    let whole = |amount: Option<Money>, none: i64| {
        amount.map_or(none, |amount| amount.whole_kroner() / 1000)
    };
    let mut given: Vec<i64> = claims.iter().map(|claim| whole(claim.floor, 0)).collect();
    let pot = terms.pot.whole_kroner() / 1000;
    // The square of the divisor of the next unit, times 100.
    let divisor = |given: i64| match terms.method {
        Apportionment::SainteLague => 100 * (2 * given + 1) * (2 * given + 1),
        Apportionment::ModifiedSainteLague if given == 0 => 196,
        Apportionment::ModifiedSainteLague => 100 * (2 * given + 1) * (2 * given + 1),
        Apportionment::HuntingtonHill => 100 * given * (given + 1),
        _ => 100 * (given + 1) * (given + 1),
    };
    while given.iter().sum::<i64>() < pot {
        let mut best: Option<usize> = None;
        for (at, claim) in claims.iter().enumerate() {
            if claim.weight == 0 || given[at] >= whole(claim.cap, i64::MAX) {
                continue;
            }
            let beats = best.is_none_or(|best| {
                let square = |claim: &Claim| i128::from(claim.weight) * i128::from(claim.weight);
                let mine = square(claim) * i128::from(divisor(given[best]));
                let its = square(&claims[best]) * i128::from(divisor(given[at]));
                // Equal only where neither divisor is 0, or the weights are equal.
                let both_first = divisor(given[best]) == 0 && divisor(given[at]) == 0;
                let order = if both_first { std::cmp::Ordering::Equal } else { mine.cmp(&its) };
                order.then(claim.weight.cmp(&claims[best].weight)).is_gt()
            });
            if beats {
                best = Some(at);
            }
        }
        given[best.expect("somebody below their cap")] += 1;
    }
    given
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn shares_and_rest_are_the_pot_and_bounds_hold((terms, claims) in bounded()) {
        let shares = share(&terms, &claims).unwrap();
        prop_assert_eq!(shares.shared() + shares.rest, terms.pot);
        prop_assert!(shares.rest >= Money::ZERO);
        if terms.method != Apportionment::Nominal {
            prop_assert!(shares.rest < THOUSAND);
        }
        for (share, claim) in shares.shares.iter().zip(&claims) {
            prop_assert_eq!(&share.unit, &claim.unit);
            prop_assert!(share.amount >= claim.floor.unwrap_or(Money::ZERO));
            prop_assert!(claim.cap.is_none_or(|cap| share.amount <= cap));
            prop_assert_eq!(share.amount.ore() % THOUSAND.ore(), 0);
        }
    }

    #[test]
    fn the_order_of_the_input_changes_nothing(
        ((terms, claims), shuffled) in bounded().prop_flat_map(|(terms, claims)| {
            (Just((terms, claims.clone())), Just(claims).prop_shuffle())
        })
    ) {
        let by_unit = |claims: &[Claim]| {
            let shares = share(&terms, claims).unwrap();
            let ties = shares.ties.clone();
            let of: BTreeMap<UnitCode, Share> =
                shares.shares.into_iter().map(|share| (share.unit.clone(), share)).collect();
            (of, ties, shares.divisor)
        };
        prop_assert_eq!(by_unit(&claims), by_unit(&shuffled));
    }

    #[test]
    fn largest_remainder_stays_within_the_quota(
        pot in 1_i64..20_000_000,
        weights in proptest::collection::vec(0_i64..700_000, 1..30),
    ) {
        prop_assume!(weights.iter().any(|weight| *weight > 0));
        let terms = Terms::of(Money::from_kroner(pot), THOUSAND, Apportionment::Hamilton);
        for share in share(&terms, &claims(&weights)).unwrap().shares {
            let up = share.quota.whole + i64::from(share.quota.numerator > 0);
            prop_assert!((share.quota.whole..=up).contains(&share.units));
        }
    }

    #[test]
    fn divisor_methods_take_from_nobody_when_the_pot_grows(
        (terms, claims) in bounded_by_divisors(),
    ) {
        let more = Terms { pot: terms.pot + THOUSAND, ..terms.clone() };
        let (before, after) = (share(&terms, &claims).unwrap(), share(&more, &claims));
        // The caps may be reached.
        let Ok(after) = after else { return Ok(()) };
        for (before, after) in before.shares.iter().zip(&after.shares) {
            prop_assert!(after.units >= before.units);
        }
    }

    #[test]
    fn divisor_methods_give_the_units_out_one_by_one(
        (terms, claims) in bounded_by_divisors(),
    ) {
        let shares = share(&terms, &claims).unwrap();
        prop_assert_eq!(units_of(&shares), one_by_one(&terms, &claims));
    }

    /// What a person does with paper: the working of every share adds up to its amount.
    #[test]
    fn the_working_adds_up_again((terms, claims) in bounded()) {
        let shares = share(&terms, &claims).unwrap();
        prop_assert_eq!(shares.weight, claims.iter().map(|claim| claim.weight).sum::<i64>());
        let last = shares.rounds.last();
        let pinned: BTreeMap<&UnitCode, &Pinned> = shares
            .rounds
            .iter()
            .flat_map(|round| &round.pinned)
            .map(|pinned| (&pinned.unit, pinned))
            .collect();
        let left: i64 = shares.units - pinned.values().map(|pinned| pinned.units).sum::<i64>();
        prop_assert!(last.is_none_or(|last| last.left == left));
        for share in &shares.shares {
            prop_assert_eq!(share.amount, share.lump + Money::from_kroner(share.units * 1000));
            if terms.method.has_divisors() {
                continue;
            }
            match pinned.get(&share.unit) {
                Some(pinned) => {
                    prop_assert_eq!(share.bound, Some(pinned.bound));
                    prop_assert_eq!(share.units, pinned.units);
                    // Nobody was set to a bound too early: at what the free ones get per weight in the
                    // end, a cap is still reached and a floor still needed.
                    let Some(last) = last.filter(|last| last.weight > 0) else { continue };
                    let quota = i128::from(last.left) * i128::from(share.weight);
                    let held = i128::from(pinned.units) * i128::from(last.weight);
                    let still = match pinned.bound {
                        Bound::Cap => quota >= held,
                        Bound::Floor => quota <= held,
                    };
                    prop_assert!(still, "{:?}", pinned);
                }
                None => {
                    let (left, weight) =
                        last.map_or((shares.units, shares.weight), |last| (last.left, last.weight));
                    let quota = share.bounded.unwrap_or(share.quota);
                    prop_assert_eq!(quota.denominator, weight.max(1));
                    prop_assert_eq!(
                        i128::from(quota.whole) * i128::from(quota.denominator)
                            + i128::from(quota.numerator),
                        i128::from(left) * i128::from(share.weight)
                    );
                    let up = i64::from(share.rounded_up);
                    prop_assert_eq!(share.units, quota.whole + up - share.taken);
                }
            }
        }
    }

    /// The sentence «divide every weight by this and round» is true.
    #[test]
    fn the_common_divisor_gives_the_units((terms, claims) in bounded_by_divisors()) {
        let shares = share(&terms, &claims).unwrap();
        let Some(divisor) = shares.divisor else { return Ok(()) };
        for (share, claim) in shares.shares.iter().zip(&claims) {
            let scale = 10_i128.pow(divisor.decimals);
            // weight / divisor = above / below
            let (above, below) = (i128::from(claim.weight) * scale, divisor.digits);
            let down = above / below;
            let up = match terms.method {
                Apportionment::SainteLague => 2 * (above - down * below) >= below,
                Apportionment::ModifiedSainteLague if down == 0 => 10 * above >= 7 * below,
                Apportionment::ModifiedSainteLague => 2 * (above - down * below) >= below,
                Apportionment::HuntingtonHill => {
                    above > 0 && above * above >= down * (down + 1) * below * below
                }
                _ => false,
            };
            let mut units = down + i128::from(up);
            let thousands = |amount: Money| i128::from(amount.whole_kroner() / 1000);
            if let Some(floor) = claim.floor {
                units = units.max(thousands(floor));
            }
            if let Some(cap) = claim.cap {
                units = units.min(thousands(cap));
            }
            if claim.weight > 0 {
                prop_assert_eq!(units, i128::from(share.units), "{:?} {}", share, divisor);
            }
        }
    }
}
