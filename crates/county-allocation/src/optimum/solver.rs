//! What dynamic programming cannot carry: quotas of purposes, awards per recipient and exclusive pairs,
//! as a mixed integer program for **microlp**.
//!
//! The solver counts in floating point. So rows are scaled to what it is told to like, limits are moved
//! by half a unit so that a whole number is clearly on one side of them, the choice is held against
//! everything in integers by the caller, and the bound is rounded to the whole number it stands for.

use super::OptimumError;
use super::problem::Problem;
use super::sides::Side;
use microlp::{ComparisonOp, Error, OptimizationDirection, SolveOptions, Variable};

/// What the solver found.
pub(super) struct Solved {
    /// Places in [`Problem::items`]; none when the nodes were used up before anything was found. Not yet
    /// held against the frames and rules.
    pub chosen: Option<Vec<usize>>,
    /// What no choice can exceed.
    pub bound: i64,
}

/// The largest coefficient of a row of costs. The solver wants all coefficients of a variable within six
/// orders of magnitude, and those of the other rows are 1.
const LARGEST: f64 = 1000.0;

/// The items that are still open, as variables.
struct Program<'a> {
    program: microlp::Problem,
    problem: &'a Problem<'a>,
    /// How each item is decided; none where it is open.
    fixed: &'a [Option<bool>],
    /// The variable of each open item.
    variables: Vec<Option<Variable>>,
    scale: f64,
    /// A row cannot be kept whatever the open items do.
    impossible: bool,
}

impl Program<'_> {
    /// The weights of those chosen add up to no more than `most`.
    fn at_most(&mut self, terms: impl Iterator<Item = (usize, i64)>, most: i64, of_costs: bool) {
        let (mut row, mut left, mut highest, mut lowest) = (Vec::new(), most, 0_i64, 0_i64);
        for (at, weight) in terms {
            match (self.fixed[at], self.variables[at]) {
                (Some(true), _) => left -= weight,
                (None, Some(variable)) => {
                    highest += weight.max(0);
                    lowest += weight.min(0);
                    row.push((variable, weight as f64));
                }
                _ => {}
            }
        }
        if lowest > left {
            self.impossible = true;
        } else if highest > left {
            let (scale, left) = match of_costs {
                // Costs are whole units, so half a unit more allows nothing else.
                true => (self.scale, left as f64 + 0.5),
                false => (1.0, left as f64),
            };
            row.iter_mut().for_each(|(_, weight)| *weight *= scale);
            self.program.add_constraint(row.as_slice(), ComparisonOp::Le, left * scale);
        }
    }

    fn frames(&mut self) {
        let problem = self.problem;
        let cost = |at: usize| problem.items[at].cost;
        self.at_most((0..problem.items.len()).map(|at| (at, cost(at))), problem.budget, true);
        for group in problem.groups.iter().filter(|group| group.county.is_some()) {
            let items = group.items.iter().copied();
            self.at_most(items.clone().map(|at| (at, cost(at))), group.most, true);
            self.at_most(items.map(|at| (at, -cost(at))), -group.least, true);
        }
    }
}

/// Solves what is still open. `start` is a choice that keeps everything: when it is given, something
/// better is looked for, and that nothing is found means that it is the best. `fixed` may decide only what
/// is so in everything better.
pub(super) fn solve(
    problem: &Problem,
    sides: &[Side],
    fixed: &[Option<bool>],
    start: Option<&[usize]>,
    nodes: u64,
) -> Result<Solved, OptimumError> {
    let mut program = microlp::Problem::new(OptimizationDirection::Maximize);
    let variables: Vec<Option<Variable>> = problem
        .items
        .iter()
        .zip(fixed)
        .map(|(item, fixed)| match fixed {
            None => Some(program.add_binary_var(item.value as f64)),
            Some(_) => None,
        })
        .collect();
    let decided: i64 = problem
        .items
        .iter()
        .zip(fixed)
        .filter(|(_, fixed)| **fixed == Some(true))
        .map(|(item, _)| item.value)
        .sum();
    let value = |chosen: &[usize]| chosen.iter().map(|at| problem.items[*at].value).sum::<i64>();
    let known = start.map(value);
    // That nothing better was found is an answer when something was known.
    let nothing = || match known {
        Some(known) => Ok(Solved { chosen: None, bound: known }),
        None => Err(OptimumError::NeverTogether {
            minima: problem.minima(sides),
            budget: problem.money(problem.budget),
        }),
    };
    let dearest = problem.items.iter().map(|item| item.cost).max().unwrap_or(1);
    let scale = LARGEST / dearest as f64;
    let open = variables.iter().flatten().count();
    let mut program = Program { program, problem, fixed, variables, scale, impossible: false };
    program.frames();
    for side in sides {
        program.at_most(side.terms.iter().copied(), side.most, side.of_costs);
    }
    if program.impossible {
        return nothing();
    }
    let Program { program, variables, .. } = program;
    let inside = |taken: &dyn Fn(usize, Variable) -> bool| -> Vec<usize> {
        let decided = |at: usize| match (fixed[at], variables[at]) {
            (Some(inside), _) => inside,
            (None, Some(variable)) => taken(at, variable),
            (None, None) => false,
        };
        (0..fixed.len()).filter(|at| decided(*at)).collect()
    };
    if open == 0 {
        return Ok(Solved {
            chosen: Some(inside(&|_, _| false)),
            bound: decided.max(known.unwrap_or(decided)),
        });
    }
    let mut options = SolveOptions::default();
    let per_thousand = nodes.saturating_mul(1000) / (open as u64).max(1);
    options.node_limit = Some(per_thousand.max(1));
    options.warm_start = start.map(|start| {
        let chosen = |at: &usize| f64::from(u8::from(start.contains(at)));
        let all = variables.iter().enumerate();
        all.filter_map(|(at, variable)| Some(((*variable)?, chosen(&at)))).collect()
    });
    let outcome = match program.solve_with(options) {
        Ok(outcome) => outcome,
        Err(Error::Infeasible) => return nothing(),
        Err(error) => return Err(OptimumError::Solver(error.to_string())),
    };
    let chosen = outcome
        .solution()
        .map(|solution| inside(&|_, variable| solution.var_value(variable) > 0.5));
    let bound = if outcome.is_optimal() {
        outcome.solution().map(microlp::Solution::objective)
    } else {
        outcome.stats().best_bound
    };
    let bound = bound.map_or(i64::MAX, |bound| whole(bound).saturating_add(decided));
    Ok(Solved { chosen, bound: bound.max(known.unwrap_or(bound)) })
}

/// The whole number a bound stands for: scores are whole, so what is less than a whole number above is
/// nothing. A hair more than the solver says, because it counts in floating point.
fn whole(bound: f64) -> i64 {
    let hair = 1e-3 + bound.abs() * 1e-9;
    let bound = (bound + hair).floor();
    if bound >= i64::MAX as f64 { i64::MAX } else { bound as i64 }
}
