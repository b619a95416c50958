//! What every process of Holdfast needs, whatever it does: logs, traces and metrics, the signal to stop, readiness, and
//! tasks that run again and again.

pub mod periodic;
pub mod readiness;
pub mod signals;
pub mod telemetry;
