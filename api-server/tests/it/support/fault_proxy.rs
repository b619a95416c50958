//! A way to a store or to the gateway that loses what it is told to lose.
//!
//! It reads along on what a client asks. A request that contains the texts it was told to look for is lost before the
//! server has it, or its answer is lost after the server gave it, or it is kept and delivered long after its client gave
//! up: the three things that a network can do to a step.

use std::{
    collections::VecDeque,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use holdfast_api_server::config::Config;
use secrecy::ExposeSecret;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use super::eventually;

/// What is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loss {
    /// The connection breaks before the server has the request.
    Request,
    /// The server has the request; the connection breaks when the answer begins to arrive.
    Reply,
    /// The connection breaks for the client; the server gets the request when the test says so.
    Late,
}

/// One request to be met: the first one in which, or in the ones after it on its connection, these texts come one after
/// the other.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) texts: Vec<&'static str>,
    pub(crate) loss: Loss,
}

/// Stands between an app under test and one server.
pub(crate) struct FaultProxy {
    link: Link,
    serving: JoinHandle<()>,
}

impl FaultProxy {
    /// Between the app and MySQL. Statements are not kept prepared, so that their text is on the wire each time.
    pub(crate) fn before_mysql(config: &mut Config) -> Self {
        let url = config.mysql.url.expose_secret().to_owned();
        let (login, rest) = url.split_once('@').expect("a URL with a password");
        let (server, database) = rest.split_once('/').expect("a URL with a database");
        let proxy = Self::before(server, None);
        let (at, options) = (proxy.link.address, "statement-cache-capacity=0&ssl-mode=DISABLED");
        config.mysql.url = format!("{login}@{at}/{database}?{options}").into();
        proxy
    }

    /// Between the app and Redis.
    pub(crate) fn before_redis(config: &mut Config) -> Self {
        let proxy = Self::before(config.redis.url.strip_prefix("redis://").expect("a URL of Redis"), None);
        config.redis.url = format!("redis://{}", proxy.link.address);
        proxy
    }

    /// Between the app and its payment gateway.
    pub(crate) fn before_gateway(config: &mut Config) -> Self {
        let url = config.gateway.url.strip_prefix("http://").expect("a URL of HTTP").to_owned();
        let (server, path) = url.split_once('/').expect("a URL with a path");
        let proxy = Self::before(server, None);
        config.gateway.url = format!("http://{}/{path}", proxy.link.address);
        proxy
    }

    /// Between the app and Kafka. A client asks the broker where it lives and goes there, past any plain proxy; so this
    /// one writes its own port over the broker's in the answers.
    pub(crate) fn before_kafka(config: &mut Config) -> Self {
        let broker = config.kafka.brokers.clone();
        let (host, port) = broker.rsplit_once(':').expect("KAFKA_BROKERS is one host:port");
        let proxy = Self::before(&broker, Some((host, port.parse().expect("a port"))));
        config.kafka.brokers = proxy.link.address.to_string();
        proxy
    }

    fn before(server: &str, broker: Option<(&str, u16)>) -> Self {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        listener.set_nonblocking(true).expect("a socket of this process");
        let listener = TcpListener::from_std(listener).expect("a socket of this process");
        let address = listener.local_addr().expect("an address");
        let in_answers = |host: &str, port: u16| [host.as_bytes(), &u32::from(port).to_be_bytes()].concat();
        let rewrite = broker.map(|(host, port)| (in_answers(host, port), in_answers(host, address.port())));
        let link = Link { server: server.into(), address, rewrite, plan: Arc::default(), late: Arc::default() };
        let each = link.clone();
        let serving = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(each.clone().pass(client));
            }
        });
        Self { link, serving }
    }

    /// From now on every request with this text is lost, until [`Self::disarm`].
    pub(crate) fn block(&self, text: &'static str) {
        self.arm(vec![Fault { texts: vec![text], loss: Loss::Request }; 10_000]);
    }

    /// Waits until the first of the armed faults has happened.
    pub(crate) async fn met(&self) {
        eventually(async || (self.link.plan().happened > 0).then_some(())).await;
    }

    /// From now on these faults happen, one after the other.
    pub(crate) fn arm(&self, faults: impl IntoIterator<Item = Fault>) {
        let mut plan = self.link.plan();
        *plan = Plan { faults: faults.into_iter().collect(), armed: plan.armed + 1, happened: 0 };
    }

    /// How many of them are still to happen.
    pub(crate) fn left(&self) -> usize {
        self.link.plan().faults.len()
    }

    /// No more faults.
    pub(crate) fn disarm(&self) {
        self.arm([]);
    }

    /// Waits until a request is kept.
    pub(crate) async fn kept(&self) {
        eventually(async || (!self.link.late().is_empty()).then_some(())).await;
    }

    /// Hands the requests that were kept to the server, and waits until it has dealt with each.
    pub(crate) async fn deliver_late(&self) {
        self.kept().await;
        let late = std::mem::take(&mut *self.link.late());
        for (mut server, request) in late {
            server.write_all(&request).await.expect("the server still listens");
            assert_ne!(server.read(&mut [0; 1024]).await.expect("the server answers"), 0);
        }
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

#[derive(Default)]
struct Plan {
    faults: VecDeque<Fault>,
    /// How often it was made, and how many of its faults have happened since.
    armed: usize,
    happened: usize,
}

/// How far a connection has come towards the next fault.
#[derive(Default)]
struct Progress {
    /// Which one that is: see [`Plan`].
    towards: (usize, usize),
    texts: usize,
    unmatched: Vec<u8>,
}

#[derive(Clone)]
struct Link {
    server: Arc<str>,
    address: SocketAddr,
    /// What is written over in the server's answers, and by what; of one length.
    rewrite: Option<(Vec<u8>, Vec<u8>)>,
    plan: Arc<Mutex<Plan>>,
    late: Arc<Mutex<Vec<Kept>>>,
}

/// A request, and the connection on which the server shall have it.
type Kept = (TcpStream, Vec<u8>);

impl Link {
    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn late(&self) -> MutexGuard<'_, Vec<Kept>> {
        self.late.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn pass(self, mut client: TcpStream) {
        let Ok(mut server) = TcpStream::connect(&*self.server).await else { return };
        if client.set_nodelay(true).and(server.set_nodelay(true)).is_err() {
            return;
        }
        let (mut progress, mut reply_is_lost) = (Progress::default(), false);
        let (mut request, mut answer) = (vec![0; 65_536], vec![0; 65_536]);
        loop {
            tokio::select! {
                length = client.read(&mut request) => {
                    let Ok(length @ 1..) = length else { return };
                    let request = &request[..length];
                    match self.meet(&mut progress, request) {
                        None => {},
                        Some(Loss::Request) => return,
                        Some(Loss::Reply) => reply_is_lost = true,
                        Some(Loss::Late) => return self.late().push((server, request.to_vec())),
                    }
                    if server.write_all(request).await.is_err() { return }
                }
                length = server.read(&mut answer) => {
                    let Ok(length @ 1..) = length else { return };
                    if reply_is_lost { return }
                    self.rewrite(&mut answer[..length]);
                    if client.write_all(&answer[..length]).await.is_err() { return }
                }
            }
        }
    }

    /// What becomes of a request.
    fn meet(&self, progress: &mut Progress, request: &[u8]) -> Option<Loss> {
        let mut plan = self.plan();
        let (fault, next) = (plan.faults.front()?, (plan.armed, plan.happened));
        // A transaction that was given up says nothing of the next one on its connection.
        if progress.towards != next || find(request, b"ROLLBACK").is_some() {
            *progress = Progress { towards: next, ..Progress::default() };
        }
        progress.unmatched.extend_from_slice(request);
        while let Some(text) = fault.texts.get(progress.texts) {
            let Some(at) = find(&progress.unmatched, text.as_bytes()) else {
                // A text may lie across the border of two reads.
                let known = progress.unmatched.len().saturating_sub(text.len());
                progress.unmatched.drain(..known);
                return None;
            };
            progress.unmatched.drain(..at + text.len());
            progress.texts += 1;
        }
        let loss = fault.loss;
        plan.faults.pop_front();
        plan.happened += 1;
        Some(loss)
    }

    fn rewrite(&self, answer: &mut [u8]) {
        let Some((old, new)) = &self.rewrite else { return };
        let mut at = 0;
        while let Some(found) = find(&answer[at..], old) {
            answer[at + found..][..old.len()].copy_from_slice(new);
            at += found + old.len();
        }
    }
}

fn find(bytes: &[u8], text: &[u8]) -> Option<usize> {
    bytes.windows(text.len()).position(|window| window == text)
}
