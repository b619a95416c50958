//! What every process of Holdfast needs: logs, traces and metrics, the signal to stop, the exit code, readiness, and
//! periodic tasks.

pub mod exit;
pub mod periodic;
pub mod readiness;
pub mod signals;
pub mod telemetry;
