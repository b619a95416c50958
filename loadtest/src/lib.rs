//! Makes load on a running Holdfast over HTTP, as any client would, and measures the floor of each figure too: the same
//! Redis script called directly, an empty workflow on the same Temporal. Floor and system take turns within one run,
//! since the speed of both drifts with the machine.
//!
//! `docs/benchmarks.md` says how to run it and what each figure means.
#![allow(clippy::cast_precision_loss, reason = "figures are printed with three digits")]

pub mod api;
pub mod cli;
pub mod floor;
pub mod http;
pub mod machine;
pub mod open_loop;
pub mod page;
pub mod past_orders;
pub mod report;
pub mod scenario;
pub mod stats;
pub mod threshold;
pub mod timeline;
pub mod watch;
pub mod zipf;
