//! Writes the history of a closed workflow into a file, for `workflows/tests/histories`:
//! `cargo run -p holdfast-worker --example record_history -- order-<id> <file>`, with `infra/dev env` in the
//! environment.

use std::{env, fs};

use anyhow::Context as _;
use holdfast_workflows::OrderWorkflow;
use prost::Message;
use temporalio_client::{Client, ClientOptions, ConnectionOptions, Url, WorkflowFetchHistoryOptions};
use temporalio_common::protos::temporal::api::history::v1::History;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = env::args().skip(1);
    let (workflow_id, file) =
        arguments.next().zip(arguments.next()).context("usage: record_history <workflow id> <file>")?;
    let target: Url = format!("http://{}", env::var("TEMPORAL_ADDRESS")?).parse()?;
    let namespace = env::var("TEMPORAL_NAMESPACE")?;
    let client = Client::connect(ConnectionOptions::new(target).build(), ClientOptions::new(namespace).build()).await?;
    let handle = client.get_workflow_handle::<OrderWorkflow>(workflow_id);
    let events = handle.fetch_history(WorkflowFetchHistoryOptions::default()).into_events().await?;
    // Protobuf: the SDK's own JSON form of histories is private, and the CLI's is refused.
    fs::write(file, History { events }.encode_to_vec())?;
    Ok(())
}
