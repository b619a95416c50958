//! Scripts, called by their digest.

use redis::{Cmd, Value};

use super::{Error, connection::Connection};

/// One Lua script.
pub(super) struct Script(redis::Script);

impl Script {
    pub(super) fn new(code: &str) -> Self {
        Self(redis::Script::new(code))
    }

    /// A call with this many keys, which are its next arguments.
    pub(super) fn call(&self, keys: u8) -> Cmd {
        let mut call = redis::cmd("EVALSHA");
        call.arg(self.0.get_hash()).arg(keys);
        call
    }

    /// Runs a call of this very script: one round trip, three when the server hasn't met the script before.
    pub(super) async fn run(&self, connection: &Connection, call: &Cmd) -> Result<Value, Error> {
        connection.run_script(&self.0, call).await
    }
}

/// A script that stands for itself.
macro_rules! script {
    ($file:literal) => {
        std::sync::LazyLock::new(|| $crate::redis::script::Script::new(include_str!($file)))
    };
}

/// A script on one event: `event.lua` goes before it.
macro_rules! event_script {
    ($file:literal) => {
        std::sync::LazyLock::new(|| {
            $crate::redis::script::Script::new(concat!(include_str!("event.lua"), include_str!($file)))
        })
    };
}

pub(super) use {event_script, script};
