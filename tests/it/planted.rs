//! One fault planted for each rule is found, at its place, and nothing else is: on the example site, and on a new one with other ids.
//!
//! A file below `tests/planted/` is a page (or several) that has nothing wrong, and what is put in place of some of its words to make it
//! wrong. `{business}` and `{consumer}` stand for a site's audiences, `{letter}` for a form of the consumers' and `{quote}` for one of the
//! businesses'.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use segue::check::Reads;
use serde::Deserialize;
use tempfile::TempDir;

use crate::cli::{edit, segue, starter};

/// A planted fault.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Planted {
    /// Files below `content/` (or of the project, where they begin with `/`) that have nothing wrong.
    files: BTreeMap<String, String>,
    /// What makes them wrong.
    wrong: Wrong,
    /// Where the finding is.
    at: At,
    /// Where the same finding is, too.
    #[serde(default)]
    also: Vec<At>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wrong {
    /// In which file of the site, where it is none of the planted ones.
    #[serde(default)]
    file: Option<String>,
    find: String,
    put: String,
}

#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Clone)]
#[serde(deny_unknown_fields)]
struct At {
    file: String,
    /// What the finding points at, as far as it goes; nothing for the file as a whole.
    #[serde(default)]
    words: String,
}

/// A site that faults are planted in.
struct Ground {
    folder: TempDir,
    names: Vec<(&'static str, &'static str)>,
    /// What is said of it as it is.
    before: BTreeSet<Said>,
}

/// A finding: rule, file, and the words it points at.
type Said = (String, String, String);

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().map(Result::unwrap) {
        let path = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(path).unwrap();
        } else {
            std::fs::copy(entry.path(), path).unwrap();
        }
    }
}

impl Ground {
    fn example() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let project = Path::new(env!("CARGO_MANIFEST_DIR"));
        copy(&project.join("content"), &folder.path().join("content"));
        std::fs::copy(project.join("site.yaml"), folder.path().join("site.yaml")).unwrap();
        let of_consumers = [("{letter}", "newsletter"), ("{buy}", "first-box"), ("{running}", "first-box")];
        let names = [("{business}", "b2b"), ("{consumer}", "b2c"), ("{quote}", "quote")];
        Self::of(folder, names.into_iter().chain(of_consumers).collect())
    }

    /// A site that was just made, whose audiences have other ids.
    fn starter() -> Self {
        let folder = starter();
        for (from, to) in [("b2b", "trade"), ("b2c", "home")] {
            let audiences = folder.path().join("content/audiences");
            std::fs::rename(audiences.join(format!("{from}.yaml")), audiences.join(format!("{to}.yaml"))).unwrap();
            for entry in walkdir::WalkDir::new(folder.path().join("content")).into_iter().map(Result::unwrap) {
                let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
                if text.contains(from) {
                    edit(entry.path(), from, to);
                }
            }
            let site = folder.path().join("site.yaml");
            let text = std::fs::read_to_string(&site).unwrap();
            std::fs::write(site, text.replace(from, to)).unwrap();
        }
        // What a site that was just made has none of.
        let home = folder.path().join("content/audiences/home.yaml");
        let text = std::fs::read_to_string(&home).unwrap();
        let more = "offers: {pot: {title: A pot for less, discount: 10%}}\ntopics: {delivery: pages/about.md}";
        std::fs::write(home, format!("{text}\n{more}\n")).unwrap();
        let of_consumers = [("{letter}", "card"), ("{buy}", "card"), ("{running}", "pot")];
        let names = [("{business}", "trade"), ("{consumer}", "home"), ("{quote}", "quote")];
        Self::of(folder, names.into_iter().chain(of_consumers).collect())
    }

    fn of(folder: TempDir, names: Vec<(&'static str, &'static str)>) -> Self {
        let before = said(folder.path());
        Self { folder, names, before }
    }

    fn filled(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (name, id)| text.replace(name, id))
    }

    fn path(&self, file: &str) -> PathBuf {
        match file.strip_prefix('/') {
            Some(file) => self.folder.path().join(file),
            None => self.folder.path().join("content").join(file),
        }
    }

    /// What is said of the site with these files, beyond what was said of it before.
    fn with(&self, files: &BTreeMap<String, String>, look: impl FnOnce(&Path) -> BTreeSet<Said>) -> BTreeSet<Said> {
        let kept: Vec<(PathBuf, Option<Vec<u8>>)> =
            files.keys().map(|file| (self.path(file), std::fs::read(self.path(file)).ok())).collect();
        for (file, text) in files {
            std::fs::create_dir_all(self.path(file).parent().unwrap()).unwrap();
            std::fs::write(self.path(file), text).unwrap();
        }
        let found = look(self.folder.path()).difference(&self.before).cloned().collect();
        for (path, before) in kept {
            match before {
                Some(bytes) => std::fs::write(path, bytes).unwrap(),
                None => std::fs::remove_file(path).unwrap(),
            }
        }
        found
    }
}

/// What `segue check` says of warnings and errors; of notes as well where they are asked for.
fn said(folder: &Path) -> BTreeSet<Said> {
    let run = segue(folder, &["check", "--notes", "--format", "json"]);
    let line = |line: &str| -> Said {
        let finding: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let place = &finding["place"];
        let path = text(&place["file"]);
        let number = |key: &str| place[key].as_u64().map(|number| usize::try_from(number).unwrap());
        let words = number("line").map(|line| {
            let text = std::fs::read_to_string(folder.join(&path)).unwrap();
            let at = |line: usize, column: usize| -> usize {
                let before: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
                before + text[before..].chars().take(column - 1).map(char::len_utf8).sum::<usize>()
            };
            let [column, end_line, end_column] = ["column", "end_line", "end_column"].map(|key| number(key).unwrap());
            text[at(line, column)..at(end_line, end_column)].to_owned()
        });
        (text(&finding["rule"]), path, words.unwrap_or_default())
    };
    run.stderr.lines().map(line).collect()
}

/// All planted faults, by their rules.
fn planted() -> BTreeMap<String, Planted> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/planted");
    let files = walkdir::WalkDir::new(&folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let id = entry.path().strip_prefix(&folder).unwrap().with_extension("").to_str().unwrap().replace('\\', "/");
            let text = std::fs::read_to_string(entry.path()).unwrap();
            (id.clone(), serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{id}: {error}")))
        })
        .collect()
}

fn plant(ground: &Ground) {
    let mut wrong = Vec::new();
    for (rule, planted) in planted() {
        let mut right: BTreeMap<String, String> = planted.files.iter().map(|(file, text)| (file.clone(), ground.filled(text))).collect();
        if let Some(file) = planted.wrong.file.as_ref().map(|file| ground.filled(file)) {
            let text = std::fs::read_to_string(ground.path(&file)).unwrap();
            right.insert(file, text);
        }
        let found = ground.with(&right, said);
        if !found.is_empty() {
            wrong.push(format!("{rule}: nothing was wrong yet, and this was said: {found:?}"));
        }
        let (find, put) = (ground.filled(&planted.wrong.find), ground.filled(&planted.wrong.put));
        assert!(right.values().any(|text| text.contains(&find)), "{rule}: nothing of it holds `{find}`");
        let files = right.iter().map(|(file, text)| (file.clone(), text.replace(&find, &put))).collect();
        let places = std::iter::once(&planted.at).chain(&planted.also);
        let full = |file: &str| file.strip_prefix('/').map_or_else(|| format!("content/{file}"), str::to_owned);
        let expected: BTreeSet<Said> = places.map(|at| (rule.clone(), full(&ground.filled(&at.file)), ground.filled(&at.words))).collect();
        let found = ground.with(&files, said);
        let same = found.len() == expected.len()
            && found
                .iter()
                .zip(&expected)
                .all(|(found, expected)| (&found.0, &found.1) == (&expected.0, &expected.1) && found.2.contains(&expected.2));
        if !same {
            wrong.push(format!("{rule}: said {found:?}, and not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_fault_planted_in_the_example_site_is_found_at_its_place_and_nothing_else_is() {
    plant(&Ground::example());
}

#[test]
fn each_fault_planted_in_a_new_site_with_other_ids_is_found_at_its_place_and_nothing_else_is() {
    plant(&Ground::starter());
}

/// What only a theme of a site's own does wrong: the default one links every page and writes every head. They have tests of their own.
const BY_THEMES: [&str; 3] = ["seo/canonical", "seo/hreflang", "seo/orphan"];

#[test]
fn every_rule_of_structure_has_a_planted_fault() {
    let planted = planted();
    let without: Vec<&str> = segue::check::all()
        .iter()
        .filter(|rule| {
            rule.is_structure() && rule.reads != Reads::Elsewhere && !planted.contains_key(rule.id) && !BY_THEMES.contains(&rule.id)
        })
        .map(|rule| rule.id)
        .collect();
    assert!(without.is_empty(), "{without:?}");
}
