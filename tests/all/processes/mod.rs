//! The program as its users meet it: started, stopped, killed, several at once.

mod allocate;
mod census;
mod demo;
mod killed;
pub mod program;
mod several;
mod stops;
