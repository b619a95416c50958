//! Requests that are generated from the OpenAPI document, valid and invalid.

use std::path::PathBuf;

use tokio::process::Command;

use crate::support::{ADMIN_TOKEN, TestApp};

/// The number of generated requests per route, beside those at the boundaries of every parameter.
const PER_ROUTE: &str = "20";
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";

#[tokio::test]
async fn generated_requests_get_only_responses_that_the_document_describes() {
    let app = TestApp::start().await;
    app.create_event(10).await;
    let tools = std::env::var("SCHEMATHESIS").expect("SCHEMATHESIS is not set; run this test by infra/dev test");
    let output = Command::new(PathBuf::from(&tools).join("bin/schemathesis"))
        .env("PYTHONPATH", tools)
        // It keeps a cache in its working directory.
        .current_dir(std::env::temp_dir())
        .args(["run", &format!("http://{}/api/openapi.json", app.address)])
        .args(["--phases", "examples,coverage,fuzzing", "--max-examples", PER_ROUTE, "--seed", "1"])
        .args(["--checks", CHECKS, "--continue-on-failure", "--request-timeout", "15", "--no-color"])
        // A stream has no end.
        .args(["--exclude-path-regex", "/stream$"])
        .args(["--header", &format!("Authorization: Bearer {ADMIN_TOKEN}")])
        .kill_on_drop(true)
        .output()
        .await
        .expect("schemathesis runs");
    let report = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{report}{}", String::from_utf8_lossy(&output.stderr));
    // A document without routes would pass.
    let tested = report.lines().find_map(|line| line.trim().strip_prefix("Tested: ")?.parse::<usize>().ok());
    assert!(tested.is_some_and(|tested| tested >= 22), "{report}");
    app.stop().await;
}
