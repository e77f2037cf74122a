//! Worlds in which things go wrong, for tests.

use std::sync::atomic::{AtomicUsize, Ordering};

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;

use super::layout::key;
use crate::world::{EntryKind, MemoryWorld, Reason, Walk, World, WorldError};

/// What is troublesome about a world that is sound inside.
pub(super) trait Trouble: Send + Sync {
    fn inner(&self) -> &MemoryWorld;

    /// The path that is really meant.
    fn at(&self, path: &Utf8Path) -> Utf8PathBuf {
        path.to_owned()
    }

    /// Whether something may be changed.
    fn change(&self, _path: &Utf8Path) -> Result<(), WorldError> {
        Ok(())
    }
}

/// A world that takes so many changes and then no more, as a full disk does, or one whose program was killed.
pub(super) struct Failing<'a> {
    inner: &'a MemoryWorld,
    left: AtomicUsize,
}

impl<'a> Failing<'a> {
    pub(super) fn after(changes: usize, inner: &'a MemoryWorld) -> Self {
        Self { inner, left: AtomicUsize::new(changes) }
    }
}

impl Trouble for Failing<'_> {
    fn inner(&self) -> &MemoryWorld {
        self.inner
    }

    fn change(&self, path: &Utf8Path) -> Result<(), WorldError> {
        let one_less = |left: usize| left.checked_sub(1);
        let taken = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less);
        taken.map(drop).map_err(|_| WorldError { path: path.to_owned(), reason: Reason::Full })
    }
}

/// A world that does not tell capitals apart, as the disks of many laptops do not.
#[derive(Default)]
pub(super) struct Careless {
    inner: MemoryWorld,
}

impl Trouble for Careless {
    fn inner(&self) -> &MemoryWorld {
        &self.inner
    }

    /// The spelling that is there already, else the one that is asked for.
    fn at(&self, path: &Utf8Path) -> Utf8PathBuf {
        let mut real = Utf8PathBuf::new();
        for part in path.components() {
            let names = self.inner.names(&real);
            let known = names.iter().find(|name| key(name) == key(part.as_str()));
            real.push(known.map_or(part.as_str(), String::as_str));
        }
        real
    }
}

impl<T: Trouble> World for T {
    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, WorldError> {
        self.inner().read(&self.at(path))
    }

    fn walk(&self, folder: &Utf8Path) -> Walk {
        self.inner().walk(&self.at(folder))
    }

    fn names(&self, folder: &Utf8Path) -> Vec<String> {
        self.inner().names(&self.at(folder))
    }

    fn is_file(&self, path: &Utf8Path) -> bool {
        self.inner().is_file(&self.at(path))
    }

    fn kind(&self, path: &Utf8Path) -> Option<EntryKind> {
        self.inner().kind(&self.at(path))
    }

    fn write(&self, path: &Utf8Path, bytes: &[u8]) -> Result<(), WorldError> {
        self.change(path)?;
        self.inner().write(&self.at(path), bytes)
    }

    fn remove(&self, path: &Utf8Path) -> Result<(), WorldError> {
        self.change(path)?;
        self.inner().remove(&self.at(path))
    }

    fn remove_empty_folder(&self, path: &Utf8Path) {
        self.inner().remove_empty_folder(&self.at(path));
    }

    fn sweep(&self, folder: &Utf8Path) {
        self.inner().sweep(&self.at(folder));
    }

    fn absolute(&self, path: &Utf8Path) -> Utf8PathBuf {
        self.inner().absolute(path)
    }

    fn now(&self) -> Timestamp {
        self.inner().now()
    }
}
