//! Lists and single things for pages, the API and the crates above, scoped to who asks.

mod applications;
mod assessments;
mod assessors;
mod calls;
mod closed;
mod decisions;
mod invariants;
mod schemes;
mod waiting;

pub use applications::*;
pub use assessments::*;
pub use assessors::*;
pub use calls::*;
pub use closed::{MayReadError, closed_contents, may_read};
pub use decisions::{decisions, disqualified_in};
pub use invariants::INVARIANTS;
pub use schemes::*;
pub use waiting::*;
