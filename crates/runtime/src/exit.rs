//! The end of a process.

use std::process::ExitCode;

/// The exit code of a process. Prints why it failed to standard error: its causes on one line, or one line for each
/// wrong setting. Never a backtrace, which would say nothing to an operator.
#[must_use]
#[expect(clippy::print_stderr, reason = "the logger may not run yet, and an operator reads standard error")]
pub fn code(result: anyhow::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
