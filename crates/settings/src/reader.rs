//! Reading the environment, once, at start.

use std::{env, fmt::Display, str::FromStr};

use thiserror::Error;

/// Every setting that is missing or can't be parsed, one line each.
#[derive(Debug, Error)]
#[error("the configuration has faults:\n{}", .0.join("\n"))]
pub struct Faults(pub Vec<String>);

/// Reads settings and collects their faults, so that one failed start lists all of them.
#[derive(Debug, Default)]
pub struct Reader {
    faults: Vec<String>,
}

impl Reader {
    /// Calls `read` with a fresh reader and returns its result if no setting has a fault.
    ///
    /// # Errors
    /// [`Faults`] lists every setting that has one.
    pub fn read<T>(read: impl FnOnce(&mut Self) -> T) -> Result<T, Faults> {
        let mut reader = Self::default();
        let settings = read(&mut reader);
        if reader.faults.is_empty() { Ok(settings) } else { Err(Faults(reader.faults)) }
    }

    /// A setting without a default. If it is missing, notes the fault and returns an empty text.
    pub fn required(&mut self, name: &str) -> String {
        self.optional(name).unwrap_or_else(|| {
            self.faults.push(format!("{name} is not set"));
            String::new()
        })
    }

    /// A parsed setting that may be absent.
    pub fn parsed<T: FromStr<Err: Display>>(&mut self, name: &str) -> Option<T> {
        match self.optional(name)?.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.faults.push(format!("{name}: {error}"));
                None
            }
        }
    }

    /// Notes a fault that only the caller can see, such as a value out of range.
    pub fn fault(&mut self, fault: String) {
        self.faults.push(fault);
    }

    /// The text of a variable; empty counts as absent.
    fn optional(&mut self, name: &str) -> Option<String> {
        match env::var(name) {
            Ok(value) if !value.is_empty() => Some(value),
            Ok(_) | Err(env::VarError::NotPresent) => None,
            Err(env::VarError::NotUnicode(_)) => {
                self.faults.push(format!("{name} is not UTF-8"));
                None
            }
        }
    }
}
