//! The producer: a record counts as sent once all in-sync replicas have acknowledged it.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use futures::future::join_all;
use holdfast_domain::{Partition, fact::OutcomeRecord};
use holdfast_settings::Names;
use holdfast_spans::{ORDER_ATTRIBUTE, TRACEPARENT};
use opentelemetry::{
    Context, KeyValue,
    trace::{SpanKind, Status, TraceContextExt},
};
use parking_lot::RwLock;
use rdkafka::{
    error::{KafkaError, RDKafkaErrorCode},
    message::{Header, OwnedHeaders},
    producer::{FutureProducer, FutureRecord, Producer, future_producer::DeliveryFuture},
};
use tokio::sync::Mutex;

use crate::{
    Error, FeedMessage, KafkaConfig,
    breaker::Breaker,
    client::{Log, NO_REPLY, client_config},
    envelope::{self, CONTENT_TYPE, Record},
    topics,
};

/// Pause between two looks for a topic that was just created.
const NEW_TOPIC_POLL: Duration = Duration::from_millis(20);
/// How long a count of the feed's partitions is cached. Partitions may be added at any time.
const COUNT_TTL: Duration = Duration::from_mins(1);
/// How long a failed count is cached, so that 64 relays don't queue up for an unreachable broker.
const FAILURE_TTL: Duration = Duration::from_secs(1);
/// Time limit of a request for metadata, or to create topics; a slower broker counts as unreachable.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(3);

/// How long the sender of one outcome waits for Kafka. It is below the time-out of the local activity that sends the
/// outcome, with time to leave it in the outbox.
const ACKNOWLEDGED_WITHIN: Duration = Duration::from_millis(400);

/// `holdfast_kafka_send_failures_total`: records and batches that Kafka didn't acknowledge.
const FAILURES_METRIC: &str = "holdfast_kafka_send_failures_total";

/// An idempotent producer. Cheap to clone.
#[derive(Clone)]
pub struct Publisher {
    shared: Arc<Shared>,
}

struct Shared {
    config: KafkaConfig,
    names: Names,
    producer: RwLock<FutureProducer<Log>>,
    feed_partitions: Mutex<Option<(Instant, Result<i32, KafkaError>)>>,
    /// For outcomes only. The feed has no use for it: a relay sends one batch at a time, holds nothing that others wait
    /// for, and its batch in librdkafka's queue is delivered as soon as a broker is back.
    outcomes: Breaker,
}

impl Publisher {
    /// Creates a producer; doesn't wait for Kafka.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if librdkafka refuses a setting.
    pub fn new(config: &KafkaConfig, names: Names) -> Result<Self, Error> {
        let producer = producer(config).map_err(Error::Unavailable)?;
        // So that the first failure of a process is an increase.
        metrics::counter!(FAILURES_METRIC).increment(0);
        Ok(Self {
            shared: Arc::new(Shared {
                config: config.clone(),
                names,
                producer: RwLock::new(producer),
                feed_partitions: Mutex::new(None),
                outcomes: Breaker::new(),
            }),
        })
    }

    /// Creates the missing topics; leaves existing ones unchanged.
    pub async fn create_topics(&self) -> Result<(), Error> {
        topics::create_missing(&self.shared.config, &self.shared.names, REQUEST_TIMEOUT)
            .await
            .map_err(Error::Unavailable)
    }

    /// Checks that a broker responds within `timeout`.
    pub async fn ping(&self, timeout: Duration) -> Result<(), Error> {
        let topic = self.shared.names.seat_changes_topic();
        self.ask_count(topic, timeout).await.map(|_| ()).map_err(Error::Unavailable)
    }

    /// Sends messages of one partition in order, and returns once Kafka has acknowledged all of them. After an error
    /// the caller sends all of them again; consumers drop repeats.
    ///
    /// All messages of a partition go through one Kafka partition, heartbeats too, so that a heartbeat proves that the
    /// changes before it were delivered.
    pub async fn send_feed(&self, partition: Partition, messages: &[FeedMessage]) -> Result<(), Error> {
        let topic = self.shared.names.seat_changes_topic();
        let target = i32::from(partition.get()) % self.feed_partitions().await.map_err(Error::Unavailable)?;
        let headers = OwnedHeaders::new().insert(Header { key: "content-type", value: Some(CONTENT_TYPE) });
        let records =
            messages.iter().map(envelope::encode_feed).collect::<Result<Vec<_>, _>>().map_err(Error::Encoding)?;
        let mut deliveries = Vec::with_capacity(records.len());
        let mut refused = None;
        for (Record { key, payload }, message) in records.iter().zip(messages) {
            let mut headers = headers.clone();
            if let FeedMessage::Seats { trace: Some(trace), .. } = message {
                headers = headers.insert(Header { key: TRACEPARENT, value: Some(trace) });
            }
            let record = FutureRecord::to(&topic).partition(target).key(key).payload(payload).headers(headers);
            match self.enqueue(record) {
                Ok(delivery) => deliveries.push(delivery),
                Err(error) => {
                    refused = Some(error);
                    break;
                }
            }
        }
        // Await the records under way even if one couldn't be enqueued: none of them may overtake the caller's repeat.
        let mut failed = None;
        for report in join_all(deliveries.into_iter().map(delivered)).await {
            failed = failed.or(report.err());
        }
        failed.or(refused).map_or(Ok(()), |error| Err(self.failed(error)))
    }

    /// Sends an outcome. Returns once Kafka has acknowledged it. While Kafka is known to be away, one outcome a second
    /// is sent as a probe, and the others fail at once.
    ///
    /// # Errors
    /// [`Error::Unavailable`] without an acknowledgement within 400 ms. The outcome may be delivered all the same.
    pub async fn send_outcome(&self, outcome: &OutcomeRecord) -> Result<(), Error> {
        let sent = async {
            self.shared.outcomes.admit().map_err(Error::Unavailable)?;
            let sent = self.enqueue_outcome(outcome);
            let acknowledged = tokio::time::timeout(ACKNOWLEDGED_WITHIN, acknowledged(sent)).await;
            self.report(acknowledged.unwrap_or(Err(NO_REPLY)))
        };
        holdfast_spans::call(|| "kafka send_outcome".into(), sent).await
    }

    /// Sends several outcomes in order, whether or not Kafka is thought to be away. Returns once each is acknowledged
    /// or has failed, with the result of each.
    ///
    /// # Errors
    /// Of an outcome: [`Error::Unavailable`] after the delivery time-out at the latest.
    pub async fn send_outcomes(&self, outcomes: &[OutcomeRecord]) -> Vec<Result<(), Error>> {
        let sent: Vec<_> =
            outcomes.iter().map(|outcome| (self.enqueue_outcome(outcome), span_of_kept(outcome))).collect();
        join_all(sent.into_iter().map(async |(sent, span)| {
            let result = self.report(acknowledged(sent).await);
            if let (Some(span), Err(error)) = (span, &result) {
                span.span().set_status(Status::error(error.to_string()));
            }
            result
        }))
        .await
    }

    /// The longest that a sent record takes until it is acknowledged or has failed.
    #[must_use]
    pub fn delivery_limit(&self) -> Duration {
        self.shared.config.delivery_timeout
    }

    fn enqueue_outcome(&self, outcome: &OutcomeRecord) -> Result<DeliveryFuture, KafkaError> {
        let topic = self.shared.names.order_outcomes_topic();
        let key = outcome.order_id.to_string();
        let mut headers = OwnedHeaders::new().insert(Header { key: "content-type", value: Some(CONTENT_TYPE) });
        for (name, value) in &outcome.trace {
            headers = headers.insert(Header { key: name, value: Some(value) });
        }
        self.enqueue(FutureRecord::to(&topic).key(&key).payload(&outcome.payload).headers(headers))
    }

    /// Tells the breaker what became of an outcome.
    fn report(&self, sent: Result<(), KafkaError>) -> Result<(), Error> {
        match sent {
            Ok(()) => {
                self.shared.outcomes.succeeded();
                Ok(())
            }
            Err(error) => {
                self.shared.outcomes.failed(&error);
                Err(self.failed(error))
            }
        }
    }

    fn producer(&self) -> FutureProducer<Log> {
        self.shared.producer.read().clone()
    }

    fn enqueue(&self, record: FutureRecord<'_, String, String>) -> Result<DeliveryFuture, KafkaError> {
        self.producer().send_result(record).map_err(|(error, _)| error)
    }

    /// Counts a failed delivery. After a fatal error (a broker lost data, which breaks the sequence) an idempotent
    /// producer never sends again, so a new one replaces it. Callers repeat the lost records, as after every error.
    fn failed(&self, error: KafkaError) -> Error {
        let mut current = self.shared.producer.write();
        if let Some((code, reason)) = current.client().fatal_error() {
            tracing::error!(%code, reason, "the kafka producer met a fatal error; starting another");
            match producer(&self.shared.config) {
                Ok(fresh) => *current = fresh,
                Err(error) => return Error::Unavailable(error),
            }
        }
        metrics::counter!(FAILURES_METRIC).increment(1);
        Error::Unavailable(error)
    }

    /// The number of partitions of the feed's topic, cached. Creates the topic if it is missing. If a recount fails,
    /// the last count stays in use.
    async fn feed_partitions(&self) -> Result<i32, KafkaError> {
        let mut known = self.shared.feed_partitions.lock().await;
        if let Some((asked_at, count)) = &*known {
            let ttl = if count.is_ok() { COUNT_TTL } else { FAILURE_TTL };
            if asked_at.elapsed() < ttl {
                return count.clone();
            }
        }
        let mut count = self.count_or_create().await;
        if let (Err(_), Some((_, Ok(before)))) = (&count, &*known) {
            count = Ok(*before);
        }
        *known = Some((Instant::now(), count.clone()));
        count
    }

    async fn count_or_create(&self) -> Result<i32, KafkaError> {
        let topic = self.shared.names.seat_changes_topic();
        let mut count = self.ask_count(topic.clone(), REQUEST_TIMEOUT).await?;
        if count == 0 {
            topics::create_missing(&self.shared.config, &self.shared.names, REQUEST_TIMEOUT).await?;
            // Brokers learn of a new topic some time after its creation is acknowledged.
            let deadline = Instant::now() + REQUEST_TIMEOUT;
            while count == 0 && Instant::now() < deadline {
                tokio::time::sleep(NEW_TOPIC_POLL).await;
                count = self.ask_count(topic.clone(), REQUEST_TIMEOUT).await?;
            }
        }
        if count == 0 { Err(KafkaError::MetadataFetch(RDKafkaErrorCode::UnknownTopicOrPartition)) } else { Ok(count) }
    }

    /// Counts on a blocking thread, because librdkafka blocks until the broker responds.
    async fn ask_count(&self, topic: String, timeout: Duration) -> Result<i32, KafkaError> {
        let producer = self.producer();
        let asked = tokio::task::spawn_blocking(move || topics::count_partitions(producer.client(), &topic, timeout));
        asked.await.unwrap_or(Err(NO_REPLY))
    }
}

fn producer(config: &KafkaConfig) -> Result<FutureProducer<Log>, KafkaError> {
    let delivery_timeout = config.delivery_timeout.as_millis().to_string();
    client_config(config)
        .set("enable.idempotence", "true")
        .set("acks", "all")
        // Long enough for a burst to share a request, small against the 50 ms in which a change must reach a screen.
        .set("linger.ms", "2")
        .set("message.timeout.ms", &delivery_timeout)
        .set("request.timeout.ms", &delivery_timeout)
        .set("queue.buffering.max.messages", "100000")
        .set("queue.buffering.max.kbytes", "65536")
        .set("partitioner", "murmur2_random")
        .create_with_context(Log)
}

/// The span of an outcome that waited in the outbox, in the trace of its order, if that is exported.
fn span_of_kept(outcome: &OutcomeRecord) -> Option<Context> {
    let order = KeyValue::new(ORDER_ATTRIBUTE, outcome.order_id.to_string());
    holdfast_spans::continued("outbox send_outcome", SpanKind::Producer, outcome.trace.get(TRACEPARENT)?, vec![order])
}

async fn acknowledged(sent: Result<DeliveryFuture, KafkaError>) -> Result<(), KafkaError> {
    delivered(sent?).await
}

async fn delivered(delivery: DeliveryFuture) -> Result<(), KafkaError> {
    match delivery.await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err((error, _))) => Err(error),
        Err(_) => Err(KafkaError::Canceled),
    }
}
