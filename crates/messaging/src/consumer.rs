//! Follows the seat changes from a moment in the past, without a group: each api-server reads all of them.

use std::{
    collections::HashMap,
    thread,
    time::{Duration, Instant},
};

use chrono::Utc;
use futures::Stream;
use holdfast_domain::EventId;
use holdfast_settings::Names;
use rdkafka::{
    Message, Offset, TopicPartitionList,
    consumer::{BaseConsumer, Consumer},
    error::{KafkaError, RDKafkaErrorCode},
    message::BorrowedMessage,
};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::{
    Error, FeedItem, KafkaConfig,
    client::{Log, client_config},
    envelope, topics,
};

/// A broker that takes longer to answer a question is away.
const QUESTION_TIMEOUT: Duration = Duration::from_secs(3);
/// Between two tries to find the topic.
const PAUSE: Duration = Duration::from_millis(500);
/// How often the topic is asked whether it has got more partitions.
const RECOUNT: Duration = Duration::from_secs(30);
/// How long a poll waits for a message; nobody is kept waiting by it but a consumer that is to end.
const POLL: Duration = Duration::from_millis(500);
/// Messages on their way to the reader of the stream.
const BUFFER: usize = 1024;

/// Follows all partitions of the seat-change topic without a group.
pub struct FeedConsumer {
    items: mpsc::Receiver<FeedItem>,
}

impl FeedConsumer {
    /// Starts reading what was sent since `replay` before now. Returns at once: while Kafka is away, or the topic isn't there yet, it
    /// keeps trying. Must be called within a tokio runtime's life; reading has its own thread, which ends when this is dropped.
    ///
    /// # Errors
    /// Settings that librdkafka refuses.
    pub fn start(config: &KafkaConfig, names: &Names, replay: Duration) -> Result<Self, Error> {
        let consumer: BaseConsumer<Log> = client_config(config)
            // librdkafka wants a group even where none is joined; nothing is ever committed to it.
            .set("group.id", "holdfast-feed")
            .set("enable.auto.commit", "false")
            .set("enable.auto.offset.store", "false")
            .set("enable.partition.eof", "true")
            // A position that Kafka no longer has: go on with what is there. Readers meet a gap and help themselves.
            .set("auto.offset.reset", "earliest")
            .set("queued.max.messages.kbytes", "8192")
            .set("fetch.error.backoff.ms", "100")
            .create_with_context(Log)
            .map_err(Error::Unavailable)?;
        let (sender, items) = mpsc::channel(BUFFER);
        let follower = Follower { consumer, topic: names.seat_changes_topic(), replay, sender, caught_up: false };
        thread::Builder::new().name("seat-feed".to_owned()).spawn(move || follower.run()).map_err(|_| {
            Error::Unavailable(KafkaError::ClientCreation("the reading thread can't be started".to_owned()))
        })?;
        Ok(Self { items })
    }

    /// Everything read, in order per Kafka partition. Endless.
    pub fn stream(self) -> impl Stream<Item = FeedItem> + Send + Unpin {
        ReceiverStream::new(self.items)
    }
}

/// The reading thread.
struct Follower {
    consumer: BaseConsumer<Log>,
    topic: String,
    replay: Duration,
    sender: mpsc::Sender<FeedItem>,
    caught_up: bool,
}

/// Nobody reads the stream any more.
struct Ended;

impl Follower {
    fn run(mut self) {
        let mut complained = false;
        while !self.sender.is_closed() {
            let followed = match self.assign() {
                Ok(Some(awaited)) => {
                    complained = false;
                    self.follow(awaited)
                }
                Ok(None) => {
                    // The relay creates the topic with its first message. Until then there is nothing to read.
                    thread::park_timeout(PAUSE);
                    self.say_caught_up()
                }
                Err(error) => {
                    if !complained {
                        tracing::warn!(%error, topic = self.topic, "the seat feed can't be read; trying until it can");
                    }
                    complained = true;
                    thread::park_timeout(PAUSE);
                    Ok(())
                }
            };
            if followed.is_err() {
                return;
            }
        }
    }

    fn say_caught_up(&mut self) -> Result<(), Ended> {
        if !std::mem::replace(&mut self.caught_up, true) {
            self.sender.blocking_send(FeedItem::CaughtUp).map_err(|_| Ended)?;
        }
        Ok(())
    }

    /// Begins at `replay` before now, on every partition. Answers how far each must be read to have caught up; nothing
    /// when there is no such topic.
    fn assign(&self) -> Result<Option<Awaited>, KafkaError> {
        let count = topics::count_partitions(self.consumer.client(), &self.topic, QUESTION_TIMEOUT)?;
        if count == 0 {
            return Ok(None);
        }
        let from = (Utc::now() - self.replay).timestamp_millis();
        let mut times = TopicPartitionList::new();
        let mut ends = HashMap::new();
        for partition in 0..count {
            let (_, end) = self.consumer.fetch_watermarks(&self.topic, partition, QUESTION_TIMEOUT)?;
            times.add_partition_offset(&self.topic, partition, Offset::Offset(from))?;
            ends.insert(partition, end);
        }
        let mut starts = TopicPartitionList::new();
        for found in self.consumer.offsets_for_times(times, QUESTION_TIMEOUT)?.elements() {
            found.error()?;
            // Nothing that young: begin where the partition ended a moment ago. `Offset::End` would be looked up anew
            // and lose what was written in between.
            let start = match found.offset() {
                Offset::Offset(offset) => offset,
                _ => ends.get(&found.partition()).copied().unwrap_or(0),
            };
            starts.add_partition_offset(&self.topic, found.partition(), Offset::Offset(start))?;
            ends.retain(|&partition, end| partition != found.partition() || start < *end);
        }
        self.consumer.assign(&starts)?;
        tracing::info!(topic = self.topic, partitions = count, "following the seat feed");
        Ok(Some(Awaited { count, ends }))
    }

    /// Reads until the topic has changed its shape.
    fn follow(&mut self, mut awaited: Awaited) -> Result<(), Ended> {
        let mut recount_at = Instant::now() + RECOUNT;
        loop {
            if awaited.ends.is_empty() {
                self.say_caught_up()?;
            }
            match self.consumer.poll(POLL) {
                None => {}
                Some(Ok(message)) => {
                    awaited.read(message.partition(), message.offset() + 1);
                    self.sender.blocking_send(read(&message)).map_err(|_| Ended)?;
                }
                Some(Err(KafkaError::PartitionEOF(partition))) => {
                    awaited.ends.remove(&partition);
                }
                Some(Err(error)) => {
                    if topic_is_gone(&error) {
                        tracing::warn!(%error, "the seat feed's topic is gone; looking for it anew");
                        return Ok(());
                    }
                    // librdkafka connects again by itself and goes on where it was.
                    tracing::debug!(%error, "the seat feed is interrupted");
                }
            }
            if self.sender.is_closed() {
                return Err(Ended);
            }
            if Instant::now() >= recount_at {
                recount_at = Instant::now() + RECOUNT;
                let count = topics::count_partitions(self.consumer.client(), &self.topic, QUESTION_TIMEOUT);
                if count.is_ok_and(|count| count != awaited.count) {
                    tracing::info!("the seat feed has got other partitions; reading it anew");
                    return Ok(());
                }
            }
        }
    }
}

/// What must still be read to have caught up.
struct Awaited {
    /// Partitions of the topic.
    count: i32,
    /// Partitions that aren't there yet, with the end that each had at the start.
    ends: HashMap<i32, i64>,
}

impl Awaited {
    fn read(&mut self, partition: i32, next: i64) {
        if self.ends.get(&partition).is_some_and(|&end| next >= end) {
            self.ends.remove(&partition);
        }
    }
}

fn read(message: &BorrowedMessage<'_>) -> FeedItem {
    match envelope::decode_feed(message.payload().unwrap_or_default()) {
        Ok(message) => FeedItem::Message(message),
        Err(error) => {
            let event = envelope::event_of_key(message.key());
            let (partition, offset) = (message.partition(), message.offset());
            tracing::error!(
                error = &error as &dyn std::error::Error,
                partition,
                offset,
                event_id = event.map(EventId::get),
                "a message of the seat feed can't be read"
            );
            metrics::counter!("holdfast_feed_unreadable_total").increment(1);
            FeedItem::Unreadable { event }
        }
    }
}

fn topic_is_gone(error: &KafkaError) -> bool {
    matches!(
        error.rdkafka_error_code(),
        Some(
            RDKafkaErrorCode::UnknownTopic
                | RDKafkaErrorCode::UnknownPartition
                | RDKafkaErrorCode::UnknownTopicOrPartition
        )
    )
}
