//! What a process exports as traces.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use bytes::Bytes;
use h2::{
    RecvStream,
    server::{SendResponse, handshake},
};
use http::{HeaderMap, HeaderValue, Request, Response};
use parking_lot::Mutex;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

type Received = Arc<Mutex<Vec<u8>>>;

/// A server for OpenTelemetry's traces (OTLP over gRPC) that keeps every message as it came. It ends with the value.
pub struct TraceCollector {
    address: SocketAddr,
    received: Received,
    server: JoinHandle<()>,
}

impl TraceCollector {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let received = Received::default();
        let server = tokio::spawn(serve(listener, Arc::clone(&received)));
        Self { address, received, server }
    }

    /// The value of `OTEL_EXPORTER_OTLP_ENDPOINT`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The messages so far: protobuf, in which texts stand as they are.
    #[must_use]
    pub fn received(&self) -> Vec<u8> {
        self.received.lock().clone()
    }
}

impl Drop for TraceCollector {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(listener: TcpListener, received: Received) {
    loop {
        let (connection, _) = listener.accept().await.expect("a connection");
        let received = Arc::clone(&received);
        // It ends with its client, whatever the reason.
        tokio::spawn(async move { serve_connection(connection, &received).await.ok() });
    }
}

async fn serve_connection(connection: TcpStream, received: &Received) -> Result<(), h2::Error> {
    let mut connection = handshake(connection).await?;
    while let Some(call) = connection.accept().await {
        let (request, response) = call?;
        let received = Arc::clone(received);
        tokio::spawn(async move { export(request, response, &received).await.ok() });
    }
    Ok(())
}

/// A unary call of gRPC. Both messages are preceded by five bytes, of which the last four are a length; that of the
/// response is 0.
async fn export(
    request: Request<RecvStream>,
    mut response: SendResponse<Bytes>,
    received: &Received,
) -> Result<(), h2::Error> {
    let mut message = request.into_body();
    while let Some(part) = message.data().await {
        let part = part?;
        message.flow_control().release_capacity(part.len())?;
        received.lock().extend_from_slice(&part);
    }
    let head = Response::builder().header("content-type", "application/grpc").body(()).expect("a response");
    let mut body = response.send_response(head, false)?;
    body.send_data(Bytes::from_static(&[0; 5]), false)?;
    body.send_trailers(HeaderMap::from_iter([("grpc-status".parse().expect("a name"), HeaderValue::from_static("0"))]))
}
