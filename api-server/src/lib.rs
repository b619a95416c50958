//! The HTTP side of Holdfast: every route of `docs/api.md`.
//!
//! A request goes one way: middleware → extractors → handler → store or workflow. Handlers hold no rules; those are in
//! `domain`, and in the one atomic step of a store.

pub mod app;
pub mod config;
pub mod extract;
pub mod feed;
mod frontend;
pub mod openapi_words;
pub mod orders;
pub mod routes;
pub mod seat_map;
mod shared_refresh;
pub mod state;

use std::io;

use tokio::net::TcpListener;

use self::state::AppState;

/// Serves until the state's shutdown token is cancelled; then lets the requests under way end (streams end by the token),
/// hands back the workflows that run here, and returns.
///
/// # Errors
/// When the listener has no address.
pub async fn serve(listener: TcpListener, state: AppState) -> io::Result<()> {
    let (shutdown, drain) = (state.shutdown.clone(), state.config.drain);
    holdfast_web::serve::until_shutdown(listener, app::router(state.clone()), shutdown, drain).await?;
    // Last, since a request under way may wait for a workflow that runs here.
    state.engine.drain().await;
    Ok(())
}
