//! What the verbs do to a database.

mod amendments;
mod applications;
mod assessment;
mod calls;
mod candidates;
mod closed;
mod files;
mod house;
mod lists;
mod town;
mod waiting;
