//! The stores of the sale: live seats in Redis, the durable record in MySQL, and the loader from MySQL into Redis. No
//! other crate contains the sale's SQL or Lua.

pub mod loader;
pub mod mysql;
pub mod order_watch;
pub mod redis;
