//! What every connection to Kafka has in common.

use rdkafka::{
    ClientConfig, ClientContext,
    config::RDKafkaLogLevel,
    consumer::ConsumerContext,
    error::{KafkaError, RDKafkaErrorCode},
};

use crate::KafkaConfig;

/// Sends librdkafka's own words to our log. A broker that is away is a warning: nothing is lost by it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Log;

impl ClientContext for Log {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        match level {
            RDKafkaLogLevel::Emerg | RDKafkaLogLevel::Alert | RDKafkaLogLevel::Critical => {
                tracing::error!(facility, message, "librdkafka");
            }
            RDKafkaLogLevel::Error | RDKafkaLogLevel::Warning => tracing::warn!(facility, message, "librdkafka"),
            RDKafkaLogLevel::Notice | RDKafkaLogLevel::Info | RDKafkaLogLevel::Debug => {
                tracing::debug!(facility, message, "librdkafka");
            }
        }
    }

    fn error(&self, error: KafkaError, reason: &str) {
        // Said by `log` already, once per broker; this is the summary.
        tracing::debug!(%error, reason, "librdkafka");
    }
}

impl ConsumerContext for Log {}

/// The settings that every client begins with: a lost broker is tried again within a second, so that screens are live
/// soon after it is back.
pub(crate) fn client_config(config: &KafkaConfig) -> ClientConfig {
    let mut client = ClientConfig::new();
    client
        .set("bootstrap.servers", &config.brokers)
        .set("client.id", "holdfast")
        .set("socket.nagle.disable", "true")
        .set("socket.keepalive.enable", "true")
        .set("socket.connection.setup.timeout.ms", "3000")
        .set("reconnect.backoff.ms", "50")
        .set("reconnect.backoff.max.ms", "1000")
        .set_log_level(RDKafkaLogLevel::Warning);
    client
}

/// The error for a reply that never came, where librdkafka has no error of its own.
pub(crate) const NO_REPLY: KafkaError = KafkaError::Global(RDKafkaErrorCode::OperationTimedOut);
