use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::{ContentHash, Scope};
use crate::world::{Stamp, World};

/// Files by their paths below the output folder, with `/` between the parts: texts, because whole paths are slow to compare.
pub(super) type Records = BTreeMap<String, Record>;

/// A file of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    /// What it belongs to.
    pub(super) scope: Scope,
    /// What it holds.
    pub(super) hash: ContentHash,
    /// By what it is known to hold that still; nothing where the file was too young for its stamp to prove it, and has to be read.
    pub(super) stamp: Option<Stamp>,
}

/// What the last build left in an output folder: the only files that a later one may remove.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    pub(super) files: Records,
    /// Whether a build laid all of them out together, so that none is in the way of another.
    pub(super) together: bool,
}

/// What a build is about to do, so that the next one can clear up after it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Journal {
    /// Folders that it may make.
    pub(super) folders: Vec<String>,
    /// Files that it puts in their places. Such a file is ours once its content is there.
    pub(super) pending: Records,
}

impl Manifest {
    /// Clears up after a build that did not finish: what it left half written goes, and what it wrote is ours.
    pub(super) fn settle(&mut self, journal: &Journal, world: &dyn World, folder: &Utf8Path) {
        self.together &= journal.pending.is_empty();
        world.sweep(folder);
        remove_folders(world, journal.folders.iter().map(|inner| folder.join(inner)).collect());
        for (path, record) in &journal.pending {
            if world.read(&folder.join(path)).is_ok_and(|bytes| ContentHash::of(&bytes) == record.hash) {
                self.files.insert(path.clone(), record.clone());
            }
        }
    }
}

/// Removes those of these folders in which nothing is left.
pub(super) fn remove_folders(world: &dyn World, mut folders: Vec<Utf8PathBuf>) {
    // What lies deeper sorts later, and goes first.
    folders.sort();
    for folder in folders.iter().rev() {
        world.remove_empty_folder(folder);
    }
}
