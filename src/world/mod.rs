//! The only door to disk and clock.
//!
//! Everything above reads and writes through [`World`], so that tests run in memory, the preview can swap its clock, and no other folder
//! can touch a file. Not for: knowing what the files mean.
//!
//! Invariant: paths are UTF-8, use `/`, and are relative to the project's root unless they are absolute.

pub mod bytes;
mod disk;
mod fingerprint;
pub mod limits;
mod lock;
mod memory;
pub mod sealed;
mod staged;
mod stamp;
mod text;
pub mod yaml;

use std::collections::BTreeSet;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use disk::DiskWorld;
pub use fingerprint::Fingerprint;
pub use lock::{Lock, LockError};
pub use memory::MemoryWorld;
pub use staged::{Staged, Unfinished, is_unfinished};
pub use stamp::Stamp;
pub use text::{Position, Reread, SourceText, Span};

/// A file that a walk found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileEntry {
    /// Relative to the project's root, with `/` between its parts.
    pub path: Utf8PathBuf,
    /// In bytes.
    pub size: u64,
    /// What tells a change without reading it.
    pub stamp: Stamp,
}

/// What a walk below a folder found.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    /// All files below the folder, sorted by path.
    pub files: Vec<FileEntry>,
    /// What could not be read, or may not be: a loop of links, a link out of the project, a name that no address can have.
    pub problems: Vec<WorldError>,
}

/// What may have changed on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changes {
    /// Files or folders at these paths: written, made, renamed or removed.
    Paths(BTreeSet<Utf8PathBuf>),
    /// Nobody knows: everything is looked at.
    Anything,
}

impl Changes {
    /// Both of them.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Paths(mut paths), Self::Paths(more)) => {
                paths.extend(more);
                Self::Paths(paths)
            }
            _ => Self::Anything,
        }
    }

    /// Whether a file or folder, something in it or something that it lies in may have changed.
    pub fn may_concern(&self, path: impl AsRef<Utf8Path>) -> bool {
        let path = path.as_ref();
        match self {
            Self::Paths(paths) => paths.iter().any(|changed| changed.starts_with(path) || path.starts_with(changed)),
            Self::Anything => true,
        }
    }
}

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A link, wherever it leads.
    Link,
}

/// Why the world could not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct WorldError {
    /// The path in question.
    pub path: Utf8PathBuf,
    /// What was in the way.
    pub reason: Reason,
}

/// What was in the way of an operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// There is no such file or folder.
    #[error("there is no such file")]
    NotFound,
    /// The system does not let this user do that.
    #[error("permission denied")]
    Denied,
    /// The disk has no room left.
    #[error("the disk is full")]
    Full,
    /// A name that is not UTF-8.
    #[error("the name is not valid UTF-8")]
    Name,
    /// A name that addresses and other systems cannot have.
    #[error("the name has a control character or a backslash in it")]
    Odd,
    /// A pipe, a socket or a device: reading it may never end.
    #[error("this is no ordinary file")]
    Special,
    /// Links that lead back to where they started.
    #[error("the link leads back to itself or to a folder that it lies in")]
    Loop,
    /// A link that leads out of the project.
    #[error("the link leads out of the project")]
    Outside,
    /// Anything else the system said.
    #[error("{0}")]
    Other(String),
}

/// Whether a file's name, or that of a folder above it, can be part of neither an address nor a path of another system.
fn is_odd(path: &Utf8Path) -> bool {
    path.as_str().chars().any(|c| c.is_control() || c == '\\')
}

/// Disk and clock.
pub trait World: Send + Sync {
    /// The bytes of a file.
    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, WorldError>;

    /// What reads its files again later.
    fn reread(&self) -> Arc<dyn Reread>;

    /// All files below a folder; empty when there is no such folder.
    fn walk(&self, folder: &Utf8Path) -> Walk;

    /// The names directly inside a folder, sorted; empty when there is none.
    fn names(&self, folder: &Utf8Path) -> Vec<String>;

    /// Whether there is a file at this path.
    fn is_file(&self, path: &Utf8Path) -> bool;

    /// What stands at this path, without following a link.
    fn kind(&self, path: &Utf8Path) -> Option<EntryKind>;

    /// The stamp of the file at this path, or of that which a link there leads to; nothing where there is no file.
    fn stamp(&self, path: &Utf8Path) -> Option<Stamp>;

    /// Makes a folder and those above it; gives back those that were not there, the uppermost first.
    fn make_folders(&self, folder: &Utf8Path) -> Result<Vec<Utf8PathBuf>, WorldError>;

    /// Writes a file beside its place in a folder that is there; what stands in its place stays until the file is committed.
    fn stage(&self, path: &Utf8Path, bytes: &[u8]) -> Result<Staged, WorldError>;

    /// Puts a staged file in its place; gives back the stamp that it has there.
    fn commit(&self, staged: Staged) -> Result<Stamp, WorldError> {
        staged.publish()
    }

    /// Replaces a file whole or not at all, making the folders above it.
    fn write(&self, path: &Utf8Path, bytes: &[u8]) -> Result<(), WorldError> {
        let staged = match self.stage(path, bytes) {
            Err(error) if error.reason == Reason::NotFound => {
                self.make_folders(path.parent().unwrap_or(path))?;
                self.stage(path, bytes)
            }
            staged => staged,
        };
        self.commit(staged?).map(drop)
    }

    /// Takes the lock that the file at this path stands for, making the file and the folders above it.
    fn lock(&self, path: &Utf8Path) -> Result<Lock, LockError>;

    /// Removes a file; that it is not there is no error.
    fn remove(&self, path: &Utf8Path) -> Result<(), WorldError>;

    /// Removes a folder if nothing is left in it.
    fn remove_empty_folder(&self, path: &Utf8Path);

    /// Removes what writes that were interrupted left below a folder.
    fn sweep(&self, folder: &Utf8Path);

    /// The absolute form of a path, with `.` and `..` resolved and, where it exists, links followed.
    fn absolute(&self, path: &Utf8Path) -> Utf8PathBuf;

    /// The instant now.
    fn now(&self) -> Timestamp;

    /// What the clock shows, for telling whether a stamp has [settled](Stamp::settled) and nothing else: it goes on.
    fn clock(&self) -> Timestamp;
}
