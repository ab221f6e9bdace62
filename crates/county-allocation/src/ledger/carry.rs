//! What may be carried over to a later budget year, and what lapses.
//!
//! A frame holds money of several budget years: its own, and what was carried to it. The oldest money is
//! used first, so that what is left is the youngest, and as little lapses as can.

use vocabulary::{Day, EnvelopeId, Money};

/// How long unused money of a post can be used, from a budget year on. Dated data: a rule never changes,
/// a later one takes its place for the years from then on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarryRule {
    /// The chapter; `*` stands for all that have no rule of their own.
    pub chapter: String,
    /// The item; `*` as above.
    pub item: String,
    /// The first budget year whose money it holds for.
    pub from_year: i32,
    /// In how many years after its own the money can be used; 0 when it cannot be carried at all.
    pub years_on: i32,
    /// The most that may be carried, in thousandths of what was given; all of it when none is set.
    pub most_milli: Option<i32>,
    /// Where it stands.
    pub source: String,
    /// The date of that text.
    pub source_on: Day,
}

impl CarryRule {
    /// The first field that cannot be so, by its name; `None` when all can.
    pub fn wrong(&self) -> Option<&'static str> {
        let digits = |text: &str, most: usize| {
            (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        let general = self.chapter == "*";
        if !general && !digits(&self.chapter, 4) {
            return Some("chapter");
        }
        if general != (self.item == "*") || (!general && !digits(&self.item, 2)) {
            return Some("item");
        }
        if !(1900..=2200).contains(&self.from_year) {
            return Some("from_year");
        }
        if !(0..=50).contains(&self.years_on) {
            return Some("years_on");
        }
        self.most_milli.filter(|milli| !(1..=1000).contains(milli)).map(|_| "most_milli")
    }
}

/// The rules that hold for one post.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CarryRules(Vec<CarryRule>);

impl CarryRules {
    /// Those for a chapter and item, of all there are.
    pub fn of_post(all: Vec<CarryRule>, chapter: &str, item: &str) -> CarryRules {
        let fits = |rule: &CarryRule| {
            let general = rule.chapter == "*" && rule.item == "*";
            general || (rule.chapter == chapter && rule.item == item)
        };
        CarryRules(all.into_iter().filter(fits).collect())
    }

    /// The rule for money of a budget year: the post's own before the general one, the latest first.
    /// `None` when it cannot be carried.
    pub fn for_money_of(&self, year: i32) -> Option<&CarryRule> {
        let rule = self
            .0
            .iter()
            .filter(|rule| rule.from_year <= year)
            .max_by_key(|rule| (rule.chapter != "*", rule.from_year));
        rule.filter(|rule| rule.years_on > 0)
    }

    /// The last budget year in which money of a year can be used.
    pub fn last_year(&self, origin: i32) -> i32 {
        origin + self.for_money_of(origin).map_or(0, |rule| rule.years_on)
    }
}

/// The money of one budget year in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tranche {
    /// The year it was appropriated for.
    pub origin: i32,
    /// How much of it came into the frame.
    pub came: Money,
    /// How much of that was carried on to later years already.
    pub went: Money,
}

/// What of the tranches is not used, by origin, oldest first; none of it is nothing. The oldest money is
/// used first.
pub fn unused(tranches: &[Tranche], used: Money) -> Vec<(Tranche, Money)> {
    let mut oldest_first = tranches.to_vec();
    oldest_first.sort_by_key(|tranche| tranche.origin);
    let there = |tranche: &Tranche| tranche.came - tranche.went;
    // A frame that was reduced by more than its own year's money was reduced by carried money too.
    let short: Money = tranches.iter().map(there).filter(|amount| *amount < Money::ZERO).sum();
    let mut to_cover = used - short;
    let mut left = Vec::new();
    for tranche in oldest_first {
        let there = there(&tranche);
        let covers = there.min(to_cover).max(Money::ZERO);
        to_cover = to_cover - covers;
        if (there - covers).is_positive() {
            left.push((tranche, there - covers));
        }
    }
    left
}

/// Unused money that cannot be used any more after a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lapse {
    /// The year it was appropriated for.
    pub origin: i32,
    /// The last year it can be used in.
    pub until: i32,
    /// How much.
    pub amount: Money,
}

/// What of a frame can be carried to a year.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Carriable {
    /// What may be carried, by the year it was appropriated for, oldest first.
    pub carried: Vec<(i32, Money)>,
    /// What lapses before that year.
    pub lapses: Vec<Lapse>,
    /// What stays because a rule lets only a part be carried.
    pub above_limit: Money,
    /// What stays because no rule lets it be carried.
    pub without_rule: Money,
}

impl Carriable {
    /// What may be carried in all.
    pub fn most(&self) -> Money {
        self.carried.iter().map(|(_, amount)| *amount).sum()
    }

    /// Which money goes when so much is carried: the oldest first, which would lapse first. `None` when
    /// it is more than may be carried.
    pub fn oldest(&self, amount: Money) -> Option<Vec<(i32, Money)>> {
        if amount > self.most() {
            return None;
        }
        let mut left = amount;
        let mut taken = Vec::new();
        for (origin, there) in &self.carried {
            let takes = left.min(*there);
            if takes.is_positive() {
                taken.push((*origin, takes));
            }
            left = left - takes;
        }
        Some(taken)
    }
}

/// What of a frame with these tranches, `used` of them promised, can be carried to a later year.
///
/// Source: bevilgningsreglementet (26 May 2005) § 5: what carries the words «kan overføres» can be used
/// in the two budget years that follow. The rules are data, see [`CarryRule`].
pub fn carriable(rules: &CarryRules, tranches: &[Tranche], used: Money, to_year: i32) -> Carriable {
    let mut outcome = Carriable::default();
    for (tranche, amount) in unused(tranches, used) {
        let Some(rule) = rules.for_money_of(tranche.origin) else {
            outcome.without_rule = outcome.without_rule + amount;
            continue;
        };
        let until = tranche.origin + rule.years_on;
        if until < to_year {
            outcome.lapses.push(Lapse { origin: tranche.origin, until, amount });
            continue;
        }
        let most = rule.most_milli.map_or(amount, |milli| {
            let most = i128::from(tranche.came.ore()) * i128::from(milli) / 1000;
            let most = Money::from_ore(i64::try_from(most).unwrap_or(i64::MAX)) - tranche.went;
            most.max(Money::ZERO)
        });
        let may = amount.min(most);
        outcome.above_limit = outcome.above_limit + (amount - may);
        if may.is_positive() {
            outcome.carried.push((tranche.origin, may));
        }
    }
    outcome
}

/// The tranches of a frame: what came to it and went from it by the books of carried money, and what
/// of its own year makes up the rest of what it holds.
pub(crate) fn tranches(
    id: EnvelopeId,
    year: i32,
    holds: Money,
    carried: &[(EnvelopeId, EnvelopeId, i32, Money)],
) -> Vec<Tranche> {
    let mut tranches: Vec<Tranche> = Vec::new();
    let mut of = |origin: i32| -> usize {
        match tranches.iter().position(|tranche| tranche.origin == origin) {
            Some(at) => at,
            None => {
                tranches.push(Tranche { origin, came: Money::ZERO, went: Money::ZERO });
                tranches.len() - 1
            }
        }
    };
    let own = of(year);
    let places: Vec<usize> = carried.iter().map(|(_, _, origin, _)| of(*origin)).collect();
    let (mut came_in_all, mut went_in_all) = (Money::ZERO, Money::ZERO);
    for ((from, to, _, amount), place) in carried.iter().zip(places) {
        let Some(tranche) = tranches.get_mut(place) else { continue };
        if *from == id {
            tranche.went = tranche.went + *amount;
            went_in_all = went_in_all + *amount;
        }
        if *to == id {
            tranche.came = tranche.came + *amount;
            came_in_all = came_in_all + *amount;
        }
    }
    // What it holds is its own money and what came, without what went.
    if let Some(tranche) = tranches.get_mut(own) {
        tranche.came = tranche.came + (holds + went_in_all - came_in_all);
    }
    tranches.sort_by_key(|tranche| tranche.origin);
    tranches
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kr(kroner: i64) -> Money {
        Money::from_kroner(kroner)
    }

    fn rule(chapter: &str, from_year: i32, years_on: i32, most_milli: Option<i32>) -> CarryRule {
        CarryRule {
            chapter: chapter.into(),
            item: if chapter == "*" { "*".into() } else { "60".into() },
            from_year,
            years_on,
            most_milli,
            source: "§ 5".into(),
            source_on: Day::new(2005, 5, 26).expect("a day"),
        }
    }

    fn rules(all: Vec<CarryRule>) -> CarryRules {
        CarryRules::of_post(all, "764", "60")
    }

    fn came(origin: i32, kroner: i64) -> Tranche {
        Tranche { origin, came: kr(kroner), went: Money::ZERO }
    }

    #[test]
    fn the_oldest_money_is_used_first() {
        let tranches = [came(2012, 100), came(2010, 30), came(2011, 20)];
        let left = unused(&tranches, kr(40));
        let left: Vec<_> = left.into_iter().map(|(t, amount)| (t.origin, amount)).collect();
        assert_eq!(left, [(2011, kr(10)), (2012, kr(100))]);
    }

    #[test]
    fn money_can_be_used_in_the_two_years_that_follow() {
        let general = rules(vec![rule("*", 2006, 2, None)]);
        let tranches = [came(2010, 30), came(2011, 20), came(2012, 100)];
        let to_2013 = carriable(&general, &tranches, kr(10), 2013);
        assert_eq!(to_2013.carried, [(2011, kr(20)), (2012, kr(100))]);
        assert_eq!(to_2013.lapses, [Lapse { origin: 2010, until: 2012, amount: kr(20) }]);
        assert_eq!(general.last_year(2010), 2012);
        assert_eq!(to_2013.oldest(kr(50)), Some(vec![(2011, kr(20)), (2012, kr(30))]));
        assert_eq!(to_2013.oldest(kr(121)), None);
    }

    #[test]
    fn a_post_of_its_own_rule_and_the_latest_one() {
        let all = vec![
            rule("*", 2006, 2, None),
            rule("764", 2010, 1, Some(50)),
            rule("764", 2012, 0, None),
            rule("765", 2006, 9, None),
        ];
        let of = rules(all);
        assert_eq!(of.for_money_of(2009).map(|rule| rule.years_on), Some(2));
        assert_eq!(of.for_money_of(2011).map(|rule| rule.years_on), Some(1));
        assert_eq!(of.for_money_of(2012), None, "it cannot be carried at all");
        assert_eq!(of.for_money_of(2005), None, "no rule is that old");
        let limited = carriable(&of, &[came(2011, 1000)], kr(100), 2012);
        assert_eq!((limited.most(), limited.above_limit), (kr(50), kr(850)));
        let again = Tranche { went: kr(30), ..came(2011, 1000) };
        assert_eq!(carriable(&of, &[again], kr(0), 2012).most(), kr(20));
        assert_eq!(carriable(&of, &[came(2012, 7)], kr(0), 2013).without_rule, kr(7));
    }

    #[test]
    fn a_rule_names_what_can_be_one() {
        let good = rule("764", 2012, 2, Some(50));
        assert_eq!(good.wrong(), None);
        assert_eq!(rule("*", 2012, 0, None).wrong(), None);
        for (wrong, field) in [
            (CarryRule { chapter: "76a".into(), ..good.clone() }, "chapter"),
            (CarryRule { item: "*".into(), ..good.clone() }, "item"),
            (CarryRule { item: "601".into(), ..good.clone() }, "item"),
            (CarryRule { from_year: 12, ..good.clone() }, "from_year"),
            (CarryRule { years_on: -1, ..good.clone() }, "years_on"),
            (CarryRule { most_milli: Some(1001), ..good.clone() }, "most_milli"),
            (CarryRule { most_milli: Some(0), ..good }, "most_milli"),
        ] {
            assert_eq!(wrong.wrong(), Some(field), "{wrong:?}");
        }
    }

    #[test]
    fn a_frame_knows_which_years_its_money_is_of() {
        let ids: Vec<_> = (0..3).map(|_| EnvelopeId::fresh()).collect();
        let books = [
            (ids[0], ids[1], 2010, kr(5)),
            (ids[0], ids[1], 2011, kr(7)),
            (ids[1], ids[2], 2010, kr(2)),
        ];
        let tranches = tranches(ids[1], 2012, kr(110), &books);
        let of = |origin: i32| tranches.iter().find(|t| t.origin == origin).copied();
        assert_eq!(of(2010), Some(Tranche { went: kr(2), ..came(2010, 5) }));
        assert_eq!(of(2011), Some(came(2011, 7)));
        assert_eq!(of(2012), Some(came(2012, 100)));
    }

    proptest! {
        /// Every krone that is not used is carried, lapses or stays; none is there twice.
        #[test]
        fn nothing_is_lost(
            years in proptest::collection::vec((2006_i32..2016, 0_i64..1000), 0..6),
            used in 0_i64..3000,
            to_year in 2010_i32..2020,
            milli in proptest::option::of(1_i32..=1000),
        ) {
            let tranches: Vec<_> = years.iter().map(|(year, amount)| came(*year, *amount)).collect();
            let all: Money = tranches.iter().map(|t| t.came).sum();
            let used = kr(used).min(all);
            let of = rules(vec![rule("*", 2008, 2, milli)]);
            let outcome = carriable(&of, &tranches, used, to_year);
            let lapses: Money = outcome.lapses.iter().map(|lapse| lapse.amount).sum();
            let stays = outcome.above_limit + outcome.without_rule;
            prop_assert_eq!(outcome.most() + lapses + stays, all - used);
            prop_assert!(outcome.lapses.iter().all(|lapse| lapse.until < to_year));
            let half = Money::from_ore(outcome.most().ore() / 2);
            let taken = outcome.oldest(half).expect("half of it may go");
            prop_assert_eq!(taken.iter().map(|(_, amount)| *amount).sum::<Money>(), half);
        }
    }
}
