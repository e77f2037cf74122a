use std::ops::Range;
use std::sync::{Arc, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::WorldError;

/// Reads the files of a world again, for as long as anybody holds it.
pub trait Reread: std::fmt::Debug + Send + Sync {
    /// The bytes of a file, as [`super::World::read`] gives them.
    fn read_again(&self, path: &Utf8Path) -> Result<Vec<u8>, WorldError>;
}

/// A stretch of a [`SourceText`], in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
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
    /// Nothing while nobody has looked into a text that was read by an earlier run of the program.
    text: OnceLock<Option<String>>,
    /// Where such a text is read from, and the hash of the file as it was.
    origin: Option<(Arc<dyn Reread>, blake3::Hash)>,
    /// Where each line starts, once somebody asked: a file with many findings is asked often.
    lines: OnceLock<Vec<usize>>,
}

impl PartialEq for Inner {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path && self.text() == other.text()
    }
}

impl Eq for Inner {}

impl Inner {
    /// The text, if it can still be had.
    fn text(&self) -> Option<&str> {
        self.text.get_or_init(|| self.read()).as_deref()
    }

    fn read(&self) -> Option<String> {
        let (world, hash) = self.origin.as_ref()?;
        let bytes = world.read_again(&self.path).ok().filter(|bytes| blake3::hash(bytes) == *hash)?;
        String::from_utf8(bytes).ok().map(without_mark)
    }
}

/// A text without its byte-order mark.
fn without_mark(mut text: String) -> String {
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    text
}

impl SourceText {
    /// The text of the file at `path`.
    pub fn new(path: impl Into<Utf8PathBuf>, text: impl Into<String>) -> Self {
        let text = OnceLock::from(Some(without_mark(text.into())));
        Self { inner: Arc::new(Inner { path: path.into(), text, origin: None, lines: OnceLock::new() }) }
    }

    /// The text of a file that had this hash: read again when somebody looks into it.
    pub fn later(path: impl Into<Utf8PathBuf>, world: Arc<dyn Reread>, hash: blake3::Hash) -> Self {
        Self { inner: Arc::new(Inner { path: path.into(), text: OnceLock::new(), origin: Some((world, hash)), lines: OnceLock::new() }) }
    }

    /// The hash of the file as it was, or else of the text.
    pub fn hash(&self) -> blake3::Hash {
        self.inner.origin.as_ref().map_or_else(|| blake3::hash(self.text().as_bytes()), |(_, hash)| *hash)
    }

    /// The same text to be looked into now and not to be held: unless it is in memory, it is read for this alone.
    #[must_use]
    pub fn for_now(&self) -> Self {
        if self.inner.text.get().is_some() {
            return self.clone();
        }
        match self.inner.read() {
            Some(text) => Self::new(self.path(), text),
            // It is lost for everybody.
            None => {
                self.text();
                self.clone()
            }
        }
    }

    /// Whether the text could not be had any more when somebody looked into it: the file is another by now.
    pub fn is_lost(&self) -> bool {
        self.inner.text.get().is_some_and(Option::is_none)
    }

    /// Where the file lies.
    pub fn path(&self) -> &Utf8Path {
        &self.inner.path
    }

    /// All of it; nothing where it [is lost](Self::is_lost).
    pub fn text(&self) -> &str {
        self.inner.text().unwrap_or_default()
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
    use crate::world::{MemoryWorld, World};

    #[test]
    fn a_text_is_read_again_while_its_file_is_the_same_and_is_lost_when_it_is_another() {
        let world = MemoryWorld::default();
        let later = |bytes: &str| SourceText::later("a.md", world.reread(), blake3::hash(bytes.as_bytes()));
        world.write("a.md".into(), "\u{feff}tea".as_bytes()).unwrap();
        let (same, another) = (later("\u{feff}tea"), later("coffee"));
        assert!(!same.is_lost() && !another.is_lost());
        assert_eq!((same.text(), another.text()), ("tea", ""));
        assert!(!same.is_lost() && another.is_lost());
        world.write("a.md".into(), b"coffee").unwrap();
        assert_eq!(same.text(), "tea");
    }

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
