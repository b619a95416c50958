//! The bodies of the steps of the order saga and the refund, over the stores, the gateway and Kafka. The `workflows`
//! crate declares the steps and decides when each one runs.

mod order_steps;

pub use order_steps::{Error, OrderSteps};
