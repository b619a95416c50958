//! A response, read to its end.

use reqwest::{StatusCode, header::HeaderMap};
use serde_json::Value;

/// Status, headers and body of a response.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) async fn read(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.expect("the body arrives").to_vec();
        Self { status, headers, bytes }
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// A header's text; empty when it isn't there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a text"))
    }

    /// The body, after checking the status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.bytes));
        if self.bytes.is_empty() { Value::Null } else { self.json() }
    }

    /// The body of a refusal, after checking that it has the one form of all refusals.
    #[track_caller]
    pub(crate) fn expect_problem(self, status: u16, code: &str) -> Value {
        let problem = self.json();
        assert_eq!((self.status.as_u16(), problem["code"].as_str()), (status, Some(code)), "{problem}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(problem["status"], status);
        assert_eq!(problem["traceId"], self.header("trace-id"));
        assert_eq!(problem["message"], problem["detail"]);
        match self.header("retry-after") {
            seconds if ["TOO_BUSY", "TOO_MANY_REQUESTS"].contains(&code) => {
                assert!(seconds.parse::<u64>().is_ok_and(|seconds| seconds > 0), "{seconds}");
            }
            // Only a scheduled event has one: its test checks it.
            _ if code == "SALES_NOT_OPEN" => {}
            seconds => assert_eq!(seconds, if status == 503 { "1" } else { "" }),
        }
        problem
    }

    /// A refusal because the provider of tokens and logins is away.
    #[track_caller]
    pub(crate) fn expect_away(self) {
        assert_eq!((self.status.as_u16(), self.header("retry-after")), (503, "5"), "{self:?}");
        assert_eq!(self.json()["code"], "UNAVAILABLE");
    }

    /// The fields that a VALIDATION_FAILED names.
    #[track_caller]
    pub(crate) fn expect_faults(self, fields: &[&str]) {
        let problem = self.expect_problem(422, "VALIDATION_FAILED");
        let named: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|error| &error["field"]).collect();
        assert_eq!(named, fields, "{problem}");
    }

    /// A 422 for these fields, with the code and the bounds of each.
    #[track_caller]
    pub(crate) fn expect_field_errors(self, expected: &Value) {
        let mut problem = self.expect_problem(422, "VALIDATION_FAILED");
        for error in problem["errors"].as_array_mut().unwrap() {
            assert!(error.as_object_mut().unwrap().remove("message").is_some_and(|message| message.is_string()));
        }
        assert_eq!(problem["errors"], *expected);
    }
}
