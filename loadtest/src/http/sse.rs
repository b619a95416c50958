//! Server-sent events, as the HTML standard has them.

use super::{Connection, Error, wire::Body};

/// One message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Message {
    /// Its `event:`; empty when there was none.
    pub event: String,
    /// Its `data:` lines, joined by line feeds.
    pub data: String,
}

/// An open stream of messages. Its connection serves nothing else any more.
#[derive(Debug)]
pub struct Messages {
    connection: Connection,
    body: Body,
    text: Vec<u8>,
}

impl Messages {
    pub(super) const fn new(connection: Connection, body: Body) -> Self {
        Self { connection, body, text: Vec::new() }
    }

    /// Waits for the next message; comments are passed over.
    ///
    /// # Errors
    /// When the server ends the stream or the connection breaks.
    pub async fn next(&mut self) -> Result<Message, Error> {
        loop {
            if let Some(message) = take_message(&mut self.text) {
                return Ok(message);
            }
            if self.body.take(&mut self.connection.input, &mut self.text)? {
                return Err(Error::Closed);
            }
            if !holds_message(&self.text) {
                self.connection.fill().await?;
            }
        }
    }
}

fn holds_message(text: &[u8]) -> bool {
    text.windows(2).any(|pair| pair == b"\n\n")
}

/// The first complete message that says anything; blocks of comments only are dropped.
fn take_message(text: &mut Vec<u8>) -> Option<Message> {
    while let Some(end) = text.windows(2).position(|pair| pair == b"\n\n") {
        let block: Vec<u8> = text.drain(..end + 2).collect();
        let mut message = Message::default();
        let mut says_something = false;
        for line in String::from_utf8_lossy(&block).lines() {
            let (field, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match field {
                "event" => value.clone_into(&mut message.event),
                "data" => {
                    if !message.data.is_empty() {
                        message.data.push('\n');
                    }
                    message.data.push_str(value);
                }
                _ => continue,
            }
            says_something = true;
        }
        if says_something {
            return Some(message);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_taken_whole_and_comments_passed_over() {
        let mut text = b": hello\n\nevent: SEAT_UPDATE\nid: 7\ndata: {\"a\":\ndata: 1}\n\nevent: STALE\nda".to_vec();
        let first = take_message(&mut text).unwrap();
        assert_eq!((first.event.as_str(), first.data.as_str()), ("SEAT_UPDATE", "{\"a\":\n1}"));
        assert_eq!(take_message(&mut text), None);
        text.extend_from_slice(b"ta:\n\n");
        assert_eq!(take_message(&mut text).unwrap().event, "STALE");
    }
}
