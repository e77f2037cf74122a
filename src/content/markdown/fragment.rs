//! From steps to HTML, and from HTML to pieces: the holes of a body travel through sieve and minifier as elements of the right sort.
//!
//! A hole is an element with an attribute that the author's text does not contain anywhere, so nobody can forge one.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, html};

use super::minifier::minified;
use super::sieve::sieved;
use crate::site::HtmlPolicy;

/// A part of a page that is sieved and minified by itself: the body, or the label or body of a component.
#[derive(Debug, Default)]
pub(super) struct Fragment<'a> {
    pub(super) steps: Vec<Step<'a>>,
    /// Whether there is an author's HTML in it.
    pub(super) raw: bool,
}

/// One step through a fragment.
#[derive(Debug, Clone)]
pub(super) enum Step<'a> {
    /// As the markdown parser has it.
    Event(Event<'a>),
    /// The start of a link.
    Open(usize),
    /// The end of the link that was opened last.
    Close,
    /// A hole without content.
    Hole(usize, Shape),
    /// The way back from a footnote to what refers to it.
    Back(usize),
}

/// The sort of element that a hole is while it travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// `<div>`
    Block,
    /// `<span>`
    Inline,
    /// `<img>`
    Image,
}

/// A stretch of a fragment's HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Cut {
    Html(Range<usize>),
    Open(usize),
    Close(usize),
    Hole(usize),
}

/// What is done to the HTML of a body.
#[derive(Debug)]
pub(super) struct Press<'a> {
    pub(super) policy: HtmlPolicy,
    pub(super) minify: bool,
    /// The attribute that marks a hole.
    pub(super) marker: String,
    /// For each footnote by number, how often the text refers to it.
    pub(super) references: &'a [usize],
}

/// Elements whose content is text to a browser, whatever it looks like.
const OPAQUE: &[&str] = &["iframe", "script", "style", "textarea"];

/// An attribute that stands nowhere in some texts.
pub(super) fn marker<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    const NAME: &str = "data-hole";
    const MORE: &str = "-x";
    let tails = texts.into_iter().filter_map(|text| {
        let lower = text.to_ascii_lowercase();
        // One more than the text has at any place: looked for once, for a text may be nothing but this.
        let tails = lower.match_indices(NAME).map(|(at, _)| {
            let tail = &lower.as_bytes()[at + NAME.len()..];
            tail.chunks_exact(MORE.len()).take_while(|part| *part == MORE.as_bytes()).count() + 1
        });
        tails.max()
    });
    format!("{NAME}{}", MORE.repeat(tails.max().unwrap_or_default()))
}

impl Press<'_> {
    /// The HTML of a fragment, and where its holes are.
    pub(super) fn press(&self, fragment: Fragment<'_>) -> (String, Vec<Cut>) {
        let holes = fragment.steps.iter().any(|step| matches!(step, Step::Open(_) | Step::Hole(..)));
        let mut html = String::new();
        html::push_html(&mut html, fragment.steps.into_iter().map(|step| self.event(step)));
        if fragment.raw && self.policy == HtmlPolicy::Sanitise {
            html = sieved(&html);
        }
        // Text of one line without an element has nothing to lose.
        let plain = !html.contains(['<', '\n']);
        if self.minify && !plain && !(fragment.raw && self.policy == HtmlPolicy::Allow) {
            html = minified(html);
        }
        let cuts = if holes { self.cut(&html) } else { vec![Cut::Html(0..html.len())] };
        (html, cuts)
    }

    fn event<'a>(&self, step: Step<'a>) -> Event<'a> {
        let marker = &self.marker;
        let html = match step {
            Step::Event(event) => return event,
            Step::Open(hole) => format!("<a {marker}=\"{hole}\">"),
            Step::Close => "</a>".to_owned(),
            Step::Hole(hole, Shape::Image) => format!("<img {marker}=\"{hole}\">"),
            Step::Hole(hole, Shape::Inline) => format!("<span {marker}=\"{hole}\"></span>"),
            Step::Hole(hole, Shape::Block) => format!("<div {marker}=\"{hole}\"></div>\n"),
            Step::Back(note) => self.back(note),
        };
        Event::InlineHtml(CowStr::from(html))
    }

    fn back(&self, note: usize) -> String {
        let references = self.references.get(note - 1).copied().unwrap_or_default();
        (1..=references)
            .map(|reference| {
                format!(" <a class=\"footnote-back\" href=\"#{}\" role=\"doc-backlink\">↩</a>", reference_anchor(note, reference))
            })
            .collect()
    }

    /// Finds the holes again.
    fn cut(&self, html: &str) -> Vec<Cut> {
        let mut cuts = Vec::new();
        let mut links: Vec<Option<usize>> = Vec::new();
        let (mut from, mut at) = (0, 0);
        while let Some(open) = html[at..].find('<').map(|found| at + found) {
            let rest = &html[open..];
            let (cut, end) = if rest.starts_with("<!--") {
                at = rest.find("-->").map_or(html.len(), |end| open + end);
                continue;
            } else if let Some((element, hole, length)) = self.hole(rest) {
                match element {
                    "a" => {
                        links.push(Some(hole));
                        (Cut::Open(hole), open + length)
                    }
                    "img" => (Cut::Hole(hole), open + length),
                    _ => {
                        let close = format!("</{element}>");
                        let closed = rest[length..].starts_with(&close);
                        (Cut::Hole(hole), open + length + if closed { close.len() } else { 0 })
                    }
                }
            } else if rest.starts_with("</a>") {
                match links.pop().flatten() {
                    Some(hole) => (Cut::Close(hole), open + "</a>".len()),
                    None => {
                        at = open + 1;
                        continue;
                    }
                }
            } else if let Some(element) = OPAQUE.iter().find(|element| rest[1..].starts_with(**element)) {
                let close = format!("</{element}");
                at = rest.find(&close).map_or(html.len(), |end| open + end + 1);
                continue;
            } else {
                if rest.starts_with("<a") && rest[2..].starts_with(|next: char| next == '>' || next.is_ascii_whitespace()) {
                    links.push(None);
                }
                at = open + 1;
                continue;
            };
            if from < open {
                cuts.push(Cut::Html(from..open));
            }
            cuts.push(cut);
            from = end;
            at = end;
        }
        if from < html.len() {
            cuts.push(Cut::Html(from..html.len()));
        }
        // Only broken HTML of an author leaves a link open.
        cuts.extend(links.into_iter().rev().flatten().map(Cut::Close));
        cuts
    }

    /// The element, number and length of the tag of a hole, if the text starts with one.
    fn hole<'a>(&self, rest: &'a str) -> Option<(&'a str, usize, usize)> {
        let (element, after) = ["a", "div", "span", "img"].iter().find_map(|element| {
            let after = rest[1..].strip_prefix(element)?.strip_prefix(' ')?;
            Some((&rest[1..1 + element.len()], after.strip_prefix(self.marker.as_str())?.strip_prefix('=')?))
        })?;
        let end = after.find('>')?;
        let number = after[..end].trim_end_matches(['/', ' ']).trim_matches('"').parse().ok()?;
        Some((element, number, rest.len() - after.len() + end + 1))
    }
}

/// The anchor of a footnote by its number.
pub(super) fn note_anchor(note: usize) -> String {
    format!("fn-{note}")
}

/// The anchor of a place that refers to a footnote.
pub(super) fn reference_anchor(note: usize, reference: usize) -> String {
    if reference == 1 { format!("fnref-{note}") } else { format!("fnref-{note}-{reference}") }
}
