use super::{id, new_key, order};
use crate::support::TestApp;

#[tokio::test]
async fn the_stream_sends_each_status_and_ends_with_the_order() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let token = app.hold(event, &[1]).await;
    let accepted = order(&app, &new_key(), &token, event, &[1], "sim_delay_500").send().await.expect(202);
    let stream = app.get(&format!("/orders/{}/stream", id(&accepted))).send().await;
    assert_eq!(stream.header("content-type"), "text/event-stream");
    let text = String::from_utf8(stream.bytes).unwrap();
    let statuses: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("data: ")).collect();
    assert!(statuses.first().unwrap().contains("\"PENDING\""), "{text}");
    assert!(statuses.last().unwrap().contains("\"CONFIRMED\""), "{text}");
    assert_eq!(text.matches("event: STATUS").count(), statuses.len());
    app.finish().await;
}
