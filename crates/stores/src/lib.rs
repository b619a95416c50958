//! What the sale keeps: the live seats in Redis, the durable record in MySQL, and the loader between the two. SQL and Lua
//! are written here and nowhere else.

pub mod loader;
pub mod mysql;
pub mod order_watch;
pub mod redis;
