use std::collections::{BTreeSet, HashSet};

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::comparison::{Comparer, Comparison};
use super::failure::findings;
use super::fault::fault;
use super::layout::{Layout, key};
use super::manifest::{Found, Manifest, ManifestPlace, Record, Records};
use super::removal::remove;
use super::strangers::{files_below, is_dotted};
use super::{Output, Protected, Scope, Strangers};
use crate::diagnostics::{Finding, Findings, Place};
use crate::site::AudienceId;
use crate::world::{World, WorldError};

/// A folder that is published, with what the last build left in it.
pub struct OutputFolder<'w> {
    world: &'w dyn World,
    folder: Utf8PathBuf,
    place: ManifestPlace,
    manifest: Manifest,
    saved: Saved,
    strangers: Strangers,
}

/// What lies on the disk of the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Saved {
    /// None.
    Nothing,
    /// One that cannot be read, and why.
    Unreadable(String),
    /// This one.
    Manifest,
    /// That of a build that did not finish.
    Unfinished,
}

/// What a build did to the output folder; paths are below it and sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Files that were written, because they are new or differ.
    pub written: Vec<Utf8PathBuf>,
    /// How many files were there already, byte for byte.
    pub unchanged: usize,
    /// Files of earlier builds that were removed.
    pub removed: Vec<Utf8PathBuf>,
    /// Of the written, those that somebody had changed or removed since the last build.
    pub repaired: Vec<Utf8PathBuf>,
}

impl<'w> OutputFolder<'w> {
    /// Opens a folder to write to; nothing is changed yet.
    ///
    /// # Errors
    ///
    /// A finding when the folder may not be written to: because the build reads it, or because it holds files (those with a dot before
    /// their name aside) and no manifest says that they are ours. The latter can be adopted.
    pub fn open(world: &'w dyn World, protected: &Protected, folder: &Utf8Path, strangers: Strangers) -> Result<Self, Findings> {
        if let Some(refusal) = protected.refusal(world, folder) {
            return Err(refusal.into());
        }
        let place = ManifestPlace::new(world, folder);
        let (manifest, saved) = match place.load(world).map_err(|error| findings(vec![error]))? {
            Found::Manifest(manifest) if manifest.is_interrupted() => (manifest, Saved::Unfinished),
            Found::Manifest(manifest) => (manifest, Saved::Manifest),
            Found::Unreadable(why) => (Manifest::default(), Saved::Unreadable(why)),
            Found::Nothing => (Manifest::default(), Saved::Nothing),
        };
        let opened = Self { world, folder: folder.to_owned(), place, manifest, saved, strangers };
        // Whether the files of an unreadable manifest are ours is seen when the build has something to hold against them.
        if opened.saved == Saved::Nothing && strangers == Strangers::Refuse {
            let stranger = opened.strangers().next();
            if let Some(stranger) = stranger {
                return Err(opened.refusal(&stranger).into());
            }
        }
        Ok(opened)
    }

    /// What a person should know before anything is written.
    pub fn warning(&self) -> Option<Finding> {
        let Saved::Unreadable(why) = &self.saved else { return None };
        let message = format!("the list of the files that Segue wrote here cannot be used: {why}");
        Some(
            Finding::warning("emit/manifest", Place::File(self.folder.clone()), message)
                .help("files that are what this build writes are known by that; any others stay until you remove them"),
        )
    }

    /// Makes the folder hold what is built, and with `only` leaves alone what belongs to other audiences or to all of them.
    ///
    /// Files are written whole or not at all, and those that pages need before the pages. What earlier builds wrote and this one does not
    /// is removed last.
    ///
    /// # Errors
    ///
    /// Before anything is changed: a finding for every file that has no place of its own, or where something stands that is not ours.
    /// Later: what the world could not do, after which the next build does the rest.
    pub fn write(&mut self, outputs: &[Output], only: Option<&BTreeSet<AudienceId>>) -> Result<Report, Findings> {
        match self.saved {
            Saved::Unreadable(_) => self.recognise(outputs)?,
            Saved::Unfinished => self.manifest.settle(self.world, &self.folder),
            Saved::Nothing | Saved::Manifest => {}
        }
        let is_built = |scope: &Scope| match (only, scope) {
            (None, _) => true,
            (Some(only), Scope::Variant(audience)) => only.contains(audience),
            (Some(_), Scope::Host) => false,
        };
        let mut built: Vec<&Output> = outputs.iter().filter(|output| is_built(&output.scope)).collect();
        built.sort_by(|a, b| a.path.as_str().cmp(b.path.as_str()));
        let is_produced = |path: &str| built.binary_search_by(|output| output.path.as_str().cmp(path)).is_ok();

        let kept = self.manifest.files.iter().filter(|(_, record)| !is_built(&record.scope));
        let layout = Layout::new(kept.clone().map(|(path, record)| (path.as_str(), &record.scope)), &built)?;
        let old = self.manifest.files.iter().filter(|(path, record)| is_built(&record.scope) && !is_produced(path));
        let (blocking, stale): (Vec<Utf8PathBuf>, Vec<Utf8PathBuf>) =
            old.map(|(path, _)| Utf8PathBuf::from(path)).partition(|path| layout.blocks(path.as_str()));
        let comparison = self.compare(&built, &blocking)?;
        let mut next = Manifest { files: comparison.records, ..Manifest::default() };
        next.files.extend(kept.map(|(path, record)| (path.clone(), record.clone())));

        let report = Report {
            written: comparison.changed.iter().map(|output| output.path.clone()).collect(),
            unchanged: comparison.unchanged,
            removed: Vec::new(),
            repaired: comparison.repaired,
        };
        self.apply(&comparison.changed, &blocking, &stale, next, report)
    }

    fn compare<'a>(&self, built: &[&'a Output], blocking: &[Utf8PathBuf]) -> Result<Comparison<'a>, Findings> {
        let removed_first: HashSet<String> = blocking.iter().map(|path| key(path.as_str()).into_owned()).collect();
        let comparer = Comparer {
            world: self.world,
            folder: &self.folder,
            manifest: &self.manifest,
            strangers: self.strangers,
            removed_first: &removed_first,
        };
        comparer.compare(built)
    }

    /// Writes and removes. At every instant the manifest on the disk names every file of ours that is there.
    fn apply(
        &mut self,
        changed: &[&Output],
        blocking: &[Utf8PathBuf],
        stale: &[Utf8PathBuf],
        next: Manifest,
        mut report: Report,
    ) -> Result<Report, Findings> {
        if !changed.is_empty() {
            let pending = changed
                .iter()
                .filter_map(|output| Some((output.path.to_string(), next.files.get(output.path.as_str())?.clone())))
                .collect();
            self.save(Manifest { files: self.manifest.files.clone(), pending })?;
        }
        report.removed = remove(self.world, &self.folder, blocking)?;
        let (pages, needed): (Vec<&Output>, Vec<&Output>) = changed.iter().partition(|output| output.path.extension() == Some("html"));
        self.write_files(&needed)?;
        self.write_files(&pages)?;
        report.removed.extend(remove(self.world, &self.folder, stale)?);
        report.removed.sort();
        if self.saved != Saved::Manifest || self.manifest != next {
            self.save(next)?;
        }
        Ok(report)
    }

    fn write_files(&self, outputs: &[&Output]) -> Result<(), Findings> {
        let write = |output: &&Output| self.world.write(&self.folder.join(&output.path), &output.bytes).err();
        let errors: Vec<WorldError> = outputs.par_iter().filter_map(write).collect();
        if errors.is_empty() { Ok(()) } else { Err(findings(errors)) }
    }

    fn save(&mut self, manifest: Manifest) -> Result<(), Findings> {
        self.place.save(self.world, &manifest).map_err(|error| findings(vec![error]))?;
        self.saved = if manifest.is_interrupted() { Saved::Unfinished } else { Saved::Manifest };
        self.manifest = manifest;
        Ok(())
    }

    /// Makes a manifest in place of one that cannot be read: files that are byte for byte what is built are ours.
    fn recognise(&mut self, outputs: &[Output]) -> Result<(), Findings> {
        let possible = outputs.par_iter().filter(|output| fault(output.path.as_str()).is_none());
        let found = possible.filter(|output| self.world.read(&self.folder.join(&output.path)).is_ok_and(|bytes| bytes == *output.bytes));
        let files: Records = found.map(|output| (output.path.to_string(), Record::of(output))).collect();
        let stranger = self.strangers().find(|path| !files.contains_key(path.as_str()));
        match stranger {
            Some(stranger) if self.strangers == Strangers::Refuse => Err(self.refusal(&stranger).into()),
            _ => {
                self.manifest.files = files;
                Ok(())
            }
        }
    }

    /// The files in the folder, by their paths below it, that would have to be covered by a manifest.
    fn strangers(&self) -> impl Iterator<Item = Utf8PathBuf> {
        files_below(self.world, &self.folder).filter(|path| !is_dotted(path))
    }

    fn refusal(&self, stranger: &Utf8Path) -> Finding {
        let message = format!("the output folder holds files that Segue did not write, such as `{stranger}`");
        Finding::error("emit/strangers", Place::File(self.folder.clone()), message)
            .help("choose another folder, empty this one, or give --adopt, which deletes nothing")
    }
}
