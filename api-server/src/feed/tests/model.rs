//! A client and a log against random sequences of changes, losses, repeats and reloads.

use std::time::Instant;

use holdfast_domain::Version;
use proptest::prelude::*;

use super::{
    super::log::{Log, Position, Since},
    at, change, ids, reset,
};

/// One event between Redis and a client.
#[derive(Debug, Clone)]
enum Step {
    /// The event changes, and the feed delivers the change.
    Change,
    /// The event changes, and the feed loses the change.
    Lose,
    /// The feed repeats the change that is this many versions old.
    Repeat(u64),
    /// The event is reloaded.
    Reload,
    /// The event changes, and the feed delivers an unreadable message instead.
    Unreadable,
    /// An audit compares the log with the event.
    Audit,
    /// The event's log is dropped as idle.
    Forget,
    /// The client is woken.
    Read,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        8 => Just(Step::Change),
        2 => Just(Step::Lose),
        3 => (0..6_u64).prop_map(Step::Repeat),
        1 => Just(Step::Reload),
        1 => Just(Step::Unreadable),
        1 => Just(Step::Audit),
        1 => Just(Step::Forget),
        8 => Just(Step::Read),
    ];
    proptest::collection::vec(step, 0..60)
}

proptest! {
    /// Invariant 7: the client gets each change in order or a fresh snapshot, and has everything in the end.
    #[test]
    fn a_client_never_misses_a_change_and_never_sees_one_twice(steps in steps()) {
        let now = Instant::now();
        let (mut truth, mut log) = (1_u64 << 32, Log::default());
        let mut position = at(truth);
        // A log is dropped only while it has no client. Its `breaks` restart at 0, and so do the clients'.
        for step in steps.into_iter().chain([Step::Read, Step::Audit, Step::Read]) {
            match step {
                Step::Change => {
                    truth += 1;
                    log.apply(&change(truth), now);
                }
                Step::Lose => truth += 1,
                Step::Repeat(age) => {
                    let old = truth.saturating_sub(age);
                    if old > (old >> 32) << 32 {
                        log.apply(&change(old), now);
                    }
                }
                Step::Reload => {
                    truth = ((truth >> 32) + 1) << 32;
                    log.apply(&reset(truth), now);
                }
                Step::Unreadable => {
                    truth += 1;
                    log.forget();
                }
                Step::Audit => {
                    log.begin_at(Version::new(truth));
                }
                Step::Forget => {
                    log = Log::default();
                    position.breaks = 0;
                }
                Step::Read => match log.since(position, usize::MAX) {
                    Since::Changes(frames) => {
                        for id in ids(&frames) {
                            prop_assert_eq!(id, position.version.get() + 1);
                            position.version = Version::new(id);
                        }
                    }
                    Since::Ahead => {}
                    Since::Lost => position = Position { version: Version::new(truth), breaks: log.breaks() },
                },
            }
            prop_assert!(position.version.get() <= truth);
        }
        prop_assert_eq!(position.version.get(), truth);
    }
}
