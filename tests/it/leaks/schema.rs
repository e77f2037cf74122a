//! A JSON Schema filled in: every text gets a word of its own, whatever fields there are.
//!
//! Nothing here knows a field by its name but the tables of `fields`: a field added later is planted by itself.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::fields::{self, Fill};
use super::tokens::{Tokens, id};

/// A picture of one pixel.
const PICTURE: [u8; 67] =
    *b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU\x00\x00\x00\x0aIDATx\x9cch\x00\x00\x00\x82\x00\x81w\xcdr\xb6\x00\x00\x00\x00IEND\xaeB`\x82";

/// How a text was filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Filled {
    /// With a word of its own.
    Planted,
    /// With a value that the tables give.
    Given,
}

/// Every place of a schema where any text can stand, as a JSON pointer; choices among fixed values are none.
pub fn texts(schema: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    visit(schema, "#", &mut |pointer, schema| {
        if is_text(schema) {
            found.insert(pointer.to_owned());
        }
    });
    found
}

fn visit(schema: &Value, pointer: &str, see: &mut dyn FnMut(&str, &Value)) {
    see(pointer, schema);
    for key in ["items", "additionalProperties", "propertyNames", "contains", "not", "if", "then", "else", "unevaluatedProperties"] {
        if let Some(inner) = schema.get(key).filter(|inner| **inner != Value::Bool(false)) {
            visit(inner, &format!("{pointer}/{key}"), see);
        }
    }
    for key in ["properties", "$defs", "patternProperties", "dependentSchemas"] {
        for (name, inner) in schema.get(key).and_then(Value::as_object).into_iter().flatten() {
            visit(inner, &format!("{pointer}/{key}/{name}"), see);
        }
    }
    for key in ["anyOf", "oneOf", "allOf", "prefixItems"] {
        for (index, inner) in schema.get(key).and_then(Value::as_array).into_iter().flatten().enumerate() {
            visit(inner, &format!("{pointer}/{key}/{index}"), see);
        }
    }
}

/// Whether any text can stand here. A schema that says nothing allows everything, and so text.
fn is_text(schema: &Value) -> bool {
    let has = |key: &str| schema.get(key).is_some();
    match schema {
        Value::Bool(all) => *all,
        _ if has("enum") || has("const") => false,
        _ => match schema.get("type") {
            Some(sorts) => is_sort(sorts, "string"),
            None => !["$ref", "anyOf", "oneOf", "allOf", "properties"].into_iter().any(has),
        },
    }
}

fn is_sort(sorts: &Value, sort: &str) -> bool {
    sorts == sort || sorts.as_array().is_some_and(|sorts| sorts.iter().any(|own| own == sort))
}

/// Where in a document a value stands.
#[derive(Debug, Clone)]
struct At {
    /// The field: `front.quotes[].person`.
    field: String,
    /// The definitions around it.
    within: Vec<String>,
    /// Which of several ways to write a value is taken.
    shape: usize,
}

impl At {
    fn below(&self, more: &str) -> Self {
        Self { field: format!("{}{more}", self.field), ..self.clone() }
    }
}

/// Fills in documents for one audience.
#[derive(Debug)]
pub struct Planter<'a> {
    /// The schema of the whole document.
    pub schema: &'a Value,
    /// Whose words they are.
    pub audience: &'static str,
    /// How they reach their readers.
    pub layer: &'static str,
    /// The languages of the site.
    pub languages: &'a [&'static str],
    /// The file that is filled in.
    pub file: String,
    /// The folder that paths in it start from.
    pub folder: String,
    /// Keys of the document that are left out.
    pub without: &'a BTreeSet<String>,
    /// What was planted.
    pub tokens: &'a mut Tokens,
    /// How each text of the schema was filled in.
    pub filled: &'a mut BTreeMap<String, BTreeSet<Filled>>,
    /// Files that are named, with their bytes.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Planter<'_> {
    /// The document; `root` names it in fields, `shape` chooses among ways to write a value.
    pub fn document(&mut self, root: &str, shape: usize) -> Map<String, Value> {
        let schema = self.schema;
        let at = At { field: root.to_owned(), within: Vec::new(), shape };
        match self.value(schema, "#", &at) {
            Some(Value::Object(map)) => map,
            other => panic!("a document is a map, not {other:?}"),
        }
    }

    /// A word for something that is no field of a schema.
    pub fn word(&mut self, field: &str) -> String {
        self.tokens.plant(self.audience, self.layer, field, &self.file)
    }

    /// A file whose name and content carry words; its path from the folder.
    pub fn named_file(&mut self, field: &str, extension: &str) -> String {
        let name = format!("{}.{extension}", self.word(&format!("{field}, the file's name")));
        let content = self.word(&format!("{field}, the file's content"));
        // Programs that read pictures stop where a picture ends; what follows is published all the same.
        let before: &[u8] = if extension == "png" { &PICTURE } else { b"" };
        self.files.push((format!("{}/{name}", self.folder), [before, content.as_bytes()].concat()));
        name
    }

    fn value(&mut self, schema: &Value, pointer: &str, at: &At) -> Option<Value> {
        if let Some(fill) = fields::of_field(&at.field) {
            return self.given(schema, pointer, at, fill);
        }
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            return self.definition(target, at);
        }
        if let Some(fixed) = fixed(schema) {
            return fixed.get(at.shape % fixed.len()).cloned();
        }
        if let Some((key, choices)) = ["anyOf", "oneOf"].into_iter().find_map(|key| Some((key, schema.get(key)?.as_array()?))) {
            return self.choice(choices, &format!("{pointer}/{key}"), at);
        }
        let sort = |sort: &str| schema.get("type").is_some_and(|sorts| is_sort(sorts, sort));
        if is_text(schema) {
            return Some(self.text(pointer, at));
        }
        if sort("object") || schema.get("properties").is_some() {
            return Some(Value::Object(self.object(schema, pointer, at)));
        }
        if sort("array") {
            // One item for each way to write one: all ways stand in each list.
            let items = schema.get("items")?;
            let pointer = format!("{pointer}/items");
            let one = |shape| self.value(items, &pointer, &At { shape, ..at.below("[]") });
            return Some(Value::Array([0, 1].into_iter().filter_map(one).collect()));
        }
        if sort("boolean") {
            return Some(Value::Bool(false));
        }
        if sort("integer") || sort("number") {
            return Some(json!(7));
        }
        panic!("{pointer} is a sort of schema that this test cannot fill in: {schema}")
    }

    fn definition(&mut self, target: &str, at: &At) -> Option<Value> {
        let name = target.rsplit('/').next().unwrap_or_default();
        let schema = self.schema;
        let Some(schema) = schema.get("$defs").and_then(|all| all.get(name)) else { panic!("there is no {target}") };
        if let Some(fill) = fields::of_type(name) {
            return self.given(schema, target, at, fill);
        }
        // What contains itself does so twice, the second time written as simply as can be.
        let depth = at.within.iter().filter(|own| *own == name).count();
        if depth > 1 {
            return None;
        }
        let mut at = at.clone();
        at.within.push(name.to_owned());
        at.shape = if depth == 0 { at.shape } else { 0 };
        self.value(schema, target, &at)
    }

    /// The ways that lead to a text, in turn.
    fn choice(&mut self, choices: &[Value], pointer: &str, at: &At) -> Option<Value> {
        let ways: Vec<(usize, &Value)> =
            choices.iter().enumerate().filter(|(_, choice)| choice.get("type") != Some(&json!("null"))).collect();
        let textual: Vec<(usize, &Value)> =
            ways.iter().copied().filter(|(_, choice)| self.leads_to_text(choice, &mut BTreeSet::new())).collect();
        let ways = if textual.is_empty() { ways } else { textual };
        let (index, choice) = ways.get(at.shape % ways.len())?;
        self.value(choice, &format!("{pointer}/{index}"), at)
    }

    fn leads_to_text(&self, schema: &Value, seen: &mut BTreeSet<String>) -> bool {
        let mut found = false;
        let mut targets = Vec::new();
        visit(schema, "", &mut |pointer, schema| {
            // The keys of a map alone make nobody read anything.
            if !pointer.ends_with("propertyNames") {
                found |= is_text(schema);
                targets.extend(schema.get("$ref").and_then(Value::as_str).map(str::to_owned));
            }
        });
        found
            || targets.into_iter().any(|target| {
                let name = target.rsplit('/').next().unwrap_or_default();
                seen.insert(target.clone())
                    && self.schema.get("$defs").and_then(|all| all.get(name)).is_some_and(|schema| self.leads_to_text(schema, seen))
            })
    }

    fn object(&mut self, schema: &Value, pointer: &str, at: &At) -> Map<String, Value> {
        let mut map = Map::new();
        for (key, inner) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            if pointer == "#" && self.without.contains(key) {
                continue;
            }
            if let Some(value) = self.value(inner, &format!("{pointer}/properties/{key}"), &at.below(&format!(".{key}"))) {
                map.insert(key.clone(), value);
            }
        }
        if let Some(values) = schema.get("additionalProperties").filter(|values| values.is_object()) {
            for (shape, key) in self.keys(schema, pointer, at).into_iter().enumerate() {
                let at = At { shape, ..at.below(".*") };
                if let Some(value) = self.value(values, &format!("{pointer}/additionalProperties"), &at) {
                    map.insert(key, value);
                }
            }
        }
        map
    }

    /// The keys of a map: one for each language, two ids, two of what is fixed, or three words.
    fn keys(&mut self, schema: &Value, pointer: &str, at: &At) -> Vec<String> {
        let pointer = format!("{pointer}/propertyNames");
        let Some(names) = schema.get("propertyNames") else { panic!("{pointer} is missing: a map says what its keys are") };
        let target = names.get("$ref").and_then(Value::as_str);
        let name = target.map(|target| target.rsplit('/').next().unwrap_or_default());
        let names = name.map_or(Some(names), |name| self.schema.get("$defs").and_then(|all| all.get(name))).cloned().unwrap_or_default();
        if let Some(known) = fields::keys(&at.field) {
            self.mark(&names, target.unwrap_or(&pointer), Filled::Given);
            return known.iter().map(|key| (*key).to_owned()).collect();
        }
        if name == Some("Lang") {
            self.mark(&names, target.unwrap_or(&pointer), Filled::Given);
            return self.languages.iter().map(|lang| (*lang).to_owned()).collect();
        }
        if let Some(fixed) = fixed(&names) {
            return fixed.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        }
        if let Some(fill) = name.and_then(fields::of_type) {
            let key = |shape| self.given(&names, target.unwrap_or(&pointer), &At { shape, ..at.clone() }, fill);
            return [0, 1].into_iter().filter_map(key).filter_map(|key| key.as_str().map(str::to_owned)).collect();
        }
        let at = at.below(", a key");
        (0..3).map(|_| self.text(target.unwrap_or(&pointer), &at).as_str().unwrap_or_default().to_owned()).collect()
    }

    fn text(&mut self, pointer: &str, at: &At) -> Value {
        self.filled.entry(pointer.to_owned()).or_default().insert(Filled::Planted);
        let token = self.word(&at.field);
        Value::String(fields::form(&at.field, at.shape).replace("{}", &token))
    }

    fn given(&mut self, schema: &Value, pointer: &str, at: &At, fill: Fill) -> Option<Value> {
        self.mark(schema, pointer, if matches!(fill, Fill::File) { Filled::Planted } else { Filled::Given });
        match fill {
            Fill::LeftOut => None,
            Fill::Fixed(values) => Some(json!(values[at.shape % values.len()])),
            Fill::Id(sort) => Some(json!(id(self.audience, sort, at.shape))),
            Fill::Audience => Some(json!(self.audience)),
            Fill::ByAudience(values) => values.iter().find(|(audience, _)| *audience == self.audience).map(|(_, value)| json!(value)),
            Fill::File => {
                let extension = if at.field.ends_with("lead_magnet.file") { "pdf" } else { "png" };
                let name = self.named_file(&at.field, extension);
                // Audience files name their files from `content/` on.
                let below = self.folder.strip_prefix("content/").unwrap_or_default();
                Some(json!(if at.field.starts_with("front") { name } else { format!("{below}/{name}") }))
            }
        }
    }

    /// Notes that all texts below a schema were filled in.
    fn mark(&mut self, schema: &Value, pointer: &str, how: Filled) {
        let mut targets = Vec::new();
        let filled = &mut *self.filled;
        visit(schema, pointer, &mut |pointer, schema| {
            if is_text(schema) {
                filled.entry(pointer.to_owned()).or_default().insert(how);
            }
            targets.extend(schema.get("$ref").and_then(Value::as_str).map(str::to_owned));
        });
        for target in targets {
            let name = target.rsplit('/').next().unwrap_or_default().to_owned();
            // Only what the tables know by its type: anything else has to be filled in somewhere else too.
            if fields::of_type(&name).is_some()
                && let Some(schema) = self.schema.get("$defs").and_then(|all| all.get(&name)).cloned()
            {
                self.mark(&schema, &target, how);
            }
        }
    }
}

/// The values to choose from, where there is nothing else.
fn fixed(schema: &Value) -> Option<Vec<Value>> {
    if let Some(value) = schema.get("const") {
        return Some(vec![value.clone()]);
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return Some(values.clone());
    }
    let choices = schema.get("oneOf")?.as_array()?;
    choices.iter().map(fixed).collect::<Option<Vec<_>>>().map(|all| all.concat())
}
