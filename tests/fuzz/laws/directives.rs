//! Bodies: any text is read, and what a passage holds reaches nobody it is not addressed to.

use std::fmt::Write;
use std::sync::Arc;

use segue::content::markdown::{Body, Piece, Readers, Shown, Syntax};
use segue::diagnostics::{Findings, Level};
use segue::site::{AudienceId, HtmlPolicy, Lang, SegmentId};
use segue::world::{SourceText, Span};

use super::Target;
use super::choices::Choices;
use super::findings::told;
use super::ground::GROUND;
use super::seeds::{files, led_by};

pub const TARGET: Target = Target { name: "directives", law, seeds, words: WORDS, short: 1500 };

const WORDS: &[&str] = &[
    ":::for{b2b}\n",
    ":::for{not b2b}\n",
    ":::for{wholesale cafes}\n",
    ":::for{b2c}\n",
    ":::for{loyal}\n",
    ":::\n",
    "::::for{b2c}\n",
    "::::\n",
    ":::note{title=\"x\"}\n",
    ":::note[label]{open}\n",
    ":::quote{author=N}\n",
    "::cta{id=quote}\n",
    "::badge[x]{#i}\n",
    ":badge[",
    ":badge[x]{id=y}",
    ":for[",
    "]{b2b}",
    "]{not b2c}",
    "]{loyal}",
    ":for[x]{b2b}",
    "]",
    "[",
    "]: u.md\n",
    "[r]: u.md\n",
    "[r]",
    "[r][s]",
    "](other.md#part)",
    "![",
    "](leaf.svg \"t\")",
    "[^1]",
    "[^1]: ",
    "\n",
    "\n\n",
    "\r\n",
    "    ",
    "  ",
    "\t",
    "> ",
    "- ",
    "* ",
    "1. ",
    "# ",
    "## x {#id .c}\n",
    "```\n",
    "~~~\n",
    "`",
    "**",
    "*",
    "_",
    "~~",
    "|",
    "\n|-|-|\n",
    "| a | b |\n",
    "\n: ",
    "<div>",
    "</div>",
    "<b id=\"i\">",
    "<!--",
    "-->",
    "<?",
    "?>",
    "<iframe>",
    "<a name=x>",
    "<script>",
    "&amp;",
    "&#58;",
    "&colon;",
    "\\",
    "\\:",
    "===\n",
    "---\n",
    "\u{1}",
    "\u{0}",
    "\u{feff}",
    "{",
    "}",
    "{b2b}",
    "\"",
    "- [x] ",
    "> [!NOTE]\n",
    "<https://x.y>",
    "data-hole=\"0\"",
    "zq0z",
];

/// Words that stand nowhere else: what a passage hides can be told by them.
fn secret(number: usize) -> String {
    format!("zq{number}z")
}

/// Texts in which nothing is code, HTML or left open.
const MILD: [&str; 16] = ["a", "чай", "\n\n", "> ", "- ", "1. ", "# ", "*", "_", "|", "\n|-|-|\n", "~~a~~", "[x]", "&amp;", "===", "\n: "];

fn law(input: &[u8]) {
    let Some((first, rest)) = input.split_first() else { return };
    let html = [HtmlPolicy::Sanitise, HtmlPolicy::Allow, HtmlPolicy::Deny][usize::from(first >> 1) % 3];
    if first & 1 == 0 {
        any_text(&String::from_utf8_lossy(rest), html);
    } else {
        addressed_text(&mut Choices::new(rest), html);
    }
}

const EVERYBODY: [(&str, Option<&str>); 5] =
    [("b2b", None), ("b2b", Some("wholesale")), ("b2b", Some("cafes")), ("b2c", None), ("b2c", Some("loyal"))];

fn readers() -> Vec<Readers> {
    let one = |(audience, segment): (&str, Option<&str>)| Readers {
        audience: AudienceId::new(audience).unwrap(),
        segment: segment.and_then(SegmentId::new),
    };
    EVERYBODY.map(one).to_vec()
}

fn read(text: &str, html: HtmlPolicy) -> (SourceText, Body, Findings) {
    const HEAD: &str = "---\ntitle: Чай\n---\n";
    let source = SourceText::new("content/articles/guide.md", format!("{HEAD}{text}"));
    let syntax = Syntax { components: GROUND.theme.components().clone(), ids: GROUND.site.ids.clone(), html, minify: true };
    let mut findings = Findings::new();
    let span = Span::new(HEAD.len(), source.text().len());
    let body = Body::parse(&source, span, &Lang::new("en").unwrap(), &Arc::new(syntax), &mut findings);
    (source, body, findings)
}

/// Whatever is written: it is read, all links and components are whole, every span is in the text, and what is hidden stays hidden.
fn any_text(text: &str, html: HtmlPolicy) {
    let (source, body, findings) = read(text, html);
    let wrong = findings.count(Level::Error) > 0;
    told(findings);
    for readers in readers() {
        let shown = body.show(&readers);
        assert!(balanced(&shown.html().pieces), "{shown:?}");
        let mut said = Findings::new();
        said.extend(shown.findings.iter().cloned());
        told(said);
        if wrong {
            continue;
        }
        let everything = published(&shown);
        for hidden in body.hidden_from(&readers) {
            for word in secrets(source.slice(hidden)) {
                assert!(text.matches(word).count() > 1 || !everything.contains(word), "{word} reaches {readers:?}: {everything}");
            }
        }
    }
}

fn secrets(text: &str) -> impl Iterator<Item = &str> {
    text.split("zq").skip(1).filter_map(|rest| {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let at = rest.as_ptr() as usize - text.as_ptr() as usize;
        (digits > 0 && rest[digits..].starts_with('z')).then(|| &text[at - 2..at + digits + 1])
    })
}

/// A text whose passages are addressed as they should be: none of their words reaches anybody else, whatever stands around them.
fn addressed_text(choices: &mut Choices<'_>, html: HtmlPolicy) {
    let mut text = String::new();
    let mut secrets = [Vec::new(), Vec::new()];
    while !choices.is_over() && secrets[0].len() + secrets[1].len() < 12 {
        let mild: String = (0..choices.below(8)).map(|_| choices.pick(&MILD)).collect();
        let number = secrets[0].len() + secrets[1].len();
        let word = secret(number);
        let (own, id) = choices.pick(&[(0, "b2b"), (0, "not b2c"), (1, "b2c"), (1, "not b2b"), (0, "wholesale"), (1, "loyal new")]);
        secrets[own].push(word.clone());
        let _ = match choices.below(9) {
            0 => write!(text, "\n\n:::for{{{id}}}\n{mild}\n\n{word}\n\n:::\n"),
            1 => write!(text, "\n\n{mild}\n\nx :for[{word}]{{{id}}} y\n"),
            2 => write!(text, "\n\n- x\n\n  :::for{{{id}}}\n  - {word}\n\n  :::\n"),
            3 => write!(text, "\n\n# {number} :for[{word}]{{{id}}}\n\n[a :for[{word}]{{{id}}}](other.md)\n"),
            4 => write!(text, "\n\n> :::for{{{id}}}\n> {word}[^{word}]\n>\n> [^{word}]: {word}\n>\n> [r{number}]: {word}.md\n> :::\n"),
            5 => write!(text, "\n\n:::note{{title=\"x\"}}\n{mild}\n\n::::for{{{id}}}\n{word}\n::::\n\n:::\n"),
            6 => write!(
                text,
                "\n\n:::for{{{id}}}\n# {word} {{#{word}}}\n\n![{word}](leaf.svg \"{word}\") `{word}` <{word}@x.y>\n\n| {word} |\n|-|\n| {word} |\n:::\n"
            ),
            7 => write!(text, "\n\n:badge[a :for[{word}]{{{id}}}]{{}} **b :for[*{word}*]{{{id}}}**\n"),
            _ => write!(text, "\n\n:::for{{{id}}}\n:::note{{title={word}}}\n{word}\n:::\n\n<p title=\"{word}\">{word}</p>\n\n:::\n"),
        };
    }
    let (_, body, findings) = read(&text, html);
    told(findings);
    for readers in readers() {
        let others = &secrets[usize::from(readers.audience.as_str() == "b2b")];
        let everything = published(&body.show(&readers));
        for word in others {
            assert!(!everything.contains(word.as_str()), "{word} reaches {readers:?}:\n{text}\n{everything}");
        }
    }
}

/// All of it that can come to a reader; findings are for the author.
fn published(shown: &Shown) -> String {
    let mut shown = shown.clone();
    shown.findings.clear();
    format!("{shown:?}")
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

fn seeds() -> Vec<Vec<u8>> {
    let bodies = files("content", ".md", 60);
    let bodies = bodies.iter().enumerate().map(|(number, text)| {
        let body = text.windows(5).position(|part| part == b"\n---\n").map_or(&text[..], |at| &text[at + 5..]);
        led_by(if number % 5 == 0 { 2 } else { 0 }, body)
    });
    let choices = (0..24_u8)
        .map(|first| (0..48_u8).map(|at| if at == 0 { 1 } else { first.wrapping_mul(37).wrapping_add(at.wrapping_mul(29)) }).collect());
    bodies.chain(choices).collect()
}
