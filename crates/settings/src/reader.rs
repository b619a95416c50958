//! Reading the environment, once, at start.

use std::{env, ffi::OsString, fmt::Display, fs::File, io::Read, ops::RangeInclusive, str::FromStr};

use thiserror::Error;

use crate::declaration::SettingValue;

/// The longest value that a fault shows, in characters.
const SHOWN: usize = 200;
/// Limit of a file with a setting, in bytes, for the day on which its name is that of a log or a device.
const FILE_LIMIT: u64 = 64 * 1024;

/// Every setting that is missing or can't be used, one line each.
#[derive(Debug, Error)]
#[error("{}", .0.join("\n"))]
pub struct Faults(pub Vec<String>);

/// The value of a variable of this process.
#[must_use]
pub fn environment(name: &str) -> Option<OsString> {
    env::var_os(name)
}

/// Reads settings and collects their faults, so that one failed start lists all of them.
pub struct Reader<'a> {
    lookup: &'a dyn Fn(&str) -> Option<OsString>,
    faults: Vec<String>,
}

impl Reader<'_> {
    /// Calls `read` with a reader of the variables that `lookup` finds, usually [`environment`], and returns its result
    /// if no setting has a fault.
    ///
    /// # Errors
    /// [`Faults`] lists every setting that has one.
    pub fn read<T>(
        lookup: impl Fn(&str) -> Option<OsString>,
        read: impl FnOnce(&mut Reader<'_>) -> T,
    ) -> Result<T, Faults> {
        let mut reader = Reader { lookup: &lookup, faults: Vec::new() };
        let settings = read(&mut reader);
        if reader.faults.is_empty() { Ok(settings) } else { Err(Faults(reader.faults)) }
    }

    /// A setting without a default. If it is missing, notes the fault and returns an empty text.
    pub fn required(&mut self, name: &str, example: &str) -> String {
        let faults = self.faults.len();
        self.optional(name).unwrap_or_else(|| {
            // A value that can't be read has its fault already.
            if self.faults.len() == faults {
                self.faults.push(with_example(format!("{name}: not set"), example));
            }
            String::new()
        })
    }

    /// A parsed setting that may be absent.
    pub fn parsed<T: FromStr<Err: Display>>(&mut self, name: &str, example: &str) -> Option<T> {
        let text = self.optional(name)?;
        let value = text.parse();
        value.map_err(|error: T::Err| self.unusable(name, &shown(&text), &error, example)).ok()
    }

    /// As [`Self::parsed`], within `bounds`.
    pub(crate) fn ranged<T: SettingValue + PartialOrd>(
        &mut self,
        name: &str,
        bounds: &RangeInclusive<T>,
        example: &str,
    ) -> Option<T> {
        let value: T = self.parsed(name, example)?;
        if bounds.contains(&value) {
            return Some(value);
        }
        let reason = format!("it is not between {} and {}", bounds.start().show(), bounds.end().show());
        self.unusable(name, &shown(&value.show()), &reason, example);
        None
    }

    /// Notes a fault of settings that need each other. It must name them, and quote no value.
    pub fn refuse(&mut self, fault: impl Into<String>) {
        self.faults.push(fault.into());
    }

    /// Notes a fault unless `check` accepts the text of a setting. The fault shows no secret.
    pub(crate) fn check(&mut self, name: &str, text: &str, secret: bool, check: Check, example: &str) {
        if let Err(reason) = check(text) {
            let shown = if secret { "its value, which is a secret".to_owned() } else { shown(text) };
            self.unusable(name, &shown, &reason, example);
        }
    }

    /// The text of a setting: its variable, or the file that `<name>_FILE` names, without its last line break. Empty
    /// counts as absent.
    pub(crate) fn optional(&mut self, name: &str) -> Option<String> {
        let in_file = format!("{name}_FILE");
        match (self.variable(name), self.variable(&in_file)) {
            (value, None) => value,
            (None, Some(path)) => self.file(&in_file, &path),
            (Some(_), Some(_)) => {
                self.faults.push(format!("{name}: {in_file} is set too; set one of them"));
                None
            }
        }
    }

    /// The text of a variable; empty counts as absent.
    fn variable(&mut self, name: &str) -> Option<String> {
        let value = (self.lookup)(name)?.into_string();
        if value.is_err() {
            self.faults.push(format!("{name}: can't use its value: it is not UTF-8"));
        }
        value.ok().filter(|value| !value.is_empty())
    }

    /// The text of a file. An empty file is a fault: somebody meant to set something.
    fn file(&mut self, name: &str, path: &str) -> Option<String> {
        let text = read_file(path).and_then(|text| {
            let text = text.strip_suffix('\n').unwrap_or(&text);
            let text = text.strip_suffix('\r').unwrap_or(text);
            if text.is_empty() { Err("it is empty".to_owned()) } else { Ok(text.to_owned()) }
        });
        text.map_err(|reason| self.faults.push(format!("{name}: can't read {path:?}: {reason}"))).ok()
    }

    fn unusable(&mut self, name: &str, shown: &str, reason: &dyn Display, example: &str) {
        self.faults.push(with_example(format!("{name}: can't use {shown}: {reason}"), example));
    }
}

fn read_file(path: &str) -> Result<String, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut text = String::new();
    let size = file.take(FILE_LIMIT + 1).read_to_string(&mut text).map_err(|error| error.to_string())?;
    if size as u64 > FILE_LIMIT { Err(format!("it has more than {FILE_LIMIT} bytes")) } else { Ok(text) }
}

/// Why a text can't be the value of a setting. The reason of a secret must not contain any of it.
pub type Check = fn(&str) -> Result<(), String>;

fn with_example(fault: String, example: &str) -> String {
    if example.is_empty() { fault } else { format!("{fault}; example: {example}") }
}

/// A value in quotes, on one line, without the user and password of a URL.
fn shown(text: &str) -> String {
    let open = match (text.find("://"), text.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => format!("{}…{}", &text[..scheme + 3], &text[at..]),
        (_, Some(at)) => format!("…{}", &text[at..]),
        (_, None) => text.to_owned(),
    };
    format!("{:?}", open.chars().take(SHOWN).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_value_has_no_password_and_one_line() {
        assert_eq!(shown("redis-cluster://a:1"), r#""redis-cluster://a:1""#);
        assert_eq!(shown("redis://:hunter2@a:1"), r#""redis://…@a:1""#);
        assert_eq!(shown("redis://u:hunter2@a:1,redis://u:hunter2@b:2/0"), r#""redis://…@b:2/0""#);
        assert_eq!(shown("redis:/u:hun@ter2@a:1"), r#""…@a:1""#);
        assert_eq!(shown("u:hunter2@a://b"), r#""…@a://b""#);
        assert_eq!(shown("a\nb"), r#""a\nb""#);
        assert_eq!(shown(&"é".repeat(1000)).chars().count(), SHOWN + 2);
    }

    #[test]
    fn a_fault_names_the_setting_the_value_the_reason_and_an_example() {
        let mut reader = Reader { lookup: &|_| None, faults: Vec::new() };
        reader.check("A_URL", "b:2", false, |_| Err("there is no scheme".to_owned()), "http://a:1");
        reader.check("A_SECRET", "hunter2", true, |_| Err("it is short".to_owned()), "");
        reader.check("B_URL", "http://b", false, |_| Ok(()), "");
        assert_eq!(
            reader.faults,
            [
                r#"A_URL: can't use "b:2": there is no scheme; example: http://a:1"#,
                "A_SECRET: can't use its value, which is a secret: it is short",
            ]
        );
    }

    /// Reads the setting `KEY` from these variables.
    fn read_key(variables: &[(&str, &str)]) -> Result<String, Vec<String>> {
        let lookup = |name: &str| variables.iter().find(|(of, _)| *of == name).map(|(_, value)| OsString::from(value));
        Reader::read(lookup, |reader| reader.required("KEY", "")).map_err(|Faults(faults)| faults)
    }

    #[test]
    fn a_setting_may_be_in_a_file_whose_last_line_break_does_not_count() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key");
        for (content, value) in [("a", "a"), ("a\n", "a"), ("a\r\n", "a"), (" a\nb\n\n", " a\nb\n")] {
            std::fs::write(&path, content).unwrap();
            assert_eq!(read_key(&[("KEY_FILE", path.to_str().unwrap())]), Ok(value.to_owned()), "{content:?}");
        }
        assert_eq!(read_key(&[("KEY", "b"), ("KEY_FILE", "")]), Ok("b".to_owned()));
    }

    #[test]
    fn a_file_that_is_missing_empty_or_large_is_a_fault_and_so_are_two_values() {
        let directory = tempfile::tempdir().unwrap();
        let file = |name: &str, content: &[u8]| {
            let path = directory.path().join(name);
            std::fs::write(&path, content).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let missing = directory.path().join("missing").to_str().unwrap().to_owned();
        let fault = |path: &str| {
            let faults = read_key(&[("KEY_FILE", path)]).unwrap_err();
            assert_eq!(faults.len(), 1, "{faults:?}");
            faults[0].clone()
        };
        assert_eq!(
            fault(&missing),
            format!("KEY_FILE: can't read {missing:?}: No such file or directory (os error 2)")
        );
        let empty = file("empty", b"\n");
        assert_eq!(fault(&empty), format!("KEY_FILE: can't read {empty:?}: it is empty"));
        let large = file("large", &vec![b'x'; 64 * 1024 + 1]);
        assert_eq!(fault(&large), format!("KEY_FILE: can't read {large:?}: it has more than 65536 bytes"));
        let both = read_key(&[("KEY", "hunter2"), ("KEY_FILE", &large)]).unwrap_err();
        assert_eq!(both, ["KEY: KEY_FILE is set too; set one of them"]);
    }
}
