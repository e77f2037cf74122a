//! Findings that are set aside, so that an old site can be checked from today on.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::path::Path;

use tempfile::TempDir;

use crate::cli::{Run, segue, starter};

const FILE: &str = "check-baseline.yaml";

/// A site with two findings in one file.
fn site() -> TempDir {
    let site = starter();
    write(site.path(), "We bake the the bread.\n\nThe oven is hot!\n");
    site
}

/// So that there is enough to read.
const ENOUGH: &str = "\nA loaf takes eighteen hours from flour to shelf. We mix in the evening, leave the dough in the cool room for the night and shape it before dawn. The first trays go in at five. By seven the vans are loaded, and shops on the hill have bread when they open their doors. What is left at noon goes to the school kitchen across the street.\n";

fn write(site: &Path, body: &str) {
    let front = "---\ntitle: Loaves\ndescription: What comes out of the oven.\naudience: b2b\ndate: 2026-05-01\n---\n";
    std::fs::write(site.join("content/articles/loaves.md"), format!("{front}{body}{ENOUGH}")).unwrap();
}

fn check(site: &Path, more: &[&str]) -> Run {
    segue(site, &[&["check"], more].concat())
}

fn settled() -> TempDir {
    let site = site();
    let said = check(site.path(), &["--write-baseline"]).fine().stderr;
    assert!(said.contains("wrote check-baseline.yaml: 2 findings set aside"), "{said}");
    site
}

fn edit(site: &Path, path: &str, from: &str, to: &str) {
    crate::cli::edit(site.join(path), from, to);
}

#[test]
fn what_is_set_aside_is_neither_said_nor_counted_and_what_is_new_is() {
    let site = settled();
    let said = check(site.path(), &["--strict"]).fine().stderr;
    assert!(said.contains("2 findings set aside") && said.contains("Nothing to mend.") && !said.contains("warning["), "{said}");
    // Other lines above change nothing; a second one of the same sort is new.
    write(site.path(), "New here.\n\nMore.\n\nWe bake the the bread.\n\nThe oven is hot!\n\nThe tray is hot!\n");
    let said = check(site.path(), &["--strict"]);
    assert!(
        said.code == Some(1) && said.stderr.contains("2 findings set aside") && said.stderr.contains("0 errors, 1 warning"),
        "{}",
        said.stderr
    );
    assert!(said.stderr.contains("loaves.md:15:"), "{}", said.stderr);
    // The same sentence twice is one more than was set aside.
    write(site.path(), "We bake the the bread.\n\nThe oven is hot!\n\nThe oven is hot!\n");
    let again = check(site.path(), &[]).stderr;
    assert!(again.contains("0 errors, 1 warning"), "{again}");
}

#[test]
fn the_list_can_be_read_and_is_the_same_whenever_it_is_written() {
    let site = settled();
    let text = std::fs::read_to_string(site.path().join(FILE)).unwrap();
    assert!(
        text.contains("\"content/articles/loaves.md\":") && text.contains("leftovers/repeated:") && text.contains("# the the"),
        "{text}"
    );
    check(site.path(), &["--write-baseline"]).fine();
    assert_eq!(std::fs::read_to_string(site.path().join(FILE)).unwrap(), text);
    // With nothing to set aside there is no list.
    write(site.path(), "We bake bread.\n");
    check(site.path(), &["--write-baseline"]).fine();
    assert!(!site.path().join(FILE).exists());
}

#[test]
fn what_was_mended_since_is_told_once() {
    let site = settled();
    write(site.path(), "We bake bread.\n\nThe oven is hot!\n");
    let said = check(site.path(), &[]).fine().stderr;
    assert!(said.contains("note[check/baseline-mended]: 1 finding that was set aside is there no more"), "{said}");
    // Whoever looks at one rule only does not hear of the others.
    assert!(!check(site.path(), &["--rule", "tone"]).fine().stderr.contains("no more"));
}

#[test]
fn a_rule_that_stops_builds_lets_them_through_for_what_is_set_aside() {
    let site = settled();
    let settings = std::fs::read_to_string(site.path().join("site.yaml")).unwrap();
    std::fs::write(site.path().join("site.yaml"), format!("{settings}\ncheck: {{tone/exclamation: error}}\n")).unwrap();
    segue(site.path(), &["build"]).fine();
    // Twice: the second one has nothing to do.
    segue(site.path(), &["build"]).fine();
    std::fs::remove_file(site.path().join(FILE)).unwrap();
    let said = segue(site.path(), &["build"]);
    assert!(said.code == Some(1) && said.stderr.contains("error[tone/exclamation]"), "{}", said.stderr);
}

#[test]
fn what_is_wrong_for_another_reason_cannot_be_set_aside() {
    let site = site();
    write(site.path(), "The oven is hot! See [our ovens](nowhere.md).\n");
    let said = check(site.path(), &["--write-baseline"]);
    assert!(said.code == Some(1) && said.stderr.contains("1 finding set aside"), "{}", said.stderr);
    assert!(said.stderr.contains("error[plan/missing-target]"), "{}", said.stderr);
    edit(site.path(), FILE, "tone/exclamation:", "plan/missing-target:");
    let said = check(site.path(), &[]);
    assert!(
        said.stderr.contains("`plan/missing-target` cannot be set aside") && said.stderr.contains("error[plan/missing-target]"),
        "{}",
        said.stderr
    );
    assert_eq!(segue(site.path(), &["build"]).code, Some(1));
}

#[test]
fn the_list_of_another_site_is_told_of_and_sets_nothing_aside() {
    let site = settled();
    let other = starter();
    let text = std::fs::read_to_string(site.path().join(FILE)).unwrap();
    std::fs::write(other.path().join(FILE), text.replace("loaves", "cakes").replace("site: \"", "site: \"x")).unwrap();
    let said = check(other.path(), &[]).fine().stderr;
    assert!(said.contains("warning[check/baseline]: these findings are those of another site"), "{said}");
    assert!(said.contains("--> check-baseline.yaml:4:7"), "{said}");
    // A new title alone makes no other site of it.
    edit(site.path(), FILE, "site: \"", "site: \"x");
    assert!(check(site.path(), &["--strict"]).fine().stderr.contains("2 findings set aside"));
}

#[test]
fn a_list_that_cannot_be_read_is_told_of_with_its_place_and_the_rest_goes_on() {
    for (from, to, said, aside) in [
        ("version: 1", "version: 1: 2", "error[yaml/unreadable]", 0),
        ("version: 1", "version: 9", "a later version of the program wrote this", 0),
        ("version: 1", "version: [1]", "error[yaml/type]", 2),
        ("version: 1\n", "", "the key `version` is missing", 2),
        ("version: 1", "version: 1\nversoin: 2", "there is no key `versoin`", 2),
        ("tone/exclamation:", "tone/exclamations:", "there is no rule `tone/exclamations`", 1),
        ("tone/exclamation:", "exclamation:", "there is no rule `exclamation`", 1),
        (": 1 # the the", ": many # the the", "error[yaml/type]", 1),
        (": 1 # the the", ": -1 # the the", "error[yaml/", 1),
        (": 1 # the the", ": 0 # the the", "warning[leftovers/repeated]", 1),
    ] {
        let site = settled();
        edit(site.path(), FILE, from, to);
        let run = check(site.path(), &[]);
        assert!(run.stderr.contains(said), "{to}: {}", run.stderr);
        let sets_aside = format!("{aside} finding{} set aside", if aside == 1 { "" } else { "s" });
        assert_eq!(run.stderr.contains(&sets_aside), aside > 0, "{to}: {}", run.stderr);
        let is_named = run.stderr.contains("check-baseline.yaml:");
        assert!(is_named || to.contains(" 0 "), "{to}: {}", run.stderr);
    }
    let site = settled();
    for bytes in [&b"\xff\xfe"[..], b"[]", b"- a", b"findings: [1]", b"findings: {a: 1}", b"<<<<<<< HEAD"] {
        std::fs::write(site.path().join(FILE), bytes).unwrap();
        let run = check(site.path(), &[]);
        assert!(run.stderr.contains("error[") && run.stderr.contains("warning[tone/exclamation]"), "{}", run.stderr);
    }
}

#[test]
fn an_empty_list_and_a_folder_in_its_place_do_no_harm() {
    let site = site();
    std::fs::write(site.path().join(FILE), "version: 1\nsite: \"\"\n").unwrap();
    assert!(check(site.path(), &[]).fine().stderr.contains("2 warnings"));
    std::fs::remove_file(site.path().join(FILE)).unwrap();
    std::fs::create_dir(site.path().join(FILE)).unwrap();
    let run = check(site.path(), &[]);
    assert!(run.code == Some(1) && run.stderr.contains("error[world/file]"), "{}", run.stderr);
}

#[test]
fn what_is_set_aside_is_not_mended() {
    let site = settled();
    let before = std::fs::read_to_string(site.path().join("content/articles/loaves.md")).unwrap();
    check(site.path(), &["--fix"]).fine();
    assert_eq!(std::fs::read_to_string(site.path().join("content/articles/loaves.md")).unwrap(), before);
}

#[test]
fn it_is_written_for_the_whole_site() {
    let site = site();
    for more in ["content/articles", "--fix"] {
        let run = check(site.path(), &["--write-baseline", more]);
        assert!(run.code == Some(2) && !site.path().join(FILE).exists(), "{}", run.stderr);
    }
}
