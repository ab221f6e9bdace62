//! Several frames and one budget.
//!
//! Where the budget reaches all frames, each is solved by itself. Where it does not, a price on money is
//! set so that what the frames want at that price just about adds up to the budget. At that price each
//! frame is solved by itself again, which gives an upper bound for all; what a choice misses of it is what
//! it misses in each frame plus the unused money at the price. So only choices near the best of each
//! frame can belong to the best of all: they are combined frame by frame (max-plus), and the slack grows
//! until something is found.

use super::OptimumError;
use super::knapsack::{Best, Ended, Frontier, Knapsack, Meter, SCALE, by_density, scaled};
use super::problem::{Group, Problem};
use vocabulary::Money;

/// The best choice of the frames.
pub(super) struct Found {
    /// Places in [`Problem::items`]; none when the effort ended first.
    pub chosen: Option<Vec<usize>>,
    /// What no choice can exceed.
    pub bound: i64,
}

/// No choice keeps the frames.
pub(super) enum Impossible {
    /// Not even the one at this place of [`Problem::groups`].
    Frame(usize),
    /// Not all of them within the budget.
    Together,
}

impl Impossible {
    pub fn into_error(self, problem: &Problem) -> OptimumError {
        let group = match self {
            Impossible::Frame(place) => problem.groups.get(place),
            Impossible::Together => None,
        };
        match group {
            Some(Group { county: Some(county), least, most, .. }) => OptimumError::CountyNever {
                county: *county,
                least: problem.money(*least),
                most: problem.money(*most),
            },
            _ => OptimumError::NeverTogether {
                minima: least_of_all(problem),
                budget: problem.money(problem.budget),
            },
        }
    }
}

fn least_of_all(problem: &Problem) -> Money {
    problem.groups.iter().map(|group| problem.money(group.least)).sum()
}

/// Solves the frames, looking at no more than so many states.
pub(super) fn solve(problem: &Problem, states: u64) -> Result<Found, Impossible> {
    let mut meter = Meter::new(states);
    let price = price(problem);
    let knapsacks: Vec<Knapsack> =
        problem.groups.iter().map(|group| Knapsack::new(problem, group, price)).collect();
    let mut bests = Vec::with_capacity(knapsacks.len());
    for (place, knapsack) in knapsacks.iter().enumerate() {
        match knapsack.best(&mut meter) {
            Best::Impossible => return Err(Impossible::Frame(place)),
            best => bests.push(best),
        }
    }
    let missed = |best: &Best| match best {
        Best::Found { miss, .. } | Best::Ended { miss } => *miss,
        Best::Impossible => 0,
    };
    // What no choice's worth exceeds, with the budget at its price.
    let upper: i128 = price * i128::from(problem.budget)
        + knapsacks.iter().zip(&bests).map(|(one, best)| one.upper - missed(best)).sum::<i128>();
    let cost = |chosen: &[usize]| chosen.iter().map(|at| problem.items[*at].cost).sum::<i64>();
    let chosen = alone(&knapsacks, &bests);
    let ended = bests.iter().any(|best| matches!(best, Best::Ended { .. }));
    if price == 0
        && !ended
        && let Some(chosen) = chosen.as_ref().filter(|chosen| cost(chosen) <= problem.budget)
    {
        return Ok(Found { chosen: Some(chosen.clone()), bound: floor(upper) });
    }
    let near = chosen.and_then(|chosen| trimmed(problem, &chosen));
    if ended {
        return Ok(Found { chosen: near, bound: floor(upper) });
    }
    let misses: Vec<i128> = bests.iter().map(missed).collect();
    let together = Together { problem, knapsacks: &knapsacks, misses: &misses, price, upper };
    together.best(&mut meter, near)
}

/// For each item how the base decides it, and what no choice can exceed that decides it otherwise;
/// `more` is added to each. Coarser than solving the question again for each, and done at once.
pub(super) fn deviations(problem: &Problem, more: i64) -> Vec<(usize, (bool, i64))> {
    let price = price(problem);
    let knapsacks: Vec<Knapsack> =
        problem.groups.iter().map(|group| Knapsack::new(problem, group, price)).collect();
    let upper: i128 = price * i128::from(problem.budget)
        + knapsacks.iter().map(|knapsack| knapsack.upper).sum::<i128>();
    let of = |knapsack: &Knapsack| {
        let bound = |miss: i128| floor(upper - miss).saturating_add(more);
        knapsack
            .decisions()
            .map(|(at, inside, miss)| (at, (inside, bound(miss))))
            .collect::<Vec<_>>()
    };
    knapsacks.iter().flat_map(of).collect()
}

fn floor(scaled: i128) -> i64 {
    i64::try_from(scaled.div_euclid(SCALE)).unwrap_or(i64::MAX)
}

/// The best of each frame, or the nearest to it where the effort ended.
fn alone(knapsacks: &[Knapsack], bests: &[Best]) -> Option<Vec<usize>> {
    let mut chosen = Vec::new();
    for (knapsack, best) in knapsacks.iter().zip(bests) {
        match best {
            Best::Found { frontier, place, .. } => {
                chosen.extend(knapsack.chosen(frontier, frontier.states.get(*place)?));
            }
            Best::Ended { .. } => chosen.extend(knapsack.greedy()?),
            Best::Impossible => return None,
        }
    }
    Some(chosen)
}

/// A choice made to fit into the budget: what is worth least for its cost goes, down to the minimum of
/// each frame, and what is worth most and still fits comes in.
fn trimmed(problem: &Problem, chosen: &[usize]) -> Option<Vec<usize>> {
    let mut group_of = vec![0; problem.items.len()];
    for (place, group) in problem.groups.iter().enumerate() {
        for at in &group.items {
            group_of[*at] = place;
        }
    }
    let mut inside = vec![false; problem.items.len()];
    let mut costs = vec![0; problem.groups.len()];
    let mut cost = 0;
    for at in chosen {
        inside[*at] = true;
        cost += problem.items[*at].cost;
        costs[group_of[*at]] += problem.items[*at].cost;
    }
    // Items that stand in no frame are decided already.
    let mut order: Vec<usize> =
        problem.groups.iter().flat_map(|group| group.items.iter().copied()).collect();
    order.sort_by(|a, b| by_density(&problem.items[*a], &problem.items[*b]).then(a.cmp(b)));
    for at in order.iter().rev().filter(|at| inside[**at]).copied().collect::<Vec<_>>() {
        let (one, group) = (problem.items[at].cost, group_of[at]);
        if cost > problem.budget && costs[group] - one >= problem.groups[group].least {
            inside[at] = false;
            cost -= one;
            costs[group] -= one;
        }
    }
    for at in order {
        let (one, group) = (problem.items[at].cost, group_of[at]);
        let fits = cost + one <= problem.budget && costs[group] + one <= problem.groups[group].most;
        if !inside[at] && fits && problem.items[at].value > 0 {
            inside[at] = true;
            cost += one;
            costs[group] += one;
        }
    }
    let chosen = (0..inside.len()).filter(|at| inside[*at]).collect();
    (cost <= problem.budget).then_some(chosen)
}

/// What a frame wants at a price, as if items could be divided.
struct Demand {
    /// By ascending density, with the cost of all that are as dense or denser.
    dense: Vec<(i128, i128)>,
    least: i128,
    most: i128,
}

impl Demand {
    fn of(problem: &Problem, group: &Group) -> Demand {
        let density = |at: &usize| {
            let (value, cost) = (problem.items[*at].value, i128::from(problem.items[*at].cost));
            (scaled(value).div_euclid(cost), cost)
        };
        let mut dense: Vec<(i128, i128)> = group.items.iter().map(density).collect();
        dense.sort_unstable();
        let mut sum = 0;
        for (_, cost) in dense.iter_mut().rev() {
            sum += *cost;
            *cost = sum;
        }
        Demand { dense, least: group.least.into(), most: group.most.into() }
    }
    fn at(&self, price: i128) -> i128 {
        let first = self.dense.partition_point(|(density, _)| *density <= price);
        let cost = self.dense.get(first).map_or(0, |(_, cost)| *cost);
        cost.min(self.most).max(self.least)
    }
}

/// The least price at which what the frames want adds up to no more than the budget.
fn price(problem: &Problem) -> i128 {
    if all_reached(problem) {
        return 0;
    }
    let demands: Vec<Demand> =
        problem.groups.iter().map(|group| Demand::of(problem, group)).collect();
    let budget = i128::from(problem.budget);
    let dearest = demands.iter().filter_map(|demand| demand.dense.last()).map(|one| one.0).max();
    let (mut low, mut high) = (0, dearest.unwrap_or(0).max(0) + 1);
    while low < high {
        let middle = (low + high) / 2;
        let wanted: i128 = demands.iter().map(|demand| demand.at(middle)).sum();
        if wanted <= budget { high = middle } else { low = middle + 1 }
    }
    low
}

/// The budget reaches whatever the frames choose.
fn all_reached(problem: &Problem) -> bool {
    let of = |group: &Group| {
        let costs: i128 = group.items.iter().map(|at| i128::from(problem.items[*at].cost)).sum();
        costs.min(i128::from(group.most))
    };
    problem.groups.iter().map(of).sum::<i128>() <= i128::from(problem.budget)
}

/// Choices of several frames, by ascending cost and value.
struct Combined {
    cost: i64,
    value: i64,
    /// The place of the choice of the frames before, and of the one of this frame.
    from: (u32, u32),
}

struct Together<'a> {
    problem: &'a Problem<'a>,
    knapsacks: &'a [Knapsack],
    /// What the best of each frame misses.
    misses: &'a [i128],
    price: i128,
    /// What no choice's worth exceeds, with the budget at its price.
    upper: i128,
}

impl Together<'_> {
    /// Looks for the best choice of all frames with ever more slack. `near` is one that keeps them: there
    /// is no need to look further than that, and it is the answer when the effort ends.
    fn best(&self, meter: &mut Meter, near: Option<Vec<usize>>) -> Result<Found, Impossible> {
        let value = |chosen: &Vec<usize>| {
            chosen.iter().map(|at| self.problem.items[*at].value).sum::<i64>()
        };
        let enough = match &near {
            Some(near) => self.upper - scaled(value(near)),
            None => {
                self.price * i128::from(self.problem.budget)
                    + self.knapsacks.iter().map(Knapsack::all).sum::<i128>()
            }
        };
        let (mut done, mut slack) = (0, 0);
        loop {
            slack = slack.min(enough);
            let Ok(chosen) = self.within(slack, meter) else {
                return Ok(Found { chosen: near, bound: floor(self.upper - done) });
            };
            if let Some((chosen, value)) = chosen {
                // The best there is: the bound is what it is worth.
                return Ok(Found { chosen: Some(chosen), bound: value });
            }
            if slack >= enough {
                return Err(Impossible::Together);
            }
            done = slack + 1;
            slack = (slack * 2).max(4 * SCALE);
        }
    }

    /// The most valuable choice that misses at most `slack`, the cheapest of equals.
    fn within(&self, slack: i128, meter: &mut Meter) -> Result<Option<(Vec<usize>, i64)>, Ended> {
        let mut frontiers = Vec::with_capacity(self.knapsacks.len());
        for (place, knapsack) in self.knapsacks.iter().enumerate() {
            let frontier = knapsack.within(self.misses[place] + slack, meter)?;
            frontiers.push((place, frontier));
        }
        // Small ones first: so the large ones meet few combinations.
        frontiers.sort_by_key(|(place, frontier)| (frontier.states.len(), *place));
        let Some(levels) = self.combined(&frontiers, slack, meter)? else { return Ok(None) };
        // By ascending value: the last is the most valuable.
        let Some(mut at) = levels.last().and_then(|level| level.len().checked_sub(1)) else {
            return Ok(None);
        };
        let value = levels.last().map_or(0, |level| level[at].value);
        let mut chosen = Vec::new();
        for ((place, frontier), level) in frontiers.iter().zip(&levels).rev() {
            let (before, own) = level[at].from;
            let state = &frontier.states[own as usize];
            chosen.extend(self.knapsacks[*place].chosen(frontier, state));
            at = before as usize;
        }
        chosen.sort_unstable();
        Ok(Some((chosen, value)))
    }

    /// What can be combined of the first frame, the first two, and so on; none when nothing can.
    fn combined(
        &self,
        frontiers: &[(usize, Frontier)],
        slack: i128,
        meter: &mut Meter,
    ) -> Result<Option<Vec<Vec<Combined>>>, Ended> {
        let ends = |pick: fn(&Frontier) -> i64| -> i64 {
            frontiers.iter().map(|(_, frontier)| pick(frontier)).sum()
        };
        let cheapest = |frontier: &Frontier| frontier.states.first().map_or(0, |one| one.cost);
        let dearest = |frontier: &Frontier| frontier.states.last().map_or(0, |one| one.cost);
        let (mut least_after, mut most_after) = (ends(cheapest), ends(dearest));
        // What the frames so far are worth at most.
        let mut upper = 0;
        let mut levels: Vec<Vec<Combined>> = Vec::with_capacity(frontiers.len());
        let start = [Combined { cost: 0, value: 0, from: (0, 0) }];
        for (place, frontier) in frontiers {
            least_after -= cheapest(frontier);
            most_after -= dearest(frontier);
            upper += self.knapsacks[*place].upper - self.misses[*place];
            let before = levels.last().map_or(start.as_slice(), Vec::as_slice);
            let mut level = Vec::new();
            for (from, one) in before.iter().enumerate() {
                for (own, state) in frontier.states.iter().enumerate() {
                    let (cost, value) = (one.cost + state.cost, one.value + state.value);
                    if cost + least_after > self.problem.budget {
                        break;
                    }
                    let missed = upper - scaled(value) + self.price * i128::from(cost);
                    let unused = self.problem.budget - cost - most_after;
                    if missed + self.price * i128::from(unused.max(0)) <= slack {
                        level.push(Combined { cost, value, from: (from as u32, own as u32) });
                    }
                }
                meter.spend(frontier.states.len())?;
            }
            level.sort_by_key(|one| (one.cost, std::cmp::Reverse(one.value)));
            let mut best = None;
            level.retain(|one| {
                let better = best.is_none_or(|best| one.value > best);
                if better {
                    best = Some(one.value);
                }
                better
            });
            if level.is_empty() {
                return Ok(None);
            }
            levels.push(level);
        }
        Ok(Some(levels))
    }
}
