//! A proxy before a store or the gateway that injects faults.
//!
//! It searches requests for given texts and injects one of the three faults that a network can cause: a matching
//! request is lost before it reaches the server, its reply is lost, or it is delivered long after its client gave up.
//! It can also cut off the server, and count requests. Before a Redis Cluster, a fault hits the first such request to
//! any of its masters.

use std::{
    collections::VecDeque,
    iter::zip,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    thread,
    time::Duration,
};

use parking_lot::Mutex;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

use crate::{redis_connection::nodes, wait::poll};

/// Limit of each wait for a request. Retries of lost requests take seconds.
const LIMIT: Duration = Duration::from_secs(10);

/// The kind of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// The connection breaks before the server has the request.
    Request,
    /// The server has the request; the connection breaks when the reply begins to arrive.
    Reply,
    /// The connection breaks for the client; the server gets the request on [`FaultProxy::deliver_late`].
    Late,
    /// Nothing is lost: the request is only counted.
    Nothing,
}

/// A fault. It hits the first request that completes the texts, in order, on one connection.
#[derive(Debug, Clone)]
pub struct Fault {
    /// The texts that select the request.
    pub texts: Vec<String>,
    /// The kind of the fault.
    pub loss: Loss,
}

/// A proxy between an app under test and one server, or all masters of a Redis Cluster.
pub struct FaultProxy {
    link: Link,
    serving: Vec<JoinHandle<()>>,
}

/// The forms in which servers name a host and a port to their clients.
type Naming = fn(host: &str, port: u16) -> Vec<Vec<u8>>;

const NAMELESS: Naming = |_, _| Vec::new();

impl FaultProxy {
    /// Starts a proxy before the MySQL at `url`. Returns it and the URL through it. The URL disables the cache of
    /// prepared statements, so that each execution sends the statement's text.
    #[must_use]
    pub fn before_mysql(url: &str) -> (Self, String) {
        let (login, rest) = url.split_once('@').expect("a URL with a password");
        let (server, database) = rest.split_once('/').expect("a URL with a database");
        let (proxy, address) = Self::before(server, NAMELESS);
        (proxy, format!("{login}@{address}/{database}?statement-cache-capacity=0&ssl-mode=DISABLED"))
    }

    /// Starts a proxy before the Redis at `url`, or before each master that it names. Returns it and the URL through
    /// it.
    #[must_use]
    pub fn before_redis(url: &str) -> (Self, String) {
        let servers: Vec<_> = nodes(url).map(|url| url.strip_prefix("redis://").expect("a URL of Redis")).collect();
        // CLUSTER SLOTS has host and port as two values, MOVED as one.
        let of_cluster: Naming =
            |host, port| vec![format!("{host}\r\n:{port}\r\n").into_bytes(), format!("{host}:{port}\r\n").into_bytes()];
        let naming = if servers.len() > 1 { of_cluster } else { NAMELESS };
        let (proxy, addresses) = Self::before_all(&servers, naming);
        let urls: Vec<_> = addresses.iter().map(|address| format!("redis://{address}")).collect();
        (proxy, urls.join(","))
    }

    /// Starts a proxy before the HTTP server at `url`. Returns it and the URL through it.
    #[must_use]
    pub fn before_http(url: &str) -> (Self, String) {
        let rest = url.strip_prefix("http://").expect("a URL of HTTP");
        let (server, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (proxy, address) = Self::before(server, NAMELESS);
        (proxy, format!("http://{address}{path}"))
    }

    /// Starts a proxy before the Temporal at `host:port`. Returns it and its address. Calls share one connection, so a
    /// fault breaks the other calls under way too; the client repeats them.
    #[must_use]
    pub fn before_temporal(server: &str) -> (Self, String) {
        let (proxy, address) = Self::before(server, NAMELESS);
        (proxy, address.to_string())
    }

    /// Starts a proxy before the Kafka broker at `host:port`. Returns it and its address.
    #[must_use]
    pub fn before_kafka(broker: &str) -> (Self, String) {
        let naming: Naming = |host, port| vec![[host.as_bytes(), &u32::from(port).to_be_bytes()].concat()];
        let (proxy, address) = Self::before(broker, naming);
        (proxy, address.to_string())
    }

    fn before(server: &str, naming: Naming) -> (Self, SocketAddr) {
        let (proxy, addresses) = Self::before_all(&[server], naming);
        (proxy, addresses[0])
    }

    /// Listens on a port for each server. Clients connect to the addresses that the servers name in their replies, which
    /// would bypass the proxy. So it replaces the servers' ports in these names with its own.
    fn before_all(servers: &[&str], naming: Naming) -> (Self, Vec<SocketAddr>) {
        let listeners: Vec<_> = servers.iter().map(|_| listen()).collect();
        let addresses: Vec<_> = listeners.iter().map(|listener| listener.local_addr().expect("an address")).collect();
        let rewrites: Arc<[_]> = zip(servers, &addresses)
            .flat_map(|(server, address)| {
                let (host, port) = server.rsplit_once(':').expect("a server is host:port");
                zip(naming(host, port.parse().expect("a port")), naming(host, address.port()))
            })
            .collect();
        assert!(rewrites.iter().all(|(old, new)| old.len() == new.len()), "the ports have equally many digits");
        let (plan, late, open) = (Arc::default(), Arc::default(), watch::Sender::new(true));
        let link = Link { rewrites, plan, late, open };
        let serving = zip(listeners, servers).map(|(listener, server)| link.clone().serve(listener, server)).collect();
        (Self { link, serving }, addresses)
    }

    /// Closes every connection, and each new one at once, until [`Self::mend`].
    pub fn cut(&self) {
        self.link.open.send_replace(false);
    }

    /// Lets connections through again.
    pub fn mend(&self) {
        self.link.open.send_replace(true);
    }

    /// Loses every request with this text until [`Self::disarm`].
    pub fn block(&self, text: &str) {
        self.arm(vec![Fault { texts: vec![text.to_owned()], loss: Loss::Request }; 10_000]);
    }

    /// Counts the requests with this text until [`Self::disarm`].
    pub fn count(&self, text: &str) {
        self.arm(vec![Fault { texts: vec![text.to_owned()], loss: Loss::Nothing }; 10_000]);
    }

    /// How many requests have met a fault, or were counted, since the last [`Self::arm`].
    #[must_use]
    pub fn happened(&self) -> usize {
        self.link.plan.lock().happened
    }

    /// Waits until the first armed fault has happened.
    pub async fn met(&self) {
        self.until(|link| link.plan.lock().happened > 0).await;
    }

    /// Waits until every armed fault has happened.
    pub async fn all_met(&self) {
        self.until(|link| link.plan.lock().faults.is_empty()).await;
    }

    /// Injects these faults, one after the other, in place of the earlier ones. Panics if none of the earlier ones has
    /// happened: their text never crossed the proxy.
    pub fn arm(&self, faults: impl IntoIterator<Item = Fault>) {
        let mut plan = self.link.plan.lock();
        plan.expect_happened();
        *plan = Plan { faults: faults.into_iter().collect(), armed: plan.armed + 1, happened: 0 };
    }

    /// Removes all faults. Panics if none of them has happened.
    pub fn disarm(&self) {
        self.arm([]);
    }

    /// Waits until a request is kept for [`Self::deliver_late`].
    pub async fn kept(&self) {
        self.until(|link| !link.late.lock().is_empty()).await;
    }

    /// Panics after ten seconds, with the texts that were waited for.
    async fn until(&self, condition: impl Fn(&Link) -> bool) {
        let held = poll(LIMIT, async || condition(&self.link).then_some(())).await;
        assert!(held.is_some(), "in {LIMIT:?}, no request had the texts {:?}", self.link.plan.lock().next_texts());
    }

    /// Sends the kept requests to the server and waits for its reply to each.
    pub async fn deliver_late(&self) {
        self.kept().await;
        let late = std::mem::take(&mut *self.link.late.lock());
        for (mut server, request) in late {
            server.write_all(&request).await.expect("the server still listens");
            assert_ne!(server.read(&mut [0; 1024]).await.expect("the server replies"), 0);
        }
    }
}

/// Panics if faults were armed and none of them has happened.
impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.serving.iter().for_each(JoinHandle::abort);
        self.cut();
        if !thread::panicking() {
            self.link.plan.lock().expect_happened();
        }
    }
}

#[derive(Default)]
struct Plan {
    faults: VecDeque<Fault>,
    /// How often faults were armed, and how many have happened since.
    armed: usize,
    happened: usize,
}

impl Plan {
    fn expect_happened(&self) {
        assert!(self.happened > 0 || self.faults.is_empty(), "no request had the texts {:?}", self.next_texts());
    }

    fn next_texts(&self) -> Option<&[String]> {
        self.faults.front().map(|fault| fault.texts.as_slice())
    }
}

/// How many of the next fault's texts a connection has sent.
#[derive(Default)]
struct Progress {
    /// `armed` and `happened` of the [`Plan`] that this progress belongs to.
    towards: (usize, usize),
    texts: usize,
    unmatched: Vec<u8>,
}

#[derive(Clone)]
struct Link {
    /// Bytes that are replaced in the servers' replies, and their replacements of the same length.
    rewrites: Arc<[(Vec<u8>, Vec<u8>)]>,
    plan: Arc<Mutex<Plan>>,
    late: Arc<Mutex<Vec<Kept>>>,
    open: watch::Sender<bool>,
}

/// A request, and the connection on which it is sent later.
type Kept = (TcpStream, Vec<u8>);

impl Link {
    fn serve(self, listener: TcpListener, server: &str) -> JoinHandle<()> {
        let server: Arc<str> = server.into();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(self.clone().pass(client, server.clone()));
            }
        })
    }

    async fn pass(self, mut client: TcpStream, server: Arc<str>) {
        let mut open = self.open.subscribe();
        let is_open = *open.borrow_and_update();
        if !is_open {
            return;
        }
        let Ok(mut server) = TcpStream::connect(&*server).await else { return };
        if client.set_nodelay(true).and(server.set_nodelay(true)).is_err() {
            return;
        }
        let (mut progress, mut reply_is_lost) = (Progress::default(), false);
        let (mut request, mut reply) = (vec![0; 65_536], vec![0; 65_536]);
        loop {
            tokio::select! {
                length = client.read(&mut request) => {
                    let Ok(length @ 1..) = length else { return };
                    let request = &request[..length];
                    match self.meet(&mut progress, request) {
                        None | Some(Loss::Nothing) => {},
                        Some(Loss::Request) => return,
                        Some(Loss::Reply) => reply_is_lost = true,
                        Some(Loss::Late) => return self.late.lock().push((server, request.to_vec())),
                    }
                    if server.write_all(request).await.is_err() { return }
                }
                length = server.read(&mut reply) => {
                    let Ok(length @ 1..) = length else { return };
                    if reply_is_lost { return }
                    self.rewrite(&mut reply[..length]);
                    if client.write_all(&reply[..length]).await.is_err() { return }
                }
                () = closed(&mut open) => return,
            }
        }
    }

    /// The loss that this request meets, if any.
    fn meet(&self, progress: &mut Progress, request: &[u8]) -> Option<Loss> {
        let mut plan = self.plan.lock();
        let (fault, next) = (plan.faults.front()?, (plan.armed, plan.happened));
        // After a rollback, the next transaction on this connection starts afresh.
        if progress.towards != next || find(request, b"ROLLBACK").is_some() {
            *progress = Progress { towards: next, ..Progress::default() };
        }
        progress.unmatched.extend_from_slice(request);
        while let Some(text) = fault.texts.get(progress.texts) {
            let Some(at) = find(&progress.unmatched, text.as_bytes()) else {
                // A text may be split between two reads.
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

    fn rewrite(&self, reply: &mut [u8]) {
        for (old, new) in &*self.rewrites {
            let mut at = 0;
            while let Some(found) = find(&reply[at..], old) {
                reply[at + found..][..old.len()].copy_from_slice(new);
                at += found + old.len();
            }
        }
    }
}

fn listen() -> TcpListener {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.set_nonblocking(true).expect("a socket of this process");
    TcpListener::from_std(listener).expect("a socket of this process")
}

async fn closed(open: &mut watch::Receiver<bool>) {
    open.wait_for(|open| !open).await.ok();
}

fn find(bytes: &[u8], text: &[u8]) -> Option<usize> {
    bytes.windows(text.len()).position(|window| window == text)
}
