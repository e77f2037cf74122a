//! Minified and unminified bodies are the same page: one DOM, visible white space included.

use proptest::prelude::*;

use super::fixture::{Fixture, readers};
use crate::content::markdown::Piece;
use crate::content::markdown::raw_html::tags;
use crate::content::markdown::sieve::sieved;

const BLOCKS: &[&str] = &[
    "blockquote",
    "br",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// A page as a browser would lay it out: tags with sorted attributes, and text in which white space is one space where it is seen.
fn seen(html: &str) -> Vec<String> {
    // The sieve parses as a browser does, and writes every text and attribute in one way.
    let html = sieved(html);
    let mut page: Vec<String> = Vec::new();
    let (mut space, mut exact) = (true, false);
    let mut rest = html.as_str();
    while !rest.is_empty() {
        if rest.starts_with('<') {
            let tag = tags(rest).next().filter(|tag| tag.at.start == 0);
            let end = tag.as_ref().map_or_else(|| rest.find('>').unwrap() + 1, |tag| tag.at.end);
            let name = tag.as_ref().map_or_else(|| rest[2..end - 1].to_owned(), |tag| tag.name.to_owned());
            let mut attributes: Vec<String> = tag
                .iter()
                .flat_map(|tag| &tag.attributes)
                .map(|attribute| format!(" {}={}", attribute.name, attribute.value.split_whitespace().collect::<Vec<_>>().join(" ")))
                .filter(|attribute| attribute != " class=")
                .collect();
            attributes.sort();
            if BLOCKS.contains(&name.as_str()) {
                // A space at the end of a line is not seen, wherever in the elements of the line it stands.
                let ends = |name: &str| BLOCKS.contains(&name) || name == "img" || name == "input";
                let line = page
                    .iter()
                    .rposition(|part| !part.starts_with('<') || ends(part.trim_matches(['<', '/', '>']).split(' ').next().unwrap()));
                if let Some(last) = line.filter(|last| page[*last] == " ") {
                    page.remove(last);
                }
                space = true;
            } else if name == "img" || name == "input" {
                space = false;
            }
            if name == "pre" {
                exact = tag.is_some();
            }
            page.push(if tag.is_some() { format!("<{name}{}>", attributes.concat()) } else { format!("</{name}>") });
            rest = &rest[end..];
            continue;
        }
        let end = rest.find('<').unwrap_or(rest.len());
        if exact {
            page.push(rest[..end].to_owned());
        } else {
            for char in rest[..end].chars() {
                if !char.is_ascii_whitespace() {
                    page.push(char.to_string());
                } else if !space {
                    page.push(" ".to_owned());
                }
                space = char.is_ascii_whitespace();
            }
        }
        rest = &rest[end..];
    }
    if page.last().is_some_and(|last| last == " ") {
        page.pop();
    }
    page
}

/// Pieces with something of the right sort in every hole; the parts of components follow, each by itself.
fn filled(pieces: &[Piece]) -> Vec<String> {
    let mut pages = vec![String::new()];
    for piece in pieces {
        let html = match piece {
            Piece::Html(html) => html.clone(),
            Piece::LinkOpen { link } => format!("<a href=\"{link}\">"),
            Piece::LinkClose { .. } => "</a>".to_owned(),
            Piece::Image { link, alt, .. } => format!("<img src=\"{link}\" alt=\"{alt}\">"),
            Piece::Component(call) => {
                pages.extend([&call.label, &call.body].into_iter().flatten().flat_map(|pieces| filled(pieces)));
                if call.inline { "<kbd></kbd>" } else { "<section></section>" }.to_owned()
            }
        };
        pages[0].push_str(&html);
    }
    pages
}

/// The body, not minified and minified.
fn pages(markdown: &str) -> [Vec<String>; 2] {
    [false, true].map(|minify| filled(&Fixture { minify, ..Fixture::default() }.parse(markdown).0.show(&readers("b2b")).html().pieces))
}

fn both_seen(pages: &[Vec<String>; 2]) -> [Vec<Vec<String>>; 2] {
    pages.each_ref().map(|pages| pages.iter().map(|page| seen(page)).collect())
}

#[test]
fn a_minified_body_is_the_same_page() {
    let text = "# A  *b*\n\na\nb `c  d` **e** *f*\\\ng\n\n- h *i* *j*\n- k\n  - l\n\n```rust\n  m\n\n  n\n```\n\n> o\n\n| p | *q* *r* |\n|--|:-:|\n| s | t |\n\n[u](v.md) [w](x.md) ![y](z.png) :money{amount=1} &lt;b&gt; &nbsp; \"q\" & é\n\n::cta{id=a}\n\n- [x] d\n\nT\n: d\n\n1[^1]\n\n[^1]: n\n";
    let pages = pages(text);
    let [long, short] = both_seen(&pages);
    assert_eq!(long, short);
    assert!(pages[1][0].len() < pages[0][0].len());
    insta::assert_snapshot!(pages[1][0], @r#"
    <h1 id=a-b>A <em>b</em></h1><p>a b <code>c  d</code> <strong>e</strong> <em>f</em><br> g</p><ul><li>h <em>i</em> <em>j</em></li><li>k <ul><li>l</li></ul></li></ul><pre><code class=language-rust>  m

      n
    </code></pre><blockquote><p>o</p></blockquote><div class=table tabindex=0><table><thead><tr><th>p</th><th style="text-align: center"><em>q</em> <em>r</em></th></tr></thead><tbody><tr><td>s</td><td style="text-align: center">t</td></tr></tbody></table></div><p><a href="0">u</a> <a href="1">w</a> <img src="2" alt="y"> <kbd></kbd> &lt;b>   "q" & é</p><section></section><ul><li><input checked disabled type=checkbox> d</li></ul><dl><dt>T</dt><dd>d</dd></dl><p>1<sup class=footnote-ref><a href=#fn-1 id=fnref-1 role=doc-noteref>1</a></sup></p><section class=footnotes role=doc-endnotes><ol><li id=fn-1><p>n <a class=footnote-back href=#fnref-1 role=doc-backlink>↩</a></p></li></ol></section>
    "#);
}

#[test]
fn spaces_between_elements_of_one_line_stay() {
    let [_, short] = pages(
        "<div>\n<a href=\"https://a.example\">A</a> <a href=\"https://b.example\">B</a>\n<span> c </span>\n</div>\n\n:::note[*a* *b*]\n- x\n:::\n",
    );
    insta::assert_snapshot!(short.join("\n---\n"), @"
    <div><a href=https://a.example>A</a> <a href=https://b.example>B</a> <span> c </span></div><section></section>
    ---
    <em>a</em> <em>b</em>
    ---
    <ul><li>x</li></ul>
    ");
}

proptest! {
    #[test]
    fn any_minified_body_is_the_same_page(text in "(a|b| |\n|\n\n|\\*|\\*\\*|`|> |- |1\\. |# |\\[a\\]\\(b\\.md\\)|!\\[c\\]\\(d\\.png\\)|\\|a\\|b\\|\n\\|-\\|-\\|\n|<div>|</div>|<span>|</span>|<a href='https://x\\.y'>|</a>|<p>|<pre> x  <b> y</b>\nz</pre>|<ul><li>|</ul>|<td>|<table>|<br>|<summary>|<details>|<figure>|&lt;|&amp;|é|<label>|:money\\{amount=1\\}|\n::cta\\{id=x\\}\n|\n:::note\n|\n:::\n|:badge\\[|\\]|    |\u{a0}){0,40}") {
        let pages = pages(&text);
        let [long, short] = both_seen(&pages);
        prop_assert_eq!(long, short, "{:?}", pages);
    }
}
