//! Frees due holds. Expiry is data: a seat changes on screens only when something looks at its hold.

use std::time::Duration;

use futures::StreamExt;
use holdfast_domain::Partition;
use holdfast_runtime::periodic::{Periodic, Task};
use holdfast_stores::redis::SeatStore;
use tokio_util::sync::CancellationToken;

/// Screens may show a due hold for a second.
const INTERVAL: Duration = Duration::from_millis(600);
/// Partitions that are swept at the same time.
const WIDTH: usize = 16;

/// Sweeps every partition until `stop`. Two workers may sweep at once: a hold ends once.
pub async fn run(seats: SeatStore, stop: CancellationToken) {
    Periodic::new("the sweep of due holds", INTERVAL).run(stop, Sweep(seats)).await;
}

struct Sweep(SeatStore);

impl Task for Sweep {
    async fn run(&mut self) -> anyhow::Result<()> {
        let sweeps = futures::stream::iter(Partition::all()).map(|partition| self.0.expire_due(partition));
        // All partitions, also after one has failed: they may be on different nodes.
        let swept: Vec<_> = sweeps.buffer_unordered(WIDTH).collect().await;
        Ok(swept.into_iter().try_for_each(|swept| swept.map(drop))?)
    }
}
