//! What the tests of every resource share.

pub(crate) mod database;
pub(crate) mod orders;
