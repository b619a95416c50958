use std::{collections::BTreeSet, fs, path::Path};

use holdfast_workflows::{OrderWorkflow, Patch, RefundWorkflow};
use prost::Message;
use temporalio_common::protos::{
    constants::PATCH_MARKER_NAME,
    coresdk::common::decode_change_marker_details,
    temporal::api::history::v1::{History, HistoryEvent, history_event::Attributes},
};
use temporalio_sdk::workflow_replayer::{WorkflowReplayer, WorkflowReplayerOptions};

/// The branches of the workflows. Each has a history of the newest release under this name; `record-histories` makes
/// them.
const SHAPES: [(&str, &str); 32] = [
    // The sale.
    ("confirmed", "every step succeeds at its first attempt"),
    ("box-office", "no payment"),
    ("pending-confirmed", "the payment is pending until a callback"),
    ("published-late", "Kafka is away: a durable publish"),
    // Refusals, each followed by the compensation.
    ("hold-expired", "the claim is refused"),
    ("box-office-cancelled", "no payment to void"),
    ("payment-declined", "the authorisation is refused"),
    ("payment-unknown", "the gateway rejects the authorisation for good"),
    ("payment-timeout", "the deadline comes before the authorisation"),
    ("payment-failed", "the capture is refused: back from SOLD"),
    ("seat-lost", "MySQL has another order's ticket"),
    ("epoch-moved", "a load comes between giving back and CANCELLED"),
    // Cancellations.
    ("customer-cancelled", "an update wins"),
    ("operator-cancelled", "a signal wins"),
    ("temporal-cancelled", "Temporal's own cancellation wins"),
    ("cancelled-too-late", "Temporal's own cancellation is ignored from SOLD on"),
    ("cancelled-before-record", "a signal wins before the row exists"),
    ("refund-owed", "a signal loses to the sale: a refund starts beside publishing"),
    ("refund-owed-while-publishing", "a signal comes while the outcome is published"),
    // A run that isn't the first.
    ("operator-terminated", "a settlement goes back from PENDING"),
    ("found-sold", "a settlement goes forward from SOLD"),
    ("found-cancelling", "a run compensates what another has captured"),
    ("found-confirmed", "a run finds the order at its end"),
    ("overtaken", "the commit finds the order rolled back by another run"),
    ("sold-before-deadline", "the deadline finds the order sold by another run"),
    // The refund.
    ("refund", "of a confirmed order"),
    ("refund-box-office", "no money to return"),
    ("refund-waited", "the order isn't confirmed yet"),
    ("refund-long-wait", "the wait continues as a new run"),
    ("refund-repeated", "the order is refunded already"),
    ("refund-of-cancelled", "the order is cancelled: nothing to do"),
    ("step-refused", "a step fails for good and is tried again after a pause"),
];

/// A stored history.
struct Stored {
    release: String,
    shape: String,
    history: History,
}

impl Stored {
    fn name(&self) -> String {
        format!("{}/{}", self.release, self.shape)
    }

    fn has_marker_of(&self, patch: Patch) -> bool {
        self.history.events.iter().any(|event| patch_of(event).as_deref() == Some(patch.id()))
    }
}

/// The id of the patch whose marker the event is.
fn patch_of(event: &HistoryEvent) -> Option<String> {
    match &event.attributes {
        Some(Attributes::MarkerRecordedEventAttributes(marker)) if marker.marker_name == PATCH_MARKER_NAME => {
            decode_change_marker_details(&marker.details).map(|(id, _deprecated)| id)
        }
        _ => None,
    }
}

/// All stored histories, oldest release first.
fn histories() -> Vec<Stored> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/histories");
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let mut histories = Vec::new();
    for release in fs::read_dir(root).unwrap() {
        let release = release.unwrap().path();
        for file in fs::read_dir(&release).unwrap() {
            let file = file.unwrap().path();
            let history = History::decode(&*fs::read(&file).unwrap()).unwrap();
            let release = release.file_name().unwrap().to_str().unwrap().to_owned();
            histories.push(Stored { release, shape: name(&file), history });
        }
    }
    histories.sort_by_key(|stored| (numbers(&stored.release), stored.shape.clone()));
    histories
}

/// Of the release after which a directory is named: `0.10` comes after `0.9`.
fn numbers(release: &str) -> Vec<u32> {
    release.split('.').map(|number| number.parse().unwrap()).collect()
}

async fn replay(history: History) -> Result<(), String> {
    let options = WorkflowReplayerOptions::new()
        .register_workflow::<OrderWorkflow>()
        .unwrap()
        .register_workflow::<RefundWorkflow>()
        .unwrap()
        .build();
    let replayer = WorkflowReplayer::new(options).unwrap();
    replayer.replay_workflow(history.into()).await.map(drop).map_err(|error| error.to_string())
}

/// Takes events out of a history.
fn without(mut history: History, unwanted: impl Fn(&HistoryEvent) -> bool) -> History {
    history.events.retain(|event| !unwanted(event));
    for (id, event) in (1..).zip(&mut history.events) {
        event.event_id = id;
    }
    history
}

#[tokio::test]
async fn every_stored_history_replays() {
    for stored in histories() {
        let name = stored.name();
        if let Err(error) = replay(stored.history).await {
            panic!("{name} does not replay: {error}");
        }
    }
}

#[tokio::test]
async fn a_history_with_a_step_taken_out_does_not_replay() {
    let confirmed = histories().into_iter().find(|stored| stored.shape == "confirmed").unwrap();
    let is_marker =
        |event: &&HistoryEvent| matches!(&event.attributes, Some(Attributes::MarkerRecordedEventAttributes(_)));
    let first = confirmed.history.events.iter().find(is_marker).unwrap().event_id;
    assert!(replay(without(confirmed.history, |event| event.event_id == first)).await.is_err());
}

#[test]
fn the_newest_release_has_a_history_of_every_shape() {
    let histories = histories();
    let newest = &histories.last().unwrap().release;
    let stored: BTreeSet<&str> = histories.iter().filter(|s| s.release == *newest).map(|s| &*s.shape).collect();
    let shapes: BTreeSet<&str> = SHAPES.iter().map(|(shape, _)| *shape).collect();
    assert_eq!(shapes.len(), SHAPES.len(), "a shape is there twice");
    assert_eq!(stored, shapes, "tests/histories/{newest} has the shapes on the left");
}

/// The same shape, so that both histories come to the place of the patch.
#[test]
fn every_patch_has_a_history_with_its_marker_and_an_older_one_of_the_same_shape_without_it() {
    let histories = histories();
    for patch in Patch::ALL {
        let with: Vec<_> = histories.iter().filter(|stored| stored.has_marker_of(patch)).collect();
        assert!(!with.is_empty(), "no stored history has the marker of {patch:?}: see record-histories");
        let is_older = |before: &Stored, after: &Stored| {
            before.shape == after.shape && numbers(&before.release) < numbers(&after.release)
        };
        let has_both = histories
            .iter()
            .filter(|stored| !stored.has_marker_of(patch))
            .any(|before| with.iter().any(|after| is_older(before, after)));
        assert!(has_both, "no history of a release before {patch:?} has its shape: see docs/versions.md");
    }
}

#[tokio::test]
async fn a_history_whose_patch_marker_is_taken_out_does_not_replay() {
    for patch in Patch::ALL {
        let with = histories().into_iter().find(|stored| stored.has_marker_of(patch)).unwrap();
        let marker =
            with.history.events.iter().find(|event| patch_of(event).as_deref() == Some(patch.id())).unwrap().event_id;
        // The next event is the search attribute that lists the run's patches.
        let unmarked = without(with.history, |event| [marker, marker + 1].contains(&event.event_id));
        assert!(replay(unmarked).await.is_err(), "{patch:?} makes no difference");
    }
}

#[test]
fn every_patch_is_in_the_list_of_patches_and_used() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut used, mut open) = (BTreeSet::new(), vec![directory]);
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            if path.ends_with("patches.rs") {
                continue;
            }
            for other in [".patched(", ".deprecate_patch("] {
                assert!(!text.contains(other), "{} calls {other} past patches.rs", path.display());
            }
            let names = text.split("Patch::").skip(1).filter_map(|rest| rest.split_once(".is_taken("));
            used.extend(names.map(|(name, _)| name.to_owned()));
        }
    }
    assert_eq!(used, Patch::ALL.iter().map(|patch| format!("{patch:?}")).collect());
}
