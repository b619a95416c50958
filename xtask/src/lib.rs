//! Generates documentation pages from the code.

use std::{collections::BTreeMap, fmt::Write as _};

use holdfast_runtime::telemetry::DEFAULT_FILTER;
use holdfast_settings::Setting;

/// The settings of every binary, with the binary's name.
#[must_use]
pub fn settings_by_binary() -> [(&'static str, Vec<Setting>); 3] {
    [
        ("api", holdfast_api_server::config::Config::settings()),
        ("worker", holdfast_worker::config::Config::settings()),
        ("gateway", holdfast_payment_simulator::Config::settings()),
    ]
}

/// Generates `docs/settings.md`: every declared setting with its default, unit, readers and meaning.
#[must_use]
pub fn settings_page() -> String {
    let mut settings: BTreeMap<&str, (Setting, Vec<&str>)> = BTreeMap::new();
    for (binary, declared) in settings_by_binary() {
        for setting in declared {
            settings.entry(setting.name).or_insert_with(|| (setting, Vec::new())).1.push(binary);
        }
    }
    let mut page = String::from(
        "# Settings\n\n\
         Generated from the code by `cargo run -p xtask -- settings > docs/settings.md`; a test compares the two.\n\n\
         Each binary reads its settings from the environment once, at start. If settings are missing or\n\
         invalid, it lists all of them and exits. An empty variable counts as absent. `api` is\n\
         `holdfast-api-server`, `worker` is `holdfast-worker`, and `gateway` is the payment simulator.\n\n\
         Each setting may be in a file instead: `<setting>_FILE` names it, and a line break at its end\n\
         doesn't count. Secrets are best passed in this way.\n\n\
         | setting | default | type or unit | read by | meaning |\n| --- | --- | --- | --- | --- |\n",
    );
    for (name, (setting, binaries)) in settings {
        let default = match (&setting.default, setting.required) {
            (Some(default), _) => format!("`{default}`"),
            (None, true) => "required".to_owned(),
            (None, false) => "not set".to_owned(),
        };
        let meaning = setting.meaning.split_whitespace().collect::<Vec<_>>().join(" ");
        let readers = binaries.join(", ");
        // Writing to a String can't fail.
        let _ = writeln!(page, "| `{name}` | {default} | {} | {readers} | {meaning} |", setting.kind);
    }
    let _ = write!(
        page,
        "\nBesides these, every binary reads `RUST_LOG` (its log filter; default\n\
         `{DEFAULT_FILTER}`) and OpenTelemetry's own variables. It exports\n\
         traces if `OTEL_EXPORTER_OTLP_ENDPOINT` is set. The settings of `infra/dev` itself are in\n\
         [operations.md](operations.md).\n",
    );
    page
}
