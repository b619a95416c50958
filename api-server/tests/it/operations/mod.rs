//! Health, metrics, documentation, and the binary itself.

mod docs;
mod health;
mod metrics;
pub(crate) mod process;
mod secrets;
mod settings;
mod spans;
