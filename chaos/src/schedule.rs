//! The schedule: which faults come when. A seed and a length always give the same one.

use std::fmt;

use crate::random::Random;

/// The parts that are killed and paused. `api2` and `worker2` are the second ones, which `infra/chaos` starts.
const PARTS: [&str; 9] = ["worker", "worker2", "api", "api2", "gateway", "temporal", "redis", "mysql", "kafka"];

/// A fault. Times are in ms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// SIGKILL to one or two parts at once; they start again after this time.
    Kill(Vec<&'static str>, u64),
    /// SIGSTOP, and SIGCONT after this time.
    Pause(&'static str, u64),
    /// FLUSHALL.
    Flush,
    /// Redis is killed, its data is deleted, and it starts after this time.
    Wipe(u64),
    /// Redis is killed, and a replica that misses the last writes takes its place. How long the replica has missed them.
    Failover(u64),
    /// MySQL refuses writes for this time.
    ReadOnly(u64),
    /// MySQL makes writes wait for this time.
    Lock(u64),
    /// The delay of each authorisation at the gateway, and how long the gateway has it.
    SlowGateway(u64, u64),
    /// Every connection to the part is cut.
    Cut(&'static str),
    /// Every api-server and worker is restarted, one after the other.
    Roll,
}

/// As `infra/chaos` reads it: the fault's name, and its arguments.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kill(parts, down) => write!(f, "kill {} {down}", parts.join("+")),
            Self::Pause(part, time) => write!(f, "pause {part} {time}"),
            Self::Flush => write!(f, "flush"),
            Self::Wipe(down) => write!(f, "wipe {down}"),
            Self::Failover(missed) => write!(f, "failover {missed}"),
            Self::ReadOnly(time) => write!(f, "readonly {time}"),
            Self::Lock(time) => write!(f, "lock {time}"),
            Self::SlowGateway(delay, time) => write!(f, "slow_gateway {delay} {time}"),
            Self::Cut(part) => write!(f, "cut {part}"),
            Self::Roll => write!(f, "roll"),
        }
    }
}

/// The faults of a run of `seconds`, each with its time in ms since the start of the run. The script injects one at a
/// time, so a fault may come later than its time.
#[must_use]
pub fn draw(seed: u64, seconds: u64) -> Vec<(u64, Fault)> {
    let mut random = Random::new(seed);
    let mut faults = Vec::new();
    let mut at = random.between(2_000, 4_000);
    while at < seconds * 1_000 {
        faults.push((at, fault(&mut random)));
        at += random.between(2_000, 9_000);
    }
    faults
}

fn fault(random: &mut Random) -> Fault {
    match random.between(0, 99) {
        0..30 => Fault::Kill(vec![random.pick(&PARTS)], random.between(0, 4_000)),
        30..42 => {
            let (first, second) = (random.pick(&PARTS), random.pick(&PARTS));
            let parts = if first == second { vec![first] } else { vec![first, second] };
            Fault::Kill(parts, random.between(0, 4_000))
        }
        42..60 => Fault::Pause(random.pick(&PARTS), random.between(500, 8_000)),
        60..64 => Fault::Flush,
        64..67 => Fault::Wipe(random.between(0, 2_000)),
        67..71 => Fault::Failover(random.between(200, 2_000)),
        71..75 => Fault::ReadOnly(random.between(500, 4_000)),
        75..82 => Fault::Lock(random.between(500, 6_000)),
        82..87 => Fault::SlowGateway(random.between(500, 4_000), random.between(2_000, 6_000)),
        87..96 => Fault::Cut(random.pick(&["redis", "mysql"])),
        _ => Fault::Roll,
    }
}
