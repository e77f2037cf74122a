//! The texts with labelled faults that rules which judge prose are measured by: every label says where its fault stands.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;

/// What an editor said of one text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Labels {
    faults: Vec<Label>,
    #[serde(default)]
    traps: Vec<Label>,
}

/// One passage: a fault, or what looks like one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Label {
    #[serde(alias = "is", alias = "like")]
    name: String,
    quote: String,
    /// Which of several, from 1.
    nth: Option<usize>,
    why: String,
}

const LANGS: [&str; 3] = ["en", "ru", "ka"];

const HALVES: [&str; 2] = ["tuning", "held-out"];

fn folder() -> Utf8PathBuf {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/prose")
}

/// The texts of one half in one language, with what was said of each.
fn texts(lang: &str, half: &str) -> Vec<(Utf8PathBuf, String, Labels)> {
    let mut paths: Vec<Utf8PathBuf> =
        folder().join(lang).join(half).read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path()).collect();
    paths.retain(|path| path.extension() == Some("md"));
    paths.sort();
    let read = |path: &Utf8Path| std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let labels = |path: &Utf8Path| serde_yaml::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    paths.into_iter().map(|path| (path.clone(), read(&path), labels(&path.with_extension("labels.yaml")))).collect()
}

/// What readers see of a text: its button and its body.
fn shown(text: &str) -> String {
    let (front, body) = text.trim_start_matches("---\n").split_once("\n---\n").unwrap_or_default();
    let button = front.lines().find_map(|line| line.strip_prefix("cta: ")).unwrap_or_default();
    format!("{button}\n{body}")
}

/// The names of faults that the sheet explains.
fn sheet() -> Vec<String> {
    let sheet = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let name = |line: &str| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_owned());
    sheet.lines().filter_map(name).collect()
}

#[test]
fn every_label_names_a_fault_of_the_sheet_and_quotes_its_text() {
    let sheet = sheet();
    let mut wrong = Vec::new();
    for (path, text, labels) in LANGS.iter().flat_map(|lang| HALVES.iter().flat_map(|half| texts(lang, half))) {
        for Label { name, quote, nth, why } in labels.faults.iter().chain(&labels.traps) {
            let times = shown(&text).matches(quote.as_str()).count();
            if !sheet.contains(name) || why.is_empty() || nth.map_or(times != 1, |nth| nth == 0 || nth > times) {
                wrong.push(format!("{path}: {name} `{quote}` stands there {times} times"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_half_has_enough_faults_and_traps_to_measure_by() {
    for half in HALVES {
        let (mut faults, mut traps) = (0, 0);
        let mut by_name = BTreeMap::<String, usize>::new();
        for (_, _, labels) in LANGS.iter().flat_map(|lang| texts(lang, half)) {
            faults += labels.faults.len();
            traps += labels.traps.len();
            labels.faults.into_iter().for_each(|label| *by_name.entry(label.name).or_default() += 1);
        }
        assert!(faults >= 300 && traps >= 100, "{half}: {faults} faults, {traps} traps");
        for name in sheet() {
            assert!(by_name.get(&name).is_some_and(|count| *count >= 6), "{half}: {name} {:?}", by_name.get(&name));
        }
    }
}
