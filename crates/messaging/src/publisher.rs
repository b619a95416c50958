//! The producer: every fact is acknowledged by all in-sync copies before anybody is told that it is out.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use futures::future::join_all;
use holdfast_domain::{Partition, fact::OrderOutcome};
use holdfast_settings::Names;
use opentelemetry::{
    Context,
    propagation::{Injector, TextMapPropagator},
};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use rdkafka::{
    error::{KafkaError, RDKafkaErrorCode},
    message::{Header, OwnedHeaders},
    producer::{FutureProducer, FutureRecord, Producer, future_producer::DeliveryFuture},
};
use tokio::sync::Mutex;

use crate::{
    Error, FeedMessage, KafkaConfig,
    client::{Log, NO_REPLY, client_config},
    envelope::{self, CONTENT_TYPE, Record},
    topics,
};

/// How long a count of the feed's partitions is believed. A topic may get more of them at any time.
const COUNT_BELIEVED: Duration = Duration::from_mins(1);
/// How long a failed count is believed, so that 64 relays don't queue up for one broker that is away.
const FAILURE_BELIEVED: Duration = Duration::from_secs(1);
/// A broker that takes longer to answer a question is away.
const QUESTION_TIMEOUT: Duration = Duration::from_secs(3);

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
}

impl Publisher {
    /// A producer; doesn't wait for Kafka.
    ///
    /// # Errors
    /// Settings that librdkafka refuses.
    pub fn new(config: &KafkaConfig, names: Names) -> Result<Self, Error> {
        let producer = producer(config).map_err(Error::Unavailable)?;
        Ok(Self {
            shared: Arc::new(Shared {
                config: config.clone(),
                names,
                producer: RwLock::new(producer),
                feed_partitions: Mutex::new(None),
            }),
        })
    }

    /// Creates the topics that are missing; one that exists is left as it is.
    pub async fn create_topics(&self) -> Result<(), Error> {
        topics::create_missing(&self.shared.config, &self.shared.names, QUESTION_TIMEOUT)
            .await
            .map_err(Error::Unavailable)
    }

    /// Whether a broker answers within `timeout`.
    pub async fn ping(&self, timeout: Duration) -> Result<(), Error> {
        let topic = self.shared.names.seat_changes_topic();
        self.ask_count(topic, timeout).await.map(|_| ()).map_err(Error::Unavailable)
    }

    /// Sends stream entries of one partition in order; returns when Kafka has reported every one of them.
    /// After an error a caller sends all of them again: consumers drop what they have seen.
    ///
    /// All of a partition's messages, heartbeats too, go through one Kafka partition: a heartbeat that arrives
    /// proves the way that the changes take.
    pub async fn send_feed(&self, partition: Partition, messages: &[FeedMessage]) -> Result<(), Error> {
        let topic = self.shared.names.seat_changes_topic();
        let target = i32::from(partition.get()) % self.feed_partitions().await.map_err(Error::Unavailable)?;
        let headers = OwnedHeaders::new().insert(Header { key: "content-type", value: Some(CONTENT_TYPE) });
        let records =
            messages.iter().map(envelope::encode_feed).collect::<Result<Vec<_>, _>>().map_err(Error::Encoding)?;
        let mut deliveries = Vec::with_capacity(records.len());
        let mut refused = None;
        for Record { key, payload } in &records {
            let record = FutureRecord::to(&topic).partition(target).key(key).payload(payload).headers(headers.clone());
            match self.enqueue(record) {
                Ok(delivery) => deliveries.push(delivery),
                Err(error) => {
                    refused = Some(error);
                    break;
                }
            }
        }
        // Those that are under way are awaited even after a refusal: the caller may begin anew only when nothing of
        // this try can still overtake it.
        let mut failed = None;
        for report in join_all(deliveries.into_iter().map(delivered)).await {
            failed = failed.or(report.err());
        }
        failed.or(refused).map_or(Ok(()), |error| Err(self.failed(error)))
    }

    /// Sends an order's outcome, with the current trace context in its headers; returns on the delivery report.
    pub async fn send_outcome(&self, outcome: &OrderOutcome) -> Result<(), Error> {
        let topic = self.shared.names.order_outcomes_topic();
        let Record { key, payload } = envelope::encode_outcome(outcome).map_err(Error::Encoding)?;
        let headers = TraceHeaders::of_current().insert(Header { key: "content-type", value: Some(CONTENT_TYPE) });
        let record = FutureRecord::to(&topic).key(&key).payload(&payload).headers(headers);
        let sent = match self.enqueue(record) {
            Ok(delivery) => delivered(delivery).await,
            Err(error) => Err(error),
        };
        sent.map_err(|error| self.failed(error))
    }

    fn producer(&self) -> FutureProducer<Log> {
        self.shared.producer.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn enqueue(&self, record: FutureRecord<'_, String, Vec<u8>>) -> Result<DeliveryFuture, KafkaError> {
        self.producer().send_result(record).map_err(|(error, _)| error)
    }

    /// An idempotent producer that met a fatal error (its sequence is broken: a broker lost data) never sends again;
    /// a new one takes its place. The owners of what was lost send it anew, as after every error.
    fn failed(&self, error: KafkaError) -> Error {
        let mut current = self.shared.producer.write().unwrap_or_else(PoisonError::into_inner);
        if let Some((code, reason)) = current.client().fatal_error() {
            tracing::error!(%code, reason, "kafka producer is beyond repair; starting another");
            match producer(&self.shared.config) {
                Ok(fresh) => *current = fresh,
                Err(error) => return Error::Unavailable(error),
            }
        }
        metrics::counter!("holdfast_kafka_send_failures_total").increment(1);
        Error::Unavailable(error)
    }

    /// How many partitions the feed's topic has; makes the topic when it is missing.
    async fn feed_partitions(&self) -> Result<i32, KafkaError> {
        let mut known = self.shared.feed_partitions.lock().await;
        if let Some((asked_at, answer)) = &*known {
            let believed = if answer.is_ok() { COUNT_BELIEVED } else { FAILURE_BELIEVED };
            if asked_at.elapsed() < believed {
                return answer.clone();
            }
        }
        let mut answer = self.count_or_create().await;
        if let (Err(_), Some((_, Ok(before)))) = (&answer, &*known) {
            answer = Ok(*before);
        }
        *known = Some((Instant::now(), answer.clone()));
        answer
    }

    async fn count_or_create(&self) -> Result<i32, KafkaError> {
        let topic = self.shared.names.seat_changes_topic();
        let mut count = self.ask_count(topic.clone(), QUESTION_TIMEOUT).await?;
        if count == 0 {
            topics::create_missing(&self.shared.config, &self.shared.names, QUESTION_TIMEOUT).await?;
            count = self.ask_count(topic, QUESTION_TIMEOUT).await?;
        }
        if count == 0 { Err(KafkaError::MetadataFetch(RDKafkaErrorCode::UnknownTopicOrPartition)) } else { Ok(count) }
    }

    /// librdkafka blocks for its answer, so it is asked on a thread that may block.
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
        // Long enough for a burst to share a request, short enough to be nothing beside the 50 ms of a screen.
        .set("linger.ms", "2")
        .set("message.timeout.ms", &delivery_timeout)
        .set("request.timeout.ms", &delivery_timeout)
        .set("queue.buffering.max.messages", "100000")
        .set("queue.buffering.max.kbytes", "65536")
        .set("partitioner", "murmur2_random")
        .create_with_context(Log)
}

async fn delivered(delivery: DeliveryFuture) -> Result<(), KafkaError> {
    match delivery.await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err((error, _))) => Err(error),
        Err(_) => Err(KafkaError::Canceled),
    }
}

/// Writes the W3C trace context as record headers.
struct TraceHeaders(OwnedHeaders);

impl TraceHeaders {
    /// Of the work at hand: inside an activity, of its span.
    fn of_current() -> OwnedHeaders {
        let mut headers = Self(OwnedHeaders::new());
        TraceContextPropagator::new().inject_context(&Context::current(), &mut headers);
        headers.0
    }
}

impl Injector for TraceHeaders {
    fn set(&mut self, key: &str, value: String) {
        // An empty `tracestate` says nothing.
        if !value.is_empty() {
            self.0 = std::mem::take(&mut self.0).insert(Header { key, value: Some(&value) });
        }
    }
}
