//! Findings for other programs: SARIF, and the list of all that can be found.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::collections::BTreeSet;

use serde_json::Value;
use tempfile::TempDir;

use crate::cli::{Run, segue, starter};

/// So that there is enough to read.
const ENOUGH: &str = "\nA loaf takes eighteen hours from flour to shelf. We mix in the evening, leave the dough in the cool room for the night and shape it before dawn. The first trays go in at five. By seven the vans are loaded, and shops on the hill have bread when they open their doors. What is left at noon goes to the school kitchen across the street.\n";

fn site(body: &str) -> TempDir {
    let site = starter();
    let front = "---\ntitle: Loaves\ndescription: What comes out of the oven.\naudience: b2b\ndate: 2026-05-01\n---\n";
    std::fs::write(site.path().join("content/articles/все хлеба #1.md"), format!("{front}{body}{ENOUGH}")).unwrap();
    site
}

fn document(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap()
}

/// The result of a rule, of which there is one.
fn result<'v>(document: &'v Value, rule: &str) -> &'v Value {
    let found: Vec<&Value> = document["runs"][0]["results"].as_array().unwrap().iter().filter(|result| result["ruleId"] == rule).collect();
    assert_eq!(found.len(), 1, "{rule}: {document}");
    found[0]
}

const SARIF: [&str; 3] = ["check", "--format", "sarif"];

#[test]
fn sarif_is_one_document_on_standard_output_with_the_same_exit_code() {
    let site = site("Хлеб the the Тбилиси hot!\n\nSee [more](nowhere.md).\n");
    let run = segue(site.path(), &SARIF);
    assert!(run.code == Some(1) && run.stderr.is_empty(), "{}", run.stderr);
    let document = document(&run);
    assert_eq!((&document["version"], document["runs"].as_array().unwrap().len()), (&"2.1.0".into(), 1));
    let run = &document["runs"][0];
    let driver = &run["tool"]["driver"];
    assert_eq!((&driver["name"], &driver["version"]), (&"Segue".into(), &env!("CARGO_PKG_VERSION").into()));
    assert_eq!((&run["columnKind"], &run["invocations"][0]["executionSuccessful"]), (&"unicodeCodePoints".into(), &true.into()));
    let repeated = result(&document, "leftovers/repeated");
    let place = &repeated["locations"][0]["physicalLocation"];
    // A path becomes an address: no space, no `#`, nothing but ASCII.
    assert_eq!(
        place["artifactLocation"],
        serde_json::json!({"uri": "content/articles/%D0%B2%D1%81%D0%B5%20%D1%85%D0%BB%D0%B5%D0%B1%D0%B0%20%231.md", "uriBaseId": "%SRCROOT%"})
    );
    assert_eq!(place["region"], serde_json::json!({"startLine": 7, "startColumn": 6, "endLine": 7, "endColumn": 13}));
    assert_eq!(repeated["level"], "warning");
    assert_eq!(
        repeated["fixes"][0]["artifactChanges"][0]["replacements"],
        serde_json::json!([{"deletedRegion": {"startLine": 7, "startColumn": 9, "endLine": 7, "endColumn": 13}}])
    );
    assert_eq!(result(&document, "plan/missing-target")["level"], "error");
    // Each result names its rule, and each rule is explained.
    let rules = driver["rules"].as_array().unwrap();
    for result in run["results"].as_array().unwrap() {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        for text in [&rule["shortDescription"], &rule["fullDescription"], &rule["help"]] {
            assert!(text["text"].as_str().is_some_and(|text| !text.is_empty()), "{rule}");
        }
        assert!(rule["help"]["markdown"].is_string() && rule["defaultConfiguration"]["level"].is_string(), "{rule}");
    }
}

#[test]
fn a_site_without_faults_and_one_that_cannot_be_read_make_a_document_too() {
    let site = starter();
    let run = segue(site.path(), &SARIF).fine();
    assert_eq!(document(&run)["runs"][0]["results"], serde_json::json!([]));
    std::fs::write(site.path().join("site.yaml"), "title: [\n").unwrap();
    let run = segue(site.path(), &SARIF);
    assert!(run.code == Some(1) && document(&run)["runs"][0]["results"].as_array().unwrap().len() == 1, "{}", run.stdout);
    let nowhere = tempfile::tempdir().unwrap();
    let run = segue(nowhere.path(), &SARIF);
    let document = document(&run);
    assert!(run.code == Some(2) && document["runs"][0]["invocations"][0]["executionSuccessful"] == false, "{}", run.stdout);
    assert!(result(&document, "cli/no-project").get("locations").is_none());
}

#[test]
fn a_result_keeps_its_fingerprint_when_lines_move_and_no_two_have_the_same() {
    let prints = |body: &str| -> Vec<String> {
        let site = site(body);
        let document = document(&segue(site.path(), &SARIF));
        let results = document["runs"][0]["results"].as_array().unwrap().clone();
        results.iter().map(|result| result["partialFingerprints"]["segueWords/v1"].as_str().unwrap().to_owned()).collect()
    };
    let before = prints("The oven is hot!\n\nThe oven is hot!\n\nWe bake the the bread.\n");
    assert_eq!(before.len(), 3);
    assert_eq!(before.iter().collect::<BTreeSet<_>>().len(), 3);
    assert_eq!(prints("New.\n\n- One\n\nThe oven is hot!\n\nThe oven is hot!\n\nWe bake the the bread.\n"), before);
}

#[test]
fn what_is_set_aside_is_suppressed() {
    let site = site("The oven is hot!\n");
    segue(site.path(), &["check", "--write-baseline"]).fine();
    let run = segue(site.path(), &[&SARIF[..], &["--strict"]].concat()).fine();
    assert_eq!(result(&document(&run), "tone/exclamation")["suppressions"][0]["kind"], "external");
}

#[test]
fn other_commands_write_it_where_findings_go_and_those_without_an_end_refuse() {
    let site = site("See [more](nowhere.md).\n");
    let run = segue(site.path(), &["build", "--format", "sarif"]);
    let document: Value = serde_json::from_str(&run.stderr).unwrap();
    assert!(run.code == Some(1) && run.stdout.is_empty() && result(&document, "plan/missing-target")["level"] == "error");
    for endless in [&["serve"][..], &["build", "--watch"]] {
        let run = segue(site.path(), &[endless, &["--format", "sarif"]].concat());
        assert!(run.code == Some(2) && run.stderr.contains("SARIF"), "{}", run.stderr);
    }
}

#[test]
fn a_secret_is_masked_in_it() {
    let site = starter();
    let key = format!("sk_live_{}", "4eC39HqLyjWDarjtT1zdp7dc");
    let settings = std::fs::read_to_string(site.path().join("site.yaml")).unwrap();
    std::fs::write(site.path().join("site.yaml"), format!("{settings}\n{key}: 1\n")).unwrap();
    let run = segue(site.path(), &SARIF);
    assert!(!run.stdout.contains(&key) && run.stdout.contains("site/secret"), "{}", run.stdout);
}

#[test]
fn everything_that_can_be_found_is_listed_room_by_room_and_explained() {
    let folder = tempfile::tempdir().unwrap();
    let rules = |arguments: &[&str]| segue(folder.path(), &[&["rules"], arguments].concat());
    let all = rules(&[]).fine().stdout;
    assert!(all.contains("tone/exclamation ") && all.contains("\n\nplan/absolute-link ") && all.lines().count() > 250, "{all}");
    let room = rules(&["plan"]).fine().stdout;
    assert!(room.lines().all(|line| line.starts_with("plan/")) && room.contains("plan/missing-target"), "{room}");
    assert_eq!(rules(&["plan/"]).fine().stdout, room);
    let one = rules(&["plan/missing-target"]).fine().stdout;
    assert!(one.starts_with("plan/missing-target  error\n") && one.contains("What to do: Correct the path"), "{one}");
    let json: Value = serde_json::from_str(&rules(&["yaml", "--format", "json"]).fine().stdout).unwrap();
    assert!(json.as_array().unwrap().iter().any(|rule| rule["id"] == "yaml/unknown-key" && rule["why"].is_string()));
    for unknown in ["plam", "plan/missing-targt", "nothing"] {
        assert_eq!(rules(&[unknown]).code, Some(2), "{unknown}");
    }
    assert!(rules(&["plan/missing-targt"]).stderr.contains("did you mean `plan/missing-target`?"));
}

#[test]
fn a_check_can_be_of_any_of_them() {
    let site = site("The oven is hot! See [more](nowhere.md).\n");
    let said = |rule: &str| segue(site.path(), &["check", "--rule", rule]).stderr;
    for rule in ["plan/missing-target", "plan"] {
        assert!(said(rule).contains("plan/missing-target") && !said(rule).contains("tone/exclamation"), "{}", said(rule));
    }
    assert!(said("plan/missing-targets").contains("did you mean `plan/missing-target`?"));
}
