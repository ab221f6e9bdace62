//! The house keeps its own rules: arrows, purity, routes, tables, the handbook.

mod arrows;
mod purity;
mod readme;
mod routes;
mod sources;
mod tables;
