//! The sessions of browsers that have logged in. Redis has a session under a digest of its id, so that who reads Redis
//! can't use one.

use std::{fmt, str::FromStr, sync::LazyLock, time::Duration};

use sha2::{Digest, Sha256};

use super::{
    Error, SeatStore,
    script::{Script, script},
};

static PUT_SESSION: LazyLock<Script> = script!("put_session.lua");
static FIND_SESSION: LazyLock<Script> = script!("find_session.lua");

/// A session that is used often has its life extended once in this share of it.
const SLACK: u32 = 20;

/// The secret of a session: 256 random bits, in hex.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionId(String);

impl SessionId {
    /// A session's id from 256 random bits.
    #[must_use]
    pub fn from_random(bits: [u8; 32]) -> Self {
        Self(hex::encode(bits))
    }

    /// The text for the browser. It is a secret.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    fn digest(&self) -> String {
        hex::encode(Sha256::digest(&self.0))
    }
}

impl fmt::Debug for SessionId {
    /// Doesn't show it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionId(…)")
    }
}

impl FromStr for SessionId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let is_hex = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if text.len() == 64 && is_hex { Ok(Self(text.to_owned())) } else { Err(()) }
    }
}

/// Stores sessions. Their values are opaque here. Cheap to clone; it shares the connections of the seats.
#[derive(Clone)]
pub struct Sessions {
    store: SeatStore,
    idle: Duration,
    total: Duration,
}

impl Sessions {
    /// Sessions that live for `idle` without a request, and for `total` at most.
    #[must_use]
    pub const fn new(store: SeatStore, idle: Duration, total: Duration) -> Self {
        Self { store, idle, total }
    }

    /// Stores a session.
    pub async fn put(&self, id: &SessionId, value: &str) -> Result<(), Error> {
        let (idle, total) = (millis(self.idle), millis(self.total));
        let reply = self.store.run_on_key(&PUT_SESSION, &self.key(id), &[value, &idle, &total]).await?;
        if reply.word() == "PUT" { Ok(()) } else { Err(reply.unexpected()) }
    }

    /// The value of a session that lives, and lets it live on.
    pub async fn find(&self, id: &SessionId) -> Result<Option<String>, Error> {
        let (idle, slack) = (millis(self.idle), millis(self.idle / SLACK));
        let mut reply = self.store.run_on_key(&FIND_SESSION, &self.key(id), &[&idle, &slack]).await?;
        match reply.word() {
            "FOUND" => reply.text().map(Some),
            "NONE" => Ok(None),
            _ => Err(reply.unexpected()),
        }
    }

    /// Ends a session, if it lives.
    pub async fn end(&self, id: &SessionId) -> Result<(), Error> {
        self.store.0.connection.run(redis::cmd("DEL").arg(self.key(id))).await.map(drop)
    }

    fn key(&self, id: &SessionId) -> String {
        self.store.0.names.session(&id.digest())
    }
}

fn millis(duration: Duration) -> String {
    duration.as_millis().to_string()
}
