//! What the tests of every route share.

mod answer;
mod app;
mod database;
mod fault_proxy;
mod redis_server;
mod temporal;

pub(crate) use self::{
    answer::Answer,
    app::{ADMIN_TOKEN, CALLBACK_SECRET, Call, PAYMENT_KEY, TestApp, an_event},
    fault_proxy::{Fault, FaultProxy, Loss},
    redis_server::RedisServer,
    temporal::{order_workflow, temporal},
};

use std::time::Duration;

/// Waits for a condition; a test that waits for longer than ten seconds has failed.
pub(crate) async fn eventually<T>(condition: impl AsyncFnMut() -> Option<T>) -> T {
    eventually_within(Duration::from_secs(10), condition).await
}

/// Waits for a condition that takes its time.
pub(crate) async fn eventually_within<T>(limit: Duration, mut condition: impl AsyncFnMut() -> Option<T>) -> T {
    let poll = async {
        loop {
            if let Some(value) = condition().await {
                return value;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(limit, poll).await.expect("the condition holds in time")
}
