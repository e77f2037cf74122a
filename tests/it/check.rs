//! `segue check` and `segue rules`, and what the site says of rules.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use crate::cli::{segue, starter};
use crate::support::{Site, source};

/// So that there is enough to read.
const ENOUGH: &str = "A loaf takes eighteen hours from flour to shelf. We mix in the evening, leave the dough in the cool room for the night and shape it before dawn. The first trays go in at five. By seven the vans are loaded, and shops on the hill have bread when they open their doors. What is left at noon goes to the school kitchen across the street.";

/// A site with one article for businesses, and what its `site.yaml` says besides.
fn site(check: &str, body: &str) -> tempfile::TempDir {
    let site = starter();
    let file = site.path().join("site.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{text}\n{check}\n")).unwrap();
    let article = source(
        "articles/loaves.md",
        "title: Loaves\ndescription: What comes out of the oven.\naudience: b2b\ndate: 2026-05-01",
        &format!("{body}\n{ENOUGH}"),
    );
    let (_, text) = article.trim_start().split_once('\n').unwrap();
    std::fs::write(site.path().join("content/articles/loaves.md"), text).unwrap();
    site
}

/// Whether no rule that judges prose says anything.
fn is_quiet(said: &str) -> bool {
    !said.contains("[tone/") && !said.contains("[leftovers/")
}

#[test]
fn a_site_that_was_just_made_has_nothing_to_mend() {
    let said = segue(starter().path(), &["check", "--strict"]).fine().stderr;
    assert!(is_quiet(&said) && said.contains("Nothing to mend."), "{said}");
}

#[test]
fn a_finding_points_at_the_words_in_every_format() {
    let site = site("", "The oven is hot!\n");
    let human = segue(site.path(), &["check"]).fine().stderr;
    assert!(human.contains("warning[tone/exclamation]") && human.contains("--> content/articles/loaves.md:7:13"), "{human}");
    assert!(human.contains("0 errors, 1 warning"), "{human}");
    let json = segue(site.path(), &["check", "--rule", "tone/exclamation", "--format", "json"]).fine().stderr;
    let json: serde_json::Value = serde_json::from_str(json.trim()).unwrap();
    assert_eq!((&json["rule"], &json["place"]["line"], &json["place"]["column"]), (&"tone/exclamation".into(), &7.into(), &13.into()));
    let github = segue(site.path(), &["check", "--rule", "tone/exclamation", "--format", "github"]).fine().stderr;
    assert!(github.starts_with("::warning file=content/articles/loaves.md,line=7,col=13,title=tone/exclamation::"), "{github}");
    assert_eq!(segue(site.path(), &["check", "--strict"]).code, Some(1));
}

#[test]
fn paths_and_rules_narrow_what_is_said() {
    let site = site("", "The oven is hot!\n");
    let said = |arguments: &[&str]| segue(site.path(), &[&["check"], arguments].concat()).stderr;
    assert!(said(&["content/articles"]).contains("tone/exclamation"));
    assert!(said(&["content/landings"]).contains("Nothing to mend."), "{}", said(&["content/landings"]));
    assert!(said(&["--rule", "tone/emoji"]).contains("Nothing to mend."));
    assert!(said(&["--rule", "tone/exclamation"]).contains("tone/exclamation"));
    let unknown = segue(site.path(), &["check", "content/artcles"]);
    assert!(unknown.code == Some(2) && unknown.stderr.contains("nothing of the site lies at"), "{}", unknown.stderr);
    let unknown = segue(site.path(), &["check", "--rule", "exclamation"]);
    assert!(unknown.code == Some(2) && unknown.stderr.contains("there is no rule"), "{}", unknown.stderr);
}

#[test]
fn the_site_says_how_grave_a_rule_is_and_for_whom() {
    let body = "The oven is hot!\n";
    let said = |check: &str| segue(site(check, body).path(), &["check"]);
    assert!(is_quiet(&said("check: {tone/exclamation: off}").stderr));
    let error = said("check: {tone/exclamation: error}");
    assert!(error.code == Some(1) && error.stderr.contains("error[tone/exclamation]"), "{}", error.stderr);
    assert!(is_quiet(&said("check: {tone/exclamation: {in_paragraph: 1}}").stderr));
    let only = "check: {tone/exclamation: [{level: off, kind: article, path: articles/lo}]}";
    assert!(is_quiet(&said(only).stderr), "{}", said(only).stderr);
    let other = said("check: {tone/exclamation: [{level: off, audience: b2c}, {level: off, kind: page}, {level: off, path: landings/}]}");
    assert!(other.stderr.contains("warning[tone/exclamation]"), "{}", other.stderr);
}

#[test]
fn an_audience_sets_rules_for_its_own_pages() {
    let site = site("check: {tone/exclamation: error}", "The oven is hot!\n");
    let file = site.path().join("content/audiences/b2b.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{text}\ntone: {{tone/exclamation: off}}\n")).unwrap();
    assert!(is_quiet(&segue(site.path(), &["check"]).fine().stderr));
}

#[test]
fn a_rule_that_is_an_error_stops_the_build_and_others_do_not() {
    let body = "The oven is hot!\n";
    let stopped = segue(site("check: {tone/exclamation: error}", body).path(), &["build"]);
    assert!(stopped.code == Some(1) && stopped.stderr.contains("error[tone/exclamation]"), "{}", stopped.stderr);
    let built = segue(site("", body).path(), &["build"]).fine().stderr;
    assert!(!built.contains("tone/exclamation"), "{built}");
}

#[test]
fn what_is_wrong_with_settings_is_told_where_it_stands() {
    let cases = [
        ("check: {tone/exclamaton: off}", "there is no rule `tone/exclamaton`", "did you mean `tone/exclamation`?"),
        ("check: {tone/exclamation: loud}", "`loud` is no level", "off, note, warning, error"),
        ("check: {tone/exclamation: {in_paragraph: many}}", "`in_paragraph` is a whole number", "unless it is set"),
        ("check: {tone/exclamation: {in_paragraf: 1}}", "has no setting `in_paragraf`", "did you mean `in_paragraph`?"),
        ("check: {tone/acronym: {known: SKU}}", "`known` is a list of words", "unless it is set"),
        ("check: {tone/emoji: [{level: off, audience: b2x}]}", "there is no audience `b2x`", "b2"),
        ("check: {tone/emoji: [{level: off, kind: articles}]}", "there is no kind `articles`", "article"),
        ("check: {tone/emoji: [{level: off, lang: [en]}]}", "`lang` is one name", "one entry for each"),
        ("check: {tone/emoji: 7}", "this is no level", "off, note, warning, error"),
    ];
    for (check, message, help) in cases {
        let run = segue(site(check, "Bread.\n").path(), &["check"]);
        let told = run.stderr.contains(message) && run.stderr.contains(help) && run.stderr.contains("--> site.yaml:");
        // A rule that this program does not know is none of the build's business.
        let code = i32::from(!check.contains("exclamaton"));
        assert!(run.code == Some(code) && told, "{check}: {}", run.stderr);
    }
}

#[test]
fn a_call_to_action_of_an_audience_is_judged_where_it_is_written() {
    let site = site("", "Bread.\n");
    let file = site.path().join("content/audiences/b2b.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let cta = "ctas:\n  blind: {goal: contact, text: Click here, to: 'mailto:a@bread.example'}\n";
    std::fs::write(&file, text.replacen("ctas:\n", cta, 1)).unwrap();
    let said = segue(site.path(), &["check", "--rule", "tone/cta-verb"]).fine().stderr;
    assert!(said.contains("[tone/cta-verb]") && said.contains("--> content/audiences/b2b.yaml:"), "{said}");
}

#[test]
fn rules_are_listed_and_told_of_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let list = segue(folder.path(), &["rules"]).fine().stdout;
    assert!(list.lines().count() >= 23 && list.contains("tone/superlative"), "{list}");
    let one = segue(folder.path(), &["rules", "tone/exclamation"]).fine().stdout;
    assert!(one.contains("wrong (en)") && one.contains("in_paragraph") && one.contains("Source: "), "{one}");
    let json: serde_json::Value = serde_json::from_str(&segue(folder.path(), &["rules", "--format", "json"]).fine().stdout).unwrap();
    assert!(json.as_array().unwrap().iter().all(|rule| rule["id"].is_string() && rule["why"].is_string()));
    let unknown = segue(folder.path(), &["rules", "tone/superlatives"]);
    assert!(unknown.code == Some(2) && unknown.stderr.contains("did you mean `tone/superlative`?"), "{}", unknown.stderr);
}

#[test]
fn what_two_audiences_share_is_judged_for_each_of_them() {
    let site = Site::with_article("It is ready!\n\nIt is hot! It is here!");
    let built = site.build();
    let mut findings = segue::diagnostics::Findings::new();
    segue::check::check(built.snapshot.as_ref().unwrap(), site.world(), &mut findings);
    let found: Vec<usize> = findings.sorted().iter().filter(|finding| finding.rule == "tone/exclamation").map(|_| 1).collect();
    // Businesses are told of all three, people at home of the last one, which is the same finding.
    assert_eq!(found.len(), 3);
}

/// What only a theme of the site's own does wrong.
#[test]
fn a_theme_that_names_no_address_and_leads_nowhere_is_found_out() {
    let site = Site::new(
        "
-- themes/own/theme.yaml --
extends: lumen
-- themes/own/templates/page.html --
<!doctype html><html lang=\"en\"><head><title>{{ page.title }}</title></head><body><main><h1>{{ page.title }}</h1>{{ <ui_prose /> }}</main></body></html>
-- content/pages/terms.md --
---
title: Terms
audience: b2b
---
They.
-- content/articles/guide.md --
---
title: Guide
audience: b2b
date: 2026-05-01
---
Water.
",
    );
    site.edit("site.yaml", "title: Tea", "title: Tea\ntheme: own");
    let found = |site: &Site| {
        let mut findings = segue::diagnostics::Findings::new();
        segue::check::check(site.build().snapshot.as_ref().unwrap(), site.world(), &mut findings);
        findings.sorted()
    };
    let all = found(&site);
    let canonical = all.iter().find(|finding| finding.rule == "seo/canonical").unwrap();
    assert_eq!(canonical.place.path().unwrap(), "themes/own/templates/page.html", "{canonical:?}");
}

#[test]
fn words_that_a_site_does_not_want_and_terms_that_it_explains_are_its_own() {
    let body =
        "We utilise the oven. The proofing takes an hour. Then the proofing ends.\n\nAutolyse (flour and water at rest) comes first.\n";
    let check = "check: {tone/banned: {words: [utilise~ => use]}, tone/jargon: {words: [proofing, autolyse]}}";
    let said = segue(site(check, body).path(), &["check"]).stderr;
    assert!(said.contains("warning[tone/banned]: `utilise` is not said here") && said.contains("write `use`"), "{said}");
    assert!(said.contains("`proofing` is a term") && !said.contains("`Autolyse` is a term"), "{said}");
    assert_eq!(said.matches("warning[").count(), 2, "{said}");
    let said = segue(site("check: {tone/banned: {words: [fine, '<nobody>']}}", body).path(), &["check"]);
    assert!(said.code == Some(1) && said.stderr.contains("error[check/setting]: there is no class of words `nobody`"), "{}", said.stderr);
    let said = segue(site("check: {tone/jargon: {words: proofing}}", body).path(), &["check"]);
    assert!(said.code == Some(1) && said.stderr.contains("`words` is a list of words"), "{}", said.stderr);
}
