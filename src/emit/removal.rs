use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::failure::unfinished;
use super::layout::folders;
use super::manifest::remove_folders;
use crate::diagnostics::Findings;
use crate::world::{EntryKind, World, WorldError};

/// Removes files below a folder, and the folders that this leaves empty; gives back those that were there.
///
/// # Errors
///
/// What keeps files from being removed; the others are removed.
pub(super) fn remove(world: &dyn World, folder: &Utf8Path, paths: &[String]) -> Result<Vec<Utf8PathBuf>, Findings> {
    let done: Vec<Result<Option<Utf8PathBuf>, WorldError>> =
        paths.par_iter().map(|path| remove_one(world, folder, Utf8Path::new(path))).collect();
    // The output folder itself stays.
    let emptied: BTreeSet<&str> = paths.iter().flat_map(|path| folders(path)).collect();
    remove_folders(world, emptied.into_iter().map(|inner| folder.join(inner)).collect());
    let mut removed = Vec::new();
    let mut errors = Vec::new();
    for result in done {
        match result {
            Ok(path) => removed.extend(path),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(removed) } else { Err(unfinished(errors)) }
}

/// A folder that stands where a file of ours stood is not ours.
fn remove_one(world: &dyn World, folder: &Utf8Path, path: &Utf8Path) -> Result<Option<Utf8PathBuf>, WorldError> {
    let full = folder.join(path);
    match world.kind(&full) {
        None | Some(EntryKind::Folder) => Ok(None),
        Some(EntryKind::File | EntryKind::Link) => world.remove(&full).map(|()| Some(path.to_owned())),
    }
}
