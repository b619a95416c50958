//! Temporal as an operator reaches it.

use std::env;

use holdfast_workflows::OrderWorkflow;
use temporalio_client::{Client, ClientOptions, ConnectionOptions, Url, WorkflowHandle};

/// A client of the test's own.
pub(crate) async fn temporal() -> Client {
    let target: Url = format!("http://{}", env::var("TEMPORAL_ADDRESS").unwrap()).parse().unwrap();
    let namespace = env::var("TEMPORAL_NAMESPACE").unwrap();
    Client::connect(ConnectionOptions::new(target).build(), ClientOptions::new(namespace).build()).await.unwrap()
}

/// The workflow of an order.
pub(crate) async fn order_workflow(order: &str) -> WorkflowHandle<Client, OrderWorkflow> {
    temporal().await.get_workflow_handle::<OrderWorkflow>(format!("order-{order}"))
}
