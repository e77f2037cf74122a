//! Worlds in which things go wrong, for tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;

use super::layout::key;
use crate::world::{EntryKind, Lock, LockError, MemoryWorld, Reason, Reread, Staged, Stamp, Unfinished, Walk, World, WorldError};

/// What is troublesome about a world that is sound inside.
pub(super) trait Trouble: Send + Sync {
    fn inner(&self) -> &dyn World;

    /// The path that is really meant.
    fn at(&self, path: &Utf8Path) -> Utf8PathBuf {
        path.to_owned()
    }

    /// Whether something may be changed.
    fn change(&self, _path: &Utf8Path) -> Result<(), WorldError> {
        Ok(())
    }

    /// That a file is read.
    fn read(&self, _path: &Utf8Path) {}

    /// A staged file, as this world would have it.
    fn staged(&self, staged: Staged) -> Staged {
        staged
    }
}

/// A world that takes so many changes and then no more.
pub(super) struct Failing<'a> {
    inner: &'a dyn World,
    left: AtomicUsize,
    end: End,
    has_ended: Arc<AtomicBool>,
}

/// Why a world takes no more changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The disk is full.
    Full,
    /// The program was killed, so that it cannot even clear up.
    Killed,
}

impl<'a> Failing<'a> {
    pub(super) fn after(changes: usize, inner: &'a dyn World, end: End) -> Self {
        Self { inner, left: AtomicUsize::new(changes), end, has_ended: Arc::default() }
    }
}

impl Trouble for Failing<'_> {
    fn inner(&self) -> &dyn World {
        self.inner
    }

    fn change(&self, path: &Utf8Path) -> Result<(), WorldError> {
        let one_less = |left: usize| left.checked_sub(1);
        let taken = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less);
        taken.map(drop).map_err(|_| {
            self.has_ended.store(true, Ordering::SeqCst);
            WorldError { path: path.to_owned(), reason: Reason::Full }
        })
    }

    fn staged(&self, staged: Staged) -> Staged {
        match self.end {
            End::Full => staged,
            End::Killed => {
                Staged::new(staged.path().to_owned(), Box::new(Mortal { staged: Some(staged), is_dead: self.has_ended.clone() }))
            }
        }
    }
}

/// A staged file that stays when the program that staged it is no more.
#[derive(Debug)]
struct Mortal {
    staged: Option<Staged>,
    is_dead: Arc<AtomicBool>,
}

impl Unfinished for Mortal {
    fn publish(mut self: Box<Self>) -> Result<Stamp, WorldError> {
        self.staged.take().unwrap().publish()
    }
}

impl Drop for Mortal {
    fn drop(&mut self) {
        if self.is_dead.load(Ordering::SeqCst) {
            std::mem::forget(self.staged.take());
        }
    }
}

/// A world that counts how often a file of the output is read.
pub(super) struct Counting<'a> {
    inner: &'a dyn World,
    pub(super) reads: AtomicUsize,
}

impl<'a> Counting<'a> {
    pub(super) fn new(inner: &'a dyn World) -> Self {
        Self { inner, reads: AtomicUsize::default() }
    }
}

impl Trouble for Counting<'_> {
    fn inner(&self) -> &dyn World {
        self.inner
    }

    fn read(&self, path: &Utf8Path) {
        if path.starts_with("output") {
            self.reads.fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// A world that does not tell capitals apart, as the disks of many laptops do not.
#[derive(Default)]
pub(super) struct Careless {
    inner: MemoryWorld,
}

impl Trouble for Careless {
    fn inner(&self) -> &dyn World {
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
        Trouble::read(self, path);
        self.inner().read(&self.at(path))
    }

    fn reread(&self) -> Arc<dyn Reread> {
        self.inner().reread()
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

    fn stamp(&self, path: &Utf8Path) -> Option<Stamp> {
        self.inner().stamp(&self.at(path))
    }

    fn make_folders(&self, folder: &Utf8Path) -> Result<Vec<Utf8PathBuf>, WorldError> {
        self.change(folder)?;
        self.inner().make_folders(&self.at(folder))
    }

    fn stage(&self, path: &Utf8Path, bytes: &[u8]) -> Result<Staged, WorldError> {
        self.change(path)?;
        self.inner().stage(&self.at(path), bytes).map(|staged| self.staged(staged))
    }

    fn commit(&self, staged: Staged) -> Result<Stamp, WorldError> {
        self.change(staged.path())?;
        staged.publish()
    }

    fn lock(&self, path: &Utf8Path) -> Result<Lock, LockError> {
        self.inner().lock(path)
    }

    fn remove(&self, path: &Utf8Path) -> Result<(), WorldError> {
        self.change(path)?;
        self.inner().remove(&self.at(path))
    }

    fn remove_empty_folder(&self, path: &Utf8Path) {
        if self.change(path).is_ok() {
            self.inner().remove_empty_folder(&self.at(path));
        }
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

    fn clock(&self) -> Timestamp {
        self.inner().clock()
    }
}
