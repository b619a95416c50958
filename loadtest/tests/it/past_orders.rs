//! Past orders are orders to the stores: they are read as those of a sale, and none of them is unsettled.

use std::time::Duration;

use chrono::Utc;
use holdfast_domain::OrderStatus;
use holdfast_loadtest::past_orders::PastOrders;
use holdfast_stores::mysql::{Database, MysqlConfig, orders::OrderFilter};
use holdfast_test_support::FreshDatabase;

#[tokio::test]
async fn past_orders_are_read_as_any_others_and_leave_nothing_behind() {
    let fresh = FreshDatabase::create_empty().await;
    let config = MysqlConfig {
        url: fresh.url().into(),
        max_connections: 2,
        acquire_timeout: Duration::from_secs(10),
        statement_timeout: Duration::from_secs(10),
    };
    let database = Database::connect(&config).unwrap();
    database.migrate().await.unwrap();

    PastOrders::connect(&fresh.url()).await.unwrap().grow_to(1000).await.unwrap();
    // As after a run that was killed: what is there counts.
    let mut orders = PastOrders::connect(&fresh.url()).await.unwrap();
    orders.grow_to(2500).await.unwrap();
    let (mut seen, mut after) = (0, None);
    loop {
        let page = database.list_orders(&OrderFilter::default(), after, 1000).await.unwrap();
        for order in &page.items {
            assert_eq!(order.row.state.status(), OrderStatus::Confirmed);
            assert_eq!((order.placed.seats.len(), order.tickets.len()), (1, 1), "{order:?}");
        }
        seen += page.items.len();
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, 3000);
    assert!(database.list_unsettled(Utc::now(), None, 10).await.unwrap().is_empty());

    orders.delete().await.unwrap();
    assert!(database.list_orders(&OrderFilter::default(), None, 1).await.unwrap().items.is_empty());
}
