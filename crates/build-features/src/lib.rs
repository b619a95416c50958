//! Gives every binary the same features of the crates that they share.
//!
//! Cargo unifies features over the packages that it builds together. Without this crate, `cargo build -p` of one binary
//! selects fewer features than the build of all of them, and compiles shared dependencies again. Each binary depends on
//! this crate, which has no code. `cargo test -p xtask` fails when a feature is missing in its `Cargo.toml`.
