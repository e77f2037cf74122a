//! The label of a directive that has a line of its own: markdown of one line, read by itself.

use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, Parser, Tag, TagEnd};

use super::definitions::folded;
use super::inline::Running;
use super::mask::{Mask, mask};
use super::reader::{Found, OPTIONS, Reader};
use super::token::Token;

/// The stand-in for the bracket before a label: with it in front no label is a list, a heading or code.
const BEFORE_LABEL: &str = ".";

impl Reader<'_> {
    /// Reads the label of a directive that has a line of its own.
    pub(super) fn label(&mut self, label: Range<usize>, definitions: &[Found]) {
        self.parts.tokens.push(Token::Label);
        let Mask { text, lines, hidden: found, inline, .. } = mask(&self.text[label.clone()], |name| self.syntax.knows(name));
        let hidden = if lines.is_empty() { text.as_ref() } else { &self.text[label.clone()] };
        let masked = format!("{BEFORE_LABEL}{hidden}");
        self.hidden.extend(found.iter().map(|(start, end)| (start + label.start, end + label.start)));
        let start = label.start - BEFORE_LABEL.len();
        let mut running = Running::over(&masked, start, inline);
        running.done = label.start;
        let outer = std::mem::replace(&mut self.running, running);
        let answer = |link: BrokenLink<'_>| {
            let wanted = folded(&link.reference);
            let found = definitions.iter().find(|definition| folded(&definition.label) == wanted)?;
            Some((CowStr::from(found.target.clone()), CowStr::from(found.title.clone())))
        };
        for (event, range) in Parser::new_with_broken_link_callback(&masked, OPTIONS, Some(answer)).into_offset_iter() {
            let range = range.start + start..range.end + start;
            match event {
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
                Event::Start(tag) => self.start_inline(tag, range),
                Event::End(tag) => self.end_inline(tag, range),
                Event::Text(words) => self.words(&words, range),
                other => self.inline_event(other, range),
            }
        }
        self.end_running_text();
        self.running = outer;
        self.parts.tokens.push(Token::LabelEnd);
    }
}
