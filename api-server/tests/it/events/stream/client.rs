//! A stream as a browser reads it.

use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, timeout_at};

use crate::support::TestApp;

/// Limit of a client's wait for a message.
const DEADLINE: Duration = Duration::from_secs(20);

/// A message; comments are skipped.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) event: String,
    pub(super) id: Option<u64>,
    pub(super) data: Value,
}

/// An open stream.
pub(super) struct Client {
    response: reqwest::Response,
    received: Vec<u8>,
    /// The version of the last message that had one.
    pub(super) version: u64,
    pub(super) inits: u32,
    is_stale: bool,
}

impl Client {
    pub(super) async fn connect(app: &TestApp, event: u64, last_event_id: Option<&str>) -> Self {
        let mut call = app.get(&format!("/events/{event}/seats/stream"));
        if let Some(id) = last_event_id {
            call = call.header("last-event-id", id);
        }
        let response = call.0.send().await.expect("the server answers");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, received: Vec::new(), version: 0, inits: 0, is_stale: false }
    }

    /// Connects as a client that has everything up to this version.
    pub(super) async fn resume(app: &TestApp, event: u64, version: u64) -> Self {
        let client = Self::connect(app, event, Some(&version.to_string())).await;
        Self { version, ..client }
    }

    /// The next message; `None` if the server ended the stream.
    pub(super) async fn next(&mut self) -> Option<Message> {
        // Comments don't count: the server sends one every 15 s.
        let deadline = Instant::now() + DEADLINE;
        loop {
            while let Some(end) = self.received.windows(2).position(|pair| pair == b"\n\n") {
                let text = String::from_utf8(self.received.drain(..end + 2).collect()).expect("UTF-8");
                if !text.starts_with(':') {
                    return Some(self.note(parse(&text)));
                }
            }
            let part = timeout_at(deadline, self.response.chunk()).await.expect("a message comes in time");
            self.received.extend(part.ok()??);
        }
    }

    /// Reads until a message of this kind.
    pub(super) async fn next_of(&mut self, event: &str) -> Message {
        loop {
            let message = self.next().await.expect("the stream goes on");
            if message.event == event {
                return message;
            }
        }
    }

    /// Reads until the client has this version or a later one.
    pub(super) async fn follow_to(&mut self, version: u64) {
        while self.version < version {
            self.next().await.expect("the stream goes on");
        }
    }

    /// Reads until the stream is live. `LIVE` may come before the last of the changes that were missed.
    pub(super) async fn until_live(&mut self) {
        while self.is_stale {
            self.next().await.expect("the stream goes on");
        }
    }

    /// Checks every message: versions go up by one; only an INIT may skip versions, and never goes back.
    fn note(&mut self, message: Message) -> Message {
        match message.event.as_str() {
            "INIT" => {
                assert!(message.id >= Some(self.version), "INIT at {:?} after {}", message.id, self.version);
                self.inits += 1;
            }
            "SEAT_UPDATE" => assert_eq!(message.id, Some(self.version + 1), "{message:?}"),
            "STALE" | "LIVE" => {
                assert_eq!(message.id, None);
                self.is_stale = message.event == "STALE";
            }
            other => panic!("no message is called {other}"),
        }
        self.version = message.id.unwrap_or(self.version);
        message
    }
}

fn parse(text: &str) -> Message {
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
    Message {
        event: field("event: ").expect("every message has a name").to_owned(),
        id: field("id: ").map(|id| id.parse().expect("a version")),
        data: serde_json::from_str(field("data: ").expect("every message has data")).expect("JSON"),
    }
}
