//! What markdown says to whom.

use crate::support::{Site, source};

const GUIDE: &str = "b2b/articles/guide/index.html";

fn shown(body: &str, audience: &str) -> String {
    let built = Site::with_article(body).build().clean();
    built.between(&format!("{audience}/articles/guide/index.html"), "<div class=\"prose\">", "</article>").to_owned()
}

#[test]
fn a_passage_is_shown_when_one_of_its_ids_is_among_the_readers() {
    let body = "Tea.\n\n:::for{b2b loyal}\nSome.\n:::\n\n:::for{not b2b}\nOthers.\n:::\n\nWrite to :for[your manager]{b2b}:for[us]{b2c}.";
    let (b2b, b2c) = (shown(body, "b2b"), shown(&body.replace(" loyal", ""), "b2c"));
    assert!(b2b.contains("Some.") && !b2b.contains("Others.") && b2b.contains("Write to your manager."), "{b2b}");
    assert!(!b2c.contains("Some.") && b2c.contains("Others.") && b2c.contains("Write to us."), "{b2c}");
}

#[test]
fn passages_stand_in_lists_quotes_and_one_another() {
    let body = "- one\n\n  :::for{b2b}\n  - trade\n  :::\n\n> quoted\n>\n> :::for{b2b}\n> for traders\n> :::\n\n::::for{b2b b2c}\n:::for{b2b}\nInner.\n:::\n::::\n";
    let (b2b, b2c) = (shown(body, "b2b"), shown(body, "b2c"));
    for text in ["trade", "for traders", "Inner."] {
        assert!(b2b.contains(text) && !b2c.contains(text), "{text}\n{b2b}\n{b2c}");
    }
}

#[test]
fn a_page_addressed_to_one_segment_has_that_segment_among_its_readers() {
    let site = |segment: &str| {
        Site::new(&source(
            "articles/guide.md",
            &format!("title: Guide\naudience: b2b\nsegment: {segment}"),
            "Tea.\n\n:::for{cafes}\nA menu.\n:::",
        ))
    };
    assert!(site("cafes").build().clean().shows(GUIDE).contains("A menu."));
    let built = site("[cafes, wholesale]").build();
    assert!(!built.shows(GUIDE).contains("A menu."));
    assert_eq!(built.found(), "warning content/passage-for-nobody content/articles/guide.md: no page shows this passage");
}

#[test]
fn a_passage_that_no_page_shows_is_a_warning() {
    let site = Site::new(&source("articles/guide.md", "title: Guide\naudience: b2c", "Tea.\n\n:::for{b2b}\nTrade.\n:::"));
    assert_eq!(site.build().found(), "warning content/passage-for-nobody content/articles/guide.md: no page shows this passage");
    site.edit("content/articles/guide.md", "audience: b2c", "audience: all");
    site.build().clean();
}

#[test]
fn a_segment_beside_its_own_audience_is_an_error() {
    let built = Site::with_article(":::for{b2b cafes}\nX.\n:::").build();
    assert!(built.found().starts_with("error markdown/for content/articles/guide.md"), "{}", built.found());
    assert!(!Site::with_article(":::for{b2c cafes}\nX.\n:::").build().found().contains("error"));
}

#[test]
fn headings_contents_and_summary_come_from_what_is_shown() {
    let body = ":::for{b2b}\nTerms for traders come first.\n\n## Prices\n:::\n\nTea for everyone.\n\n## Taste\n\nText.\n\n## Water\n\nText.\n\n## Cups\n\nText.\n";
    let built = Site::with_article(body).build().clean();
    let (b2b, b2c) = (built.text(GUIDE), built.text("b2c/articles/guide/index.html"));
    assert!(b2b.contains("#prices") || b2b.contains("id=prices"));
    assert!(!b2c.contains("rices"));
    assert!(b2b.contains("content=\"Terms for traders come first."));
    assert!(b2c.contains("content=\"Tea for everyone."));
}

#[test]
fn definitions_and_footnotes_inside_a_passage_do_not_exist_outside_it() {
    let built =
        Site::with_article("See [r] and note[^1].\n\n:::for{b2b}\nIn [r] and[^1].\n\n[r]: https://x.example\n\n[^1]: Secret margin.\n:::")
            .build();
    for (path, bytes) in &built.files {
        if path.starts_with("b2c") {
            let html = String::from_utf8_lossy(bytes);
            assert!(!html.contains("Secret margin") && !html.contains("x.example\""), "{path}");
        }
    }
    assert!(built.found().contains("markdown/out-of-sight"), "{}", built.found());
}

#[test]
fn directives_are_not_recognised_in_code_and_templates_not_at_all() {
    let html = shown("```\n:::for{b2b}\n```\n\n`:for[x]{b2b}` and {{ page.title }} {% include 'x' %} at 10:30, note:[x]", "b2c");
    assert!(html.contains(":::for{b2b}") && html.contains(":for[x]{b2b}"), "{html}");
    assert!(html.contains("{{ page.title }} {% include") && html.contains("10:30") && html.contains("note:[x]"), "{html}");
}

#[test]
fn the_markdown_that_authors_know_is_there() {
    let html = shown(
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n~~no~~\n\n- [x] done\n\nTerm\n: Definition\n\n## Own {#mine}\n\n> [!NOTE]\n> Mind.\n\nNote[^1].\n\n[^1]: Foot.\n",
        "b2c",
    );
    for part in ["<table", "<del>no</del>", "checkbox", "<dl>", "<dt>", "mine", "Mind.", "Foot."] {
        assert!(html.contains(part), "{part}: {html}");
    }
}

#[test]
fn html_follows_the_policy_of_the_site() {
    let body = "Hi <b>bold</b> <script>alert(1)</script>\n\n<div onclick=\"x()\">Block</div>\n";
    let policy = |html: &str| {
        let site = Site::with_article(body);
        site.edit("site.yaml", "primary: b2c", &format!("primary: b2c\ncontent: {{html: {html}}}"));
        site.build()
    };
    let sanitised = policy("sanitise");
    let html = sanitised.between(GUIDE, "<div class=\"prose\">", "</article>");
    assert!(html.contains("<b>bold</b>") && !html.contains("<script") && !html.contains("onclick") && !html.contains("alert(1)"), "{html}");
    assert!(sanitised.found().contains("markdown/html"));
    assert!(policy("allow").clean().text(GUIDE).contains("<script>alert(1)</script>"));
    assert!(policy("deny").found().contains("error markdown/html content/articles/guide.md"));
}

#[test]
fn a_links_address_cannot_run_a_program() {
    for body in [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,x)",
        "<javascript:alert(1)>",
        "![x](javascript:alert(1))",
    ] {
        let built = Site::with_article(body).build();
        assert!(built.found().contains("error "), "{body}: {}", built.found());
    }
}

#[test]
fn components_show_what_the_audience_defined() {
    let site = Site::with_article("::cta{id=ask}\n\n:::quote{author=\"N.\"}\nGood *tea*.\n:::");
    site.edit("content/audiences/b2b.yaml", "ctas: {", "ctas: {ask: {goal: lead, text: Ask the desk, to: 'mailto:b@x.example'}, ");
    site.edit("content/audiences/b2c.yaml", "ctas: {", "ctas: {ask: {goal: lead, text: Write to Maria, to: 'mailto:c@x.example'}, ");
    let built = site.build().clean();
    let (b2b, b2c) = (built.text(GUIDE), built.text("b2c/articles/guide/index.html"));
    assert!(b2b.contains("Ask the desk") && !b2b.contains("Maria") && b2b.contains("<em>tea</em>"));
    assert!(b2c.contains("Write to Maria") && !b2c.contains("Ask the desk"));
}

#[test]
fn mistakes_in_directives_point_at_their_line() {
    for (body, expected) in [
        ("Tea.\n\n:::for{b2b}\nX.", "error markdown/unclosed content/articles/guide.md:8"),
        ("Tea.\n\n:::", "error markdown/stray-close content/articles/guide.md:8"),
        ("Tea.\n\n:::for{b2x}\nX.\n:::", "error markdown/unknown-id content/articles/guide.md:8"),
        ("Tea.\n\n:::for{}\nX.\n:::", "error markdown/for content/articles/guide.md:8"),
        ("Tea.\n\n:::for{ru}\nX.\n:::", "error markdown/for content/articles/guide.md:8"),
        ("Tea.\n\n::ctaa{id=x}", "error markdown/unknown-component content/articles/guide.md:8"),
        ("Tea.\n\n::cta{id=none-such}", "error site/unknown-cta content/articles/guide.md:8"),
        ("Tea.\n\n::cta{idd=x}", "error markdown/unknown-argument content/articles/guide.md:8"),
        ("Tea.\n\n:::details\nX.\n:::", "error markdown/missing-argument content/articles/guide.md:8"),
    ] {
        let built = Site::with_article(body).build();
        let found: Vec<String> = built
            .findings
            .iter()
            .map(|finding| {
                let line = match &finding.place {
                    segue::diagnostics::Place::Span(text, span) => text.position(span.start).line,
                    _ => 0,
                };
                format!("error {} {}:{line}", finding.rule, finding.place.path().map(ToString::to_string).unwrap_or_default())
            })
            .collect();
        assert!(found.contains(&expected.to_owned()), "{body}: {found:?}\n{}", built.report());
    }
}
