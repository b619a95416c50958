//! What the tests of every route share.

mod answer;
mod app;
mod simulator;
mod temporal;

pub(crate) use holdfast_test_support::{
    ADMIN_TOKEN, CALLBACK_SECRET, Fault, FaultProxy, GATEWAY_API_KEY, Loss, ORDER_ID_SECRET, RedisConnection,
    RedisServer, eventually, eventually_within, resembling,
};

pub(crate) use self::{
    answer::Answer,
    app::{Call, GUEST_KEY, TestApp, an_event, record_traces},
    temporal::{OPERATOR, open_workflows, order_workflow, temporal},
};
