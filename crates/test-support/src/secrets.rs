//! Whether a secret is where it doesn't belong.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use base64::{Engine, prelude::BASE64_STANDARD};
use tempfile::TempDir;

/// The shortest secret that is looked for: a shorter one may be anywhere by chance.
const SHORTEST: usize = 8;
/// How much is shown of what is around a secret, in bytes.
const AROUND: usize = 120;

/// Secrets, each with a name that may be shown.
#[derive(Debug, Clone, Default)]
pub struct Secrets(BTreeMap<String, String>);

impl Secrets {
    /// Adds a secret.
    pub fn add(&mut self, name: impl Into<String>, secret: impl Into<String>) {
        let (name, secret) = (name.into(), secret.into());
        assert!(secret.len() >= SHORTEST, "{name} is too short to be looked for");
        self.0.insert(name, secret);
    }

    /// Adds every secret among a binary's settings. Each one that the binary declares must have a value: a secret that
    /// the test doesn't set would not be looked for.
    pub fn add_settings(&mut self, declared: &[holdfast_settings::Setting], set: &BTreeMap<&'static str, String>) {
        let declared: Vec<_> = declared.iter().filter(|setting| setting.kind == "secret").collect();
        assert!(!declared.is_empty(), "the binary declares no secret");
        for setting in declared {
            let value = set.get(setting.name).unwrap_or_else(|| panic!("{} has no value in this test", setting.name));
            self.add(setting.name, password(value).unwrap_or(value));
        }
        // Their kind is text, but they may have a password.
        for (name, value) in set.iter().filter(|(name, _)| name.ends_with("_URL")) {
            if let Some(password) = password(value) {
                self.add(*name, password);
            }
        }
    }
}

/// The password in a URL.
fn password(url: &str) -> Option<&str> {
    let (user, _) = url.split_once("://")?.1.rsplit_once('@')?;
    Some(user.split_once(':')?.1)
}

/// What processes have written, sent and stored.
pub struct Outputs(TempDir);

impl Default for Outputs {
    fn default() -> Self {
        Self(tempfile::tempdir().expect("a directory"))
    }
}

impl Outputs {
    /// Adds an output. One that is empty would prove nothing.
    pub fn add(&self, name: &str, content: impl AsRef<[u8]>) {
        assert!(!content.as_ref().is_empty(), "{name} is empty");
        let path = self.0.path().join(name);
        assert!(!path.exists(), "{name} was added before");
        fs::write(path, content).expect("a file");
    }

    /// Asserts that none of the outputs has one of the secrets: as it is, in hex, in Base64, or as numbers.
    pub fn assert_free_of(&self, secrets: &Secrets) {
        assert!(!secrets.0.is_empty(), "there is no secret to look for");
        let found: Vec<_> = secrets.0.iter().flat_map(|(name, secret)| self.places(name, secret)).collect();
        assert!(found.is_empty(), "{}", found.join("\n"));
    }

    /// Where a secret is, with what is around it.
    fn places(&self, name: &str, secret: &str) -> Vec<String> {
        let forms = forms(secret);
        let patterns = tempfile::NamedTempFile::new().expect("a file");
        fs::write(patterns.path(), forms.join("\n")).expect("a file");
        // Tests are built without optimisation, and a log has tens of megabytes.
        let mut grep = Command::new("grep");
        grep.args(["--recursive", "--text", "--fixed-strings", "--files-with-matches", "--file"]);
        let grep = grep.arg(patterns.path()).arg(self.0.path()).env("LC_ALL", "C").output().expect("grep runs");
        assert!(grep.stderr.is_empty(), "{}", String::from_utf8_lossy(&grep.stderr));
        let files = String::from_utf8(grep.stdout).expect("names of files");
        files.lines().map(|file| format!("{name} is in {}", surroundings(Path::new(file), &forms))).collect()
    }
}

/// A secret in the forms in which it may be written. In Base64 it depends on how many bytes are before it; characters
/// that depend on a neighbour are left out.
fn forms(secret: &str) -> Vec<String> {
    let hex = hex::encode(secret);
    // As Rust prints bytes.
    let numbers: Vec<_> = secret.bytes().map(|byte| byte.to_string()).collect();
    let mut forms = vec![secret.to_owned(), hex.to_uppercase(), hex, numbers.join(", ")];
    for before in 0..3 {
        let text = BASE64_STANDARD.encode(["?".repeat(before), secret.to_owned()].concat());
        let end = (before + secret.len()) * 8 / 6;
        let begin = (before * 8).div_ceil(6);
        forms.push(text[begin..end].to_owned());
        forms.push(text[begin..end].replace('+', "-").replace('/', "_"));
    }
    forms
}

fn surroundings(file: &Path, forms: &[String]) -> String {
    let content = fs::read(file).expect("the file is there");
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let place = forms.iter().find_map(|form| {
        let at = content.windows(form.len()).position(|bytes| bytes == form.as_bytes())?;
        Some(at.saturating_sub(AROUND)..content.len().min(at + form.len() + AROUND))
    });
    format!("{name}: …{}…", String::from_utf8_lossy(&content[place.unwrap_or_default()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "5up3r+secret";

    fn found(output: &str) -> bool {
        let outputs = Outputs::default();
        outputs.add("harmless", "nothing");
        outputs.add("output", output);
        !outputs.places("SECRET", SECRET).is_empty()
    }

    #[test]
    fn a_secret_is_found_in_each_form_wherever_it_stands() {
        for before in ["", "a", "ab", "abc", "\n{\"token\":\""] {
            let text = format!("{before}{SECRET}, and what follows");
            assert!(found(&text), "{text}");
            assert!(found(&BASE64_STANDARD.encode(&text)), "{text}");
            assert!(found(&forms(&text)[1]), "{text}");
            assert!(found(&forms(&text)[2]), "{text}");
            assert!(found(&format!("{:?}", text.as_bytes())), "{text}");
        }
        for other in ["5up3r+secre", "5UP3R+SECRET", &BASE64_STANDARD.encode("another secret of that length")] {
            assert!(!found(other), "{other}");
        }
    }

    #[test]
    fn what_is_found_is_shown_with_its_place() {
        let outputs = Outputs::default();
        outputs.add("log", format!("a line\nthe key is {SECRET}, so they say\n"));
        let places = outputs.places("SECRET", SECRET);
        assert_eq!(places, [format!("SECRET is in log: …a line\nthe key is {SECRET}, so they say\n…")]);
    }

    #[test]
    fn the_password_of_a_url_is_a_secret() {
        assert_eq!(password("mysql://user:hun:ter2@a:1/b"), Some("hun:ter2"));
        assert_eq!(password("redis://:hunter2@a:1"), Some("hunter2"));
        assert_eq!(password("http://a:1/b"), None);
        assert_eq!(password("hunter2"), None);
    }
}
