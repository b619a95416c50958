//! Health, metrics, documentation, and the binary itself.

mod docs;
mod health;
mod metrics;
mod process;
mod settings;
