//! Frees the seats of due holds. A hold's expiry is only a stored time: screens show its seats as held until a script
//! frees them.

use std::time::Duration;

use futures::StreamExt;
use holdfast_domain::Partition;
use holdfast_runtime::periodic::{Periodic, Task};
use holdfast_stores::redis::SeatStore;
use tokio_util::sync::CancellationToken;

/// Interval of the sweeps. Screens may show a due hold for at most a second.
const INTERVAL: Duration = Duration::from_millis(600);
/// Limit of partitions that are swept concurrently.
const WIDTH: usize = 16;

/// Sweeps every partition until `stop`. Several workers may sweep concurrently, because a hold is freed only once.
pub async fn run(seats: SeatStore, stop: CancellationToken) {
    Periodic::new("the sweep of due holds", INTERVAL).run(stop, Sweep(seats)).await;
}

struct Sweep(SeatStore);

impl Task for Sweep {
    async fn run(&mut self) -> anyhow::Result<()> {
        let sweeps = futures::stream::iter(Partition::all()).map(|partition| self.0.expire_due(partition));
        // Sweep all partitions even if one fails: they may be on different nodes.
        let swept: Vec<_> = sweeps.buffer_unordered(WIDTH).collect().await;
        Ok(swept.into_iter().try_for_each(|swept| swept.map(drop))?)
    }
}
