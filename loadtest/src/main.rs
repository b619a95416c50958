//! `holdfast-loadtest`: measures Holdfast's throughput and latency against what its parts can reach at most.

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use clap::Parser;
use holdfast_loadtest::cli::Cli;

/// As in the other binaries. Takes about 8 % off the driver's CPU time per request.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// One thread: the driver shares the machine with what it measures, and tasks on one thread wake each other cheaply.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match Cli::parse().run().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            // A closed stderr is no reason to panic.
            writeln!(io::stderr(), "holdfast-loadtest: {error:#}").ok();
            ExitCode::from(2)
        }
    }
}
