//! Observers: readers of the seat map and of the stream.

use std::{collections::BTreeMap, time::Duration};

use futures::StreamExt;
use holdfast_history::{Call, Record, Status};
use reqwest::Method;
use sse_stream::{Sse, SseStream};
use tokio::{sync::mpsc::Sender, time::Instant};

use crate::client::{Client, Seats, Told, now};

const PAUSE: Duration = Duration::from_millis(500);

pub(crate) struct Observer {
    pub(crate) client: Client,
    pub(crate) event: u64,
    pub(crate) seats: u32,
    pub(crate) records: Sender<Record>,
}

impl Observer {
    /// Reads the map again and again until `until`.
    pub(crate) async fn read_maps(self, until: Instant) {
        while Instant::now() < until {
            self.read_map().await;
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Reads the map once. Returns whether there was a map.
    pub(crate) async fn read_map(&self) -> bool {
        let invoked = now();
        let path = format!("/api/events/{}/seats", self.event);
        let told: Told<Seats> = self.client.call(Method::GET, &path, &[], None).await;
        let Told::Yes(map) = told else { return false };
        let seats = map.seats.into_iter().map(|seat| (seat.id, seat.status)).collect();
        let _ = self.records.send(Record { invoked, returned: Some(now()), call: Call::Map { seats } }).await;
        true
    }

    /// Follows the stream until `until`, and connects again when it ends. `name` is the observer's, below 1,000.
    pub(crate) async fn follow_stream(self, name: u64, until: Instant) {
        let mut connections = 0;
        while Instant::now() < until {
            connections += 1;
            // An error ends the stream, as the server may do.
            let _ = tokio::time::timeout_at(until, self.follow(connections * 1_000 + name)).await;
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn follow(&self, stream: u64) -> anyhow::Result<()> {
        let invoked = now();
        let body = self.client.stream(&format!("/api/events/{}/seats/stream", self.event)).await?.bytes_stream();
        let mut messages = SseStream::from_bytes_stream(body);
        while let Some(message) = messages.next().await {
            self.note(invoked, stream, &message?).await;
        }
        Ok(())
    }

    async fn note(&self, invoked: u64, stream: u64, message: &Sse) {
        let Some(Ok(change)) = message.data.as_deref().map(serde_json::from_str::<Seats>) else { return };
        let mut statuses = BTreeMap::new();
        // INIT has the seats that aren't available.
        if message.event.as_deref() == Some("INIT") {
            statuses.extend((1..=self.seats).map(|seat| (seat, Status::Available)));
        }
        statuses.extend(change.seats.into_iter().map(|seat| (seat.id, seat.status)));
        let returned = Some(now());
        for (seat, status) in statuses {
            let _ = self.records.send(Record { invoked, returned, call: Call::Stream { stream, seat, status } }).await;
        }
    }
}
