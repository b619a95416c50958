//! Compares the repository's documents and scripts with its code: the page of settings, the graph of crates, and the
//! environment of `infra/dev`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers too")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    process::Command,
};

use serde_json::Value;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Crate → the crates of this workspace that it depends on, without dev-dependencies. Names lack `holdfast-`.
fn graph() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&metadata.stdout).expect("cargo's metadata");
    let name = |value: &Value| value["name"].as_str().unwrap().trim_start_matches("holdfast-").to_owned();
    let packages = metadata["packages"].as_array().unwrap();
    let members: BTreeSet<String> = packages.iter().map(name).collect();
    let dependencies = |package: &Value| {
        let normal =
            package["dependencies"].as_array().unwrap().iter().filter(|dependency| dependency["kind"].is_null());
        normal
            .filter(|dependency| !dependency["path"].is_null())
            .map(name)
            .filter(|name| members.contains(name))
            .collect()
    };
    packages.iter().map(|package| (name(package), dependencies(package))).collect()
}

/// Every crate that a crate depends on, directly or indirectly.
fn reachable(graph: &BTreeMap<String, BTreeSet<String>>, from: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![from.to_owned()];
    while let Some(next) = open.pop() {
        open.extend(graph[&next].iter().filter(|name| found.insert((*name).clone())).cloned());
    }
    found
}

#[test]
fn the_page_of_settings_is_up_to_date() {
    assert!(
        read("docs/settings.md") == xtask::settings_page(),
        "run: cargo run -p xtask -- settings > docs/settings.md"
    );
}

#[test]
fn the_graph_of_crates_is_the_one_that_the_architecture_page_draws() {
    let drawn: BTreeMap<String, BTreeSet<String>> = read("ARCHITECTURE.md")
        .lines()
        .skip_while(|line| *line != "```crates")
        .skip(1)
        .take_while(|line| *line != "```")
        .map(|line| {
            let (name, dependencies) = line.split_once("→").unwrap_or((line, ""));
            (name.trim().to_owned(), dependencies.split_whitespace().map(str::to_owned).collect())
        })
        .collect();
    assert_eq!(drawn, graph());
}

#[test]
fn no_crate_depends_on_a_layer_above_it() {
    let graph = graph();
    let forbidden = [
        ("api-server", &["worker", "payment-simulator"][..]),
        ("worker", &["api-server", "payment-simulator"]),
        (
            "payment-simulator",
            &["stores", "messaging", "workflows", "activities", "order-engine", "api-server", "worker"],
        ),
        ("stores", &["workflows", "activities", "web", "messaging", "gateway", "runtime"]),
        ("messaging", &["workflows", "activities", "web", "stores", "gateway", "runtime"]),
        ("gateway", &["workflows", "activities", "web", "stores", "messaging", "runtime"]),
        ("workflows", &["activities", "stores", "messaging", "gateway", "web"]),
        ("activities", &["workflows", "web"]),
        (
            "loadtest",
            &[
                "messaging",
                "gateway",
                "runtime",
                "web",
                "workflows",
                "activities",
                "order-engine",
                "api-server",
                "worker",
                "payment-simulator",
            ],
        ),
        ("chaos", &["domain", "stores", "messaging", "gateway", "workflows", "order-engine", "api-server", "worker"]),
        ("domain", &["settings", "mysql", "stores", "messaging", "gateway", "runtime", "web"]),
    ];
    for (name, layers) in forbidden {
        let reached = reachable(&graph, name);
        let wrong: Vec<_> = layers.iter().filter(|layer| reached.contains(**layer)).collect();
        assert!(wrong.is_empty(), "{name} depends on {wrong:?}");
    }
}

#[test]
fn every_setting_that_infra_dev_prints_is_read_by_a_binary() {
    let declared: BTreeSet<&str> = xtask::settings_by_binary()
        .into_iter()
        .flat_map(|(_, settings)| settings)
        .map(|setting| setting.name)
        .collect();
    let scripts = read("infra/lib/env.sh");
    let words = scripts.split(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'));
    let named: BTreeSet<&str> = words
        .filter(|word| {
            ["GATEWAY_", "SIMULATOR_", "PAYMENT_", "PUBLIC_"].iter().any(|p| word.starts_with(p) && word != p)
        })
        .filter(|word| *word != "SIMULATOR_MYSQL_PASSWORD")
        .collect();
    let unknown: Vec<_> = named.difference(&declared).collect();
    assert!(unknown.is_empty(), "infra/lib/env.sh names {unknown:?}");
    assert!(named.len() >= 10, "too few settings were found: {named:?}");
}
