use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;

use super::{EntryKind, FileEntry, Reason, Walk, World, WorldError, is_odd};

/// Where the project lies, so that there is something around it.
const ROOT: &str = "/project";

/// A world in memory, for tests and for what is compiled in.
#[derive(Debug, Default)]
pub struct MemoryWorld {
    files: Mutex<BTreeMap<Utf8PathBuf, Vec<u8>>>,
    refused: Mutex<BTreeMap<Utf8PathBuf, Reason>>,
    now: Timestamp,
}

impl MemoryWorld {
    /// An empty world at an instant.
    pub fn new(now: Timestamp) -> Self {
        Self { files: Mutex::default(), refused: Mutex::default(), now }
    }

    /// Puts a file there, or replaces it.
    pub fn put(&self, path: impl AsRef<Utf8Path>, bytes: impl Into<Vec<u8>>) {
        self.files().insert(normal(path.as_ref()), bytes.into());
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
        self.files().clone()
    }

    fn files(&self) -> MutexGuard<'_, BTreeMap<Utf8PathBuf, Vec<u8>>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
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

impl World for MemoryWorld {
    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, WorldError> {
        self.allowed(path)?;
        let found = self.files().get(&normal(path)).cloned();
        found.ok_or_else(|| match self.kind(path) {
            Some(_) => problem(path, IS_FOLDER),
            None => WorldError { path: path.to_owned(), reason: Reason::NotFound },
        })
    }

    fn walk(&self, folder: &Utf8Path) -> Walk {
        let folder = full(folder);
        let files = self.files();
        let below = files.iter().filter(|(path, _)| full(path).starts_with(&folder));
        let (odd, plain): (Vec<_>, Vec<_>) = below.partition(|(path, _)| is_odd(path));
        Walk {
            files: plain.into_iter().map(|(path, bytes)| FileEntry { path: path.clone(), size: bytes.len() as u64 }).collect(),
            problems: odd.into_iter().map(|(path, _)| WorldError { path: path.clone(), reason: Reason::Odd }).collect(),
        }
    }

    fn names(&self, folder: &Utf8Path) -> Vec<String> {
        let folder = full(folder);
        let files = self.files();
        let mut names: Vec<String> =
            files.keys().filter_map(|path| Some(full(path).strip_prefix(&folder).ok()?.components().next()?.as_str().to_owned())).collect();
        names.sort();
        names.dedup();
        names
    }

    fn is_file(&self, path: &Utf8Path) -> bool {
        self.files().contains_key(&normal(path))
    }

    fn kind(&self, path: &Utf8Path) -> Option<EntryKind> {
        let path = normal(path);
        let files = self.files();
        let (first, _) = files.range(path.clone()..).next()?;
        if *first == path { Some(EntryKind::File) } else { first.starts_with(&path).then_some(EntryKind::Folder) }
    }

    fn write(&self, path: &Utf8Path, bytes: &[u8]) -> Result<(), WorldError> {
        self.allowed(path)?;
        if self.kind(path) == Some(EntryKind::Folder) {
            return Err(problem(path, IS_FOLDER));
        }
        if path.ancestors().skip(1).any(|folder| self.is_file(folder)) {
            return Err(problem(path, "a folder of this path is a file"));
        }
        self.put(path, bytes);
        Ok(())
    }

    fn remove(&self, path: &Utf8Path) -> Result<(), WorldError> {
        self.allowed(path)?;
        self.files().remove(&normal(path));
        Ok(())
    }

    fn remove_empty_folder(&self, _path: &Utf8Path) {}

    fn sweep(&self, _folder: &Utf8Path) {}

    fn absolute(&self, path: &Utf8Path) -> Utf8PathBuf {
        full(path)
    }

    fn now(&self) -> Timestamp {
        self.now
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
    }
}
