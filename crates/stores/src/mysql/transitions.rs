//! Changes of an order's row. The row is the commit point of its saga: every change of its state is a compare-and-set,
//! and a caller that loses one continues from the row's state. Only [`Database::commit_order`] writes tickets.
//!
//! To avoid deadlocks, every transaction takes its locks in the same order: the event's row (where it is locked at
//! all), the rows of the buyer's orders in the order of their index, the order's row, seats by ascending id, tickets by
//! ascending seat id.

use holdfast_domain::{
    AccountId, CancelReason, EventId, OrderId, PaymentStatus, SeatId,
    order::OrderState,
    step_messages::{CommitOutcome, FinishCancelOutcome, OrderRow, PlacedOrder},
};
use sqlx::{Connection, MySqlConnection, mysql::MySqlQueryResult};

use super::{Database, Error, duplicate_key, events::json, orders::find_row, read};

impl Database {
    /// Writes the row as PENDING, with its seats, unless the row exists. Returns the current row.
    pub async fn record_order(&self, order: &PlacedOrder) -> Result<OrderRow, Error> {
        self.run(async |connection| {
            let mut transaction = connection.begin().await?;
            match insert_order(&mut transaction, order).await {
                Ok(()) => {}
                Err(error) if duplicate_key(&error) == Some("PRIMARY") => {
                    transaction.rollback().await?;
                    return existing_row(connection, order.order_id).await;
                }
                Err(error) => return Err(error.into()),
            }
            insert_order_seats(&mut transaction, order).await?;
            transaction.commit().await?;
            Ok(OrderRow { state: OrderState::Pending, reason: None, payment_status: PaymentStatus::None })
        })
        .await
    }

    /// Records the payment's status while the order is PENDING. In any other state it does nothing.
    pub async fn note_payment(&self, id: OrderId, status: PaymentStatus) -> Result<(), Error> {
        self.run(async |connection| {
            sqlx::query!(
                "/* step:note_payment */
                UPDATE orders SET payment_status = ?, updated_at = UTC_TIMESTAMP(6)
                WHERE order_id = ? AND state = 'PENDING'",
                status.as_str(),
                id.to_string(),
            )
            .execute(connection)
            .await?;
            Ok(())
        })
        .await
    }

    /// PENDING → SOLD with `payment`, and in the same transaction the tickets, with codes derived from `ticket_secret`.
    /// Succeeds without a change if the order is already SOLD or CONFIRMED. Writes nothing if another order has a live
    /// ticket for one of the seats, or if the order's buyer would have more live tickets than the event permits.
    ///
    /// `buyer`: the event and the order's buyer, if the event has a limit.
    pub async fn commit_order(
        &self,
        id: OrderId,
        payment: PaymentStatus,
        buyer: Option<(EventId, AccountId)>,
        ticket_secret: &[u8],
    ) -> Result<CommitOutcome, Error> {
        self.run(async |connection| {
            let mut transaction = connection.begin().await?;
            if let Some((event, buyer)) = buyer {
                lock_orders_of_buyer(&mut transaction, event, buyer).await?;
            }
            let sold = sqlx::query!(
                "/* step:commit_order */
                UPDATE orders SET state = 'SOLD', payment_status = ?, updated_at = UTC_TIMESTAMP(6)
                WHERE order_id = ? AND state = 'PENDING'",
                payment.as_str(),
                id.to_string(),
            )
            .execute(&mut *transaction)
            .await?;
            if lost(&sold) {
                transaction.rollback().await?;
                let row = existing_row(connection, id).await?;
                return Ok(match row.state {
                    OrderState::Sold | OrderState::Confirmed => CommitOutcome::Sold,
                    OrderState::Pending
                    | OrderState::Refunding
                    | OrderState::Refunded
                    | OrderState::Cancelling
                    | OrderState::Cancelled => CommitOutcome::Overtaken { row },
                });
            }
            let inserted = insert_tickets(&mut transaction, id, ticket_secret).await;
            if let (Ok(()), Some((event, buyer))) = (&inserted, buyer)
                && has_too_many(&mut transaction, event, buyer).await?
            {
                transaction.rollback().await?;
                return Ok(CommitOutcome::BuyerLimit);
            }
            match inserted {
                Err(Error::Refused(error)) if duplicate_key(&error) == Some("tickets_one_live_per_seat") => {
                    transaction.rollback().await?;
                    Ok(CommitOutcome::SeatLost)
                }
                Err(error) => Err(error),
                Ok(()) => {
                    transaction.commit().await?;
                    Ok(CommitOutcome::Sold)
                }
            }
        })
        .await
    }

    /// SOLD → CONFIRMED with `payment`. In any other state it does nothing. Returns the row afterwards.
    pub async fn confirm_order(&self, id: OrderId, payment: PaymentStatus) -> Result<OrderRow, Error> {
        self.run(async |connection| {
            let confirmed = sqlx::query!(
                "/* step:confirm_order */
                UPDATE orders SET state = 'CONFIRMED', payment_status = ?, updated_at = UTC_TIMESTAMP(6)
                WHERE order_id = ? AND state = 'SOLD'",
                payment.as_str(),
                id.to_string(),
            )
            .execute(&mut *connection)
            .await?;
            if lost(&confirmed) {
                return existing_row(connection, id).await;
            }
            Ok(OrderRow { state: OrderState::Confirmed, reason: None, payment_status: payment })
        })
        .await
    }

    /// PENDING (or SOLD, if `from_sold`) → CANCELLING with `reason`; live tickets end in the same transaction. In any
    /// other state it does nothing, so a CANCELLING order keeps its first reason. Returns the row afterwards.
    pub async fn begin_cancel(&self, id: OrderId, reason: CancelReason, from_sold: bool) -> Result<OrderRow, Error> {
        self.run(async |connection| {
            let mut transaction = connection.begin().await?;
            let cancelling = sqlx::query!(
                "/* step:begin_cancel */
                UPDATE orders SET state = 'CANCELLING', reason = ?, updated_at = UTC_TIMESTAMP(6)
                WHERE order_id = ? AND (state = 'PENDING' OR (? AND state = 'SOLD'))",
                reason.as_str(),
                id.to_string(),
                from_sold,
            )
            .execute(&mut *transaction)
            .await?;
            if !lost(&cancelling) {
                end_tickets(&mut transaction, id).await?;
            }
            let row = existing_row(&mut transaction, id).await?;
            transaction.commit().await?;
            Ok(row)
        })
        .await
    }

    /// CANCELLING → CANCELLED with `payment`, if the event's epoch is still `given_back_in`. A shared lock on the
    /// event's row keeps the epoch from changing before the commit. Succeeds without a change if the order is already
    /// CANCELLED.
    pub async fn finish_cancel(
        &self,
        id: OrderId,
        event: EventId,
        given_back_in: u32,
        payment: PaymentStatus,
    ) -> Result<FinishCancelOutcome, Error> {
        self.run(async |connection| {
            let mut transaction = connection.begin().await?;
            let epoch =
                sqlx::query_scalar!("SELECT epoch FROM events WHERE event_id = ? LOCK IN SHARE MODE", event.get())
                    .fetch_optional(&mut *transaction)
                    .await?;
            if epoch == Some(given_back_in) {
                let cancelled = sqlx::query!(
                    "/* step:finish_cancel */
                    UPDATE orders SET state = 'CANCELLED', payment_status = ?, updated_at = UTC_TIMESTAMP(6)
                    WHERE order_id = ? AND event_id = ? AND state = 'CANCELLING'",
                    payment.as_str(),
                    id.to_string(),
                    event.get(),
                )
                .execute(&mut *transaction)
                .await?;
                if !lost(&cancelled) {
                    transaction.commit().await?;
                    return Ok(FinishCancelOutcome::Cancelled);
                }
            }
            transaction.rollback().await?;
            let row = existing_row(connection, id).await?;
            match row.state {
                OrderState::Cancelled => Ok(FinishCancelOutcome::Cancelled),
                OrderState::Cancelling if epoch.is_some_and(|epoch| epoch != given_back_in) => {
                    Ok(FinishCancelOutcome::EpochMoved)
                }
                state => Err(Error::Malformed(format!("order {id} of event {event} is {state}, expected CANCELLING"))),
            }
        })
        .await
    }

    /// CONFIRMED → REFUNDING with `reason`. In any other state it does nothing. Returns the row afterwards.
    pub async fn begin_refund(&self, id: OrderId, reason: CancelReason) -> Result<OrderRow, Error> {
        self.run(async |connection| {
            sqlx::query!(
                "/* step:begin_refund */
                UPDATE orders SET state = 'REFUNDING', reason = ?, updated_at = UTC_TIMESTAMP(6)
                WHERE order_id = ? AND state = 'CONFIRMED'",
                reason.as_str(),
                id.to_string(),
            )
            .execute(&mut *connection)
            .await?;
            existing_row(connection, id).await
        })
        .await
    }

    /// REFUNDING → REFUNDED with `payment`; live tickets end in the same transaction. In any other state it does
    /// nothing. Returns the row afterwards.
    pub async fn finish_refund(&self, id: OrderId, payment: PaymentStatus) -> Result<OrderRow, Error> {
        self.run(async |connection| {
            let mut transaction = connection.begin().await?;
            let refunded = sqlx::query!(
                "/* step:finish_refund */
                UPDATE orders SET state = 'REFUNDED', payment_status = ?, updated_at = UTC_TIMESTAMP(6)
                WHERE order_id = ? AND state = 'REFUNDING'",
                payment.as_str(),
                id.to_string(),
            )
            .execute(&mut *transaction)
            .await?;
            if !lost(&refunded) {
                end_tickets(&mut transaction, id).await?;
            }
            let row = existing_row(&mut transaction, id).await?;
            transaction.commit().await?;
            Ok(row)
        })
        .await
    }
}

/// Whether a compare-and-set was lost: the row was in another state, or there was no row.
fn lost(compare_and_set: &MySqlQueryResult) -> bool {
    compare_and_set.rows_affected() == 0
}

async fn existing_row(connection: &mut MySqlConnection, id: OrderId) -> Result<OrderRow, Error> {
    find_row(connection, id).await?.ok_or(Error::NotRecorded(format!("order {id}")))
}

async fn insert_order(connection: &mut MySqlConnection, order: &PlacedOrder) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "/* step:record_order */
        INSERT INTO orders
            (order_id, principal, event_id, state, payment_status, amount, currency, payment_method, hold_token,
            fingerprint, account, buyer, created_at, updated_at)
        VALUES (?, ?, ?, 'PENDING', 'NONE', ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6))",
        order.order_id.to_string(),
        order.principal.as_str(),
        order.event_id.get(),
        order.total.amount,
        order.total.currency.as_str(),
        order.payment_method.as_str(),
        order.hold_id.as_str(),
        order.fingerprint.as_str(),
        order.account.map(|account| account.to_string()),
        order.buyer.map(|buyer| buyer.to_string()),
        order.created_at,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn insert_order_seats(connection: &mut MySqlConnection, order: &PlacedOrder) -> Result<(), Error> {
    let seats: Vec<_> = order.seats.iter().map(|seat| (seat.seat_id, seat.fence)).collect();
    let inserted = sqlx::query!(
        "/* step:record_order_seats */
        INSERT INTO order_seats (order_id, event_id, seat_id, fence, price)
        SELECT ?, s.event_id, s.seat_id, j.fence, s.price
        FROM JSON_TABLE(?, '$[*]' COLUMNS (
            seat_id INT UNSIGNED PATH '$[0]',
            fence BIGINT UNSIGNED PATH '$[1]'
        )) AS j
        JOIN seats AS s ON s.event_id = ? AND s.seat_id = j.seat_id",
        order.order_id.to_string(),
        json(&seats),
        order.event_id.get(),
    )
    .execute(connection)
    .await?;
    if inserted.rows_affected() == seats.len() as u64 {
        Ok(())
    } else {
        let (order, event) = (order.order_id, order.event_id);
        Err(Error::Malformed(format!("event {event} lacks a seat of order {order}")))
    }
}

async fn insert_tickets(connection: &mut MySqlConnection, id: OrderId, ticket_secret: &[u8]) -> Result<(), Error> {
    // Lock the seats' rows first, so that two sales of a seat queue here. At the tickets' unique key they could
    // deadlock: each could read-lock the entry of a recently ended ticket (https://bugs.mysql.com/bug.php?id=68021).
    let seats = sqlx::query!(
        "SELECT s.event_id, s.seat_id
        FROM order_seats AS os
        STRAIGHT_JOIN seats AS s ON s.event_id = os.event_id AND s.seat_id = os.seat_id
        WHERE os.order_id = ? ORDER BY os.seat_id FOR UPDATE",
        id.to_string(),
    )
    .fetch_all(&mut *connection)
    .await?;
    let tickets = seats.iter().map(|seat| {
        let seat_id: SeatId = read::seat_id(seat.seat_id)?;
        Ok((seat.event_id, seat_id, id.ticket_code(ticket_secret, seat_id)))
    });
    let tickets = tickets.collect::<Result<Vec<_>, Error>>()?;
    sqlx::query!(
        "/* step:insert_tickets */
        INSERT INTO tickets (order_id, event_id, seat_id, code, live)
        SELECT ?, j.event_id, j.seat_id, j.code, 1
        FROM JSON_TABLE(?, '$[*]' COLUMNS (
            event_id BIGINT UNSIGNED PATH '$[0]',
            seat_id INT UNSIGNED PATH '$[1]',
            code CHAR(20) PATH '$[2]'
        )) AS j
        ORDER BY j.seat_id",
        id.to_string(),
        json(&tickets),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Locks the buyer's orders until the transaction ends, so that two of them commit one after the other.
async fn lock_orders_of_buyer(
    connection: &mut MySqlConnection,
    event: EventId,
    buyer: AccountId,
) -> Result<(), sqlx::Error> {
    let locked = sqlx::query_scalar!(
        "SELECT order_id FROM orders FORCE INDEX (orders_of_buyer) WHERE event_id = ? AND buyer = ?
        ORDER BY order_id FOR UPDATE",
        event.get(),
        buyer.to_string(),
    );
    locked.fetch_all(connection).await?;
    Ok(())
}

/// Whether the buyer has more live tickets than the event permits.
async fn has_too_many(connection: &mut MySqlConnection, event: EventId, buyer: AccountId) -> Result<bool, sqlx::Error> {
    let too_many = sqlx::query_scalar!(
        r#"SELECT COUNT(t.seat_id) > MAX(e.seats_per_buyer) AS "too_many: bool"
        FROM events AS e
        JOIN orders AS o ON o.event_id = e.event_id AND o.buyer = ?
        JOIN tickets AS t ON t.order_id = o.order_id AND t.live = 1
        WHERE e.event_id = ?"#,
        buyer.to_string(),
        event.get(),
    );
    Ok(too_many.fetch_one(connection).await?.unwrap_or(false))
}

async fn end_tickets(connection: &mut MySqlConnection, id: OrderId) -> Result<(), Error> {
    sqlx::query!(
        "/* step:end_tickets */
        UPDATE tickets SET live = NULL, ended_at = UTC_TIMESTAMP(6) WHERE order_id = ? AND live = 1",
        id.to_string(),
    )
    .execute(connection)
    .await?;
    Ok(())
}
