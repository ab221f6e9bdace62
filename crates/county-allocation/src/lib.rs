//! How a budget is shared out, so that it is never overspent and every krone can be followed.
//!
//! **Envelopes** are frames of money inside frames of money: appropriation → scheme → call → county →
//! award. Children never exceed their parent, and paid ≤ reserved ≤ amount, at every level and under
//! any concurrency: each movement is one guarded statement, a named constraint and an entry that is
//! never edited. What each [`Movement`] changes stands in one table, which the pure model, the statement
//! and the replay of `fordel check` all read. Money of an appropriation that nobody was promised is
//! carried over to later years as dated rules let it, the oldest first.
//!
//! **Formulas** ([`share`]) split a pot over counties in whole units, exactly, and show their working.
//! **Selection** ([`select`]) goes down the ranked list until the frame is used up and gives every
//! application its reason; the **optimum** ([`optimum()`]) is the choice of the most points within the
//! same frames, to hold the list against. A **scenario** keeps its [`Plan`] with the [`Inputs`] it was
//! computed from, and what was set by hand beside what was computed; [`compute`] gives the same lines
//! from them whenever it is asked. Any number can be drawn and compared until one is **adopted**, which
//! opens the envelopes of its counties and awards; one whose inputs have changed is [`stale`].
//!
//! **Weights** are population or sets that are brought in from files ([`import_weights`]), in versions.
//!
//! Applications are known here by id and plain values only.

mod adjust;
mod adopt;
mod compare;
mod compute;
mod draw;
mod entity;
mod import_weights;
mod inputs;
mod ledger;
mod optimum;
mod plan;
pub mod queries;
mod repository;
mod room;
mod scenario;
mod selection;
mod share;
mod stale;
mod weights;
mod weights_file;

pub use adjust::{AdjustError, NewAdjustment, adjust, drop_adjustment};
pub use adopt::{AdoptError, AdoptedLine, adopt, reverse_award};
pub use compare::{Comparison, CountyPair, LinePair, compare};
pub use compute::{
    NeedIndex, OptimumOfError, Outcome, PlanError, compute, differences, frames_of, index_of,
    optimum_of,
};
pub use draw::{Basis, DrawError, NewScenario, draw_scenario, gather, redraw_scenario};
pub use import_weights::{ImportWeightsError, import_carried_weights, import_weights};
pub use inputs::{CountyName, EnvelopeState, Figures, Inputs};
pub use ledger::{
    Appropriation, Carriable, CarryRule, CarryRules, ChangedFrame, Delta, Envelope, EnvelopeKind,
    Lapse, LedgerError, Movement, NewEnvelope, NoRoom, Post, StaffMovement, Tranche, Voucher,
    carriable, carry_over, foresee, hold, increase, increase_now, open_by_voucher, open_envelope,
    open_envelope_within, open_now, pay, reduce, reduce_now, release, reserve, set_carry_rule,
    take_back, transfer, transfer_now, unused,
};
pub use optimum::{Effort, How, Optimum, OptimumError, Proof, optimum};
pub use plan::{Formula, FramePlan, Method, NeedCriterion, Plan, WeightSource};
pub use queries::INVARIANTS;
pub use room::{Room, room_for};
pub use scenario::{Adjustment, CountyLine, Scenario, ScenarioLine, ScenarioState, ScenarioVerb};
pub use selection::{
    AtTheLine, BrokenRule, Choice, Contender, CountyFrame, Cut, Frames, Given, OtherAmount, Quota,
    Rank, Reason, Rules, Selection, Short, Step, Swaps, TieBreak, compare_choices, select,
    with_scores,
};
pub use share::{
    Apportionment, BothError, Bound, BoundRound, Cell, Claim, Decimal, Further, FurtherError,
    IndexError, IndexPart, IndexRow, Pinned, Quotient, Ratio, Share, ShareError, Shares, Shift,
    Table, Terms, Tie, TieBy, TieOver, UnitCode, Working, WorkingColumn, WorkingRow, need_index,
    share, share_both, share_further, whole_number, working_rows,
};
pub use stale::{Change, stale};
pub use weights::{Level, NewWeightSet, WeightRow, WeightSet, WrongLine, read_weights};
pub use weights_file::{WeightsFileError, weight_rows};
