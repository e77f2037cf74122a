//! Names of things that the site does not have.

use super::{GUIDE, found, guide, told};
use crate::support::Site;

#[test]
fn an_unknown_audience() {
    let site = guide("");
    site.edit(GUIDE, "audience: b2b", "audience: [b2b, b2x]");
    insta::assert_snapshot!(told(&site), @"
    error[content/unknown-audience]: there is no audience `b2x`
     --> content/articles/guide.md:3:17
      |
    3 | audience: [b2b, b2x]
      |                 ^^^
      |
      = help: did you mean `b2b`?
    ");
}

#[test]
fn an_unknown_segment() {
    insta::assert_snapshot!(told(&guide("segment: caffes")), @"
    error[content/unknown-segment]: there is no segment `caffes`
     --> content/articles/guide.md:4:10
      |
    4 | segment: caffes
      |          ^^^^^^
      |
      = help: did you mean `cafes`?
    ");
}

#[test]
fn an_unknown_stage() {
    insta::assert_snapshot!(told(&guide("stage: intrest")), @"
    error[yaml/value]: `intrest` is not one of the values allowed here
     --> content/articles/guide.md:4:8
      |
    4 | stage: intrest
      |        ^^^^^^^
      |
      = help: did you mean `interest`?
    ");
}

#[test]
fn an_unknown_language() {
    let site = guide("");
    site.edit("content/audiences/b2b.yaml", "kind: business", "kind: business\nlanguages: [en, de]");
    insta::assert_snapshot!(told(&site), @"
    error[site/unknown-language]: `de` is not a language of this site
     --> content/audiences/b2b.yaml:3:17
      |
    3 | languages: [en, de]
      |                 ^^
      |
      = help: the site's languages are: en, ru
    ");
}

#[test]
fn an_unknown_call_to_action_form_or_offer() {
    insta::assert_snapshot!(told(&guide("cta: quota\nform: quotes\noffer: spring")), @"
    error[site/unknown-cta]: the audience `b2b` has no cta `quota`
     --> content/articles/guide.md:4:6
      |
    4 | cta: quota
      |      ^^^^^
      |
      = help: did you mean `quote`?

    error[site/unknown-form]: the audience `b2b` has no form `quotes`
     --> content/articles/guide.md:5:7
      |
    5 | form: quotes
      |       ^^^^^^
      |
      = help: did you mean `quote`?

    error[site/unknown-offer]: the audience `b2b` has no offer `spring`
     --> content/articles/guide.md:6:8
      |
    6 | offer: spring
      |        ^^^^^^
      |
      = help: define it under `offers:` in content/audiences/b2b.yaml
    ");
}

#[test]
fn an_unknown_author() {
    insta::assert_snapshot!(told(&guide("author: nnio")), @"
    error[content/unknown-author]: there is no author `nnio`
     --> content/articles/guide.md:4:9
      |
    4 | author: nnio
      |         ^^^^
      |
      = help: did you mean `nino`?
    ");
}

#[test]
fn an_unknown_layout() {
    insta::assert_snapshot!(told(&guide("layout: artcle")), @"
    error[plan/unknown-layout]: the theme has no template `artcle.html`
     --> content/articles/guide.md:4:9
      |
    4 | layout: artcle
      |         ^^^^^^
      |
      = help: did you mean `article`?
    ");
}

#[test]
fn an_unknown_component() {
    insta::assert_snapshot!(told(&Site::with_article("Tea.\n\n:::qoute{author=\"N.\"}\nGood.\n:::")), @r#"
    error[markdown/unknown-component]: there is no component `qoute`
     --> content/articles/guide.md:8:1
      |
    8 | :::qoute{author="N."}
      | ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `quote`?
    "#);
}

#[test]
fn wrong_arguments_of_a_component() {
    insta::assert_snapshot!(told(&Site::with_article("Tea.\n\n::cta{idd=quote}\n\n:::details\nX.\n:::")), @"
    error[markdown/unknown-argument]: `cta` has no argument `idd`
     --> content/articles/guide.md:8:7
      |
    8 | ::cta{idd=quote}
      |       ^^^^^^^^^
      |
      = help: did you mean `id`?

    error[markdown/missing-argument]: `details` needs `summary`
      --> content/articles/guide.md:10:1
       |
    10 | :::details
       | ^^^^^^^^^^
       |
       = help: add `summary=…` between the braces
    ");
}

#[test]
fn a_name_of_a_hundred_thousand_letters_is_told_in_a_few() {
    let long = "b".repeat(100_000);
    for front in [
        format!("stage: {long}"),
        format!("author: {long}"),
        format!("segment: {long}"),
        format!("layout: {long}"),
        format!("? \"{long}\"\n: x"),
    ] {
        let report = told(&guide(&front));
        assert!(report.len() < 12_000, "{}", report.len());
    }
}

#[test]
fn what_a_terminal_would_obey_is_shown_and_not_obeyed() {
    let report = told(&guide("stage: \"\\e[2J\\e[31m\""));
    assert!(!report.contains('\u{1b}'), "{report:?}");
}

#[test]
fn an_unknown_entry_of_variants() {
    insta::assert_snapshot!(found(&guide("variants: {b2x: {title: x}, nobody: {title: y}, en: {cascade: {}}}")), @"
    error content/unknown-id content/articles/guide.md: `b2x` is no audience, segment or language of this site
    error content/unknown-id content/articles/guide.md: `nobody` is no audience, segment or language of this site
    error content/misplaced-key content/articles/guide.md: `cascade` cannot stand inside `variants`
    ");
}

#[test]
fn an_unknown_call_to_action_in_a_text_and_in_an_audience() {
    let site = Site::with_article("::cta{id=qoute}\n\n::form{id=nothing}");
    site.edit("content/audiences/b2b.yaml", "kind: business", "kind: business\ndefaults: {cta: quot, form: none, offer: spring}");
    insta::assert_snapshot!(found(&site), @"
    error site/unknown-cta content/articles/guide.md: the audience `b2b` has no cta `qoute`
    error site/unknown-cta content/articles/guide.md: the audience `b2c` has no cta `qoute`
    error site/unknown-form content/articles/guide.md: the audience `b2b` has no form `nothing`
    error site/unknown-form content/articles/guide.md: the audience `b2c` has no form `nothing`
    error site/unknown-cta content/audiences/b2b.yaml: the audience `b2b` has no cta `quot`
    error site/unknown-offer content/audiences/b2b.yaml: the audience `b2b` has no offer `spring`
    ");
}
