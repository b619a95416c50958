//! The report of a scenario: a table for people and a line of JSON for programs.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use serde_json::{Map, Value, json};

use crate::{
    stats::{Summary, Tally},
    threshold::Threshold,
    timeline::{OperationView, TimelineView},
};

/// Figures of one scenario, and its targets.
#[derive(Debug, Clone)]
pub struct Report {
    scenario: String,
    figures: Vec<(String, f64, &'static str)>,
    targets: Vec<Target>,
    kinds: BTreeMap<String, u64>,
    faults: Vec<String>,
    /// How the run was set up, and what a reader should know of it: name and value.
    setup: Vec<(&'static str, String)>,
    /// What the audit compared.
    audit: Vec<String>,
    /// What makes the figures less credible, in words.
    doubts: Vec<String>,
    timeline: Option<TimelineView>,
}

#[derive(Debug, Clone)]
struct Target {
    name: String,
    value: f64,
    unit: &'static str,
    bound: Bound,
    /// Set on the command line, so that it decides the exit code even without `--check`.
    is_threshold: bool,
}

/// Limit of a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// At most this.
    AtMost(f64),
    /// Less than this.
    Below(f64),
    /// At least this.
    AtLeast(f64),
    /// More than this.
    Above(f64),
}

impl Bound {
    fn is_met(self, value: f64) -> bool {
        match self {
            Self::AtMost(limit) => value <= limit,
            Self::Below(limit) => value < limit,
            Self::AtLeast(limit) => value >= limit,
            Self::Above(limit) => value > limit,
        }
    }

    const fn sign(self) -> (&'static str, f64) {
        match self {
            Self::AtMost(limit) => ("<=", limit),
            Self::Below(limit) => ("<", limit),
            Self::AtLeast(limit) => (">=", limit),
            Self::Above(limit) => (">", limit),
        }
    }
}

impl Report {
    /// An empty report; `scenario` names the scenario and its size.
    #[must_use]
    pub fn new(scenario: impl Into<String>) -> Self {
        Self {
            scenario: scenario.into(),
            figures: Vec::new(),
            targets: Vec::new(),
            kinds: BTreeMap::new(),
            faults: Vec::new(),
            setup: Vec::new(),
            audit: Vec::new(),
            doubts: Vec::new(),
            timeline: None,
        }
    }

    /// Adds how the run was set up.
    pub fn setup(&mut self, name: &'static str, value: impl Into<String>) {
        self.setup.push((name, value.into()));
    }

    /// Adds what the audit compared. Each difference is a fault beside it.
    pub fn audited(&mut self, what: impl Into<String>) {
        self.audit.push(what.into());
    }

    /// Adds what makes the figures less credible, in words. It doesn't fail the run.
    pub fn doubt(&mut self, what: impl Into<String>) {
        self.doubts.push(what.into());
    }

    /// Adds the run second by second.
    pub fn timeline(&mut self, timeline: TimelineView) {
        self.timeline = Some(timeline);
    }

    /// Compares the limits of the command line with the timeline. A limit of an operation that didn't occur is missed.
    pub fn thresholds(&mut self, thresholds: &[Threshold]) {
        for threshold in thresholds {
            let value = self.timeline.as_ref().and_then(|timeline| threshold.value(timeline));
            self.targets.push(Target {
                name: threshold.text().to_owned(),
                value: value.unwrap_or(f64::NAN),
                unit: threshold.unit(),
                bound: threshold.bound(),
                is_threshold: true,
            });
        }
    }

    /// Whether no fault was found and every limit of the command line was met, whatever the scenario's own targets.
    #[must_use]
    pub fn is_acceptable(&self) -> bool {
        self.faults.is_empty()
            && self.targets.iter().all(|target| !target.is_threshold || target.bound.is_met(target.value))
    }

    /// The verdict in one sentence.
    #[must_use]
    pub fn verdict(&self) -> String {
        let missed = self.targets.iter().filter(|target| !target.bound.is_met(target.value)).count();
        let targets = match (missed, self.targets.len()) {
            (_, 0) => "No targets were set".to_owned(),
            (0, 1) => "The target was met".to_owned(),
            (0, 2) => "Both targets were met".to_owned(),
            (0, all) => format!("All {all} targets were met"),
            (missed, all) => format!("{missed} of {all} targets missed"),
        };
        match self.faults.len() {
            0 => format!("{targets}, no fault found."),
            1 => format!("{targets}, 1 fault found."),
            faults => format!("{targets}, {faults} faults found."),
        }
    }

    /// Name of the scenario and its size.
    #[must_use]
    pub fn scenario(&self) -> &str {
        &self.scenario
    }

    /// Adds a figure.
    pub fn figure(&mut self, name: impl Into<String>, value: f64, unit: &'static str) {
        self.figures.push((name.into(), value, unit));
    }

    /// Adds the percentiles of some latencies.
    pub fn latencies(&mut self, name: &str, summary: &Summary) {
        for (percentile, value) in
            [("p50", summary.p50), ("p95", summary.p95), ("p99", summary.p99), ("max", summary.max)]
        {
            self.figure(format!("{name} {percentile}"), value, "ms");
        }
    }

    /// Adds the counts of outcomes, and the error rate.
    pub fn tally(&mut self, tally: &Tally) {
        self.kinds.clone_from(&tally.kinds);
        self.figure("errors", tally.error_percent(), "%");
    }

    /// Adds the counts of outcomes by code.
    pub fn outcomes(&mut self, timeline: &TimelineView) {
        self.kinds.clone_from(&timeline.outcomes);
    }

    /// Adds a figure that has a target.
    pub fn target(&mut self, name: impl Into<String>, value: f64, unit: &'static str, bound: Bound) {
        self.targets.push(Target { name: name.into(), value, unit, bound, is_threshold: false });
    }

    /// Adds a violation of an invariant, in words.
    pub fn fault(&mut self, what: impl Into<String>) {
        self.faults.push(what.into());
    }

    /// Whether every target was met and no fault was found.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.faults.is_empty() && self.targets.iter().all(|target| target.bound.is_met(target.value))
    }

    /// Writes a table, then the same as one line of JSON.
    ///
    /// # Errors
    /// When writing to `out` fails.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "\n== {}", self.scenario)?;
        for (name, value, unit) in &self.figures {
            writeln!(out, "  {name:<44} {:>10} {unit}", number(*value))?;
        }
        self.write_operations(out)?;
        for (kind, count) in &self.kinds {
            writeln!(out, "  answers {kind:<36} {count:>10}")?;
        }
        for Target { name, value, unit, bound, .. } in &self.targets {
            let (sign, limit) = bound.sign();
            let verdict = if bound.is_met(*value) { "met" } else { "MISSED" };
            writeln!(out, "  {name:<44} {:>10} {unit:<5} target {sign} {limit} {unit}: {verdict}", number(*value))?;
        }
        for fault in &self.faults {
            writeln!(out, "  FAULT: {fault}")?;
        }
        for doubt in &self.doubts {
            writeln!(out, "  DOUBT: {doubt}")?;
        }
        writeln!(out, "  {}", self.verdict())?;
        writeln!(out, "{}", self.json())?;
        out.flush()
    }

    fn write_operations(&self, out: &mut impl Write) -> io::Result<()> {
        let Some(timeline) = &self.timeline else { return Ok(()) };
        let heads = ["requests", "/s", "errors", "p50 ms", "p95 ms", "p99 ms", "max ms"];
        writeln!(out, "  {:<12}{}", "", heads.map(|head| format!("{head:>10}")).concat())?;
        for one in &timeline.operations {
            let cells = [one.requests as f64, one.rate, one.errors as f64, one.p50, one.p95, one.p99, one.max];
            writeln!(out, "  {:<12}{}", one.name, cells.map(|cell| format!("{:>10}", number(cell))).concat())?;
        }
        Ok(())
    }

    /// The report without its timeline.
    #[must_use]
    pub fn json(&self) -> Value {
        let figures: Map<_, _> = self.figures.iter().map(|(name, value, _)| (name.clone(), json!(value))).collect();
        let target = |Target { name, value, unit, bound, .. }: &Target| {
            let (sign, limit) = bound.sign();
            json!({ "name": name, "value": value, "unit": unit, "bound": sign, "limit": limit, "met": bound.is_met(*value) })
        };
        let operations = self.timeline.as_ref().map(|timeline| {
            let figures = |one: &OperationView| {
                let value = json!({
                    "requests": one.requests, "rate": one.rate, "errors": one.errors, "busy": one.busy, "left": one.left,
                    "p50": one.p50, "p90": one.p90, "p95": one.p95, "p99": one.p99, "p99.9": one.p999, "max": one.max,
                });
                (one.name.to_owned(), value)
            };
            timeline.operations.iter().map(figures).collect::<Map<_, _>>()
        });
        let mut report = json!({
            "scenario": self.scenario,
            "met": self.is_met(),
            "targets": self.targets.iter().map(target).collect::<Vec<_>>(),
            "figures": figures,
            "answers": self.kinds,
            "faults": self.faults,
            "doubts": self.doubts,
        });
        if let Some(operations) = operations {
            report["operations"] = json!(operations);
        }
        report
    }

    /// All of the report: as in its line of JSON, with units, set-up and timeline.
    #[must_use]
    pub fn whole(&self) -> Value {
        let mut whole = self.json();
        let figure = |(name, value, unit): &(String, f64, &str)| json!({ "name": name, "value": value, "unit": unit });
        whole["verdict"] = json!(self.verdict());
        whole["figures"] = self.figures.iter().map(figure).collect();
        whole["audit"] = json!(self.audit);
        whole["setup"] = json!(self.setup);
        whole["timeline"] = json!(self.timeline);
        whole
    }
}

/// Formats with about three digits; a whole number with all its digits.
fn number(value: f64) -> String {
    match value.abs() {
        size if size.is_nan() => "none".to_owned(),
        size if size.fract() == 0.0 => format!("{value:.0}"),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::{
        api::Answer,
        timeline::{Operation, Recorder},
    };

    fn written(report: &Report) -> String {
        let mut out = Vec::new();
        report.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_missed_target_or_a_fault_fails_the_report_and_both_readers_see_it() {
        let mut report = Report::new("holds 50");
        report.figure("rate", 9876.5, "/s");
        report.target("ratio", 0.3, "", Bound::AtLeast(0.3));
        report.target("p95", 60.0, "ms", Bound::AtMost(60.0));
        assert!(report.is_met());

        let mut late = report.clone();
        late.target("p99", 60.1, "ms", Bound::AtMost(60.0));
        assert!(!late.is_met());
        assert!(written(&late).contains("MISSED"));

        assert!(late.is_acceptable(), "its own target isn't a limit of the command line");
        report.fault("seat 7 is in two orders");
        assert!(!report.is_met() && !report.is_acceptable());
        let text = written(&report);
        assert!(text.contains("FAULT: seat 7 is in two orders"));
        let json: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
        assert_eq!((&json["met"], &json["figures"]["rate"]), (&json!(false), &json!(9876.5)));
        assert_eq!(json["targets"][1]["met"], json!(true));
    }

    #[test]
    fn a_missed_threshold_fails_without_a_check_and_so_does_one_of_an_operation_that_did_not_occur() {
        let recorder = Recorder::default();
        let answer = Answer { elapsed: Duration::ZERO, outcome: Ok((201, ())) };
        recorder.record(Operation::Hold, Instant::now(), &answer);
        for (threshold, is_met) in [("hold.count>0", true), ("hold.count>1", false), ("order.p95<1s", false)] {
            let mut report = Report::new("traffic");
            report.timeline(recorder.view());
            report.thresholds(&[threshold.parse().unwrap()]);
            assert_eq!((report.is_acceptable(), report.is_met()), (is_met, is_met), "{threshold}");
        }
    }
}
