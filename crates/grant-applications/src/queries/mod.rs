//! Lists and single things for pages, the API and the crates above, scoped to who asks.

mod applications;
mod assessments;
mod assessors;
mod calls;
mod invariants;
mod schemes;

pub use applications::*;
pub use assessments::*;
pub use assessors::*;
pub use calls::*;
pub use invariants::INVARIANTS;
pub use schemes::*;
