//! x
pub mod saga;
