//! The HTTP side of Holdfast: every route of `docs/api.md`.
//!
//! A request goes one way: middleware → extractors → handler → store or workflow. Handlers contain no rules: these are
//! in `domain` and in the atomic scripts of the stores.

pub mod access;
pub mod app;
pub mod config;
pub mod extract;
pub mod feed;
mod frontend;
pub mod openapi_words;
pub mod orders;
pub mod prices;
pub mod proof_of_work;
pub mod rate_limits;
pub mod routes;
pub mod sales_windows;
pub mod seat_map;
mod shared_refresh;
pub mod state;

use std::io;

use holdfast_web::serve::{Limits, until_shutdown};
use tokio::net::TcpListener;

use self::state::AppState;

/// Serves until the shutdown token is cancelled, which also ends streams. Then waits for the requests under way,
/// hands back the workflows that run in this process, and returns.
///
/// # Errors
/// If the listener has no local address.
pub async fn serve(listener: TcpListener, state: AppState) -> io::Result<()> {
    let (shutdown, drain) = (state.shutdown.clone(), state.config.drain);
    let limits = Limits { connections: state.config.max_connections, write_timeout: state.config.write_timeout };
    until_shutdown(listener, app::router(state.clone()), limits, shutdown, drain).await?;
    // Last, since a request under way may wait for a workflow that runs here.
    state.engine.drain().await;
    Ok(())
}
