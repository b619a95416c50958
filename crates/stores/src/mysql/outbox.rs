//! The outbox: outcomes that Kafka didn't take. The step that publishes leaves an outcome here and ends; a worker sends
//! it once Kafka is back. So an outage of Kafka keeps no workflow open.

use std::{collections::BTreeMap, time::Duration};

use holdfast_domain::fact::OutcomeRecord;
use holdfast_mysql::under_lock;
use sqlx::MySqlConnection;

use super::{Database, Error, events::json, read};

impl Database {
    /// Keeps an outcome until it is sent. Succeeds without a change if this outcome of the order waits already.
    pub async fn keep_outcome(&self, outcome: &OutcomeRecord) -> Result<(), Error> {
        self.run(async |connection| {
            sqlx::query!(
                "/* step:keep_outcome */
                INSERT INTO outbox (order_id, status, payload, trace, created_at)
                VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6))
                ON DUPLICATE KEY UPDATE order_id = order_id",
                outcome.order_id.to_string(),
                outcome.status.as_str(),
                outcome.payload,
                json(&outcome.trace),
            )
            .execute(connection)
            .await?;
            Ok(())
        })
        .await
    }

    /// How long the oldest waiting outcome has waited; zero if none waits.
    pub async fn outbox_age(&self) -> Result<Duration, Error> {
        self.run(async |connection| {
            let microseconds = sqlx::query_scalar!(
                "SELECT TIMESTAMPDIFF(MICROSECOND, created_at, UTC_TIMESTAMP(6)) AS `age: i64`
                FROM outbox ORDER BY outbox_id LIMIT 1"
            );
            let oldest = microseconds.fetch_optional(connection).await?.flatten();
            Ok(oldest.and_then(|age| u64::try_from(age).ok()).map(Duration::from_micros).unwrap_or_default())
        })
        .await
    }

    /// Passes the `most` oldest outcomes to `send`, and deletes those that it reports as sent, one flag each. Returns
    /// how many it passed on: none while another caller does so. After a crash they wait again.
    ///
    /// No row is locked while `send` runs, so it keeps nobody from adding an outcome, not even the same one again.
    ///
    /// `send_limit` is the longest that `send` takes; the statement time-out is added to it.
    pub async fn send_kept_outcomes(
        &self,
        most: u32,
        send_limit: Duration,
        send: impl AsyncFnOnce(&[OutcomeRecord]) -> Vec<bool>,
    ) -> Result<usize, Error> {
        let limit = send_limit + self.pool.statement_timeout();
        self.run_within(limit, async |connection| {
            let sending = under_lock(connection, "outbox", Duration::ZERO, async |connection| {
                send_oldest(connection, most, send).await
            });
            Ok(sending.await?.unwrap_or_default())
        })
        .await
    }
}

async fn send_oldest(
    connection: &mut MySqlConnection,
    most: u32,
    send: impl AsyncFnOnce(&[OutcomeRecord]) -> Vec<bool>,
) -> Result<usize, Error> {
    let (ids, outcomes) = oldest(connection, most).await?;
    if !outcomes.is_empty() {
        let flags = send(&outcomes).await;
        let done: Vec<_> = ids.into_iter().zip(flags).filter_map(|(id, sent)| sent.then_some(id)).collect();
        delete(connection, &done).await?;
    }
    Ok(outcomes.len())
}

/// The oldest outcomes, with their ids.
async fn oldest(connection: &mut MySqlConnection, most: u32) -> Result<(Vec<u64>, Vec<OutcomeRecord>), Error> {
    let rows = sqlx::query!(
        "SELECT outbox_id, order_id, status, payload, trace FROM outbox ORDER BY outbox_id LIMIT ?",
        most,
    )
    .fetch_all(connection)
    .await?;
    let mut ids = Vec::with_capacity(rows.len());
    let mut outcomes = Vec::with_capacity(rows.len());
    for row in rows {
        let trace: BTreeMap<String, String> = serde_json::from_str(&row.trace)
            .map_err(|error| Error::Malformed(format!("the trace of outbox row {}: {error}", row.outbox_id)))?;
        ids.push(row.outbox_id);
        outcomes.push(OutcomeRecord {
            order_id: read::order_id(&row.order_id)?,
            status: read::status(&row.status)?,
            payload: row.payload,
            trace,
        });
    }
    Ok((ids, outcomes))
}

/// Looks each row up by its id, so that it waits for no row that is being added.
async fn delete(connection: &mut MySqlConnection, ids: &[u64]) -> Result<(), Error> {
    sqlx::query!(
        "DELETE o
        FROM JSON_TABLE(?, '$[*]' COLUMNS (outbox_id BIGINT UNSIGNED PATH '$')) AS j
        STRAIGHT_JOIN outbox AS o ON o.outbox_id = j.outbox_id",
        json(ids),
    )
    .execute(connection)
    .await?;
    Ok(())
}
