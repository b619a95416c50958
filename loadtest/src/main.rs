//! `holdfast-loadtest`: what Holdfast does in a second, against what its parts could do at most.

use std::process::ExitCode;

use clap::Parser;
use holdfast_loadtest::cli::Cli;

/// One thread: the driver shares the machine with what it measures, and one thread wastes nothing on handing work over.
#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<ExitCode> {
    let all_met = Cli::parse().run().await?;
    Ok(if all_met { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
