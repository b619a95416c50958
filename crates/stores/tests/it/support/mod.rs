//! Helpers for the tests of several resources.

pub(crate) mod database;
pub(crate) mod orders;
