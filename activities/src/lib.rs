//! What the sale does to the outside: the stores (Redis, MySQL), the bus (Kafka), the payment gateway,
//! and the order saga's activities over them. SQL, Lua, Kafka and the gateway's protocol live only here.

pub mod config;
pub mod kafka;
pub mod loader;
pub mod mysql;
pub mod names;
pub mod order_watch;
pub mod payment;
pub mod redis;
pub mod saga;
pub mod telemetry;
