use camino::Utf8PathBuf;
use serde_json::Value;

use super::*;
use crate::cli::trial::{shown, world};
use crate::world::{DiskWorld, yaml};

/// The repository's own root, which is the example site.
fn example() -> DiskWorld {
    DiskWorld::new(env!("CARGO_MANIFEST_DIR"))
}

fn example_site() -> Site {
    let mut findings = Findings::new();
    let site = Site::load(&example(), &Overrides::default(), &mut findings);
    assert!(!findings.stop(), "{}", shown(findings));
    site.unwrap()
}

fn schema(name: &str, site: Option<&Site>) -> Value {
    schemas(site).into_iter().find(|(own, _)| *own == name).unwrap().1
}

/// Where a value does not fit a schema, by path: a reading of draft 7 as far as schemars writes it.
fn misfits(value: &Value, schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    fit(value, schema, schema, "", &mut found);
    found
}

fn fits(value: &Value, schema: &Value, root: &Value) -> bool {
    let mut found = Vec::new();
    fit(value, schema, root, "", &mut found);
    found.is_empty()
}

fn fit(value: &Value, schema: &Value, root: &Value, at: &str, found: &mut Vec<String>) {
    let Value::Object(rules) = schema else {
        assert!(schema.is_boolean(), "{schema}");
        return if schema == false {
            found.push(at.to_owned());
        };
    };
    if let Some(reference) = schema["$ref"].as_str() {
        return fit(value, root.pointer(&reference[1..]).unwrap(), root, at, found);
    }
    let here = |wrong: bool, found: &mut Vec<String>| {
        if wrong {
            found.push(format!("{at} {value}"));
        }
    };
    for (rule, says) in rules {
        match rule.as_str() {
            "type" => {
                let names: Vec<&str> =
                    says.as_array().map_or_else(|| vec![says.as_str().unwrap()], |list| list.iter().filter_map(Value::as_str).collect());
                here(!names.iter().any(|name| is_a(value, name)), found);
            }
            "enum" => here(!says.as_array().unwrap().contains(value), found),
            "const" => here(says != value, found),
            "anyOf" => here(!says.as_array().unwrap().iter().any(|choice| fits(value, choice, root)), found),
            "oneOf" => here(says.as_array().unwrap().iter().filter(|choice| fits(value, choice, root)).count() != 1, found),
            "allOf" => says.as_array().unwrap().iter().for_each(|part| fit(value, part, root, at, found)),
            "items" => value.as_array().into_iter().flatten().for_each(|item| fit(item, says, root, &format!("{at}[]"), found)),
            "required" => {
                here(value.is_object() && says.as_array().unwrap().iter().any(|key| value.get(key.as_str().unwrap()).is_none()), found);
            }
            "propertyNames" => {
                let keys = value.as_object().into_iter().flat_map(|map| map.keys());
                keys.for_each(|key| fit(&Value::from(key.as_str()), says, root, &format!("{at}.{key}"), found));
            }
            "properties" | "additionalProperties" => {
                let own = &schema["properties"];
                for (key, value) in value.as_object().into_iter().flatten() {
                    match own.get(key) {
                        Some(own) if rule == "properties" => fit(value, own, root, &format!("{at}.{key}"), found),
                        None if rule == "additionalProperties" => fit(value, says, root, &format!("{at}.{key}"), found),
                        _ => {}
                    }
                }
            }
            "pattern" => here(value.as_str().is_some_and(|text| !matches_pattern(text, says.as_str().unwrap())), found),
            "$schema" | "title" | "description" | "default" | "definitions" | "format" | "minimum" | "maximum" => {}
            other => panic!("what does `{other}` mean?"),
        }
    }
}

fn is_a(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("what is a {other}?"),
    }
}

fn matches_pattern(text: &str, pattern: &str) -> bool {
    match pattern {
        "^[a-z0-9]+(-[a-z0-9]+)*$" => crate::site::Name::new(text).is_some(),
        "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$" => crate::site::Lang::new(text).is_some(),
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}" => crate::content::Moment::new(text).is_some(),
        "^[0-9a-f]{64}$" => crate::content::consent::ConsentHash::new(text).is_some(),
        "^https?://" => text.starts_with("http"),
        r"^[^@:\s]+@[^@\s]+\.[^@\s]+$" => crate::site::Email::new(text).is_some(),
        "^[0-9+(][^@:]*$" => crate::site::Phone::new(text).is_some(),
        " " => text.contains(' '),
        other => panic!("what matches `{other}`?"),
    }
}

/// The front matter of all markdown files of the example site.
fn front_matters() -> Vec<(Utf8PathBuf, Value)> {
    let world = example();
    let sources = world.walk("content".into()).files.into_iter().filter(|file| file.path.extension() == Some("md"));
    let read = |path: Utf8PathBuf| {
        let text = String::from_utf8(world.read(&path).unwrap()).unwrap();
        let front = text.strip_prefix("---\n")?.split("\n---").next()?.to_owned();
        Some((path, yaml::tree(&front).unwrap()))
    };
    sources.filter_map(|file| read(file.path)).collect()
}

#[test]
fn the_files_of_the_example_site_fit_their_schemas() {
    let site = example_site();
    let world = example();
    let tree = |path: &str| yaml::tree(&String::from_utf8(world.read(path.into()).unwrap()).unwrap()).unwrap();
    assert_eq!(misfits(&tree("site.yaml"), &schema("site", Some(&site))), [""; 0]);
    for audience in ["b2b", "b2c"] {
        assert_eq!(misfits(&tree(&format!("content/audiences/{audience}.yaml")), &schema("audience", Some(&site))), [""; 0]);
    }
    assert_eq!(misfits(&tree("themes/lumen/theme.yaml"), &schema("theme", Some(&site))), [""; 0]);
    let front = schema("front-matter", Some(&site));
    let all = front_matters();
    assert!(all.len() > 20);
    let consent = schema("consent", Some(&site));
    for (path, value) in all {
        let schema = if path.starts_with("content/consent") { &consent } else { &front };
        assert_eq!(misfits(&value, schema), [""; 0], "{path}");
    }
    assert_eq!(misfits(&tree("content/consent/ledger.yaml"), &schema("consent-ledger", Some(&site))), [""; 0]);
}

#[test]
fn a_name_that_the_site_does_not_have_does_not_fit() {
    let site = example_site();
    let front = schema("front-matter", Some(&site));
    let wrong = |yaml: &str, schema: &Value| misfits(&yaml::tree(yaml).unwrap(), schema).len();
    for line in [
        "audience: b2bb",
        "audience: [b2b, b2d]",
        "segment: cafe",
        "editions: [wholesalers]",
        "primary: all",
        "cta: sample",
        "form: samples2",
        "offer: spring",
        "register: nothing",
        "author: nona",
        "title: {de: Tee}",
        "variants: {b2d: {cta: samples}}",
        "variants: {b2b: {cta: sample}}",
        "seo: {canonical: b2d}",
        "stage: atention",
        "titel: Tea",
    ] {
        assert_eq!(wrong(line, &front), 1, "{line}");
    }
    for line in [
        "cta: none",
        "author: Anna Beridze",
        "audience: all",
        "title: 2027",
        "seo: {canonical: b2c}",
        "variants: {ru: {title: Чай}}",
        "cta:",
    ] {
        assert_eq!(wrong(line, &front), 0, "{line}");
    }
    let form = "label: B\nkind: business\nforms: {ask: {provider: malchimp, fields: []}}";
    assert_eq!(wrong(form, &schema("audience", Some(&site))), 1);
    let defaults = "label: B\nkind: business\ndefaults: {cta: nothing-like-it}";
    assert_eq!(wrong(defaults, &schema("audience", Some(&site))), 1);
}

#[test]
fn names_are_listed_where_they_are_used_and_open_where_they_are_given() {
    let site = example_site();
    let wrong = |yaml: &str, name: &str| misfits(&yaml::tree(yaml).unwrap(), &schema(name, Some(&site)));
    let audience = "label: B\nkind: business\nctas: {brand-new: {goal: lead, text: T, to: \"form:x\"}}\nforms: {brand-new: {action: x}}\nsegments: {bars: {label: Bars}}";
    assert_eq!(wrong(audience, "audience"), [""; 0]);
    assert_eq!(wrong("title: T\nurl: https://a.example\nlanguages: [en, de]\nprimary: b2b", "site"), [""; 0]);
    assert_eq!(wrong("title: T\nurl: https://a.example\nlanguages: [en, Deutsch]\nprimary: b2d", "site").len(), 2);
    assert_eq!(wrong("words: {home: {de: Start}}", "theme"), [""; 0]);
}

#[test]
fn without_a_site_the_schemas_are_there_and_take_any_name() {
    let front = schema("front-matter", None);
    assert_eq!(misfits(&yaml::tree("audience: anybody\ncta: anything\nauthor: x").unwrap(), &front), [""; 0]);
    assert_eq!(misfits(&yaml::tree("audience: Any Body").unwrap(), &front).len(), 1);
    let outcome = run(&SchemaArgs::default(), &world()).map_err(shown).unwrap();
    insta::assert_snapshot!(outcome.notes.join("\n"), @"There is no site here that could be read without a mistake, so the schemas list no names of its own.");
    let printed: Value = serde_json::from_str(&outcome.output.unwrap()).unwrap();
    assert_eq!(
        printed.as_object().unwrap().keys().collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>(),
        ["audience", "consent", "consent-ledger", "front-matter", "preset", "provider", "site", "theme"]
    );
}

#[test]
fn a_site_with_a_mistake_has_schemas_that_do_not_guess_its_names() {
    let broken = world();
    broken.put("site.yaml", "title: T\nurl: https://a.example\nlanguages: [en]\nprimary: b2b\n");
    broken.put("content/audiences/b2b.yaml", "label: B\nkind: business\n");
    broken.put("content/audiences/b2c.yaml", "label: C\nkind: customer\n");
    let out = SchemaArgs { out: Some("schemas".into()) };
    let outcome = run(&out, &broken).map_err(shown).unwrap();
    assert_eq!(
        outcome.written.iter().map(|path| path.as_str()).collect::<Vec<_>>(),
        schemas(None).map(|(name, _)| format!("schemas/{name}.schema.json"))
    );
    assert_eq!(outcome.notes.len(), 1);
    let front: Value = serde_json::from_slice(&broken.read("schemas/front-matter.schema.json".into()).unwrap()).unwrap();
    assert_eq!(misfits(&yaml::tree("audience: b2c").unwrap(), &front), [""; 0]);
}

#[test]
fn every_key_says_what_it_is_for() {
    for (name, schema) in schemas(None) {
        assert!(schema["title"].is_string() && schema["description"].is_string(), "{name}");
        let mute: Vec<&String> = schema["properties"]
            .as_object()
            .unwrap()
            .iter()
            .filter(|(_, own)| own["description"].as_str().is_none())
            .map(|(key, _)| key)
            .collect();
        assert!(mute.is_empty(), "{name}: {mute:?}");
    }
    let site = schema("site", None);
    assert_eq!(site["properties"]["paginate"]["default"], 20);
    assert_eq!(site["properties"]["theme"]["default"], "lumen");
}
