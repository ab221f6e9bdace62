//! The program as its users meet it: started, stopped, killed, several at once.

mod allocate;
mod bucket;
mod census;
mod demo;
mod faults;
mod killed;
pub mod program;
mod several;
mod stops;
