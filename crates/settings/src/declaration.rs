//! The kinds of settings.

use std::{fmt::Display, net::SocketAddr, ops::RangeInclusive, path::PathBuf, str::FromStr, time::Duration};

use secrecy::SecretString;

use crate::reader::{Check, Reader};

/// One setting as the documentation shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The environment variable.
    pub name: &'static str,
    /// The type or unit of its value: `text`, `secret`, `ms`, …
    pub kind: &'static str,
    /// What an absent or empty variable means; `None` when that is a fault or means "not set".
    pub default: Option<String>,
    /// Whether the process starts without it.
    pub required: bool,
    /// What it decides.
    pub meaning: String,
}

/// A setting that can be read and described.
pub trait Declaration {
    /// What it is read as.
    type Value;

    /// Reads it; a fault is noted in the reader.
    fn read(&self, reader: &mut Reader<'_>) -> Self::Value;

    /// Describes it. `doc` is the doc comment of its field.
    fn describe(&self, doc: &str) -> Setting;
}

/// A type that a setting can have.
pub trait SettingValue: FromStr<Err: Display> + Clone {
    /// The type or unit, in the documentation.
    const KIND: &'static str;
    /// A value in the form that is read.
    fn show(&self) -> String;
}

macro_rules! setting_values {
    ($($type:ty => $kind:literal, $show:expr;)+) => {$(
        impl SettingValue for $type {
            const KIND: &'static str = $kind;

            fn show(&self) -> String {
                let show: fn(&Self) -> String = $show;
                show(self)
            }
        }
    )+};
}

setting_values! {
    u32 => "number", ToString::to_string;
    u64 => "number", ToString::to_string;
    usize => "number", ToString::to_string;
    i32 => "number", ToString::to_string;
    f64 => "number", ToString::to_string;
    bool => "true or false", ToString::to_string;
    String => "text", Clone::clone;
    SocketAddr => "host:port", ToString::to_string;
    PathBuf => "path", |path| path.display().to_string();
}

/// Text without a default.
pub struct Required(&'static str);
/// A secret without a default.
pub struct Secret(&'static str);
/// A secret that may be absent.
pub struct OptionalSecret(&'static str);
/// Text in a form that is checked, without a default.
pub struct Checked(&'static str, Check, &'static str);
/// A secret in a form that is checked, without a default.
pub struct CheckedSecret(&'static str, Check, &'static str);
/// Text in a form that is checked, which may be absent.
pub struct CheckedOptional(&'static str, Check, &'static str);
/// A value that may be absent.
pub struct Optional<T>(&'static str, std::marker::PhantomData<T>);
/// A value with a default.
pub struct Parsed<T>(&'static str, T);
/// A value within bounds, with a default.
pub struct Ranged<T>(&'static str, T, RangeInclusive<T>);
/// A whole number of milliseconds with a default.
pub struct Millis(&'static str, u64);
/// A whole number of seconds with a default.
pub struct Seconds(&'static str, u32);

/// Text without a default.
#[must_use]
pub const fn required(name: &'static str) -> Required {
    Required(name)
}

/// A secret without a default. It is never printed.
#[must_use]
pub const fn secret(name: &'static str) -> Secret {
    Secret(name)
}

/// A secret that may be absent; empty counts as absent. It is never printed.
#[must_use]
pub const fn optional_secret(name: &'static str) -> OptionalSecret {
    OptionalSecret(name)
}

/// Text without a default. `check` refuses what can't be used; `example` shows the form.
#[must_use]
pub const fn checked(name: &'static str, check: Check, example: &'static str) -> Checked {
    Checked(name, check, example)
}

/// A secret without a default, as [`checked`]. It is never printed, so the reasons of `check` must not quote it.
#[must_use]
pub const fn checked_secret(name: &'static str, check: Check, example: &'static str) -> CheckedSecret {
    CheckedSecret(name, check, example)
}

/// Text that may be absent, as [`checked`].
#[must_use]
pub const fn checked_optional(name: &'static str, check: Check, example: &'static str) -> CheckedOptional {
    CheckedOptional(name, check, example)
}

/// A value that may be absent; empty counts as absent.
#[must_use]
pub const fn optional<T: SettingValue>(name: &'static str) -> Optional<T> {
    Optional(name, std::marker::PhantomData)
}

/// A value with a default.
#[must_use]
pub const fn parsed<T: SettingValue>(name: &'static str, default: T) -> Parsed<T> {
    Parsed(name, default)
}

/// Text with a default.
#[must_use]
pub fn text(name: &'static str, default: &str) -> Parsed<String> {
    Parsed(name, default.to_owned())
}

/// A value within `bounds`, with a default.
#[must_use]
pub const fn ranged<T: SettingValue>(name: &'static str, default: T, bounds: RangeInclusive<T>) -> Ranged<T> {
    Ranged(name, default, bounds)
}

/// A duration in whole milliseconds.
#[must_use]
pub const fn millis(name: &'static str, default: u64) -> Millis {
    Millis(name, default)
}

/// A number of whole seconds.
#[must_use]
pub const fn seconds(name: &'static str, default: u32) -> Seconds {
    Seconds(name, default)
}

impl Declaration for Required {
    type Value = String;

    fn read(&self, reader: &mut Reader<'_>) -> String {
        reader.required(self.0, "")
    }

    fn describe(&self, doc: &str) -> Setting {
        described(self.0, "text", None, true, doc)
    }
}

impl Declaration for Secret {
    type Value = SecretString;

    fn read(&self, reader: &mut Reader<'_>) -> SecretString {
        reader.required(self.0, "").into()
    }

    fn describe(&self, doc: &str) -> Setting {
        described(self.0, "secret", None, true, doc)
    }
}

impl Declaration for OptionalSecret {
    type Value = Option<SecretString>;

    fn read(&self, reader: &mut Reader<'_>) -> Option<SecretString> {
        reader.optional(self.0).map(SecretString::from)
    }

    fn describe(&self, doc: &str) -> Setting {
        described(self.0, "secret", None, false, doc)
    }
}

impl Declaration for Checked {
    type Value = String;

    fn read(&self, reader: &mut Reader<'_>) -> String {
        required_and_checked(reader, self.0, false, self.1, self.2)
    }

    fn describe(&self, doc: &str) -> Setting {
        described(self.0, "text", None, true, doc)
    }
}

impl Declaration for CheckedSecret {
    type Value = SecretString;

    fn read(&self, reader: &mut Reader<'_>) -> SecretString {
        required_and_checked(reader, self.0, true, self.1, self.2).into()
    }

    fn describe(&self, doc: &str) -> Setting {
        described(self.0, "secret", None, true, doc)
    }
}

impl Declaration for CheckedOptional {
    type Value = Option<String>;

    fn read(&self, reader: &mut Reader<'_>) -> Option<String> {
        let text = reader.optional(self.0)?;
        reader.check(self.0, &text, false, self.1, self.2);
        Some(text)
    }

    fn describe(&self, doc: &str) -> Setting {
        described(self.0, "text", None, false, doc)
    }
}

fn required_and_checked(reader: &mut Reader<'_>, name: &str, secret: bool, check: Check, example: &str) -> String {
    let text = reader.required(name, example);
    // A missing setting has its fault already.
    if !text.is_empty() {
        reader.check(name, &text, secret, check, example);
    }
    text
}

impl<T: SettingValue> Declaration for Optional<T> {
    type Value = Option<T>;

    fn read(&self, reader: &mut Reader<'_>) -> Option<T> {
        reader.parsed(self.0, "")
    }

    fn describe(&self, doc: &str) -> Setting {
        described(self.0, T::KIND, None, false, doc)
    }
}

impl<T: SettingValue> Declaration for Parsed<T> {
    type Value = T;

    fn read(&self, reader: &mut Reader<'_>) -> T {
        reader.parsed(self.0, &self.1.show()).unwrap_or_else(|| self.1.clone())
    }

    fn describe(&self, doc: &str) -> Setting {
        described(self.0, T::KIND, Some(self.1.show()), false, doc)
    }
}

impl<T: SettingValue + PartialOrd> Declaration for Ranged<T> {
    type Value = T;

    fn read(&self, reader: &mut Reader<'_>) -> T {
        let Self(name, default, bounds) = self;
        reader.ranged(name, bounds, &default.show()).unwrap_or_else(|| default.clone())
    }

    fn describe(&self, doc: &str) -> Setting {
        let meaning = format!("{} From {} to {}.", doc.trim(), self.2.start().show(), self.2.end().show());
        described(self.0, T::KIND, Some(self.1.show()), false, &meaning)
    }
}

impl Declaration for Millis {
    type Value = Duration;

    fn read(&self, reader: &mut Reader<'_>) -> Duration {
        Duration::from_millis(reader.parsed(self.0, &self.1.to_string()).unwrap_or(self.1))
    }

    fn describe(&self, doc: &str) -> Setting {
        described(self.0, "ms", Some(self.1.to_string()), false, doc)
    }
}

impl Declaration for Seconds {
    type Value = u32;

    fn read(&self, reader: &mut Reader<'_>) -> u32 {
        reader.parsed(self.0, &self.1.to_string()).unwrap_or(self.1)
    }

    fn describe(&self, doc: &str) -> Setting {
        described(self.0, "s", Some(self.1.to_string()), false, doc)
    }
}

fn described(name: &'static str, kind: &'static str, default: Option<String>, required: bool, doc: &str) -> Setting {
    Setting { name, kind, default, required, meaning: doc.trim().to_owned() }
}
