//! The report as one HTML page with charts, which needs no network.

use std::{fs, io, path::Path};

use chrono::Utc;
use serde_json::json;

use crate::{machine, report::Report};

const TEMPLATE: &str = include_str!("page.html");

/// Writes the page to `path`, and the same as JSON beside it.
///
/// # Errors
/// When a file can't be written.
pub fn write(report: &Report, path: &Path) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let date = Utc::now().format("%Y-%m-%d %H:%M:%S UTC").to_string();
    fs::write(path, render(report, &date, &machine::description()))?;
    fs::write(path.with_extension("json"), format!("{}\n", report.whole()))
}

/// The page. The verdict and the targets are text, so that the page says them without its script too.
#[must_use]
pub fn render(report: &Report, date: &str, machine: &str) -> String {
    let mut content = report.whole();
    content["date"] = json!(date);
    content["machine"] = json!(machine);
    // Within a script element, only this sequence could end it early.
    let content = content.to_string().replace("</", "<\\/").replace("<!--", "<\\!--");
    let class = if report.is_met() { "met" } else { "missed" };
    TEMPLATE
        .replace("{{scenario}}", &escaped(report.scenario()))
        .replace("{{class}}", class)
        .replace("{{verdict}}", &escaped(&report.verdict()))
        .replace("{{date}}", &escaped(date))
        .replace("{{machine}}", &escaped(machine))
        .replace("{{data}}", &content)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use serde_json::Value;

    use super::*;
    use crate::{
        api::Answer,
        report::Bound,
        timeline::{Operation, Recorder},
    };

    fn data(page: &str) -> Value {
        let (_, rest) = page.split_once(r#"<script type="application/json" id="data">"#).unwrap();
        serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
    }

    #[test]
    fn the_page_says_the_verdict_and_carries_its_data() {
        let recorder = Recorder::default();
        let answer = Answer { elapsed: std::time::Duration::ZERO, outcome: Ok((201, ())) };
        recorder.record(Operation::Hold, Instant::now(), &answer);
        let mut report = Report::new("rush, 5 buyers for <7> seats");
        report.target("p95", 400.0, "ms", Bound::AtMost(300.0));
        report.target("errors", 0.0, "%", Bound::AtMost(0.5));
        report.timeline(recorder.view());
        report.thresholds(&["hold.count>0".parse().unwrap()]);
        report.fault("a seat </script><script>alert(1)</script> is in two orders");
        let page = render(&report, "2026-12-01T10:00:00Z", "2 cores");
        assert!(
            page.contains(r#"class="verdict missed""#)
                && page.contains("<span>1 of 3 targets missed, 1 fault found.</span>")
        );
        assert!(page.contains("rush, 5 buyers for &lt;7&gt; seats") && page.contains("2026-12-01T10:00:00Z"));
        assert!(!page.contains("{{"), "a placeholder is left");
        let data = data(&page);
        assert_eq!(data["faults"][0], "a seat </script><script>alert(1)</script> is in two orders");
        assert_eq!(data["timeline"]["operations"][1]["name"], "hold");
        assert_eq!((&data["met"], &data["machine"]), (&json!(false), &json!("2 cores")));
    }

    #[test]
    fn a_run_that_met_everything_says_so() {
        let mut report = Report::new("traffic");
        report.target("errors", 0.0, "%", Bound::AtMost(0.5));
        let page = render(&report, "", "");
        assert!(
            page.contains(r#"class="verdict met""#)
                && page.contains("<span>The target was met, no fault found.</span>")
        );
    }

    #[test]
    fn the_page_loads_nothing_from_elsewhere() {
        for outside in ["http://", "https://", "src=", "@import", "url("] {
            let svg = "http://www.w3.org/2000/svg";
            assert!(!TEMPLATE.replace(svg, "").contains(outside), "{outside}");
        }
    }
}
