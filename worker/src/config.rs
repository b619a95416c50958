//! The worker's settings.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use holdfast_order_engine::EngineConfig;

holdfast_settings::settings! {
    /// The worker's settings.
    pub struct Config {
        /// Where `/healthz`, `/readyz` and `/metrics` are served.
        pub bind: SocketAddr = parsed("WORKER_BIND", SocketAddr::from((Ipv4Addr::LOCALHOST, 8087))),
        /// How long work under way may take to end after SIGTERM.
        pub drain: Duration = millis("WORKER_DRAIN_MS", 20_000),
    }
    with {
        /// The settings of everything that orders depend on.
        pub engine: EngineConfig,
    }
}
