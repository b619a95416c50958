//! The HTTP side of Holdfast: every route of `docs/api.md`.
//!
//! A request goes one way: middleware → extractors → handler → store or workflow. Handlers hold no rules; those are in
//! `domain`, and in the one atomic step of a store.

pub mod app;
pub mod config;
pub mod error;
pub mod extract;
pub mod feed;
mod frontend;
pub mod middleware;
pub mod orders;
pub mod routes;
pub mod saga;
pub mod schema;
pub mod seat_map;
pub mod serve;
pub mod state;
