//! Follows the seat changes from a moment in the past, without a consumer group, because each api-server reads all of
//! them.

use std::{
    collections::HashMap,
    thread,
    time::{Duration, Instant},
};

use chrono::Utc;
use futures::Stream;
use holdfast_domain::EventId;
use holdfast_settings::Names;
use holdfast_spans::TRACEPARENT;
use rdkafka::{
    Message, Offset, TopicPartitionList,
    consumer::{BaseConsumer, Consumer},
    error::{KafkaError, RDKafkaErrorCode},
    message::{BorrowedMessage, Headers},
};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::{
    Error, FeedItem, FeedMessage, KafkaConfig,
    client::{Log, client_config},
    envelope, topics,
};

/// Time limit of a request for metadata or offsets; a slower broker counts as unreachable.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(3);
/// Pause between attempts to find the topic.
const PAUSE: Duration = Duration::from_millis(500);
/// How often to check whether the topic's number of partitions has changed.
const RECOUNT: Duration = Duration::from_secs(30);
/// How long a poll waits for a message. It delays nothing but the end of the reading thread.
const POLL: Duration = Duration::from_millis(500);
/// Messages buffered between the reading thread and the reader of the stream.
const BUFFER: usize = 1024;

/// Follows all partitions of the seat-change topic without a consumer group.
pub struct FeedConsumer {
    items: mpsc::Receiver<FeedItem>,
}

impl FeedConsumer {
    /// Starts to read the messages sent since `replay` before now. Returns at once; reading is retried while Kafka is
    /// away or the topic doesn't exist. A thread of its own reads until this value, or its stream, is dropped.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if librdkafka refuses a setting, or the thread can't be started.
    pub fn start(config: &KafkaConfig, names: &Names, replay: Duration) -> Result<Self, Error> {
        let consumer: BaseConsumer<Log> = client_config(config)
            // librdkafka requires a group id even if no group is joined. Nothing is ever committed.
            .set("group.id", "holdfast-feed")
            .set("enable.auto.commit", "false")
            .set("enable.auto.offset.store", "false")
            .set("enable.partition.eof", "true")
            // If Kafka no longer has our offset, continue at the oldest one left. Readers detect the gap and recover.
            .set("auto.offset.reset", "earliest")
            .set("queued.max.messages.kbytes", "8192")
            .set("fetch.error.backoff.ms", "100")
            .create_with_context(Log)
            .map_err(Error::Unavailable)?;
        let (sender, items) = mpsc::channel(BUFFER);
        let follower = Follower { consumer, topic: names.seat_changes_topic(), replay, sender, caught_up: false };
        thread::Builder::new()
            .name("seat-feed".to_owned())
            .spawn(move || follower.run())
            .map_err(|_| Error::Unavailable(KafkaError::ClientCreation("can't start the reading thread".to_owned())))?;
        Ok(Self { items })
    }

    /// The items read, in order within each Kafka partition. The stream doesn't end.
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

/// The stream was dropped.
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
                    // The relay creates the topic with its first message; until then there is nothing to read.
                    thread::park_timeout(PAUSE);
                    self.say_caught_up()
                }
                Err(error) => {
                    if !complained {
                        tracing::warn!(%error, topic = self.topic, "can't read the seat feed; retrying");
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

    /// Assigns every partition from `replay` before now on. Returns how far each must be read to have caught up, or
    /// `None` if the topic doesn't exist.
    fn assign(&self) -> Result<Option<Awaited>, KafkaError> {
        let count = topics::count_partitions(self.consumer.client(), &self.topic, REQUEST_TIMEOUT)?;
        if count == 0 {
            return Ok(None);
        }
        let from = (Utc::now() - self.replay).timestamp_millis();
        let mut times = TopicPartitionList::new();
        let mut ends = HashMap::new();
        for partition in 0..count {
            let (_, end) = self.consumer.fetch_watermarks(&self.topic, partition, REQUEST_TIMEOUT)?;
            times.add_partition_offset(&self.topic, partition, Offset::Offset(from))?;
            ends.insert(partition, end);
        }
        let mut starts = TopicPartitionList::new();
        for found in self.consumer.offsets_for_times(times, REQUEST_TIMEOUT)?.elements() {
            found.error()?;
            // The partition has nothing that recent: start at the end read above. `Offset::End` would be resolved
            // later and skip messages written in between.
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

    /// Reads until the topic is gone or its number of partitions has changed.
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
                        tracing::warn!(%error, "the seat feed's topic is gone; looking for it again");
                        return Ok(());
                    }
                    // librdkafka reconnects by itself and continues at its offset.
                    tracing::debug!(%error, "the seat feed is interrupted");
                }
            }
            if self.sender.is_closed() {
                return Err(Ended);
            }
            if Instant::now() >= recount_at {
                recount_at = Instant::now() + RECOUNT;
                let count = topics::count_partitions(self.consumer.client(), &self.topic, REQUEST_TIMEOUT);
                if count.is_ok_and(|count| count != awaited.count) {
                    tracing::info!("the seat feed's number of partitions has changed; reading it again");
                    return Ok(());
                }
            }
        }
    }
}

/// The partitions that must still be read to have caught up.
struct Awaited {
    /// Number of the topic's partitions.
    count: i32,
    /// Partition → its end when reading started, for each partition not read up to that end yet.
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
        Ok(mut item) => {
            if let FeedMessage::Seats { trace, .. } = &mut item {
                *trace = trace_of(message);
            }
            FeedItem::Message(item)
        }
        Err(error) => {
            let event = envelope::event_of_key(message.key());
            let (partition, offset) = (message.partition(), message.offset());
            tracing::error!(
                error = &error as &dyn std::error::Error,
                partition,
                offset,
                event_id = event.map(EventId::get),
                "can't read a message of the seat feed"
            );
            metrics::counter!("holdfast_feed_unreadable_total").increment(1);
            FeedItem::Unreadable { event }
        }
    }
}

fn trace_of(message: &BorrowedMessage<'_>) -> Option<String> {
    let header = message.headers()?.iter().find(|header| header.key == TRACEPARENT)?;
    std::str::from_utf8(header.value?).ok().map(str::to_owned)
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
