//! The stores in MySQL, on a real server.

mod availability;
mod commit;
mod events;
mod list_orders;
mod migrate;
mod ownership;
mod states;
