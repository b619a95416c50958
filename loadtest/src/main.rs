//! `holdfast-loadtest`: what Holdfast does in a second, against what its parts could do at most.

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use clap::Parser;
use holdfast_loadtest::cli::Cli;

/// One thread: the driver shares the machine with what it measures, and one thread wastes nothing on handing work over.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match Cli::parse().run().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            // Whoever closed stderr doesn't want to know.
            writeln!(io::stderr(), "holdfast-loadtest: {error:#}").ok();
            ExitCode::from(2)
        }
    }
}
