//! A client of HTTP/1.1 with one request in flight on a connection that is kept alive.
//!
//! The driver shares two cores with the server that it measures. So this is `hyper`'s connection and nothing above it:
//! no pool, no redirects, no retries.

mod drain;
mod sse;

use std::{io, sync::Arc, time::Duration};

use anyhow::Context as _;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{
    HeaderMap, StatusCode, Uri,
    body::Body as _,
    client::conn::http1::{self, SendRequest},
    header::{ACCEPT, CONTENT_TYPE, HOST, HeaderName, HeaderValue},
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

pub use drain::Drain;
pub use hyper::{Method, header};
pub use sse::{Message, Messages};

type Sender = SendRequest<Full<Bytes>>;

/// Longer than any response may take: `Prefer: wait` asks for 10 s at most.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// Far above the largest response, the uncompressed map of 100,000 seats with some 6 MB.
const LONGEST_BODY: usize = 64 << 20;

/// Why there was no response.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No connection.
    #[error("can't connect")]
    Connect(#[source] io::Error),
    /// The path or a header has characters that HTTP doesn't allow.
    #[error("not an HTTP request")]
    Request(#[from] hyper::http::Error),
    /// The connection broke.
    #[error("the connection broke")]
    Broken(#[source] hyper::Error),
    /// The server closed the connection before the response, or within it.
    #[error("the server closed the connection")]
    Closed,
    /// No complete response within 20 s.
    #[error("timed out")]
    TimedOut,
    /// What came is not HTTP/1.1.
    #[error("not an HTTP/1.1 response")]
    Malformed(#[source] hyper::Error),
    /// The body is longer than 64 MiB.
    #[error("the response is too long")]
    TooLong,
    /// What came is not a stream of server-sent events.
    #[error("not a stream of server-sent events")]
    MalformedStream(#[source] sse_stream::Error),
    /// A stream was asked for, and the response had this status.
    #[error("status {0} instead of a stream")]
    NoStream(u16),
}

impl From<hyper::Error> for Error {
    fn from(error: hyper::Error) -> Self {
        use std::error::Error as _;
        let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind);
        match cause {
            Some(io::ErrorKind::UnexpectedEof) => Self::Closed,
            // Malformed chunks of a body.
            Some(io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData) => Self::Malformed(error),
            _ if error.is_parse() => Self::Malformed(error),
            _ if error.is_incomplete_message() || error.is_canceled() || error.is_closed() => Self::Closed,
            _ => Self::Broken(error),
        }
    }
}

impl From<sse_stream::Error> for Error {
    fn from(error: sse_stream::Error) -> Self {
        match error {
            sse_stream::Error::Body(cause) => match cause.downcast::<hyper::Error>() {
                Ok(cause) => (*cause).into(),
                Err(cause) => Self::MalformedStream(sse_stream::Error::Body(cause)),
            },
            error => Self::MalformedStream(error),
        }
    }
}

/// Where the server is.
#[derive(Debug, Clone)]
pub struct Server {
    /// `host:port`
    authority: Arc<str>,
    /// The authority as a header.
    host: HeaderValue,
    /// Goes before every path; has no slash at its end.
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
        let host = HeaderValue::from_str(&authority).with_context(|| format!("not an http:// URL: {url}"))?;
        Ok(Self { authority: authority.into(), host, base: base.into() })
    }

    /// A connection that the first request opens.
    #[must_use]
    pub fn connection(&self) -> Connection {
        Connection { server: self.clone(), sender: None }
    }

    async fn connect(&self) -> Result<Sender, Error> {
        let stream = TcpStream::connect(&*self.authority).await.map_err(Error::Connect)?;
        stream.set_nodelay(true).map_err(Error::Connect)?;
        // `writev` costs more than copying a body of some hundred bytes.
        let (sender, io) = http1::Builder::new().writev(false).handshake(TokioIo::new(stream)).await?;
        // Ends with the connection or its sender. `hyper` reports an I/O error to the request in flight.
        tokio::spawn(io);
        Ok(sender)
    }

    fn request(&self, request: &Request<'_>) -> Result<hyper::Request<Full<Bytes>>, hyper::http::Error> {
        let &Request { ref method, path, headers, json } = request;
        let body = json.map_or_else(Full::default, |json| Bytes::copy_from_slice(json.as_bytes()).into());
        // The builder would move the whole request once per header.
        let mut request = hyper::Request::new(body);
        request.method_mut().clone_from(method);
        *request.uri_mut() = Uri::try_from([&self.base, path].concat())?;
        let out = request.headers_mut();
        out.reserve(headers.len() + 3);
        out.insert(HOST, self.host.clone());
        for &(name, value) in headers {
            out.insert(name, HeaderValue::from_str(value)?);
        }
        if json.is_some() {
            out.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        Ok(request)
    }
}

/// A request.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// `GET`, `POST`, `DELETE`
    pub method: Method,
    /// From `/` on, after the server's base.
    pub path: &'a str,
    /// All but `host` and the headers of the body.
    pub headers: &'a [(&'a HeaderName, &'a str)],
    /// A JSON text.
    pub json: Option<&'a str>,
}

/// A response with any status.
#[derive(Debug, Clone)]
pub struct Response {
    status: StatusCode,
    headers: HeaderMap,
    /// As it came: compressed, if that was asked for.
    pub body: Vec<u8>,
}

impl Response {
    /// As in `201`.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The first header of this name, in any case; `None` also when it isn't ASCII.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// One connection. If it broke or was closed, the next request opens another one.
#[derive(Debug)]
pub struct Connection {
    server: Server,
    sender: Option<Sender>,
}

impl Connection {
    /// Sends the request and waits for its response, 20 s at most. Never sends a request twice.
    ///
    /// # Errors
    /// When there is no response; one that says 503 is a response.
    pub async fn send(&mut self, request: &Request<'_>) -> Result<Response, Error> {
        tokio::time::timeout(PATIENCE, self.exchange(request)).await.unwrap_or(Err(Error::TimedOut))
    }

    /// Opens a stream of server-sent events, which takes the connection. Has no time-out.
    ///
    /// # Errors
    /// When there is no response, or its status isn't 200.
    pub async fn messages(mut self, path: &str) -> Result<Messages, Error> {
        let headers = [(&ACCEPT, "text/event-stream")];
        let request = self.server.request(&Request { method: Method::GET, path, headers: &headers, json: None })?;
        let mut sender = self.open().await?;
        let response = sender.send_request(request).await?;
        match response.status() {
            StatusCode::OK => Ok(Messages::new(sender, response.into_body())),
            status => Err(Error::NoStream(status.as_u16())),
        }
    }

    async fn exchange(&mut self, request: &Request<'_>) -> Result<Response, Error> {
        let request = self.server.request(request)?;
        let mut sender = self.open().await?;
        let (head, mut frames) = sender.send_request(request).await?.into_parts();
        // Copied frame by frame, so that a seat map is read through one buffer that stays in the processor's cache.
        let length = usize::try_from(frames.size_hint().lower()).unwrap_or(usize::MAX);
        let mut body = Vec::with_capacity(length.min(LONGEST_BODY));
        while let Some(frame) = frames.frame().await {
            body.extend_from_slice(frame?.data_ref().map_or(&[], |data| data));
            if body.len() > LONGEST_BODY {
                return Err(Error::TooLong);
            }
        }
        // Not reached after an error or a time-out: they drop the sender, which closes the connection.
        self.sender = Some(sender);
        Ok(Response { status: head.status, headers: head.headers, body })
    }

    /// The connection of the last request, or a new one if that was closed.
    async fn open(&mut self) -> Result<Sender, Error> {
        if let Some(mut sender) = self.sender.take()
            && sender.ready().await.is_ok()
        {
            return Ok(sender);
        }
        self.server.connect().await
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };

    use super::*;

    const GET: Request<'static> = Request { method: Method::GET, path: "/x", headers: &[(&ACCEPT, "b")], json: None };

    /// A server that writes one response for each request, and closes each connection after its last response.
    async fn serve(connections: Vec<Vec<&'static str>>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/base/", listener.local_addr().unwrap());
        tokio::spawn(async move {
            for responses in connections {
                let (mut stream, _) = listener.accept().await.unwrap();
                for response in responses {
                    let mut request = Vec::new();
                    while !request.ends_with(b"\r\n\r\n") {
                        assert_ne!(stream.read_buf(&mut request).await.unwrap(), 0, "no request came");
                    }
                    assert!(request.starts_with(b"GET /base/x HTTP/1.1\r\nhost: 127.0.0.1:"));
                    stream.write_all(response.as_bytes()).await.unwrap();
                }
            }
        });
        Server::parse(&url).unwrap()
    }

    #[tokio::test]
    async fn a_connection_serves_one_request_after_another_and_is_opened_again_once_closed() {
        let ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nTrace-Id: ab\r\n\r\nok";
        let last = "HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\nuntil the end";
        let server = serve(vec![vec![ok, last], vec![ok]]).await;
        let mut connection = server.connection();
        for (status, body, trace) in [(200, "ok", Some("ab")), (404, "until the end", None), (200, "ok", Some("ab"))] {
            let response = connection.send(&GET).await.unwrap();
            assert_eq!((response.status(), response.body.as_slice()), (status, body.as_bytes()));
            assert_eq!(response.header("trace-ID"), trace);
        }
    }

    #[tokio::test]
    async fn a_response_that_breaks_off_is_an_error() {
        for begun in [
            "",
            "HTTP/1.1 200 OK\r\ncontent-le",
            "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nok",
        ] {
            let server = serve(vec![vec![begun]]).await;
            let outcome = server.connection().send(&GET).await;
            assert!(matches!(outcome, Err(Error::Closed)), "{begun:?}: {outcome:?}");
        }
    }

    #[tokio::test]
    async fn a_response_that_is_not_http_is_an_error() {
        for response in [
            "SSH-2.0-x\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        ] {
            let server = serve(vec![vec![response]]).await;
            let outcome = server.connection().send(&GET).await;
            assert!(matches!(outcome, Err(Error::Malformed(_))), "{response:?}: {outcome:?}");
        }
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_and_a_path_that_is_none_are_errors() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Server::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        drop(listener);
        assert!(matches!(server.connection().send(&GET).await, Err(Error::Connect(_))));
        let request = Request { path: "/a b", ..GET };
        assert!(matches!(server.connection().send(&request).await, Err(Error::Request(_))));
    }

    #[tokio::test]
    async fn a_stream_gives_its_messages_one_by_one_without_comments() {
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        let text = ": hello\n\nevent: INIT\nid: 7\ndata: {\"a\":\ndata: 1}\n\nid: 8\n\n:\n\nevent: LIVE\n\nevent: lost";
        // In chunks of 5 bytes, which end within words and between line feeds.
        let chunks: String = text.as_bytes().chunks(5).fold(String::new(), |chunks, chunk| {
            format!("{chunks}{:x}\r\n{}\r\n", chunk.len(), String::from_utf8_lossy(chunk))
        });
        let server = serve(vec![vec![Box::leak(format!("{head}{chunks}").into_boxed_str())]]).await;
        let mut messages = server.connection().messages("/x").await.unwrap();
        let init = Message { event: "INIT".into(), data: "{\"a\":\n1}".into() };
        assert_eq!(messages.next().await.unwrap(), init);
        assert_eq!(messages.next().await.unwrap(), Message { event: "LIVE".into(), data: String::new() });
        assert!(matches!(messages.next().await, Err(Error::Closed)));
    }

    #[tokio::test]
    async fn a_status_other_than_200_is_no_stream() {
        let server = serve(vec![vec!["HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"]]).await;
        assert!(matches!(server.connection().messages("/x").await, Err(Error::NoStream(404))));
    }
}
