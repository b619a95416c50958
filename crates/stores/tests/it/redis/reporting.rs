//! The processes' reports.

use std::time::Duration;

use ::redis::AsyncCommands;
use holdfast_test_support::eventually_within;

use super::fixture::{DEADLINE, Fixture};

const VALID: Duration = Duration::from_millis(300);

async fn sorted(fixture: &Fixture) -> Vec<String> {
    let mut reports = fixture.store.read_reports(VALID).await.unwrap();
    reports.sort();
    reports
}

#[tokio::test]
async fn a_report_replaces_the_last_one_of_its_process() {
    let fixture = Fixture::new().await;
    assert_eq!(fixture.store.read_reports(Duration::from_mins(1)).await.unwrap(), [""; 0]);
    for (process, report) in [("a", "old"), ("b", "{\"x\": \"two words\"}\n"), ("a", "new")] {
        fixture.store.put_report(process, report, Duration::from_mins(1)).await.unwrap();
    }
    let mut reports = fixture.store.read_reports(Duration::from_mins(1)).await.unwrap();
    reports.sort();
    assert_eq!(reports, ["new", "{\"x\": \"two words\"}\n"]);
}

#[tokio::test]
async fn the_report_of_a_process_that_ended_counts_no_longer_and_is_dropped() {
    let mut fixture = Fixture::new().await;
    fixture.store.put_report("ended", "old", VALID).await.unwrap();
    eventually_within("only the process that lives has a report", DEADLINE, async || {
        fixture.store.put_report("lives", "new", VALID).await.unwrap();
        (sorted(&fixture).await == ["new"]).then_some(())
    })
    .await;
    // The report may become invalid between a write and a read. The next write drops it.
    let key = fixture.names.reports();
    eventually_within("the report of the process that ended is dropped", DEADLINE, async || {
        fixture.store.put_report("lives", "new", VALID).await.unwrap();
        let processes: Vec<String> = fixture.raw.hkeys(&key).await.unwrap();
        (processes == ["lives"]).then_some(())
    })
    .await;
    eventually_within("nothing is left when all processes have ended", DEADLINE, async || {
        let exists: bool = fixture.raw.exists(&key).await.unwrap();
        (!exists).then_some(())
    })
    .await;
}
