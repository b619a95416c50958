//! Whether the parts that orders depend on respond.

use holdfast_runtime::readiness::{PROBE_TIMEOUT, responds};

use crate::OrderEngine;

/// Which parts respond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a part that responds or doesn't")]
pub struct Responding {
    /// Redis, which holds the live seats.
    pub redis: bool,
    /// MySQL, which holds the durable record.
    pub mysql: bool,
    /// Temporal, which runs the workflows.
    pub temporal: bool,
    /// Kafka, which carries the changes.
    pub kafka: bool,
}

impl Responding {
    /// Whether seats can be sold. Kafka isn't needed: changes wait in Redis, and outcomes in Temporal.
    #[must_use]
    pub const fn can_sell(self) -> bool {
        self.redis && self.mysql && self.temporal
    }
}

impl OrderEngine {
    /// Probes all parts at once, each for [`PROBE_TIMEOUT`] at most.
    pub async fn responding(&self) -> Responding {
        // On the heap: together they take 29 kB, which each caller's future would have to hold.
        let probes = Box::pin(async {
            tokio::join!(
                responds(self.seats.ping()),
                responds(self.database.ping()),
                responds(self.orders.ping()),
                responds(self.publisher.ping(PROBE_TIMEOUT)),
            )
        });
        let (redis, mysql, temporal, kafka) = probes.await;
        Responding { redis, mysql, temporal, kafka }
    }
}
