//! Running a binary that can't start.

use std::process::Command;

/// A secret for the settings of such a binary. It must not appear in the output.
const SECRET: &str = "hunter2";

/// Runs a binary that must fail with these arguments and only these settings. Returns the lines of its standard error,
/// which must not have the text `hunter2`; use it in every secret.
pub fn lines_of_failed_start(binary: &str, arguments: &[&str], settings: &[(&str, &str)]) -> Vec<String> {
    let mut command = Command::new(binary);
    command.args(arguments).env_clear().env("RUST_BACKTRACE", "1").envs(settings.iter().copied());
    let output = command.output().expect("the binary starts");
    let (log, errors) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(!log.contains(SECRET) && !errors.contains(SECRET), "{log}{errors}");
    errors.lines().map(str::to_owned).collect()
}
