//! Rules of every route: problems, bodies, traces.

mod bodies;
mod frontend;
mod headers;
mod hsts;
mod problems;
mod traces;
