//! Compares the examples of docs/api.md with the OpenAPI document, which the api-server's tests compare with its
//! responses.

use serde_json::Value;

use super::read;

/// One request of the page with its response.
struct Example<'a> {
    request: Message<'a>,
    response: Message<'a>,
}

struct Message<'a> {
    first_line: &'a str,
    headers: &'a str,
    body: &'a str,
}

impl<'a> Message<'a> {
    fn parse(text: &'a str) -> Self {
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        let (first_line, headers) = head.split_once('\n').unwrap_or((head, ""));
        Self { first_line, headers, body: body.trim() }
    }

    /// The body, if it is JSON.
    fn json(&self) -> Option<Value> {
        let is_json = self.headers.contains("application/json") || self.headers.contains("application/problem+json");
        is_json.then(|| serde_json::from_str(self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body)))
    }
}

fn examples(page: &str) -> Vec<Example<'_>> {
    let blocks = page.split("```http\n").skip(1).map(|rest| rest.split_once("```").expect("an end").0);
    blocks
        .map(|block| {
            let (request, response) = block.split_once("\nHTTP/1.1 ").expect("a response");
            Example { request: Message::parse(request.trim_end()), response: Message::parse(response) }
        })
        .collect()
}

/// The operation of a request line, under the template that its path matches.
fn operation<'a>(document: &'a Value, line: &str) -> Option<&'a Value> {
    let mut words = line.split(' ');
    let (method, target) = (words.next()?.to_lowercase(), words.next()?);
    let path: Vec<&str> = target.split('?').next()?.split('/').collect();
    let matches = |template: &str| {
        let parts: Vec<&str> = template.split('/').collect();
        parts.len() == path.len() && parts.iter().zip(&path).all(|(part, word)| part.starts_with('{') || part == word)
    };
    let paths = document["paths"].as_object()?;
    paths.iter().filter(|(template, _)| matches(template)).find_map(|(_, item)| item.get(&method))
}

/// Differences between the fields of a value and those of its schema.
fn differences(document: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let target = document.pointer(name.trim_start_matches('#')).expect("a schema");
        return differences(document, target, value, at, found);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        // An optional field: null, or the other.
        let other = choices.iter().find(|choice| choice["type"] != "null").expect("a choice");
        if !value.is_null() {
            differences(document, other, value, at, found);
        }
        return;
    }
    match value {
        Value::Object(fields) => {
            let Some(properties) = schema["properties"].as_object() else { return };
            for (name, field) in fields {
                match properties.get(name) {
                    Some(property) => differences(document, property, field, &format!("{at}.{name}"), found),
                    None => found.push(format!("{at}.{name} isn't in the document")),
                }
            }
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            found.extend(required.filter(|name| !fields.contains_key(*name)).map(|name| format!("{at} lacks {name}")));
        }
        Value::Array(items) => items.iter().for_each(|item| differences(document, &schema["items"], item, at, found)),
        _ => {}
    }
}

#[test]
fn every_example_of_the_api_page_has_the_fields_of_the_openapi_document() {
    let page = read("docs/api.md");
    let document = serde_json::to_value(holdfast_api_server::app::openapi()).unwrap();
    let (mut found, mut compared) = (Vec::new(), 0);
    for Example { request, response } in examples(&page) {
        let at = request.first_line;
        // The simulator's routes and the old system's aren't in the document.
        let Some(operation) = operation(&document, at) else { continue };
        let schema = |content: &Value| {
            ["application/json", "application/problem+json"].iter().find_map(|kind| content.get(kind)).cloned()
        };
        if let (Some(body), Some(content)) = (request.json(), schema(&operation["requestBody"]["content"])) {
            differences(&document, &content["schema"], &body, &format!("{at}: request"), &mut found);
        }
        let status = response.first_line.split(' ').next().unwrap();
        let Some(described) = operation["responses"].get(status) else {
            found.push(format!("{at}: {status} isn't in the document"));
            continue;
        };
        if let (Some(body), Some(content)) = (response.json(), schema(&described["content"])) {
            differences(&document, &content["schema"], &body, &format!("{at}: {status}"), &mut found);
            compared += 1;
        }
    }
    assert!(found.is_empty(), "{found:#?}");
    assert!(compared >= 15, "too few examples were compared: {compared}");
}
