//! The contract: what it says, and that every route of it has a test.

use std::{fs, path::Path};

use holdfast_api_server::app;

#[test]
fn the_openapi_document_is_the_one_that_was_agreed_on() {
    insta::assert_json_snapshot!(app::openapi());
}

/// Generated clients name their functions by them.
#[test]
fn every_operation_has_a_name_of_its_own() {
    let document = app::openapi();
    let mut names: Vec<_> = document
        .paths
        .paths
        .values()
        .flat_map(|item| [&item.get, &item.post, &item.delete])
        .flatten()
        .map(|operation| operation.operation_id.clone().expect("a name"))
        .collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all, "{names:?}");
}

#[test]
fn every_route_is_called_by_a_test() {
    let mut sources = String::new();
    read_sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it")), &mut sources);
    sources.retain(|c| !c.is_whitespace());
    let sources = without_names(&sources);
    let document = app::openapi();
    let mut missing = Vec::new();
    for (path, item) in &document.paths.paths {
        let path = without_names(path.strip_prefix("/api").expect("every route stands under /api"));
        for (method, operation) in [("get", &item.get), ("post", &item.post), ("delete", &item.delete)] {
            let calls = [format!(".{method}(&format!(\"{path}"), format!(".{method}(\"{path}")];
            let is_called = calls.iter().any(|call| {
                let ends = |end: &str| sources.contains(&format!("{call}{end}"));
                ends("\"") || ends("?")
            });
            if operation.is_some() && !is_called {
                missing.push(format!("{method} {path}"));
            }
        }
    }
    assert!(missing.is_empty(), "no test calls {missing:?}");
}

fn read_sources(directory: &Path, into: &mut String) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

/// `/events/{id}/seats/7` → `/events/{}/seats/{}`: a test may call the parameters what it likes, or give a number.
fn without_names(text: &str) -> String {
    let text = without_variables(text);
    let mut parts = text.split('/');
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        result.push('/');
        result.push_str(if digits > 0 { "{}" } else { "" });
        result.push_str(&part[digits..]);
    }
    result
}

fn without_variables(text: &str) -> String {
    let mut parts = text.split('{');
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let name = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(part.len());
        result.push('{');
        result.push_str(if part[name..].starts_with('}') { &part[name..] } else { part });
    }
    result
}
