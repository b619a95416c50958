//! Settings from the environment, and from nowhere else. Each concern has its struct; every fault of all
//! of them is listed at once.

use std::{env, fmt::Display, str::FromStr, time::Duration};

use secrecy::SecretString;
use thiserror::Error;

use crate::names::Names;

/// Every setting that is missing or can't be read, one line each.
#[derive(Debug, Error)]
#[error("the configuration has faults:\n{}", .0.join("\n"))]
pub struct Faults(pub Vec<String>);

/// Reads settings and gathers their faults, so that a start fails once and not once per setting.
#[derive(Debug, Default)]
pub struct Reader {
    faults: Vec<String>,
}

impl Reader {
    /// Calls `read` with a fresh reader; its result counts only when no setting was at fault.
    ///
    /// # Errors
    /// [`Faults`] lists every setting at fault.
    pub fn read<T>(read: impl FnOnce(&mut Self) -> T) -> Result<T, Faults> {
        let mut reader = Self::default();
        let settings = read(&mut reader);
        if reader.faults.is_empty() { Ok(settings) } else { Err(Faults(reader.faults)) }
    }

    /// A setting that has no default. When it is missing, that is noted and an empty text stands in.
    pub fn required(&mut self, name: &str) -> String {
        self.optional(name).unwrap_or_else(|| {
            self.faults.push(format!("{name} is not set"));
            String::new()
        })
    }

    /// A setting that may be absent; empty counts as absent.
    pub fn optional(&mut self, name: &str) -> Option<String> {
        match env::var(name) {
            Ok(value) if !value.is_empty() => Some(value),
            Ok(_) | Err(env::VarError::NotPresent) => None,
            Err(env::VarError::NotUnicode(_)) => {
                self.faults.push(format!("{name} is not UTF-8"));
                None
            }
        }
    }

    /// A secret that has no default.
    pub fn secret(&mut self, name: &str) -> SecretString {
        self.required(name).into()
    }

    /// A setting that is parsed, or its default.
    pub fn parsed<T: FromStr<Err: Display>>(&mut self, name: &str, default: T) -> T {
        match self.optional(name).map(|text| text.parse::<T>()) {
            None => default,
            Some(Ok(value)) => value,
            Some(Err(error)) => {
                self.faults.push(format!("{name}: {error}"));
                default
            }
        }
    }

    /// A whole number of milliseconds, or its default.
    pub fn millis(&mut self, name: &str, default: u64) -> Duration {
        Duration::from_millis(self.parsed(name, default))
    }

    /// Notes a fault that this reader can't see by itself.
    pub fn fault(&mut self, fault: String) {
        self.faults.push(fault);
    }
}

/// `HOLDFAST_PREFIX`: goes before every shared name; default empty.
pub fn names(reader: &mut Reader) -> Names {
    Names::with_prefix(reader.optional("HOLDFAST_PREFIX").unwrap_or_default())
}

/// Redis.
#[derive(Debug, Clone)]
pub struct RedisConfig {
    /// `REDIS_URL`: `redis://host:port`; several, separated by commas, are nodes of a Redis Cluster.
    pub url: String,
    /// `REDIS_TIMEOUT_MS`: of one step, connecting included; default 1000.
    pub timeout: Duration,
    /// `REDIS_STREAM_CAP`: entries that a change stream may hold before the oldest undelivered are dropped
    /// (clients then get a new INIT); default 100000.
    pub stream_cap: u64,
}

impl RedisConfig {
    /// From the environment.
    pub fn read(reader: &mut Reader) -> Self {
        Self {
            url: reader.required("REDIS_URL"),
            timeout: reader.millis("REDIS_TIMEOUT_MS", 1000),
            stream_cap: reader.parsed("REDIS_STREAM_CAP", 100_000),
        }
    }
}

/// MySQL.
#[derive(Debug, Clone)]
pub struct MysqlConfig {
    /// `DATABASE_URL`: `mysql://user:password@host:port/database`, the primary.
    pub url: SecretString,
    /// `DATABASE_MAX_CONNECTIONS`: of this process; default 32.
    pub max_connections: u32,
    /// `DATABASE_ACQUIRE_TIMEOUT_MS`: for a free connection; default 1000.
    pub acquire_timeout: Duration,
    /// `DATABASE_STATEMENT_TIMEOUT_MS`: of one statement or transaction; default 5000.
    pub statement_timeout: Duration,
}

impl MysqlConfig {
    /// From the environment.
    pub fn read(reader: &mut Reader) -> Self {
        Self {
            url: reader.secret("DATABASE_URL"),
            max_connections: reader.parsed("DATABASE_MAX_CONNECTIONS", 32),
            acquire_timeout: reader.millis("DATABASE_ACQUIRE_TIMEOUT_MS", 1000),
            statement_timeout: reader.millis("DATABASE_STATEMENT_TIMEOUT_MS", 5000),
        }
    }
}

/// Kafka.
#[derive(Debug, Clone)]
pub struct KafkaConfig {
    /// `KAFKA_BROKERS`: `host:port`, separated by commas.
    pub brokers: String,
    /// `KAFKA_PARTITIONS`: of a topic that is created at the start; default 8.
    pub partitions: i32,
    /// `KAFKA_REPLICATION`: of a topic that is created at the start; default 1.
    pub replication: i32,
    /// `KAFKA_DELIVERY_TIMEOUT_MS`: after which a record counts as undelivered and is tried anew by its
    /// owner; default 5000.
    pub delivery_timeout: Duration,
}

impl KafkaConfig {
    /// From the environment.
    pub fn read(reader: &mut Reader) -> Self {
        Self {
            brokers: reader.required("KAFKA_BROKERS"),
            partitions: reader.parsed("KAFKA_PARTITIONS", 8),
            replication: reader.parsed("KAFKA_REPLICATION", 1),
            delivery_timeout: reader.millis("KAFKA_DELIVERY_TIMEOUT_MS", 5000),
        }
    }
}

/// Temporal.
#[derive(Debug, Clone)]
pub struct TemporalConfig {
    /// `TEMPORAL_ADDRESS`: `host:port` of the frontend, without TLS, or a URL.
    pub address: String,
    /// `TEMPORAL_NAMESPACE`; default `holdfast`.
    pub namespace: String,
}

impl TemporalConfig {
    /// From the environment.
    pub fn read(reader: &mut Reader) -> Self {
        Self {
            address: reader.required("TEMPORAL_ADDRESS"),
            namespace: reader.optional("TEMPORAL_NAMESPACE").unwrap_or_else(|| "holdfast".to_owned()),
        }
    }
}

/// The payment gateway, as the worker reaches it.
#[derive(Debug, Clone)]
pub struct GatewayConfig {
    /// `PAYMENT_URL`: what `/payments/…` is appended to.
    pub url: String,
    /// `PAYMENT_API_KEY`: the bearer token that the gateway wants.
    pub api_key: SecretString,
    /// `PAYMENT_TIMEOUT_MS`: of one call; default 5000.
    pub timeout: Duration,
}

impl GatewayConfig {
    /// From the environment.
    pub fn read(reader: &mut Reader) -> Self {
        Self {
            url: reader.required("PAYMENT_URL").trim_end_matches('/').to_owned(),
            api_key: reader.secret("PAYMENT_API_KEY"),
            timeout: reader.millis("PAYMENT_TIMEOUT_MS", 5000),
        }
    }
}

/// The installation's secrets that ids and codes are derived from.
#[derive(Debug, Clone)]
pub struct SecretsConfig {
    /// `ORDER_ID_SECRET`: never change it: repeats of old keys would become new orders.
    pub order_id: SecretString,
}

impl SecretsConfig {
    /// From the environment.
    pub fn read(reader: &mut Reader) -> Self {
        Self { order_id: reader.secret("ORDER_ID_SECRET") }
    }
}
