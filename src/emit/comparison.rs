use std::collections::{BTreeSet, HashSet};

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::layout::key;
use super::manifest::{Manifest, Record, Records, hash};
use super::strangers::files_below;
use super::{Output, Strangers};
use crate::diagnostics::{Finding, Findings, Place};
use crate::world::{EntryKind, Reason, World};

/// How what is built differs from what lies in the output folder.
#[derive(Debug, Default)]
pub(super) struct Comparison<'a> {
    /// What has to be written.
    pub(super) changed: Vec<&'a Output>,
    /// Of these, files that were not as the last build left them.
    pub(super) repaired: Vec<Utf8PathBuf>,
    /// How many files are there already, byte for byte.
    pub(super) unchanged: usize,
    /// All that is built, as the manifest is to have it.
    pub(super) records: Records,
}

/// What the output folder is held against.
pub(super) struct Comparer<'a> {
    pub(super) world: &'a dyn World,
    pub(super) folder: &'a Utf8Path,
    pub(super) manifest: &'a Manifest,
    pub(super) strangers: Strangers,
    /// Keys of files of ours that will be removed before anything is written: what is found at a path of such a key may be that file.
    pub(super) removed_first: &'a HashSet<String>,
}

/// How one file differs.
enum Difference {
    Same,
    Changed,
    Repaired,
}

impl Comparer<'_> {
    /// Compares without changing anything.
    ///
    /// # Errors
    ///
    /// A finding for everything in the way that is not ours.
    pub(super) fn compare<'a>(&self, built: &[&'a Output]) -> Result<Comparison<'a>, Findings> {
        // Most first builds go to an empty folder, where nothing has to be asked.
        let is_empty = self.world.names(self.folder).is_empty();
        let compared: Vec<Result<(Difference, Record), Findings>> =
            built.par_iter().map(|output| self.compare_one(output, is_empty)).collect();
        let mut comparison = Comparison::default();
        let mut findings = Findings::new();
        if !is_empty {
            findings.extend(self.blocked_folders(built));
        }
        for (output, result) in built.iter().zip(compared) {
            match result {
                Ok((difference, record)) => comparison.add(output, &difference, record),
                Err(more) => findings.extend(more),
            }
        }
        if findings.is_empty() { Ok(comparison) } else { Err(findings) }
    }

    fn compare_one(&self, output: &Output, is_empty: bool) -> Result<(Difference, Record), Findings> {
        let record = self.manifest.files.get(output.path.as_str());
        let moved = self.is_removed_first(&output.path);
        let full = self.folder.join(&output.path);
        let found = if is_empty { None } else { self.found(&full)? };
        let difference = match found {
            Some(bytes) if bytes == *output.bytes && !moved => {
                // Equal to what is there, which is what the last build left, or else somebody put the same back.
                let hash = record.map_or_else(|| hash(&output.bytes), |record| record.hash.clone());
                return Ok((Difference::Same, Record { scope: output.scope.clone(), hash }));
            }
            Some(_) if record.is_none() && !moved && self.strangers == Strangers::Refuse => {
                let message = "Segue did not write this file, and the build has another one for its place";
                let help = "move it away, or give --adopt to let the build replace it";
                return Err(in_the_way(full, message).help(help).into());
            }
            Some(bytes) if record.is_some_and(|record| record.hash != hash(&bytes)) => Difference::Repaired,
            None if record.is_some() => Difference::Repaired,
            _ => Difference::Changed,
        };
        Ok((difference, Record::of(output)))
    }

    /// The bytes at a path, if there is a file that can be read.
    fn found(&self, full: &Utf8Path) -> Result<Option<Vec<u8>>, Findings> {
        let error = match self.world.read(full) {
            Ok(bytes) => return Ok(Some(bytes)),
            Err(error) => error,
        };
        if error.reason != Reason::NotFound && self.world.kind(full) == Some(EntryKind::Folder) {
            // A folder goes when all that is in it is ours and goes too.
            let mut files = files_below(self.world, full).peekable();
            let path = full.strip_prefix(self.folder).unwrap_or(full);
            let ours = |file: Utf8PathBuf| self.manifest.files.contains_key(&format!("{path}/{file}"));
            if files.peek().is_none() || !files.all(ours) {
                let finding = in_the_way(full.to_owned(), "this folder stands where the build has a file");
                return Err(finding.help("move it away").into());
            }
        }
        Ok(None)
    }

    /// Folders of new files where a file or a link stands that is not ours.
    fn blocked_folders(&self, built: &[&Output]) -> Vec<Finding> {
        let new = built.iter().filter(|output| !self.manifest.files.contains_key(output.path.as_str()));
        let folders: BTreeSet<&Utf8Path> = new.flat_map(|output| output.path.ancestors().skip(1)).collect();
        let foreign = folders.into_iter().filter(|path| !path.as_str().is_empty() && !self.is_removed_first(path));
        let full = foreign.map(|path| self.folder.join(path));
        let blocked = full.filter(|path| matches!(self.world.kind(path), Some(EntryKind::File | EntryKind::Link)));
        let message = "this is no folder, and the build has files for a folder of this name";
        blocked.map(|path| in_the_way(path, message).help("move it away")).collect()
    }

    fn is_removed_first(&self, path: &Utf8Path) -> bool {
        !self.removed_first.is_empty() && self.removed_first.contains(&*key(path.as_str()))
    }
}

impl<'a> Comparison<'a> {
    fn add(&mut self, output: &'a Output, difference: &Difference, record: Record) {
        self.records.insert(output.path.to_string(), record);
        match difference {
            Difference::Same => self.unchanged += 1,
            Difference::Changed => self.changed.push(output),
            Difference::Repaired => {
                self.repaired.push(output.path.clone());
                self.changed.push(output);
            }
        }
    }
}

fn in_the_way(path: Utf8PathBuf, message: &str) -> Finding {
    Finding::error("emit/in-the-way", Place::File(path), message)
}
