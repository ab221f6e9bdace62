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
#[allow(dead_code, reason = "what others ask of the relay is not asked here")]
#[path = "../../../../tests/src/relay.rs"]
mod scripted;
mod support;
mod words;
