//! The owners of an event's seats, and the epoch that orders an event's loads into Redis.

use std::collections::{BTreeMap, BTreeSet};

use holdfast_domain::{AccountId, EventId, OrderId, SeatId};
use sqlx::{Connection, Executor, MySqlConnection};

use super::{
    Database, Error,
    events::{self, Event},
    read,
};

/// An event and the owners of its seats, as recorded in MySQL.
#[derive(Debug, Clone)]
pub struct Ownership {
    /// The event's current epoch.
    pub epoch: u32,
    /// The event, with its seat plan and sales window.
    pub event: Event,
    /// Seats with a live ticket and the ticket's order, by ascending seat id.
    pub sold: Vec<(SeatId, OrderId)>,
    /// Seats without a live ticket that belong to a PENDING, SOLD or CANCELLING order, by ascending seat id. If several
    /// orders have the same seat, the oldest one.
    pub claimed: Vec<(SeatId, OrderId)>,
    /// The buyers of orders that may have seats; empty if the event has no limit.
    pub buyers: BTreeMap<OrderId, AccountId>,
}

impl Database {
    /// The event's epoch; `None` if there is no such event.
    pub async fn epoch(&self, id: EventId) -> Result<Option<u32>, Error> {
        self.run(async |connection| {
            let epoch =
                sqlx::query_scalar!("/* step:read_epoch */ SELECT epoch FROM events WHERE event_id = ?", id.get());
            Ok(epoch.fetch_optional(connection).await?)
        })
        .await
    }

    /// Raises the event's epoch by one under its row lock, or above `in_redis`, the epoch of its latest load into
    /// Redis, if that is higher. Returns the new epoch; `None` if there is no such event.
    ///
    /// Logs an error if Redis's epoch is the higher one: this database didn't make that load.
    pub async fn raise_epoch(&self, id: EventId, in_redis: u32) -> Result<Option<u32>, Error> {
        self.run(async |connection| {
            let mut transaction = connection.begin().await?;
            let before = lock_event(&mut transaction, id).await?;
            if let Some(before) = before.filter(|before| *before < in_redis) {
                tracing::error!(
                    event_id = id.get(),
                    epoch_in_mysql = before,
                    epoch_in_redis = in_redis,
                    "redis has a newer load of the event than mysql knows of: mysql was restored from a backup, or \
                     another database is used with the same redis and prefix; raising mysql's epoch above redis's"
                );
            }
            let epoch = before.map(|before| before.max(in_redis).saturating_add(1));
            if let Some(epoch) = epoch {
                sqlx::query!("UPDATE events SET epoch = ? WHERE event_id = ?", epoch, id.get())
                    .execute(&mut *transaction)
                    .await?;
            }
            transaction.commit().await?;
            Ok(epoch)
        })
        .await
    }

    /// Reads the ownership in one consistent snapshot and runs `then` with it, both under the event's row lock, so that
    /// the epoch can't change in between. The statement time-out covers `then` too.
    ///
    /// Returns the result of `then`; `None` if there is no such event. Fails if the lock is lost while `then` runs.
    pub async fn with_ownership<T, F>(
        &self,
        id: EventId,
        then: impl FnOnce(Ownership) -> F + Send,
    ) -> Result<Option<T>, Error>
    where
        F: Future<Output = T> + Send,
        T: Send,
    {
        self.run(async |connection| {
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").await?;
            let mut transaction = connection.begin().await?;
            // A locking read takes no snapshot. The first plain read does, so it is never older than the lock.
            let Some(epoch) = lock_event(&mut transaction, id).await? else {
                transaction.rollback().await?;
                return Ok(None);
            };
            let ownership = read_ownership(&mut transaction, id, epoch).await?;
            let output = then(ownership).await;
            transaction.commit().await?;
            Ok(Some(output))
        })
        .await
    }
}

/// Locks the event's row until the transaction ends. Returns its epoch; `None` if there is no such event.
async fn lock_event(connection: &mut MySqlConnection, id: EventId) -> Result<Option<u32>, Error> {
    let epoch = sqlx::query_scalar!("SELECT epoch FROM events WHERE event_id = ? FOR UPDATE", id.get());
    Ok(epoch.fetch_optional(connection).await?)
}

async fn read_ownership(connection: &mut MySqlConnection, id: EventId, epoch: u32) -> Result<Ownership, Error> {
    let event =
        events::find(connection, id).await?.ok_or_else(|| Error::Malformed(format!("event {id} has no sections")))?;
    let sold = sqlx::query_as!(
        OwnerLine,
        "SELECT seat_id, order_id FROM tickets WHERE event_id = ? AND live = 1 ORDER BY seat_id",
        id.get()
    )
    .fetch_all(&mut *connection)
    .await?;
    let under_way = sqlx::query_as!(
        OwnerLine,
        "SELECT s.seat_id, s.order_id
        FROM orders AS o
        JOIN order_seats AS s ON s.order_id = o.order_id
        WHERE o.event_id = ? AND o.state IN ('PENDING', 'SOLD', 'CANCELLING')
        ORDER BY o.created_at, o.order_id",
        id.get()
    )
    .fetch_all(&mut *connection)
    .await?;
    let buyers = match event.event.seats_per_buyer {
        Some(_) => read_buyers(connection, id).await?,
        None => BTreeMap::new(),
    };
    let sold = owners(sold)?;
    let claimed = first_claims(&sold, owners(under_way)?);
    Ok(Ownership { epoch, event, sold, claimed, buyers })
}

async fn read_buyers(connection: &mut MySqlConnection, id: EventId) -> Result<BTreeMap<OrderId, AccountId>, Error> {
    let lines = sqlx::query!(
        r#"SELECT order_id, buyer AS "buyer!" FROM orders
        WHERE event_id = ? AND buyer IS NOT NULL AND state NOT IN ('REFUNDED', 'CANCELLED')"#,
        id.get()
    )
    .fetch_all(connection)
    .await?;
    let buyer = |text: &str| text.parse().map_err(|_| Error::Malformed(format!("buyer {text}")));
    lines.iter().map(|line| Ok((read::order_id(&line.order_id)?, buyer(&line.buyer)?))).collect()
}

/// The owners of the seats without a ticket: the first order in `oldest_first` that has the seat.
fn first_claims(sold: &[(SeatId, OrderId)], oldest_first: Vec<(SeatId, OrderId)>) -> Vec<(SeatId, OrderId)> {
    let sold: BTreeSet<SeatId> = sold.iter().map(|(seat, _)| *seat).collect();
    let mut claims = BTreeMap::new();
    for (seat, order) in oldest_first {
        if !sold.contains(&seat) {
            claims.entry(seat).or_insert(order);
        }
    }
    claims.into_iter().collect()
}

/// One row of a query: a seat and the order that owns it.
pub(super) struct OwnerLine {
    pub(super) seat_id: u32,
    pub(super) order_id: String,
}

pub(super) fn owners(lines: Vec<OwnerLine>) -> Result<Vec<(SeatId, OrderId)>, Error> {
    lines.into_iter().map(|line| Ok((read::seat_id(line.seat_id)?, read::order_id(&line.order_id)?))).collect()
}
