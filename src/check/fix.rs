//! Mends what has one right answer, in the files that it stands in.
//!
//! Invariant: what no edit names stays as it is, byte by byte; a file is written whole or not at all.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use crate::diagnostics::{Edit, Finding, Place};
use crate::world::{EntryKind, SourceText, World, WorldError};

/// What was mended in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The file.
    pub path: Utf8PathBuf,
    /// How many findings of each rule.
    pub rules: BTreeMap<&'static str, usize>,
}

/// What is to be done to a file.
#[derive(Default)]
struct Work<'a> {
    text: Option<&'a SourceText>,
    edits: BTreeMap<(usize, usize), &'a Edit>,
    rules: BTreeMap<&'static str, usize>,
}

/// Mends what these findings say can be mended, in files of the project. Of several that touch each other the first is; the others are found
/// again. Files that have changed since they were read stay as they are, and so do links to files.
///
/// # Errors
///
/// The first file that cannot be written; those before it are.
pub fn mend(world: &dyn World, findings: &[Finding]) -> Result<Vec<Mended>, WorldError> {
    let mut files = BTreeMap::<&Utf8Path, Work<'_>>::new();
    let mut done = BTreeSet::new();
    for finding in findings.iter().filter(|finding| !finding.fix.is_empty()) {
        let Place::Span(text, _) = &finding.place else { continue };
        let work = files.entry(text.path()).or_default();
        // Variants share their texts: what is found in several is mended once.
        let spans: Vec<_> = finding.fix.iter().map(|edit| (edit.span.start, edit.span.end)).collect();
        if !done.insert((text.path(), spans.clone())) {
            continue;
        }
        let is_apart = |(start, end): &(usize, usize)| work.edits.keys().all(|(from, to)| end < from || to < start);
        if work.text.is_none_or(|known| known == text) && spans.iter().all(is_apart) {
            work.text = Some(text);
            work.edits.extend(spans.into_iter().zip(&finding.fix));
            *work.rules.entry(finding.rule).or_default() += 1;
        }
    }
    let mut mended = Vec::new();
    for (path, work) in files {
        let Some(text) = work.text.filter(|_| world.kind(path) == Some(EntryKind::File)) else { continue };
        let bytes = world.read(path)?;
        let Some(written) = edited(&bytes, text, work.edits.into_values()) else { continue };
        world.write(path, &written)?;
        mended.push(Mended { path: path.to_owned(), rules: work.rules });
    }
    Ok(mended)
}

/// A file with these edits, which are in order; nothing where it is another one by now.
fn edited<'a>(bytes: &[u8], text: &SourceText, edits: impl Iterator<Item = &'a Edit>) -> Option<Vec<u8>> {
    // A byte-order mark is no part of the text, and stays.
    let mark = bytes.len().checked_sub(text.text().len())?;
    let (mark, rest) = bytes.split_at(mark);
    if rest != text.text().as_bytes() || !(mark.is_empty() || mark == "\u{feff}".as_bytes()) {
        return None;
    }
    let mut written = mark.to_vec();
    let mut at = 0;
    for Edit { span, text } in edits {
        written.extend_from_slice(rest.get(at..span.start)?);
        written.extend_from_slice(text.as_bytes());
        at = span.end;
    }
    written.extend_from_slice(rest.get(at..)?);
    Some(written)
}
