//! Down the list: the highest first, while the money lasts.

use super::rules::WHOLE;
use super::{AtTheLine, Choice, Contender, Frames, Given, Rank, Ranked, Reason, Rules};
use std::collections::BTreeMap;
use vocabulary::{CountyNumber, Money};

/// What has gone to a county or a purpose so far.
#[derive(Default)]
struct Used {
    money: Money,
    funded: usize,
    /// What those further down still need; money is kept for a minimum only as far as that.
    still_wanted: Money,
    /// The place at which its list ended.
    stopped_at: Option<usize>,
}

impl Used {
    /// What is still to be kept for a minimum.
    fn to_keep(&self, least: Money) -> Money {
        (least - self.money).min(self.still_wanted).max(Money::ZERO)
    }
}

/// What has been given out so far.
struct Ledger<'a> {
    frames: &'a Frames,
    rules: &'a Rules,
    all: Used,
    counties: BTreeMap<CountyNumber, Used>,
    purposes: BTreeMap<String, Used>,
    given: Given<'a>,
}

/// What limits an award, with what is left of it.
enum Limit {
    Frame,
    Budget,
    Purpose { purpose: String, most: Money },
    Kept { kept: Money },
}

/// Goes down the list and gives each what it may get while the frames last.
pub(super) fn down_the_list(frames: &Frames, rules: &Rules, ranked: Vec<Ranked>) -> Vec<Choice> {
    let mut ledger = Ledger {
        frames,
        rules,
        all: Used::default(),
        counties: BTreeMap::new(),
        purposes: BTreeMap::new(),
        given: Given::under(rules),
    };
    for one in &ranked {
        let wanted = cut(rules, &one.contender);
        ledger.each_used(&one.contender, |used| used.still_wanted = used.still_wanted + wanted);
    }
    ranked
        .into_iter()
        .map(|one| {
            let wanted = cut(rules, &one.contender);
            ledger.each_used(&one.contender, |used| used.still_wanted = used.still_wanted - wanted);
            let (awarded, reason) = ledger.decide(&one, wanted);
            if awarded.is_positive() {
                ledger.give(&one.contender, awarded);
            }
            Choice { contender: one.contender, place: one.place, awarded, reason }
        })
        .collect()
}

/// What is to be awarded after a step cut; nothing when nothing is recommended.
fn cut(rules: &Rules, contender: &Contender) -> Money {
    if !contender.recommended.is_positive() {
        return Money::ZERO;
    }
    match rules.percent_milli(contender.score_milli) {
        WHOLE => contender.recommended,
        percent => {
            let ore = i128::from(contender.recommended.ore()) * i128::from(percent);
            let ore = ore / i128::from(WHOLE);
            // A part of an i64 is an i64.
            rules.in_units(Money::from_ore(i64::try_from(ore).unwrap_or(0)))
        }
    }
}

impl Ledger<'_> {
    /// Does something with each account a contender counts in: the whole, its county, its purpose.
    fn each_used(&mut self, contender: &Contender, mut change: impl FnMut(&mut Used)) {
        change(&mut self.all);
        change(self.counties.entry(contender.county).or_default());
        if let Some(purpose) = &contender.purpose {
            match self.purposes.get_mut(purpose) {
                Some(used) => change(used),
                None => change(self.purposes.entry(purpose.clone()).or_default()),
            }
        }
    }

    fn give(&mut self, contender: &Contender, amount: Money) {
        self.each_used(contender, |used| {
            used.money = used.money + amount;
            used.funded += 1;
        });
        self.given.give(contender, amount);
    }

    fn decide(&mut self, one: &Ranked, wanted: Money) -> (Money, Reason) {
        let Ranked { contender, rank, .. } = one;
        let (rank, recommended) = (*rank, contender.recommended);
        let refused = |reason: Reason| (Money::ZERO, reason);
        if !recommended.is_positive() {
            return refused(Reason::NothingRecommended);
        }
        let percent_milli = self.rules.percent_milli(contender.score_milli);
        let from_score_milli = self.step_from(contender.score_milli);
        let by_step = Reason::CutByStep { rank, percent_milli, from_score_milli, recommended };
        if !wanted.is_positive() {
            return refused(by_step);
        }
        if let Some(least) = contender.least.filter(|least| wanted < recommended && wanted < *least)
        {
            return refused(Reason::BelowLeast { rank, offered: wanted, least });
        }
        if let Some(rule) = self.given.not_another(contender) {
            return refused(rule.refuses(rank, wanted));
        }
        if let Some(at) = self.stopped(one) {
            return refused(at);
        }
        let (room, limit) = self.room(contender);
        if wanted <= room {
            let whole = percent_milli == WHOLE;
            return (wanted, if whole { Reason::Funded { rank } } else { by_step });
        }
        if self.rules.at_the_line == AtTheLine::Partial
            && let Some(least) = contender.least.filter(|_| room.is_positive())
        {
            if least <= room {
                let amount = self.rules.in_units(room).max(least).min(wanted);
                if amount.is_positive() {
                    let left = room;
                    return (amount, Reason::Partial { rank, left, needed: wanted, least });
                }
            } else {
                return refused(Reason::BelowLeast { rank, offered: room, least });
            }
        }
        if self.rules.at_the_line == AtTheLine::Stop {
            self.stop(one, &limit);
        }
        refused(self.no_room(one, wanted, room, limit))
    }

    fn step_from(&self, score_milli: i64) -> Option<i64> {
        let super::Cut::Steps(steps) = &self.rules.cut else { return None };
        let reached = steps.iter().map(|step| step.from_score_milli);
        reached.filter(|from| *from <= score_milli).max()
    }

    /// Whether one of the lists it stands on has ended.
    fn stopped(&self, one: &Ranked) -> Option<Reason> {
        if let Some(at) = self.all.stopped_at {
            return Some(Reason::Stopped { rank: one.overall, at });
        }
        let purpose = one.contender.purpose.as_ref().and_then(|name| self.purposes.get(name));
        let county = self.counties.get(&one.contender.county);
        let at = [county, purpose].into_iter().flatten().find_map(|used| used.stopped_at)?;
        Some(Reason::Stopped { rank: one.rank, at })
    }

    fn stop(&mut self, one: &Ranked, limit: &Limit) {
        let contender = &one.contender;
        match limit {
            Limit::Frame if one.rank.county.is_some() => {
                let county = self.counties.entry(contender.county).or_default();
                county.stopped_at = Some(one.rank.place);
            }
            Limit::Purpose { purpose, .. } => {
                let used = self.purposes.entry(purpose.clone()).or_default();
                used.stopped_at = Some(one.rank.place);
            }
            Limit::Frame | Limit::Budget | Limit::Kept { .. } => {
                self.all.stopped_at = Some(one.place);
            }
        }
    }

    /// The most it may get, and what sets that limit: the first of the narrowest.
    fn room(&self, contender: &Contender) -> (Money, Limit) {
        let left = self.frames.budget - self.all.money;
        let county = self.counties.get(&contender.county);
        let own = match self.frames.by_county {
            Some(_) => {
                let used = county.map_or(Money::ZERO, |used| used.money);
                self.frames.of(contender.county).most - used
            }
            None => left,
        };
        let mut narrowest = (own, Limit::Frame);
        let mut narrow = |room: Money, limit: Limit| {
            if room < narrowest.0 {
                narrowest = (room, limit);
            }
        };
        if let Some(purpose) = &contender.purpose
            && let Some((most, left)) = self.given.left_of_purpose(contender)
        {
            narrow(left, Limit::Purpose { purpose: purpose.clone(), most });
        }
        narrow(left, Limit::Budget);
        let kept = self.kept_from(contender);
        if kept.is_positive() {
            narrow(left - kept, Limit::Kept { kept });
        }
        narrowest
    }

    /// What must stay for the minima of other counties and purposes. One application can serve a county
    /// and a purpose at once, so the larger of the two sums is what is certainly needed.
    fn kept_from(&self, contender: &Contender) -> Money {
        let counties = self.frames.by_county.iter().flatten();
        let counties = counties.filter(|(county, _)| **county != contender.county);
        let for_counties: Money = counties
            .filter_map(|(county, frame)| Some(self.counties.get(county)?.to_keep(frame.least)))
            .sum();
        let purposes = self.rules.purposes.iter();
        let purposes = purposes.filter(|(name, _)| Some(*name) != contender.purpose.as_ref());
        let for_purposes: Money = purposes
            .filter_map(|(name, quota)| Some(self.purposes.get(name)?.to_keep(quota.least)))
            .sum();
        for_counties.max(for_purposes)
    }

    fn no_room(&self, one: &Ranked, needed: Money, room: Money, limit: Limit) -> Reason {
        let left = room.max(Money::ZERO);
        let out_of = |rank: Rank, used: Option<&Used>| match left.is_positive() {
            true => Reason::DoesNotFit { rank, left, needed },
            false => Reason::UsedUp { rank, funded_before: used.map_or(0, |used| used.funded) },
        };
        match limit {
            Limit::Frame if one.rank.county.is_some() => {
                out_of(one.rank, self.counties.get(&one.contender.county))
            }
            Limit::Frame | Limit::Budget => out_of(one.overall, Some(&self.all)),
            Limit::Purpose { purpose, most } => {
                Reason::PurposeUsedUp { rank: one.rank, purpose, most, left, needed }
            }
            Limit::Kept { kept } => {
                let left = self.frames.budget - self.all.money;
                Reason::KeptForOthers { rank: one.rank, left, kept: kept.min(left), needed }
            }
        }
    }
}
