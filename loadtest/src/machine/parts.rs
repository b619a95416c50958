//! CPU of each part of the stack, so that a report shows which part was the bottleneck.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use super::{TICK, machine_ticks, process};
use crate::timeline::CpuShare;

/// Name of this process in reports.
pub const DRIVER: &str = "load driver";
/// Name of everything else on the machine.
pub const OTHERS: &str = "other processes";

/// Measures the CPU of the parts between its samples. A part is a file `NAME.pid` with a pid and the start of its
/// process, as `infra/dev` keeps them; the files are read at each sample, since a part may be restarted.
#[derive(Debug)]
pub struct PartsMeter {
    directory: Option<PathBuf>,
    /// By name: the pid and its ticks.
    before: HashMap<String, (String, u64)>,
    at: Instant,
    machine: u64,
}

impl PartsMeter {
    /// Begins to measure. Without a directory, only the driver and everything else.
    #[must_use]
    pub fn start(directory: Option<&Path>) -> Self {
        let mut meter = Self {
            directory: directory.map(Path::to_path_buf),
            before: HashMap::new(),
            at: Instant::now(),
            machine: 0,
        };
        meter.sample();
        meter
    }

    /// CPU since the last sample, in percent of one core. A process that can't be read is left out, and its CPU counts
    /// as that of other processes.
    pub fn sample(&mut self) -> Vec<CpuShare> {
        let seconds = self.at.elapsed().as_secs_f64().max(1e-3);
        self.at = Instant::now();
        let percent = |ticks: u64| ticks as f64 * TICK.as_secs_f64() * 100.0 / seconds;

        let mut pids = self.directory.as_deref().map(pids).unwrap_or_default();
        pids.push((DRIVER.to_owned(), "self".to_owned()));
        let mut shares: Vec<CpuShare> = Vec::new();
        let mut ours = 0;
        for (name, pid) in pids {
            let Ok(now) = process(&pid) else { continue };
            let before = self.before.insert(name.clone(), (pid.clone(), now.ticks));
            // A process that has started since the last sample has used all its time since.
            let ticks =
                before.filter(|before| before.0 == pid).map_or(now.ticks, |before| now.ticks.saturating_sub(before.1));
            ours += ticks;
            shares.push((Arc::from(name), percent(ticks)));
        }
        let machine = machine_ticks().map_or(self.machine, |ticks| ticks.busy);
        let others = machine.saturating_sub(self.machine).saturating_sub(ours);
        self.machine = machine;
        shares.push((Arc::from(OTHERS), percent(others)));
        shares
    }
}

/// Resident memory of each part that is alive, in kB, by its name.
#[must_use]
pub fn resident_kilobytes_of_all(directory: &Path) -> BTreeMap<String, u64> {
    let parts = pids(directory).into_iter();
    parts.filter_map(|(name, pid)| Some((name, resident_kilobytes_of(&pid)?))).collect()
}

/// Resident memory of a part, in kB; `None` if it can't be read.
#[must_use]
pub fn resident_kilobytes(directory: &Path, part: &str) -> Option<u64> {
    resident_kilobytes_of(&pid(directory, part)?)
}

fn resident_kilobytes_of(pid: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// How long ago a part was started; `None` if it can't be read.
#[must_use]
pub fn age(directory: &Path, part: &str) -> Option<Duration> {
    let pid = pid(directory, part)?;
    let uptime: f64 = fs::read_to_string("/proc/uptime").ok()?.split_ascii_whitespace().next()?.parse().ok()?;
    let started = process(&pid).ok()?.started as f64 * TICK.as_secs_f64();
    Some(Duration::from_secs_f64((uptime - started).max(0.0)))
}

fn pid(directory: &Path, part: &str) -> Option<String> {
    pids(directory).into_iter().find_map(|(name, pid)| (name == part).then_some(pid))
}

/// The parts whose process is alive: name and pid.
fn pids(directory: &Path) -> Vec<(String, String)> {
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    let part = |path: PathBuf| {
        let name = path.file_name()?.to_str()?.strip_suffix(".pid")?.to_owned();
        let text = fs::read_to_string(&path).ok()?;
        let (pid, started) = text.trim().split_once(' ')?;
        let is_alive = process(pid).ok()?.started.to_string() == started;
        is_alive.then(|| (name, pid.to_owned()))
    };
    entries.flatten().filter_map(|entry| part(entry.path())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_measured_by_its_pid_file_and_a_pid_that_was_reused_is_not() {
        let directory = std::env::temp_dir().join(format!("holdfast-parts-{:x}", rand::random::<u64>()));
        fs::create_dir(&directory).unwrap();
        let own = std::process::id();
        let started = process("self").unwrap().started;
        fs::write(directory.join("api.pid"), format!("{own} {started}\n")).unwrap();
        fs::write(directory.join("worker.pid"), format!("{own} {}\n", started + 1)).unwrap();
        fs::write(directory.join("supervisord.pid"), "1\n").unwrap();

        let mut meter = PartsMeter::start(Some(&directory));
        let begun = Instant::now();
        while begun.elapsed().as_millis() < 60 {
            std::hint::spin_loop();
        }
        let shares = meter.sample();
        let share = |name: &str| shares.iter().find(|share| &*share.0 == name).map(|share| share.1);
        assert!(share("api").is_some_and(|percent| percent > 10.0), "{shares:?}");
        assert_eq!((share("worker"), share("supervisord")), (None, None));
        assert!(share(DRIVER).is_some() && share(OTHERS).is_some(), "{shares:?}");
        fs::remove_dir_all(&directory).unwrap();
    }
}
