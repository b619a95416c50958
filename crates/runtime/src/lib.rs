//! What every process of Holdfast needs: logs, traces and metrics, the signal to stop, the exit code, readiness,
//! periodic tasks, and memory.

pub mod exit;
pub mod memory;
pub mod periodic;
pub mod readiness;
pub mod signals;
pub mod telemetry;
