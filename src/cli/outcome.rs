use camino::Utf8PathBuf;

use crate::diagnostics::{Finding, Findings};
use crate::world::World;

/// What a command did, for the one place that prints.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// The files it wrote, relative to the root of its world, in that order.
    pub written: Vec<Utf8PathBuf>,
    /// What it was asked to print, ending in a line break: for standard output.
    pub output: Option<String>,
    /// Sentences for the person who called it: for the terminal.
    pub notes: Vec<String>,
}

impl Outcome {
    /// Writes files one after the other.
    ///
    /// # Errors
    ///
    /// The first file that could not be written; those before it stay.
    pub(super) fn write(world: &dyn World, files: impl IntoIterator<Item = (Utf8PathBuf, String)>) -> Result<Self, Findings> {
        let mut outcome = Self::default();
        for (path, text) in files {
            world.write(&path, text.as_bytes()).map_err(|error| refused(Finding::world(&error)))?;
            outcome.written.push(path);
        }
        Ok(outcome)
    }

    /// Adds a sentence for the person who called the command.
    #[must_use]
    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

/// One finding, as a command returns it that cannot go on.
pub(super) fn refused(finding: Finding) -> Findings {
    let mut findings = Findings::new();
    findings.push(finding);
    findings
}
