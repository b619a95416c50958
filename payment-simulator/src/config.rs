//! The simulator's settings.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use holdfast_settings::check_http_url;
use secrecy::SecretString;

holdfast_settings::settings! {
    /// Everything that the simulator reads from its environment.
    pub struct Config {
        /// Where to listen.
        pub bind: SocketAddr = parsed("SIMULATOR_BIND", SocketAddr::from((Ipv4Addr::LOCALHOST, 8089))),
        /// `mysql://user:password@host:port/database` of the simulator's own ledger.
        pub database_url: SecretString = checked_secret(
            "SIMULATOR_DATABASE_URL",
            holdfast_mysql::check_url,
            "mysql://user:password@127.0.0.1:3306/holdfast_payments",
        ),
        /// Connections to the ledger.
        pub database_connections: u32 = parsed("SIMULATOR_DATABASE_MAX_CONNECTIONS", 16_u32),
        /// Bearer token that every caller must send.
        pub api_key: SecretString = secret("SIMULATOR_API_KEY"),
        /// Bearer token of the ledger's read route.
        pub operator_token: SecretString = secret("SIMULATOR_OPERATOR_TOKEN"),
        /// Key of the signature on callbacks.
        pub callback_secret: SecretString = secret("SIMULATOR_CALLBACK_SECRET"),
        /// Where callbacks are sent.
        pub callback_url: String = checked(
            "SIMULATOR_CALLBACK_URL",
            check_http_url,
            "http://127.0.0.1:8080/api/payments/callbacks",
        ),
        /// How long every authorisation takes, beyond what its script says.
        pub delay: Duration = millis("SIMULATOR_DELAY_MS", 0),
        /// Share of payments that are not declined at random.
        pub success_rate: f64 = ranged("SIMULATOR_SUCCESS_RATE", 1.0, 0.0..=1.0),
        /// How long requests under way may take to end after SIGTERM.
        pub drain: Duration = millis("SIMULATOR_DRAIN_MS", 20_000),
    }
}
