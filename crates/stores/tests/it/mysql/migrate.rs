//! Migrations, and the names of constraints.

use futures::future::try_join_all;
use holdfast_stores::mysql::Database;
use sqlx::Row;

use crate::support::database::FreshDatabase;

#[tokio::test]
async fn the_schema_may_be_brought_up_to_date_again() {
    let database = FreshDatabase::create().await;
    database.migrate().await.expect("a second time");
}

#[tokio::test]
async fn many_processes_may_bring_the_schema_up_to_date_at_once() {
    let fresh = FreshDatabase::create_empty().await;
    let mut processes = Vec::new();
    for _ in 0..8 {
        processes.push(Database::connect(&fresh.config()).expect("the settings can be read"));
    }
    try_join_all(processes.iter().map(Database::migrate)).await.expect("all of them");
    fresh.list_events(None, None, 1).await.expect("the tables are there");
}

#[tokio::test]
async fn every_constraint_is_named_in_the_migrations() {
    let database = FreshDatabase::create().await;
    let mut connection = database.connection().await;
    let rows = sqlx::query(
        "SELECT constraint_name FROM information_schema.table_constraints
        WHERE constraint_schema = DATABASE() AND table_name NOT LIKE '\\_sqlx%' AND constraint_name <> 'PRIMARY'",
    )
    .fetch_all(&mut connection)
    .await
    .expect("read");
    let names: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert!(names.len() >= 12, "{names:?}");
    // The server generates names like `orders_ibfk_1`, `orders_chk_1` and `CONSTRAINT_1`.
    let ours = |name: &String| !name.contains("ibfk") && !name.contains("chk") && !name.starts_with("CONSTRAINT");
    assert!(names.iter().all(ours), "{names:?}");
}
