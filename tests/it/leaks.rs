//! Nothing that is one audience's is ever published for another.
//!
//! A site is made from the program's own JSON Schemas, in which every text of every kind of page, audience file, overlay, passage and file
//! name carries a word of its own; it is built in every way that sites are hosted; and every byte and path of each audience is searched for
//! the words of the other. A field added later is planted by itself: the schema is all that knows the fields.
#![allow(clippy::unwrap_used, clippy::panic, unreachable_pub, reason = "a failing test may panic")]

mod bodies;
mod fields;
mod grep;
mod modes;
mod planted;
mod schema;
mod tokens;
mod unseen;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::support::{Built, Site};
use grep::{leaks, shown, words_in};
use modes::Mode;
use planted::{Planted, Schemas};
use schema::{Filled, Planter, texts};
use tokens::{AUDIENCES, Tokens};

/// Made once.
static SCHEMAS: LazyLock<Schemas> = LazyLock::new(Schemas::own);

/// Builds a planted site and reads all of it.
#[track_caller]
fn assert_nothing_leaks(mode: Mode) -> (Planted, Built) {
    let planted = Planted::new(&SCHEMAS, mode);
    let built = planted.site.build();
    assert!(!built.files.is_empty(), "{}:\n{}", mode.name, built.found());
    let found = leaks(&planted.tokens, &built);
    assert!(found.is_empty(), "{}: {} leaks\n{}", mode.name, found.len(), list(found.iter().take(50).map(ToString::to_string)));
    (planted, built)
}

fn list(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn nothing_leaks_between_two_audiences_by_path_and_each_reads_its_own() {
    let (planted, built) = assert_nothing_leaks(modes::BY_PATH);
    assert_everything_is_filled_in(&SCHEMAS.front, &planted.front);
    assert_everything_is_filled_in(&SCHEMAS.audience, &planted.audience);
    let shown: BTreeSet<String> = AUDIENCES.into_iter().flat_map(|audience| shown(&built, audience)).collect();
    let mut fields = BTreeMap::<(&str, &str, &str), bool>::new();
    for (token, place) in planted.tokens.iter() {
        *fields.entry((place.audience, place.layer, &place.field)).or_default() |= shown.contains(token);
    }
    let mut used = BTreeSet::new();
    for ((audience, layer, field), seen) in fields {
        let reasons = unseen::reasons(layer, field);
        if seen {
            assert!(reasons.is_empty(), "{audience} reads {field} ({layer}), which is said to be seen by nobody");
        } else {
            assert!(!reasons.is_empty(), "{audience} never reads its own {field} ({layer})");
        }
        used.extend(reasons);
    }
    assert_eq!(unseen::idle(&used), Vec::<&str>::new(), "reasons that nothing needs");
}

/// A text of the schema that was not filled in is one that no test has seen.
#[track_caller]
fn assert_everything_is_filled_in(schema: &Value, filled: &BTreeMap<String, BTreeSet<Filled>>) {
    let missing: Vec<String> = texts(schema).into_iter().filter(|pointer| !filled.contains_key(pointer)).collect();
    assert_eq!(missing, Vec::<String>::new(), "texts that were not filled in");
}

#[test]
fn nothing_leaks_from_below_into_the_root() {
    assert_nothing_leaks(modes::AT_THE_ROOT);
}

#[test]
fn nothing_leaks_between_hosts() {
    assert_nothing_leaks(modes::HOSTS);
}

#[test]
fn nothing_leaks_between_a_host_and_a_folder() {
    assert_nothing_leaks(modes::ONE_HOST);
}

#[test]
fn nothing_leaks_between_hosts_that_are_folded_into_one() {
    assert_nothing_leaks(modes::FOLDED);
}

#[test]
fn nothing_leaks_in_one_language() {
    assert_nothing_leaks(modes::ONE_LANGUAGE);
}

#[test]
fn nothing_leaks_where_a_language_stands_in_for_another() {
    assert_nothing_leaks(modes::STANDING_IN);
}

/// The schema of front matter with a field that the program does not have yet.
fn planted_with(field: &str, schema: Value) -> (Value, Value) {
    let mut front = SCHEMAS.front.clone();
    front["properties"][field] = schema;
    let (mut tokens, mut filled, without) = (Tokens::default(), BTreeMap::new(), BTreeSet::new());
    let mut planter = Planter {
        schema: &front,
        audience: "b2b",
        layer: "a field added later",
        languages: &["en", "ru"],
        file: "content/new.md".into(),
        folder: "content".into(),
        without: &without,
        tokens: &mut tokens,
        filled: &mut filled,
        files: Vec::new(),
    };
    let mut document = planter.document("front", 0);
    let new = document.remove(field).unwrap();
    let missing: BTreeSet<String> =
        texts(&front).into_iter().filter(|pointer| pointer.contains(field) && !filled.contains_key(pointer)).collect();
    (new, json!(missing))
}

#[test]
fn a_field_added_later_is_planted_by_itself() {
    let none = json!([]);
    let (text, missing) = planted_with("motto", json!({"anyOf": [{"$ref": "#/$defs/Text"}, {"type": "null"}]}));
    assert!(words_in(text.as_str().unwrap(), "b2b").len() == 1 && missing == none, "{text} {missing}");
    let people = json!({"type": ["array", "null"], "items": {"type": "object", "properties": {
        "name": {"type": "string"}, "photo": {"$ref": "#/$defs/FileRef"}, "links": {"type": "object", "propertyNames": {"type": "string"},
        "additionalProperties": {"type": "string"}}}}});
    let (people, missing) = planted_with("people", people);
    // A name, a file, three links under three keys, for each of two people.
    assert!(words_in(&people.to_string(), "b2b").len() == 16 && missing == none, "{people} {missing}");
}

#[test]
fn words_are_found_however_they_are_written() {
    for text in [
        "a zqb2b17zq b",
        "ZQB2B17ZQ",
        "%7aqb2b17zq",
        "%7A%71b2b17zq",
        "&#122;qb2b17zq",
        "&#x7A;&#x71;b2b17zq",
        "cut off: zqb2b",
        "731.37",
        "731,37",
    ] {
        assert_eq!(words_in(text, "b2b").len(), 1, "{text}");
        assert_eq!(words_in(text, "b2c"), [], "{text}");
    }
    assert_eq!(words_in("zqlabelb2bzq", "b2b"), []);
}

/// What leaks on a small site in which everybody's article says a word of one audience in this way.
fn leaking(files: &str) -> String {
    let built = Site::new(files).build();
    list(
        leaks(&Tokens::default(), &built)
            .iter()
            .map(|leak| format!("{} reads {} in {}", leak.reader.as_deref().unwrap_or("everybody"), leak.word, leak.output)),
    )
}

#[test]
fn a_leak_is_found_in_a_text_a_name_a_file_and_what_belongs_to_a_host() {
    let article = |rest: &str| format!("\n-- content/articles/guide.md --\n---\ntitle: Guide\naudience: all\n{rest}");
    let text = leaking(&article("---\nzqb2b1zq\n"));
    assert!(text.lines().any(|line| line == "b2c reads zqb2b1zq in b2c/articles/guide/index.html"), "{text}");
    assert!(text.lines().all(|line| line.starts_with("b2c reads zqb2b1zq")), "{text}");
    let slug = leaking(&article("slug: zqb2b1zq\n---\nTea.\n"));
    assert!(slug.lines().any(|line| line == "b2c reads zqb2b1zq in b2c/articles/zqb2b1zq/index.html"), "{slug}");
    let file = leaking(&article("---\n[Tea](tea.txt)\n-- content/articles/tea.txt --\nzqb2c1zq\n"));
    assert_eq!(file, "b2b reads zqb2c1zq in b2b/articles/guide/tea.txt");
    let of_host = leaking("\n-- content/static/note.txt --\nzqb2c1zq\n");
    assert_eq!(of_host, "everybody reads zqb2c1zq in note.txt");
}

#[test]
fn the_same_sources_address_is_no_leak_but_another_sources_is() {
    let source = |name: &str, audience: &str, rest: &str| {
        format!("\n-- content/articles/{name}.md --\n---\ntitle: {name}\naudience: {audience}\n{rest}")
    };
    let own = source("guide", "all", "variants: {b2b: {slug: zqb2b1zq}}\n---\nTea.\n");
    assert_eq!(leaking(&own), "");
    let across = format!("{own}{}", source("other", "b2c", "---\n[Tea](https://tea.example/b2b/articles/zqb2b1zq/)\n"));
    assert_eq!(leaking(&across), "b2c reads zqb2b1zq in b2c/articles/other/index.html");
}
