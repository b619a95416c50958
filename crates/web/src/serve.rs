//! Serves HTTP until the process stops, without breaking requests under way.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{Router, http::Request, middleware};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use crate::{
    middleware::{Tracing, around_request},
    problem::{Code, Problem},
    write_timeout::WriteTimeout,
};

/// Time limit for a request's headers, and for an idle connection. Longer than nginx keeps idle connections, so that
/// nginx is the side that closes.
const HEADER_TIMEOUT: Duration = Duration::from_secs(75);
/// The same for a connection over the limit, which gets one response.
const REFUSED_HEADER_TIMEOUT: Duration = Duration::from_secs(5);
/// Connections over the limit that get a 503. More than these are closed at once.
const REFUSED_AT_ONCE: usize = 256;
/// Largest size of a request line and its headers together, in bytes; hyper refuses more with 431. By default it would
/// buffer 400 KiB for each connection.
const HEADERS_LIMIT: usize = 32 * 1024;
/// Connections that the kernel keeps until they are accepted, up to its own limit `net.core.somaxconn`. When a sale
/// opens, thousands of buyers connect within milliseconds. One who finds the queue full tries again only after a
/// second.
const BACKLOG: u32 = 4096;
/// Pause after a failed accept. The likely cause is a lack of file descriptors, which takes time to pass.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A request extension: the address at the other end of the connection, which may be a proxy's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// Limits of the connections of one server.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Most open connections. The requests of one more are 503.
    pub connections: usize,
    /// How long a client that is behind may take to accept 64 KiB, or the rest of what is sent. Then it is
    /// disconnected.
    pub write_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 20_000, write_timeout: Duration::from_secs(30) }
    }
}

/// Listens on an address, with room for a rush of new connections.
///
/// # Errors
/// If the address can't be listened on.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A restart must not wait for the connections of the last process to leave TIME_WAIT.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves until `shutdown`. Then accepts no new connections, waits for the requests under way for up to `drain`, and
/// returns.
///
/// # Errors
/// If the listener has no address.
pub async fn until_shutdown(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    shutdown: CancellationToken,
    drain: Duration,
) -> io::Result<()> {
    tracing::info!(address = %listener.local_addr()?, "listening");
    let server = Server::new(router, limits);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => server.serve_or_refuse(stream, peer.ip()),
                Err(error) => {
                    tracing::warn!(%error, "can't accept a connection");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
            () = shutdown.cancelled() => break,
        }
    }
    drop(listener);
    if tokio::time::timeout(drain, server.connections.shutdown()).await.is_err() {
        tracing::warn!("requests were still under way at the end of the drain");
    }
    Ok(())
}

struct Server {
    router: Router,
    /// Refuses every request.
    refusals: Router,
    connections: GracefulShutdown,
    free: Arc<Semaphore>,
    free_for_refusals: Arc<Semaphore>,
    write_timeout: Duration,
}

impl Server {
    fn new(router: Router, limits: Limits) -> Self {
        let refuse = async || Problem::with_detail(Code::Unavailable, "Too many connections are open");
        let tracing = Tracing::new("holdfast-connections");
        Self {
            router,
            refusals: Router::new().fallback(refuse).layer(middleware::from_fn_with_state(tracing, around_request)),
            connections: GracefulShutdown::new(),
            free: Arc::new(Semaphore::new(limits.connections)),
            free_for_refusals: Arc::new(Semaphore::new(REFUSED_AT_ONCE)),
            write_timeout: limits.write_timeout,
        }
    }

    fn serve_or_refuse(&self, stream: TcpStream, peer: IpAddr) {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).max_header_size(HEADERS_LIMIT);
        if let Ok(permit) = self.free.clone().try_acquire_owned() {
            http.header_read_timeout(HEADER_TIMEOUT);
            self.spawn(stream, &http, self.router.clone(), peer, permit);
            return;
        }
        metrics::counter!("holdfast_http_refused_connections_total").increment(1);
        if let Ok(permit) = self.free_for_refusals.clone().try_acquire_owned() {
            http.header_read_timeout(REFUSED_HEADER_TIMEOUT).keep_alive(false);
            self.spawn(stream, &http, self.refusals.clone(), peer, permit);
        }
    }

    /// Serves a connection in a new task, which holds the permit.
    fn spawn(
        &self,
        stream: TcpStream,
        http: &http1::Builder,
        router: Router,
        peer: IpAddr,
        permit: OwnedSemaphorePermit,
    ) {
        // Responses are small and written at once: Nagle's algorithm would only delay them.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "connection without TCP_NODELAY");
        }
        let stream = TokioIo::new(WriteTimeout::new(stream, self.write_timeout));
        let router = router.map_request(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(Peer(peer));
            request
        });
        let connection = self.connections.watch(http.serve_connection(stream, TowerToHyperService::new(router)));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "connection ended");
            }
            drop(permit);
        });
    }
}

#[cfg(test)]
mod tests {
    use std::{
        convert::Infallible,
        sync::atomic::{AtomicUsize, Ordering},
    };

    use axum::{body::Body, routing::get};
    use bytes::Bytes;
    use futures::{StreamExt, stream};
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        time::{Instant, timeout},
    };

    use super::*;

    const DEADLINE: Duration = Duration::from_secs(10);
    const LIMIT: Duration = Duration::from_millis(300);

    async fn start(router: Router, limits: Limits) -> SocketAddr {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(until_shutdown(listener, router, limits, CancellationToken::new(), Duration::ZERO));
        address
    }

    async fn request(address: SocketAddr) -> TcpStream {
        let mut client = TcpStream::connect(address).await.unwrap();
        client.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        client
    }

    /// Reads a part of a response.
    async fn read(client: &mut TcpStream) -> String {
        let mut buffer = [0; 4096];
        let length = timeout(DEADLINE, client.read(&mut buffer)).await.expect("a response in time").unwrap();
        String::from_utf8_lossy(&buffer[..length]).into_owned()
    }

    /// Counts the responses that are under way.
    struct UnderWay(Arc<AtomicUsize>);

    impl Drop for UnderWay {
        fn drop(&mut self) {
            self.0.fetch_sub(1, Ordering::SeqCst);
        }
    }

    /// A server whose responses have no end, and the number of responses under way.
    async fn endless() -> (SocketAddr, Arc<AtomicUsize>) {
        let count = Arc::new(AtomicUsize::new(0));
        let counted = count.clone();
        let respond = async move || {
            counted.fetch_add(1, Ordering::SeqCst);
            let under_way = UnderWay(counted.clone());
            let parts = stream::repeat(Bytes::from(vec![b'x'; 32 << 10])).then(move |part| {
                let _ = &under_way;
                async move {
                    tokio::task::yield_now().await;
                    Ok::<_, Infallible>(part)
                }
            });
            Body::from_stream(parts)
        };
        let limits = Limits { write_timeout: LIMIT, ..Limits::default() };
        (start(Router::new().route("/", get(respond)), limits).await, count)
    }

    async fn until(count: &AtomicUsize, wanted: usize) {
        let reached = async {
            while count.load(Ordering::SeqCst) != wanted {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(DEADLINE, reached).await.expect("the number of responses is reached in time");
    }

    #[tokio::test]
    async fn a_thousand_clients_connect_at_once_before_any_is_accepted() {
        let listener = listen(([127, 0, 0, 1], 0).into()).unwrap();
        let address = listener.local_addr().unwrap();
        let clients = (0..1000).map(|_| TcpStream::connect(address));
        let connected = tokio::time::timeout(Duration::from_millis(900), futures::future::try_join_all(clients));
        connected.await.expect("nobody has to try again after a second").unwrap();
    }

    #[tokio::test]
    async fn a_client_that_never_reads_is_cut_off() {
        let (address, count) = endless().await;
        let _client = request(address).await;
        until(&count, 1).await;
        until(&count, 0).await;
    }

    #[tokio::test]
    async fn a_client_that_reads_single_bytes_is_cut_off() {
        let (address, count) = endless().await;
        let mut client = request(address).await;
        until(&count, 1).await;
        let trickle = async {
            while client.read_u8().await.is_ok() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::select! {
            () = trickle => panic!("the client reads what was sent before, and sees no end"),
            () = until(&count, 0) => {}
        }
    }

    #[tokio::test]
    async fn a_client_that_keeps_reading_is_not_cut_off() {
        let (address, count) = endless().await;
        let mut client = request(address).await;
        let (started, mut buffer) = (Instant::now(), vec![0; 1 << 20]);
        while started.elapsed() < 4 * LIMIT {
            client.read_exact(&mut buffer).await.unwrap();
            tokio::time::sleep(LIMIT / 10).await;
        }
        assert_eq!(count.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn a_connection_over_the_limit_gets_a_503_until_another_ends() {
        let router = Router::new().route("/", get(async || "served"));
        let address = start(router, Limits { connections: 1, ..Limits::default() }).await;
        let mut first = request(address).await;
        assert!(read(&mut first).await.starts_with("HTTP/1.1 200"));
        let mut second = request(address).await;
        let refusal = read(&mut second).await.to_lowercase();
        assert!(refusal.starts_with("http/1.1 503") && refusal.contains("retry-after: 1"), "{refusal}");
        assert!(refusal.contains("connection: close"), "{refusal}");
        drop(first);
        let served = async {
            loop {
                if read(&mut request(address).await).await.starts_with("HTTP/1.1 200") {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(DEADLINE, served).await.expect("the place is free again");
    }
}
