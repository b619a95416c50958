//! The same requests at each size: what they take, and the memory of the parts.

use anyhow::{Context as _, ensure};

use crate::{
    api::{Answer, Buyer, Operator, OrderRequest, OrderStatus},
    http::Server,
    machine::resident_kilobytes,
    scenario::System,
    stats::Latencies,
};

const HOLD_SECONDS: u32 = 300;
/// Seats that the probe holds in turns, and then some that it sells.
const HOLDABLE: u32 = 50;
const READS: u32 = 50;
const PARTS: [&str; 5] = ["api", "worker", "redis", "mysql", "temporal"];

/// One client of everything that is measured.
pub(super) struct Probe {
    system: System,
    buyer: Buyer,
    operator: Operator,
}

/// Figures by name, in the order of the report.
pub(super) struct Measured(Vec<(String, f64, &'static str)>);

impl Measured {
    pub(super) fn names(&self) -> impl Iterator<Item = (&str, &'static str)> {
        self.0.iter().map(|(name, _, unit)| (name.as_str(), *unit))
    }

    /// The figure of this name; not a number if there is none.
    pub(super) fn value(&self, name: &str) -> f64 {
        self.0.iter().find(|(other, ..)| other == name).map_or(f64::NAN, |(_, value, _)| *value)
    }

    fn latencies(&mut self, name: &str, latencies: &Latencies) {
        let summary = latencies.summary();
        self.0.push((format!("{name} p50"), summary.p50, "ms"));
        self.0.push((format!("{name} p95"), summary.p95, "ms"));
    }
}

impl Probe {
    /// # Errors
    /// When the system's settings can't be used.
    pub(super) fn new(system: &System) -> anyhow::Result<Self> {
        let server: Server = system.server()?;
        Ok(Self { buyer: Buyer::new(&server), operator: system.operator()?, system: system.clone() })
    }

    /// Holds, orders and reads, one request at a time.
    ///
    /// # Errors
    /// When a request fails.
    pub(super) async fn measure(&mut self, event: u64, probes: u32) -> anyhow::Result<Measured> {
        let mut measured = Measured(Vec::new());
        let (mut holding, mut releasing) = (Latencies::default(), Latencies::default());
        for seat in (1..=HOLDABLE).cycle().take(probes as usize) {
            let hold = timed(&mut holding, self.buyer.hold(event, &[seat], HOLD_SECONDS).await).context("a hold")?;
            timed(&mut releasing, self.buyer.release(&hold).await).context("a release")?;
        }
        measured.latencies("hold", &holding);
        measured.latencies("release", &releasing);

        let mut ordered = Latencies::default();
        let mut last = None;
        for seat in HOLDABLE + 1..=HOLDABLE + (probes / 10).clamp(1, HOLDABLE) {
            let hold = self.buyer.hold(event, &[seat], HOLD_SECONDS).await.accepted().context("a hold for an order")?;
            let key = format!("{:032x}", rand::random::<u128>());
            let request = OrderRequest { hold: &hold, key: &key, payment_method: "sim_approve", wait: true };
            let order = timed(&mut ordered, self.buyer.order(request).await).context("an order")?;
            ensure!(order.status == OrderStatus::Confirmed, "order {} isn't CONFIRMED", order.order_id);
            last = Some(order.order_id);
        }
        measured.latencies("order", &ordered);

        let order = format!("/api/orders/{}", last.context("no order was placed")?);
        for (name, path) in [
            ("one order", order.as_str()),
            ("event", &format!("/api/events/{event}")),
            ("seat map", &format!("/api/events/{event}/seats")),
            ("events on sale", "/api/events?status=ON_SALE&limit=20"),
        ] {
            measured
                .latencies(name, &reads(async || self.buyer.read(path).await).await.with_context(|| path.to_owned())?);
        }
        for (name, path) in [
            ("newest orders", "/api/orders?limit=50".to_owned()),
            ("orders of the event", format!("/api/orders?limit=50&eventId={event}")),
            ("overview", "/api/admin/overview".to_owned()),
        ] {
            measured
                .latencies(name, &reads(async || self.operator.read(&path).await).await.with_context(|| path.clone())?);
        }
        if let Some(directory) = self.system.parts() {
            for part in PARTS {
                if let Some(kilobytes) = resident_kilobytes(directory, part) {
                    measured.0.push((format!("memory of {part}"), kilobytes as f64 / 1e3, "MB"));
                }
            }
        }
        Ok(measured)
    }
}

async fn reads(mut read: impl AsyncFnMut() -> Answer<()>) -> anyhow::Result<Latencies> {
    let mut latencies = Latencies::default();
    for _ in 0..READS {
        timed(&mut latencies, read().await)?;
    }
    Ok(latencies)
}

fn timed<T>(latencies: &mut Latencies, answer: Answer<T>) -> anyhow::Result<T> {
    latencies.record(answer.elapsed);
    Ok(answer.accepted()?)
}
