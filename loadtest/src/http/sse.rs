//! Server-sent events, as the HTML standard defines them.

use futures::StreamExt as _;
use hyper::body::Incoming;
use sse_stream::SseStream;

use super::{Error, Sender};

/// One message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Message {
    /// Its `event:`; empty when there was none.
    pub event: String,
    /// Its `data:` lines, joined by line feeds.
    pub data: String,
}

/// An open stream of messages. Nothing else can be sent over its connection.
pub struct Messages {
    stream: SseStream<Incoming>,
    /// Keeps the connection open.
    _sender: Sender,
}

impl Messages {
    pub(super) fn new(sender: Sender, body: Incoming) -> Self {
        Self { stream: SseStream::new(body), _sender: sender }
    }

    /// Waits for the next message. Skips comments and blocks that have neither `event:` nor `data:`.
    ///
    /// # Errors
    /// When the server ends the stream, the connection breaks, or a field isn't UTF-8.
    pub async fn next(&mut self) -> Result<Message, Error> {
        loop {
            let block = self.stream.next().await.ok_or(Error::Closed)??;
            if block.event.is_some() || block.data.is_some() {
                let (event, data) = (block.event.unwrap_or_default(), block.data.unwrap_or_default());
                return Ok(Message { event, data });
            }
        }
    }
}
