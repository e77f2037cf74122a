//! Holds a value tree against a JSON Schema and names every mismatch, each with its path.
//!
//! It knows what schemars writes for our types and no more: types, properties, enumerations, alternatives, references and dates.

use serde_json::{Map, Value};

use super::nearest;
use super::shape::Shape;
use crate::world::yaml::KeyPath;

/// One thing in a document that its schema does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mismatch {
    pub(super) path: KeyPath,
    pub(super) rule: &'static str,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// All mismatches of `value` against `schema`.
pub(super) fn mismatches(value: &Value, schema: &Value) -> Vec<Mismatch> {
    let mut found = Vec::new();
    Checker { root: schema, found: &mut found }.check(value, schema, &KeyPath::root());
    found
}

struct Checker<'a> {
    root: &'a Value,
    found: &'a mut Vec<Mismatch>,
}

impl<'a> Checker<'a> {
    fn check(&mut self, value: &Value, schema: &'a Value, path: &KeyPath) {
        let schema = self.resolved(schema);
        if value.is_null() && allows_null(schema) {
            return;
        }
        if let Some(choices) = alternatives(schema) {
            return self.check_alternatives(value, choices, path);
        }
        if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
            for part in parts {
                self.check(value, part, path);
            }
        }
        let allowed = names(schema);
        if !allowed.is_empty() {
            if let Some(text) = value.as_str()
                && allowed.contains(&text)
            {
                return;
            }
            let help = value.as_str().and_then(|text| nearest(text, allowed.iter().copied()));
            let help = help.map_or_else(|| format!("write one of: {}", allowed.join(", ")), |name| format!("did you mean `{name}`?"));
            return self.report(path, "yaml/value", format!("{} is not one of the values allowed here", shown(value)), Some(help));
        }
        if !types(schema).is_empty() && !types(schema).iter().any(|name| is_a(value, name)) {
            let message = format!("expected {}, found {}", expected(schema), kind(value));
            return self.report(path, "yaml/type", message, self.how_to_write(value, schema));
        }
        match value {
            Value::Object(map) => self.check_map(map, schema, path),
            Value::Array(items) => {
                if let Some(item_schema) = schema.get("items") {
                    for (index, item) in items.iter().enumerate() {
                        self.check(item, item_schema, &path.index(index));
                    }
                }
            }
            Value::String(text) => {
                if let Some(shape) = shape_of(schema).filter(|shape| !shape.fits(text)) {
                    return self.report(path, "yaml/value", shape.refusal(text), Some(shape.help(text)));
                }
                let format = schema.get("format").and_then(Value::as_str);
                if format.is_some_and(|format| !has_format(text, format)) {
                    let help = "write a day such as 2026-11-22, or an instant such as 2026-11-22T18:00:00+04:00".to_owned();
                    self.report(path, "yaml/value", format!("`{text}` is no date"), Some(help));
                }
            }
            _ => {}
        }
    }

    fn check_map(&mut self, map: &Map<String, Value>, schema: &'a Value, path: &KeyPath) {
        let known = schema.get("properties").and_then(Value::as_object);
        let extra = schema.get("additionalProperties");
        let keys = schema.get("propertyNames").map(|keys| self.resolved(keys));
        for (key, value) in map {
            if let Some((message, help)) = keys.and_then(|keys| wrong_key(key, keys)) {
                self.report(&path.key(key), "yaml/unknown-key", message, Some(help));
            }
            if let Some(property) = known.and_then(|known| known.get(key)) {
                self.check(value, property, &path.key(key));
            } else if extra == Some(&Value::Bool(false)) {
                let names = known.into_iter().flat_map(|known| known.keys().map(String::as_str));
                let help = match nearest(key, names.clone()) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => format!("known keys: {}", names.collect::<Vec<_>>().join(", ")),
                };
                self.report(&path.key(key), "yaml/unknown-key", format!("there is no key `{key}` here"), Some(help));
            } else if let Some(extra) = extra.filter(|extra| extra.is_object()) {
                self.check(value, extra, &path.key(key));
            }
        }
        for key in schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
            if !map.contains_key(key) {
                let says = known.and_then(|known| known.get(key)).map(|property| self.to_add(key, property));
                self.report(path, "yaml/missing-key", format!("the key `{key}` is missing"), says);
            }
        }
    }

    /// An alternative that fits in kind speaks for the value; its own mismatches are more use than "fits none of them".
    fn check_alternatives(&mut self, value: &Value, choices: &'a [Value], path: &KeyPath) {
        let mut closest: Option<Vec<Mismatch>> = None;
        for choice in choices {
            let mut found = Vec::new();
            Checker { root: self.root, found: &mut found }.check(value, choice, path);
            if found.is_empty() {
                return;
            }
            let deep = found.iter().all(|mismatch| mismatch.path.0.len() > path.0.len() || mismatch.rule != "yaml/type");
            if deep && closest.as_ref().is_none_or(|best| found.len() <= best.len()) {
                closest = Some(found);
            }
        }
        let is_list = |choice: &Value| types(self.resolved(choice)) == ["array"];
        match closest {
            Some(_) if value.as_str().is_some_and(|text| text.contains(',')) && choices.iter().any(is_list) => {
                let text = value.as_str().unwrap_or_default();
                self.report(path, "yaml/value", format!("`{text}` is one text"), Some(format!("several stand in a list: `[{text}]`")));
            }
            Some(found) => self.found.extend(found),
            None => {
                let wanted: Vec<String> =
                    choices.iter().map(|choice| expected(self.resolved(choice))).filter(|name| name != "nothing").collect();
                let message = format!("expected {}, found {}", wanted.join(" or "), kind(value));
                let how = choices.iter().find_map(|choice| self.how_to_write(value, self.resolved(choice)));
                self.report(path, "yaml/type", message, how);
            }
        }
    }

    /// What to add where a key is missing: its values if they are few, and what it says.
    fn to_add(&self, key: &str, property: &'a Value) -> String {
        let resolved = self.resolved(property);
        let allowed = names(resolved);
        if let Some(first) = allowed.first() {
            return format!("add a line such as `{key}: {first}`; it is one of: {}", allowed.join(", "));
        }
        let what = hint(property).map(|hint| format!(" ({hint})")).unwrap_or_default();
        format!("add a line `{key}: …`{what}")
    }

    /// How a value of a type is written, where another sort of value stands.
    fn how_to_write(&self, value: &Value, schema: &'a Value) -> Option<String> {
        let is = |name| types(schema).contains(&name);
        if is("boolean") {
            return Some("write `true` or `false`".to_owned());
        }
        if let Some(keys) = schema.get("properties").and_then(Value::as_object) {
            let keys: Vec<&str> = keys.keys().map(String::as_str).collect();
            return Some(format!("write it as a map with the keys {}", keys.join(", ")));
        }
        if is("array") {
            let allowed = schema.get("items").map(|items| names(self.resolved(items))).unwrap_or_default();
            return Some(match (value.as_str(), allowed.first()) {
                (Some(text), None) => format!("write it as a list: `[{text}]`"),
                (Some(text), Some(_)) if allowed.contains(&text) => format!("write it as a list: `[{text}]`"),
                (_, Some(first)) => format!("write a list such as `[{first}]`, with any of: {}", allowed.join(", ")),
                (_, None) => "write it as a list: `[…]`".to_owned(),
            });
        }
        if let Some(shape) = shape_of(schema) {
            return Some(format!("write {}", shape.what));
        }
        if is("string") {
            return Some("write one text, in quotes".to_owned());
        }
        (is("number") || is("integer")).then(|| "write a number without quotes, such as `12`".to_owned())
    }

    fn resolved(&self, mut schema: &'a Value) -> &'a Value {
        while let Some(pointer) = schema.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#')) {
            match self.root.pointer(pointer) {
                Some(target) => schema = target,
                None => break,
            }
        }
        schema
    }

    fn report(&mut self, path: &KeyPath, rule: &'static str, message: String, help: Option<String>) {
        self.found.push(Mismatch { path: path.clone(), rule, message, help });
    }
}

fn alternatives(schema: &Value) -> Option<&[Value]> {
    let choices = schema.get("anyOf").or_else(|| schema.get("oneOf"))?.as_array()?;
    // Variants of an enumeration, each with its own description, are names and not alternatives.
    (names(schema).is_empty()).then_some(choices)
}

/// The names an enumeration allows, in either of the forms schemars writes.
fn names(schema: &Value) -> Vec<&str> {
    if let Some(list) = schema.get("enum").and_then(Value::as_array) {
        return list.iter().filter_map(Value::as_str).collect();
    }
    if let Some(name) = schema.get("const").and_then(Value::as_str) {
        return vec![name];
    }
    let Some(choices) = schema.get("oneOf").and_then(Value::as_array) else { return Vec::new() };
    let each: Vec<Vec<&str>> = choices.iter().map(names).collect();
    if each.iter().any(Vec::is_empty) { Vec::new() } else { each.concat() }
}

fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn allows_null(schema: &Value) -> bool {
    types(schema).contains(&"null") || alternatives(schema).is_some_and(|choices| choices.iter().any(|choice| types(choice) == ["null"]))
}

fn is_a(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        // YAML writes a year or a size without quotes; whole numbers read as the text they are.
        "string" => value.is_string() || value.is_u64() || value.is_i64(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

/// Whether a text is what a format of JSON Schema asks for; formats that are no dates are for editors.
fn has_format(text: &str, format: &str) -> bool {
    match format {
        "date" => text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok(),
        "date-time" => text.parse::<jiff::Timestamp>().is_ok(),
        _ => true,
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "yes or no (in quotes it would be text)",
        Value::Number(_) => "a number (in quotes it would be text)",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}

fn expected(schema: &Value) -> String {
    let words: Vec<&str> = types(schema)
        .into_iter()
        .filter(|name| *name != "null")
        .map(|name| match name {
            "boolean" => "true or false",
            "integer" => "a whole number",
            "number" => "a number",
            "string" => "text",
            "array" => "a list",
            "object" => "a map",
            other => other,
        })
        .collect();
    if words.is_empty() { "nothing".to_owned() } else { words.join(" or ") }
}

/// What a text has to look like.
fn shape_of(schema: &Value) -> Option<&'static Shape> {
    Shape::of_pattern(schema.get("pattern")?.as_str()?)
}

/// What is wrong with a key of a map whose keys are names of one sort, if it is none of them, and what to do.
fn wrong_key(key: &str, keys: &Value) -> Option<(String, String)> {
    if let Some(shape) = shape_of(keys).filter(|shape| !shape.fits(key)) {
        return Some((shape.refusal(key), shape.help(key)));
    }
    let allowed = names(keys);
    if allowed.is_empty() || allowed.contains(&key) {
        return None;
    }
    let near = nearest(key, allowed.iter().copied());
    let help = near.map_or_else(|| format!("known keys: {}", allowed.join(", ")), |name| format!("did you mean `{name}`?"));
    Some((format!("there is no key `{key}` here"), help))
}

fn hint(schema: &Value) -> Option<String> {
    let text = schema.get("description")?.as_str()?;
    let first = text.split("\n\n").next()?.replace('\n', " ");
    Some(first.trim_end_matches('.').to_owned())
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| format!("`{value}`"), |text| format!("`{text}`"))
}
