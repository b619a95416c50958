//! An event stream whose messages are counted, not parsed: thousands of readers must not cost the driver its core.

use std::io;

use memchr::memmem;
use tokio::{io::AsyncWriteExt as _, net::TcpStream};

use super::{Error, Server};

/// Begins the line that every message with a version has once.
const MARK: &[u8] = b"\nid: ";
const CHUNK: usize = 16 << 10;

/// An open stream.
#[derive(Debug)]
pub struct Drain {
    stream: TcpStream,
    marks: Marks,
}

/// Counts the marks in bytes that come in pieces.
#[derive(Debug, Default)]
struct Marks {
    count: u64,
    /// The last bytes, which may begin a mark.
    tail: Vec<u8>,
}

impl Server {
    /// Opens a stream. The response's head isn't checked: a refusal has no message.
    ///
    /// # Errors
    /// When there is no connection.
    pub async fn drain(&self, path: &str) -> Result<Drain, Error> {
        let mut stream = TcpStream::connect(&*self.authority).await.map_err(Error::Connect)?;
        let request = format!("GET {}{path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.base, self.authority);
        stream.write_all(request.as_bytes()).await.map_err(Error::Connect)?;
        Ok(Drain { stream, marks: Marks::default() })
    }
}

impl Drain {
    /// Reads until this many messages have come in all.
    ///
    /// # Errors
    /// When the stream ends first.
    pub async fn until(&mut self, messages: u64) -> Result<(), Error> {
        while self.marks.count < messages {
            self.stream.readable().await.map_err(Error::Connect)?;
            self.read()?;
        }
        Ok(())
    }

    /// Reads what is there. The buffer is on the stack, so that a waiting reader has none.
    fn read(&mut self) -> Result<(), Error> {
        let mut buffer = [0; CHUNK];
        match self.stream.try_read(&mut buffer) {
            Ok(0) => Err(Error::Closed),
            Ok(size) => {
                self.marks.add(&buffer[..size]);
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            Err(error) => Err(Error::Connect(error)),
        }
    }
}

impl Marks {
    fn add(&mut self, bytes: &[u8]) {
        let begun = self.tail.len();
        self.tail.extend_from_slice(&bytes[..bytes.len().min(MARK.len() - 1)]);
        // Those that begin in an earlier piece. One that lies whole in this piece is counted below.
        self.count += memmem::find_iter(&self.tail, MARK).filter(|at| *at < begun).count() as u64;
        self.count += memmem::find_iter(bytes, MARK).count() as u64;
        if bytes.len() >= MARK.len() - 1 {
            self.tail.clear();
            self.tail.extend_from_slice(&bytes[bytes.len() - (MARK.len() - 1)..]);
        } else {
            self.tail.drain(..self.tail.len().saturating_sub(MARK.len() - 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_is_counted_once_wherever_the_pieces_are_cut() {
        let text = b"event: INIT\nid: 1\n\nevent: X\nid: 2\ndata: \nid\n\nid: 3\n";
        for size in 1..text.len() {
            let mut marks = Marks::default();
            text.chunks(size).for_each(|piece| marks.add(piece));
            assert_eq!(marks.count, 3, "pieces of {size}");
        }
    }
}
