use super::fixture::{Fixture, readers};
use crate::content::markdown::{NoShelf, Prose, Role};

fn prose(markdown: &str, of: &str) -> Prose {
    let (body, said) = Fixture::default().parse(markdown);
    assert_eq!(said, [] as [&str; 0], "{markdown}");
    body.prose(&readers(of), &NoShelf)
}

/// Each block with what it is, and `>` where somebody else says it.
fn blocks(markdown: &str, of: &str) -> Vec<String> {
    let named = |role| match role {
        Role::Heading(level) => format!("h{level}"),
        Role::Paragraph => "p".to_owned(),
        Role::Item => "item".to_owned(),
        Role::Cell => "cell".to_owned(),
        Role::Label => "label".to_owned(),
    };
    let prose = prose(markdown, of);
    prose.blocks.iter().map(|block| format!("{}{} {}", named(block.role), if block.quoted { ">" } else { "" }, block.text)).collect()
}

#[test]
fn a_body_is_read_block_by_block() {
    let text = "# Tea\n\nGreen *and*\nblack.\n\n- One\n- Two\n\n> Said.\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\nTerm\n: What it is.\n";
    let expected = [
        "h1 Tea",
        "p Green and black.",
        "item One",
        "item Two",
        "p> Said.",
        "cell A",
        "cell B",
        "cell 1",
        "cell 2",
        "label Term",
        "item What it is.",
    ];
    assert_eq!(blocks(text, "b2b"), expected);
}

#[test]
fn readers_read_their_own_passages_and_what_components_hold() {
    let text = "Write to :for[your manager]{b2b}:for[us]{b2c}.\n\n:::for{b2b}\nNet 30.\n:::\n\n:::quote{author=\"Anna\"}\nLovely.\n:::\n\n:::note[Mind]\nHot.\n:::\n";
    assert_eq!(blocks(text, "b2b"), ["p Write to your manager.", "p Net 30.", "p> Lovely.", "label Mind", "p Hot."]);
    assert_eq!(blocks(text, "b2c"), ["p Write to us.", "p> Lovely.", "label Mind", "p Hot."]);
}

#[test]
fn code_and_html_are_no_prose() {
    let text = "Run `segue` now :money{amount=3}.\n\n```\ncode\n```\n\n<div>raw</div>\n";
    assert_eq!(blocks(text, "b2b"), ["p Run \u{fffc} now \u{fffc}."]);
}

#[test]
fn every_stretch_knows_its_place_in_the_file() {
    let text = "Green *tea* and\n[black](https://tea.example) :for[too]{b2b}, A&B &amp; co.\n";
    let prose = prose(text, "b2b");
    let block = &prose.blocks[0];
    let source = prose.source(block.origin).unwrap();
    for words in ["Green", "tea", "and", "black", "too", "A&B", "co."] {
        let at = block.text.find(words).unwrap();
        assert_eq!(source.slice(block.span(at..at + words.len())), words);
    }
    let (stretch, link) = &block.links[0];
    assert_eq!((&block.text[stretch.clone()], link.target.as_str()), ("black", "https://tea.example"));
    // What goes over marks has them in its place.
    let at = block.text.find("tea and").unwrap();
    assert_eq!(source.slice(block.span(at..at + "tea and".len())), "tea* and");
}

#[test]
fn comments_know_the_block_they_are_about() {
    let prose = prose("<!-- first -->\n\nOne.\n\nTwo <!-- inside --> words.\n\n<!-- last -->\n", "b2b");
    let comments: Vec<_> = prose.comments.iter().map(|comment| (comment.text.as_str(), comment.before, comment.inside)).collect();
    assert_eq!(comments, [("first", 0, false), ("inside", 2, true), ("last", 2, false)]);
}
