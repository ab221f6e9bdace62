//! The ledger and the scenarios, for pages, reports and checks. Money of the directorate is seen by
//! the directorate only; what an applicant was awarded it sees in its own grant.

mod appropriations;
mod envelopes;
mod invariants;
mod scenarios;
mod weight_uses;
mod weights;

pub use appropriations::{
    LapseView, appropriations, carriable_to, carry_rules, unused_as_of, what_lapses,
};
pub use envelopes::{
    EntryView, TreeLine, as_of, entries, entries_until, envelope, envelope_by_key, inside,
    inside_as_of, tree_as_of, way_to,
};
pub use invariants::INVARIANTS;
pub use scenarios::{
    MunicipalSharesError, adopted_scenario, municipal_shares_for_actor, scenario,
    scenarios_for_actor, verify_scenarios,
};
pub use weight_uses::{WeightUse, weight_uses_for_actor};
pub use weights::{changed_weight_sets, weight_set_for_actor, weight_sets_for_actor};
