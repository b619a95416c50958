//! The texts that select each step's requests, and the faults that the requests can meet.

use std::fmt;

use secrecy::ExposeSecret;

use crate::support::{Fault, FaultProxy, Loss, TestApp};

/// The sequence number and the command byte COM_STMT_EXECUTE, with which MySQL runs a prepared statement.
pub(super) const EXECUTE: &str = "\0\x17";
const COMMIT: &str = "COMMIT";

/// One more than the local tries of a step, so that its workflow schedules a durable activity. Each try reconnects to
/// Redis once.
const LONG: usize = 3;
const LONG_FOR_REDIS: usize = 6;

/// The proxies before the stores and the gateway.
pub(super) struct Ways {
    mysql: FaultProxy,
    redis: FaultProxy,
    gateway: FaultProxy,
}

impl Ways {
    /// Starts an app that reaches each server through its proxy.
    pub(super) async fn start() -> (TestApp, Self) {
        let mut ways = None;
        let app = TestApp::start_with(|config| {
            let config = &mut config.engine;
            let (mysql, mysql_url) = FaultProxy::before_mysql(config.mysql.url.expose_secret());
            let (redis, redis_url) = FaultProxy::before_redis(&config.redis.url);
            let (gateway, gateway_url) = FaultProxy::before_http(&config.gateway.url);
            config.mysql.url = mysql_url.into();
            (config.redis.url, config.gateway.url) = (redis_url, gateway_url);
            ways = Some(Self { mysql, redis, gateway });
        })
        .await;
        (app, ways.unwrap())
    }

    pub(super) fn to(&self, store: Store) -> &FaultProxy {
        match store {
            Store::Statement | Store::Transaction => &self.mysql,
            Store::Redis => &self.redis,
            Store::Gateway => &self.gateway,
        }
    }

    pub(super) fn arm(&self, failure: &Failure) {
        self.to(failure.step.store).arm(failure.faults.clone());
    }

    /// The number of armed faults that have not happened yet.
    pub(super) fn left(&self) -> usize {
        [&self.mysql, &self.redis, &self.gateway].map(FaultProxy::left).iter().sum()
    }
}

/// Where a step takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Store {
    /// One statement in MySQL.
    Statement,
    /// One of MySQL's transactions.
    Transaction,
    /// One script in Redis.
    Redis,
    /// One call of the gateway.
    Gateway,
}

/// A step: its name, its store, and the text that selects its request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) store: Store,
    pub(super) text: &'static str,
}

impl Step {
    /// Every fault that it can meet: at each of its points, once and repeatedly.
    pub(super) fn failures(&self) -> impl Iterator<Item = Failure> {
        let Self { store, text, .. } = *self;
        let points = match store {
            Store::Statement => vec![
                ("the request is lost", vec![text], Loss::Request),
                ("the reply is lost", vec![text, EXECUTE], Loss::Reply),
            ],
            Store::Transaction => vec![
                ("the request is lost", vec![text], Loss::Request),
                ("the transaction is lost half-way", vec![text, EXECUTE], Loss::Reply),
                ("the commit is lost", vec![text, COMMIT], Loss::Request),
                ("the commit's reply is lost", vec![text, COMMIT], Loss::Reply),
            ],
            Store::Redis | Store::Gateway => {
                vec![("the request is lost", vec![text], Loss::Request), ("the reply is lost", vec![text], Loss::Reply)]
            }
        };
        let long = if store == Store::Redis { LONG_FOR_REDIS } else { LONG };
        let step = *self;
        points.into_iter().flat_map(move |(what, texts, loss)| {
            [1, long].map(|times| {
                // After the first fault, the repeats already fail at the request.
                let mut faults = vec![Fault { texts: vec![text], loss: Loss::Request }; times];
                faults[0] = Fault { texts: texts.clone(), loss };
                Failure { step, what, faults }
            })
        })
    }
}

/// One way in which a step fails.
#[derive(Debug)]
pub(super) struct Failure {
    step: Step,
    what: &'static str,
    faults: Vec<Fault>,
}

impl Failure {
    pub(super) fn outlasts_local_tries(&self) -> bool {
        self.faults.len() > 1
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}, {} in a row", self.step.name, self.what, self.faults.len())
    }
}

/// The digest by which Redis is asked to run an event's script.
pub(super) fn digest(script: &str) -> &'static str {
    let event = include_str!("../../../../../crates/stores/src/redis/event.lua");
    redis::Script::new(&format!("{event}{script}")).get_hash().to_owned().leak()
}

pub(super) fn claim_script() -> &'static str {
    digest(include_str!("../../../../../crates/stores/src/redis/claim_seats.lua"))
}

pub(super) fn sell_script() -> &'static str {
    digest(include_str!("../../../../../crates/stores/src/redis/sell_seats.lua"))
}

pub(super) fn give_back_script() -> &'static str {
    digest(include_str!("../../../../../crates/stores/src/redis/give_back.lua"))
}
