//! Limits of requests that all processes count together.

use std::{num::NonZeroU32, sync::LazyLock, time::Duration};

use super::{
    Error, SeatStore,
    script::{Script, script},
};

static COUNT_REQUEST: LazyLock<Script> = script!("count_request.lua");

/// How many requests are permitted: all of them at once, then one after the other as `window` passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Requests within `window`.
    pub requests: NonZeroU32,
    /// At most some days.
    pub window: Duration,
}

/// Whether a request is within its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowance {
    /// It is.
    Allowed {
        /// How many more may come now.
        remaining: u32,
        /// How long it takes until all of them may come again.
        reset: Duration,
    },
    /// It isn't, and didn't count.
    Limited {
        /// How long it takes until the next one may come.
        wait: Duration,
    },
}

impl SeatStore {
    /// Counts a request against the limit with this name.
    pub async fn count_request(&self, limit: &str, rate: Rate) -> Result<Allowance, Error> {
        let interval = rate.window.as_micros() / u128::from(rate.requests.get());
        let (interval, burst) = (interval.max(1).to_string(), rate.requests.to_string());
        let key = self.0.names.rate_limit(limit);
        let mut reply = self.run_on_key(&COUNT_REQUEST, &key, &[&interval, &burst]).await?;
        match reply.word() {
            "ALLOWED" => {
                Ok(Allowance::Allowed { remaining: reply.integer()?, reset: Duration::from_millis(reply.integer()?) })
            }
            "LIMITED" => Ok(Allowance::Limited { wait: Duration::from_millis(reply.integer()?) }),
            _ => Err(reply.unexpected()),
        }
    }
}
