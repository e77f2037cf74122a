//! Where a link definition (`[terms]: terms.md`) and a footnote are in sight: in the passage that they stand in, and what stands in that.
//!
//! The parser knows one list of definitions for the whole text. So when one of them stands in a passage, all definitions are taken out of
//! the text, which is then parsed again, and each reference is answered from here.

use std::cell::RefCell;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr};

use super::Passage;

/// A link definition.
#[derive(Debug, Clone)]
struct Definition {
    label: String,
    target: String,
    title: String,
    /// The innermost passage that it stands in.
    passage: Option<usize>,
    at: Range<usize>,
}

/// The link definitions that were taken out of a text.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    all: Vec<Definition>,
    passages: Vec<Passage>,
    missed: RefCell<Vec<Missed>>,
}

/// A reference whose definition is out of sight.
#[derive(Debug, Clone)]
pub(super) struct Missed {
    /// The reference.
    pub(super) at: Range<usize>,
    /// The definition.
    pub(super) definition: Range<usize>,
    /// The name they share.
    pub(super) label: String,
}

/// A label as labels are compared: without regard to case and to the sort of white space.
pub(super) fn folded(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The innermost passage around a byte.
pub(super) fn around(passages: &[Passage], at: usize) -> Option<usize> {
    // Passages are in the order of their starts, so the last one that reaches over the byte is the innermost.
    passages.iter().rposition(|passage| passage.range.contains(&at))
}

/// Whether what stands in `definition` is in sight from `reference`.
pub(super) fn in_sight(passages: &[Passage], definition: Option<usize>, reference: Option<usize>) -> bool {
    let mut from = reference;
    while let Some(passage) = from
        && from != definition
    {
        from = passages[passage].parent;
    }
    from == definition
}

impl Definitions {
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Remembers a definition that is about to be taken out.
    pub(super) fn add(&mut self, label: &str, target: String, title: String, passage: Option<usize>, at: Range<usize>) {
        self.all.push(Definition { label: folded(label), target, title, passage, at });
    }

    /// Says which passages there are, before the text is parsed again.
    pub(super) fn begin(&mut self, passages: Vec<Passage>) {
        self.all.sort_by_key(|definition| definition.at.start);
        self.passages = passages;
        self.missed.take();
    }

    /// References that found nothing in sight.
    pub(super) fn missed(&self) -> Vec<Missed> {
        self.missed.take()
    }

    /// Answers a reference at a byte of the body: of the definitions in sight the first of the innermost passage.
    pub(super) fn answer(&self, link: &BrokenLink<'_>, start: usize) -> Option<(CowStr<'static>, CowStr<'static>)> {
        let label = folded(&link.reference);
        let at = link.span.start + start..link.span.end + start;
        let from = around(&self.passages, at.start);
        let named = || self.all.iter().filter(|definition| definition.label == label);
        let visible = named().filter(|definition| in_sight(&self.passages, definition.passage, from));
        // A passage comes after those around it, so the innermost has the highest number; of equals the first stands.
        let found = visible.rev().max_by_key(|definition| definition.passage);
        match found {
            Some(definition) => Some((CowStr::from(definition.target.clone()), CowStr::from(definition.title.clone()))),
            None => {
                if let Some(definition) = named().next() {
                    self.missed.borrow_mut().push(Missed { at, definition: definition.at.clone(), label: link.reference.to_string() });
                }
                None
            }
        }
    }
}
