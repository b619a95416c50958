//! The contract: its document, and that every operation in it is served.

use std::time::Duration;

use chrono::Utc;
use holdfast_api_server::app;
use holdfast_gateway::signature;
use holdfast_web::Code;
use reqwest::Method;
use serde_json::json;
use utoipa::openapi::{RefOr, path::Operation};

use crate::{
    orders::{buy, id, new_key},
    support::{Answer, CALLBACK_SECRET, Call, TestApp, an_event, eventually_within},
};

#[test]
fn the_openapi_document_is_the_one_that_was_agreed_on() {
    insta::assert_json_snapshot!(app::openapi());
}

/// Generated clients name their functions after operations.
#[test]
fn every_operation_has_a_name_of_its_own() {
    let document = app::openapi();
    let mut names: Vec<_> = document
        .paths
        .paths
        .values()
        .flat_map(|item| [&item.get, &item.post, &item.put, &item.delete])
        .flatten()
        .map(|operation| operation.operation_id.clone().expect("a name"))
        .collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all, "{names:?}");
}

#[test]
fn every_operation_with_a_body_lists_the_refusals_of_bodies() {
    for item in app::openapi().paths.paths.into_values() {
        for operation in [item.get, item.post, item.put, item.delete].into_iter().flatten() {
            let name = operation.operation_id.as_deref().expect("a name");
            let lists = |status| operation.responses.responses.contains_key(status);
            let has_body = operation.request_body.is_some();
            assert_eq!((lists("413"), lists("400") || !has_body), (has_body, true), "{name}");
            // A callback's body is verified by its signature, whatever its content type.
            assert_eq!(lists("415"), has_body && name != "take_callback", "{name}");
        }
    }
}

/// Clients read the codes of a refusal there.
#[test]
fn every_refusal_in_the_openapi_document_names_its_codes() {
    let codes: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    for item in app::openapi().paths.paths.into_values() {
        for operation in [item.get, item.post, item.put, item.delete].into_iter().flatten() {
            let name = operation.operation_id.as_deref().expect("a name");
            for (status, response) in operation.responses.responses {
                let RefOr::T(response) = response else { panic!("{name}: {status} is a reference") };
                let listed: Vec<_> = response.description.split(", ").collect();
                let is_refusal = status.starts_with(['4', '5']);
                assert!(!is_refusal || listed.iter().all(|code| codes.contains(code)), "{name}: {status}: {listed:?}");
            }
        }
    }
}

#[test]
fn every_field_of_a_request_in_the_openapi_document_has_a_description() {
    let document = serde_json::to_value(app::openapi()).unwrap();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let requests: Vec<_> = schemas.iter().filter(|(name, _)| name.ends_with("Request")).collect();
    assert!(requests.len() >= 5, "too few requests were found: {requests:?}");
    for (name, schema) in requests {
        for (field, schema) in schema["properties"].as_object().unwrap() {
            assert!(schema["description"].is_string(), "{name}.{field}");
        }
    }
}

/// Calls every operation of the document once with a valid request. A new operation needs an entry in [`complete`].
#[tokio::test]
async fn every_operation_of_the_document_succeeds_with_a_status_that_the_document_lists() {
    let app = TestApp::start().await;
    // A new server is ready once it has replayed the latest seat changes.
    eventually_within("the server is ready", Duration::from_secs(20), async || {
        (app.get("/readyz").send().await.status == 200).then_some(())
    })
    .await;
    let sold = app.create_event(1).await;
    let order = id(&buy(&app, sold, &[1], "sim_approve").await.expect(201));
    for operation in operations_with_examples() {
        let example = Example::new(&app).await;
        let name = operation.name();
        let response = example.call(&app, &operation, &order).0.send().await.expect("the server responds");
        let status = response.status();
        if !status.is_success() {
            let answer = Answer::read(response).await;
            panic!("{name}: {answer:?}");
        }
        let is_listed = operation.operation.responses.responses.contains_key(status.as_str());
        assert!(is_listed, "{name}: {status} is not in the document");
        // A body is not read: streams don't end.
        drop(response);
        app.delete(&format!("/reservations/{}", example.event)).hold_token(&example.token).send().await.expect(204);
    }
    app.finish().await;
}

/// An operation of the document, with its method and its path below `/api`.
pub(crate) struct DocumentedOperation {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) operation: Operation,
}

impl DocumentedOperation {
    pub(crate) fn name(&self) -> &str {
        self.operation.operation_id.as_deref().expect("a name")
    }
}

pub(crate) fn operations() -> Vec<DocumentedOperation> {
    let mut operations = Vec::new();
    for (path, item) in app::openapi().paths.paths {
        let path = path.strip_prefix("/api").expect("every route is under /api");
        let (get, post) = ((Method::GET, item.get), (Method::POST, item.post));
        for (method, operation) in [get, post, (Method::PUT, item.put), (Method::DELETE, item.delete)] {
            let path = path.to_owned();
            operations.extend(operation.map(|operation| DocumentedOperation { method, path, operation }));
        }
    }
    operations
}

/// The operations with an entry in [`complete`]. Those of a login need a provider, and their responses lead elsewhere:
/// `access/login.rs` calls them.
pub(crate) fn operations_with_examples() -> Vec<DocumentedOperation> {
    let mut operations = operations();
    operations.retain(|operation| !["begin_login", "finish_login"].contains(&operation.name()));
    operations
}

/// What a valid request refers to: an event of two seats, of which the first is held.
pub(crate) struct Example {
    pub(crate) event: u64,
    pub(crate) token: String,
}

impl Example {
    pub(crate) async fn new(app: &TestApp) -> Self {
        let event = app.create_event(2).await;
        Self { event, token: app.hold(event, &[1]).await }
    }

    /// A valid request.
    pub(crate) fn call(&self, app: &TestApp, operation: &DocumentedOperation, order: &str) -> Call {
        let (name, event) = (operation.name(), self.event.to_string());
        let path = operation.path.replace("{eventId}", &event).replace("{seatId}", "1").replace("{orderId}", order);
        assert!(!path.contains('{'), "{name}: no value for a parameter of {path}");
        let call = app.method(operation.method.clone(), &path);
        let call = complete(name, call, self.event, &self.token, &app.guest, order);
        call.unwrap_or_else(|| panic!("{name} has no entry in the table of example requests"))
    }
}

/// Adds to a call what its operation requires; `None` if the operation has no entry here.
fn complete(operation: &str, call: Call, event: u64, token: &str, guest: &str, order: &str) -> Option<Call> {
    Some(match operation {
        "healthz" | "readyz" | "list_events" | "read_event" | "read_seat_map" | "stream_seats" | "read_session"
        | "end_session" | "create_guest" | "read_guest_keys" => call,
        // By the guest, to whom the order belongs once it has been claimed.
        "read_order" | "stream_order" | "cancel_order" | "list_own_orders" | "claim_order" => call.authorised(guest),
        "read_overview" | "read_figures" | "read_sales" | "read_sales_periods" | "read_timeline" | "close_event"
        | "list_orders" => call.admin(),
        "create_event" => call.admin().json(&an_event()),
        "hold_seats" => call.hold_token(token).json(&json!({ "eventId": event, "seatIds": [2] })),
        "read_reservation" | "release_reservation" | "release_seat" => call.hold_token(token),
        "extend_reservation" | "extend_reservation_by_seat" => call.hold_token(token).json(&json!({ "seconds": 200 })),
        "place_order" => {
            let body = json!({ "eventId": event, "seatIds": [1], "paymentMethod": "sim_approve" });
            call.hold_token(token).header("idempotency-key", &new_key()).header("prefer", "wait=10").json(&body)
        }
        "confirm_reservation" => {
            call.admin().hold_token(token).header("idempotency-key", &new_key()).header("prefer", "wait=10")
        }
        "report_span" => call.json(&json!({
            "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "orderId": order,
            "status": "CONFIRMED", "startedAt": "2026-05-01T12:00:00Z", "endedAt": "2026-05-01T12:00:01Z",
        })),
        "take_callback" => {
            let body =
                json!({ "paymentId": format!("pay-{order}"), "orderId": order, "status": "CAPTURED" }).to_string();
            let signature = signature::sign(&CALLBACK_SECRET.into(), Utc::now(), body.as_bytes());
            call.header("payment-signature", &signature).body("application/json", body)
        }
        _ => return None,
    })
}
