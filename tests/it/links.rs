//! Where links lead, reader by reader.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use crate::cli::{edit, segue, starter};
use crate::support::{Site, source};

/// The tag of the link with this text.
fn link<'a>(html: &'a str, text: &str) -> &'a str {
    let tags = html.split("<a ").skip(1);
    tags.into_iter()
        .find(|rest| rest.split_once('>').is_some_and(|(_, rest)| rest.starts_with(text)))
        .and_then(|rest| rest.split('>').next())
        .unwrap_or("no link")
}

fn from(body: &str) -> Site {
    Site::new(
        &[
            source("articles/from.md", "title: From\naudience: all", body),
            source("articles/_index.md", "title: Articles", ""),
            source("pages/about.md", "title: About", "Us.\n\n## Team\n\nPeople.\n\n:::for{b2b}\n## Prices\n\nNet.\n:::"),
            source("articles/trade.md", "title: Trade\naudience: b2b", "Text."),
        ]
        .concat(),
    )
}

#[test]
fn a_path_to_a_source_leads_each_reader_to_their_own_page() {
    let site = from("[About](../pages/about.md) [Root](../_index.md) [Section](_index.md) [Folder](./) [Anchor](../pages/about.md#team)");
    site.write(&source("_index.md", "title: Home", "Welcome."));
    let built = site.build().clean();
    for audience in ["b2b", "b2c"] {
        let html = built.text(&format!("{audience}/articles/from/index.html"));
        assert!(link(html, "About").contains(&format!("/{audience}/about/")), "{html}");
        assert!(link(html, "Root").contains(&format!("/{audience}/")));
        assert!(link(html, "Section").contains(&format!("/{audience}/articles/")));
        assert!(link(html, "Folder").contains(&format!("/{audience}/articles/")));
        assert!(link(html, "Anchor").contains(&format!("/{audience}/about/#team")));
    }
}

#[test]
fn an_anchor_is_checked_for_each_reader() {
    let built = from("[Prices](../pages/about.md#prices)").build();
    assert_eq!(built.found(), "error plan/missing-anchor content/articles/from.md: pages/about has no heading `#prices` for this reader");
    from(":::for{b2b}\n[Prices](../pages/about.md#prices)\n:::").build().clean();
    let built = from("## Own part\n\n[Here](#own-part) [Slip](#own-prat)").build();
    assert_eq!(built.found(), "error plan/missing-anchor content/articles/from.md: this page has no heading `#own-prat` for this reader");
    assert!(built.report().contains("did you mean `#own-part`?"));
}

#[test]
fn a_link_into_another_audiences_site_is_an_error_or_leads_to_the_primary() {
    let site = from("[Trade](trade.md)");
    let built = site.build();
    assert_eq!(
        built.found(),
        "error plan/link-across content/articles/from.md: readers of `b2c` have no page `articles/trade`, so this link would lead them into another audience's site"
    );
    site.edit("site.yaml", "primary: b2c", "primary: b2c\nlinks: {across: primary}");
    let built = site.build().clean();
    assert!(link(built.text("b2c/articles/from/index.html"), "Trade").contains("/b2b/articles/trade/"));
    from(":::for{b2b}\n[Trade](trade.md)\n:::").build().clean();
}

#[test]
fn from_an_edition_links_prefer_the_targets_edition() {
    let site = Site::new(
        &[
            source("articles/from.md", "title: From\naudience: b2b\neditions: [cafes, wholesale]", "[To](to.md) [Plain](plain.md)"),
            source("articles/to.md", "title: To\naudience: b2b\neditions: [cafes]", "Text."),
            source("articles/plain.md", "title: Plain\naudience: b2b", "Text."),
        ]
        .concat(),
    );
    let built = site.build().clean();
    let html = |path: &str| built.text(&format!("b2b/{path}articles/from/index.html"));
    assert!(link(html("cafes/"), "To").contains("/b2b/cafes/articles/to/"));
    assert!(link(html("cafes/"), "Plain").contains("/b2b/articles/plain/"));
    assert!(link(html("wholesale/"), "To").contains("/b2b/articles/to/"));
    assert!(link(html(""), "To").contains("/b2b/articles/to/"));
}

#[test]
fn a_link_to_nothing_is_an_error_with_the_nearest_source() {
    for (target, found, help) in [
        (
            "trad.md",
            "error plan/missing-target content/articles/from.md: there is no source `content/articles/trad.md`",
            "did you mean content/articles/trade.md?",
        ),
        (
            "about.md",
            "error plan/missing-target content/articles/from.md: there is no source `content/articles/about.md`",
            "did you mean content/pages/about.md?",
        ),
        ("trade", "error plan/missing-target content/articles/from.md: there is no file `trade`", "did you mean `trade.md`?"),
        ("price.pdf", "error plan/missing-target content/articles/from.md: there is no file `content/articles/price.pdf`", ""),
        ("../../secret.md", "error content/path-outside content/articles/from.md: `../../secret.md` leads out of `content/`", ""),
        ("/etc/passwd", "error plan/absolute-link content/articles/from.md: `/etc/passwd` is no file of `content/static/`", ""),
        ("//x.example", "error plan/link-scheme content/articles/from.md: `//x.example` has no scheme", ""),
        ("ftp://x.example", "error plan/link-scheme content/articles/from.md: links cannot begin with `ftp:`", ""),
    ] {
        let built = from(&format!(":::for{{b2b}}\n[Text]({target})\n:::")).build();
        assert_eq!(built.found(), found);
        assert!(built.report().contains(help), "{}", built.report());
    }
}

#[test]
fn a_link_to_an_overlay_is_told_to_name_the_base() {
    let site = from("[About](../pages/about.ru.md)");
    site.write(&source("pages/about.ru.md", "title: О нас", "Мы."));
    let built = site.build();
    assert_eq!(built.found(), "error plan/link-to-overlay content/articles/from.md: `../pages/about.ru.md` is an overlay");
    assert!(built.report().contains("link to its base"));
}

#[test]
fn addresses_of_other_sites_mail_and_telephones_stay_as_they_are() {
    let built = from("[Web](https://x.example/a?b=c&d=e#f) [Mail](mailto:tea@x.example) [Call](tel:+995496000010)").build().clean();
    let html = built.text("b2c/articles/from/index.html");
    assert!(link(html, "Web").contains("https://x.example/a?b=c&amp;d=e#f"), "{}", link(html, "Web"));
    assert!(link(html, "Mail").contains("mailto:tea@x.example") && link(html, "Call").contains("tel:+995496000010"));
}

#[test]
fn calls_to_action_navigation_terms_and_related_are_checked_like_links() {
    for (file, from_text, to, key) in [
        (
            "content/audiences/b2b.yaml",
            "kind: business",
            "kind: business\nnavigation: [{text: X, to: articles/none.md}]",
            "plan/missing-target content/audiences/b2b.yaml",
        ),
        ("content/audiences/b2b.yaml", "'form:quote'", "articles/none.md", "plan/missing-target content/audiences/b2b.yaml"),
        ("content/audiences/b2b.yaml", "'form:quote'", "'form:quota'", "content/audiences/b2b.yaml"),
        (
            "content/audiences/b2b.yaml",
            "kind: business",
            "kind: business\noffers: {x: {title: X, terms: pages/none.md}}",
            "plan/missing-target content/audiences/b2b.yaml",
        ),
        ("content/articles/from.md", "title: From", "title: From\nrelated: [none.md]", "plan/missing-target content/articles/from.md"),
    ] {
        let site = from("Text.");
        site.edit(file, from_text, to);
        assert!(site.build().found().contains(key), "{to}: {}", site.build().found());
    }
}

#[test]
fn a_call_to_action_leads_each_reader_to_their_own_page() {
    let site = from("Text.");
    site.edit("content/audiences/b2b.yaml", "'form:quote'", "pages/about.md#prices");
    site.edit("content/audiences/b2b.yaml", "kind: business", "kind: business\ndefaults: {cta: quote}");
    let built = site.build().clean();
    assert!(built.text("b2b/articles/from/index.html").contains("href=\"/b2b/about/#prices\""));
}

#[test]
fn a_call_to_action_that_leads_to_a_form_elsewhere_leads_to_a_page_that_shows_it() {
    let site = Site::new(
        &[
            source("landings/kit.md", "title: Kit\naudience: b2b\ncta: quote\nform: call", "Take it."),
            source("pages/about.md", "title: About\ncta: none", "Us."),
            source("articles/asks.md", "title: Asks\naudience: b2b", "Ask."),
        ]
        .concat(),
    );
    site.edit(
        "content/audiences/b2b.yaml",
        "forms: {",
        "defaults: {form: quote, cta: quote}\nforms: {call: {action: 'https://forms.example/call', fields: [{id: phone}]}, ",
    );
    let built = site.build().clean();
    let html = built.text("b2b/landings/kit/index.html");
    assert!(
        html.contains("href=\"/b2b/articles/asks/#form-quote\""),
        "{}",
        built.page("landings/kit.md", "b2b", "en", None).cta.unwrap_or_default()
    );
    assert!(built.text("b2b/articles/asks/index.html").contains("id=\"form-quote\""));
    assert!(!built.text("b2b/about/index.html").contains("id=\"form-quote\""));
}

#[test]
fn a_section_whose_only_page_is_broken_is_a_section_all_the_same() {
    let site = Site::with_article("Tea.");
    site.edit("content/audiences/b2b.yaml", "kind: business", "kind: business\nnavigation: [{text: Articles, to: articles/}]");
    site.build().clean();
    site.edit("content/articles/guide.md", "title: Guide", "titel: Guide");
    assert_eq!(site.build().found(), "error yaml/unknown-key content/articles/guide.md: there is no key `titel` here");
}

#[test]
fn segue_check_finds_a_broken_link_and_a_broken_anchor_wherever_they_are_written() {
    let site = starter();
    let write = |path: &str, text: &str| {
        let path = site.path().join("content").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("snippets/more.md", "See [more](nothing.md) and [less](../pages/about.md#nowhere).\n");
    write(
        "articles/loaves.md",
        "---
title: Loaves
description: What comes out of the oven.
audience: b2b
date: 2026-05-01
related: [missing.md, ../pages/about.md#none]
image: {src: none.svg, alt: A loaf}
---
A [page](gone.md), an [anchor](#none), [there](../pages/about.md#none), a ![picture](gone.png), [named][elsewhere], [section](../none/).

<a href=\"gone.md\">In HTML</a>

::qr{to=gone.md}

::qr{to=\"../pages/about.md#none\"}

::download{file=gone.pdf}

:::note
- In a [note](gone.md).
:::

::snippet{id=more}

[elsewhere]: gone.md
",
    );
    let audience = site.path().join("content/audiences/b2b.yaml");
    edit(&audience, "to: articles/}", "to: artcles/}");
    let ctas = "ctas:\n  gone: {goal: contact, text: Read it, to: pages/abuot.md}\n  anchor: {goal: contact, text: Read it all, to: 'pages/about.md#none'}\n";
    edit(&audience, "ctas:\n", ctas);
    let more =
        "topics: {prices: pages/none.md}\noffers: {summer: {title: Summer, starts: 2026-01-01, ends: 2030-01-31, terms: pages/none.md}}\n";
    let text = std::fs::read_to_string(&audience).unwrap();
    std::fs::write(&audience, format!("{text}\n{more}")).unwrap();
    let run = segue(site.path(), &["check", "--format", "json"]);
    let lines = run.stderr.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let found: Vec<String> = lines
        .filter(|finding| ["plan/", "content/", "markdown/"].iter().any(|room| finding["rule"].as_str().unwrap().starts_with(room)))
        .map(|finding| {
            let place = &finding["place"];
            let path = place["file"].as_str().unwrap().to_owned();
            let text = std::fs::read_to_string(site.path().join(&path)).unwrap();
            let line = text.lines().nth(place["line"].as_u64().unwrap() as usize - 1).unwrap();
            let at: String = line.chars().skip(place["column"].as_u64().unwrap() as usize - 1).take(24).collect();
            format!("{} {path} {at}", finding["rule"].as_str().unwrap())
        })
        .collect();
    insta::assert_snapshot!(found.join("\n"), @r##"
    plan/missing-target content/articles/loaves.md missing.md, ../pages/abo
    plan/missing-anchor content/articles/loaves.md ../pages/about.md#none]
    content/missing-file content/articles/loaves.md none.svg, alt: A loaf}
    plan/missing-target content/articles/loaves.md gone.md), an [anchor](#n
    plan/missing-anchor content/articles/loaves.md #none), [there](../pages
    plan/missing-anchor content/articles/loaves.md ../pages/about.md#none),
    plan/missing-target content/articles/loaves.md gone.png), [named][elsew
    plan/missing-target content/articles/loaves.md [named][elsewhere], [sec
    plan/missing-section content/articles/loaves.md ../none/).
    markdown/html-address content/articles/loaves.md href="gone.md">In HTML</
    plan/missing-target content/articles/loaves.md to=gone.md}
    plan/missing-anchor content/articles/loaves.md to="../pages/about.md#no
    plan/missing-target content/articles/loaves.md file=gone.pdf}
    plan/missing-target content/articles/loaves.md gone.md).
    plan/missing-section content/audiences/b2b.yaml artcles/}
    plan/missing-target content/audiences/b2b.yaml pages/abuot.md}
    plan/missing-anchor content/audiences/b2b.yaml 'pages/about.md#none'}
    plan/missing-target content/audiences/b2b.yaml pages/none.md}
    plan/missing-target content/audiences/b2b.yaml pages/none.md}}
    plan/missing-target content/snippets/more.md nothing.md) and [less](.
    plan/missing-anchor content/snippets/more.md ../pages/about.md#nowher
    "##);
}
