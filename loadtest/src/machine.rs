//! What the load costs: the driver's own CPU, and how busy the machine is.

use std::{
    fs, io,
    time::{Duration, Instant},
};

/// Linux counts CPU time in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// Over some span of time.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// Its length.
    pub elapsed: Duration,
    /// CPU time of this process, as a percentage of one core.
    pub driver_percent: f64,
    /// CPU time of everything on this machine, as a percentage of all cores.
    pub machine_percent: f64,
}

impl Usage {
    /// This many things in that time.
    #[must_use]
    pub fn per_second(&self, count: u64) -> f64 {
        count as f64 / self.elapsed.as_secs_f64()
    }

    /// Both spans, one after the other.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let elapsed = self.elapsed + other.elapsed;
        let share = self.elapsed.as_secs_f64() / elapsed.as_secs_f64();
        let mean = |mine: f64, others: f64| mine * share + others * (1.0 - share);
        Self {
            elapsed,
            driver_percent: mean(self.driver_percent, other.driver_percent),
            machine_percent: mean(self.machine_percent, other.machine_percent),
        }
    }
}

/// Measures a span of time from its creation.
#[derive(Debug, Clone, Copy)]
pub struct Meter {
    begun: Instant,
    driver_ticks: u64,
    machine: Ticks,
}

#[derive(Debug, Clone, Copy)]
struct Ticks {
    busy: u64,
    all: u64,
}

impl Meter {
    /// Begins to measure.
    ///
    /// # Errors
    /// Where `/proc` can't be read.
    pub fn start() -> io::Result<Self> {
        Ok(Self { begun: Instant::now(), driver_ticks: driver_ticks()?, machine: machine_ticks()? })
    }

    /// What was used since.
    ///
    /// # Errors
    /// Where `/proc` can't be read.
    pub fn stop(self) -> io::Result<Usage> {
        let elapsed = self.begun.elapsed();
        let driver = driver_ticks()?.saturating_sub(self.driver_ticks) as f64 * TICK.as_secs_f64();
        let machine = machine_ticks()?;
        let busy = machine.busy.saturating_sub(self.machine.busy) as f64;
        let all = machine.all.saturating_sub(self.machine.all).max(1) as f64;
        Ok(Usage {
            elapsed,
            driver_percent: driver * 100.0 / elapsed.as_secs_f64(),
            machine_percent: busy * 100.0 / all,
        })
    }
}

/// Waits until what the last round left behind has been worked off, some seconds at most. Answers how busy the machine
/// still was, in percent: much more than nothing means that somebody else uses it, and that the figures say less.
///
/// # Errors
/// Where `/proc` can't be read.
pub async fn settle() -> io::Result<f64> {
    const LOOK: Duration = Duration::from_millis(250);
    const LOOKS: u32 = 24;
    const IDLE_PERCENT: f64 = 15.0;
    let mut busy = 100.0;
    for _ in 0..LOOKS {
        let meter = Meter::start()?;
        tokio::time::sleep(LOOK).await;
        busy = meter.stop()?.machine_percent;
        if busy < IDLE_PERCENT {
            break;
        }
    }
    Ok(busy)
}

/// User and system time of this process.
fn driver_ticks() -> io::Result<u64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The second field is the program's name in brackets, and may hold anything.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_ascii_whitespace();
    Ok(fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum())
}

fn machine_ticks() -> io::Result<Ticks> {
    const IDLE_AND_IOWAIT: std::ops::RangeInclusive<usize> = 3..=4;
    let stat = fs::read_to_string("/proc/stat")?;
    let line = stat.lines().next().unwrap_or_default();
    // The last two, guest time, are counted in the first two already.
    let ticks: Vec<u64> =
        line.split_ascii_whitespace().skip(1).take(8).filter_map(|ticks| ticks.parse().ok()).collect();
    let idle: u64 = ticks.get(IDLE_AND_IOWAIT).into_iter().flatten().sum();
    let all = ticks.iter().sum::<u64>();
    Ok(Ticks { busy: all - idle, all })
}
