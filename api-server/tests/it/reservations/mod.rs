//! Holds.

mod create;
mod extend;
mod proof;
mod read;
mod release;
