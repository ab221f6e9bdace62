//! One frame: the best choice whose cost lies between a minimum and a maximum.
//!
//! Each item has a reduced worth: its value less what its cost is worth at a rate τ that is chosen so
//! that taking exactly the items of positive reduced worth, the *base*, just about fills the frame. No
//! choice is worth more than the base's reduced worth plus the frame at that rate, and what any choice
//! misses of this is the sum of the reduced worths it deviates by, plus the unused money at the rate. So
//! a choice that misses little deviates only in items near the line, and can be found by dynamic
//! programming over those: states of equal prospects are dropped for the better one, and states whose
//! miss can no longer stay within the slack are dropped too. The slack grows until something is found;
//! what is found first is the best, and proved to be.
//!
//! All numbers are integers. Rates are in [`SCALE`]ths, so nothing is rounded that a proof rests on.
//!
//! Source: Pisinger, «A minimal algorithm for the 0-1 knapsack problem» (1997), for the idea of the core;
//! Kellerer, Pferschy & Pisinger, *Knapsack Problems* (2004), chapter 5, for the bounds.

use super::problem::{Group, Item, Problem};
use std::cmp::{Ordering, Reverse};

/// Rates and worths are counted in parts of this size of a value.
pub(super) const SCALE: i128 = 1 << 24;

/// How many states may still be looked at.
pub(super) struct Meter {
    left: u64,
}

/// The effort has ended.
#[derive(Debug)]
pub(super) struct Ended;

impl Meter {
    pub fn new(states: u64) -> Meter {
        Meter { left: states }
    }
    pub fn spend(&mut self, states: usize) -> Result<(), Ended> {
        self.left = self.left.checked_sub(states as u64).ok_or(Ended)?;
        Ok(())
    }
}

/// A choice by its cost and value, and how it was reached.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    pub cost: i64,
    pub value: i64,
    trace: u32,
}

/// No deviation from the base.
const BASE: u32 = u32::MAX;

/// Choices of one frame, by ascending cost and value: none is both dearer and worth no more than
/// another.
pub(super) struct Frontier {
    pub states: Vec<State>,
    /// The trace before, and the item that is decided otherwise than in the base.
    traces: Vec<(u32, u32)>,
}

/// An item as it deviates from the base.
struct Deviation {
    /// Its place in [`Problem::items`].
    at: usize,
    cost: i64,
    value: i64,
    in_base: bool,
    /// What deciding otherwise than the base misses.
    miss: i128,
}

impl Deviation {
    /// By what is missed per unit of cost, so that those near the line come first.
    fn nearness(&self, other: &Deviation) -> Ordering {
        let product = |miss: i128, cost: i64| miss.saturating_mul(i128::from(cost));
        product(self.miss, other.cost).cmp(&product(other.miss, self.cost))
    }
}

/// What is known of the best choice of a frame.
pub(super) enum Best {
    /// The frontier it was found in, its place there, and what it misses of the upper bound.
    Found { frontier: Frontier, place: usize, miss: i128 },
    /// No choice keeps the frame.
    Impossible,
    /// The effort ended; every choice misses at least this.
    Ended { miss: i128 },
}

/// One frame with its base. Worth is value less cost at a price.
pub(super) struct Knapsack {
    least: i64,
    most: i64,
    /// What a unit of cost is worth elsewhere, in [`SCALE`]ths.
    price: i128,
    /// The rate τ.
    rate: i128,
    /// What no choice's worth exceeds, in [`SCALE`]ths.
    pub upper: i128,
    /// The sum of the reduced worths of the base.
    base_worth: i128,
    base: State,
    /// By nearness.
    deviations: Vec<Deviation>,
}

impl Knapsack {
    /// Sets up a frame where a unit of cost is worth `price` elsewhere.
    pub fn new(problem: &Problem, group: &Group, price: i128) -> Knapsack {
        let item = |at: &usize| &problem.items[*at];
        let mut order: Vec<usize> = group.items.clone();
        order.sort_by(|a, b| by_density(item(a), item(b)).then(a.cmp(b)));
        let rate = rate(problem, group, &order, price);
        let reduced = |item: &Item| scaled(item.value) - rate * i128::from(item.cost);
        let mut base = State { cost: 0, value: 0, trace: BASE };
        let mut base_worth = 0;
        let mut deviations: Vec<Deviation> = Vec::with_capacity(order.len());
        for at in &order {
            let (one, worth) = (item(at), reduced(item(at)));
            let in_base = worth > 0;
            if in_base {
                base.cost += one.cost;
                base.value += one.value;
                base_worth += worth;
            }
            let (cost, value, miss) = (one.cost, one.value, worth.abs());
            deviations.push(Deviation { at: *at, cost, value, in_base, miss });
        }
        deviations.sort_by(|a, b| a.nearness(b).then(a.at.cmp(&b.at)));
        let slope = rate - price;
        let frame = if slope > 0 { group.most } else { group.least };
        Knapsack {
            least: group.least,
            most: group.most,
            price,
            rate,
            upper: base_worth + slope * i128::from(frame),
            base_worth,
            base,
            deviations,
        }
    }

    /// What a choice misses of the upper bound.
    pub fn miss(&self, state: &State) -> i128 {
        self.upper - (scaled(state.value) - self.price * i128::from(state.cost))
    }

    /// The places of a choice in [`Problem::items`], ascending.
    pub fn chosen(&self, frontier: &Frontier, state: &State) -> Vec<usize> {
        let mut inside: Vec<bool> = self.deviations.iter().map(|one| one.in_base).collect();
        let mut trace = state.trace;
        while let Some((before, deviation)) = frontier.traces.get(trace as usize) {
            let deviation = *deviation as usize;
            inside[deviation] = !inside[deviation];
            trace = *before;
        }
        let inside = self.deviations.iter().zip(inside).filter(|(_, inside)| *inside);
        let mut chosen: Vec<usize> = inside.map(|(one, _)| one.at).collect();
        chosen.sort_unstable();
        chosen
    }

    /// Each item with how the base decides it, and what deciding it otherwise misses.
    pub fn decisions(&self) -> impl Iterator<Item = (usize, bool, i128)> {
        self.deviations.iter().map(|one| (one.at, one.in_base, one.miss))
    }

    /// No choice misses more.
    pub fn all(&self) -> i128 {
        let misses: i128 = self.deviations.iter().map(|one| one.miss).sum();
        let costs: i128 = self.deviations.iter().map(|one| i128::from(one.cost)).sum();
        let frame = costs.max(i128::from(self.most));
        misses + (self.rate - self.price).abs() * frame
    }

    /// The base with the nearest items that still fit: its state, and which deviations it takes.
    fn filled(&self) -> Option<(State, Vec<usize>)> {
        let (mut state, mut taken) = (self.base, Vec::new());
        for (place, one) in self.deviations.iter().enumerate() {
            if !one.in_base && one.value > 0 && one.cost <= self.most - state.cost {
                state.cost += one.cost;
                state.value += one.value;
                taken.push(place);
            }
        }
        (self.least..=self.most).contains(&state.cost).then_some((state, taken))
    }

    /// A good choice that is found at once, if there is one; places in [`Problem::items`].
    pub fn greedy(&self) -> Option<Vec<usize>> {
        let (_, taken) = self.filled()?;
        let base = self.deviations.iter().filter(|one| one.in_base).map(|one| one.at);
        Some(base.chain(taken.into_iter().map(|place| self.deviations[place].at)).collect())
    }

    /// Looks for the best choice with ever more slack.
    ///
    /// Where the minimum does not set the rate, it is left out first: it rarely matters, and without it
    /// far more states beat one another.
    pub fn best(&self, meter: &mut Meter) -> Best {
        let mut start = 0;
        if self.least > 0 && self.rate >= self.price {
            match self.best_from(start, 0, meter) {
                Best::Found { frontier, place, miss } => {
                    if frontier.states.get(place).is_some_and(|best| best.cost >= self.least) {
                        return Best::Found { frontier, place, miss };
                    }
                    // With the minimum nothing can miss less.
                    start = miss;
                }
                other => return other,
            }
        }
        self.best_from(start, self.least, meter)
    }

    /// Looks for the best choice that costs at least so much and misses at least `start`.
    fn best_from(&self, start: i128, least: i64, meter: &mut Meter) -> Best {
        let filled = self.filled().filter(|(state, _)| state.cost >= least);
        let enough = filled.map_or_else(|| self.all(), |(state, _)| self.miss(&state));
        let mut misses: Vec<i128> = self.deviations.iter().map(|one| one.miss).collect();
        misses.sort_unstable();
        let first = misses.get(7).or(misses.last()).copied().unwrap_or(0).max(1);
        // Everything that misses less than `done` has been looked at.
        let (mut done, mut slack) = (start, start);
        loop {
            slack = slack.min(enough);
            let Ok(frontier) = self.near(slack, least, meter) else {
                return Best::Ended { miss: done };
            };
            let misses = frontier.states.iter().map(|state| self.miss(state)).enumerate();
            // The cheapest of equals, which comes first.
            if let Some((place, miss)) = misses.min_by_key(|(_, miss)| *miss) {
                return Best::Found { frontier, place, miss };
            }
            if slack >= enough {
                return Best::Impossible;
            }
            done = slack + 1;
            slack = (slack * 2).max(first);
        }
    }

    /// All choices within the frame that miss at most `slack`, but for those that are both dearer and
    /// worth no more than another.
    pub fn within(&self, slack: i128, meter: &mut Meter) -> Result<Frontier, Ended> {
        self.near(slack, self.least, meter)
    }

    /// The same with another minimum.
    fn near(&self, slack: i128, least: i64, meter: &mut Meter) -> Result<Frontier, Ended> {
        let limits = Limits { least, slack };
        let near: Vec<u32> = (0..self.deviations.len())
            .filter(|at| self.deviations[*at].miss <= slack)
            .map(|at| at as u32)
            .collect();
        let prospects = self.prospects(&near);
        let mut frontier = Frontier { states: vec![self.base], traces: Vec::new() };
        for (deviation, prospect) in near.into_iter().zip(prospects.iter().skip(1)) {
            let states = std::mem::take(&mut frontier.states);
            frontier.states =
                self.widened(states, deviation, prospect, limits, &mut frontier.traces);
            meter.spend(frontier.states.len().max(1))?;
        }
        let mut best = i64::MIN;
        frontier.states.retain(|state| {
            let keeps = (least..=self.most).contains(&state.cost)
                && self.miss(state) <= slack
                && (state.value > best || best == i64::MIN);
            if keeps {
                best = state.value;
            }
            keeps
        });
        Ok(frontier)
    }

    /// The states after one more item, by ascending cost.
    fn widened(
        &self,
        states: Vec<State>,
        deviation: u32,
        prospect: &Prospect,
        limits: Limits,
        traces: &mut Vec<(u32, u32)>,
    ) -> Vec<State> {
        let one = &self.deviations[deviation as usize];
        let sign = if one.in_base { -1 } else { 1 };
        let mut next = Vec::with_capacity(states.len() * 2);
        let mut sweep = Sweep::default();
        let mut keep = |state: State, shifted: bool, next: &mut Vec<State>| {
            let within = || self.can_stay(&state, prospect, limits);
            if !sweep.is_beaten(&state) && within() {
                let safe = state.cost - prospect.removable >= limits.least;
                sweep.remember(&state, safe);
                let trace = if shifted {
                    traces.push((state.trace, deviation));
                    // Bounded by the meter long before that.
                    u32::try_from(traces.len() - 1).unwrap_or(BASE)
                } else {
                    state.trace
                };
                next.push(State { trace, ..state });
            }
        };
        let shifted = |state: &State| State {
            cost: state.cost + sign * one.cost,
            value: state.value + sign * one.value,
            trace: state.trace,
        };
        let (mut old, mut new) = (states.iter().peekable(), states.iter().map(shifted).peekable());
        loop {
            // Of equal costs the more valuable first, and the untouched one of equals.
            let takes_old = match (old.peek(), new.peek()) {
                (Some(a), Some(b)) => (a.cost, Reverse(a.value)) <= (b.cost, Reverse(b.value)),
                (Some(_), None) => true,
                (None, Some(_)) => false,
                (None, None) => break,
            };
            if takes_old {
                old.next().into_iter().for_each(|state| keep(*state, false, &mut next));
            } else {
                new.next().into_iter().for_each(|state| keep(state, true, &mut next));
            }
        }
        next
    }

    /// Whether something within the limits can still come of a state.
    fn can_stay(&self, state: &State, prospect: &Prospect, limits: Limits) -> bool {
        let deviated = self.base_worth - scaled(state.value) + self.rate * i128::from(state.cost);
        let left = limits.slack - deviated;
        if left < 0 {
            return false;
        }
        // What is missed at least for moving the cost by an amount, at the nearest item's rate.
        let affords = |amount: i64, at: Option<(i128, i64)>| match at {
            Some((miss, cost)) => {
                left.saturating_mul(i128::from(cost)) >= miss * i128::from(amount)
            }
            None => false,
        };
        let slope = self.rate - self.price;
        // Unused money misses what the slope says, or an item is decided otherwise.
        let unused = |amount: i64, at: Option<(i128, i64)>| {
            left >= slope.abs() * i128::from(amount) || affords(amount, at)
        };
        if state.cost > self.most {
            let over = state.cost - self.most;
            over <= prospect.removable && affords(over, prospect.nearest_to_remove)
        } else if state.cost < limits.least {
            let under = limits.least - state.cost;
            under <= prospect.addable && affords(under, prospect.nearest_to_add)
        } else if slope > 0 {
            unused(self.most - state.cost, prospect.nearest_to_add)
        } else {
            unused(state.cost - limits.least, prospect.nearest_to_remove)
        }
    }

    /// What is still open before each of the deviations, and after the last.
    fn prospects(&self, near: &[u32]) -> Vec<Prospect> {
        let mut prospects = vec![Prospect::default(); near.len() + 1];
        for place in (0..near.len()).rev() {
            let one = &self.deviations[near[place] as usize];
            let mut prospect = prospects[place + 1];
            if one.in_base {
                prospect.removable += one.cost;
                prospect.nearest_to_remove = Some((one.miss, one.cost));
            } else {
                prospect.addable += one.cost;
                prospect.nearest_to_add = Some((one.miss, one.cost));
            }
            prospects[place] = prospect;
        }
        prospects
    }
}

/// What a choice must keep to be looked at further.
#[derive(Clone, Copy)]
struct Limits {
    /// What it costs at least.
    least: i64,
    /// What it misses at most.
    slack: i128,
}

/// What the items not yet looked at can still do.
#[derive(Clone, Copy, Default)]
struct Prospect {
    removable: i64,
    addable: i64,
    /// The miss and cost of the nearest of the base.
    nearest_to_remove: Option<(i128, i64)>,
    /// The miss and cost of the nearest outside it.
    nearest_to_add: Option<(i128, i64)>,
}

/// Drops what is beaten while going through states by ascending cost.
#[derive(Default)]
struct Sweep {
    /// The most valuable one that can never fall below the minimum: it beats all dearer ones.
    safe: Option<i64>,
    /// The last one kept: it beats those of equal cost.
    last: Option<(i64, i64)>,
}

impl Sweep {
    fn is_beaten(&self, state: &State) -> bool {
        self.safe.is_some_and(|value| value >= state.value)
            || self.last.is_some_and(|(cost, value)| cost == state.cost && value >= state.value)
    }
    fn remember(&mut self, state: &State, safe: bool) {
        self.last = Some((state.cost, state.value));
        if safe {
            self.safe = Some(state.value);
        }
    }
}

/// A value in [`SCALE`]ths.
pub(super) fn scaled(value: i64) -> i128 {
    SCALE * i128::from(value)
}

/// The most valuable per unit of cost first.
pub(super) fn by_density(a: &Item, b: &Item) -> Ordering {
    let (of_a, of_b) =
        (i128::from(a.value) * i128::from(b.cost), i128::from(b.value) * i128::from(a.cost));
    of_b.cmp(&of_a)
}

/// The rate at which the items worth more than it just about fill the frame: at least `price` where the
/// maximum binds, at most `price` where the minimum does.
fn rate(problem: &Problem, group: &Group, by_density: &[usize], price: i128) -> i128 {
    let density = |at: usize| {
        let item = &problem.items[at];
        // Rounded up, so that the item itself is not worth more than the rate.
        let (value, cost) = (scaled(item.value), i128::from(item.cost));
        value.div_euclid(cost) + i128::from(value.rem_euclid(cost) > 0)
    };
    let mut cost = 0_i64;
    for &at in by_density {
        let worth_the_price = density(at) > price;
        if !worth_the_price && cost >= group.least {
            return price;
        }
        cost += problem.items[at].cost;
        if worth_the_price && cost > group.most {
            return density(at);
        }
        if !worth_the_price && cost >= group.least {
            return density(at) - 1;
        }
    }
    price
}
