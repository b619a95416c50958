//! The settings of proofs of work.

use std::{fmt, str::FromStr};

use holdfast_settings::{Reader, Setting, SettingValue};

/// Most tries that a setting may ask for: a browser takes about 40 s for them, and a challenge lives for two minutes.
const TRIES_LIMIT: u32 = 200_000;

holdfast_settings::settings! {
    struct Declared {
        /// When a new hold costs its client a proof of work: never (`off`), while many are asked for (`load`), or
        /// `always`.
        mode: Mode = parsed("PROOF_OF_WORK", Mode::Off),
        /// With `load`: the new holds a second, asked for at one api-server, from which a proof is wanted. It is wanted
        /// until they are half as many.
        rate: u32 = ranged("PROOF_OF_WORK_RATE", 50, 1..=1_000_000),
        /// Tries that a proof takes at most at `PROOF_OF_WORK_RATE`; on average half as many. A browser makes about
        /// 5,000 a second. With twice the rate it is twice as many.
        min_tries: u32 = ranged("PROOF_OF_WORK_TRIES_MIN", 5_000, 1..=TRIES_LIMIT),
        /// Tries that a proof takes at most, whatever the rate.
        max_tries: u32 = ranged("PROOF_OF_WORK_TRIES_MAX", 50_000, 1..=TRIES_LIMIT),
    }
}

/// When proofs of work are wanted, and how long they take.
#[derive(Debug, Clone)]
pub struct ProofOfWorkConfig {
    /// When they are wanted.
    pub mode: Mode,
    /// From how many requests a second on, at one api-server.
    pub rate: u32,
    /// The tries that one takes at most, at that rate.
    pub min_tries: u32,
    /// The tries that one takes at most, at any rate.
    pub max_tries: u32,
}

impl ProofOfWorkConfig {
    /// Reads every setting, and compares the bounds.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        let Declared { mode, rate, min_tries, max_tries } = Declared::read(reader);
        if min_tries > max_tries {
            reader.refuse("PROOF_OF_WORK_TRIES_MIN: it is above PROOF_OF_WORK_TRIES_MAX");
        }
        Self { mode, rate, min_tries, max_tries }
    }

    /// Describes every setting.
    #[must_use]
    pub fn settings() -> Vec<Setting> {
        Declared::settings()
    }
}

/// When a proof of work is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Never.
    Off,
    /// While many holds are asked for.
    Load,
    /// Always.
    Always,
}

impl Mode {
    const ALL: [Self; 3] = [Self::Off, Self::Load, Self::Always];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Load => "load",
            Self::Always => "always",
        }
    }
}

impl FromStr for Mode {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == text).ok_or("it is not off, load or always")
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl SettingValue for Mode {
    const KIND: &'static str = "off, load or always";

    fn show(&self) -> String {
        self.to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<ProofOfWorkConfig, String> {
        let lookup = |name: &str| variables.iter().find(|(of, _)| *of == name).map(|(_, value)| OsString::from(value));
        Reader::read(lookup, ProofOfWorkConfig::read).map_err(|faults| faults.to_string())
    }

    #[test]
    fn no_proof_is_wanted_by_default_and_the_bounds_are_in_order() {
        assert_eq!(read(&[]).unwrap().mode, Mode::Off);
        for mode in Mode::ALL {
            assert_eq!(read(&[("PROOF_OF_WORK", mode.as_str())]).unwrap().mode, mode);
        }
        for (variables, fault) in [
            (&[("PROOF_OF_WORK", "on")][..], r#"PROOF_OF_WORK: can't use "on": it is not off, load or always"#),
            (&[("PROOF_OF_WORK_TRIES_MIN", "50001")], "PROOF_OF_WORK_TRIES_MIN: it is above PROOF_OF_WORK_TRIES_MAX"),
            (&[("PROOF_OF_WORK_TRIES_MAX", "200001")], r#"PROOF_OF_WORK_TRIES_MAX: can't use "200001""#),
            (&[("PROOF_OF_WORK_RATE", "0")], r#"PROOF_OF_WORK_RATE: can't use "0""#),
        ] {
            let faults = read(variables).unwrap_err();
            assert!(faults.starts_with(fault) && faults.lines().count() == 1, "{faults}");
        }
    }
}
