//! Where things stand: a stretch of a body in its file, and the parser's words in the body.

use std::ops::Range;

use crate::diagnostics::Place;
use crate::world::{SourceText, Span};

/// The file of a body, and where in it the body starts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) source: &'a SourceText,
    pub(super) start: usize,
}

impl Ground<'_> {
    /// The place in the file of a stretch of the body.
    pub(super) fn of(&self, range: Range<usize>) -> Span {
        Span::from(range).shifted(self.start)
    }

    /// The place of a stretch of the body, for a finding.
    pub(super) fn place(&self, range: Range<usize>) -> Place {
        self.span(self.of(range))
    }

    /// A place in the file, for a finding.
    pub(super) fn span(&self, span: Span) -> Place {
        Place::Span(self.source.clone(), span)
    }
}

/// Where the parser's text lies in memory, so that a borrowed word tells its place in the body.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    address: usize,
    length: usize,
    /// The place in the body of the first byte.
    start: usize,
}

impl Window {
    /// The window of a text whose first byte stands at `start`.
    pub(super) fn over(text: &str, start: usize) -> Self {
        Self { address: text.as_ptr().addr(), length: text.len(), start }
    }

    /// The place in the body of words that were borrowed from it.
    pub(super) fn locate(&self, words: &str) -> Option<Range<usize>> {
        let offset = words.as_ptr().addr().checked_sub(self.address)?;
        let inside = !words.is_empty() && offset < self.length && offset + words.len() <= self.length;
        inside.then(|| self.start + offset..self.start + offset + words.len())
    }
}
