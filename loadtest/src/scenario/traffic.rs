//! An open loop: visitors come at a rate, whether or not the system keeps up.

use std::time::Duration;

use anyhow::ensure;
use clap::Args;

use super::{
    Quiet, Rounds, System, doubt,
    mix::{Baskets, Mix},
    rush_audit::{self, Audit},
    rush_record::Seen,
    visitor::{Habits, Visitors},
    wanted::Wanted,
};
use crate::{
    machine::Meter,
    open_loop::{self, Driven, Schedule, Shape, Stages},
    report::{Bound, Report},
    timeline::{Recorder, TimelineView},
    watch::Watch,
};

const MOST_P95_MS: f64 = 300.0;
const MOST_ERROR_PERCENT: f64 = 0.5;
/// A driver that comes this late measures itself.
const MOST_LATE: Duration = Duration::from_millis(100);

/// Visitors come at a rate, whether or not the system keeps up; latencies count from when a request was due
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Visitors per second, at the peak of the shape
    #[arg(long, default_value_t = 100.0)]
    pub rate: f64,
    /// How the rate changes over the run
    #[arg(long, value_enum, default_value_t = Shape::Steady)]
    pub shape: Shape,
    /// Instead of rate, shape and seconds: SECONDS:RATE,… as in 10:50,30:200
    #[arg(long, conflicts_with_all = ["rate", "shape", "seconds"])]
    pub stages: Option<Stages>,
    /// Seconds in which visitors come
    #[arg(long, default_value_t = 30)]
    pub seconds: u32,
    /// What they come for: browse, watch, hold, extend, release, order (or buy), cancel; each with its weight
    #[arg(long, default_value = "browse=60,watch=5,hold=3,extend=3,release=4,order=23,cancel=2")]
    pub mix: Mix,
    /// Seats of the event
    #[arg(long, default_value_t = 20_000)]
    pub seats: u32,
    /// Seats that a buyer wants, from 1 to 8: a number or a range
    #[arg(long, default_value = "1-4")]
    pub baskets: Baskets,
    /// How hot the first seats are: 0 for all equally, 1 for half of the buyers in the first √seats
    #[arg(long, default_value_t = 0.5)]
    pub zipf: f64,
    /// How many of 100 buyers are impatient and leave
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(0..=100))]
    pub impatient: u32,
    /// How long an impatient buyer waits for a response, and for the end of an order, in milliseconds
    #[arg(long, default_value_t = 3000)]
    pub patience_ms: u64,
    /// Mean pause of a visitor between two steps, in milliseconds
    #[arg(long, default_value_t = 500)]
    pub think_ms: u64,
    /// Seconds for which a visitor watches the stream
    #[arg(long, default_value_t = 10)]
    pub watch_seconds: u64,
    /// Visitors at once that the driver manages; those beyond don't come, and are counted
    #[arg(long, default_value_t = 10_000)]
    pub most_at_once: usize,
}

impl Options {
    fn schedule(&self) -> Schedule {
        let stages = self
            .stages
            .clone()
            .map_or_else(|| self.shape.stages(self.rate, f64::from(self.seconds)), |Stages(stages)| stages);
        Schedule::new(stages)
    }

    fn title(&self) -> String {
        match (&self.stages, self.shape) {
            (Some(_), _) => format!("traffic, in stages, {:.0} s", self.schedule().length().as_secs_f64()),
            (None, Shape::Steady) => format!("traffic, {}/s for {} s", self.rate, self.seconds),
            (None, Shape::Ramp) => format!("traffic, a ramp to {}/s within {} s", self.rate, self.seconds),
            (None, Shape::Spike) => format!("traffic, a spike of {}/s within {} s", self.rate, self.seconds),
        }
    }

    fn habits(&self) -> Habits {
        Habits {
            mix: self.mix.clone(),
            think: Duration::from_millis(self.think_ms),
            impatient_percent: self.impatient,
            patience: Duration::from_millis(self.patience_ms),
            watching: Duration::from_secs(self.watch_seconds),
        }
    }
}

/// A sale to visitors who came at a rate, and its audit.
pub(super) struct Sale {
    driven: Driven,
    pub(super) rounds: Rounds,
    pub(super) seen: Seen,
    pub(super) view: TimelineView,
    pub(super) audit: Audit,
}

/// Sells an event of its own, audits the outcome, and closes the event.
///
/// # Errors
/// As [`run`].
pub(super) async fn sell(system: &System, options: &Options, quiet: &mut Quiet) -> anyhow::Result<Sale> {
    let schedule = options.schedule();
    ensure!((0.1..=1e5).contains(&options.rate), "--rate must be from 0.1 to 100000");
    ensure!((0.0..=5.0).contains(&options.zipf), "--zipf must be from 0 to 5");
    ensure!((1.0..=1e7).contains(&schedule.arrivals()), "nobody would come, or more than 10 million visitors");
    let server = system.server()?;
    let mut operator = system.operator()?;
    let event = operator.create_event("Load: traffic", options.seats).await?;
    quiet.wait().await?;

    let recorder = Recorder::default();
    let wanted = Wanted::new(options.seats, options.baskets, options.zipf);
    let visitors = Visitors::new(&server, event, wanted, options.habits(), &recorder);
    let watch = Watch::begin(&recorder, system.parts(), true);
    let meter = Meter::start()?;
    let visit = |due| visitors.clone().visit(due);
    let driven = open_loop::drive(&schedule, options.most_at_once, &recorder, visit).await?;
    let mut rounds = Rounds::default();
    rounds.add(meter.stop()?);
    watch.end();

    let (seen, view) = (visitors.seen(), recorder.view());
    let audit = rush_audit::audit(&mut operator, event, options.seats, &seen).await?;
    operator.close_events(&[event]).await?;
    Ok(Sale { driven, rounds, seen, view, audit })
}

/// Runs the scenario and audits its outcome.
///
/// # Errors
/// When an option makes no sense, or set-up, audit or clean-up fails. A request that fails meanwhile is only counted.
pub async fn run(system: &System, options: &Options) -> anyhow::Result<Report> {
    let mut quiet = Quiet::default();
    let Sale { driven, rounds, seen, view, audit } = sell(system, options, &mut quiet).await?;

    let schedule = options.schedule();
    let mut report = Report::new(options.title());
    report.setup("loop", "open: visitors come when they are due, and latencies count from then");
    report.setup("visitors", format!("{:.0} within {:?}", schedule.arrivals(), schedule.length()));
    report.setup("mix", options.mix.to_string());
    report.setup("seats", options.seats.to_string());
    report.setup("seats of a buyer", options.baskets.to_string());
    report.setup("hot section", format!("Zipf, exponent {}", options.zipf));
    report
        .setup("impatient", format!("{} of 100 buyers, who leave after {} ms", options.impatient, options.patience_ms));
    report.figure("visitors who came", driven.started as f64, "");
    report.figure("a visitor came late by, at most", driven.latest.as_secs_f64() * 1e3, "ms");
    report.figure("orders CONFIRMED", rounds.rate(audit.confirmed), "/s");
    report.figure("seats sold", audit.sold as f64, "");
    report.figure("buyers who gave up", seen.gave_up as f64, "");
    report.figure("buyers who found everything sold", seen.sold_out as f64, "");
    rounds.report("traffic", &mut report);
    quiet.report(&mut report);
    report.outcomes(&view);
    let all = view.operation("all").cloned();
    let (p95, errors) = all.map_or((f64::NAN, f64::NAN), |all| (all.p95, all.error_percent));
    report.target("requests, p95", p95, "ms", Bound::AtMost(MOST_P95_MS));
    report.target("errors", errors, "%", Bound::AtMost(MOST_ERROR_PERCENT));
    report.target("visitors who couldn't come", driven.dropped as f64, "", Bound::AtMost(0.0));
    report.target("seats sold twice", audit.sold_twice as f64, "", Bound::AtMost(0.0));
    if driven.latest > MOST_LATE {
        let millis = driven.latest.as_millis();
        report.doubt(format!("the driver itself was late by up to {millis} ms, which its latencies include"));
    }
    doubt(&mut report, &view, &rounds);
    audit.report(seen, &mut report);
    report.timeline(view);
    Ok(report)
}
