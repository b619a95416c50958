//! Creates missing topics and counts partitions.

use std::time::Duration;

use holdfast_settings::Names;
use rdkafka::{
    admin::{AdminClient, AdminOptions, NewTopic, TopicReplication},
    client::Client,
    error::{KafkaError, RDKafkaErrorCode},
};

use crate::{
    KafkaConfig,
    client::{Log, client_config},
};

/// One day. Api-servers replay only five minutes of seat changes; the rest is for investigations.
const SEAT_CHANGES_RETENTION_MS: &str = "86400000";

/// Creates the missing topics; leaves existing ones unchanged.
pub(crate) async fn create_missing(config: &KafkaConfig, names: &Names, timeout: Duration) -> Result<(), KafkaError> {
    let admin: AdminClient<Log> = client_config(config).create_with_context(Log)?;
    let seat_changes = names.seat_changes_topic();
    let order_outcomes = names.order_outcomes_topic();
    let replication = || TopicReplication::Fixed(config.replication);
    // With three replicas, writes continue while one broker is away.
    let in_sync = if config.replication >= 3 { "2" } else { "1" };
    let topics = [
        NewTopic::new(&seat_changes, config.partitions, replication())
            .set("retention.ms", SEAT_CHANGES_RETENTION_MS)
            .set("min.insync.replicas", in_sync),
        NewTopic::new(&order_outcomes, config.partitions, replication()).set("min.insync.replicas", in_sync),
    ];
    let options = AdminOptions::new().request_timeout(Some(timeout)).operation_timeout(Some(timeout));
    for result in admin.create_topics(&topics, &options).await? {
        match result {
            Ok(topic) => tracing::info!(topic, partitions = config.partitions, "topic created"),
            Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => {}
            Err((topic, code)) => {
                tracing::warn!(topic, %code, "topic not created");
                return Err(KafkaError::AdminOp(code));
            }
        }
    }
    Ok(())
}

/// The number of a topic's partitions; 0 if it doesn't exist. Blocks for up to `timeout`.
pub(crate) fn count_partitions(
    client: &Client<impl rdkafka::ClientContext>,
    topic: &str,
    timeout: Duration,
) -> Result<i32, KafkaError> {
    let metadata = client.fetch_metadata(Some(topic), timeout)?;
    let count = metadata.topics().iter().find(|t| t.name() == topic).map_or(0, |t| t.partitions().len());
    Ok(i32::try_from(count).unwrap_or(i32::MAX))
}
