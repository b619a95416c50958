//! Settings from the environment, and the names that follow from them.
//!
//! [`settings!`] declares the settings of one concern: name, default, unit and meaning, each once. The declaration is
//! read at start and rendered into `docs/settings.md`. [`Reader::read`] lists every fault at once. Each setting may also
//! be in a file, which `<name>_FILE` names: the way in which orchestrators pass secrets.

mod declaration;
mod names;
mod reader;
mod url;

pub use declaration::{
    Checked, CheckedOptional, CheckedSecret, Declaration, Optional, OptionalSecret, Parsed, Ranged, Required, Secret,
    Setting, SettingValue,
};
pub use declaration::{
    checked, checked_optional, checked_secret, millis, optional, optional_secret, parsed, ranged, required, seconds,
    secret, text,
};
pub use names::Names;
pub use reader::{Check, Faults, Reader, environment};
pub use url::{check_http_url, check_url};

/// Reads one setting; [`settings!`] expands to it, so that a field's type decides its kind's type.
#[doc(hidden)]
pub fn read<T>(declaration: &impl Declaration<Value = T>, reader: &mut Reader<'_>) -> T {
    declaration.read(reader)
}

/// Describes one setting; see [`read`].
#[doc(hidden)]
pub fn describe<T>(declaration: &impl Declaration<Value = T>, doc: &str) -> Setting {
    declaration.describe(doc)
}

/// Declares a struct of settings. Each field names its environment variable and its kind; fields after `with` are
/// groups of settings that are declared elsewhere.
///
/// ```
/// holdfast_settings::settings! {
///     /// A cache.
///     pub struct CacheConfig {
///         /// Entries that are kept.
///         pub entries: u64 = parsed("CACHE_ENTRIES", 1000),
///         /// How long one is kept.
///         pub lifetime: std::time::Duration = millis("CACHE_LIFETIME_MS", 60_000),
///     }
/// }
/// assert_eq!(CacheConfig::settings()[1].default.as_deref(), Some("60000"));
/// ```
#[macro_export]
macro_rules! settings {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident {
            $($(#[doc = $doc:literal])+ $field_visibility:vis $field:ident: $type:ty = $kind:ident($($argument:expr),+ $(,)?),)*
        }
        $(with {
            $($(#[$group_attribute:meta])* $group_visibility:vis $group:ident: $group_type:ty,)*
        })?
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone)]
        $visibility struct $name {
            $($(#[doc = $doc])+ $field_visibility $field: $type,)*
            $($($(#[$group_attribute])* $group_visibility $group: $group_type,)*)?
        }

        impl $name {
            /// Reads every setting from the environment.
            pub fn read(reader: &mut $crate::Reader<'_>) -> Self {
                Self {
                    $($field: $crate::read::<$type>(&$crate::$kind($($argument),+), reader),)*
                    $($($group: <$group_type>::read(reader),)*)?
                }
            }

            /// Describes every setting, for `docs/settings.md`.
            #[must_use]
            pub fn settings() -> Vec<$crate::Setting> {
                [
                    vec![$($crate::describe::<$type>(&$crate::$kind($($argument),+), concat!($($doc),+)),)*],
                    $($(<$group_type>::settings(),)*)?
                ]
                .concat()
            }
        }
    };
}
