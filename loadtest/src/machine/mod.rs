//! CPU time of the driver and of the whole machine, from `/proc`.

mod parts;

use std::{
    fs, io,
    time::{Duration, Instant},
};

pub use parts::{DRIVER, OTHERS, PartsMeter, age, resident_kilobytes, resident_kilobytes_of_all};

/// Unit of CPU time in `/proc`: a hundredth of a second on Linux.
const TICK: Duration = Duration::from_millis(10);

/// CPU usage over a span of time.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// Length of the span.
    pub elapsed: Duration,
    /// CPU time of this process, as a percentage of one core.
    pub driver_percent: f64,
    /// CPU time of all processes, as a percentage of all cores.
    pub machine_percent: f64,
}

impl Usage {
    /// `count` per second of the span.
    #[must_use]
    pub fn per_second(&self, count: u64) -> f64 {
        count as f64 / self.elapsed.as_secs_f64()
    }

    /// The usage over both spans together.
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

/// Measures CPU usage from its creation on.
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
    /// Begins a span.
    ///
    /// # Errors
    /// When `/proc` can't be read.
    pub fn start() -> io::Result<Self> {
        Ok(Self { begun: Instant::now(), driver_ticks: driver_ticks()?, machine: machine_ticks()? })
    }

    /// Ends the span; returns its usage.
    ///
    /// # Errors
    /// When `/proc` can't be read.
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

/// Waits until the servers have finished the work of the last round and the machine is idle, 6 s at most. Returns how
/// busy the machine still is, in percent. Much above 15 means that something else uses it: the figures say less then.
///
/// # Errors
/// When `/proc` can't be read.
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
    process("self").map(|process| process.ticks)
}

/// One process, from its `stat` in `/proc`.
#[derive(Debug, Clone, Copy)]
struct Process {
    /// User and system time.
    ticks: u64,
    /// Ticks from the machine's boot to the start of the process. Tells it from a later one with its pid.
    started: u64,
}

fn process(pid: &str) -> io::Result<Process> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The second field is the program's name in brackets, which may contain spaces.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_ascii_whitespace().collect();
    let number = |index: usize| fields.get(index).and_then(|field| field.parse::<u64>().ok()).unwrap_or_default();
    Ok(Process { ticks: number(11) + number(12), started: number(19) })
}

/// The machine, in words: cores, memory, processor, kernel.
#[must_use]
pub fn description() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = read("/proc/meminfo")
        .split_ascii_whitespace()
        .nth(1)
        .and_then(|kilobytes| kilobytes.parse::<f64>().ok())
        .map_or(0.0, |kilobytes| kilobytes / f64::from(1 << 20));
    let cpuinfo = read("/proc/cpuinfo");
    let processor = cpuinfo
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or("unknown processor", |(_, name)| name.trim());
    let kernel = read("/proc/sys/kernel/osrelease");
    format!("{cores} cores, {memory:.0} GiB, {processor}, Linux {}", kernel.trim())
}

fn machine_ticks() -> io::Result<Ticks> {
    const IDLE_AND_IOWAIT: std::ops::RangeInclusive<usize> = 3..=4;
    let stat = fs::read_to_string("/proc/stat")?;
    let line = stat.lines().next().unwrap_or_default();
    // The last two fields, guest time, are already counted in the first two.
    let ticks: Vec<u64> =
        line.split_ascii_whitespace().skip(1).take(8).filter_map(|ticks| ticks.parse().ok()).collect();
    let idle: u64 = ticks.get(IDLE_AND_IOWAIT).into_iter().flatten().sum();
    let all = ticks.iter().sum::<u64>();
    Ok(Ticks { busy: all - idle, all })
}
