//! What holds for every route: the form of refusals, bodies, traces.

mod bodies;
mod frontend;
mod problems;
mod traces;
