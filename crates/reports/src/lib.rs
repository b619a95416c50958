//! What all processes of Holdfast did in the last seconds, for the operators' page.
//!
//! A process knows only its own metrics. So each one reports to Redis how fast they grew lately, and an api-server adds
//! the reports up. Time series for longer periods are Prometheus's task.
//!
//! The data goes one way: [`exposition`] reads a process's metrics, [`recent`] turns its last scrapes into [`Rates`],
//! [`report`] writes them to Redis and reads those of all processes.

mod exposition;
pub mod names;
mod rates;
mod recent;
mod report;

pub use exposition::{Labels, label};
pub use rates::Rates;
pub use report::{Error, read, share};
