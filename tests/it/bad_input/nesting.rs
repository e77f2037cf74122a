//! What is nested beyond reason or repeated without end: it is read, or refused with a place, and soon.
//!
//! Nothing here measures time: what takes a time that grows with the square of its length would not end.

use super::{found, guide, raw};
use crate::support::Site;

const DEEP: usize = 10_000;

/// The length of one hundred kilobytes.
const LONG: usize = 100_000;

fn around(open: &str, close: &str) -> String {
    format!("{}x{}", open.repeat(DEEP), close.repeat(DEEP))
}

#[test]
fn front_matter_ten_thousand_deep() {
    let block: String = (0..DEEP / 10).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    for front in [
        format!("extra: {}", "[".repeat(DEEP)),
        format!("extra: {}", around("[", "]")),
        format!("extra: {}", around("{a: ", "}")),
        format!("extra:\n  {}x", "- ".repeat(DEEP)),
        format!("extra:\n  {}x", "? ".repeat(DEEP)),
        format!("cascade: {}", around("{cascade: ", "}")),
        format!("variants: {}", around("{b2b: {variants: ", "}}")),
        block,
    ] {
        let found = found(&guide(&front));
        assert_eq!(found, format!("error yaml/limit {}: lists and maps stand more than 24 deep in each other here", super::GUIDE));
    }
    insta::assert_snapshot!(super::told(&guide(&format!("extra: {}", "[".repeat(30)))), @"
    error[yaml/limit]: lists and maps stand more than 24 deep in each other here
     --> content/articles/guide.md:4:31
      |
    4 | extra: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
      |                               ^
      |
      = help: a page or a setting needs far less: write it out more simply, or move part of it into files of its own
    ");
}

#[test]
fn a_site_and_an_audience_ten_thousand_deep() {
    let site = Site::with_article("Tea.");
    site.edit("site.yaml", "primary: b2c", &format!("primary: b2c\ncheck: {}", around("{a: ", "}")));
    site.edit("content/audiences/b2b.yaml", "kind: business", &format!("kind: business\ntokens: {}", around("[", "]")));
    insta::assert_snapshot!(found(&site), @"
    error yaml/limit content/audiences/b2b.yaml: lists and maps stand more than 24 deep in each other here
    error yaml/limit site.yaml: lists and maps stand more than 24 deep in each other here
    ");
}

#[test]
fn front_matter_as_deep_as_may_be_is_read() {
    for (open, close) in [("cascade: {", "}"), ("variants: {b2b: {", "}}")] {
        let depth = 22 / open.matches('{').count();
        let site = guide(&format!("{}{}", open.repeat(depth), close.repeat(depth)));
        let found = site.build().found();
        assert!(!found.contains("yaml/"), "{found}");
    }
}

#[test]
fn markdown_ten_thousand_deep() {
    for body in [
        format!("{}x", ">".repeat(DEEP)),
        format!("{}x", "> - ".repeat(DEEP)),
        format!("{}x", "- ".repeat(DEEP)),
        format!("{}x", "1. ".repeat(DEEP)),
        format!("{}<b>x</b>", "> ".repeat(DEEP)),
        around("<div>", "</div>"),
        around("<b>", "</b>"),
        around("<svg>", "</svg>"),
        around("*b ", "*"),
        around("**b ", "**"),
        around("[", "](https://x.y)"),
        around("![", "](leaf.svg)"),
        around(":for[", "]{b2b}"),
        around(":note[", "]{}"),
        (3..DEEP / 100).rev().map(|colons| format!("{}for{{b2b}}\n", ":".repeat(colons))).collect(),
        ":::for{b2b}\n".repeat(DEEP),
        ":::details{summary=x}\n".repeat(DEEP),
        (0..DEEP / 20).map(|level| format!("{}- x\n", "  ".repeat(level))).collect(),
        (0..DEEP / 20).map(|level| format!("{}[^{level}]:\n", "    ".repeat(level))).collect(),
    ] {
        let site = Site::with_article(&body);
        site.put("content/articles/leaf.svg", "<svg/>");
        let built = site.build();
        assert_eq!(built.files.is_empty(), built.findings.iter().any(|finding| finding.level == segue::diagnostics::Level::Error));
    }
}

#[test]
fn a_hundred_kilobytes_of_one_sign() {
    for sign in [
        "[",
        "]",
        "![",
        "> ",
        ">",
        "*",
        "*a ",
        "_a_",
        "~~a",
        "`",
        "```\n",
        "<",
        "<div>",
        "a<b>",
        "<!--",
        "<select>",
        "<a href=x>",
        "&",
        "&amp;",
        "\\",
        "|",
        "|\n",
        "|a\n|-\n",
        ":",
        "a\n: a\n",
        ":x[",
        "::x[\n",
        ":::\n",
        ":::for{b2b}",
        ":::for{b2b}\na\n:::\n",
        ":for[",
        ":for{",
        ":for[x]{b2b} ",
        "]{b2b}",
        "[^1] ",
        "[^1]: a\n",
        "[r]: u\n",
        "[r] ",
        ":::for{b2b}\n[r]: #x\n\n[r]\n:::\n",
        "# a\n",
        "# *a* [b](#a)\n",
        "- [ ] a\n",
        "\t- a\n",
        "\u{1}",
        "\0",
        "e\u{301}\u{301}",
        "{{ x }}",
    ] {
        let body = sign.repeat(LONG / sign.len());
        // What is found is told, too: a text may have a mistake at each of its bytes.
        Site::with_article(&body).build().report();
    }
}

#[test]
fn a_hundred_kilobytes_of_many_names() {
    let many = |one: &dyn Fn(usize) -> String| (0..LONG / one(LONG).len()).map(one).collect::<String>();
    for body in [
        many(&|number| format!("[^{number}]: a\n\n[^{number}]\n\n")),
        many(&|number| format!("[^{number}]: [^{}]\n\n", number + 1)) + "[^0]\n",
        many(&|number| format!("[r{number}]: https://x.y\n")),
        many(&|number| format!(":::for{{b2b}}\n[r{number}]: #x\n\n[r{number}]\n:::\n")),
        many(&|number| format!("<a name=x{number}></a> [x](#y{number}) ")),
        many(&|number| format!("[x](none-{number}.md) ")),
        many(&|number| format!(":::unknown{number}\n:::\n")),
        format!("{}\n{}\n", "|a".repeat(LONG / 4), "|-".repeat(LONG / 4)),
        format!("{}\n{}\n{}", "|a".repeat(500), "|-".repeat(500), "|\n".repeat(LONG / 2)),
        (1..440).map(|length| "`".repeat(length) + " ").collect(),
        format!("data-hole{}<b>[a](#b)</b>", "-x".repeat(LONG / 2)),
    ] {
        Site::with_article(&body).build().report();
    }
}

#[test]
fn front_matter_of_a_hundred_kilobytes() {
    let many = |one: &dyn Fn(usize) -> String| (0..LONG / one(LONG).len()).map(one).collect::<String>();
    for front in [
        many(&|number| format!("key{number}: x\n")),
        "tags: [a]\n".repeat(LONG / 10),
        format!("extra:\n{}", many(&|number| format!("  key{number}: x\n"))),
        format!("aliases: [{}]", "'a?b', ".repeat(LONG / 7)),
        format!("segment: [{}]", many(&|number| format!("s{number}, "))),
        format!("related: [{}]", many(&|number| format!("r{number}.md, "))),
        format!("variants: {{{}}}", many(&|number| format!("v{number}: {{}}, "))),
        format!("faq: [{}]", "{q: x, b: y}, ".repeat(LONG / 14)),
    ] {
        let site = raw(format!("---\ntitle: Guide\naudience: all\n{front}\n---\nTea.\n"));
        site.build().report();
    }
    for text in [
        "[", "{", "{a: ", "- ", "? ", "&a ", "*a ", "!!x ", "'", "\"\\", "|\n", "a: {}\n", "#", ",", "[],", ": ", "\t", "<<: ", "--- \n",
        "%YAML\n",
    ] {
        raw(format!("---\n{}\n---\nTea.\n", text.repeat(LONG / text.len()))).build().report();
    }
}

#[test]
fn templates_ten_thousand_deep() {
    let tag = |open: &str, close: &str| format!("{{{{ {} }}}}", around(open, close).replace('x', "1"));
    for template in [
        tag("(", ")"),
        tag("[", "]"),
        tag("{\"a\": ", "}"),
        tag("1 + ", ""),
        tag("page.title ~ ", ""),
        tag("page[", "]"),
        tag("1 if page else ", ""),
        tag("word(key=", ")"),
        tag("<cta id={", "} />"),
        format!("{{{{ page{} }}}}", ".a".repeat(DEEP)),
        format!("{{{{ page.title{} }}}}", " | trim".repeat(DEEP)),
        around("{% if page %}", "{% endif %}"),
        around("{% for x in [1] %}", "{% endfor %}"),
        around("{% filter upper %}", "{% endfilter %}"),
        around("{% block b %}", "{% endblock b %}"),
        format!("{{% if page %}}{}{{% endif %}}", "{% elif page %}".repeat(DEEP)),
        around("{% raw %}", "{% endraw %}"),
        "{{".repeat(DEEP),
        "{%".repeat(DEEP),
    ] {
        let site = Site::with_article("Tea.");
        site.put("themes/lumen/templates/article.html", template);
        found(&site);
    }
    let site = Site::with_article("Tea.");
    site.put("themes/lumen/templates/article.html", around("<div>", "</div>"));
    site.build().clean();
}
