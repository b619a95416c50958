//! Reads orders with their seats and tickets. The module `transitions` changes them.

use chrono::{DateTime, Utc};
use holdfast_domain::{
    AccountId, EventId, Fence, Fingerprint, Money, OrderId, OrderStatus, SeatId, TicketCode,
    order::OrderState,
    step_messages::{FencedSeat, OrderRow, PlacedOrder},
};
use sqlx::MySqlConnection;

use super::{
    Database, Error,
    events::json,
    ownership::{OwnerLine, owners},
    read,
};

/// An order as recorded.
#[derive(Debug, Clone)]
pub struct Order {
    /// The order as it was accepted.
    pub placed: PlacedOrder,
    /// The current state.
    pub row: OrderRow,
    /// The live tickets, by ascending seat id.
    pub tickets: Vec<Ticket>,
    /// When the row was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A live ticket for a seat.
#[derive(Debug, Clone)]
pub struct Ticket {
    /// The seat.
    pub seat_id: SeatId,
    /// The seat's label, such as `A-12`.
    pub label: String,
    /// The code shown at the entrance.
    pub code: TicketCode,
}

/// The number of unsettled orders in one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsettled {
    /// The state of these orders.
    pub state: OrderState,
    /// The number of orders.
    pub orders: u64,
    /// How many of them haven't changed lately.
    pub untouched: u64,
}

/// Which orders to list.
#[derive(Debug, Clone, Default)]
pub struct OrderFilter {
    /// Only orders of this event.
    pub event_id: Option<EventId>,
    /// Only orders with this status.
    pub status: Option<OrderStatus>,
}

/// The cursor between two pages of orders. Orders are sorted newest first, by (created at, order id).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderCursor {
    /// The time of creation of the last order on the page.
    pub created_at: DateTime<Utc>,
    /// The id of the last order on the page.
    pub order_id: OrderId,
}

/// A page of orders, newest first.
#[derive(Debug, Clone)]
pub struct OrderPage {
    /// At most `limit` orders.
    pub items: Vec<Order>,
    /// Pass this cursor as `after` to get the next page; `None` on the last page.
    pub next: Option<OrderCursor>,
}

/// The cursor between two pages of unsettled orders. They are sorted oldest change first, by (updated at, order id).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnsettledCursor {
    /// When the last order on the page was last changed.
    pub updated_at: DateTime<Utc>,
    /// The id of the last order on the page.
    pub order_id: OrderId,
}

impl From<&Order> for UnsettledCursor {
    fn from(order: &Order) -> Self {
        Self { updated_at: order.updated_at, order_id: order.placed.order_id }
    }
}

impl Database {
    /// The order with its live tickets; `None` if it has no row.
    pub async fn find_order(&self, id: OrderId) -> Result<Option<Order>, Error> {
        let lines = self
            .run(async |connection| {
                let lines = seat_lines!("(SELECT * FROM orders WHERE order_id = ?)", "os.seat_id", id.to_string());
                Ok(lines.fetch_all(connection).await?)
            })
            .await?;
        Ok(gather(&lines)?.pop())
    }

    /// At most `limit` orders that match `filter` and come after the cursor, newest first.
    pub async fn list_orders(
        &self,
        filter: &OrderFilter,
        after: Option<OrderCursor>,
        limit: u32,
    ) -> Result<OrderPage, Error> {
        let event_id = filter.event_id.map(EventId::get);
        let any_status = filter.status.is_none();
        let mut states = filter.status.into_iter().flat_map(OrderStatus::states).map(OrderState::as_str);
        let (state_a, state_b, state_c) = (states.next(), states.next(), states.next());
        debug_assert!(states.next().is_none(), "a status with a fourth state needs a fourth parameter");
        let (first_page, before, before_id) = match after {
            None => (true, DateTime::UNIX_EPOCH, String::new()),
            Some(cursor) => (false, cursor.created_at, cursor.order_id.to_string()),
        };
        let one_more = u64::from(limit) + 1;
        let lines = self
            .run(async |connection| {
                // MySQL evaluates a condition on parameters alone before it plans the query, so an absent filter costs
                // nothing.
                let lines = seat_lines!(
                    "(SELECT * FROM orders
                      WHERE (? IS NULL OR event_id = ?)
                        AND (? OR state IN (?, ?, ?))
                        AND (? OR (created_at <= ? AND (created_at < ? OR order_id < ?)))
                      ORDER BY created_at DESC, order_id DESC LIMIT ?)",
                    "o.created_at DESC, o.order_id DESC, os.seat_id",
                    event_id,
                    event_id,
                    any_status,
                    state_a,
                    state_b,
                    state_c,
                    first_page,
                    before,
                    before,
                    before_id,
                    one_more,
                );
                Ok(lines.fetch_all(connection).await?)
            })
            .await?;
        page(&lines, limit)
    }

    /// At most `limit` orders of this account that come after the cursor, newest first.
    pub async fn list_orders_of(
        &self,
        account: AccountId,
        after: Option<OrderCursor>,
        limit: u32,
    ) -> Result<OrderPage, Error> {
        let (first_page, before, before_id) = match after {
            None => (true, DateTime::UNIX_EPOCH, String::new()),
            Some(cursor) => (false, cursor.created_at, cursor.order_id.to_string()),
        };
        let lines = self
            .run(async |connection| {
                let lines = seat_lines!(
                    "(SELECT * FROM orders
                      WHERE account = ?
                        AND (? OR (created_at <= ? AND (created_at < ? OR order_id < ?)))
                      ORDER BY created_at DESC, order_id DESC LIMIT ?)",
                    "o.created_at DESC, o.order_id DESC, os.seat_id",
                    account.to_string(),
                    first_page,
                    before,
                    before,
                    before_id,
                    u64::from(limit) + 1,
                );
                Ok(lines.fetch_all(connection).await?)
            })
            .await?;
        page(&lines, limit)
    }

    /// Makes the order one of `account`, if it has no account, or is of `guest`. Returns the account that it has
    /// afterwards; `None` if it has no row.
    pub async fn claim_order(
        &self,
        id: OrderId,
        account: AccountId,
        guest: Option<AccountId>,
    ) -> Result<Option<Option<AccountId>>, Error> {
        let owner = self
            .run(async |connection| {
                sqlx::query!(
                    "/* claim_order */
                    UPDATE orders SET account = ? WHERE order_id = ? AND (account IS NULL OR account = ?)",
                    account.to_string(),
                    id.to_string(),
                    guest.map(|guest| guest.to_string()),
                )
                .execute(&mut *connection)
                .await?;
                let row = sqlx::query!("SELECT account FROM orders WHERE order_id = ?", id.to_string());
                Ok(row.fetch_optional(connection).await?)
            })
            .await?;
        owner.map(|row| read::account(row.account.as_deref())).transpose()
    }

    /// At most `limit` orders in one of [`OrderState::UNSETTLED`] that were last changed before `before` and come after
    /// the cursor, oldest change first.
    pub async fn list_unsettled(
        &self,
        before: DateTime<Utc>,
        after: Option<UnsettledCursor>,
        limit: u32,
    ) -> Result<Vec<Order>, Error> {
        let (first_page, since, since_id) = match after {
            None => (true, DateTime::UNIX_EPOCH, String::new()),
            Some(cursor) => (false, cursor.updated_at, cursor.order_id.to_string()),
        };
        let lines = self
            .run(async |connection| {
                let lines = seat_lines!(
                    "(SELECT * FROM orders
                      WHERE state IN ('PENDING', 'SOLD', 'CANCELLING', 'REFUNDING') AND updated_at < ?
                        AND (? OR (updated_at >= ? AND (updated_at > ? OR order_id > ?)))
                      ORDER BY updated_at, order_id LIMIT ?)",
                    "o.updated_at, o.order_id, os.seat_id",
                    before,
                    first_page,
                    since,
                    since,
                    since_id,
                    limit,
                );
                Ok(lines.fetch_all(connection).await?)
            })
            .await?;
        gather(&lines)
    }

    /// The seats among `seats` for which an order other than `id` has a live ticket, each with that order.
    pub async fn tickets_of_others(
        &self,
        id: OrderId,
        event: EventId,
        seats: &[SeatId],
    ) -> Result<Vec<(SeatId, OrderId)>, Error> {
        let lines = self
            .run(async |connection| {
                let lines = sqlx::query_as!(
                    OwnerLine,
                    "/* step:tickets_of_others */
                    SELECT t.seat_id, t.order_id
                    FROM JSON_TABLE(?, '$[*]' COLUMNS (seat_id INT UNSIGNED PATH '$')) AS j
                    JOIN tickets AS t ON t.event_id = ? AND t.seat_id = j.seat_id AND t.live = 1
                    WHERE t.order_id <> ?
                    ORDER BY t.seat_id",
                    json(seats),
                    event.get(),
                    id.to_string(),
                );
                Ok(lines.fetch_all(connection).await?)
            })
            .await?;
        owners(lines)
    }

    /// The number of orders in each state. States without orders are omitted.
    pub async fn count_orders_by_state(&self) -> Result<Vec<(OrderState, u64)>, Error> {
        let counts = self
            .run(async |connection| {
                let counts = sqlx::query!(
                    r#"SELECT state, COUNT(*) AS "orders!: u64" FROM orders GROUP BY state ORDER BY state"#
                );
                Ok(counts.fetch_all(connection).await?)
            })
            .await?;
        counts.into_iter().map(|count| Ok((read::state(&count.state)?, count.orders))).collect()
    }

    /// The number of unsettled orders in each state, and how many of them were last changed before `before`. States
    /// without orders are omitted. Reads only unsettled orders, so its cost doesn't grow with the orders ever sold.
    pub async fn count_unsettled(&self, before: DateTime<Utc>) -> Result<Vec<Unsettled>, Error> {
        let counts = self
            .run(async |connection| {
                let counts = sqlx::query!(
                    r#"SELECT state, COUNT(*) AS "orders!: u64",
                        CAST(SUM(updated_at < ?) AS UNSIGNED) AS "untouched!: u64"
                    FROM orders WHERE state IN ('PENDING', 'SOLD', 'CANCELLING', 'REFUNDING')
                    GROUP BY state ORDER BY state"#,
                    before,
                );
                Ok(counts.fetch_all(connection).await?)
            })
            .await?;
        let count = |state: &str, orders, untouched| Ok(Unsettled { state: read::state(state)?, orders, untouched });
        counts.into_iter().map(|line| count(&line.state, line.orders, line.untouched)).collect()
    }
}

/// Reads an order's row within the connection's current transaction, if there is one.
pub(super) async fn find_row(connection: &mut MySqlConnection, id: OrderId) -> Result<Option<OrderRow>, Error> {
    let row = sqlx::query!("SELECT state, reason, payment_status FROM orders WHERE order_id = ?", id.to_string())
        .fetch_optional(connection)
        .await?;
    row.map(|row| read::row(&row.state, row.reason.as_deref(), &row.payment_status)).transpose()
}

/// One row of a query: a seat with its order.
struct SeatLine {
    order_id: String,
    principal: String,
    event_id: u64,
    state: String,
    reason: Option<String>,
    payment_status: String,
    amount: u64,
    currency: String,
    payment_method: String,
    hold_token: String,
    fingerprint: String,
    account: Option<String>,
    buyer: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    seat_id: u32,
    fence: u64,
    label: String,
    code: Option<String>,
}

/// Queries orders with their seats and live tickets, one line per seat. `$orders` is a subquery in place of the table
/// `orders`.
macro_rules! seat_lines {
    ($orders:literal, $sorted_by:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            SeatLine,
            r#"SELECT o.order_id AS "order_id!", o.principal AS "principal!", o.event_id AS "event_id!",
                o.state AS "state!", o.reason AS "reason?", o.payment_status AS "payment_status!",
                o.amount AS "amount!", o.currency AS "currency!", o.payment_method AS "payment_method!",
                o.hold_token AS "hold_token!", o.fingerprint AS "fingerprint!",
                o.account AS "account?", o.buyer AS "buyer?",
                o.created_at AS "created_at!: DateTime<Utc>", o.updated_at AS "updated_at!: DateTime<Utc>",
                os.seat_id AS "seat_id!", os.fence AS "fence!", s.label AS "label!", t.code AS "code?"
            FROM "# + $orders + r#" AS o
            JOIN order_seats AS os ON os.order_id = o.order_id
            JOIN seats AS s ON s.event_id = os.event_id AND s.seat_id = os.seat_id
            LEFT JOIN tickets AS t ON t.order_id = os.order_id AND t.seat_id = os.seat_id AND t.live = 1
            ORDER BY "# + $sorted_by,
            $($argument),+
        )
    };
}
use seat_lines;

/// Builds a page from the lines of `limit` orders and one more, which says that there is a next page.
fn page(lines: &[SeatLine], limit: u32) -> Result<OrderPage, Error> {
    let mut items = gather(lines)?;
    let more = items.len() > limit as usize;
    items.truncate(limit as usize);
    let last = items.last().filter(|_| more).map(|order| &order.placed);
    let next = last.map(|placed| OrderCursor { created_at: placed.created_at, order_id: placed.order_id });
    Ok(OrderPage { items, next })
}

fn gather(lines: &[SeatLine]) -> Result<Vec<Order>, Error> {
    lines.chunk_by(|a, b| a.order_id == b.order_id).map(order).collect()
}

/// Builds an order from its lines; `lines` is never empty.
fn order(lines: &[SeatLine]) -> Result<Order, Error> {
    let line = &lines[0];
    let malformed = |what: &str| Error::Malformed(format!("order {}: {what}", line.order_id));
    let (mut seats, mut tickets) = (Vec::with_capacity(lines.len()), Vec::new());
    for line in lines {
        let seat_id = read::seat_id(line.seat_id)?;
        seats.push(FencedSeat { seat_id, fence: Fence::new(line.fence) });
        if let Some(code) = line.code.clone() {
            tickets.push(Ticket { seat_id, label: line.label.clone(), code: TicketCode::from_stored(code) });
        }
    }
    let placed = PlacedOrder {
        order_id: read::order_id(&line.order_id)?,
        principal: read::principal(&line.principal)?,
        account: read::account(line.account.as_deref())?,
        buyer: read::account(line.buyer.as_deref())?,
        event_id: read::event_id(line.event_id)?,
        seats,
        total: Money { amount: line.amount, currency: line.currency.parse().map_err(|_| malformed("currency"))? },
        payment_method: line.payment_method.parse().map_err(|_| malformed("payment method"))?,
        hold_id: line.hold_token.parse().map_err(|_| malformed("hold id"))?,
        fingerprint: Fingerprint::from_stored(line.fingerprint.clone()),
        created_at: line.created_at,
    };
    let row = read::row(&line.state, line.reason.as_deref(), &line.payment_status)?;
    Ok(Order { placed, row, tickets, updated_at: line.updated_at })
}
