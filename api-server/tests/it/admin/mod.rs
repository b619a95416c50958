//! The operators' routes.

mod close_event;
mod create_event;
mod figures;
mod overview;
mod sales;
mod sales_periods;
mod timeline;
