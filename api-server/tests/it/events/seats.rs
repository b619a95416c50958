//! `GET /events/{eventId}/seats`.

use std::io::Read;

use futures::future::join_all;
use serde_json::json;

use crate::support::{RedisServer, TestApp, eventually};

#[tokio::test]
async fn a_map_has_every_seat_with_its_place_its_price_and_its_status() {
    let app = TestApp::start().await;
    let id = app
        .create_event_with(json!({ "sections": [
            { "name": "Floor", "rows": 1, "cols": 2, "price": 50_000 },
            { "name": "Balcony", "rows": 1, "cols": 1, "price": 30_000 },
        ] }))
        .await;
    let token = app.hold(id, &[2]).await;
    let mut map = app.get(&format!("/events/{id}/seats")).send().await.expect(200);
    assert!(map["version"].as_u64().unwrap() > 1 << 32);
    map["version"] = json!(0);
    assert_eq!(
        map,
        json!({ "eventId": id, "version": 0, "rows": 2, "cols": 2, "seats": [
            { "id": 1, "label": "A-1", "r": 1, "c": 1, "section": "Floor", "price": 50_000, "status": "AVAILABLE" },
            { "id": 2, "label": "A-2", "r": 1, "c": 2, "section": "Floor", "price": 50_000, "status": "HELD" },
            { "id": 3, "label": "B-1", "r": 2, "c": 1, "section": "Balcony", "price": 30_000, "status": "AVAILABLE" },
        ] })
    );
    app.delete(&format!("/reservations/{id}")).hold_token(&token).send().await.expect(204);
    app.finish().await;
}

#[tokio::test]
async fn every_map_that_is_requested_after_a_hold_shows_it() {
    let app = TestApp::start().await;
    let id = app.create_event(200).await;
    let buyers = (1..=100_u32).map(async |seat| {
        let token = app.hold(id, &[seat]).await;
        let held = app.statuses(id).await;
        app.delete(&format!("/reservations/{id}/{seat}")).hold_token(&token).send().await.expect(204);
        let freed = app.statuses(id).await;
        let index = seat as usize - 1;
        assert_eq!((held[index].as_str(), freed[index].as_str()), ("HELD", "AVAILABLE"), "seat {seat}");
    });
    join_all(buyers).await;
    app.finish().await;
}

#[tokio::test]
async fn a_map_that_did_not_change_is_not_sent_again() {
    let app = TestApp::start().await;
    let id = app.create_event(2).await;
    let first = app.get(&format!("/events/{id}/seats")).send().await;
    let etag = first.header("etag").to_owned();
    let version = first.expect(200)["version"].to_string();
    assert_eq!(etag, format!("\"{version}\""));

    for known in [etag.clone(), format!("W/{etag}"), format!("\"other\", \"{version}-gzip\""), "*".to_owned()] {
        let again = app.get(&format!("/events/{id}/seats")).header("if-none-match", &known).send().await;
        assert_eq!((again.header("etag"), again.header("vary")), (etag.as_str(), "accept-encoding"));
        again.expect(304);
    }
    app.get(&format!("/events/{id}/seats")).header("if-none-match", "\"1\"").send().await.expect(200);

    let token = app.hold(id, &[1]).await;
    let changed = app.get(&format!("/events/{id}/seats")).header("if-none-match", &etag).send().await;
    assert_ne!(changed.header("etag"), etag);
    changed.expect(200);
    app.delete(&format!("/reservations/{id}")).hold_token(&token).send().await.expect(204);
    app.finish().await;
}

#[tokio::test]
async fn a_map_is_compressed_for_clients_that_accept_it() {
    let app = TestApp::start().await;
    let id = app.create_event(3000).await;
    let plain = app.get(&format!("/events/{id}/seats")).send().await;
    let zipped = app.get(&format!("/events/{id}/seats")).header("accept-encoding", "br, gzip").send().await;
    assert_eq!((plain.header("content-encoding"), zipped.header("content-encoding")), ("", "gzip"));
    assert_eq!((plain.header("vary"), zipped.header("vary")), ("accept-encoding", "accept-encoding"));
    assert_ne!(plain.header("etag"), zipped.header("etag"));
    let mut unzipped = Vec::new();
    flate2::read::GzDecoder::new(&zipped.bytes[..]).read_to_end(&mut unzipped).unwrap();
    assert_eq!(unzipped, plain.bytes);
    assert!(zipped.bytes.len() * 5 < plain.bytes.len());
    app.finish().await;
}

#[tokio::test]
async fn an_event_that_does_not_exist_has_no_map() {
    let app = TestApp::start().await;
    app.get("/events/1/seats").send().await.expect_problem(404, "EVENT_NOT_FOUND");
    app.get("/events/abc/seats").send().await.expect_problem(404, "EVENT_NOT_FOUND");
    app.finish().await;
}

#[tokio::test]
async fn a_map_is_refused_while_redis_is_away_and_reloaded_after_redis_lost_its_data() {
    let mut redis = RedisServer::start().await;
    let url = redis.url();
    let app = TestApp::start_with(|config| config.engine.redis.url = url).await;
    let id = app.create_event(2).await;
    app.hold(id, &[1]).await;
    let before = app.get(&format!("/events/{id}/seats")).send().await.expect(200);
    assert_eq!(before["seats"][0]["status"], "HELD");

    redis.kill().await;
    let asked = (0..20).map(async |_| app.get(&format!("/events/{id}/seats")).send().await);
    for answer in join_all(asked).await {
        answer.expect_problem(503, "UNAVAILABLE");
    }
    redis.restart().await;
    let after = eventually("the map is there", async || {
        let answer = app.get(&format!("/events/{id}/seats")).send().await;
        (answer.status == 200).then(|| answer.json())
    })
    .await;
    assert_eq!(after["seats"][0]["status"], "AVAILABLE");
    assert!(after["version"].as_u64() > before["version"].as_u64());
    app.finish().await;
}
