//! Samples the CPU of the parts each second of a run, and prints its progress.

use std::{
    io::{self, IsTerminal as _, Write as _},
    path::Path,
    time::Duration,
};

use tokio::task::JoinHandle;

use crate::{machine::PartsMeter, timeline::Recorder};

/// Between two lines where they can't be overwritten, as in a log.
const SECONDS_BETWEEN_LINES: u64 = 5;

/// Samples until [`Self::end`], or until it is dropped.
#[derive(Debug)]
pub struct Watch {
    task: JoinHandle<()>,
}

impl Watch {
    /// Watches a run until [`Self::end`]. Only the visitors of an open loop have a rate of arrivals.
    #[must_use]
    pub fn begin(recorder: &Recorder, parts: Option<&Path>, is_open: bool) -> Self {
        let (recorder, mut meter) = (recorder.clone(), PartsMeter::start(parts));
        let task = tokio::spawn(async move {
            let mut ticks = tokio::time::interval(Duration::from_secs(1));
            ticks.tick().await;
            loop {
                ticks.tick().await;
                recorder.cpu(&meter.sample());
                // A closed stderr is no reason to end the run.
                tell(&recorder, is_open).ok();
            }
        });
        Self { task }
    }

    /// The run is over.
    pub fn end(self) {
        self.task.abort();
        if io::stderr().is_terminal() {
            writeln!(io::stderr()).ok();
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn tell(recorder: &Recorder, is_open: bool) -> io::Result<()> {
    let now = recorder.progress();
    let mut out = io::stderr().lock();
    let is_terminal = out.is_terminal();
    if !is_terminal && !now.seconds.is_multiple_of(SECONDS_BETWEEN_LINES) {
        return Ok(());
    }
    let (start, end) = if is_terminal { ("\r\x1b[K", "") } else { ("", "\n") };
    let arrivals = if is_open { format!("  {:>5} arrivals/s", now.due) } else { String::new() };
    write!(
        out,
        "{start}  {:>4} s  {:>5} visitors{arrivals}  {:>6} responses/s  p95 {:>6.0} ms  {:>5} purchases  {} errors{end}",
        now.seconds, now.visitors, now.answered, now.p95, now.purchases, now.errors
    )?;
    out.flush()
}
