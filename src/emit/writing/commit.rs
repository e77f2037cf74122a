use camino::Utf8PathBuf;
use rayon::prelude::*;

use super::{Content, JournalState, Waiting, Writing, lock};
use crate::diagnostics::{Finding, Findings, Place};
use crate::emit::Report;
use crate::emit::failure::{failure, unfinished};
use crate::emit::folder::Saved;
use crate::emit::manifest::{Journal, Manifest, Record};
use crate::emit::removal::remove;
use crate::world::{Stamp, WorldError};

/// A file in its place: the place of the file in `expected`, its record, and the stamp that it had when it came there.
type Published = (usize, Record, Stamp);

impl Writing<'_, '_> {
    /// Puts everything in its place, what pages need before the pages, and removes what earlier builds wrote and this one does not.
    ///
    /// # Errors
    ///
    /// Before anything is changed: a finding for every file where one of somebody else stands, and for files that never came. Later: what
    /// the world could not do, after which the next build does the rest.
    pub fn commit(mut self) -> Result<Report, Findings> {
        let mut arrived = std::mem::take(&mut *lock(&self.arrived));
        let mut findings = Findings::new();
        findings.extend(arrived.in_the_way);
        findings.extend(arrived.stranger.map(|stranger| self.target.refusal(&stranger)));
        if findings.is_empty() {
            findings.extend(self.missing());
        }
        if !findings.is_empty() {
            return Err(findings);
        }
        arrived.waiting.sort_by_key(|waiting| waiting.index);
        let path = |waiting: &Waiting| self.expected[waiting.index].path.clone();
        let mut report = Report {
            written: arrived.waiting.iter().map(path).collect(),
            unchanged: arrived.unchanged,
            removed: Vec::new(),
            repaired: arrived.waiting.iter().filter(|waiting| waiting.is_repair).map(path).collect(),
        };
        let is_quiet = arrived.waiting.is_empty() && self.blocking.paths.is_empty() && self.stale.is_empty();
        if is_quiet && arrived.records.is_empty() && self.target.saved == Saved::Manifest {
            return Ok(report);
        }
        if !arrived.waiting.is_empty() {
            self.announce_pending(&arrived.waiting)?;
        }
        report.removed = remove(self.target.world, &self.target.folder, &self.blocking.paths)?;
        let published = self.publish(arrived.waiting)?;
        // There is something in each of them now.
        lock(&self.made).clear();
        report.removed.extend(remove(self.target.world, &self.target.folder, &self.stale)?);
        report.removed.sort();
        // What only was found unchanged, and is known by its stamp from now on, is no reason to fail where nothing can be saved.
        let only_stamps = is_quiet && arrived.records.iter().all(|(index, record)| self.is_but_stamped(*index, record));
        match self.remember(arrived.records, published) {
            Err(error) if !only_stamps => Err(unfinished(vec![error])),
            _ => Ok(report),
        }
    }

    /// The first file that was announced and never came.
    fn missing(&self) -> Option<Finding> {
        let missing = self.expected.iter().find(|expected| !expected.is_delivered())?;
        let message = format!("`{}` was planned and never made", missing.path);
        Some(Finding::error("emit/missing", Place::Project, message).help("this is a mistake in Segue: please report it"))
    }

    /// Says in the journal what is going to be put in its place.
    fn announce_pending(&mut self, waiting: &[Waiting]) -> Result<(), Findings> {
        let pending = waiting.iter().map(|waiting| (self.expected[waiting.index].path.to_string(), self.record(waiting)));
        let journal = Journal { folders: self.new_folders(), pending: pending.collect() };
        self.target.memory.announce(self.target.world, &journal).map_err(|error| failure(vec![error]))?;
        *lock(&self.journal) = JournalState::Committing;
        self.target.journal = Some(journal);
        Ok(())
    }

    fn record(&self, waiting: &Waiting) -> Record {
        Record { scope: self.expected[waiting.index].scope.clone(), hash: waiting.hash, stamp: None }
    }

    fn publish(&self, waiting: Vec<Waiting>) -> Result<Vec<Published>, Findings> {
        let is_page = |waiting: &Waiting| self.expected[waiting.index].path.extension() == Some("html");
        let (pages, needed): (Vec<Waiting>, Vec<Waiting>) = waiting.into_iter().partition(is_page);
        let mut published = self.publish_all(needed)?;
        published.extend(self.publish_all(pages)?);
        Ok(published)
    }

    fn publish_all(&self, waiting: Vec<Waiting>) -> Result<Vec<Published>, Findings> {
        let done: Vec<Result<Published, WorldError>> = waiting.into_par_iter().map(|waiting| self.publish_one(waiting)).collect();
        let mut published = Vec::with_capacity(done.len());
        let mut errors = Vec::new();
        for result in done {
            match result {
                Ok(one) => published.push(one),
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() { Ok(published) } else { Err(unfinished(errors)) }
    }

    fn publish_one(&self, waiting: Waiting) -> Result<Published, WorldError> {
        let record = self.record(&waiting);
        let staged = match waiting.content {
            Content::Staged(staged) => staged,
            Content::Kept(bytes) => self.stage(&self.expected[waiting.index].path, &bytes)?,
        };
        let stamp = self.target.world.commit(staged)?;
        Ok((waiting.index, record, stamp))
    }

    /// Saves the manifest as it is now.
    fn remember(&mut self, records: Vec<(usize, Record)>, published: Vec<Published>) -> Result<(), WorldError> {
        let stamped = self.stamped(published);
        let Self { target, expected, blocking, stale, journal, .. } = self;
        let mut files = std::mem::take(&mut target.manifest.files);
        for path in blocking.paths.iter().chain(stale.iter()) {
            files.remove(path);
        }
        for (index, record) in records.into_iter().chain(stamped) {
            files.insert(expected[index].path.to_string(), record);
        }
        target.manifest = Manifest { files, together: true };
        // Until it is: what is tried again is saved again.
        target.saved = Saved::Nothing;
        target.memory.save(target.world, &target.manifest)?;
        target.saved = Saved::Manifest;
        if target.journal.is_some() {
            target.memory.done(target.world)?;
            target.journal = None;
        }
        *lock(journal) = JournalState::Absent;
        Ok(())
    }

    /// The records of what was published, with the stamps of those files that came to their places long enough ago and did not change
    /// since: nobody can change one of them now and leave its stamp as it is.
    fn stamped(&self, published: Vec<Published>) -> Vec<(usize, Record)> {
        let now = self.target.world.clock();
        let still = |index: usize, stamp: Stamp| {
            let full: Utf8PathBuf = self.target.folder.join(&self.expected[index].path);
            (stamp.settled(now) && self.target.world.stamp(&full) == Some(stamp)).then_some(stamp)
        };
        let stamped = published.into_par_iter().map(|(index, record, stamp)| (index, Record { stamp: still(index, stamp), ..record }));
        stamped.collect()
    }

    fn is_but_stamped(&self, index: usize, record: &Record) -> bool {
        let known = self.target.manifest.files.get(self.expected[index].path.as_str());
        known.is_some_and(|known| known.hash == record.hash && known.scope == record.scope)
    }
}
