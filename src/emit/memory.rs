use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::fault::fault;
use super::manifest::{Journal, Manifest, Record, Records};
use crate::world::sealed::{seal, unseal};
use crate::world::{Reason, World, WorldError};

/// How its files begin: what they are, and the version of their form.
const HEADER: &[u8] = b"segue emit 3\n";

/// The folder of what Segue remembers between builds. It is never published.
pub const STATE: &str = ".segue";

/// Where lies what is remembered of one output folder: the manifest and, while a build changes something or when one was killed, its
/// journal. At every instant the two together name every file of ours.
#[derive(Debug, Clone)]
pub(super) struct Memory {
    folder: String,
    manifest: Utf8PathBuf,
    journal: Utf8PathBuf,
    /// Where the first version of Segue kept the manifest.
    old: Utf8PathBuf,
}

/// What there is where a manifest should be.
#[derive(Debug)]
pub(super) enum Found {
    /// No manifest.
    Nothing,
    /// One that cannot be used.
    Unusable(Unusable),
    /// The manifest of this folder.
    Manifest(Manifest),
}

/// Why a manifest cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unusable {
    #[error("it is damaged, or another version of Segue wrote it")]
    Foreign,
    #[error("it belongs to the folder `{0}`")]
    OfAnother(String),
    #[error("it lists `{}`, which Segue never writes", .0.escape_debug())]
    Path(String),
}

/// Both files as they are written.
#[derive(Serialize)]
struct Written<'a> {
    /// The output folder, so that a file that was copied or renamed is not taken for another folder's.
    folder: &'a str,
    folders: &'a [String],
    together: bool,
    files: &'a Records,
}

/// The same as it is read: a map is written as the list of its pairs, and made from one much faster.
#[derive(Deserialize)]
struct Read {
    folder: String,
    folders: Vec<String>,
    together: bool,
    files: Vec<(String, Record)>,
}

impl Memory {
    /// The place for an output folder. A folder inside the project is known by its path there, so that the project can be moved.
    pub(super) fn new(world: &dyn World, folder: &Utf8Path) -> Self {
        let (root, absolute) = (world.absolute("".into()), world.absolute(folder));
        let folder = match absolute.strip_prefix(&root) {
            Ok(inside) => inside.components().map(|part| part.as_str()).collect::<Vec<_>>().join("/"),
            Err(_) => absolute.into_string(),
        };
        let hash = blake3::hash(folder.as_bytes()).to_hex();
        let file = |name: &str, end: &str| Utf8Path::new(STATE).join(format!("{name}-{}{end}", &hash[..16]));
        Self { manifest: file("manifest", ""), journal: file("journal", ""), old: file("manifest", ".json"), folder }
    }

    /// Reads the manifest.
    ///
    /// # Errors
    ///
    /// What keeps the file from being read, if it is there.
    pub(super) fn manifest(&self, world: &dyn World) -> Result<Found, WorldError> {
        let Some(bytes) = read(world, &self.manifest)? else {
            return Ok(if world.is_file(&self.old) { Found::Unusable(Unusable::Foreign) } else { Found::Nothing });
        };
        let files = self.parse(&bytes).map(|read| Manifest { files: read.files.into_iter().collect(), together: read.together });
        Ok(files.map_or_else(Found::Unusable, Found::Manifest))
    }

    /// Reads the journal of a build that did not finish, if there is one. Of one that is damaged no more is known than that.
    ///
    /// # Errors
    ///
    /// What keeps the file from being read, if it is there.
    pub(super) fn journal(&self, world: &dyn World) -> Result<Option<Journal>, WorldError> {
        let Some(bytes) = read(world, &self.journal)? else { return Ok(None) };
        let journal = self.parse(&bytes).map(|read| Journal { folders: read.folders, pending: read.files.into_iter().collect() });
        Ok(Some(journal.unwrap_or_default()))
    }

    fn parse(&self, bytes: &[u8]) -> Result<Read, Unusable> {
        let read: Read = unseal(HEADER, bytes).ok_or(Unusable::Foreign)?;
        if read.folder != self.folder {
            return Err(Unusable::OfAnother(read.folder));
        }
        // What is listed here may be removed: a path that leads out of the folder must never get in.
        let mut paths = read.files.iter().map(|(path, _)| path).chain(&read.folders);
        match paths.find(|path| fault(path).is_some()) {
            Some(path) => Err(Unusable::Path(path.clone())),
            None => Ok(read),
        }
    }

    /// Replaces the manifest.
    ///
    /// # Errors
    ///
    /// What keeps the file from being written.
    pub(super) fn save(&self, world: &dyn World, manifest: &Manifest) -> Result<(), WorldError> {
        self.write(world, &self.manifest, &[], manifest.together, &manifest.files)?;
        if world.is_file(&self.old) { world.remove(&self.old) } else { Ok(()) }
    }

    /// Replaces the journal.
    ///
    /// # Errors
    ///
    /// What keeps the file from being written.
    pub(super) fn announce(&self, world: &dyn World, journal: &Journal) -> Result<(), WorldError> {
        self.write(world, &self.journal, &journal.folders, false, &journal.pending)
    }

    fn write(&self, world: &dyn World, path: &Utf8Path, folders: &[String], together: bool, files: &Records) -> Result<(), WorldError> {
        let written = seal(HEADER, &Written { folder: &self.folder, folders, together, files });
        let bytes = written.map_err(|error| WorldError { path: path.to_owned(), reason: Reason::Other(error.to_string()) })?;
        world.write(path, &bytes)
    }

    /// Removes the journal: all it speaks of is done, or undone.
    ///
    /// # Errors
    ///
    /// What keeps the file from being removed.
    pub(super) fn done(&self, world: &dyn World) -> Result<(), WorldError> {
        world.remove(&self.journal)
    }

    /// Removes the manifest, and the journal.
    ///
    /// # Errors
    ///
    /// What keeps the files from being removed.
    pub(super) fn forget(&self, world: &dyn World) -> Result<(), WorldError> {
        world.remove(&self.manifest)?;
        self.done(world)
    }
}

fn read(world: &dyn World, path: &Utf8Path) -> Result<Option<Vec<u8>>, WorldError> {
    match world.read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.reason == Reason::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
