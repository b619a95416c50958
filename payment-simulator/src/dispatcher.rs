//! Sends due callbacks, and repeats each until the receiver accepts it. Any number of servers can share the work:
//! each callback is leased to one sender, and is due again when the lease ends, in case the sender has died.

use std::{sync::Arc, time::Duration};

use chrono::Utc;
use holdfast_domain::PaymentId;
use holdfast_gateway::{Callback, signature};
use reqwest::{Client, header::CONTENT_TYPE, redirect};
use secrecy::SecretString;
use thiserror::Error;
use tokio::{task::JoinSet, time};
use tokio_util::sync::CancellationToken;

use crate::{
    config::Config,
    ledger::{LeasedCallback, Ledger},
};

/// Interval between two queries for due callbacks; a callback is late by this much at most.
const POLL: Duration = Duration::from_millis(100);
/// Callbacks under way at once in one process.
const AT_ONCE: usize = 32;
/// Limit of one request to the receiver.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Well over [`TIMEOUT`], so that no callback is sent twice at the same time.
const LEASE: Duration = Duration::from_secs(15);
/// Backoff after the first failed attempt. It doubles with each further one.
const BACKOFF_FIRST: Duration = Duration::from_millis(200);
/// Upper limit of the backoff.
const BACKOFF_LONGEST: Duration = Duration::from_secs(10);

/// `holdfast_payment_callbacks_total{outcome}`: attempts, by `taken` or `failed`.
const CALLBACKS_METRIC: &str = "holdfast_payment_callbacks_total";

/// Why the receiver didn't accept a callback.
#[derive(Debug, Error)]
enum Error {
    #[error(transparent)]
    Ledger(#[from] holdfast_mysql::Error),
    #[error("the callback can't be written")]
    Body(#[from] serde_json::Error),
    #[error("the receiver can't be reached")]
    Unreachable(#[from] reqwest::Error),
    #[error("the receiver responded with {0}")]
    Refused(reqwest::StatusCode),
}

/// The sender of callbacks.
pub struct Dispatcher {
    inner: Arc<Inner>,
}

struct Inner {
    ledger: Ledger,
    client: Client,
    url: String,
    secret: SecretString,
}

impl Dispatcher {
    /// A sender over the ledger.
    ///
    /// # Errors
    /// When the TLS of this machine can't be set up.
    pub fn new(ledger: Ledger, config: &Config) -> Result<Self, reqwest::Error> {
        let client = Client::builder().timeout(TIMEOUT).redirect(redirect::Policy::none()).build()?;
        let (url, secret) = (config.callback_url.clone(), config.callback_secret.clone());
        Ok(Self { inner: Arc::new(Inner { ledger, client, url, secret }) })
    }

    /// Sends until `stop`, then waits for the requests under way.
    pub async fn run(self, stop: CancellationToken) {
        let mut sending = JoinSet::new();
        let mut ticks = time::interval(POLL);
        ticks.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            while sending.try_join_next().is_some() {}
            let free = u32::try_from(AT_ONCE - sending.len()).unwrap_or_default();
            match self.inner.ledger.lease_callbacks(free, LEASE).await {
                Ok(leased) => {
                    for callback in leased {
                        let inner = Arc::clone(&self.inner);
                        sending.spawn(async move { inner.deliver(callback).await });
                    }
                }
                // The next tick queries again; an unsent callback stays due.
                Err(error) => tracing::warn!(error = &error as &dyn std::error::Error, "can't lease payment callbacks"),
            }
        }
        while sending.join_next().await.is_some() {}
    }
}

impl Inner {
    async fn deliver(&self, callback: LeasedCallback) {
        let result = self.send(callback.payment_id).await;
        let outcome = if result.is_ok() { "taken" } else { "failed" };
        metrics::counter!(CALLBACKS_METRIC, "outcome" => outcome).increment(1);
        let recorded = match result {
            Ok(()) => self.ledger.finish_callback(callback.payment_id).await,
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    order_id = %callback.payment_id.order_id(),
                    attempts = callback.attempts,
                    "the receiver did not accept a payment callback",
                );
                self.ledger.postpone_callback(callback.payment_id, backoff(callback.attempts)).await
            }
        };
        if let Err(error) = recorded {
            // The callback is due again when its lease ends; receivers accept repeats.
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                order_id = %callback.payment_id.order_id(),
                "an attempt at a payment callback was not recorded"
            );
        }
    }

    /// Settles the payment first, so that the callback reports its final status. A payment that was voided before it
    /// was due is reported as VOIDED.
    async fn send(&self, id: PaymentId) -> Result<(), Error> {
        let status = self.ledger.keep_promise(id).await?;
        let body = serde_json::to_vec(&Callback { payment_id: id, order_id: id.order_id(), status })?;
        let signature = signature::sign(&self.secret, Utc::now(), &body);
        let request = self.client.post(&self.url).header(CONTENT_TYPE, "application/json");
        let response = request.header(signature::HEADER, signature).body(body).send().await?;
        if response.status().is_success() { Ok(()) } else { Err(Error::Refused(response.status())) }
    }
}

fn backoff(attempts: u32) -> Duration {
    let doubled = 2u32.saturating_pow(attempts.saturating_sub(1));
    BACKOFF_FIRST.saturating_mul(doubled).min(BACKOFF_LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_backoff_of_a_callback_doubles_up_to_its_limit() {
        let waits: Vec<_> = [1, 2, 3, 6, 7, u32::MAX].map(|attempts| backoff(attempts).as_millis()).into();
        assert_eq!(waits, [200, 400, 800, 6400, 10_000, 10_000]);
    }
}
