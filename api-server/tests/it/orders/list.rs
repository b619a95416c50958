use serde_json::Value;

use super::{buy, id};
use crate::support::TestApp;

#[tokio::test]
async fn operators_page_through_orders_newest_first() {
    let app = TestApp::start().await;
    let (event, other) = (app.create_event(4).await, app.create_event(1).await);
    let mut placed = Vec::new();
    for (seat, method) in [(1, "sim_approve"), (2, "sim_decline"), (3, "sim_approve")] {
        placed.insert(0, id(&buy(&app, event, &[seat], method).await.expect(201)));
    }
    buy(&app, other, &[1], "sim_approve").await.expect(201);
    let ids = |page: &Value| page["items"].as_array().unwrap().iter().map(id).collect::<Vec<_>>();
    let get = async |query: &str| app.get(&format!("/orders?{query}")).admin().send().await.expect(200);

    let first = get(&format!("eventId={event}&limit=2")).await;
    assert_eq!(ids(&first), placed[..2]);
    let rest = get(&format!("eventId={event}&limit=2&cursor={}", first["nextCursor"].as_str().unwrap())).await;
    assert_eq!((ids(&rest), &rest["nextCursor"]), (placed[2..].to_vec(), &Value::Null));
    assert_eq!(ids(&get(&format!("eventId={event}&status=CANCELLED")).await), placed[1..2]);
    assert_eq!(ids(&get("status=CONFIRMED").await).len(), 3);

    app.get("/orders?limit=1").send().await.expect_problem(401, "UNAUTHORIZED");
    app.get("/orders?cursor=x").admin().send().await.expect_problem(400, "MALFORMED_REQUEST");
    app.get("/orders?status=SOLD&eventId=0").admin().send().await.expect_faults(&["eventId", "status"]);
    for limit in ["0", "101", "-1"] {
        app.get(&format!("/orders?limit={limit}")).admin().send().await.expect_faults(&["limit"]);
    }
    app.get("/orders?limit=100&cursor=").admin().send().await.expect(200);
    app.finish().await;
}
