use std::borrow::Cow;
use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::fault::fault;
use super::{Output, Scope};
use crate::world::{Reason, World, WorldError};

/// The folder of what Segue remembers between builds. It is never published.
pub const STATE: &str = ".segue";

/// The version of the file's form; another one is not read.
const VERSION: u32 = 1;

/// Files by their paths below the output folder, with `/` between the parts: texts, because whole paths are slow to compare.
pub(super) type Records = BTreeMap<String, Record>;

/// What the last build left in an output folder: the only files that a later one may remove.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    /// The files of ours.
    pub(super) files: Records,
    /// What a build is about to write; empty when it has finished. A file is ours from here once its content is there.
    pub(super) pending: Records,
}

/// A file of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    /// What it belongs to.
    pub(super) scope: Scope,
    /// The BLAKE3 hash of its content in hexadecimal.
    pub(super) hash: String,
}

impl Record {
    /// The record of an output as it is written.
    pub(super) fn of(output: &Output) -> Self {
        Self { scope: output.scope.clone(), hash: hash(&output.bytes) }
    }
}

/// The hash that records keep.
pub(super) fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// What there is where a manifest should be.
#[derive(Debug)]
pub(super) enum Found {
    /// No manifest.
    Nothing,
    /// One that cannot be read, and why.
    Unreadable(String),
    /// The manifest of this folder.
    Manifest(Manifest),
}

/// A manifest as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File<'a> {
    version: u32,
    /// The output folder, so that a manifest that was copied or renamed is not taken for another folder's.
    folder: Cow<'a, str>,
    files: Cow<'a, Records>,
    #[serde(default)]
    pending: Cow<'a, Records>,
}

/// Where the manifest of one output folder lies.
#[derive(Debug, Clone)]
pub(super) struct ManifestPlace {
    folder: String,
    path: Utf8PathBuf,
}

impl Manifest {
    /// Whether a build began to write and did not finish.
    pub(super) fn is_interrupted(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Clears up after a build that did not finish: what it left half written goes, and what it wrote is ours.
    pub(super) fn settle(&mut self, world: &dyn World, folder: &Utf8Path) {
        world.sweep(folder);
        for (path, record) in std::mem::take(&mut self.pending) {
            if world.read(&folder.join(&path)).is_ok_and(|bytes| hash(&bytes) == record.hash) {
                self.files.insert(path, record);
            }
        }
    }
}

impl ManifestPlace {
    /// The place for an output folder. A folder inside the project is known by its path there, so that the project can be moved.
    pub(super) fn new(world: &dyn World, folder: &Utf8Path) -> Self {
        let (root, absolute) = (world.absolute("".into()), world.absolute(folder));
        let folder = match absolute.strip_prefix(&root) {
            Ok(inside) => inside.components().map(|part| part.as_str()).collect::<Vec<_>>().join("/"),
            Err(_) => absolute.into_string(),
        };
        let hash = blake3::hash(folder.as_bytes()).to_hex();
        Self { path: Utf8Path::new(STATE).join(format!("manifest-{}.json", &hash[..16])), folder }
    }

    /// Reads the manifest.
    ///
    /// # Errors
    ///
    /// What keeps the file from being read, if it is there.
    pub(super) fn load(&self, world: &dyn World) -> Result<Found, WorldError> {
        let bytes = match world.read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.reason == Reason::NotFound => return Ok(Found::Nothing),
            Err(error) => return Err(error),
        };
        Ok(self.parse(&bytes).map_or_else(Found::Unreadable, Found::Manifest))
    }

    fn parse(&self, bytes: &[u8]) -> Result<Manifest, String> {
        let file: File = serde_json::from_slice(bytes).map_err(|_| "it is damaged, or another version of Segue wrote it".to_owned())?;
        if file.version != VERSION {
            return Err("another version of Segue wrote it".to_owned());
        }
        if file.folder != self.folder {
            return Err(format!("it belongs to the folder `{}`", file.folder));
        }
        // What is listed here may be removed: a path that leads out of the folder must never get in.
        if let Some(path) = file.files.keys().chain(file.pending.keys()).find(|path| fault(path).is_some()) {
            return Err(format!("it lists `{}`, which Segue never writes", path.escape_debug()));
        }
        Ok(Manifest { files: file.files.into_owned(), pending: file.pending.into_owned() })
    }

    /// Replaces the manifest.
    ///
    /// # Errors
    ///
    /// What keeps the file from being written.
    pub(super) fn save(&self, world: &dyn World, manifest: &Manifest) -> Result<(), WorldError> {
        let file = File {
            version: VERSION,
            folder: Cow::Borrowed(&self.folder),
            files: Cow::Borrowed(&manifest.files),
            pending: Cow::Borrowed(&manifest.pending),
        };
        let text =
            serde_json::to_vec(&file).map_err(|error| WorldError { path: self.path.clone(), reason: Reason::Other(error.to_string()) })?;
        world.write(&self.path, &text)
    }

    /// Removes the manifest.
    ///
    /// # Errors
    ///
    /// What keeps the file from being removed.
    pub(super) fn remove(&self, world: &dyn World) -> Result<(), WorldError> {
        world.remove(&self.path)
    }
}
