//! The activities and their stores, on the real parts.

mod mysql;
mod support;
