//! The api-server's settings.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use holdfast_activities::{
    config::{self, GatewayConfig, KafkaConfig, MysqlConfig, Reader, RedisConfig, SecretsConfig, TemporalConfig},
    names::Names,
    payment::SimulatorConfig,
};
use secrecy::{ExposeSecret, SecretString};

/// Everything that the api-server reads from its environment.
#[derive(Debug, Clone)]
pub struct Config {
    /// `API_BIND`: where to listen; default `127.0.0.1:8080`.
    pub bind: SocketAddr,
    /// `ADMIN_TOKEN`: the bearer token of the admin routes.
    pub admin_token: SecretString,
    /// `API_DRAIN_MS`: how long requests under way may take to end after SIGTERM; default 20000.
    pub drain: Duration,
    /// `HOLDFAST_PREFIX`: goes before every shared name.
    pub names: Names,
    /// Where the seats are.
    pub redis: RedisConfig,
    /// Where the record is.
    pub mysql: MysqlConfig,
    /// Where changes of seats come from.
    pub kafka: KafkaConfig,
    /// Where orders run.
    pub temporal: TemporalConfig,
    /// What order ids are derived from.
    pub secrets: SecretsConfig,
    /// Where orders are paid.
    pub gateway: GatewayConfig,
    /// The gateway that we ship.
    pub simulator: SimulatorConfig,
    /// `PAYMENT_DEADLINE_SECONDS`: how long an order's payment may take; default 60.
    pub payment_deadline_seconds: u32,
    /// `TEMPORAL_UI_URL`: where operators look at workflows, for links to it.
    pub temporal_ui: Option<String>,
    /// `FRONTEND_DIR`: the built web front end, served beside the API; not set: the API alone.
    pub frontend: Option<PathBuf>,
}

/// An admin token below this length can be guessed; the start says so.
const SHORT_TOKEN: usize = 16;

impl Config {
    /// From the environment.
    pub fn read(reader: &mut Reader) -> Self {
        let config = Self {
            bind: reader.parsed("API_BIND", SocketAddr::from((Ipv4Addr::LOCALHOST, 8080))),
            admin_token: reader.secret("ADMIN_TOKEN"),
            drain: reader.millis("API_DRAIN_MS", 20_000),
            names: config::names(reader),
            redis: RedisConfig::read(reader),
            mysql: MysqlConfig::read(reader),
            kafka: KafkaConfig::read(reader),
            temporal: TemporalConfig::read(reader),
            secrets: SecretsConfig::read(reader),
            gateway: GatewayConfig::read(reader),
            simulator: SimulatorConfig::read(reader),
            payment_deadline_seconds: reader.parsed("PAYMENT_DEADLINE_SECONDS", 60),
            temporal_ui: reader.optional("TEMPORAL_UI_URL"),
            frontend: reader.optional("FRONTEND_DIR").map(PathBuf::from),
        };
        if config.admin_token.expose_secret().len() < SHORT_TOKEN && !config.bind.ip().is_loopback() {
            tracing::warn!("ADMIN_TOKEN is short, and the server listens beyond this machine");
        }
        config
    }
}
