//! `GET /openapi.json` and `GET /docs`.

use crate::support::TestApp;

#[tokio::test]
async fn the_server_serves_the_openapi_document_and_a_page_that_needs_no_other_host() {
    let app = TestApp::start().await;
    let document = app.get("/openapi.json").send().await.expect(200);
    assert_eq!(document, serde_json::to_value(holdfast_api_server::app::openapi()).unwrap());
    let page = app.get("/docs").send().await;
    assert_eq!(page.status, 200);
    let page = String::from_utf8(page.bytes).unwrap();
    assert!(page.contains("swagger-ui"), "{page}");
    for elsewhere in ["http://", "https://", "//cdn"] {
        assert!(!page.contains(elsewhere), "the page needs nothing from elsewhere");
    }
    app.finish().await;
}
