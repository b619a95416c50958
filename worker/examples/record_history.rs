//! Writes the history of a run of a workflow into a file, for `workflows/tests/histories`:
//! `cargo run -p holdfast-worker --example record_history -- order-<id> <run id> <file>`, with `infra/dev env` in the
//! environment. `workflows/tests/record-histories` calls it.

use std::{env, fs};

use anyhow::Context as _;
use prost::Message;
use temporalio_client::{
    Client, ClientOptions, ConnectionOptions, Url, WorkflowExecutionInfo, WorkflowFetchHistoryOptions,
};
use temporalio_common::protos::temporal::api::history::v1::History;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [workflow, run, file] =
        <[String; 3]>::try_from(arguments).ok().context("usage: record_history <workflow id> <run id> <file>")?;
    let target: Url = format!("http://{}", env::var("TEMPORAL_ADDRESS")?).parse()?;
    let namespace = env::var("TEMPORAL_NAMESPACE")?;
    let client =
        Client::connect(ConnectionOptions::new(target).build(), ClientOptions::new(namespace.clone()).build()).await?;
    let info = WorkflowExecutionInfo::builder().namespace(namespace).workflow_id(workflow).run_id(run).build();
    let events = info.bind_untyped(client).fetch_history(WorkflowFetchHistoryOptions::default()).into_events().await?;
    // Protobuf: the SDK's own JSON form of histories is private, and the CLI's is refused.
    fs::write(file, History { events }.encode_to_vec())?;
    Ok(())
}
