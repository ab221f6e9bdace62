//! What the integration tests stand on: databases of both kinds, a mail server that keeps what it is
//! given, a virus scanner, a browser, and the programs that look into a PDF.
//!
//! Everything here belongs to a test and may panic with the reason. Where something outside is needed
//! (a server, a program), `tests/run` finds or starts it and names it in the environment; a test that
//! misses it fails and says so, it is never skipped.

pub mod browser;
pub mod clamd;
pub mod databases;
pub mod pdf;
pub mod postgres;
pub mod relay;
pub mod settings;
pub mod smtp;
mod waiting;

pub use waiting::wait_until;
