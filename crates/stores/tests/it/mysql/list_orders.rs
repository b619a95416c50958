//! Lists of orders.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use futures::future::join_all;
use holdfast_domain::{AccountId, OrderId, OrderState, OrderStatus, step_messages::PlacedOrder};
use holdfast_stores::mysql::{
    Database,
    orders::{OrderCursor, OrderFilter, Unsettled, UnsettledCursor},
    sales::Sales,
};

use crate::support::{
    database::FreshDatabase,
    orders::{an_order, bring_to, create_event, now},
};

/// All pages of this size, in order.
async fn pages(database: &Database, filter: &OrderFilter, size: u32) -> Vec<Vec<OrderId>> {
    let (mut pages, mut after) = (Vec::new(), None);
    loop {
        let page = database.list_orders(filter, after, size).await.expect("read");
        pages.push(page.items.iter().map(|order| order.placed.order_id).collect());
        after = page.next;
        if after.is_none() {
            return pages;
        }
        assert!(pages.len() < 100, "the pages have no end");
    }
}

fn newest_first(orders: &[PlacedOrder]) -> Vec<OrderId> {
    let mut sorted: Vec<_> = orders.iter().map(|order| (order.created_at, order.order_id)).collect();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    sorted.into_iter().map(|(_, id)| id).collect()
}

#[tokio::test]
async fn pages_contain_every_order_once_newest_first_even_those_of_one_moment() {
    let database = FreshDatabase::create().await;
    let event = create_event(&database, 20).await;
    let mut orders = Vec::new();
    for number in 0..10 {
        let mut order = an_order(event, &[2 * number + 1, 2 * number + 2]);
        // Four moments, so that pages end within one.
        order.created_at -= TimeDelta::days(i64::from(number % 4));
        order.created_at = order.created_at.date_naive().and_hms_opt(0, 0, 0).expect("midnight").and_utc();
        database.record_order(&order).await.expect("recorded");
        orders.push(order);
    }
    let expected = newest_first(&orders);
    for size in [1, 3, 5, 10] {
        let pages = pages(&database, &OrderFilter::default(), size).await;
        assert!(pages.iter().all(|page| page.len() <= size as usize));
        assert_eq!(pages.len(), expected.len().div_ceil(size as usize));
        assert_eq!(pages.concat(), expected);
    }

    let page = database.list_orders(&OrderFilter::default(), None, 3).await.expect("read");
    let mut late = an_order(event, &[1]);
    late.created_at = now() + TimeDelta::days(1);
    database.record_order(&late).await.expect("recorded");
    let next = database.list_orders(&OrderFilter::default(), page.next, 3).await.expect("read");
    let ids: Vec<_> = next.items.iter().map(|order| order.placed.order_id).collect();
    assert_eq!(ids, expected[3..6], "an order that comes meanwhile doesn't move the next page");
    assert!(next.items.iter().all(|order| orders.contains(&order.placed)));
}

#[tokio::test]
async fn a_list_contains_the_orders_that_match_its_filter() {
    let database = FreshDatabase::create().await;
    let events = [create_event(&database, 7).await, create_event(&database, 7).await];
    let mut orders = Vec::new();
    for event in events {
        for (number, state) in (1..).zip(OrderState::ALL) {
            let order = an_order(event, &[number]);
            bring_to(&database, &order, state).await;
            orders.push((order, state));
        }
    }
    let statuses = [OrderStatus::Pending, OrderStatus::Confirmed, OrderStatus::Cancelled, OrderStatus::Refunded];
    for event_id in [None, Some(events[0]), Some(events[1])] {
        for status in [None].into_iter().chain(statuses.map(Some)) {
            let asked: Vec<_> = orders
                .iter()
                .filter(|(order, state)| {
                    event_id.is_none_or(|id| id == order.event_id) && status.is_none_or(|s| s == state.status())
                })
                .map(|(order, _)| order.clone())
                .collect();
            let filter = OrderFilter { event_id, status };
            assert_eq!(pages(&database, &filter, 2).await.concat(), newest_first(&asked), "{filter:?}");
        }
    }
}

#[tokio::test]
async fn a_list_after_the_last_order_is_empty() {
    let database = FreshDatabase::create().await;
    let order = an_order(create_event(&database, 1).await, &[1]);
    database.record_order(&order).await.expect("recorded");
    let cursor = OrderCursor { created_at: order.created_at, order_id: order.order_id };
    let page = database.list_orders(&OrderFilter::default(), Some(cursor), 5).await.expect("read");
    assert!(page.items.is_empty() && page.next.is_none());
}

#[tokio::test]
async fn unsettled_orders_are_listed_from_the_least_recently_updated() {
    let database = FreshDatabase::create().await;
    let event = create_event(&database, 7).await;
    let (mut expected, mut placed) = (Vec::new(), BTreeMap::new());
    for (number, state) in (1..).zip(OrderState::ALL) {
        let order = an_order(event, &[number]);
        bring_to(&database, &order, state).await;
        placed.insert(order.order_id, order.clone());
        if OrderState::UNSETTLED.contains(&state) {
            expected.push(order.order_id);
        }
    }
    let list = async |before, limit| {
        let orders = database.list_unsettled(before, None, limit).await.expect("read");
        assert!(
            orders.iter().all(|order| placed[&order.placed.order_id] == order.placed),
            "enough to start them again"
        );
        orders.iter().map(|order| (order.placed.order_id, order.updated_at)).collect::<Vec<_>>()
    };
    let ids = |listed: &[(OrderId, _)]| listed.iter().map(|(id, _)| *id).collect::<Vec<_>>();

    let all = list(now() + TimeDelta::minutes(1), 100).await;
    assert_eq!(ids(&all), expected);
    assert_eq!(ids(&list(now() + TimeDelta::minutes(1), 2).await), expected[..2]);
    assert_eq!(ids(&list(all[2].1, 100).await), expected[..2], "what was touched since is let be");
    assert!(list(now() - TimeDelta::hours(1), 100).await.is_empty());
}

#[tokio::test]
async fn pages_of_unsettled_orders_contain_each_once_even_those_changed_at_the_same_time() {
    let database = FreshDatabase::create().await;
    let event = create_event(&database, 10).await;
    for number in 1..=10 {
        database.record_order(&an_order(event, &[number])).await.expect("recorded");
    }
    // Three times of change, so that pages end among orders of the same time.
    let three_times = "UPDATE orders SET updated_at = DATE('2026-01-01') + INTERVAL CRC32(order_id) % 3 DAY";
    sqlx::query(three_times).execute(&mut database.connection().await).await.expect("changed");
    let all = database.list_unsettled(now(), None, 100).await.expect("read");
    let expected: Vec<_> = all.iter().map(UnsettledCursor::from).collect();
    assert_eq!(expected.len(), 10);
    assert!(expected.is_sorted_by_key(|cursor| (cursor.updated_at, cursor.order_id)), "{expected:?}");
    for size in [1, 3, 5, 10] {
        let (mut listed, mut after) = (Vec::new(), None);
        while let page @ [_, ..] = &database.list_unsettled(now(), after, size).await.expect("read")[..] {
            assert!(page.len() <= size as usize && listed.len() < 10);
            listed.extend(page.iter().map(UnsettledCursor::from));
            after = listed.last().copied();
        }
        assert_eq!(listed, expected, "in pages of {size}");
    }
}

#[tokio::test]
async fn only_orders_without_a_final_state_are_counted_as_unsettled() {
    let database = FreshDatabase::create().await;
    let event = create_event(&database, 8).await;
    assert!(database.count_unsettled(now()).await.expect("read").is_empty());
    for (number, state) in (1..).zip(OrderState::ALL) {
        bring_to(&database, &an_order(event, &[number]), state).await;
    }
    let an_hour_ago = "UPDATE orders SET updated_at = updated_at - INTERVAL 1 HOUR";
    sqlx::query(an_hour_ago).execute(&mut database.connection().await).await.expect("changed");
    database.record_order(&an_order(event, &[8])).await.expect("recorded");
    let counts = database.count_unsettled(now() - TimeDelta::minutes(30)).await.expect("read");
    let count = |state, orders, untouched| Unsettled { state, orders, untouched };
    let expected = [
        count(OrderState::Cancelling, 1, 1),
        count(OrderState::Pending, 2, 1),
        count(OrderState::Refunding, 1, 1),
        count(OrderState::Sold, 1, 1),
    ];
    assert_eq!(counts, expected);
}

#[tokio::test]
async fn orders_are_counted_by_state() {
    let database = FreshDatabase::create().await;
    let event = create_event(&database, 3).await;
    assert!(database.count_orders_by_state().await.expect("read").is_empty());
    for (number, state) in [(1, OrderState::Pending), (2, OrderState::Pending), (3, OrderState::Confirmed)] {
        bring_to(&database, &an_order(event, &[number]), state).await;
    }
    let counts = database.count_orders_by_state().await.expect("read");
    assert_eq!(counts, [(OrderState::Confirmed, 1), (OrderState::Pending, 2)]);
}

#[tokio::test]
async fn the_sales_of_an_event_add_up_the_totals_of_its_own_orders_in_each_state() {
    let database = FreshDatabase::create().await;
    let events = [create_event(&database, 4).await, create_event(&database, 4).await];
    // Totals whose sums differ from every other combination of them.
    let orders = [
        (events[0], OrderState::Pending, 1),
        (events[0], OrderState::Confirmed, 20),
        (events[0], OrderState::Confirmed, 300),
        (events[1], OrderState::Confirmed, 4_000),
        (events[1], OrderState::Cancelled, 50_000),
    ];
    for (number, (event, state, amount)) in (0..).zip(orders) {
        let mut order = an_order(event, &[number % 4 + 1]);
        order.total.amount = amount;
        bring_to(&database, &order, state).await;
    }
    let sales = async |event| database.sales(event).await.expect("read");
    let of = |state, orders, amount| Sales { state, orders, amount };
    assert_eq!(sales(events[0]).await, [of(OrderState::Confirmed, 2, 320), of(OrderState::Pending, 1, 1)]);
    assert_eq!(sales(events[1]).await, [of(OrderState::Cancelled, 1, 50_000), of(OrderState::Confirmed, 1, 4_000)]);
    let empty = create_event(&database, 1).await;
    assert_eq!(sales(empty).await, []);
}

fn account(name: &str) -> AccountId {
    AccountId::derive(b"secret", "https://login.test", name)
}

#[tokio::test]
async fn an_account_has_its_own_orders_newest_first() {
    let database = FreshDatabase::create().await;
    let event = create_event(&database, 12).await;
    let mut orders = Vec::new();
    for number in 1..=12 {
        let owner = [Some(account("ann")), Some(account("bob")), None][number as usize % 3];
        let order = PlacedOrder { account: owner, ..an_order(event, &[number]) };
        bring_to(&database, &order, OrderState::ALL[number as usize % OrderState::ALL.len()]).await;
        orders.push(order);
    }
    for name in ["ann", "bob", "cid"] {
        let own: Vec<_> = orders.iter().filter(|order| order.account == Some(account(name))).cloned().collect();
        for size in [1, 3, 4, 100] {
            let (mut listed, mut after) = (Vec::new(), None);
            loop {
                let page = database.list_orders_of(account(name), after, size).await.expect("read");
                assert!(page.items.len() <= size as usize);
                listed.extend(page.items.iter().map(|order| order.placed.order_id));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(listed, newest_first(&own), "{name} in pages of {size}");
        }
    }
}

#[tokio::test]
async fn an_order_is_claimed_from_nobody_or_from_the_guest_and_from_no_other() {
    let database = FreshDatabase::create().await;
    let event = create_event(&database, 3).await;
    let [ann, bob, guest, other] = ["ann", "bob", "guest", "other"].map(account);
    let record = async |seat: u32, account| {
        let order = PlacedOrder { account, ..an_order(event, &[seat]) };
        database.record_order(&order).await.expect("recorded");
        order.order_id
    };
    let claim = async |id, account, guest| database.claim_order(id, account, guest).await.expect("claimed");
    let nobodys = record(1, None).await;
    assert_eq!(claim(nobodys, ann, None).await, Some(Some(ann)));
    assert_eq!(claim(nobodys, ann, None).await, Some(Some(ann)), "again");
    assert_eq!(claim(nobodys, bob, Some(guest)).await, Some(Some(ann)));
    let guests = record(2, Some(guest)).await;
    assert_eq!(claim(guests, bob, None).await, Some(Some(guest)));
    assert_eq!(claim(guests, bob, Some(other)).await, Some(Some(guest)));
    assert_eq!(claim(guests, bob, Some(guest)).await, Some(Some(bob)));
    assert_eq!(claim(guests, ann, Some(guest)).await, Some(Some(bob)));
    assert_eq!(claim(an_order(event, &[3]).order_id, ann, None).await, None);
    // Of many at once, one wins, and all are told who.
    let raced = record(3, None).await;
    let claims = (0..20).map(|number| database.claim_order(raced, account(&number.to_string()), None));
    let owners: Vec<_> = join_all(claims).await.into_iter().map(|owner| owner.expect("claimed")).collect();
    assert!(owners.iter().all(|owner| *owner == owners[0] && owner.is_some()), "{owners:?}");
    let stored = database.find_order(raced).await.expect("read").expect("the order");
    assert_eq!(owners[0], Some(stored.placed.account));
}
