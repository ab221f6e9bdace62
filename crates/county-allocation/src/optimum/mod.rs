//! The choice that adds up to the most points within the frames, to hold a list by score against.
//!
//! Where only frames limit the choice it is found by exact dynamic programming in integers
//! ([`knapsack`] for one frame, [`counties`] where the budget joins several). Quotas of purposes, a
//! number of awards per recipient and exclusive pairs are first given prices, so that the dynamic
//! programming bounds them too and decides most applications ([`relaxed`]); what is still open goes to a
//! solver ([`solver`]), whose answer is held against the frames and rules in integers afterwards
//! ([`check`]). The bound is what nobody can exceed; where the effort ends before it is reached, the gap
//! is said.

mod check;
mod counties;
mod error;
mod knapsack;
mod problem;
mod relaxed;
mod sides;
mod solver;
#[cfg(test)]
mod tests;

pub use error::OptimumError;

use crate::selection::{Choice, Contender, Cut, Frames, Reason, Rules, ranked, select};
use problem::Problem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use vocabulary::{ApplicationId, Money};

/// How an optimum was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// By exact dynamic programming in integers.
    DynamicProgramming,
    /// With prices on the rules beside the frames, and the solver for mixed integer programs.
    Solver,
}

/// How certain it is that there is nothing better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// Nothing is better: the value is the bound.
    Optimal,
    /// The effort ended first: something better may exist, up to the bound.
    Gap,
}

/// How much may be tried before the best so far has to do. Counted in steps, not in time, so that the
/// same question always has the same answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Effort {
    /// How many states the dynamic programming may look at.
    pub states: u64,
    /// How many nodes the solver may look at in a question of a thousand applications; more in a smaller
    /// one and fewer in a larger one, because a node takes as much longer.
    pub nodes: u64,
}

impl Default for Effort {
    /// Hundredths of a second where frames limit the choice; where rules do, a second or two for a thousand
    /// applications, and up to ten for ten thousand.
    fn default() -> Self {
        Effort { states: 8_000_000, nodes: 5_000 }
    }
}

/// The choice that adds up to the most points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Optimum {
    /// Who is funded, each with its whole recommended amount; by id.
    pub chosen: Vec<ApplicationId>,
    /// The sum of their scores, in thousandths.
    pub value: i64,
    /// What no choice can exceed, in thousandths.
    pub bound: i64,
    /// What they cost in all.
    pub cost: Money,
    /// How it was found.
    pub how: How,
    /// Whether it is proved to be the best.
    pub proof: Proof,
}

impl Optimum {
    /// The optimum as choices, so that it can be compared with others (`compare_choices`): each chosen
    /// one gets its whole recommended amount. `contenders` must be those it was found among.
    pub fn choices(&self, frames: &Frames, rules: &Rules, contenders: &[Contender]) -> Vec<Choice> {
        let chosen: BTreeSet<ApplicationId> = self.chosen.iter().copied().collect();
        let ranked = ranked(frames, rules, contenders.to_vec());
        let choices = ranked.into_iter().map(|one| {
            let (rank, recommended) = (one.rank, one.contender.recommended);
            let (awarded, reason) = if chosen.contains(&one.contender.application) {
                (recommended, Reason::InOptimum { rank })
            } else if recommended.is_positive() {
                (Money::ZERO, Reason::OutsideOptimum { rank })
            } else {
                (Money::ZERO, Reason::NothingRecommended)
            };
            Choice { contender: one.contender, place: one.place, awarded, reason }
        });
        choices.collect()
    }
}

/// Finds the choice with the largest sum of scores within the frames, where everybody chosen gets the
/// whole recommended amount. Of the rules it keeps quotas of purposes, awards per recipient and
/// exclusive pairs; cuts, ties and what happens at the line have no meaning here. Minima of counties and
/// purposes are kept too, or said to be impossible.
///
/// The order of `contenders` does not matter.
pub fn optimum(
    frames: &Frames,
    rules: &Rules,
    contenders: &[Contender],
    effort: Effort,
) -> Result<Optimum, OptimumError> {
    let problem = Problem::new(frames, rules, contenders)?;
    let by_frames = match counties::solve(&problem, effort.states) {
        // Purposes and pairs only take choices away: no choice of the frames, no choice at all.
        Err(impossible) => return Err(impossible.into_error(&problem)),
        Ok(found) => found,
    };
    let mut known = Vec::new();
    if let Some(chosen) =
        by_frames.chosen.filter(|chosen| check::keeps(&problem, rules, chosen).is_ok())
    {
        // What is best without the other rules and keeps them, is the best with them.
        let found = answer(&problem, &chosen, by_frames.bound, How::DynamicProgramming);
        if found.proof == Proof::Optimal {
            return Ok(found);
        }
        known.push(chosen);
    }
    known.extend(by_list(frames, rules, &problem, contenders));
    let value = |chosen: &Vec<usize>| chosen.iter().map(|at| problem.items[*at].value).sum::<i64>();
    if check::only_frames(&problem, rules) {
        // The effort has ended.
        let best = known.into_iter().max_by_key(value).ok_or(OptimumError::EffortEnded)?;
        return Ok(answer(&problem, &best, by_frames.bound, How::DynamicProgramming));
    }
    let sides = sides::sides(&problem, rules);
    let start = known.into_iter().max_by_key(value);
    let relaxed =
        relaxed::relaxed(&problem, rules, &sides, start, by_frames.bound, effort.states / 8);
    let known = relaxed.chosen;
    let bound = relaxed.bound.min(by_frames.bound);
    if let Some(known) = known.as_ref().filter(|known| value(known) >= bound) {
        return Ok(answer(&problem, known, bound, How::Solver));
    }
    let solved = solver::solve(&problem, &sides, &relaxed.fixed, known.as_deref(), effort.nodes)?;
    let bound = bound.min(solved.bound);
    let found = solved.chosen.filter(|chosen| check::keeps(&problem, rules, chosen).is_ok());
    let best = known.into_iter().chain(found).max_by_key(value);
    let best = best.ok_or(OptimumError::EffortEnded)?;
    Ok(answer(&problem, &best, bound, How::Solver))
}

/// The list by score, as far as it keeps the minima: something to start from, and to fall back on.
fn by_list(
    frames: &Frames,
    rules: &Rules,
    problem: &Problem,
    contenders: &[Contender],
) -> Option<Vec<usize>> {
    let rules = Rules { at_the_line: Default::default(), cut: Cut::None, ..rules.clone() };
    let selection = select(frames, &rules, contenders.to_vec());
    let funded: BTreeSet<ApplicationId> = selection
        .choices
        .iter()
        .filter(|choice| choice.awarded.is_positive())
        .map(|choice| choice.contender.application)
        .collect();
    let chosen: Vec<usize> = (0..problem.items.len())
        .filter(|&at| funded.contains(&problem.items[at].contender.application))
        .collect();
    check::keeps(problem, &rules, &chosen).is_ok().then_some(chosen)
}

fn answer(problem: &Problem, chosen: &[usize], bound: i64, how: How) -> Optimum {
    let of = |at: &usize| &problem.items[*at];
    let value = chosen.iter().map(|at| of(at).value).sum();
    let mut ids: Vec<ApplicationId> =
        chosen.iter().map(|at| of(at).contender.application).collect();
    ids.sort_unstable();
    Optimum {
        chosen: ids,
        value,
        bound: bound.max(value),
        cost: chosen.iter().map(|at| of(at).contender.recommended).sum(),
        how,
        proof: if bound <= value { Proof::Optimal } else { Proof::Gap },
    }
}
