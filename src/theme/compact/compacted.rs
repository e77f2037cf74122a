use std::ops::Range;

/// A template without its needless white space, and where each byte of it stood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::theme) struct Compacted {
    text: String,
    /// From each of these bytes on, text was copied without a gap: here, and there.
    runs: Vec<(usize, usize)>,
}

impl Compacted {
    /// What is left.
    pub(in crate::theme) fn text(&self) -> &str {
        &self.text
    }

    /// Where a byte stood in the original.
    pub(in crate::theme) fn original(&self, at: usize) -> usize {
        match self.runs.partition_point(|(here, _)| *here <= at).checked_sub(1) {
            Some(run) => self.runs[run].1 + (at - self.runs[run].0),
            None => at,
        }
    }

    pub(super) fn copy(&mut self, template: &str, range: Range<usize>) {
        let gap = self.runs.last().is_none_or(|(here, there)| there + (self.text.len() - here) != range.start);
        if gap && !range.is_empty() {
            self.runs.push((self.text.len(), range.start));
        }
        self.text.push_str(&template[range]);
    }

    pub(super) fn put(&mut self, text: &str, stood_at: usize) {
        self.runs.push((self.text.len(), stood_at));
        self.text.push_str(text);
    }
}
