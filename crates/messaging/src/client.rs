//! The settings and the logging that every Kafka client shares.

use rdkafka::{
    ClientConfig, ClientContext,
    config::RDKafkaLogLevel,
    consumer::ConsumerContext,
    error::{KafkaError, RDKafkaErrorCode},
};

use crate::KafkaConfig;

/// Forwards librdkafka's messages to our log. An unreachable broker is only a warning: it loses no data.
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
        // `log` has reported the error for each broker already; this is librdkafka's summary.
        tracing::debug!(%error, reason, "librdkafka");
    }
}

impl ConsumerContext for Log {}

/// The settings that every client starts from. Reconnect attempts are at most a second apart, so that screens are live
/// soon after a broker is back.
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

/// The error for a call that ends without a response or an error from librdkafka.
pub(crate) const NO_REPLY: KafkaError = KafkaError::Global(RDKafkaErrorCode::OperationTimedOut);
