use super::fixture::{Fixture, HEAD, html, plain_text, problems, show, written};
use crate::content::markdown::LinkKind;

#[test]
fn links_and_pictures_are_holes_with_targets_and_places() {
    let text =
        "[a *b*](../x.md#y \"T\"), <https://e.example>, <me@e.example> ![The *leaf*](leaf.svg 'L') [r] [s](<two words.md>)\n\n[r]: r.md\n";
    insta::assert_snapshot!(html(text, "b2b"), @r#"<p>{{link 0}}a <em>b</em>{{/link 0}}, {{link 1}}https://e.example{{/link 1}}, {{link 2}}me@e.example{{/link 2}} {{image 3 "The leaf" "L"}} {{link 4}}r{{/link 4}} {{link 5}}s{{/link 5}}</p>"#);
    let shown = show(text, "b2b");
    let file = format!("{HEAD}{text}");
    let links: Vec<(LinkKind, &str, &str)> =
        shown.links.iter().map(|link| (link.kind, link.target.as_str(), &file[link.span.range()])).collect();
    assert_eq!(
        links,
        [
            (LinkKind::Link, "../x.md#y", "../x.md#y"),
            (LinkKind::Link, "https://e.example", "https://e.example"),
            (LinkKind::Link, "mailto:me@e.example", "me@e.example"),
            (LinkKind::Image, "leaf.svg", "leaf.svg"),
            (LinkKind::Link, "r.md", "[r]"),
            (LinkKind::Link, "two words.md", "two words.md"),
        ]
    );
}

#[test]
fn headings_have_anchors_that_are_unique() {
    let shown = show(
        "# Hard water {#water}\n\n## Вода :for[и чай]{b2b}\n\n## Water\n\n## [Water](a.md) :money{amount=1} <b id=x>&amp;</b>[^1]\n\n###\n\n[^1]: y\n",
        "b2c",
    );
    let headings: Vec<String> = shown
        .html()
        .headings
        .iter()
        .map(|heading| format!("{} {} {:?} {}", heading.level, heading.id, heading.text, written(&heading.pieces)))
        .collect();
    insta::assert_snapshot!(headings.join("\n"), @r#"
    1 water "Hard water" Hard water
    2 вода "Вода" Вода 
    2 water-2 "Water" Water
    2 water-3 "Water &" Water {{inline money amount=1}} &amp;
    3 section ""
    "#);
    assert_eq!(
        shown.anchors.iter().map(String::as_str).collect::<Vec<_>>(),
        ["fn-1", "fnref-1", "section", "water", "water-2", "water-3", "x", "вода"]
    );
}

#[test]
fn one_anchor_for_each_reader_is_no_double() {
    let text = ":::for{b2b}\n# A {#x}\n:::\n:::for{b2c}\n# B {#x}\n:::\n:::for{loyal}\n# C {#x}\n:::\n";
    assert!(show(text, "b2b").findings.is_empty() && show(text, "b2c").findings.is_empty());
    assert_eq!(show(text, "b2c/loyal").findings[0].message, "the anchor `x` is given twice on one page");
}

#[test]
fn a_summary_comes_from_paragraphs_alone() {
    let shown = show(
        "# Title\n\n:::note\nNo.\n:::\n\n- no\n\n```\nno\n```\n\n> Quoted.\n\nIt costs :money{amount=1}. First\n*sentence*, :badge[that]{} is. Second.\n\n| no |\n|-|\n| no |\n\nThird.\n",
        "b2b",
    );
    assert_eq!(shown.summary, "First sentence, that is. Second. Third.");
    assert_eq!(show("> Only *this*.\n", "b2b").summary, "Only this.");
    assert_eq!(show("# Title\n", "b2b").summary, "");
}

#[test]
fn the_plain_text_has_a_line_for_each_paragraph() {
    let text = "# A\n\nb *c*\nd\n\n- e\n- f\n  - g\n\n| h | i |\n|-|-|\n| j | k |\n\n:::note[l]\nm\n:::\n";
    let shown = show(text, "b2b");
    assert_eq!(plain_text(text, "b2b"), "A\nb c d\ne\nf\ng\nh i\nj k\nl\nm\n");
    assert_eq!((shown.words, shown.reading_minutes), (13, 1));
}

#[test]
fn an_anchor_of_a_component_can_be_linked_to() {
    assert!(show(":badge[x]{#here}\n", "b2b").anchors.contains("here"));
}

#[test]
fn all_of_markdown_is_understood() {
    insta::assert_snapshot!(html("~~a~~ \"b\" -- c...\n\n- [x] d\n- [ ] e\n\nTerm\n: Definition\n\n> [!NOTE]\n> f\n\n| a | b |\n|---|--:|\n| c | d |\n\n{{ g }}\n", "b2b"), @r#"
    <p><del>a</del> "b" -- c...</p>
    <ul>
    <li><input disabled="" type="checkbox" checked=""/>
    d</li>
    <li><input disabled="" type="checkbox"/>
    e</li>
    </ul>
    <dl>
    <dt>Term</dt>
    <dd>Definition</dd>
    </dl>
    <blockquote class="markdown-alert-note">
    <p>f</p>
    </blockquote>
    <div class="table" tabindex="0"><table><thead><tr><th>a</th><th style="text-align: right">b</th></tr></thead><tbody>
    <tr><td>c</td><td style="text-align: right">d</td></tr>
    </tbody></table>
    </div>
    <p>{{ g }}</p>
    "#);
}

#[test]
fn a_control_character_is_no_text() {
    let (_, said) = Fixture::default().parse("a\u{1}b\n");
    assert_eq!(
        said,
        [
            "1:2 `\u{1}` Error: an invisible control character (U+0001) stands here (delete it; it often comes along when text is copied from a PDF)"
        ]
    );
}

#[test]
fn a_link_to_a_name_with_a_space_is_named_where_it_is_none() {
    insta::assert_snapshot!(problems("[a](my new page.md) [b](<my new page.md>) [c](page.md \"my page.md\") `[d](my new page.md)` [e](see the note)\n"), @"1:4 `(my new page.md)` Warning: this is no link, because its address has a space in it: readers see the brackets (put the address between < and >: `(<my new page.md>)`)");
}
