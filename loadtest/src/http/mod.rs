//! A client of HTTP/1.1 with one request in flight on a connection that is kept alive. Written by hand, since it shares
//! two cores with the server that it measures: it does nothing but write a request and read an answer.

mod sse;
mod wire;

use std::{fmt::Write as _, io, sync::Arc, time::Duration};

use anyhow::Context as _;
use bytes::BytesMut;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

pub use sse::{Message, Messages};
use wire::{Body, Head, Malformed};

/// A seat map comes in some dozen reads.
const READ_SIZE: usize = 32 * 1024;
/// Longer than any answer may take: `Prefer: wait` asks for 10 s at most.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why there was no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No connection.
    #[error("can't connect")]
    Connect(#[source] io::Error),
    /// The connection broke.
    #[error("the connection broke")]
    Io(#[from] io::Error),
    /// The server closed the connection within an answer, or before it.
    #[error("the server closed the connection")]
    Closed,
    /// No complete answer within 20 s.
    #[error("timed out")]
    TimedOut,
    /// An answer that isn't one.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// A stream was asked for, and something else came.
    #[error("status {0} instead of a stream")]
    NoStream(u16),
}

/// Where the server is.
#[derive(Debug, Clone)]
pub struct Server {
    /// `host:port`
    authority: Arc<str>,
    /// What stands before every path, without a slash at its end.
    base: Arc<str>,
}

impl Server {
    /// From `http://host:port[/base]`.
    ///
    /// # Errors
    /// When it isn't such a URL.
    pub fn parse(url: &str) -> anyhow::Result<Self> {
        let rest = url.strip_prefix("http://").with_context(|| format!("not an http:// URL: {url}"))?;
        let (authority, base) = rest.split_once('/').unwrap_or((rest, ""));
        let base = base.trim_end_matches('/');
        let base = if base.is_empty() { String::new() } else { format!("/{base}") };
        let authority = if authority.contains(':') { authority.to_owned() } else { format!("{authority}:80") };
        Ok(Self { authority: authority.into(), base: base.into() })
    }

    /// A connection to be; the first request opens it.
    #[must_use]
    pub fn connection(&self) -> Connection {
        Connection { server: self.clone(), stream: None, input: BytesMut::with_capacity(4096), output: String::new() }
    }
}

/// A request.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// `GET`, `POST`, `DELETE`
    pub method: &'a str,
    /// From `/` on, after the server's base.
    pub path: &'a str,
    /// Besides `host` and those of the body.
    pub headers: &'a [(&'a str, &'a str)],
    /// A JSON text.
    pub json: Option<&'a str>,
}

/// An answer, whatever it says.
#[derive(Debug, Clone)]
pub struct Response {
    head: Head,
    /// As it came: compressed, if that was asked for.
    pub body: Vec<u8>,
}

impl Response {
    /// As in `201`.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.head.status
    }

    /// The first header of this name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.header(name)
    }
}

/// One connection. It is opened again after it broke, by the next request.
#[derive(Debug)]
pub struct Connection {
    server: Server,
    stream: Option<TcpStream>,
    input: BytesMut,
    output: String,
}

impl Connection {
    /// Sends the request and waits for its answer. Never sends one twice.
    ///
    /// # Errors
    /// When there is no answer; an answer that says 503 is one.
    pub async fn send(&mut self, request: Request<'_>) -> Result<Response, Error> {
        let outcome = tokio::time::timeout(PATIENCE, self.exchange(request)).await.unwrap_or(Err(Error::TimedOut));
        if outcome.as_ref().map_or(true, |response| !response.head.keep_alive) {
            self.stream = None;
        }
        outcome
    }

    /// Opens a stream of server-sent events; the connection is used up by it.
    ///
    /// # Errors
    /// When there is no answer, or it isn't 200.
    pub async fn messages(mut self, path: &str) -> Result<Messages, Error> {
        let headers = [("accept", "text/event-stream")];
        let (head, body) = self.ask(Request { method: "GET", path, headers: &headers, json: None }).await?;
        if head.status == 200 { Ok(Messages::new(self, body)) } else { Err(Error::NoStream(head.status)) }
    }

    async fn exchange(&mut self, request: Request<'_>) -> Result<Response, Error> {
        let (head, mut body) = self.ask(request).await?;
        let mut content = Vec::new();
        while !body.take(&mut self.input, &mut content)? {
            match self.fill().await {
                Err(Error::Closed) if body == Body::UntilClose => {
                    self.stream = None;
                    break;
                }
                filled => filled?,
            }
        }
        Ok(Response { head, body: content })
    }

    async fn ask(&mut self, request: Request<'_>) -> Result<(Head, Body), Error> {
        self.write(request);
        if self.is_stale() {
            self.stream = None;
        }
        if self.stream.is_none() {
            self.input.clear();
            let stream = TcpStream::connect(&*self.server.authority).await.map_err(Error::Connect)?;
            stream.set_nodelay(true)?;
            self.stream = Some(stream);
        }
        if let Some(stream) = &mut self.stream {
            stream.write_all(self.output.as_bytes()).await?;
        }
        loop {
            if let Some(head) = Head::take(&mut self.input)? {
                let body = head.body()?;
                return Ok((head, body));
            }
            self.fill().await?;
        }
    }

    /// Whether the server has closed an idle connection, or said something that nobody asked for.
    fn is_stale(&self) -> bool {
        let unasked = |stream: &TcpStream| match stream.try_read(&mut [0; 1]) {
            Ok(_) => true,
            Err(error) => error.kind() != io::ErrorKind::WouldBlock,
        };
        self.stream.as_ref().is_some_and(unasked)
    }

    fn write(&mut self, request: Request<'_>) {
        let Request { method, path, headers, json } = request;
        let Server { authority, base } = &self.server;
        let out = &mut self.output;
        out.clear();
        // Writing to a String can't fail.
        let _ = write!(out, "{method} {base}{path} HTTP/1.1\r\nhost: {authority}\r\n");
        for (name, value) in headers {
            let _ = write!(out, "{name}: {value}\r\n");
        }
        if let Some(json) = json {
            let _ = write!(out, "content-type: application/json\r\ncontent-length: {}\r\n\r\n{json}", json.len());
        } else {
            out.push_str("\r\n");
        }
    }

    /// Reads more into `input`.
    async fn fill(&mut self) -> Result<(), Error> {
        let Some(stream) = &mut self.stream else { return Err(Error::Closed) };
        self.input.reserve(READ_SIZE);
        match stream.read_buf(&mut self.input).await? {
            0 => Err(Error::Closed),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    const GET: Request<'static> = Request { method: "GET", path: "/x", headers: &[("a", "b")], json: None };

    /// A server that gives each connection its own list of answers, one a request, and then closes it.
    async fn serve(connections: Vec<Vec<&'static str>>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/base/", listener.local_addr().unwrap());
        tokio::spawn(async move {
            for answers in connections {
                let (mut stream, _) = listener.accept().await.unwrap();
                for answer in answers {
                    let mut request = Vec::new();
                    while !request.ends_with(b"\r\n\r\n") {
                        assert_ne!(stream.read_buf(&mut request).await.unwrap(), 0, "no request came");
                    }
                    assert!(request.starts_with(b"GET /base/x HTTP/1.1\r\nhost: 127.0.0.1:"));
                    stream.write_all(answer.as_bytes()).await.unwrap();
                }
            }
        });
        Server::parse(&url).unwrap()
    }

    #[tokio::test]
    async fn a_connection_serves_one_request_after_another_and_is_opened_again_once_closed() {
        let ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
        let last = "HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\nuntil the end";
        let server = serve(vec![vec![ok, last], vec![ok]]).await;
        let mut connection = server.connection();
        for (status, body) in [(200, "ok"), (404, "until the end"), (200, "ok")] {
            let response = connection.send(GET).await.unwrap();
            assert_eq!((response.status(), response.body.as_slice()), (status, body.as_bytes()));
        }
    }

    #[tokio::test]
    async fn an_answer_that_breaks_off_is_an_error_and_not_an_answer() {
        let server = serve(vec![vec!["HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok"]]).await;
        assert!(matches!(server.connection().send(GET).await, Err(Error::Closed)));
    }

    #[tokio::test]
    async fn messages_of_a_stream_come_one_by_one() {
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        let chunks = "E\r\nevent: INIT\nda\r\n5\r\nta:1\n\r\n1\r\n\n\r\n10\r\n:\n\nevent: LIVE\n\n\r\n";
        let server = serve(vec![vec![Box::leak(format!("{head}{chunks}").into_boxed_str())]]).await;
        let mut messages = server.connection().messages("/x").await.unwrap();
        assert_eq!(messages.next().await.unwrap(), Message { event: "INIT".into(), data: "1".into() });
        assert_eq!(messages.next().await.unwrap().event, "LIVE");
        assert!(matches!(messages.next().await, Err(Error::Closed)));
    }
}
