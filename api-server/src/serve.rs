//! Listening, and stopping without breaking what is under way.

use std::{io, time::Duration};

use axum::Router;
use holdfast_activities::payment::dispatcher::Dispatcher;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    signal::unix::{SignalKind, signal},
};

use crate::{app, state::AppState};

/// How long a client may take to send a request's headers, and how long a connection may idle between two requests:
/// longer than nginx keeps its own, so that it is nginx who closes.
const HEADER_PATIENCE: Duration = Duration::from_secs(75);

/// Serves until SIGTERM or SIGINT, then as [`until_shutdown`].
pub async fn until_told_to_stop(listener: TcpListener, state: AppState) -> io::Result<()> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let shutdown = state.shutdown.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("told to stop");
        shutdown.cancel();
    });
    until_shutdown(listener, state).await
}

/// Serves until the state's shutdown token is cancelled; then takes no new connection, lets the requests under way end
/// (streams end by the token), and returns, after `API_DRAIN_MS` at the latest.
pub async fn until_shutdown(listener: TcpListener, state: AppState) -> io::Result<()> {
    tracing::info!(address = %listener.local_addr()?, "listening");
    let (shutdown, drain, saga) = (state.shutdown.clone(), state.config.drain, state.saga.clone());
    let simulator = state.simulator.clone();
    let dispatcher = Dispatcher::new(state.database.clone(), &state.config.simulator).map_err(io::Error::other)?;
    let callbacks = tokio::spawn(dispatcher.run(shutdown.clone()));
    let router = app::router(state);
    let connections = GracefulShutdown::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => serve_connection(stream, router.clone(), &connections),
                Err(error) => {
                    // Out of file descriptors, most likely: give the connections a moment to end.
                    tracing::warn!(%error, "can't accept a connection");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            () = shutdown.cancelled() => break,
        }
    }
    drop(listener);
    if tokio::time::timeout(drain, connections.shutdown()).await.is_err() {
        tracing::warn!("requests were still under way when the time to end them was over");
    }
    // What the gateway began for callers who hung up is finished, and the callbacks under way too.
    simulator.drain().await;
    callbacks.await?;
    // Last, since a request under way may wait for a workflow that runs here.
    saga.drain().await;
    Ok(())
}

fn serve_connection(stream: TcpStream, router: Router, connections: &GracefulShutdown) {
    // Answers are small and final: waiting to fill a packet (Nagle) would only delay them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "connection without TCP_NODELAY");
    }
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_PATIENCE)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let connection = connections.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "connection ended");
        }
    });
}
