//! The engine under anything that can be thrown at it.

mod conditions;
mod faults;
mod fields;
mod generate;
mod kinds;
mod properties;
mod reading;
mod schema;
