//! What the parts could do at most, measured without Holdfast around them. The only place that reaches past HTTP.

mod hold_script;
mod workflows;

pub use hold_script::HoldScript;
pub use workflows::{IdleWorkflows, Shape};
