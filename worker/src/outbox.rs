//! Sends the outcomes of the outbox, which wait there because Kafka was away when their orders ended.
//!
//! Any number of workers may run; one at a time sends. An outcome that is sent and not deleted, because the worker died
//! in between, is sent again; consumers drop repeats by their id.

use std::time::Duration;

use anyhow::Context as _;
use holdfast_messaging::Publisher;
use holdfast_runtime::periodic::{Periodic, Task};
use holdfast_stores::mysql::Database;
use tokio_util::sync::CancellationToken;

/// Interval of looks at the outbox, and so the longest that an outcome waits for more than Kafka.
const INTERVAL: Duration = Duration::from_secs(1);
/// Limit of outcomes that are sent together.
const BATCH: u32 = 500;

/// `holdfast_outbox_age_seconds`: how long the oldest waiting outcome has waited; 0 if none waits.
const AGE_METRIC: &str = "holdfast_outbox_age_seconds";

/// Sends what waits in the outbox, until `stop`.
pub async fn run(database: Database, publisher: Publisher, stop: CancellationToken) {
    Periodic::new("sending outcomes from the outbox", INTERVAL).run(stop, Outbox { database, publisher }).await;
}

struct Outbox {
    database: Database,
    publisher: Publisher,
}

impl Task for Outbox {
    async fn run(&mut self) -> anyhow::Result<()> {
        let age = self.database.outbox_age().await.context("reading the outbox")?;
        metrics::gauge!(AGE_METRIC).set(age);
        while self.send_batch().await? {}
        Ok(())
    }
}

impl Outbox {
    /// Sends the oldest outcomes. Returns whether more may wait.
    ///
    /// # Errors
    /// If an outcome wasn't sent. The others of the batch were, so this one keeps none back.
    async fn send_batch(&self) -> anyhow::Result<bool> {
        let mut failed = None;
        let limit = self.publisher.delivery_limit();
        let batch = self.database.send_kept_outcomes(BATCH, limit, async |outcomes| {
            let results = self.publisher.send_outcomes(outcomes).await;
            results.into_iter().map(|sent| sent.map_err(|error| failed = Some(error)).is_ok()).collect()
        });
        let taken = batch.await.context("taking outcomes from the outbox")?;
        match failed {
            Some(error) => Err(error).context("sending outcomes"),
            None => Ok(taken == BATCH as usize),
        }
    }
}
