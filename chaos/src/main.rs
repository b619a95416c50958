//! The chaos run's schedule, load and audit; see the library.

use clap::Parser;
use holdfast_chaos::Cli;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    Cli::parse().run().await
}
