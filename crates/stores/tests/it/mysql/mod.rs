//! The stores in MySQL, on a real server.

mod availability;
mod buyers;
mod commit;
mod events;
mod list_orders;
mod migrate;
mod outbox;
mod ownership;
mod states;
