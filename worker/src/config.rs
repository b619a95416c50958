//! The worker's settings.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use holdfast_activities::{
    config::{self, GatewayConfig, KafkaConfig, MysqlConfig, Reader, RedisConfig, SecretsConfig, TemporalConfig},
    names::Names,
};

/// Everything that the worker reads from its environment.
#[derive(Debug, Clone)]
pub struct Config {
    /// `WORKER_BIND`: where `/healthz`, `/readyz` and `/metrics` are; default `127.0.0.1:8087`.
    pub bind: SocketAddr,
    /// `WORKER_DRAIN_MS`: how long what is under way may take to end after SIGTERM; default 20000.
    pub drain: Duration,
    /// `PAYMENT_DEADLINE_SECONDS`: how long a payment may take before its order is cancelled; default 60.
    pub payment_deadline_seconds: u32,
    /// `HOLDFAST_PREFIX`: goes before every shared name.
    pub names: Names,
    /// Where the seats are.
    pub redis: RedisConfig,
    /// Where the record is.
    pub mysql: MysqlConfig,
    /// Where changes and outcomes go.
    pub kafka: KafkaConfig,
    /// Where orders run.
    pub temporal: TemporalConfig,
    /// Who has the money.
    pub gateway: GatewayConfig,
    /// What ticket codes are derived from.
    pub secrets: SecretsConfig,
}

impl Config {
    /// From the environment.
    pub fn read(reader: &mut Reader) -> Self {
        Self {
            bind: reader.parsed("WORKER_BIND", SocketAddr::from((Ipv4Addr::LOCALHOST, 8087))),
            drain: reader.millis("WORKER_DRAIN_MS", 20_000),
            payment_deadline_seconds: reader.parsed("PAYMENT_DEADLINE_SECONDS", 60),
            names: config::names(reader),
            redis: RedisConfig::read(reader),
            mysql: MysqlConfig::read(reader),
            kafka: KafkaConfig::read(reader),
            temporal: TemporalConfig::read(reader),
            gateway: GatewayConfig::read(reader),
            secrets: SecretsConfig::read(reader),
        }
    }
}
