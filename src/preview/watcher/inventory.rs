use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use super::interest::{is_ours, sources};
use crate::world::{FileEntry, Stamp, World};

/// Larger files, in bytes, are known by their stamps alone: nobody writes a film twice in two seconds.
const LARGE: u64 = 16 << 20;

/// All files of a site as they were told.
#[derive(Debug, Default)]
pub(super) struct Inventory {
    files: BTreeMap<Utf8PathBuf, Look>,
}

/// How a file looked.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Look {
    stamp: Stamp,
    /// Where the stamp proves nothing.
    content: Option<blake3::Hash>,
}

impl Inventory {
    /// All files as they are.
    pub(super) fn take(world: &dyn World) -> Self {
        let mut inventory = Self::default();
        for source in sources() {
            inventory.note(world, Utf8Path::new(source));
        }
        inventory
    }

    /// Notes how everything at and below a path is; whether there is anything, or was.
    pub(super) fn note(&mut self, world: &dyn World, path: &Utf8Path) -> bool {
        let known: Vec<Utf8PathBuf> = self.below(path).cloned().collect();
        for path in &known {
            self.files.remove(path);
        }
        for entry in world.walk(path).files.into_iter().filter(|entry| is_ours(&entry.path)) {
            let look = Look::new(world, &entry);
            self.files.insert(entry.path, look);
        }
        !known.is_empty() || world.kind(path).is_some()
    }

    /// What is not as it was noted; then it is.
    pub(super) fn differences(&mut self, world: &dyn World) -> BTreeSet<Utf8PathBuf> {
        let mut differences = BTreeSet::new();
        let mut files = BTreeMap::new();
        for source in sources() {
            for entry in world.walk(Utf8Path::new(source)).files.into_iter().filter(|entry| is_ours(&entry.path)) {
                let look = match self.files.remove(&entry.path) {
                    Some(known) if known.still_holds(&entry) => known,
                    known => {
                        let (look, hash) = Look::closely(world, &entry);
                        if known.and_then(|known| known.content).is_none_or(|content| content != hash) {
                            differences.insert(entry.path.clone());
                        }
                        look
                    }
                };
                files.insert(entry.path, look);
            }
        }
        // What is left was noted and is not there any more.
        differences.extend(std::mem::replace(&mut self.files, files).into_keys());
        differences
    }

    /// All folders that hold files.
    pub(super) fn folders(&self) -> BTreeSet<&Utf8Path> {
        self.files.keys().flat_map(|path| path.ancestors().skip(1)).filter(|folder| !folder.as_str().is_empty()).collect()
    }

    fn below<'a>(&'a self, path: &'a Utf8Path) -> impl Iterator<Item = &'a Utf8PathBuf> {
        self.files.range(path.to_owned()..).map(|(known, _)| known).take_while(move |known| known.starts_with(path))
    }
}

impl Look {
    /// How a file looks; it is read only where its stamp proves nothing.
    fn new(world: &dyn World, entry: &FileEntry) -> Self {
        if is_proof(world, entry) { Self { stamp: entry.stamp, content: None } } else { Self::closely(world, entry).0 }
    }

    /// How a file looks, and its content's hash.
    fn closely(world: &dyn World, entry: &FileEntry) -> (Self, blake3::Hash) {
        let is_proof = is_proof(world, entry);
        // The stamp is older than what is read: a write between the two changes the content that is held against the next one.
        let hash = world.read(&entry.path).map_or_else(|_| blake3::hash(b""), |bytes| blake3::hash(&bytes));
        (Self { stamp: entry.stamp, content: (!is_proof).then_some(hash) }, hash)
    }

    /// Whether nothing speaks for a change, so that the file need not be read.
    fn still_holds(&self, entry: &FileEntry) -> bool {
        self.content.is_none() && self.stamp == entry.stamp
    }
}

fn is_proof(world: &dyn World, entry: &FileEntry) -> bool {
    entry.size > LARGE || entry.stamp.settled(world.clock())
}
