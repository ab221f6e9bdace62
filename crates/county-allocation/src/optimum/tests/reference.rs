//! The same question for **Pumpkin**, a constraint solver that shares nothing with what is tested.

use super::generate::Drawn;
use crate::selection::Contender;
use pumpkin_conflict_resolvers::resolvers::ResolutionResolver;
use pumpkin_core::optimisation::OptimisationDirection;
use pumpkin_core::optimisation::linear_sat_unsat::LinearSatUnsat;
use pumpkin_core::results::{OptimisationResult, ProblemSolution, SolutionReference};
use pumpkin_core::termination::Indefinite;
use pumpkin_core::variables::{AffineView, DomainId, TransformableVariable};
use pumpkin_core::{DefaultBrancher, Solver};
use std::ops::ControlFlow;
use vocabulary::Money;

/// A question with a variable for each contender: 1 when it is chosen.
struct Model<'a> {
    solver: Solver,
    variables: Vec<(DomainId, &'a Contender)>,
    possible: bool,
}

fn small(number: i64) -> i32 {
    i32::try_from(number).expect("the questions are small")
}

fn kroner(amount: Money) -> i32 {
    assert_eq!(amount.ore() % 100, 0);
    small(amount.whole_kroner())
}

impl Model<'_> {
    /// The weights of those that count add up to no more than `most`.
    fn at_most(&mut self, most: i32, weight: impl Fn(&Contender) -> i32) {
        let terms: Vec<AffineView<DomainId>> = self
            .variables
            .iter()
            .map(|(variable, one)| (variable, weight(one)))
            .filter(|(_, weight)| *weight != 0)
            .map(|(variable, weight)| variable.scaled(weight))
            .collect();
        if terms.is_empty() {
            self.possible &= most >= 0;
            return;
        }
        let tag = self.solver.new_constraint_tag();
        let row = pumpkin_constraints::less_than_or_equals(terms, most, tag);
        self.solver.add_constraint(row).post();
    }

    fn between(&mut self, least: Money, most: Option<Money>, counts: impl Fn(&Contender) -> bool) {
        let cost = |one: &Contender| if counts(one) { kroner(one.recommended) } else { 0 };
        if let Some(most) = most {
            self.at_most(kroner(most), cost);
        }
        self.at_most(-kroner(least), |one| -cost(one));
    }
}

/// The largest sum of scores, or nothing when no choice keeps everything.
pub(super) fn best(drawn: &Drawn) -> Option<i64> {
    let Drawn { frames, rules, contenders } = drawn;
    let mut solver = Solver::default();
    let variables: Vec<_> =
        contenders.iter().map(|one| (solver.new_bounded_integer(0, 1), one)).collect();
    let mut model = Model { solver, variables, possible: true };
    model.at_most(0, |one| i32::from(!one.recommended.is_positive()));
    model.between(Money::ZERO, Some(frames.budget), |_| true);
    if let Some(by_county) = &frames.by_county {
        model.at_most(0, |one| i32::from(!by_county.contains_key(&one.county)));
        for (county, frame) in by_county {
            model.between(frame.least, Some(frame.most), |one| one.county == *county);
        }
    }
    for (purpose, quota) in &rules.purposes {
        model.between(quota.least, quota.most, |one| one.purpose.as_ref() == Some(purpose));
    }
    if let Some(most) = rules.per_recipient {
        for of in contenders {
            model.at_most(small(most.into()), |one| i32::from(one.recipient == of.recipient));
        }
    }
    for (a, b) in rules.exclusive.iter().filter(|(a, b)| a != b) {
        let in_pair = |one: &Contender| one.application == *a || one.application == *b;
        model.at_most(1, |one| i32::from(in_pair(one)));
    }
    let all: i64 = contenders.iter().map(|one| one.score_milli).sum();
    let objective = model.solver.new_bounded_integer(0, small(all));
    let mut terms: Vec<AffineView<DomainId>> = model
        .variables
        .iter()
        .filter(|(_, one)| one.score_milli > 0)
        .map(|(variable, one)| variable.scaled(small(one.score_milli)))
        .collect();
    terms.push(objective.scaled(-1));
    let tag = model.solver.new_constraint_tag();
    let row = pumpkin_constraints::equals(terms, 0, tag);
    model.solver.add_constraint(row).post();
    if !model.possible {
        return None;
    }
    let mut brancher = model.solver.default_brancher();
    let mut resolver = ResolutionResolver::default();
    let seen = |_: &Solver, _: SolutionReference, _: &DefaultBrancher, _: &ResolutionResolver| {
        ControlFlow::<()>::Continue(())
    };
    let search = LinearSatUnsat::new(OptimisationDirection::Maximise, objective, seen);
    match model.solver.optimise(&mut brancher, &mut Indefinite, &mut resolver, search) {
        OptimisationResult::Optimal(solution) => Some(solution.get_integer_value(objective).into()),
        OptimisationResult::Unsatisfiable => None,
        _ => panic!("the reference has no limits"),
    }
}
