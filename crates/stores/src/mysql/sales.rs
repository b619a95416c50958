//! What an event has sold: by state of its orders, and over time.

use std::time::Duration;

use chrono::{DateTime, Utc};
use holdfast_domain::{EventId, OrderState};

use super::{Database, Error, read};

/// The number and total of an event's orders in one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sales {
    /// The state of these orders.
    pub state: OrderState,
    /// The number of orders.
    pub orders: u64,
    /// The sum of their totals, in minor units of the event's currency.
    pub amount: u64,
}

/// When the first and the last order of an event were placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SalesSpan {
    /// When the first order was placed.
    pub first: DateTime<Utc>,
    /// When the last order was placed.
    pub last: DateTime<Utc>,
}

/// The seats of an event that were ordered in one period and have a live ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeriodSales {
    /// The number of the period, from 0.
    pub period: u64,
    /// The number of seats.
    pub seats: u64,
    /// The sum of their prices, in minor units of the event's currency.
    pub amount: u64,
}

impl Database {
    /// The number and total of an event's orders in each state. States without orders are omitted.
    pub async fn sales(&self, event: EventId) -> Result<Vec<Sales>, Error> {
        let lines = self
            .run(async |connection| {
                let lines = sqlx::query_as!(
                    SalesLine,
                    r#"SELECT state, COUNT(*) AS "orders!: u64", CAST(SUM(amount) AS UNSIGNED) AS "amount!: u64"
                    FROM orders WHERE event_id = ? GROUP BY state ORDER BY state"#,
                    event.get(),
                );
                Ok(lines.fetch_all(connection).await?)
            })
            .await?;
        let of =
            |line: SalesLine| Ok(Sales { state: read::state(&line.state)?, orders: line.orders, amount: line.amount });
        lines.into_iter().map(of).collect()
    }

    /// When an event's first and last order were placed; `None` without orders.
    pub async fn sales_span(&self, event: EventId) -> Result<Option<SalesSpan>, Error> {
        let span = self
            .run(async |connection| {
                let span = sqlx::query!(
                    r#"SELECT MIN(created_at) AS "first: DateTime<Utc>", MAX(created_at) AS "last: DateTime<Utc>"
                    FROM orders WHERE event_id = ?"#,
                    event.get(),
                );
                Ok(span.fetch_one(connection).await?)
            })
            .await?;
        Ok(span.first.zip(span.last).map(|(first, last)| SalesSpan { first, last }))
    }

    /// The seats of an event that have a live ticket, by the period of their order. The first period begins at `start`;
    /// each lasts `length`, in whole seconds. Periods without such seats are omitted.
    pub async fn sales_by_period(
        &self,
        event: EventId,
        start: DateTime<Utc>,
        length: Duration,
    ) -> Result<Vec<PeriodSales>, Error> {
        let periods = self
            .run(async |connection| {
                let periods = sqlx::query_as!(
                    PeriodSales,
                    r#"SELECT CAST(TIMESTAMPDIFF(SECOND, ?, o.created_at) DIV ? AS UNSIGNED) AS "period!: u64",
                        COUNT(*) AS "seats!: u64", CAST(SUM(s.price) AS UNSIGNED) AS "amount!: u64"
                    FROM tickets t
                    JOIN orders o ON o.order_id = t.order_id
                    JOIN order_seats s ON s.order_id = t.order_id AND s.seat_id = t.seat_id
                    WHERE t.event_id = ? AND t.live = 1 AND o.created_at >= ?
                    GROUP BY 1 ORDER BY 1"#,
                    start,
                    length.as_secs(),
                    event.get(),
                    start,
                );
                Ok(periods.fetch_all(connection).await?)
            })
            .await?;
        Ok(periods)
    }
}

struct SalesLine {
    state: String,
    orders: u64,
    amount: u64,
}
