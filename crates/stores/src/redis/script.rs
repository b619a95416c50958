//! Scripts, called by their digest.

use std::time::Duration;

use redis::{Cmd, Value};

use super::{Error, connection::Connection};

/// One Lua script.
pub(super) struct Script {
    /// The name of its file.
    name: &'static str,
    code: redis::Script,
}

impl Script {
    pub(super) fn new(name: &'static str, code: &str) -> Self {
        Self { name, code: redis::Script::new(code) }
    }

    /// Begins a call with `keys` keys. The caller appends the keys, then the arguments.
    pub(super) fn call(&self, keys: u8) -> Cmd {
        let mut call = redis::cmd("EVALSHA");
        call.arg(self.code.get_hash()).arg(keys);
        call
    }

    /// Runs a call of this script: one round trip, or three when the server doesn't have the script yet.
    pub(super) async fn run(&self, connection: &Connection, call: &Cmd) -> Result<Value, Error> {
        self.run_long(connection, call, Duration::ZERO).await
    }

    /// As [`Self::run`], with `extra` added to the time-out, for scripts that take long.
    pub(super) async fn run_long(&self, connection: &Connection, call: &Cmd, extra: Duration) -> Result<Value, Error> {
        let name = || format!("redis {}", self.name.trim_end_matches(".lua")).into();
        holdfast_spans::call(name, connection.run_script(&self.code, call, extra)).await
    }
}

/// A script that is complete in its own file.
macro_rules! script {
    ($file:literal) => {
        std::sync::LazyLock::new(|| $crate::redis::script::Script::new($file, include_str!($file)))
    };
}

/// The code of a script on one event: `event.lua` goes before it.
macro_rules! event_code {
    ($file:literal) => {
        concat!(include_str!("event.lua"), include_str!($file))
    };
}

/// A script on one event.
macro_rules! event_script {
    ($file:literal) => {
        std::sync::LazyLock::new(|| {
            $crate::redis::script::Script::new($file, $crate::redis::script::event_code!($file))
        })
    };
}

pub(super) use {event_code, event_script, script};
