//! What the trade refuses, as problems.

use crate::kit::{Possible, Problem, Texts};
use sea_orm::DbErr;
use vocabulary::NotPossible;

/// The database failed: ours to mend.
impl From<DbErr> for Problem {
    fn from(error: DbErr) -> Problem {
        Problem::internal(&error)
    }
}

/// 409: the state says no. The verbs that are possible are named as people read them; where one of
/// them is done is for the caller to say, by its word.
pub(crate) fn not_possible(
    texts: Texts,
    refusal: &NotPossible,
    href: impl Fn(&str) -> Option<String>,
) -> Problem {
    let possible = refusal.possible.iter().map(|verb| Possible {
        action: (*verb).to_owned(),
        label: texts.find(&format!("problem-verb-{verb}")),
        href: href(verb),
    });
    let mut problem = Problem::not_possible(refusal);
    problem.possible = possible.collect();
    problem
}
