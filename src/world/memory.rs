use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;

use super::{FileEntry, Reason, Walk, World, WorldError};

/// A world in memory, for tests and for what is compiled in.
#[derive(Debug, Default)]
pub struct MemoryWorld {
    files: Mutex<BTreeMap<Utf8PathBuf, Vec<u8>>>,
    now: Timestamp,
}

impl MemoryWorld {
    /// An empty world at an instant.
    pub fn new(now: Timestamp) -> Self {
        Self { files: Mutex::default(), now }
    }

    /// Puts a file there, or replaces it.
    pub fn put(&self, path: impl AsRef<Utf8Path>, bytes: impl Into<Vec<u8>>) {
        self.files().insert(normal(path.as_ref()), bytes.into());
    }

    /// All files with their bytes.
    pub fn snapshot(&self) -> BTreeMap<Utf8PathBuf, Vec<u8>> {
        self.files().clone()
    }

    fn files(&self) -> MutexGuard<'_, BTreeMap<Utf8PathBuf, Vec<u8>>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn normal(path: &Utf8Path) -> Utf8PathBuf {
    path.components().filter(|part| part.as_str() != ".").collect()
}

impl World for MemoryWorld {
    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, WorldError> {
        let found = self.files().get(&normal(path)).cloned();
        found.ok_or_else(|| WorldError { path: path.to_owned(), reason: Reason::NotFound })
    }

    fn walk(&self, folder: &Utf8Path) -> Walk {
        let folder = normal(folder);
        let files = self.files();
        let below = files.iter().filter(|(path, _)| path.starts_with(&folder));
        Walk {
            files: below.map(|(path, bytes)| FileEntry { path: path.clone(), size: bytes.len() as u64 }).collect(),
            problems: Vec::new(),
        }
    }

    fn names(&self, folder: &Utf8Path) -> Vec<String> {
        let folder = normal(folder);
        let files = self.files();
        let mut names: Vec<String> = files
            .keys()
            .filter_map(|path| path.strip_prefix(&folder).ok()?.components().next())
            .map(|part| part.as_str().to_owned())
            .collect();
        names.sort();
        names.dedup();
        names
    }

    fn is_file(&self, path: &Utf8Path) -> bool {
        self.files().contains_key(&normal(path))
    }

    fn write(&self, path: &Utf8Path, bytes: &[u8]) -> Result<(), WorldError> {
        self.put(path, bytes);
        Ok(())
    }

    fn remove(&self, path: &Utf8Path) -> Result<(), WorldError> {
        self.files().remove(&normal(path));
        Ok(())
    }

    fn remove_empty_folder(&self, _path: &Utf8Path) {}

    fn absolute(&self, path: &Utf8Path) -> Utf8PathBuf {
        Utf8Path::new("/").join(normal(path))
    }

    fn now(&self) -> Timestamp {
        self.now
    }
}
