use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;

use super::staged::{UNFINISHED, is_unfinished};
use super::{EntryKind, FileEntry, Lock, LockError, Reason, Reread, Staged, Stamp, Unfinished, Walk, World, WorldError, is_odd};

/// Where the project lies, so that there is something around it.
const ROOT: &str = "/project";

/// Between two changes time goes by, enough for every stamp to settle: in nanoseconds.
const STEP: i64 = 10_000_000_001;

/// A world in memory, for tests and for what is compiled in.
#[derive(Debug, Default)]
pub struct MemoryWorld {
    state: Arc<Mutex<State>>,
    refused: Mutex<BTreeMap<Utf8PathBuf, Reason>>,
    now: Timestamp,
}

/// What lies in the world.
#[derive(Debug, Default)]
struct State {
    files: BTreeMap<Utf8PathBuf, Held>,
    locks: BTreeSet<Utf8PathBuf>,
    /// How often something was put there: the time.
    changes: i64,
}

/// A file with the time of its last change.
#[derive(Debug)]
struct Held {
    bytes: Vec<u8>,
    changed: i64,
}

impl State {
    fn put(&mut self, path: Utf8PathBuf, bytes: Vec<u8>) -> Stamp {
        self.changes += 1;
        let held = Held { bytes, changed: self.changes * STEP };
        let stamp = held.stamp();
        self.files.insert(path, held);
        stamp
    }

    fn kind(&self, path: &Utf8Path) -> Option<EntryKind> {
        let (first, _) = self.files.range(path.to_owned()..).next()?;
        if first == path { Some(EntryKind::File) } else { first.starts_with(path).then_some(EntryKind::Folder) }
    }

    /// Whether a file may be put there.
    fn accepts(&self, path: &Utf8Path) -> Result<(), WorldError> {
        if self.kind(path) == Some(EntryKind::Folder) {
            return Err(problem(path, IS_FOLDER));
        }
        self.accepts_folder(path.parent().unwrap_or(path)).map_err(|error| WorldError { path: path.to_owned(), ..error })
    }

    /// Whether a folder may be there.
    fn accepts_folder(&self, folder: &Utf8Path) -> Result<(), WorldError> {
        let blocked = folder.ancestors().any(|folder| self.files.contains_key(folder));
        if blocked { Err(problem(folder, "a folder of this path is a file")) } else { Ok(()) }
    }
}

impl Held {
    fn stamp(&self) -> Stamp {
        Stamp::new(self.bytes.len() as u64, self.changed, self.changed, 0)
    }
}

impl MemoryWorld {
    /// An empty world at an instant.
    pub fn new(now: Timestamp) -> Self {
        Self { state: Arc::default(), refused: Mutex::default(), now }
    }

    /// Puts a file there, or replaces it.
    pub fn put(&self, path: impl AsRef<Utf8Path>, bytes: impl Into<Vec<u8>>) {
        self.state().put(normal(path.as_ref()), bytes.into());
    }

    /// From now on nothing at or below a path can be read, written or removed, as on a disk that is full or not one's own.
    pub fn refuse(&self, path: impl AsRef<Utf8Path>, reason: Reason) {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).insert(normal(path.as_ref()), reason);
    }

    fn allowed(&self, path: &Utf8Path) -> Result<(), WorldError> {
        let at = normal(path);
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        match refused.iter().find(|(folder, _)| at.starts_with(folder)) {
            Some((_, reason)) => Err(WorldError { path: path.to_owned(), reason: reason.clone() }),
            None => Ok(()),
        }
    }

    /// All files with their bytes.
    pub fn snapshot(&self) -> BTreeMap<Utf8PathBuf, Vec<u8>> {
        self.state().files.iter().map(|(path, held)| (path.clone(), held.bytes.clone())).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.state)
    }
}

fn locked(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file that lies beside its place under another name.
#[derive(Debug)]
struct Beside {
    state: Arc<Mutex<State>>,
    at: Utf8PathBuf,
    path: Utf8PathBuf,
}

impl Unfinished for Beside {
    fn publish(self: Box<Self>) -> Result<Stamp, WorldError> {
        let mut state = locked(&self.state);
        state.accepts(&self.path)?;
        match state.files.remove(&self.at) {
            Some(held) => Ok(state.put(self.path.clone(), held.bytes)),
            None => Err(WorldError { path: self.path.clone(), reason: Reason::NotFound }),
        }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        locked(&self.state).files.remove(&self.at);
    }
}

/// A path that is locked.
struct Locked {
    state: Arc<Mutex<State>>,
    path: Utf8PathBuf,
}

impl Drop for Locked {
    fn drop(&mut self) {
        locked(&self.state).locks.remove(&self.path);
    }
}

const IS_FOLDER: &str = "there is a folder of this name";

fn problem(path: &Utf8Path, what: &str) -> WorldError {
    WorldError { path: path.to_owned(), reason: Reason::Other(what.to_owned()) }
}

fn full(path: &Utf8Path) -> Utf8PathBuf {
    let mut full = Utf8PathBuf::new();
    for part in Utf8Path::new(ROOT).join(path).components() {
        match part.as_str() {
            ".." => {
                full.pop();
            }
            part => full.push(part),
        }
    }
    full
}

/// Relative to the project's root, unless the path leads out of it.
fn normal(path: &Utf8Path) -> Utf8PathBuf {
    let full = full(path);
    full.strip_prefix(ROOT).map(Utf8Path::to_owned).unwrap_or(full)
}

/// What lies in the world, read again.
#[derive(Debug)]
struct Files(Arc<Mutex<State>>);

impl Reread for Files {
    fn read_again(&self, path: &Utf8Path) -> Result<Vec<u8>, WorldError> {
        let state = locked(&self.0);
        let path = normal(path);
        state.files.get(&path).map(|held| held.bytes.clone()).ok_or_else(|| match state.kind(&path) {
            Some(_) => problem(&path, IS_FOLDER),
            None => WorldError { path, reason: Reason::NotFound },
        })
    }
}

impl World for MemoryWorld {
    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, WorldError> {
        self.allowed(path)?;
        Files(self.state.clone()).read_again(path)
    }

    fn reread(&self) -> Arc<dyn Reread> {
        Arc::new(Files(self.state.clone()))
    }

    fn walk(&self, folder: &Utf8Path) -> Walk {
        let folder = full(folder);
        let state = self.state();
        let below = state.files.iter().filter(|(path, _)| full(path).starts_with(&folder));
        let (odd, plain): (Vec<_>, Vec<_>) = below.partition(|(path, _)| is_odd(path));
        let entry =
            |(path, held): (&Utf8PathBuf, &Held)| FileEntry { path: path.clone(), size: held.bytes.len() as u64, stamp: held.stamp() };
        Walk {
            files: plain.into_iter().map(entry).collect(),
            problems: odd.into_iter().map(|(path, _)| WorldError { path: path.clone(), reason: Reason::Odd }).collect(),
        }
    }

    fn names(&self, folder: &Utf8Path) -> Vec<String> {
        let folder = full(folder);
        let state = self.state();
        let inside = |path: &Utf8PathBuf| Some(full(path).strip_prefix(&folder).ok()?.components().next()?.as_str().to_owned());
        let mut names: Vec<String> = state.files.keys().filter_map(inside).collect();
        names.sort();
        names.dedup();
        names
    }

    fn is_file(&self, path: &Utf8Path) -> bool {
        self.state().files.contains_key(&normal(path))
    }

    fn kind(&self, path: &Utf8Path) -> Option<EntryKind> {
        self.state().kind(&normal(path))
    }

    fn stamp(&self, path: &Utf8Path) -> Option<Stamp> {
        self.state().files.get(&normal(path)).map(Held::stamp)
    }

    /// There are no folders but those that files lie in: none has to be made.
    fn make_folders(&self, folder: &Utf8Path) -> Result<Vec<Utf8PathBuf>, WorldError> {
        self.state().accepts_folder(&normal(folder)).map(|()| Vec::new())
    }

    fn stage(&self, path: &Utf8Path, bytes: &[u8]) -> Result<Staged, WorldError> {
        self.allowed(path)?;
        let path = normal(path);
        let mut state = self.state();
        state.accepts_folder(path.parent().unwrap_or(&path))?;
        let at = path.with_file_name(format!("{}{}{}", UNFINISHED.0, state.changes, UNFINISHED.1));
        state.put(at.clone(), bytes.to_vec());
        Ok(Staged::new(path.clone(), Box::new(Beside { state: self.state.clone(), at, path })))
    }

    fn lock(&self, path: &Utf8Path) -> Result<Lock, LockError> {
        let path = normal(path);
        if self.state().locks.insert(path.clone()) {
            Ok(Lock::new(Locked { state: self.state.clone(), path }))
        } else {
            Err(LockError::Held { by: None })
        }
    }

    fn remove(&self, path: &Utf8Path) -> Result<(), WorldError> {
        self.allowed(path)?;
        self.state().files.remove(&normal(path));
        Ok(())
    }

    fn remove_empty_folder(&self, _path: &Utf8Path) {}

    fn sweep(&self, folder: &Utf8Path) {
        let folder = full(folder);
        self.state().files.retain(|path, _| !full(path).starts_with(&folder) || !path.file_name().is_some_and(is_unfinished));
    }

    fn absolute(&self, path: &Utf8Path) -> Utf8PathBuf {
        full(path)
    }

    fn now(&self) -> Timestamp {
        self.now
    }

    fn clock(&self) -> Timestamp {
        let passed = (self.state().changes + 1).saturating_mul(STEP);
        Timestamp::from_nanosecond(i128::from(passed)).unwrap_or(Timestamp::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_may_be_written_in_several_ways_and_may_lead_out_of_the_project() {
        let world = MemoryWorld::default();
        world.put("./a/../content/a.md", "tea");
        world.put("../elsewhere/b.md", "tea");
        assert!(world.is_file("/project/content/a.md".into()) && world.is_file("/elsewhere/b.md".into()));
        assert_eq!(world.walk("".into()).files.len(), 1);
        assert_eq!(world.names("/".into()), ["elsewhere", "project"]);
        assert_eq!(world.absolute("content/..".into()), "/project");
    }

    #[test]
    fn a_file_is_no_folder_and_a_folder_no_file() {
        let world = MemoryWorld::default();
        world.put("a/b", "tea");
        assert_eq!(world.kind("a".into()), Some(EntryKind::Folder));
        assert!(world.write("a".into(), b"x").is_err() && world.write("a/b/c".into(), b"x").is_err());
        assert_eq!(world.snapshot().len(), 1);
    }

    #[test]
    fn what_is_staged_lies_beside_its_place_until_it_is_committed_dropped_or_swept_away() {
        let world = MemoryWorld::default();
        world.put("a/b", "old");
        let staged = world.stage("a/b".into(), b"new").unwrap();
        let before = world.stamp("a/b".into()).unwrap();
        assert_eq!((world.names("a".into()).len(), world.read("a/b".into()).unwrap()), (2, b"old".to_vec()));
        let after = world.commit(staged).unwrap();
        assert!(after != before && after.settled(world.clock()));
        assert_eq!((world.names("a".into()).len(), world.read("a/b".into()).unwrap()), (1, b"new".to_vec()));
        drop(world.stage("a/b".into(), b"newer").unwrap());
        std::mem::forget(world.stage("a/b".into(), b"newest").unwrap());
        world.sweep("a".into());
        assert_eq!((world.names("a".into()).len(), world.read("a/b".into()).unwrap()), (1, b"new".to_vec()));
    }

    #[test]
    fn a_lock_is_held_by_one_and_free_when_it_is_dropped() {
        let world = MemoryWorld::default();
        let held = world.lock("lock".into()).unwrap();
        assert_eq!(world.lock("lock".into()).unwrap_err(), LockError::Held { by: None });
        drop(held);
        world.lock("lock".into()).unwrap();
    }
}
