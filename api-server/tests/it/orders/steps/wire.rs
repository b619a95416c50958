//! How each step's requests are selected on the wire, and the faults that they can meet.

use std::{fmt, fs};

use holdfast_api_server::config::Config;
use holdfast_test_support::variable;
use secrecy::ExposeSecret;

use crate::support::{Fault, FaultProxy, Loss, TestApp};

/// The sequence number and the command byte COM_STMT_EXECUTE, with which MySQL runs a prepared statement. It carries no
/// text, only the number that MySQL gave the statement when it was prepared.
const EXECUTE: &str = "\0\x17";
const COMMIT: &str = "COMMIT";

/// One more than the local attempts of a step, so that its workflow schedules a durable activity.
const LONG: usize = 3;

/// The proxies before the stores and the gateway.
pub(crate) struct Ways {
    mysql: FaultProxy,
    redis: FaultProxy,
    gateway: FaultProxy,
}

impl Ways {
    /// Starts an app that reaches each server through its proxy.
    pub(crate) async fn start() -> (TestApp, Self) {
        Self::start_with(|_| {}).await
    }

    /// [`Self::start`] with adjusted settings.
    pub(crate) async fn start_with(adjust: impl FnOnce(&mut Config)) -> (TestApp, Self) {
        let mut ways = None;
        let app = TestApp::start_with(|config| {
            adjust(config);
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

    /// The proxy before the server that performs a step.
    pub(super) fn to(&self, step: Step) -> &FaultProxy {
        match step {
            Step::Statement(_) | Step::Transaction(_) => &self.mysql,
            Step::Script(_) => &self.redis,
            Step::Call(_) => &self.gateway,
        }
    }

    /// Loses every request of a step until the returned proxy is disarmed.
    pub(crate) fn block(&self, step: Step) -> &FaultProxy {
        let proxy = self.to(step);
        proxy.block(&step.text());
        proxy
    }

    pub(super) fn arm(&self, failure: &Failure) {
        self.to(failure.step).arm(failure.faults.clone());
    }

    /// Waits until each of a failure's faults has happened.
    pub(super) async fn all_met(&self, failure: &Failure) {
        self.to(failure.step).all_met().await;
    }
}

/// A step of the saga, by the request that performs it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    /// One statement in MySQL, by the name in its tag (see `holdfast_stores::mysql`).
    Statement(&'static str),
    /// One statement in MySQL with the commit of its transaction, by the name in the statement's tag.
    Transaction(&'static str),
    /// One script in Redis, by the name of its file.
    Script(&'static str),
    /// One call of the gateway, by the end of its path.
    Call(&'static str),
}

impl Step {
    /// For messages of failed tests.
    pub(super) const fn name(self) -> &'static str {
        let (Self::Statement(name) | Self::Transaction(name) | Self::Script(name) | Self::Call(name)) = self;
        name
    }

    /// The text that selects its requests.
    fn text(self) -> String {
        match self {
            Self::Statement(tag) | Self::Transaction(tag) => format!("/* step:{tag} */"),
            Self::Script(name) => digest(name),
            // A space ends the path in a request's first line.
            Self::Call(path) => format!("{path} "),
        }
    }

    /// The loss of its next request.
    pub(super) fn lost(self) -> Fault {
        Fault { texts: vec![self.text()], loss: Loss::Request }
    }

    /// The delay of its next request until [`FaultProxy::deliver_late`].
    pub(super) fn late(self) -> Fault {
        let mut texts = vec![self.text()];
        if matches!(self, Self::Statement(_) | Self::Transaction(_)) {
            texts.push(EXECUTE.to_owned());
        }
        Fault { texts, loss: Loss::Late }
    }

    /// Every fault that it can meet: at each of its points, once and repeatedly.
    pub(super) fn failures(self) -> impl Iterator<Item = Failure> {
        let points = match self {
            Self::Statement(_) => {
                vec![("the request is lost", None, Loss::Request), ("the reply is lost", Some(EXECUTE), Loss::Reply)]
            }
            Self::Transaction(_) => vec![
                ("the request is lost", None, Loss::Request),
                ("the transaction is lost half-way", Some(EXECUTE), Loss::Reply),
                ("the commit is lost", Some(COMMIT), Loss::Request),
                ("the commit's reply is lost", Some(COMMIT), Loss::Reply),
            ],
            Self::Script(_) | Self::Call(_) => {
                vec![("the request is lost", None, Loss::Request), ("the reply is lost", None, Loss::Reply)]
            }
        };
        let long = if matches!(self, Self::Script(_)) { LONG * sends_to_redis() } else { LONG };
        points.into_iter().flat_map(move |(what, then, loss)| {
            [1, long].map(|times| {
                // After the first fault, the repeats already fail at the request.
                let mut faults = vec![self.lost(); times];
                faults[0].texts.extend(then.map(str::to_owned));
                faults[0].loss = loss;
                Failure { step: self, what, faults }
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
    pub(super) fn outlasts_local_attempts(&self) -> bool {
        self.faults.len() > 1
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}, {} in a row", self.step.name(), self.what, self.faults.len())
    }
}

/// How often one attempt sends a lost request to Redis: again after a reconnection, and three times to a cluster.
fn sends_to_redis() -> usize {
    let is_cluster = variable("REDIS_URL").contains(',');
    if is_cluster { 4 } else { 2 }
}

/// The digest by which Redis is asked to run an event's script.
fn digest(name: &str) -> String {
    let source = |name: &str| {
        let path = format!("{}/../crates/stores/src/redis/{name}.lua", env!("CARGO_MANIFEST_DIR"));
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    redis::Script::new(&(source("event") + &source(name))).get_hash().to_owned()
}
