//! When a local step began, and how long it took.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// A workflow task. Its local steps are markers, which are all written at its end. A marker has two times:
///
/// - when the step was scheduled, by the worker's clock;
/// - when it ended, in workflow time: the workflow time at which it was scheduled, plus its duration.
///
/// Workflow time is the start of the task, and then the end of the last step that has ended.
pub(super) struct Task {
    pub(super) started: DateTime<Utc>,
    completed: DateTime<Utc>,
    /// The process that ran it.
    pub(super) identity: String,
    ended: Vec<EndedStep>,
}

struct EndedStep {
    /// By the worker's clock.
    at: DateTime<Utc>,
    workflow_time: DateTime<Utc>,
}

impl Task {
    pub(super) const fn started(at: DateTime<Utc>) -> Self {
        Self { started: at, completed: at, identity: String::new(), ended: Vec::new() }
    }

    pub(super) fn complete(&mut self, at: DateTime<Utc>, identity: &str) {
        self.completed = at.max(self.started);
        identity.clone_into(&mut self.identity);
    }

    /// The beginning of a local step, and its duration. The worker's clock may differ from Temporal's, so the beginning
    /// is shown within the task.
    pub(super) fn local_step(
        &mut self,
        scheduled: DateTime<Utc>,
        workflow_end: DateTime<Utc>,
    ) -> (DateTime<Utc>, Duration) {
        // Steps that were under way at the same time don't set each other's beginning.
        let before = self.ended.iter().filter(|step| step.at <= scheduled).map(|step| step.workflow_time);
        let workflow_begin = before.fold(self.started, DateTime::max);
        let took = (workflow_end - workflow_begin).max(chrono::TimeDelta::zero());
        self.ended.push(EndedStep { at: scheduled + took, workflow_time: workflow_end });
        (scheduled.clamp(self.started, self.completed), took.to_std().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(ms).unwrap()
    }

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn a_step_begins_in_workflow_time_when_the_one_before_has_ended() {
        let mut task = Task::started(at(1000));
        task.complete(at(1100), "worker");
        // Each is scheduled 5 ms later than workflow time says.
        assert_eq!(task.local_step(at(1005), at(1010)), (at(1005), ms(10)));
        assert_eq!(task.local_step(at(1020), at(1040)), (at(1020), ms(30)));
    }

    #[test]
    fn steps_that_run_at_the_same_time_begin_at_the_same_workflow_time() {
        let mut task = Task::started(at(1000));
        task.complete(at(1100), "worker");
        assert_eq!(task.local_step(at(1005), at(1010)).1, ms(10));
        assert_eq!(task.local_step(at(1006), at(1030)).1, ms(30));
    }

    #[test]
    fn a_worker_whose_clock_is_wrong_moves_no_step_out_of_its_task() {
        let mut task = Task::started(at(1000));
        task.complete(at(1100), "worker");
        assert_eq!(task.local_step(at(500), at(1010)), (at(1000), ms(10)));
        assert_eq!(task.local_step(at(9000), at(1015)), (at(1100), ms(5)));
    }
}
