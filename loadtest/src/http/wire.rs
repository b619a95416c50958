//! HTTP/1.1 answers, taken from bytes as they arrive (RFC 9112). Only what a client of one known server needs.

use bytes::{Buf, BytesMut};

/// The bytes are not an HTTP/1.1 answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an HTTP/1.1 answer: {0}")]
pub struct Malformed(&'static str);

/// Status and headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// As in `201`.
    pub(super) status: u16,
    /// Whether another request may follow on the connection.
    pub(super) keep_alive: bool,
    lines: String,
}

impl Head {
    /// Takes a head from the front of `input`; `None` while it isn't complete.
    ///
    /// # Errors
    /// [`Malformed`] when no answer begins like this.
    pub(super) fn take(input: &mut BytesMut) -> Result<Option<Self>, Malformed> {
        let Some(end) = find(input, b"\r\n\r\n") else { return Ok(None) };
        let text = std::str::from_utf8(&input[..end]).map_err(|_| Malformed("the head is not UTF-8"))?;
        let (status_line, lines) = text.split_once("\r\n").unwrap_or((text, ""));
        let status = status_line
            .strip_prefix("HTTP/1.1 ")
            .and_then(|rest| rest.get(..3))
            .and_then(|code| code.parse().ok())
            .ok_or(Malformed("the status line"))?;
        let mut head = Self { status, keep_alive: true, lines: lines.to_owned() };
        head.keep_alive = !head.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
        input.advance(end + 4);
        Ok(Some(head))
    }

    /// The first header of this name, in any case.
    #[must_use]
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.lines.split("\r\n").find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// How this answer's body ends.
    ///
    /// # Errors
    /// [`Malformed`] when the headers say it in a way that can't be followed.
    pub(super) fn body(&self) -> Result<Body, Malformed> {
        if self.status == 204 || self.status == 304 {
            return Ok(Body::Done);
        }
        if self.header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
            return Ok(Body::ChunkSize);
        }
        match self.header("content-length").map(str::parse) {
            Some(Ok(0)) => Ok(Body::Done),
            Some(Ok(length)) => Ok(Body::Length(length)),
            Some(Err(_)) => Err(Malformed("content-length")),
            None => Ok(Body::UntilClose),
        }
    }
}

/// What of a body is still to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    /// Nothing.
    Done,
    /// This many bytes.
    Length(usize),
    /// All that comes until the server closes.
    UntilClose,
    /// The line with a chunk's size.
    ChunkSize,
    /// This many bytes of a chunk.
    Chunk(usize),
    /// The line end after a chunk.
    ChunkEnd,
    /// Trailers, up to an empty line.
    Trailer,
}

impl Body {
    /// Moves what has arrived from `input` to `content`. True once the body is complete.
    ///
    /// # Errors
    /// [`Malformed`] when a chunk isn't one.
    pub(super) fn take(&mut self, input: &mut BytesMut, content: &mut Vec<u8>) -> Result<bool, Malformed> {
        loop {
            *self = match *self {
                Self::Done => return Ok(true),
                Self::UntilClose => {
                    move_bytes(input, content, usize::MAX);
                    return Ok(false);
                }
                Self::Length(left) => match left - move_bytes(input, content, left) {
                    0 => Self::Done,
                    left => {
                        *self = Self::Length(left);
                        return Ok(false);
                    }
                },
                Self::Chunk(left) => match left - move_bytes(input, content, left) {
                    0 => Self::ChunkEnd,
                    left => {
                        *self = Self::Chunk(left);
                        return Ok(false);
                    }
                },
                Self::ChunkSize => match take_line(input)? {
                    None => return Ok(false),
                    Some(line) => match chunk_size(&line)? {
                        0 => Self::Trailer,
                        size => Self::Chunk(size),
                    },
                },
                Self::ChunkEnd => match take_line(input)? {
                    None => return Ok(false),
                    Some(line) if line.is_empty() => Self::ChunkSize,
                    Some(_) => return Err(Malformed("a chunk is longer than it said")),
                },
                Self::Trailer => match take_line(input)? {
                    None => return Ok(false),
                    Some(line) if line.is_empty() => Self::Done,
                    Some(_) => Self::Trailer,
                },
            };
        }
    }
}

fn move_bytes(input: &mut BytesMut, content: &mut Vec<u8>, most: usize) -> usize {
    let count = most.min(input.len());
    content.extend_from_slice(&input[..count]);
    input.advance(count);
    count
}

fn take_line(input: &mut BytesMut) -> Result<Option<BytesMut>, Malformed> {
    const LONGEST: usize = 8192;
    let Some(end) = find(input, b"\r\n") else {
        return if input.len() > LONGEST { Err(Malformed("a line without an end")) } else { Ok(None) };
    };
    let line = input.split_to(end);
    input.advance(2);
    Ok(Some(line))
}

fn chunk_size(line: &[u8]) -> Result<usize, Malformed> {
    let digits = line.split(|&byte| byte == b';').next().unwrap_or_default();
    std::str::from_utf8(digits)
        .ok()
        .and_then(|digits| usize::from_str_radix(digits.trim(), 16).ok())
        .ok_or(Malformed("a chunk's size"))
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads one answer from bytes that arrive `step` at a time; the bytes left over are the next answer's.
    fn read(bytes: &[u8], step: usize) -> Result<(Head, String, usize), Malformed> {
        let mut arriving = bytes.chunks(step);
        let (mut input, mut content) = (BytesMut::new(), Vec::new());
        let head = loop {
            if let Some(head) = Head::take(&mut input)? {
                break head;
            }
            input.extend_from_slice(arriving.next().expect("the head is incomplete"));
        };
        let mut body = head.body()?;
        while !body.take(&mut input, &mut content)? {
            input.extend_from_slice(arriving.next().expect("the body is incomplete"));
        }
        let left = input.len() + arriving.map(<[u8]>::len).sum::<usize>();
        Ok((head, String::from_utf8(content).unwrap(), left))
    }

    #[test]
    fn a_body_of_known_length_ends_there_however_it_arrives() {
        let bytes = b"HTTP/1.1 201 Created\r\ncontent-length: 5\r\nTrace-Id: ab\r\n\r\nhelloHTTP/1.1";
        for step in 1..=bytes.len() {
            let (head, body, left) = read(bytes, step).unwrap();
            assert_eq!((head.status, body.as_str(), left), (201, "hello", 8));
            assert_eq!(head.header("trace-ID"), Some("ab"));
            assert!(head.keep_alive);
        }
    }

    #[test]
    fn a_chunked_body_is_joined_however_it_arrives() {
        let bytes =
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: x\r\n\r\nHTTP";
        for step in 1..=bytes.len() {
            let (_, body, left) = read(bytes, step).unwrap();
            assert_eq!((body.as_str(), left), ("abc0123456789", 4));
        }
    }

    #[test]
    fn an_answer_without_content_has_no_body_whatever_its_headers_say() {
        let (head, body, left) = read(b"HTTP/1.1 204 No Content\r\ncontent-length: 9\r\n\r\nHTTP/1.1", 7).unwrap();
        assert_eq!((head.status, body.as_str(), left), (204, "", 8));
    }

    #[test]
    fn connection_close_ends_the_keeping_alive() {
        let (head, ..) = read(b"HTTP/1.1 503 X\r\nConnection: Close\r\ncontent-length: 0\r\n\r\n", 99).unwrap();
        assert!(!head.keep_alive);
    }

    #[test]
    fn a_body_without_length_or_chunks_lasts_until_the_server_closes() {
        let mut input = BytesMut::from(&b"HTTP/1.1 200 OK\r\n\r\nabc"[..]);
        let mut body = Head::take(&mut input).unwrap().unwrap().body().unwrap();
        let mut content = Vec::new();
        assert_eq!(body.take(&mut input, &mut content), Ok(false));
        assert_eq!((content.as_slice(), body), (&b"abc"[..], Body::UntilClose));
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        for bytes in [
            &b"SSH-2.0-x\r\n\r\n"[..],
            b"HTTP/1.1 2x0 OK\r\n\r\n",
            b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nab\r\n",
        ] {
            assert!(read(bytes, 99).is_err(), "{}", String::from_utf8_lossy(bytes));
        }
    }
}
