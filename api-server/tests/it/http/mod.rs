//! Rules of every route: problems, bodies, traces.

mod bodies;
mod frontend;
mod problems;
mod traces;
