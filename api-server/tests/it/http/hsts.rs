//! `Strict-Transport-Security`, by setting.

use crate::support::TestApp;

/// The header on a page, a result, an unknown path, and a refusal.
async fn hsts(app: &TestApp) -> Vec<Option<String>> {
    let mut found = vec![];
    for path in ["/", "/api/events", "/nonsense", "/api/orders"] {
        let response = reqwest::get(format!("http://{}{path}", app.address)).await.unwrap();
        let header = response.headers().get("strict-transport-security");
        found.push(header.map(|value| value.to_str().unwrap().to_owned()));
    }
    found
}

#[tokio::test]
async fn every_response_asks_for_https_when_it_is_set() {
    let app = TestApp::start_with(|config| config.hsts_seconds = 31_536_000).await;
    assert_eq!(hsts(&app).await, vec![Some("max-age=31536000".to_owned()); 4]);
    app.finish().await;
}

#[tokio::test]
async fn no_response_asks_for_https_by_default() {
    let app = TestApp::start().await;
    assert_eq!(hsts(&app).await, vec![None; 4]);
    app.finish().await;
}
