//! What the tests of every route share.

mod answer;
mod app;
mod simulator;
mod temporal;

pub(crate) use holdfast_test_support::{Fault, FaultProxy, Loss, RedisServer, eventually, eventually_within};

pub(crate) use self::{
    answer::Answer,
    app::{ADMIN_TOKEN, CALLBACK_SECRET, Call, PAYMENT_KEY, TestApp, an_event, record_traces},
    temporal::{order_workflow, temporal},
};
