//! Holds.

mod create;
mod extend;
mod read;
mod release;
