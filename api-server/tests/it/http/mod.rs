//! What holds for every route: the form of refusals, bodies, traces.

mod bodies;
mod problems;
mod traces;
