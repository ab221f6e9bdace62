//! Letters as others meet them: words, rows, outbox, relay.

mod looking;
mod outbox;
mod receipt;
mod relay;
mod rows;
mod sink;
mod support;
mod words;
