//! Letters as others meet them: words, rows, outbox, relay.

mod bounces;
mod decisions;
mod evidence;
mod looking;
mod outbox;
mod outline;
mod receipt;
mod relay;
mod rows;
// Others use more of it.
#[allow(dead_code)]
#[path = "../../../../tests/src/relay.rs"]
mod scripted;
mod support;
mod words;
