//! Loads from MySQL into Redis that overtake each other, or meet stores that disagree.

use std::sync::Arc;

use holdfast_domain::EventId;
use holdfast_stores::{
    loader::{Error, Loader},
    mysql::Database,
};
use tokio::sync::oneshot;

use crate::{
    redis::fixture::{Fixture, LEASE, eventually, plan},
    support::{database::FreshDatabase, orders::create_event},
};

struct Stores {
    fixture: Fixture,
    database: FreshDatabase,
}

impl Stores {
    async fn new() -> Self {
        Self { fixture: Fixture::new().await, database: FreshDatabase::create().await }
    }

    fn loader(&self) -> Loader {
        Loader::new(self.database.clone(), self.fixture.store.clone())
    }

    /// An event in MySQL with the id that the fixture knows.
    async fn event(&self) -> EventId {
        let event = create_event(&self.database, 10).await;
        assert_eq!(event, self.fixture.new_event());
        event
    }

    /// The event's epoch in Redis and in MySQL.
    async fn epochs(&self, event: EventId) -> (Option<u32>, Option<u32>) {
        let in_redis = self.fixture.store.loaded_epoch(event).await.unwrap();
        (in_redis, self.database.epoch(event).await.unwrap())
    }

    async fn mark(&self, event: EventId) -> Option<String> {
        let key = self.fixture.names.seats(event);
        ::redis::cmd("HGET").arg(key).arg("@load").query_async(&mut self.fixture.raw.clone()).await.unwrap()
    }

    async fn set_epoch_in_redis(&self, event: EventId, epoch: u32) {
        let key = self.fixture.names.seats(event);
        let set = ::redis::cmd("HSET").arg(key).arg("@epoch").arg(epoch).to_owned();
        set.exec_async(&mut self.fixture.raw.clone()).await.unwrap();
    }
}

#[tokio::test]
async fn a_load_that_pauses_for_longer_than_its_lease_ends_with_redis_and_mysql_at_one_epoch() {
    let stores = Stores::new().await;
    let event = stores.event().await;
    // The late loader begins its load and then waits for the only connection of its pool.
    let mut settings = stores.database.config();
    settings.max_connections = 1;
    let slow = Database::connect(&settings).unwrap();
    let elsewhere = create_event(&stores.database, 1).await;
    let ((inside, is_inside), (leave, may_leave)) = (oneshot::channel(), oneshot::channel());
    let busy = tokio::spawn({
        let slow = slow.clone();
        async move {
            let then = async |_| {
                inside.send(()).unwrap();
                may_leave.await.unwrap();
            };
            slow.with_ownership(elsewhere, then).await
        }
    });
    is_inside.await.unwrap();
    let late = Arc::new(Loader::new(slow, stores.fixture.store.clone()));
    let late = tokio::spawn(async move { late.reload(event).await });
    eventually("the late load begins", async || stores.mark(event).await.is_some()).await;
    stores.fixture.begun_ago(event, 600_000).await;
    stores.loader().reload(event).await.unwrap();
    assert_eq!(stores.epochs(event).await, (Some(1), Some(1)));

    leave.send(()).unwrap();
    busy.await.unwrap().unwrap();
    late.await.unwrap().unwrap();
    let (in_redis, in_mysql) = stores.epochs(event).await;
    assert!(in_redis.is_some_and(|epoch| epoch > 1) && in_redis == in_mysql, "{in_redis:?} {in_mysql:?}");
    stores.fixture.finish().await;
}

#[tokio::test]
async fn one_load_takes_the_higher_epoch_of_redis_and_mysql() {
    let stores = Stores::new().await;
    let event = stores.event().await;
    // MySQL was restored from a backup: it doesn't know of Redis's last loads.
    stores.fixture.load(event, &plan(7, 10)).await;
    stores.loader().reload(event).await.unwrap();
    assert_eq!(stores.epochs(event).await, (Some(8), Some(8)));
    stores.fixture.finish().await;
}

#[tokio::test]
async fn an_event_is_loaded_again_exactly_when_its_epochs_differ() {
    let stores = Stores::new().await;
    let event = stores.event().await;
    let loader = stores.loader();
    for (in_redis, after) in [(None, 1), (Some(1), 1), (Some(0), 2), (Some(5), 6), (Some(6), 6)] {
        if let Some(epoch) = in_redis {
            stores.set_epoch_in_redis(event, epoch).await;
        }
        loader.ensure_current(event).await.unwrap();
        assert_eq!(stores.epochs(event).await, (Some(after), Some(after)), "{in_redis:?}");
    }
    stores.fixture.finish().await;
}

#[tokio::test]
async fn an_event_is_loaded_unless_redis_has_it_in_any_epoch() {
    let stores = Stores::new().await;
    let event = stores.event().await;
    let loader = stores.loader();
    loader.ensure_loaded(event).await.unwrap();
    assert_eq!(stores.epochs(event).await, (Some(1), Some(1)));
    stores.set_epoch_in_redis(event, 5).await;
    loader.ensure_loaded(event).await.unwrap();
    assert_eq!(stores.epochs(event).await, (Some(5), Some(1)));
    loader.ensure_current(event).await.unwrap();
    stores.fixture.finish().await;
}

#[tokio::test]
async fn a_load_blocks_others_for_as_long_as_its_two_transactions_may_take() {
    let stores = Stores::new().await;
    let event = stores.event().await;
    let transaction = i64::try_from(stores.database.transaction_limit().as_millis()).unwrap();
    stores.fixture.store.begin_load(event, LEASE).await.unwrap().expect("nobody else loads this event");
    stores.fixture.begun_ago(event, transaction * 3 / 2).await;
    stores.loader().reload(event).await.unwrap();
    assert_eq!(stores.epochs(event).await.0, None);
    stores.fixture.begun_ago(event, transaction * 2).await;
    stores.loader().reload(event).await.unwrap();
    assert_eq!(stores.epochs(event).await.0, Some(1));
    stores.fixture.finish().await;
}

#[tokio::test]
async fn a_load_that_fails_does_not_keep_others_away() {
    let stores = Stores::new().await;
    let unknown = stores.fixture.new_event();
    for _ in 0..2 {
        let error = stores.loader().reload(unknown).await.unwrap_err();
        assert!(matches!(error, Error::UnknownEvent(event) if event == unknown), "{error:?}");
    }
    assert!(stores.fixture.store.begin_load(unknown, LEASE).await.unwrap().is_some());
    stores.fixture.finish().await;
}
