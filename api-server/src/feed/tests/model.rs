//! The feed against whatever may befall it on its way.

use std::time::Instant;

use holdfast_domain::Version;
use proptest::prelude::*;

use super::{
    super::log::{Log, Position, Since},
    at, change, ids, reset,
};

/// What may happen between a change in Redis and a client.
#[derive(Debug, Clone)]
enum Step {
    /// The event changes, and the feed brings it.
    Change,
    /// The event changes, and the feed loses it.
    Lose,
    /// The feed brings something once more that is so many changes old.
    Repeat(u64),
    /// The event is loaded anew.
    Reload,
    /// The feed brings something that can't be read in place of a change.
    Unreadable,
    /// An audit.
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
    /// Invariant 7: each change reaches the client in order, or it gets a fresh snapshot; and in the end it knows all.
    #[test]
    fn a_client_never_misses_a_change_and_never_sees_one_twice(steps in steps()) {
        let now = Instant::now();
        let (mut truth, mut log) = (1_u64 << 32, Log::default());
        let mut position = at(truth);
        // A log is only dropped while no client has it; `breaks` starts anew with it, and so does every client.
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
