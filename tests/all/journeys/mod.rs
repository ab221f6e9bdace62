//! Journeys through the whole house: many crates, one story, on both databases.

mod house;
