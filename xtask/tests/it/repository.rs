//! Compares the repository's documents and scripts with its code: the page of settings, the graph of crates, the
//! environment of `infra/dev`, the tags of SQL statements, and the labels of metrics.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::Command,
};

use serde_json::Value;

use super::{read, root};

/// The text of every Rust file below `directory`, without lines that are only a comment.
fn sources(directory: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut open = vec![root().join(directory)];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                texts.push(text.lines().filter(|line| !line.trim_start().starts_with("//")).collect());
            }
        }
    }
    texts
}

/// Every text between `before` and the next `after` in `sources`.
fn between<'a>(sources: &'a [String], before: &str, after: char) -> Vec<&'a str> {
    let rests = sources.iter().flat_map(|source| source.split(before).skip(1));
    rests.filter_map(|rest| rest.split_once(after)).map(|(name, _)| name).collect()
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
        ("access", &["workflows", "activities", "web", "stores", "messaging", "gateway", "runtime"]),
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

/// Each crate that a build of these packages compiles, with its version and features.
fn built_crates(packages: &[&str]) -> BTreeSet<String> {
    let packages = packages.iter().flat_map(|package| ["--package", package]);
    compiled_crates(["--edges", "normal,build"].into_iter().chain(packages))
}

/// Each crate that `cargo tree` lists with these arguments, with its version and features.
fn compiled_crates<'a>(arguments: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--color", "never", "--prefix", "none", "--format", "{p} [{f}]"])
        .args(arguments)
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).unwrap();
    tree.lines().map(|line| line.trim_end_matches(" (*)").to_owned()).filter(|line| !line.is_empty()).collect()
}

#[test]
fn a_build_of_one_binary_compiles_no_crate_that_the_build_of_all_has_not_compiled() {
    let binaries = ["holdfast-api-server", "holdfast-worker", "holdfast-payment-simulator", "holdfast-loadtest"];
    let all = built_crates(&binaries);
    assert!(all.len() > 300, "too few crates were found: {}", all.len());
    for binary in binaries {
        let alone = built_crates(&[binary]);
        let differ: Vec<_> = alone.difference(&all).collect();
        assert!(differ.is_empty(), "{binary} alone selects {differ:?}; see crates/build-features");
    }
}

#[test]
fn a_build_of_the_binaries_compiles_no_crate_that_the_tests_have_not_compiled() {
    let binaries =
        built_crates(&["holdfast-api-server", "holdfast-worker", "holdfast-payment-simulator", "holdfast-loadtest"]);
    let tested = compiled_crates(["--edges", "normal,build,dev", "--workspace"]);
    let differ: Vec<_> = binaries.difference(&tested).collect();
    assert!(differ.is_empty(), "the tests select other features than {differ:?}; see crates/build-features");
}

#[test]
fn infra_dev_gives_each_binary_exactly_the_settings_that_it_reads() {
    let by_binary = xtask::settings_by_binary();
    let declared: BTreeSet<&str> = by_binary.iter().flat_map(|(_, settings)| settings).map(|one| one.name).collect();
    let scripts = read("infra/lib/env.sh");
    let wanted: Vec<&str> = array(&scripts, "wanted=(\n").chain(array(&scripts, "wanted+=(\n")).collect();
    assert!(wanted.len() >= 20, "too few settings were found: {wanted:?}");
    // Callers use the addresses of the api and of Prometheus; no binary reads them.
    let for_callers = ["API_URL", "PROMETHEUS_URL"];
    let unknown: Vec<_> =
        wanted.iter().filter(|name| !for_callers.contains(name) && !declared.contains(**name)).collect();
    assert!(unknown.is_empty(), "infra/lib/env.sh prints {unknown:?}");

    let passed: Vec<&str> = array(&scripts, "PASSED_THROUGH=(\n").collect();
    let is_passed = |name: &str| {
        wanted.contains(&name)
            || passed.iter().any(|one| one.strip_suffix('@').map_or(*one == name, |prefix| name.starts_with(prefix)))
    };
    let dropped: Vec<_> = declared.iter().filter(|name| !is_passed(name)).collect();
    assert!(dropped.is_empty(), "infra/lib/env.sh drops {dropped:?}");
    for (binary, settings) in by_binary {
        let read: BTreeSet<&str> = settings.iter().map(|setting| setting.name).collect();
        let given: BTreeSet<String> = names_that_a_part_gets(binary, declared.iter().copied());
        let given: BTreeSet<&str> = given.iter().map(String::as_str).collect();
        assert_eq!(given, read, "infra/lib/env.sh gives {binary} the settings on the left");
    }
}

/// The names in a shell array; a pattern `"${!API_@}"` is `API_@`.
fn array<'a>(script: &'a str, opening: &str) -> impl Iterator<Item = &'a str> {
    let (_, rest) = script.split_once(opening).expect(opening);
    let (list, _) = rest.split_once(')').expect("an end");
    list.split_whitespace()
        .map(|word| word.trim_matches(|c: char| !(c.is_ascii_alphanumeric() || c == '@')))
        .filter(|word| word.contains('_') && *word != "PASSED_THROUGH[@")
}

/// Asks the script's own patterns.
fn names_that_a_part_gets<'a>(part: &str, names: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let script = r#"shopt -s extglob; source infra/lib/env.sh; part=$1; shift
        for name; do [[ $name != @(${READ_BY[$part]}) ]] || echo "$name"; done"#;
    let output = Command::new("bash").args(["-c", script, "bash", part]).args(names).current_dir(root()).output();
    let output = output.expect("bash");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8").lines().map(str::to_owned).collect()
}

/// See `crates/stores/src/mysql/mod.rs`.
#[test]
fn tags_of_statements_are_unique_and_tests_name_only_existing_ones() {
    let statements = sources("crates/stores/src/mysql");
    let tags = between(&statements, "/* step:", ' ');
    let unique: BTreeSet<&str> = tags.iter().copied().collect();
    assert!(tags.len() >= 10, "too few tags were found: {tags:?}");
    assert_eq!(tags.len(), unique.len(), "a tag is used twice: {tags:?}");

    let tests = sources("api-server/tests/it/orders");
    let named: BTreeSet<&str> = ["Step::Statement(\"", "Step::Transaction(\""]
        .into_iter()
        .flat_map(|before| between(&tests, before, '"'))
        .collect();
    assert!(named.len() >= 8, "too few tags are named by tests: {named:?}");
    let missing: Vec<_> = named.difference(&unique).collect();
    assert!(missing.is_empty(), "no statement has the tags {missing:?}");
}

/// The labels of metrics. Each has few values; with an id, every order would be a series of its own.
const LABELS: [&str; 10] =
    ["call", "limit", "method", "outcome", "partition", "pool", "route", "state", "status", "task"];

/// The arguments of every macro of `metrics`.
fn metric_calls(sources: &[String]) -> Vec<&str> {
    let mut calls = Vec::new();
    for name in ["counter!(", "gauge!(", "histogram!("] {
        for rest in sources.iter().flat_map(|source| source.split(name).skip(1)) {
            let mut open = 1;
            let end = rest.find(|character| {
                open += match character {
                    '(' => 1,
                    ')' => -1,
                    _ => 0,
                };
                open == 0
            });
            calls.push(&rest[..end.expect("a closing parenthesis")]);
        }
    }
    calls
}

#[test]
fn no_metric_has_another_label_than_the_few_that_have_few_values() {
    let crates = ["activities", "api-server/src", "crates", "payment-simulator/src", "worker/src", "workflows/src"];
    let sources: Vec<_> = crates.into_iter().flat_map(sources).collect();
    let calls = metric_calls(&sources);
    assert!(calls.len() >= 30, "too few metrics were found: {calls:?}");
    let mut used = BTreeSet::new();
    for call in calls {
        let before_arrows: Vec<_> = call.split("=>").collect();
        for before in &before_arrows[..before_arrows.len() - 1] {
            let name = before.trim_end().strip_suffix('"').and_then(|text| text.rsplit('"').next());
            used.insert(name.unwrap_or_else(|| panic!("the name of a label is not a literal: {call}")));
        }
    }
    assert_eq!(used, LABELS.into(), "the labels that are used, on the left");
}

#[test]
fn a_changed_file_reaches_its_crate_and_those_that_depend_on_it() {
    let reached = |file: &str| {
        let script = "set -euo pipefail; REPO=$1; source \"$1/infra/lib/changed.sh\"; reached_crates \"$2\"";
        let output = Command::new("bash").args(["-c", script, "-"]).arg(root()).arg(file).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let gateway = reached("crates/gateway/src/lib.rs");
    for name in ["holdfast-gateway", "holdfast-activities", "holdfast-worker"] {
        assert!(gateway.contains(name), "{gateway:?}");
    }
    assert!(!gateway.contains("holdfast-stores"), "{gateway:?}");
    assert_eq!(reached("README.md"), BTreeSet::new());
    assert!(reached("Cargo.lock").is_superset(&reached("crates/domain/src/lib.rs")));
    assert!(reached(".sqlx/query-0.json").contains("holdfast-domain"));
}
