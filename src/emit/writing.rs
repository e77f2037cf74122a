mod commit;

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};

use super::blocking::Blocking;
use super::comparison::Comparison;
use super::expected::{Expected, Ground, find};
use super::layout::folders;
use super::manifest::{Journal, Record, remove_folders};
use super::{ContentHash, OutputFolder};
use crate::diagnostics::Finding;
use crate::world::{Reason, Staged, WorldError};

/// A build that hands over its files, from as many threads as it likes. Until it is committed the output folder is as it was but for
/// unfinished files, which go when this is dropped.
pub struct Writing<'f, 'w> {
    target: &'f mut OutputFolder<'w>,
    /// Sorted by path, each once.
    expected: Vec<Expected>,
    /// Files of earlier builds that go before anything is put in its place.
    blocking: Blocking,
    /// The others that go.
    stale: Vec<String>,
    arrived: Mutex<Arrived>,
    journal: Mutex<JournalState>,
    /// Folders that were not there.
    made: Mutex<Vec<Utf8PathBuf>>,
}

/// What was handed over, in no order; files by their places in `expected`.
#[derive(Debug, Default)]
struct Arrived {
    waiting: Vec<Waiting>,
    unchanged: usize,
    /// Records of unchanged files that are not in the manifest in this form.
    records: Vec<(usize, Record)>,
    in_the_way: Vec<Finding>,
    /// The first file that would have to be covered by a manifest that cannot be used.
    stranger: Option<Utf8PathBuf>,
}

/// A file that is to be put in its place.
#[derive(Debug)]
struct Waiting {
    index: usize,
    hash: ContentHash,
    is_repair: bool,
    content: Content,
}

#[derive(Debug)]
enum Content {
    /// It lies beside its place.
    Staged(Staged),
    /// Its place is blocked, and perhaps that of its folder.
    Kept(Vec<u8>),
}

/// What lies on the disk of this build's journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum JournalState {
    /// None: nothing has been changed.
    Absent,
    /// That files are made ready.
    Staging,
    /// That they are put in their places.
    Committing,
}

impl<'f, 'w> Writing<'f, 'w> {
    pub(super) fn new(target: &'f mut OutputFolder<'w>, expected: Vec<Expected>, blocking: Blocking, stale: Vec<String>) -> Self {
        Self {
            target,
            expected,
            blocking,
            stale,
            arrived: Mutex::default(),
            journal: Mutex::new(JournalState::Absent),
            made: Mutex::default(),
        }
    }

    /// Hands over a file of the build, and tells its content from others. Where it is there already nothing is written; otherwise it is made ready beside its place. What
    /// belongs to audiences that are not built is passed over.
    ///
    /// # Errors
    ///
    /// What keeps the file from being written: then the build cannot be committed. That it never said that it would make such a file.
    pub fn put(&self, path: &Utf8Path, bytes: &[u8]) -> Result<ContentHash, WorldError> {
        let hash = ContentHash::of(bytes);
        self.put_hashed(path, bytes, hash).map(|()| hash)
    }

    fn put_hashed(&self, path: &Utf8Path, bytes: &[u8], hash: ContentHash) -> Result<(), WorldError> {
        let unknown = || Reason::Other("the build did not say that it would make this file".to_owned());
        let index = find(&self.expected, path).ok_or_else(|| WorldError { path: self.target.folder.join(path), reason: unknown() })?;
        let expected = &self.expected[index];
        if expected.is_delivered() {
            return Ok(());
        }
        let is_repair = match self.target.compare(expected, hash) {
            Comparison::Changed => false,
            Comparison::Repaired => true,
            Comparison::Same(record) => {
                self.unchanged(index, record);
                return Ok(());
            }
            Comparison::Stranger => {
                let first = &mut lock(&self.arrived).stranger;
                *first = Some(first.take().map_or_else(|| path.to_owned(), |first| first.min(path.to_owned())));
                return Ok(());
            }
            Comparison::InTheWay(finding) => {
                lock(&self.arrived).in_the_way.push(finding);
                return Ok(());
            }
        };
        let content = match expected.ground {
            Ground::Blocked => Content::Kept(bytes.to_vec()),
            _ => {
                self.announce()?;
                Content::Staged(self.stage(path, bytes)?)
            }
        };
        lock(&self.arrived).waiting.push(Waiting { index, hash, is_repair, content });
        expected.deliver();
        Ok(())
    }

    /// Hands over a file without its bytes, if the last build wrote exactly this content and the file is still as it was left; says whether
    /// it is. For a build that knows by other means what a page would come to.
    pub fn keep(&self, path: &Utf8Path, hash: ContentHash) -> bool {
        match self.current(path, hash) {
            Some((index, record)) => {
                self.unchanged(index, record);
                true
            }
            None => false,
        }
    }

    fn current(&self, path: &Utf8Path, hash: ContentHash) -> Option<(usize, Record)> {
        let index = find(&self.expected, path)?;
        let expected = &self.expected[index];
        if expected.ground != Ground::Recorded || self.target.manifest.files.get(path.as_str())?.hash != hash {
            return None;
        }
        match self.target.compare(expected, hash) {
            Comparison::Same(record) => Some((index, record)),
            _ => None,
        }
    }

    fn unchanged(&self, index: usize, record: Record) {
        let expected = &self.expected[index];
        let is_known = self.target.manifest.files.get(expected.path.as_str()) == Some(&record);
        let mut arrived = lock(&self.arrived);
        if !expected.is_delivered() {
            arrived.unchanged += 1;
            if !is_known {
                arrived.records.push((index, record));
            }
            expected.deliver();
        }
    }

    /// Before the first file is made ready: says so, and which folders may be made, so that a build that is killed leaves nothing.
    fn announce(&self) -> Result<(), WorldError> {
        let mut state = lock(&self.journal);
        if *state == JournalState::Absent {
            // Set even if that fails: then, too, there may be a journal to remove.
            *state = JournalState::Staging;
            let journal = Journal { folders: self.new_folders(), ..Journal::default() };
            self.target.memory.announce(self.target.world, &journal)?;
        }
        Ok(())
    }

    /// Folders in which no file of ours lies yet.
    fn new_folders(&self) -> Vec<String> {
        let records = &self.target.manifest.files;
        let new = self.expected.iter().filter(|expected| matches!(expected.ground, Ground::Free | Ground::Blocked));
        let needed: BTreeSet<&str> = new.flat_map(|expected| folders(expected.path.as_str())).collect();
        let is_new = |folder: &&str| {
            let inside = format!("{folder}/");
            !records.range(inside.clone()..).next().is_some_and(|(path, _)| path.starts_with(&inside))
        };
        needed.into_iter().filter(is_new).map(str::to_owned).collect()
    }

    /// Makes a file ready beside its place, and the folders that it needs.
    fn stage(&self, path: &Utf8Path, bytes: &[u8]) -> Result<Staged, WorldError> {
        let full = self.target.folder.join(path);
        match self.target.world.stage(&full, bytes) {
            Err(error) if error.reason == Reason::NotFound => {
                let made = self.target.world.make_folders(full.parent().unwrap_or(&full))?;
                lock(&self.made).extend(made);
                self.target.world.stage(&full, bytes)
            }
            staged => staged,
        }
    }
}

impl Drop for Writing<'_, '_> {
    /// Discards what was not committed.
    fn drop(&mut self) {
        lock(&self.arrived).waiting.clear();
        remove_folders(self.target.world, std::mem::take(&mut *lock(&self.made)));
        if *lock(&self.journal) == JournalState::Staging {
            // One that stays makes the next build look for leftovers, and that is all.
            let _ = self.target.memory.done(self.target.world);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
