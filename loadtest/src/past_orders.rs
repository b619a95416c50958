//! Orders of the past, written into MySQL by statements: the saga would take hours for a million.

use anyhow::Context as _;
use sqlx::{Connection as _, MySqlConnection};

/// Orders of one event, and its seats: all are sold.
const OF_ONE_EVENT: u32 = 1000;

/// By which the events are found again.
const TITLE: &str = "Load: past orders";

/// The numbers `n` from 0 to 999.
const NUMBERS: &str = "
    WITH digits AS (
        SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4
        UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9
    ), numbers AS (SELECT a.d + 10 * b.d + 100 * c.d AS n FROM digits a, digits b, digits c)";

/// The id of the order of event `e` with number `n`: a UUID made of a digest.
const ORDER_ID: &str = "
    INSERT(INSERT(INSERT(INSERT(
        LEFT(SHA2(CONCAT('order', e, ':', n), 256), 32), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-')";

/// CONFIRMED orders of one seat each, for events that are over, a thousand for each event.
#[derive(Debug)]
pub struct PastOrders {
    connection: MySqlConnection,
    orders: u32,
}

impl PastOrders {
    /// Connects to the database at this URL, and takes over what a run that was killed has left there.
    ///
    /// # Errors
    /// When MySQL can't be reached.
    pub async fn connect(url: &str) -> anyhow::Result<Self> {
        let mut connection = MySqlConnection::connect(url).await.context("DATABASE_URL")?;
        let count = "SELECT COUNT(*) FROM orders o JOIN events e ON e.event_id = o.event_id WHERE e.title = ?";
        let orders: i64 = sqlx::query_scalar(count).bind(TITLE).fetch_one(&mut connection).await?;
        Ok(Self { connection, orders: orders.try_into()? })
    }

    /// Writes the orders that are missing to this number, rounded up to whole thousands.
    ///
    /// # Errors
    /// When a statement fails.
    pub async fn grow_to(&mut self, orders: u32) -> anyhow::Result<()> {
        while self.orders < orders {
            self.add_event().await.context("writing past orders")?;
            self.orders += OF_ONE_EVENT;
        }
        Ok(())
    }

    /// An event with its orders, in one transaction.
    async fn add_event(&mut self) -> anyhow::Result<()> {
        // How many days ago the sale was.
        let days = self.orders / OF_ONE_EVENT + 1;
        let mut transaction = self.connection.begin().await?;
        let event = sqlx::query(
            "INSERT INTO events (title, venue, starts_at, sales_open_at, sales_close_at, closed_at, currency, created_at)
             VALUES (?, 'loadtest', NOW(6) - INTERVAL ? DAY, NOW(6) - INTERVAL 1 + ? DAY, NOW(6) - INTERVAL ? DAY,
                 NOW(6), 'KRW', NOW(6))",
        );
        let event = event.bind(TITLE).bind(days).bind(days).bind(days).execute(&mut *transaction).await?;
        let event = event.last_insert_id();
        for insert in [
            "INSERT INTO sections (event_id, position, name, seat_rows, seat_cols, price)
             SELECT e, 0, 'All', 10, 100, 50000 FROM event"
                .to_owned(),
            "INSERT INTO seats (event_id, seat_id, label, r, c, section, price)
             SELECT e, n + 1, CONCAT('A-', n + 1), n DIV 100, n MOD 100, 0, 50000 FROM numbers, event"
                .to_owned(),
            format!(
                "INSERT INTO orders (order_id, principal, event_id, state, payment_status, amount, currency,
                     payment_method, hold_token, fingerprint, created_at, updated_at)
                 SELECT {ORDER_ID}, 'PUBLIC', e, 'CONFIRMED', 'CAPTURED', 50000, 'KRW', 'sim_approve',
                     LEFT(SHA2(CONCAT('hold', e, ':', n), 256), 32), SHA2(n, 256), at, at
                 FROM (SELECT e, n, NOW(6) - INTERVAL {days} DAY - INTERVAL n SECOND AS at FROM numbers, event) AS placed"
            ),
            format!(
                "INSERT INTO order_seats (order_id, event_id, seat_id, fence, price)
                 SELECT {ORDER_ID}, e, n + 1, n + 1, 50000 FROM numbers, event"
            ),
            format!(
                "INSERT INTO tickets (order_id, seat_id, event_id, code, live)
                 SELECT {ORDER_ID}, n + 1, e, LEFT(SHA2(CONCAT('ticket', e, ':', n), 256), 20), 1 FROM numbers, event"
            ),
        ] {
            // MySQL and MariaDB both want WITH behind the list of columns.
            let statement = insert.replacen("SELECT", &format!("{NUMBERS}, event AS (SELECT ? AS e) SELECT"), 1);
            sqlx::query(&statement).bind(event).execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Deletes all that was written.
    ///
    /// # Errors
    /// When a statement fails.
    pub async fn delete(&mut self) -> anyhow::Result<()> {
        let events = "SELECT event_id FROM events WHERE title = ?";
        let events: Vec<u64> = sqlx::query_scalar(events).bind(TITLE).fetch_all(&mut self.connection).await?;
        for event in events {
            let mut transaction = self.connection.begin().await?;
            for table in ["tickets", "order_seats", "orders", "seats", "sections", "events"] {
                let statement = match table {
                    // It has no index by event.
                    "order_seats" => "DELETE s FROM order_seats s JOIN orders o ON o.order_id = s.order_id
                        WHERE o.event_id = ?"
                        .to_owned(),
                    table => format!("DELETE FROM {table} WHERE event_id = ?"),
                };
                sqlx::query(&statement).bind(event).execute(&mut *transaction).await?;
            }
            transaction.commit().await?;
        }
        self.orders = 0;
        Ok(())
    }
}
