//! The only door to disk and clock.
//!
//! Everything above reads and writes through [`World`], so that tests run in memory, the preview can swap its clock, and no other folder
//! can touch a file. Not for: knowing what the files mean.
//!
//! Invariant: paths are UTF-8, use `/`, and are relative to the project's root unless they are absolute.

mod disk;
mod memory;
mod text;
pub mod yaml;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;

pub use disk::DiskWorld;
pub use memory::MemoryWorld;
pub use text::{Position, SourceText, Span};

/// A file that a walk found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileEntry {
    /// Relative to the project's root, with `/` between its parts.
    pub path: Utf8PathBuf,
    /// In bytes.
    pub size: u64,
}

/// What a walk below a folder found.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    /// All files below the folder, sorted by path.
    pub files: Vec<FileEntry>,
    /// What could not be read, or may not be: a loop of links, a link out of the project, a name that is not UTF-8.
    pub problems: Vec<WorldError>,
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
    /// Links that lead back to where they started.
    #[error("the link leads back to a folder that contains it")]
    Loop,
    /// A link that leads out of the project.
    #[error("the link leads out of the project")]
    Outside,
    /// Anything else the system said.
    #[error("{0}")]
    Other(String),
}

/// Disk and clock.
pub trait World: Send + Sync {
    /// The bytes of a file.
    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, WorldError>;

    /// All files below a folder; empty when there is no such folder.
    fn walk(&self, folder: &Utf8Path) -> Walk;

    /// The names directly inside a folder, sorted; empty when there is none.
    fn names(&self, folder: &Utf8Path) -> Vec<String>;

    /// Whether there is a file at this path.
    fn is_file(&self, path: &Utf8Path) -> bool;

    /// What stands at this path, without following a link.
    fn kind(&self, path: &Utf8Path) -> Option<EntryKind>;

    /// Replaces a file whole or not at all, making the folders above it.
    fn write(&self, path: &Utf8Path, bytes: &[u8]) -> Result<(), WorldError>;

    /// Removes a file; that it is not there is no error.
    fn remove(&self, path: &Utf8Path) -> Result<(), WorldError>;

    /// Removes a folder if nothing is left in it.
    fn remove_empty_folder(&self, path: &Utf8Path);

    /// Removes what writes that were interrupted left below a folder.
    fn sweep(&self, folder: &Utf8Path);

    /// The absolute form of a path, with `.` and `..` resolved and, where it exists, links followed.
    fn absolute(&self, path: &Utf8Path) -> Utf8PathBuf;

    /// When a file was last written to, where the world knows.
    fn modified(&self, _path: &Utf8Path) -> Option<Timestamp> {
        None
    }

    /// The instant now.
    fn now(&self) -> Timestamp;
}
