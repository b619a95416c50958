//! The steps of the order saga and of the refund: what each does to the stores, the gateway and Kafka. The workflows
//! declare them and decide when each runs.

mod order_steps;

pub use order_steps::{Error, OrderSteps};
