//! For those who run it.

mod docs;
mod health;
mod metrics;
mod process;
