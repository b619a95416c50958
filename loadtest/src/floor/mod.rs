//! What Redis and Temporal reach without Holdfast around them. The only module that uses anything but HTTP.

mod hold_script;
mod workflows;

pub use hold_script::HoldScript;
pub use workflows::{IdleWorkflows, Shape};
