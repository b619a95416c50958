//! A seat store per test, under a random prefix, and checks of the state that a test leaves in Redis.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use chrono::{TimeDelta, Utc};
use holdfast_domain::{
    AccountId, EventId, Fence, HoldId, HoldToken, OrderId, Partition, Principal, SalesWindow, SeatId, SeatStatus,
    Version,
    step_messages::{ClaimInput, FencedSeat, GiveBackInput, UnclaimedHold},
};
use holdfast_settings::Names;
use holdfast_stores::redis::{Error, Hold, LoadOutcome, LoadPlan, RedisConfig, SeatStore};
use holdfast_test_support::{RedisConnection, eventually_within};

/// The lease of a load in tests.
pub(crate) const LEASE: Duration = Duration::from_secs(5);

/// Longer than anything in a test takes, and short enough for a stuck test to fail soon.
pub(crate) const DEADLINE: Duration = Duration::from_secs(10);

/// Frees the due holds of a partition. Panics if the sweep doesn't end.
pub(crate) async fn sweep(store: &SeatStore, partition: Partition) -> Result<usize, Error> {
    tokio::time::timeout(DEADLINE, store.expire_due(partition)).await.expect("the sweep ends")
}

pub(crate) struct Fixture {
    pub(crate) store: SeatStore,
    pub(crate) names: Names,
    pub(crate) raw: RedisConnection,
    events: AtomicU64,
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        Self::at(&std::env::var("REDIS_URL").expect("REDIS_URL: see `infra/dev env`")).await
    }

    pub(crate) async fn at(url: &str) -> Self {
        let names = Names::with_prefix(format!("redis-test-{:08x}-", rand::random::<u32>()));
        let store = SeatStore::connect(&config(url), names.clone()).await.unwrap();
        let raw = RedisConnection::open(url).await;
        Self { store, names, raw, events: AtomicU64::new(0) }
    }

    /// The id of an event that is not loaded and that this test hasn't used.
    pub(crate) fn new_event(&self) -> EventId {
        event(self.events.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// A loaded event, open for sale.
    pub(crate) async fn event(&self, seat_count: u32) -> EventId {
        let event = self.new_event();
        self.load(event, &plan(1, seat_count)).await;
        event
    }

    pub(crate) async fn load(&self, event: EventId, plan: &LoadPlan) -> Version {
        let ticket = self.store.begin_load(event, LEASE).await.unwrap().expect("nobody else loads this event");
        match self.store.finish_load(event, &ticket, plan).await.unwrap() {
            LoadOutcome::Loaded(version) => version,
            LoadOutcome::Stale => panic!("the load of event {event} is stale"),
        }
    }

    /// A new hold of these seats.
    pub(crate) async fn hold<const N: usize>(&self, event: EventId, numbers: [u32; N]) -> Hold {
        self.store.hold(event, &hold_id(), &seats(numbers), 120, None).await.unwrap().unwrap().into_hold()
    }

    /// Seats of a new order, claimed.
    pub(crate) async fn claimed<const N: usize>(&self, event: EventId, numbers: [u32; N]) -> OrderId {
        let (order, hold) = (order(), self.hold(event, numbers).await);
        self.store.claim(&claim_of(order, &hold)).await.unwrap();
        order
    }

    /// Seats of a new order, sold.
    pub(crate) async fn sold<const N: usize>(&self, event: EventId, numbers: [u32; N]) -> OrderId {
        let order = self.claimed(event, numbers).await;
        self.store.sell(event, order, &seats(numbers)).await.unwrap();
        order
    }

    /// Ages one hold, if it exists: moves its birth and its expiry into the past, atomically.
    pub(crate) async fn age(&self, event: EventId, id: &HoldId, by: Duration) {
        const AGE: &str = "
            local text = redis.call('HGET', KEYS[1], ARGV[1])
            if not text then return end
            local birth, seconds, expiry, list = string.match(text, '^(%d+):(%d+):(%d+):(.*)$')
            birth, expiry = birth - ARGV[2], expiry - ARGV[2]
            redis.call('HSET', KEYS[1], ARGV[1], birth .. ':' .. seconds .. ':' .. expiry .. ':' .. list)
            redis.call('ZADD', KEYS[2], expiry, ARGV[3])";
        ::redis::cmd("EVAL")
            .arg(AGE)
            .arg(2)
            .arg(self.names.holds(event))
            .arg(self.names.expiries(event.partition()))
            .arg(id.as_str())
            .arg(u64::try_from(by.as_millis()).unwrap())
            .arg(format!("{event}:{}", id.as_str()))
            .exec_async(&mut self.raw.clone())
            .await
            .unwrap();
    }

    /// Makes a hold due.
    pub(crate) async fn make_due(&self, event: EventId, id: &HoldId) {
        self.age(event, id, Duration::from_secs(700)).await;
    }

    /// Every seat of the event that is not available.
    pub(crate) async fn taken(&self, event: EventId) -> BTreeMap<u32, SeatStatus> {
        let snapshot = self.store.snapshot(event).await.unwrap();
        snapshot.taken.into_iter().map(|(seat, status)| (seat.get(), status)).collect()
    }

    /// How many seats each buyer has, where the event has a limit.
    pub(crate) async fn bought(&self, event: EventId) -> BTreeMap<AccountId, u32> {
        let fields: HashMap<String, String> = all(&mut self.raw.clone(), "HGETALL", &self.names.buyers(event)).await;
        let counts = fields.into_iter().filter(|(field, _)| !field.starts_with("o:"));
        counts.map(|(buyer, seats)| (buyer.parse().unwrap(), seats.parse().unwrap())).collect()
    }

    /// The stream entries of an event in order, as `(version, seats)`, with `RESET` as the seats of a load.
    pub(crate) async fn entries(&self, event: EventId) -> Vec<(u64, String)> {
        let stream: Vec<(String, HashMap<String, String>)> = ::redis::cmd("XRANGE")
            .arg(self.names.changes(event.partition()))
            .arg("-")
            .arg("+")
            .query_async(&mut self.raw.clone())
            .await
            .unwrap();
        stream
            .into_iter()
            .filter(|(_, fields)| fields.get("event") == Some(&event.to_string()))
            .map(|(_, mut fields)| {
                let what = fields.remove("seats").unwrap_or_else(|| "RESET".to_owned());
                (fields["version"].parse().unwrap(), what)
            })
            .collect()
    }

    /// Asserts what is true of a loaded event between any two operations: seats, holds and expiries agree, and the
    /// change stream has no gap and adds up to the present state.
    pub(crate) async fn assert_consistent(&self, event: EventId) {
        let mut raw = self.raw.clone();
        let entry: HashMap<String, String> = all(&mut raw, "HGETALL", &self.names.seats(event)).await;
        let holds: HashMap<String, String> = all(&mut raw, "HGETALL", &self.names.holds(event)).await;
        let expiries: Vec<(String, String)> = ::redis::cmd("ZRANGE")
            .arg(self.names.expiries(event.partition()))
            .arg(0)
            .arg(-1)
            .arg("WITHSCORES")
            .query_async(&mut raw)
            .await
            .unwrap();

        let (mut in_holds, mut scores) = (BTreeSet::new(), BTreeSet::new());
        for (id, hold) in &holds {
            let parts: Vec<&str> = hold.split(':').collect();
            assert_ne!(parts[3], "", "a hold without seats stays");
            in_holds.extend(parts[3].split(',').map(|item| {
                let (seat, fence) = item.split_once('=').unwrap();
                (seat.to_owned(), format!("H:{fence}:{id}"))
            }));
            scores.insert((format!("{event}:{id}"), parts[2].to_owned()));
        }
        let prefix = format!("{event}:");
        assert_eq!(scores, expiries.into_iter().filter(|(member, _)| member.starts_with(&prefix)).collect());
        let held = entry.iter().filter(|(_, state)| state.starts_with("H:"));
        assert_eq!(in_holds, held.map(|(seat, state)| (seat.clone(), state.clone())).collect());

        let mut entries = self.entries(event).await;
        let reset = entries.iter().rposition(|(_, what)| what == "RESET").expect("a load is in the stream");
        entries.drain(..reset);
        let first = entries[0].0;
        for (i, (version, _)) in (0u64..).zip(&entries) {
            assert_eq!(*version, first + i, "the stream of event {event} has a gap");
        }
        assert_eq!(self.store.version(event).await.unwrap().get(), entries.last().unwrap().0);
        // Only the first load of a test starts from no taken seats, so only its stream can be replayed.
        if first == first_version(1).get() {
            let replayed = replay(entries.iter().skip(1).map(|(_, what)| what.as_str()));
            assert_eq!(replayed, self.taken(event).await, "the stream of event {event} doesn't add up to its seats");
        }
    }

    pub(crate) async fn has_limit(&self, limit: &str) -> bool {
        ::redis::cmd("EXISTS").arg(self.names.rate_limit(limit)).query_async(&mut self.raw.clone()).await.unwrap()
    }

    pub(crate) async fn forget_limits(&self, limits: &[&str]) {
        let keys: Vec<_> = limits.iter().map(|limit| self.names.rate_limit(limit)).collect();
        ::redis::cmd("DEL").arg(keys).exec_async(&mut self.raw.clone()).await.unwrap();
    }

    /// Checks every loaded event and deletes every key.
    pub(crate) async fn finish(self) {
        let mut raw = self.raw.clone();
        let events = self.events.load(Ordering::Relaxed);
        let mut removal = ::redis::cmd("DEL");
        for event in (1..=events).map(event) {
            if self.store.loaded_epoch(event).await.unwrap().is_some() {
                self.assert_consistent(event).await;
            }
            removal.arg(self.names.seats(event)).arg(self.names.holds(event)).arg(self.names.buyers(event));
        }
        for partition in Partition::all() {
            removal.arg(self.names.expiries(partition));
            removal.arg(self.names.changes(partition));
            removal.arg(self.names.relay_lease(partition));
        }
        removal.exec_async(&mut raw).await.unwrap();
    }
}

pub(crate) fn config(url: &str) -> RedisConfig {
    RedisConfig { url: url.to_owned(), timeout: DEADLINE, stream_cap: 100_000, trace_changes: true }
}

async fn all<T: ::redis::FromRedisValue>(raw: &mut RedisConnection, command: &str, key: &str) -> T {
    ::redis::cmd(command).arg(key).query_async(raw).await.unwrap()
}

/// The seats that are not available after these changes.
fn replay<'a>(changes: impl Iterator<Item = &'a str>) -> BTreeMap<u32, SeatStatus> {
    let mut taken = BTreeMap::new();
    for change in changes.flat_map(|seats| seats.split(',')) {
        let (seat, letter) = change.split_once(':').unwrap();
        match SeatStatus::from_letter(letter.parse().unwrap()).unwrap() {
            SeatStatus::Available => taken.remove(&seat.parse().unwrap()),
            status => taken.insert(seat.parse().unwrap(), status),
        };
    }
    taken
}

/// The plan of an event that is on sale, without sold seats.
pub(crate) fn plan(epoch: u32, seat_count: u32) -> LoadPlan {
    LoadPlan {
        epoch,
        seat_count,
        window: open(),
        sold: Vec::new(),
        claimed: Vec::new(),
        seats_per_buyer: None,
        buyers: BTreeMap::new(),
    }
}

/// A sales window that opened yesterday and has no end.
pub(crate) fn open() -> SalesWindow {
    let day = TimeDelta::days(1);
    SalesWindow { opens_at: Utc::now() - day, closes_at: Utc::now() + day, closed: false }
}

pub(crate) fn event(id: u64) -> EventId {
    EventId::try_from(id).unwrap()
}

/// The version of an event that has just been loaded into this epoch.
pub(crate) fn first_version(epoch: u32) -> Version {
    Version::new(u64::from(epoch) << 32)
}

pub(crate) fn seat(number: u32) -> SeatId {
    SeatId::try_from(number).unwrap()
}

pub(crate) fn seats<const N: usize>(numbers: [u32; N]) -> Vec<SeatId> {
    numbers.map(seat).to_vec()
}

pub(crate) fn hold_id() -> HoldId {
    HoldToken::from_random(rand::random()).id()
}

/// One of a few accounts.
pub(crate) fn account(number: usize) -> AccountId {
    format!("{number:032x}").parse().unwrap()
}

pub(crate) fn order() -> OrderId {
    OrderId::derive(b"test", Principal::Public, &format!("{:x}", rand::random::<u128>()))
}

pub(crate) fn numbers(hold: &Hold) -> Vec<u32> {
    hold.seats.iter().map(|seat| seat.seat_id.get()).collect()
}

pub(crate) fn claim_of(order_id: OrderId, hold: &Hold) -> ClaimInput {
    ClaimInput { order_id, event_id: hold.event_id, hold_id: hold.id.clone(), seats: hold.seats.clone() }
}

pub(crate) fn give_back_of<const N: usize>(order_id: OrderId, event_id: EventId, numbers: [u32; N]) -> GiveBackInput {
    GiveBackInput { order_id, event_id, seats: seats(numbers), unclaimed: None }
}

/// The input that gives back the seats of an order placed on this hold, claimed or not.
pub(crate) fn compensation_of(order_id: OrderId, hold: &Hold) -> GiveBackInput {
    GiveBackInput {
        order_id,
        event_id: hold.event_id,
        seats: hold.seats.iter().map(|seat| seat.seat_id).collect(),
        unclaimed: Some(UnclaimedHold { hold_id: hold.id.clone(), seats: hold.seats.clone() }),
    }
}

/// The same seats with fences that the hold doesn't have.
pub(crate) fn with_other_fences(hold: &Hold) -> Vec<FencedSeat> {
    hold.seats.iter().map(|seat| FencedSeat { fence: Fence::new(seat.fence.get() + 1), ..*seat }).collect()
}

/// Polls until the condition is true; panics after [`DEADLINE`].
#[track_caller]
pub(crate) fn eventually(what: &str, mut condition: impl AsyncFnMut() -> bool) -> impl Future<Output = ()> {
    eventually_within(what, DEADLINE, async move || condition().await.then_some(()))
}
