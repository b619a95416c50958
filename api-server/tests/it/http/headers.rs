//! The limit of a request's line and headers.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use crate::support::TestApp;

/// The status of a request whose line and headers have this many bytes, in headers of 1000.
fn status(app: &TestApp, size: usize) -> u16 {
    let mut head = "GET /api/healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n".to_owned();
    let end = "\r\n";
    while head.len() + end.len() < size {
        let name = format!("x-{}: ", head.len());
        let left = size - head.len() - end.len();
        let line = if left < 2000 { left } else { 1000 };
        head += &[name.as_str(), &"x".repeat(line - name.len() - 2), "\r\n"].concat();
    }
    head.push_str(end);
    assert_eq!(head.len(), size);
    let mut connection = TcpStream::connect(app.address).unwrap();
    connection.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    connection.write_all(head.as_bytes()).unwrap();
    let mut response = [0; 12];
    connection.read_exact(&mut response).unwrap();
    std::str::from_utf8(&response[9..]).unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_line_and_headers_of_a_request_have_at_most_32_kib() {
    let app = TestApp::start().await;
    assert_eq!(status(&app, 32 * 1024 - 1), 200);
    assert_eq!(status(&app, 32 * 1024 + 1), 431);
    app.finish().await;
}
