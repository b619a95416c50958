//! The binary: its log, and its shutdown.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::Value;

use crate::support::{ADMIN_TOKEN, TestApp, eventually};

/// The binary on the stores of a test's app.
struct Process {
    child: Child,
    address: String,
}

impl Process {
    async fn start(app: &TestApp) -> Self {
        use secrecy::ExposeSecret;
        let config = &app.state.config.engine;
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let child = Command::new(env!("CARGO_BIN_EXE_holdfast-api-server"))
            .env("API_BIND", &address)
            .env("ADMIN_TOKEN", ADMIN_TOKEN)
            .env("DATABASE_URL", config.mysql.url.expose_secret())
            .env("REDIS_URL", &config.redis.url)
            .env("HOLDFAST_PREFIX", format!("{}binary-", app.prefix()))
            .env("GATEWAY_URL", &config.gateway.url)
            .env("GATEWAY_API_KEY", config.gateway.api_key.expose_secret())
            .env("GATEWAY_CALLBACK_SECRET", app.state.config.callbacks.secret.expose_secret())
            .env("GATEWAY_DEFAULT_METHOD", &app.state.config.default_payment_method)
            .env("RUST_LOG", "info")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary starts");
        let process = Self { child, address };
        eventually(async || TcpStream::connect(&process.address).ok()).await;
        process
    }

    fn terminate(&self) {
        let status = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// Whether it runs for longer than a process without open requests would.
    async fn lives_on(&mut self) -> bool {
        tokio::time::timeout(Duration::from_secs(3), async {
            eventually(async || self.child.try_wait().unwrap()).await;
        })
        .await
        .is_err()
    }

    /// Waits until it ends; returns every line of its log.
    async fn end(mut self) -> Vec<Value> {
        let status = eventually(async || self.child.try_wait().unwrap()).await;
        assert!(status.success(), "{status}");
        let lines = BufReader::new(self.child.stdout.take().unwrap()).lines();
        lines.map(|line| serde_json::from_str(&line.unwrap()).expect("a line is JSON")).collect()
    }
}

#[tokio::test]
async fn a_request_under_way_ends_before_the_process_does() {
    let app = TestApp::start().await;
    let mut process = Process::start(&app).await;
    let mut connection = TcpStream::connect(&process.address).unwrap();
    connection.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let body = r#"{"eventId":999999,"seatId":1}"#;
    let (first, rest) = body.split_at(10);
    let head = format!(
        "POST /api/reservations HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
         traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    connection.write_all(format!("{head}{first}").as_bytes()).unwrap();
    // Once the server has responded to a later request, it has begun to read this one.
    reqwest::Client::builder()
        .no_proxy()
        .build()
        .unwrap()
        .get(format!("http://{}/api/healthz", process.address))
        .send()
        .await
        .unwrap();

    process.terminate();
    eventually(async || TcpStream::connect(&process.address).is_err().then_some(())).await;
    assert!(process.lives_on().await);
    connection.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 404") && answer.contains("EVENT_NOT_FOUND"), "{answer}");
    let log = process.end().await;
    assert!(log.iter().any(|line| line["message"] == "received a signal to stop"), "{log:?}");
    app.finish().await;
}

#[tokio::test]
async fn a_log_line_names_the_trace_and_the_event() {
    let app = TestApp::start().await;
    let id = app.create_event(1).await;
    let process = Process::start(&app).await;
    // The binary has another prefix, so its event is not loaded: the binary logs that and refuses.
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("http://{}/api/events/{id}", process.address);
    let answer = client.get(url).send().await.unwrap();
    let trace = answer.headers()["trace-id"].to_str().unwrap().to_owned();
    assert_eq!(answer.status(), 503);
    process.terminate();
    let log = process.end().await;
    let line = log.iter().find(|line| line["trace_id"] == trace.as_str()).expect("the refusal is logged");
    assert_eq!((&line["event_id"], &line["level"], &line["code"]), (&id.into(), &"WARN".into(), &"UNAVAILABLE".into()));
    assert!(line["cause"].as_str().unwrap().contains("not loaded"), "{line}");
    app.finish().await;
}
