use std::{fs, path::Path};

use holdfast_workflows::{OrderWorkflow, RefundWorkflow};
use prost::Message;
use temporalio_common::protos::temporal::api::history::v1::History;
use temporalio_sdk::workflow_replayer::{WorkflowReplayer, WorkflowReplayerOptions};

fn replayer() -> WorkflowReplayer {
    let options = WorkflowReplayerOptions::new()
        .register_workflow::<OrderWorkflow>()
        .unwrap()
        .register_workflow::<RefundWorkflow>()
        .unwrap()
        .build();
    WorkflowReplayer::new(options).unwrap()
}

fn histories() -> Vec<(String, History)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/histories");
    let mut histories = Vec::new();
    for release in fs::read_dir(root).unwrap() {
        for file in fs::read_dir(release.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let history = History::decode(&*fs::read(&path).unwrap()).unwrap();
            histories.push((path.display().to_string(), history));
        }
    }
    histories
}

#[tokio::test]
async fn every_stored_history_replays() {
    let histories = histories();
    assert!(histories.len() >= 12, "the stored histories are gone");
    for (name, history) in histories {
        if let Err(error) = replayer().replay_workflow(history.into()).await {
            panic!("{name} does not replay: {error}");
        }
    }
}

#[tokio::test]
async fn a_history_with_a_step_taken_out_does_not_replay() {
    let (_, mut history) = histories().into_iter().find(|(name, _)| name.contains("confirmed")).unwrap();
    let marker = history.events.iter().position(|event| {
        matches!(
            event.attributes,
            Some(temporalio_common::protos::temporal::api::history::v1::history_event::Attributes::MarkerRecordedEventAttributes(_))
        )
    });
    history.events.remove(marker.unwrap());
    for (id, event) in (1..).zip(&mut history.events) {
        event.event_id = id;
    }
    assert!(replayer().replay_workflow(history.into()).await.is_err());
}
