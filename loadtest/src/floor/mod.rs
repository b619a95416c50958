//! What the parts could do at most, measured without Holdfast around them. The only place that reaches past HTTP.

mod empty_workflow;
mod hold_script;

pub use empty_workflow::EmptyWorkflows;
pub use hold_script::HoldScript;
