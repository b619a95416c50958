//! Drives periodic tasks: a fixed interval, backoff after an error, and an immediate end when the process stops.

use std::time::{Duration, Instant};

use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

/// The pause after the first error; each further one is twice as long, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// The longest pause between attempts, and so the delay until a recovered dependency is used again.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// `holdfast_tasks_failing`: how many tasks of this name have failed and not succeeded since.
const FAILING_METRIC: &str = "holdfast_tasks_failing";

/// Tracks the outage of one task: logs its start and its end, but not each failed run in between, and backs off. Counts
/// as failing in the metrics until its end or until it is dropped.
#[derive(Debug)]
pub struct Outage {
    task: &'static str,
    since: Option<Instant>,
    pause: Duration,
}

impl Outage {
    /// Creates the tracker. `task` names the task in log messages, as in "the sweep of due holds".
    #[must_use]
    pub fn of(task: &'static str) -> Self {
        let outage = Self { task, since: None, pause: FIRST_PAUSE };
        outage.failing().increment(0);
        outage
    }

    /// Records a successful run.
    pub fn end(&mut self) {
        if let Some(since) = self.since.take() {
            self.failing().decrement(1);
            tracing::info!(seconds = since.elapsed().as_secs(), "{} works again", self.task);
        }
        self.pause = FIRST_PAUSE;
    }

    /// Records a failed run. Returns the pause before the next one.
    pub fn failed(&mut self, error: &anyhow::Error) -> Duration {
        if self.since.is_none() {
            self.since = Some(Instant::now());
            self.failing().increment(1);
            tracing::warn!(error = format!("{error:#}"), "{} failed; retrying", self.task);
        }
        let pause = self.pause;
        self.pause = (pause * 2).min(LONGEST_PAUSE);
        pause
    }

    /// A gauge of all tasks of this name: each partition's relay is one.
    fn failing(&self) -> metrics::Gauge {
        metrics::gauge!(FAILING_METRIC, "task" => self.task)
    }
}

impl Drop for Outage {
    fn drop(&mut self) {
        if self.since.is_some() {
            self.failing().decrement(1);
        }
    }
}

/// The task of a [`Periodic`]. A run must be cancel-safe, because it is dropped when the process stops.
pub trait Task: Send {
    /// Runs the task once.
    fn run(&mut self) -> impl Future<Output = anyhow::Result<()>> + Send;
}

/// Runs a task at an interval, or until it succeeds.
#[derive(Debug)]
pub struct Periodic {
    interval: Duration,
    outage: Outage,
}

impl Periodic {
    /// Creates the driver. `task` names the task in log messages.
    #[must_use]
    pub fn new(task: &'static str, interval: Duration) -> Self {
        Self { interval, outage: Outage::of(task) }
    }

    /// Runs the task at once and then at each interval, until `stop`. After a failed run it backs off.
    pub async fn run(mut self, stop: CancellationToken, mut task: impl Task) {
        let mut interval = tokio::time::interval(self.interval);
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let forever = async {
            loop {
                interval.tick().await;
                // After a late run the tick is ready at once, and the stop would be noticed only after another run.
                if stop.is_cancelled() {
                    return;
                }
                match task.run().await {
                    Ok(()) => self.outage.end(),
                    Err(error) => tokio::time::sleep(self.outage.failed(&error)).await,
                }
            }
        };
        stop.run_until_cancelled(forever).await;
    }

    /// Runs the task until it succeeds once, or until `stop`. Backs off after a failed run; the interval has no effect.
    pub async fn until_done(mut self, stop: CancellationToken, mut task: impl AsyncFnMut() -> anyhow::Result<()>) {
        let done = async {
            while let Err(error) = task().await {
                tokio::time::sleep(self.outage.failed(&error)).await;
            }
            self.outage.end();
        };
        stop.run_until_cancelled(done).await;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use anyhow::anyhow;
    use metrics_exporter_prometheus::PrometheusBuilder;

    use super::*;

    /// Fails twice, then succeeds; stops the process in its fourth run.
    struct FailsTwice<'a> {
        runs: &'a mut u32,
        stop: CancellationToken,
    }

    impl Task for FailsTwice<'_> {
        async fn run(&mut self) -> anyhow::Result<()> {
            *self.runs += 1;
            if *self.runs == 4 {
                self.stop.cancel();
            }
            if *self.runs < 3 { Err(anyhow!("away")) } else { Ok(()) }
        }
    }

    struct Hangs;

    impl Task for Hangs {
        async fn run(&mut self) -> anyhow::Result<()> {
            std::future::pending().await
        }
    }

    #[tokio::test]
    async fn a_task_continues_after_errors_and_ends_at_stop() {
        let (stop, mut runs) = (CancellationToken::new(), 0);
        let task = FailsTwice { runs: &mut runs, stop: stop.clone() };
        Periodic::new("a task", Duration::from_millis(1)).run(stop, task).await;
        assert_eq!(runs, 4);
    }

    #[tokio::test]
    async fn a_task_that_hangs_ends_at_stop() {
        let stop = CancellationToken::new();
        let running = tokio::spawn(Periodic::new("a task", Duration::from_millis(1)).run(stop.clone(), Hangs));
        tokio::task::yield_now().await;
        stop.cancel();
        running.await.unwrap();
    }

    #[tokio::test]
    async fn a_task_that_must_be_done_once_is_tried_until_it_succeeds() {
        let (stop, runs) = (CancellationToken::new(), Cell::new(0));
        let task = async || {
            runs.set(runs.get() + 1);
            if runs.get() < 3 { Err(anyhow!("away")) } else { Ok(()) }
        };
        Periodic::new("a task", Duration::from_mins(1)).until_done(stop, task).await;
        assert_eq!(runs.get(), 3);
    }

    #[test]
    fn tasks_of_one_name_are_counted_while_they_fail() {
        let recorder = PrometheusBuilder::new().build_recorder();
        let failing = || recorder.handle().render().trim_end().rsplit('\n').next().unwrap_or_default().to_owned();
        metrics::with_local_recorder(&recorder, || {
            let (mut one, mut other) = (Outage::of("a task"), Outage::of("a task"));
            one.failed(&anyhow!("away"));
            one.failed(&anyhow!("away"));
            other.failed(&anyhow!("away"));
            assert_eq!(failing(), r#"holdfast_tasks_failing{task="a task"} 2"#);
            one.end();
            one.end();
            assert_eq!(failing(), r#"holdfast_tasks_failing{task="a task"} 1"#);
            drop(other);
            assert_eq!(failing(), r#"holdfast_tasks_failing{task="a task"} 0"#);
        });
    }

    #[test]
    fn pauses_grow_up_to_their_limit_and_start_over_after_a_success() {
        let mut outage = Outage::of("a task");
        let mut pauses = || outage.failed(&anyhow!("away")).as_millis();
        let grown: Vec<_> = (0..6).map(|_| pauses()).collect();
        assert_eq!(grown, [100, 200, 400, 800, 1600, 2000]);
        outage.end();
        assert_eq!(outage.failed(&anyhow!("away")), FIRST_PAUSE);
    }
}
