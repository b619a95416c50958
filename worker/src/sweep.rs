//! Frees holds that are due. Expiry is data: nobody is told of it until somebody looks.

use std::time::Duration;

use futures::StreamExt;
use holdfast_activities::redis::SeatStore;
use holdfast_domain::Partition;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::outage::Outage;

/// Screens may show a due hold for a second.
const INTERVAL: Duration = Duration::from_millis(600);
/// Partitions that are swept at the same time.
const WIDTH: usize = 16;

/// Sweeps every partition until `stop`. Two workers that do so at once are harmless: a hold ends once.
pub async fn run(seats: SeatStore, stop: CancellationToken) {
    let mut outage = Outage::of("the sweep of due holds");
    let mut interval = tokio::time::interval(INTERVAL);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = interval.tick() => {}
            () = stop.cancelled() => return,
        }
        let sweeps = futures::stream::iter(Partition::all()).map(|partition| seats.expire_due(partition));
        let swept: Vec<_> = sweeps.buffer_unordered(WIDTH).collect().await;
        match swept.into_iter().find_map(Result::err) {
            None => outage.over(),
            Some(error) => {
                tokio::time::sleep(outage.goes_on(&error.into())).await;
            }
        }
    }
}
