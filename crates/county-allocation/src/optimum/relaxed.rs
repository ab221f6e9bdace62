//! Rules beside the frames, with a price instead of a limit.
//!
//! Each row of the rules gets a price that a choice pays for what it weighs there; with the limits at
//! those prices added, what the frames alone can then reach is a bound for what frames and rules together
//! can. Prices are moved towards where the bound is lowest (subgradients). On the way choices are found
//! and mended, and in the end items are fixed whose other decision could not lead to anything better: so
//! little is left for the solver.
//!
//! Source: Held & Karp, «The traveling-salesman problem and minimum spanning trees» (1971), for the
//! subgradients; Fisher, «The Lagrangian relaxation method for solving integer programming problems»
//! (1981).

use super::check;
use super::counties::{self, Found};
use super::knapsack::by_density;
use super::problem::{Group, Item, Problem};
use super::sides::Side;
use crate::selection::Rules;

/// Values are counted in parts of this size, so that prices can be fine.
const FINE: i64 = 64;

/// How often prices are moved at most.
const MOVES: usize = 600;

/// Prices that move by less than this much of a whole step have settled.
const SLOWEST: f64 = 1.0 / 1024.0;

/// How many items on each side of the line are tried against each other.
const NEAR: usize = 300;

/// How often two of them change places at most.
const MOST_CHANGES: usize = 60;

/// What is known when prices have settled.
pub(super) struct Relaxed {
    /// What no choice can exceed.
    pub bound: i64,
    /// The best choice that was met and keeps everything.
    pub chosen: Option<Vec<usize>>,
    /// How each item is decided in everything that is better than that; `None` where it is open.
    pub fixed: Vec<Option<bool>>,
}

struct Prices<'a> {
    problem: &'a Problem<'a>,
    rules: &'a Rules,
    sides: &'a [Side],
    states: u64,
}

/// What the frames reach at some prices.
struct Reached {
    /// What no choice can exceed, in whole values.
    bound: i64,
    chosen: Vec<usize>,
    /// All items, what is worth most for its cost at these prices first.
    order: Vec<usize>,
}

/// Moves prices and fixes items. `chosen` is a choice that keeps everything, if one is known; `states` is
/// what each step may look at.
pub(super) fn relaxed(
    problem: &Problem,
    rules: &Rules,
    sides: &[Side],
    chosen: Option<Vec<usize>>,
    bound: i64,
    states: u64,
) -> Relaxed {
    let prices = Prices { problem, rules, sides, states };
    let value = |chosen: &[usize]| chosen.iter().map(|at| problem.items[*at].value).sum::<i64>();
    let mut best = chosen;
    let (mut bound, mut settled) = (bound, vec![0.0; sides.len()]);
    let (mut now, mut pace, mut idle) = (settled.clone(), 1.0, 0);
    for _ in 0..MOVES {
        let known = best.as_deref().map(value);
        if known.is_some_and(|known| known >= bound) {
            break;
        }
        let Some(reached) = prices.reach(&now, &[]) else { break };
        if let Some(mended) = prices.mended(&reached) {
            // As near to what is known as that is to the bound: something better may be beside it.
            let near = known.is_none_or(|known| value(&mended) >= known - (bound - known));
            let mended = if near { prices.improved(mended, &reached.order) } else { mended };
            if known.is_none_or(|known| value(&mended) > known) {
                best = Some(mended);
            }
        }
        if reached.bound < bound {
            bound = reached.bound;
            settled.clone_from(&now);
            idle = 0;
        } else {
            idle += 1;
            if idle == 6 {
                (pace, idle) = (pace / 2.0, 0);
                now.clone_from(&settled);
                if pace < SLOWEST {
                    break;
                }
            }
        }
        let aim = known.unwrap_or_else(|| bound - bound / 50 - 1);
        if !prices.step(&mut now, &reached, aim, pace) {
            break;
        }
    }
    let known = best.as_deref().map(value);
    let fixed = match known {
        Some(known) if known < bound => prices.fixed(&settled, known),
        _ => vec![None; problem.items.len()],
    };
    Relaxed { bound: bound.max(known.unwrap_or(i64::MIN)), chosen: best, fixed }
}

impl Prices<'_> {
    /// The question at these prices, and what all limits cost there. `forced` items are decided.
    ///
    /// What an item pays is rounded down and so are the limits' prices: weights within a limit never pay
    /// more than the limit's price rounded down, so the bound holds.
    fn priced(&self, prices: &[f64], forced: &[(usize, bool)]) -> (Problem<'_>, i64) {
        let mut values: Vec<i64> =
            self.problem.items.iter().map(|item| item.value * FINE).collect();
        let mut limits = 0_i64;
        for (side, price) in self.sides.iter().zip(prices) {
            if *price > 0.0 {
                // Whole parts of a part, so that the product is exact.
                let price = (price * FRACTION as f64).round() as i128;
                // Within `DEAREST`, which fits.
                let paid = |weight: i64| {
                    i64::try_from((i128::from(weight) * price).div_euclid(FRACTION)).unwrap_or(0)
                };
                for (at, weight) in &side.terms {
                    values[*at] -= paid(*weight);
                }
                limits += paid(side.most);
            }
        }
        let mut problem = Problem {
            items: (self.problem.items.iter().zip(values))
                .map(|(item, value)| Item { contender: item.contender, cost: item.cost, value })
                .collect(),
            groups: self.problem.groups.iter().map(Group::again).collect(),
            budget: self.problem.budget,
            unit: self.problem.unit,
        };
        for (at, inside) in forced {
            for group in problem.groups.iter_mut().filter(|group| group.items.contains(at)) {
                group.items.retain(|one| one != at);
                if *inside {
                    let cost = problem.items[*at].cost;
                    group.most -= cost;
                    group.least = (group.least - cost).max(0);
                    problem.budget -= cost;
                    limits += problem.items[*at].value;
                }
            }
        }
        (problem, limits)
    }

    fn reach(&self, prices: &[f64], forced: &[(usize, bool)]) -> Option<Reached> {
        let (problem, limits) = self.priced(prices, forced);
        if problem.budget < 0 || problem.groups.iter().any(|group| group.most < 0) {
            return None;
        }
        let Ok(Found { chosen: Some(chosen), bound }) = counties::solve(&problem, self.states)
        else {
            return None;
        };
        let items = &problem.items;
        let mut order: Vec<usize> = (0..items.len()).collect();
        order.sort_by(|a, b| by_density(&items[*a], &items[*b]).then(a.cmp(b)));
        Some(Reached { bound: (bound + limits).div_euclid(FINE), chosen, order })
    }

    /// Moves the prices of what is overdrawn up and of what is not used down; `false` when all is even.
    fn step(&self, prices: &mut [f64], reached: &Reached, aim: i64, pace: f64) -> bool {
        let mut inside = vec![false; self.problem.items.len()];
        reached.chosen.iter().for_each(|at| inside[*at] = true);
        let over: Vec<(f64, f64)> = self
            .sides
            .iter()
            .zip(prices.iter())
            .map(|(side, price)| {
                let over = (side.sum(&inside) - side.most) as f64;
                let large = side.terms.iter().map(|(_, weight)| weight.abs()).max();
                // A row that has room and costs nothing already stays.
                let over = if over < 0.0 && *price == 0.0 { 0.0 } else { over };
                (over, large.unwrap_or(1) as f64)
            })
            .collect();
        let length: f64 = over.iter().map(|(over, large)| (over / large) * (over / large)).sum();
        if length == 0.0 {
            return false;
        }
        let far = ((reached.bound - aim) as f64).max(1.0) * FINE as f64;
        for (price, (over, large)) in prices.iter_mut().zip(over) {
            *price = (*price + pace * far * over / (large * large) / length).max(0.0);
        }
        for (price, side) in prices.iter_mut().zip(self.sides) {
            let weights = side.terms.iter().map(|(_, weight)| weight.abs());
            let large = weights.chain([side.most.abs()]).max().unwrap_or(1);
            *price = price.min(DEAREST / large as f64);
        }
        true
    }

    /// A choice made to keep the rules: what is worth least for its cost goes from what is overdrawn, and
    /// where minima are not reached, from what has more than it must; then what minima lack comes in, and
    /// what is worth most and fits everywhere.
    fn mended(&self, reached: &Reached) -> Option<Vec<usize>> {
        let items = &self.problem.items;
        let mut inside = vec![false; items.len()];
        reached.chosen.iter().for_each(|at| inside[*at] = true);
        let order = &reached.order;
        let mut rows = Rows::of(self, &inside);
        // First where the county can spare it; what a county lacks after that comes in below.
        for sparing in [true, false] {
            for at in order.iter().rev() {
                let goes = rows.overdrawn_by(*at) && (!sparing || rows.can_lose(self, *at));
                if inside[*at] && goes {
                    inside[*at] = false;
                    rows.change(self, *at, -1);
                }
            }
        }
        let lacking = rows.lacking(self);
        if lacking > 0 {
            let largest = items.iter().map(|item| item.cost).max().unwrap_or(0);
            for at in order.iter().rev() {
                if self.problem.budget - rows.cost >= lacking + largest {
                    break;
                }
                if inside[*at] && rows.can_lose(self, *at) && rows.can_spare(*at) {
                    inside[*at] = false;
                    rows.change(self, *at, -1);
                }
            }
        }
        // What two minima need goes before what one needs, and that before what is worth most.
        for needs in [2, 1, 0] {
            for at in order {
                let wanted = match needs {
                    0 => items[*at].value > 0,
                    _ => rows.needs(self, *at) >= needs,
                };
                if !inside[*at] && wanted && rows.fits(self, *at) {
                    inside[*at] = true;
                    rows.change(self, *at, 1);
                }
            }
        }
        let chosen: Vec<usize> = (0..inside.len()).filter(|at| inside[*at]).collect();
        check::keeps(self.problem, self.rules, &chosen).is_ok().then_some(chosen)
    }

    /// A choice that keeps everything, made better: of those near the line, one that is in it and one that
    /// is not change places, always the two that gain most, while anything is gained.
    fn improved(&self, chosen: Vec<usize>, order: &[usize]) -> Vec<usize> {
        let items = &self.problem.items;
        let mut inside = vec![false; items.len()];
        chosen.iter().for_each(|at| inside[*at] = true);
        let mut rows = Rows::of(self, &inside);
        for _ in 0..MOST_CHANGES {
            let going: Vec<usize> =
                order.iter().rev().copied().filter(|at| inside[*at]).take(NEAR).collect();
            let coming: Vec<usize> =
                order.iter().copied().filter(|at| !inside[*at]).take(NEAR).collect();
            let (mut most, mut pair) = (0, None);
            for gone in &going {
                rows.change(self, *gone, -1);
                for come in &coming {
                    let gain = items[*come].value - items[*gone].value;
                    if gain <= most {
                        continue;
                    }
                    rows.change(self, *come, 1);
                    if rows.keep(self, *gone) && rows.keep(self, *come) {
                        (most, pair) = (gain, Some((*gone, *come)));
                    }
                    rows.change(self, *come, -1);
                }
                rows.change(self, *gone, 1);
            }
            let Some((gone, come)) = pair else { break };
            rows.change(self, gone, -1);
            rows.change(self, come, 1);
            (inside[gone], inside[come]) = (false, true);
        }
        (0..inside.len()).filter(|at| inside[*at]).collect()
    }

    /// Decides each item otherwise than the rest would have it, and sees whether anything better than
    /// what is known can come of it.
    fn fixed(&self, prices: &[f64], known: i64) -> Vec<Option<bool>> {
        let mut fixed = vec![None; self.problem.items.len()];
        let (problem, limits) = self.priced(prices, &[]);
        let far = counties::deviations(&problem, limits);
        for (at, (inside, bound)) in far {
            if bound.div_euclid(FINE) <= known {
                fixed[at] = Some(inside);
            }
        }
        // One by one where there are few: this takes the whole of the frames into account.
        let open: Vec<usize> = (0..fixed.len()).filter(|at| fixed[*at].is_none()).collect();
        if open.len() > MOST_TRIED {
            return fixed;
        }
        let mut decided: Vec<(usize, bool)> = Vec::new();
        for at in open {
            for inside in [true, false] {
                decided.push((at, inside));
                let (problem, limits) = self.priced(prices, &decided);
                decided.pop();
                let possible =
                    problem.budget >= 0 && problem.groups.iter().all(|group| group.most >= 0);
                let reaches = possible
                    && match counties::solve(&problem, self.states) {
                        Ok(found) => (found.bound + limits).div_euclid(FINE) > known,
                        Err(_) => false,
                    };
                if !reaches {
                    fixed[at] = Some(!inside);
                    decided.push((at, !inside));
                    break;
                }
            }
        }
        fixed
    }
}

/// Prices are whole numbers of these parts.
const FRACTION: i128 = 1 << 32;

/// The most that anything may pay in one row: far beyond any value, and sums of it still fit.
const DEAREST: f64 = (1_i64 << 44) as f64;

/// How many items are tried one by one at most.
const MOST_TRIED: usize = 400;

/// What each row and frame holds while a choice is mended.
struct Rows {
    sums: Vec<i64>,
    costs: Vec<i64>,
    cost: i64,
    of_item: Vec<Vec<(usize, i64)>>,
    group_of: Vec<usize>,
    limits: Vec<i64>,
}

impl Rows {
    fn of(prices: &Prices, inside: &[bool]) -> Rows {
        let problem = prices.problem;
        let mut rows = Rows {
            sums: prices.sides.iter().map(|side| side.sum(inside)).collect(),
            costs: vec![0; problem.groups.len()],
            cost: 0,
            of_item: vec![Vec::new(); problem.items.len()],
            group_of: vec![0; problem.items.len()],
            limits: prices.sides.iter().map(|side| side.most).collect(),
        };
        for (row, side) in prices.sides.iter().enumerate() {
            for (at, weight) in &side.terms {
                rows.of_item[*at].push((row, *weight));
            }
        }
        for (place, group) in problem.groups.iter().enumerate() {
            for at in &group.items {
                rows.group_of[*at] = place;
                if inside[*at] {
                    rows.costs[place] += problem.items[*at].cost;
                    rows.cost += problem.items[*at].cost;
                }
            }
        }
        rows
    }
    fn change(&mut self, prices: &Prices, at: usize, sign: i64) {
        let cost = sign * prices.problem.items[at].cost;
        self.cost += cost;
        self.costs[self.group_of[at]] += cost;
        for (row, weight) in &self.of_item[at] {
            self.sums[*row] += sign * weight;
        }
    }
    /// A limit it weighs on is overdrawn.
    fn overdrawn_by(&self, at: usize) -> bool {
        self.of_item[at]
            .iter()
            .any(|(row, weight)| *weight > 0 && self.sums[*row] > self.limits[*row])
    }
    /// How many minima it counts for are not reached: its county's, and those of rows.
    fn needs(&self, prices: &Prices, at: usize) -> usize {
        let group = self.group_of[at];
        let of_county = self.costs[group] < prices.problem.groups[group].least;
        let of_rows = self.of_item[at]
            .iter()
            .filter(|(row, weight)| *weight < 0 && self.sums[*row] > self.limits[*row]);
        usize::from(of_county) + of_rows.count()
    }
    /// What minima lack in money: of the counties or of the rows, whichever lack more.
    fn lacking(&self, prices: &Prices) -> i64 {
        let groups = prices.problem.groups.iter().zip(&self.costs);
        let of_counties: i64 = groups.map(|(group, cost)| (group.least - cost).max(0)).sum();
        let rows = prices.sides.iter().zip(&self.sums);
        // Without it a limit, which nothing lacks, looks like a minimum.
        let minima = rows.filter(|(side, _)| side.of_costs && side.most < 0);
        let of_rows: i64 = minima.map(|(side, sum)| (sum - side.most).max(0)).sum();
        of_counties.max(of_rows)
    }
    /// Every minimum of a row that it counts for is reached without it too.
    fn can_spare(&self, at: usize) -> bool {
        self.of_item[at]
            .iter()
            .all(|(row, weight)| *weight > 0 || self.sums[*row] - weight <= self.limits[*row])
    }
    /// Everything that it weighs on is kept.
    fn keep(&self, prices: &Prices, at: usize) -> bool {
        let (cost, group) =
            (self.costs[self.group_of[at]], &prices.problem.groups[self.group_of[at]]);
        self.cost <= prices.problem.budget
            && (group.least..=group.most).contains(&cost)
            && self.of_item[at].iter().all(|(row, _)| self.sums[*row] <= self.limits[*row])
    }
    fn can_lose(&self, prices: &Prices, at: usize) -> bool {
        let group = &prices.problem.groups[self.group_of[at]];
        self.costs[self.group_of[at]] - prices.problem.items[at].cost >= group.least
    }
    fn fits(&self, prices: &Prices, at: usize) -> bool {
        let (cost, group) = (prices.problem.items[at].cost, self.group_of[at]);
        let within = |(row, weight): &(usize, i64)| {
            *weight < 0 || self.sums[*row] + weight <= self.limits[*row]
        };
        self.cost + cost <= prices.problem.budget
            && self.costs[group] + cost <= prices.problem.groups[group].most
            && self.of_item[at].iter().all(within)
    }
}
