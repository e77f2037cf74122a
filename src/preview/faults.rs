use camino::{Utf8Path, Utf8PathBuf};

use crate::diagnostics::{Finding, Place};

/// More than this nobody mends at once.
const MOST: usize = 50;

/// What went wrong while pages were rendered: a mistake in a template is one fault, however many pages have it.
#[derive(Debug, Clone, Default)]
pub(super) struct Faults {
    all: Vec<Fault>,
}

#[derive(Debug, Clone)]
struct Fault {
    finding: Finding,
    /// One of the pages that have it.
    output: Utf8PathBuf,
}

impl Faults {
    /// Adds one; whether it is new.
    pub(super) fn add(&mut self, output: &Utf8Path, finding: Finding) -> bool {
        let is_new = self.all.len() < MOST && !self.all.iter().any(|fault| is_same(&fault.finding, &finding));
        if is_new {
            self.all.push(Fault { finding, output: output.to_owned() });
        }
        is_new
    }

    /// What was found.
    pub(super) fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.all.iter().map(|fault| &fault.finding)
    }

    /// For each of them, a page that has it.
    pub(super) fn outputs(&self) -> impl Iterator<Item = &Utf8PathBuf> {
        self.all.iter().map(|fault| &fault.output)
    }

    /// Forgets all of them.
    pub(super) fn clear(&mut self) {
        self.all.clear();
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

/// Whether two findings are one mistake, seen from two pages.
pub(super) fn is_same(a: &Finding, b: &Finding) -> bool {
    let at = |finding: &Finding| match &finding.place {
        Place::Span(text, span) => Some(text.position(span.start)),
        _ => None,
    };
    a.rule == b.rule && a.message == b.message && a.place.path() == b.place.path() && at(a) == at(b)
}
