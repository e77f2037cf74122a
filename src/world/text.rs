use std::ops::Range;
use std::sync::{Arc, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};

/// A stretch of a [`SourceText`], in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// From `start` up to, not including, `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The same stretch, `by` bytes further on.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self::new(self.start + by, self.end + by)
    }

    /// As a range of bytes.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A line and a column, both from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
}

/// A text file as it was read, which findings point into.
///
/// Cheap to clone. A byte-order mark is not part of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    path: Utf8PathBuf,
    text: String,
    /// Where each line starts, once somebody asked: a file with many findings is asked often.
    lines: OnceLock<Vec<usize>>,
}

impl PartialEq for Inner {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path && self.text == other.text
    }
}

impl Eq for Inner {}

impl SourceText {
    /// The text of the file at `path`.
    pub fn new(path: impl Into<Utf8PathBuf>, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        Self { inner: Arc::new(Inner { path: path.into(), text, lines: OnceLock::new() }) }
    }

    /// Where the file lies.
    pub fn path(&self) -> &Utf8Path {
        &self.inner.path
    }

    /// All of it.
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// The text of a span, or nothing where the span does not fall on characters of this text.
    pub fn slice(&self, span: Span) -> &str {
        self.text().get(span.range()).unwrap_or_default()
    }

    /// Line and column of a byte.
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text().len());
        while !self.text().is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.lines().partition_point(|start| *start <= offset).max(1);
        let start = self.lines().get(line - 1).copied().unwrap_or_default();
        Position { line, column: self.text()[start..offset].chars().count() + 1 }
    }

    /// A stretch with whole lines around it, `more` of them on each side, and the number of the first, from 1.
    pub fn around(&self, span: Span, more: usize) -> (Span, usize) {
        let lines = self.lines();
        let line_of = |offset: usize| lines.partition_point(|start| *start <= offset).saturating_sub(1);
        let first = line_of(span.start).saturating_sub(more);
        let start = lines.get(first).copied().unwrap_or_default();
        let end = lines.get(line_of(span.end) + more + 1).copied().unwrap_or(self.text().len());
        (Span::new(start, end), first + 1)
    }

    fn lines(&self) -> &[usize] {
        self.inner.lines.get_or_init(|| {
            let breaks = self.text().bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_a_byte_order_mark_is_not_one() {
        let text = SourceText::new("a.md", "\u{feff}чай\nთბილისი x");
        let at = text.text().find('x').unwrap();
        assert_eq!(text.position(at), Position { line: 2, column: 9 });
        assert_eq!(text.position(0), Position { line: 1, column: 1 });
        assert_eq!(text.position(usize::MAX).line, 2);
        assert_eq!(text.position("чай\n".len()), Position { line: 2, column: 1 });
        assert_eq!(text.around(Span::new(at, at + 1), 0), (Span::new("чай\n".len(), text.text().len()), 2));
        assert_eq!(text.around(Span::new(at, at + 1), 5), (Span::new(0, text.text().len()), 1));
    }
}
