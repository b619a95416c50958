//! The durable record, on a real server.

mod availability;
mod commit;
mod events;
mod list_orders;
mod migrate;
mod ownership;
mod states;
mod waiting;
