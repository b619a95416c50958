//! Visitors who come when they are due, whether or not the system keeps up.
//!
//! A closed loop waits for each response before it sends the next request, so a system that stalls is asked less, and
//! the stall counts as one slow request. Real visitors don't wait for each other.

use std::{future::Future, str::FromStr, time::Duration};

use tokio::{task::JoinSet, time::Instant};

use crate::timeline::Recorder;

/// A span in which the rate of arrivals changes evenly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stage {
    /// Its length.
    pub seconds: f64,
    /// Arrivals per second at its start.
    pub from: f64,
    /// Arrivals per second at its end.
    pub to: f64,
}

/// How the rate of arrivals changes over a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Shape {
    /// The same rate throughout
    Steady,
    /// From nothing to the rate, evenly
    Ramp,
    /// A tenth of the rate; the full rate at once, for a fifth of the time, in the middle; a tenth again
    Spike,
}

impl Shape {
    /// The stages of a run of this length, with `rate` at its peak.
    #[must_use]
    pub fn stages(self, rate: f64, seconds: f64) -> Vec<Stage> {
        const CALM: f64 = 0.1;
        let flat = |share: f64, rate: f64| Stage { seconds: seconds * share, from: rate, to: rate };
        match self {
            Self::Steady => vec![flat(1.0, rate)],
            Self::Ramp => vec![Stage { seconds, from: 0.0, to: rate }],
            Self::Spike => vec![flat(0.4, rate * CALM), flat(0.2, rate), flat(0.4, rate * CALM)],
        }
    }
}

/// Stages as on the command line: `10:50,30:200` rises to 50/s within 10 s, then to 200/s within 30 s. It begins at
/// 0/s, and a stage of 0 s is a jump.
#[derive(Debug, Clone, PartialEq)]
pub struct Stages(pub Vec<Stage>);

impl FromStr for Stages {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut from = 0.0;
        let mut stages = Vec::new();
        for one in text.split(',') {
            let number = |text: &str| {
                text.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0 && *number <= 1e5)
            };
            let both = one.split_once(':').and_then(|(seconds, rate)| Some((number(seconds)?, number(rate)?)));
            let (seconds, to) = both.ok_or_else(|| format!("{one:?} isn't SECONDS:RATE, as in 30:200"))?;
            stages.push(Stage { seconds, from, to });
            from = to;
        }
        Ok(Self(stages))
    }
}

/// The due times of a run, since its start: the n-th visitor is due when the rate's integral reaches n.
#[derive(Debug, Clone)]
pub struct Schedule {
    stages: Vec<Stage>,
}

impl Schedule {
    /// A schedule of these stages, one after the other.
    #[must_use]
    pub const fn new(stages: Vec<Stage>) -> Self {
        Self { stages }
    }

    /// Length of the run.
    #[must_use]
    pub fn length(&self) -> Duration {
        Duration::from_secs_f64(self.stages.iter().map(|stage| stage.seconds).sum())
    }

    /// Number of arrivals.
    #[must_use]
    pub fn arrivals(&self) -> f64 {
        self.stages.iter().map(Stage::arrivals).sum()
    }

    /// Due times in order.
    pub fn starts(&self) -> impl Iterator<Item = Duration> + '_ {
        let (mut seconds_before, mut arrivals_before) = (0.0, 0.0);
        let mut number = 0_u32;
        self.stages.iter().flat_map(move |stage| {
            let mut due = Vec::new();
            // A tolerance for rounding: a visitor who is due at the very end belongs to the next stage.
            while f64::from(number) < arrivals_before + stage.arrivals() - 1e-6 {
                due.push(Duration::from_secs_f64(seconds_before + stage.reaches(f64::from(number) - arrivals_before)));
                number += 1;
            }
            seconds_before += stage.seconds;
            arrivals_before += stage.arrivals();
            due
        })
    }
}

impl Stage {
    fn arrivals(&self) -> f64 {
        f64::midpoint(self.from, self.to) * self.seconds
    }

    /// Seconds until `count` visitors have been due: the root of from·t + (to − from)/(2·seconds)·t² = count, in the
    /// form that is exact for a constant rate too.
    fn reaches(&self, count: f64) -> f64 {
        if count <= 0.0 {
            return 0.0;
        }
        let growth = (self.to - self.from) / self.seconds;
        2.0 * count / (self.from + (2.0f64.mul_add(growth * count, self.from * self.from)).max(0.0).sqrt())
    }
}

/// The result of a schedule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Driven {
    /// Visitors who came.
    pub started: u64,
    /// Visitors who didn't come, since as many as the driver manages were there. The load was lower than asked for.
    pub dropped: u64,
    /// The longest that a visitor came after the due time. It is part of the visitor's first latency.
    pub latest: Duration,
}

/// Starts a visit at each due time, and waits for the last one to end. `visit` is given the due time.
///
/// # Errors
/// When a visit panics.
pub async fn drive<F: Future<Output = ()> + Send + 'static>(
    schedule: &Schedule,
    most_at_once: usize,
    recorder: &Recorder,
    mut visit: impl FnMut(std::time::Instant) -> F,
) -> anyhow::Result<Driven> {
    let begun = Instant::now();
    let mut driven = Driven::default();
    let mut visits = JoinSet::new();
    for start in schedule.starts() {
        let due = begun + start;
        tokio::time::sleep_until(due).await;
        driven.latest = driven.latest.max(due.elapsed());
        while let Some(ended) = visits.try_join_next() {
            ended?;
        }
        if visits.len() >= most_at_once {
            driven.dropped += 1;
            continue;
        }
        driven.started += 1;
        recorder.came(due.into_std());
        let (visit, recorder) = (visit(due.into_std()), recorder.clone());
        visits.spawn(async move {
            visit.await;
            recorder.went();
        });
        // A driver that is late has no sleep in which the visits get on.
        tokio::task::yield_now().await;
    }
    while let Some(ended) = visits.join_next().await {
        ended?;
    }
    Ok(driven)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{api::Answer, timeline::Operation};

    fn seconds(schedule: &Schedule) -> Vec<f64> {
        schedule.starts().map(|start| (start.as_secs_f64() * 1e4).round() / 1e4).collect()
    }

    #[test]
    fn a_steady_rate_is_evenly_spaced() {
        let schedule = Schedule::new(Shape::Steady.stages(4.0, 1.5));
        assert_eq!(seconds(&schedule), [0.0, 0.25, 0.5, 0.75, 1.0, 1.25]);
        assert_eq!(schedule.length(), Duration::from_millis(1500));
    }

    #[test]
    fn a_ramp_comes_ever_faster_and_its_integral_is_the_number_of_arrivals() {
        let schedule = Schedule::new(Shape::Ramp.stages(8.0, 4.0));
        let starts = seconds(&schedule);
        assert_eq!(starts.len(), 16);
        // The rate is 2·t, so t² visitors have been due after t seconds.
        assert_eq!((starts[0], starts[1], starts[4], starts[9]), (0.0, 1.0, 2.0, 3.0));
        assert!(starts.windows(3).skip(1).all(|three| three[2] - three[1] <= three[1] - three[0]));
    }

    #[test]
    fn a_spike_has_its_full_rate_in_the_middle_only() {
        let schedule = Schedule::new(Shape::Spike.stages(100.0, 10.0));
        let starts = seconds(&schedule);
        let within = |from: f64, to: f64| starts.iter().filter(|start| (from..to).contains(*start)).count();
        assert_eq!((within(0.0, 4.0), within(4.0, 6.0), within(6.0, 10.0)), (40, 200, 40));
    }

    #[test]
    fn stages_follow_each_other_down_too_and_a_malformed_one_is_named() {
        let Stages(stages) = "2:4,0:8,1:8,2:0".parse().unwrap();
        let schedule = Schedule::new(stages);
        assert!((schedule.arrivals() - 20.0).abs() < f64::EPSILON);
        let starts = seconds(&schedule);
        assert_eq!(starts.len(), 20);
        assert_eq!(starts[4..12], [2.0, 2.125, 2.25, 2.375, 2.5, 2.625, 2.75, 2.875]);
        assert!(starts.is_sorted() && starts[19] < 5.0);
        for malformed in ["", "10", "10:", "10:x", "10:5,", "-1:5", "1:inf"] {
            let error = malformed.parse::<Stages>().unwrap_err();
            assert!(error.contains("isn't SECONDS:RATE"), "{malformed}: {error}");
        }
    }

    /// A server with one place: its first request stalls for 300 ms, the others take no time.
    #[tokio::test]
    async fn a_stalled_request_delays_every_later_one_from_its_due_time() {
        let recorder = Recorder::default();
        let server = Arc::new(tokio::sync::Mutex::new(true));
        let schedule = Schedule::new(Shape::Steady.stages(100.0, 0.3));
        let visit = |due| {
            let (server, recorder) = (Arc::clone(&server), recorder.clone());
            async move {
                let mut stalls = server.lock().await;
                if std::mem::take(&mut *stalls) {
                    tokio::time::sleep(Duration::from_millis(300)).await;
                }
                recorder.record(Operation::Hold, due, &Answer { elapsed: Duration::ZERO, outcome: Ok((201, ())) });
            }
        };
        let driven = drive(&schedule, 1000, &recorder, visit).await.unwrap();
        assert_eq!((driven.started, driven.dropped), (30, 0));
        let hold = recorder.view().operation("hold").unwrap().clone();
        // Due every 10 ms and all done at 300 ms: the median waited for half of the stall.
        assert!((130.0..600.0).contains(&hold.p50), "{hold:?}");
        assert!(hold.max >= 300.0, "{hold:?}");
    }

    /// The stall is in the driver itself: no task runs, and no request is sent at its due time.
    #[tokio::test]
    async fn visitors_who_come_late_since_the_driver_stalled_are_timed_from_their_due_time() {
        let recorder = Recorder::default();
        let schedule = Schedule::new(Shape::Steady.stages(100.0, 0.3));
        let mut first = true;
        let visit = |due| {
            if std::mem::take(&mut first) {
                let begun = Instant::now();
                while begun.elapsed() < Duration::from_millis(300) {
                    std::hint::spin_loop();
                }
            }
            let recorder = recorder.clone();
            async move {
                recorder.record(Operation::Hold, due, &Answer { elapsed: Duration::ZERO, outcome: Ok((201, ())) });
            }
        };
        let driven = drive(&schedule, 1000, &recorder, visit).await.unwrap();
        assert!(driven.latest >= Duration::from_millis(250), "{driven:?}");
        let hold = recorder.view().operation("hold").unwrap().clone();
        assert!(hold.p50 >= 130.0, "{hold:?}");
    }

    #[tokio::test]
    async fn visitors_beyond_the_limit_are_counted_as_dropped() {
        let recorder = Recorder::default();
        let schedule = Schedule::new(Shape::Steady.stages(1000.0, 0.05));
        let visit = |_| tokio::time::sleep(Duration::from_millis(200));
        let driven = drive(&schedule, 10, &recorder, visit).await.unwrap();
        assert_eq!((driven.started, driven.dropped), (10, 40));
    }
}
