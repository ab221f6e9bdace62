//! All integration tests, one file per topic.

mod documents;
mod house;
mod journeys;
mod processes;
mod support_works;
mod work;
