//! The operators' routes.

mod close_event;
mod create_event;
mod overview;
mod sales;
mod timeline;
