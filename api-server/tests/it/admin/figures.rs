//! `GET /admin/figures`.

use std::time::Duration;

use holdfast_test_support::eventually_within;
use serde_json::Value;

use crate::{operations::process, orders::buy, support::TestApp};

/// Two reports and their average lie well within this.
const REPORTED: Duration = Duration::from_secs(20);

async fn figures(app: &TestApp) -> Value {
    app.get("/admin/figures").admin().send().await.expect(200)
}

#[tokio::test]
async fn the_figures_add_up_what_all_processes_did_lately() {
    let app = TestApp::start().await;
    let (second, address) = process::start(&app, &[]).await;
    let event = app.create_event(100).await;
    let mut seats = 1..;
    let client = process::client();
    let view = eventually_within("both processes are in the figures", REPORTED, async || {
        buy(&app, event, &[seats.next().unwrap()], "sim_approve").await.expect(201);
        // Only the second process has this route's requests.
        client.get(format!("http://{address}/api/events/{event}/seats")).send().await.unwrap();
        let view = figures(&app).await;
        let of = |method, route| {
            let mut routes = view["routes"].as_array().unwrap().iter();
            routes.any(|of| of["method"] == method && of["route"] == route)
        };
        let both = of("POST", "/api/orders") && of("GET", "/api/events/{eventId}/seats");
        (both && view["figures"]["confirmed"].as_f64().unwrap() > 0.0).then_some(view)
    })
    .await;
    assert_eq!(view["processes"], 2);
    let figures = &view["figures"];
    for name in ["held", "requests", "orderP50", "orderP95", "holdP95", "placeP95", "seatsP95", "authoriseP95"] {
        assert!(figures[name].as_f64().is_some_and(|figure| figure > 0.0), "{name}: {figures}");
    }
    drop(second);
    eventually_within("a process that is gone counts no longer", REPORTED, async || {
        (self::figures(&app).await["processes"] == 1).then_some(())
    })
    .await;
    app.finish().await;
}

#[tokio::test]
async fn the_figures_require_an_operator() {
    let app = TestApp::start().await;
    app.get("/admin/figures").send().await.expect_problem(401, "UNAUTHORIZED");
    app.finish().await;
}
