//! What the verbs do to a database.

mod amendments;
mod applications;
mod assessment;
mod calls;
mod candidates;
mod house;
mod town;
