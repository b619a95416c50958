//! What operators do.

mod close_event;
mod create_event;
mod overview;
mod sales;
