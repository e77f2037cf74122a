//! What holds for every text.

use proptest::prelude::*;
use pulldown_cmark::{CowStr, Event, LinkType, Parser, Tag, TagEnd, html};

use super::fixture::{Fixture, HEAD, readers, written};
use crate::content::markdown::reader::OPTIONS;
use crate::content::markdown::{Body, Piece, Shown};
use crate::site::HtmlPolicy;

/// Texts in which everything happens that could confuse a parser of directives.
const ODD: &str = "(:::for\\{b2b\\}|:::for\\{not b2b\\}|:::for\\{loyal\\}|:::note\\[a \\*b\\*\\]|:::|::::|::cta\\{id=x\\}|::|:for\\[|:money\\{amount=1\\}|\\]\\{b2b\\}|\\]\\{not b2c\\}|\\]|\\[|\\{|\\}|a|b c|чай|\n|\n\n|\n\n|\r\n|    |  |\t|> |- |1\\. |# |`|```|\\*|_|\\*\\*|~~|\\||\n\\|-\\|-\\|\n|\\[r\\]|\\[r\\]: u\\.md|\\(u\\.md\\)|!\\[|\\[\\^1\\]|\\[\\^1\\]: |<div>|</div>|<b>|<!--|-->|<\\?|\\?>|<iframe>|\\\\|&#58;|&amp;|===|---|: |\"|\u{1}){0,40}";

/// Texts in which nothing is code, HTML or left open.
const MILD: &str = "(a|чай|\n\n|> |- |1\\. |# |\\*|_|\\||\n\\|-\\|-\\|\n|~~a~~|\\[x\\]|&amp;|===|: |\\{|\\}){0,8}";

fn all(text: &str) -> (Body, Vec<Shown>) {
    let (body, _) = Fixture { minify: true, ..Fixture::default() }.parse(text);
    let shown = ["b2b", "b2b/wholesale", "b2c", "b2c/loyal"].map(|audience| Shown::clone(&body.show(&readers(audience)))).to_vec();
    (body, shown)
}

fn balanced(pieces: &[Piece]) -> bool {
    let mut open = Vec::new();
    pieces.iter().all(|piece| match piece {
        Piece::LinkOpen { link } => {
            open.push(*link);
            true
        }
        Piece::LinkClose { link } => open.pop() == Some(*link),
        Piece::Component(call) => [&call.label, &call.body].into_iter().flatten().all(|pieces| balanced(pieces)),
        Piece::Html(_) | Piece::Image { .. } => true,
    }) && open.is_empty()
}

/// The same text as the markdown parser alone shows it, with the holes and wrappers of bodies.
fn plain(text: &str, shown: &Shown) -> String {
    let html = shown.html();
    let mut ids = html.headings.iter().map(|heading| heading.id.clone());
    let mut links = 0;
    let mut open = Vec::new();
    let mut alt: Option<(String, usize)> = None;
    let mut events = Vec::new();
    for event in Parser::new_ext(text, OPTIONS) {
        if let Some((words, depth)) = &mut alt {
            match event {
                Event::Start(_) => *depth += 1,
                Event::End(_) if *depth > 0 => *depth -= 1,
                Event::End(_) => {
                    events.push(Event::InlineHtml(format!("{{{{image {} {words:?}}}}}", links).into()));
                    links += 1;
                    alt = None;
                }
                Event::Text(more) | Event::Code(more) => words.push_str(&more),
                Event::SoftBreak | Event::HardBreak => words.push(' '),
                _ => {}
            }
            continue;
        }
        match event {
            Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
                events.push(Event::Start(Tag::Heading { level, id: ids.next().map(CowStr::from), classes, attrs }));
            }
            Event::Start(Tag::Table(columns)) => {
                events.push(Event::Html("<div class=\"table\" tabindex=\"0\">".into()));
                events.push(Event::Start(Tag::Table(columns)));
            }
            Event::End(TagEnd::Table) => events.extend([event, Event::Html("</div>\n".into())]),
            Event::Start(Tag::Link { link_type, .. }) => {
                assert_ne!(link_type, LinkType::ShortcutUnknown);
                open.push(links);
                events.push(Event::InlineHtml(format!("{{{{link {links}}}}}").into()));
                links += 1;
            }
            Event::End(TagEnd::Link) => events.push(Event::InlineHtml(format!("{{{{/link {}}}}}", open.pop().unwrap()).into())),
            Event::Start(Tag::Image { .. }) => alt = Some((String::new(), 0)),
            other => events.push(other),
        }
    }
    let mut page = String::new();
    html::push_html(&mut page, events.into_iter());
    page
}

proptest! {

    #[test]
    fn no_text_is_too_odd(text in ODD) {
        let (_, shown) = all(&text);
        for shown in shown {
            prop_assert!(balanced(&shown.html().pieces), "{shown:?}");
            let html = shown.html();
            let ids: std::collections::BTreeSet<&str> = html.headings.iter().map(|heading| heading.id.as_str()).collect();
            prop_assert!(ids.len() == html.headings.len() || !shown.findings.is_empty());
        }
    }

    #[test]
    fn no_characters_are_too_odd(text in "\\PC{0,60}") {
        all(&text);
    }

    #[test]
    fn a_text_without_directives_is_what_the_markdown_parser_says(
        text in "(a|b c|чай|\n|\n\n|    |  |\t|> |- |1\\. |# |`|```|\\*|_|\\*\\*|~~|\\||\n\\|-\\|-\\|\n|\\[r\\]|\\[r\\]: u\\.md|\\[x\\]\\(u\\.md\\)|!\\[|\\]\\(c\\.png\\)|<div>|</div>|<b>|<!--|-->|\\\\|&amp;|===|---|: |\"|\\]\\{x\\}|\\{#x\\}){0,40}",
    ) {
        let (body, _) = Fixture::with(HtmlPolicy::Allow).parse(&text);
        let shown = body.show(&readers("b2b"));
        // HTML that is not closed may swallow what follows.
        prop_assume!(shown.findings.is_empty());
        prop_assert_eq!(written(&shown.html().pieces), plain(&text, &shown));
    }

    #[test]
    fn a_passage_never_reaches_others(parts in proptest::collection::vec((MILD, 0..6_usize), 0..6)) {
        let mut text = String::new();
        for (index, (mild, kind)) in parts.iter().enumerate() {
            text.push_str(&match kind {
                0 => format!("\n:::for{{b2b}}\n{mild}\n\nsecretb{index}\n\n:::\n"),
                1 => format!("\n:::for{{not b2b}}\n{mild}\n\nsecretc{index}\n\n:::\n"),
                2 => format!("\n{mild}\n\nx :for[secretb{index}]{{b2b}} :for[secretc{index}]{{b2c}} {mild}\n"),
                3 => format!("\n- x\n\n  :::for{{b2b}}\n  - secretb{index}\n\n  :::\n"),
                4 => format!("\n# {mild} h{index} :for[secretb{index}]{{b2b}}\n\n[a :for[secretc{index}]{{b2c}}](b.md)\n"),
                _ => format!("\n> :::for{{b2c}}\n> secretc{index}[^{index}]\n>\n> [^{index}]: secretc{index}\n>\n> [r{index}]: secretc{index}.md\n> :::\n\n:for[[r{index}]]{{b2b}}\n"),
            });
        }
        let (body, _) = Fixture::default().parse(&text);
        let business = format!("{:?}", body.show(&readers("b2b/wholesale")));
        let consumer = format!("{:?}", body.show(&readers("b2c")));
        prop_assert!(!business.contains("secretc"), "{}", business);
        prop_assert!(!consumer.contains("secretb"), "{}", consumer);
    }

    #[test]
    fn spans_point_at_what_was_written(before in "(a|чай|\n\n|> |`x`|\\*b\\*){0,10}", after in "(a|чай|\n\n|\\*b\\*){0,10}") {
        let text = format!("{before}\n\n[l](target.md) ![i](picture.png) :badge[чай]{{}} :for[p]{{b2b}}\n\n# heading\n\n::cta{{id=demo}}\n\n{after}\n");
        let file = format!("{HEAD}{text}");
        let (body, said) = Fixture::default().parse(&text);
        prop_assert_eq!(said, [] as [&str; 0]);
        let shown = body.show(&readers("b2b"));
        let links: Vec<&str> = shown.links.iter().map(|link| &file[link.span.range()]).collect();
        prop_assert_eq!(links, ["target.md", "picture.png"]);
        prop_assert_eq!(body.passages().map(|passage| &file[passage.span.range()]).collect::<Vec<_>>(), [":for[p]{b2b}"]);
        prop_assert_eq!(shown.html().headings.iter().map(|heading| &file[heading.span.range()]).collect::<Vec<_>>(), ["# heading"]);
        let html = shown.html();
        let calls = html.pieces.iter().filter_map(|piece| match piece {
            Piece::Component(call) => Some(&file[call.span.range()]),
            _ => None,
        });
        prop_assert_eq!(calls.collect::<Vec<_>>(), [":badge[чай]{}", "::cta{id=demo}"]);
    }
}

#[test]
fn ten_thousand_levels_neither_overflow_nor_hang() {
    for text in [
        format!("{}a", ">".repeat(10_000)),
        format!("{}a", "- ".repeat(10_000)),
        format!("{}a{}", "*b ".repeat(10_000), "*".repeat(10_000)),
        format!("{}a{}", "[".repeat(10_000), "](b)".repeat(10_000)),
        format!("{}a{}", ":for[".repeat(10_000), "]{b2b}".repeat(10_000)),
        format!("{}a{}", ":badge[".repeat(10_000), "]{}".repeat(10_000)),
        format!("{}a", "<b>".repeat(10_000)),
        format!("{}a", "<div>".repeat(10_000)),
        format!("{}<b>a</b>", ">".repeat(10_000)),
        "# a\n".repeat(10_000),
        format!(":for[{}", "]{".repeat(10_000)),
    ] {
        all(&text);
    }
}
