use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};

use super::{Stamp, WorldError};

/// How the names of files begin and end that are still being written.
pub(super) const UNFINISHED: (&str, &str) = (".segue-", ".part");

/// A file that lies whole beside its place, under another name, until it is [committed](super::World::commit). Dropped, it is gone.
#[derive(Debug)]
pub struct Staged {
    path: Utf8PathBuf,
    file: Box<dyn Unfinished>,
}

/// What a world knows of a file that it staged; dropping it removes the file.
pub trait Unfinished: fmt::Debug + Send + Sync {
    /// Takes its place, whatever file is there, and gives back the stamp that the file then has.
    ///
    /// # Errors
    ///
    /// What keeps it from its place; then it is gone.
    fn publish(self: Box<Self>) -> Result<Stamp, WorldError>;
}

impl Staged {
    /// A file on its way to `path`.
    pub fn new(path: impl Into<Utf8PathBuf>, file: Box<dyn Unfinished>) -> Self {
        Self { path: path.into(), file }
    }

    /// Where it is to be.
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// Takes its place: what [`World::commit`](super::World::commit) does where nothing is in its way.
    ///
    /// # Errors
    ///
    /// What keeps it from its place; then it is gone.
    pub fn publish(self) -> Result<Stamp, WorldError> {
        self.file.publish()
    }
}

/// Whether a file of this name is one that was staged, and perhaps left by a program that was killed.
pub fn is_unfinished(name: &str) -> bool {
    name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1)
}
