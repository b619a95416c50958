//! Detects that a session of the server waits for a lock of another one.

use std::time::{Duration, Instant};

use sqlx::MySqlConnection;

/// Waits until a transaction waits for a row of this table, in the connection's own database.
pub async fn until_a_row_is_waited_for(connection: &mut MySqlConnection, table: &str) {
    let sql = "SELECT COUNT(*) FROM information_schema.innodb_trx AS t
        JOIN information_schema.processlist AS p ON p.id = t.trx_mysql_thread_id
        WHERE p.db = DATABASE() AND t.trx_state = 'LOCK WAIT' AND t.trx_query LIKE CONCAT('%', ?, '%')";
    until(connection, sql, table).await;
}

/// Waits until a statement waits for this table, which another session has locked, in the connection's own database.
pub async fn until_a_table_is_waited_for(connection: &mut MySqlConnection, table: &str) {
    let sql = "SELECT COUNT(*) FROM information_schema.processlist
        WHERE db = DATABASE() AND state LIKE 'Waiting for table%' AND info LIKE CONCAT('%', ?, '%')";
    until(connection, sql, table).await;
}

async fn until(connection: &mut MySqlConnection, sql: &str, table: &str) {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        let waiting: i64 = sqlx::query_scalar(sql).bind(table).fetch_one(&mut *connection).await.expect("read");
        if waiting > 0 {
            return;
        }
        assert!(Instant::now() < deadline, "nobody waits for {table}");
        // InnoDB refreshes `innodb_trx` only when nothing has read it for 100 ms.
        tokio::time::sleep(Duration::from_millis(120)).await;
    }
}
