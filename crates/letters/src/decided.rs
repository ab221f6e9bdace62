//! What letters about a decision say of its case: the application, how it was assessed, the rules.

use vocabulary::{Day, Money};

/// The application a decision is about, as it was decided on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedFor {
    /// The reference of the application.
    pub reference: String,
    /// The version that was decided on; none where versions were not kept.
    pub version: Option<i32>,
    /// The day that version arrived, where it is known.
    pub received_on: Option<Day>,
    /// The amount applied for.
    pub amount: Money,
    /// The call it answers, in the recipient's language.
    pub call_title: String,
    /// The budget year of the call.
    pub year: i32,
}

/// How an application was assessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessed {
    /// How many assessed it, each on their own.
    pub assessors: usize,
    /// The criteria in the order of the call.
    pub criteria: Vec<AssessedCriterion>,
    /// The weighted score, in thousandths on a scale from 0 to 100: 72 500 is 72,5.
    pub score_milli: i64,
}

/// What an application got by one criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessedCriterion {
    /// Its name in the recipient's language.
    pub name: String,
    /// How much of the score it counts for, in thousandths of a percent: 30 000 is 30 %.
    pub share_milli: i64,
    /// The mean of the points given, in thousandths of a point.
    pub points_milli: i64,
    /// The most points that could be given.
    pub most: i32,
}

/// A text of rules that a scheme rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its title.
    pub title: String,
    /// What it is cited by: `FOR-2019-03-04-185`. May be empty.
    pub reference: String,
}
