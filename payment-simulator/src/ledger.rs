//! The ledger: the simulator's payments and the callbacks that are due.
//!
//! A payment's status changes only by compare-and-set, one statement each, so that the row's lock serialises concurrent
//! calls: `NONE` or `PENDING → AUTHORIZED | DECLINED | VOIDED`, `AUTHORIZED → CAPTURED | VOIDED`,
//! `CAPTURED → REFUNDED`. All times are the database's, so that the servers' clocks don't matter.

use std::time::Duration;

use holdfast_domain::{Money, OrderId, PaymentId, PaymentMethod, PaymentStatus};
use holdfast_mysql::{Error, Pool, PoolConfig};
use sqlx::{Connection, MySqlConnection, mysql::MySqlQueryResult};

use crate::config::Config;

/// Limit of the wait for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// Limit of one statement or transaction.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(5);

/// Money to be set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorisation {
    /// The order to be paid; the payment's id is derived from it.
    pub order_id: OrderId,
    /// How much.
    pub total: Money,
    /// What the simulator is to do.
    pub payment_method: PaymentMethod,
}

/// A payment as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Its order; the payment's id is derived from it.
    pub order_id: OrderId,
    /// NONE while the script still returns 503: the payment hasn't begun.
    pub status: PaymentStatus,
    /// Amount and method of the authorise; absent when a void came before it.
    pub request: Option<(Money, PaymentMethod)>,
}

/// The outcome of a pending payment, to be reported later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promise {
    /// After this time.
    pub after: Duration,
    /// What the payment becomes then, unless it was voided before: AUTHORIZED or DECLINED.
    pub outcome: PaymentStatus,
}

/// A callback leased to one sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeasedCallback {
    /// The payment that the callback reports.
    pub payment_id: PaymentId,
    /// How often the callback was leased, this time included.
    pub attempts: u32,
}

/// The calls whose scripted failures are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// Failures are 503s or lost replies.
    Authorise,
    /// Failures are 503s, while the payment is AUTHORIZED.
    Capture,
}

/// The ledger in MySQL. Cheap to clone.
#[derive(Clone)]
pub struct Ledger {
    pool: Pool,
}

impl Ledger {
    /// Prepares the pool. Fails only on a URL that can't be parsed.
    pub fn connect(config: &Config) -> Result<Self, Error> {
        let config = PoolConfig {
            name: "ledger",
            url: config.database_url.clone(),
            max_connections: config.database_connections,
            acquire_timeout: ACQUIRE_TIMEOUT,
            statement_timeout: STATEMENT_TIMEOUT,
        };
        Ok(Self { pool: Pool::connect(&config)? })
    }

    /// Brings the schema up to date. Safe from many processes at once.
    pub async fn migrate(&self) -> Result<(), Error> {
        self.pool.migrate(sqlx::migrate!()).await
    }

    /// Whether MySQL responds.
    pub async fn ping(&self) -> Result<(), Error> {
        self.pool.ping().await
    }

    async fn run<T>(&self, operation: impl AsyncFnOnce(&mut MySqlConnection) -> Result<T, Error>) -> Result<T, Error> {
        self.pool.run(operation).await
    }

    /// Writes a payment in its first status, with its later outcome if it is pending. `false`: the payment exists
    /// already, and is not changed.
    pub async fn begin_payment(
        &self,
        input: &Authorisation,
        status: PaymentStatus,
        promise: Option<Promise>,
    ) -> Result<bool, Error> {
        let id = input.order_id.payment_id().to_string();
        let insert = sqlx::query!(
            "INSERT INTO payments
                 (payment_id, order_id, amount, currency, payment_method, status, created_at, updated_at)
             VALUES (?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))",
            id,
            input.order_id.to_string(),
            input.total.amount,
            input.total.currency.as_str(),
            input.payment_method.as_str(),
            status.as_str(),
        );
        let Some(promise) = promise else {
            return self.run(async |connection| is_new(insert.execute(connection).await)).await;
        };
        self.run(async |connection| {
            let mut transaction = connection.begin().await?;
            if !is_new(insert.execute(&mut *transaction).await)? {
                transaction.rollback().await?;
                return Ok(false);
            }
            sqlx::query!(
                "INSERT INTO payment_callbacks (payment_id, outcome, due_at, created_at)
                 VALUES (?, ?, UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND, UTC_TIMESTAMP(6))",
                id,
                promise.outcome.as_str(),
                micros(promise.after),
            )
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
            Ok(true)
        })
        .await
    }

    /// A payment as it stands.
    pub async fn find_payment(&self, id: PaymentId) -> Result<Option<Payment>, Error> {
        let key = id.to_string();
        let row = self
            .run(async |connection| {
                let query = sqlx::query!(
                    "SELECT amount, currency, payment_method, status FROM payments WHERE payment_id = ?",
                    key,
                );
                Ok(query.fetch_optional(connection).await?)
            })
            .await?;
        let Some(row) = row else { return Ok(None) };
        let request = match (row.amount, row.currency, row.payment_method) {
            (Some(amount), Some(currency), Some(method)) => {
                let currency = currency.parse().map_err(|_| malformed(id, &currency))?;
                let method = method.parse().map_err(|_| malformed(id, &method))?;
                Some((Money { amount, currency }, method))
            }
            _ => None,
        };
        let status = PaymentStatus::parse(&row.status).ok_or_else(|| malformed(id, &row.status))?;
        Ok(Some(Payment { order_id: id.order_id(), status, request }))
    }

    /// `from` → `to`. `false`: the payment's status isn't `from`.
    pub async fn move_payment(&self, id: PaymentId, from: PaymentStatus, to: PaymentStatus) -> Result<bool, Error> {
        let update = sqlx::query!(
            "UPDATE payments SET status = ?, updated_at = UTC_TIMESTAMP(6) WHERE payment_id = ? AND status = ?",
            to.as_str(),
            id.to_string(),
            from.as_str(),
        );
        self.run(async |connection| Ok(update.execute(connection).await?.rows_affected() > 0)).await
    }

    /// NONE, PENDING or AUTHORIZED → VOIDED; an unknown payment is written as VOIDED, which forbids its authorisation.
    /// Returns the status that results, which is none of the three. Payments are never deleted, and statuses only
    /// advance, so a call that loses a race repeats once or twice.
    pub async fn void_payment(&self, order: OrderId) -> Result<PaymentStatus, Error> {
        let id = order.payment_id();
        let (key, order) = (id.to_string(), order.to_string());
        loop {
            let update = sqlx::query!(
                "UPDATE payments SET status = 'VOIDED', updated_at = UTC_TIMESTAMP(6)
                 WHERE payment_id = ? AND status IN ('NONE', 'PENDING', 'AUTHORIZED')",
                key,
            );
            if self.run(async |connection| Ok(update.execute(connection).await?.rows_affected() > 0)).await? {
                return Ok(PaymentStatus::Voided);
            }
            match self.find_payment(id).await?.map(|payment| payment.status) {
                // Another call wrote the payment, or moved it, in between.
                Some(PaymentStatus::None | PaymentStatus::Pending | PaymentStatus::Authorized) => continue,
                Some(stands) => return Ok(stands),
                None => {}
            }
            let insert = sqlx::query!(
                "INSERT INTO payments (payment_id, order_id, status, created_at, updated_at)
                 VALUES (?, ?, 'VOIDED', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))",
                key,
                order,
            );
            if self.run(async |connection| is_new(insert.execute(connection).await)).await? {
                return Ok(PaymentStatus::Voided);
            }
        }
    }

    /// Counts a scripted failure if there were fewer than `limit`. `false`: the script has no failures left.
    pub async fn count_failure(&self, id: PaymentId, call: Call, limit: u32) -> Result<bool, Error> {
        let key = id.to_string();
        let counted = match call {
            Call::Authorise => {
                let update = sqlx::query!(
                    "UPDATE payments SET authorise_failures = authorise_failures + 1
                     WHERE payment_id = ? AND authorise_failures < ?",
                    key,
                    limit,
                );
                self.run(async |connection| Ok(update.execute(connection).await?)).await?
            }
            Call::Capture => {
                let update = sqlx::query!(
                    "UPDATE payments SET capture_failures = capture_failures + 1
                     WHERE payment_id = ? AND capture_failures < ? AND status = 'AUTHORIZED'",
                    key,
                    limit,
                );
                self.run(async |connection| Ok(update.execute(connection).await?)).await?
            }
        };
        Ok(counted.rows_affected() > 0)
    }

    /// Leases up to `limit` due callbacks for the time of `lease`; no two callers get the same one. Rows that another
    /// caller is leasing are skipped without waiting.
    pub async fn lease_callbacks(&self, limit: u32, lease: Duration) -> Result<Vec<LeasedCallback>, Error> {
        self.run(async |connection| {
            let mut transaction = connection.begin().await?;
            let rows = sqlx::query!(
                "SELECT payment_id, attempts FROM payment_callbacks
                 WHERE delivered_at IS NULL AND due_at <= UTC_TIMESTAMP(6)
                 ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED",
                limit,
            )
            .fetch_all(&mut *transaction)
            .await?;
            let mut leased = Vec::with_capacity(rows.len());
            for row in rows {
                sqlx::query!(
                    "UPDATE payment_callbacks
                     SET due_at = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND, attempts = attempts + 1
                     WHERE payment_id = ?",
                    micros(lease),
                    row.payment_id,
                )
                .execute(&mut *transaction)
                .await?;
                let payment_id = row.payment_id.parse().map_err(|_| Error::Malformed(row.payment_id))?;
                leased.push(LeasedCallback { payment_id, attempts: row.attempts + 1 });
            }
            transaction.commit().await?;
            Ok(leased)
        })
        .await
    }

    /// PENDING → the outcome drawn when the payment began; a payment voided since stays VOIDED. Returns the status that
    /// results.
    pub async fn keep_promise(&self, id: PaymentId) -> Result<PaymentStatus, Error> {
        let update = sqlx::query!(
            "UPDATE payments JOIN payment_callbacks ON payment_callbacks.payment_id = payments.payment_id
             SET payments.status = payment_callbacks.outcome, payments.updated_at = UTC_TIMESTAMP(6)
             WHERE payments.payment_id = ? AND payments.status = 'PENDING'",
            id.to_string(),
        );
        self.run(async |connection| Ok(update.execute(connection).await?)).await?;
        let payment = self.find_payment(id).await?;
        payment.map(|payment| payment.status).ok_or_else(|| malformed(id, "a callback without a payment"))
    }

    /// The receiver accepted the callback: it is not sent again.
    pub async fn finish_callback(&self, id: PaymentId) -> Result<(), Error> {
        let update = sqlx::query!(
            "UPDATE payment_callbacks SET delivered_at = UTC_TIMESTAMP(6)
             WHERE payment_id = ? AND delivered_at IS NULL",
            id.to_string(),
        );
        self.run(async |connection| Ok(update.execute(connection).await?)).await.map(drop)
    }

    /// The receiver didn't accept the callback: it is due again after this time.
    pub async fn postpone_callback(&self, id: PaymentId, by: Duration) -> Result<(), Error> {
        let update = sqlx::query!(
            "UPDATE payment_callbacks SET due_at = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND
             WHERE payment_id = ? AND delivered_at IS NULL",
            micros(by),
            id.to_string(),
        );
        self.run(async |connection| Ok(update.execute(connection).await?)).await.map(drop)
    }
}

/// Whether an insert wrote its row; `false` if the row exists already.
fn is_new(inserted: Result<MySqlQueryResult, sqlx::Error>) -> Result<bool, Error> {
    match inserted {
        Ok(_) => Ok(true),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn malformed(id: PaymentId, what: &str) -> Error {
    Error::Malformed(format!("payment {id}: {what}"))
}

/// Microseconds are MySQL's finest interval.
fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}
