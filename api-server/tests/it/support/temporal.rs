//! Temporal as an operator reaches it.

use std::env;

use holdfast_workflows::OrderWorkflow;
use temporalio_client::{Client, ClientOptions, ConnectionOptions, Url, WorkflowCountOptions, WorkflowHandle};

/// The identity of [`temporal`].
pub(crate) const OPERATOR: &str = "operator@test";

/// A client of the test's own.
pub(crate) async fn temporal() -> Client {
    let target: Url = format!("http://{}", env::var("TEMPORAL_ADDRESS").unwrap()).parse().unwrap();
    let namespace = env::var("TEMPORAL_NAMESPACE").unwrap();
    let connection = ConnectionOptions::new(target).identity(OPERATOR.to_owned()).build();
    Client::connect(connection, ClientOptions::new(namespace).build()).await.unwrap()
}

/// The workflow of an order.
pub(crate) async fn order_workflow(order: &str) -> WorkflowHandle<Client, OrderWorkflow> {
    temporal().await.get_workflow_handle::<OrderWorkflow>(format!("order-{order}"))
}

/// How many workflows of a task queue are open.
pub(crate) async fn open_workflows(task_queue: &str) -> usize {
    let query = format!("TaskQueue = '{task_queue}' AND ExecutionStatus = 'Running'");
    temporal().await.count_workflows(query, WorkflowCountOptions::default()).await.unwrap().count()
}
