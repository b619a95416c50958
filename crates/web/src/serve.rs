//! Serves HTTP until the process stops, without breaking requests under way.

use std::{io, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

/// Time limit for a request's headers, and for an idle connection. Longer than nginx keeps idle connections, so that
/// nginx is the side that closes.
const HEADER_TIMEOUT: Duration = Duration::from_secs(75);
/// Pause after a failed accept. The likely cause is a lack of file descriptors, which takes time to pass.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until `shutdown`. Then accepts no new connections, waits for the requests under way for up to `drain`, and
/// returns.
///
/// # Errors
/// If the listener has no address.
pub async fn until_shutdown(
    listener: TcpListener,
    router: Router,
    shutdown: CancellationToken,
    drain: Duration,
) -> io::Result<()> {
    tracing::info!(address = %listener.local_addr()?, "listening");
    let connections = GracefulShutdown::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => serve_connection(stream, router.clone(), &connections),
                Err(error) => {
                    tracing::warn!(%error, "can't accept a connection");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
            () = shutdown.cancelled() => break,
        }
    }
    drop(listener);
    if tokio::time::timeout(drain, connections.shutdown()).await.is_err() {
        tracing::warn!("requests were still under way at the end of the drain");
    }
    Ok(())
}

fn serve_connection(stream: TcpStream, router: Router, connections: &GracefulShutdown) {
    // Responses are small and written at once: Nagle's algorithm would only delay them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "connection without TCP_NODELAY");
    }
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let connection = connections.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "connection ended");
        }
    });
}
