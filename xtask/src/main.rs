//! `cargo run -p xtask -- settings` prints `docs/settings.md`.

use std::process::ExitCode;

#[allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the page goes to standard output, the usage to standard error"
)]
fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("settings") {
        print!("{}", xtask::settings_page());
        ExitCode::SUCCESS
    } else {
        eprintln!("usage: cargo run -p xtask -- settings > docs/settings.md");
        ExitCode::from(2)
    }
}
