use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::failure::findings;
use crate::diagnostics::Findings;
use crate::world::{EntryKind, World, WorldError};

/// Removes files below a folder, and the folders that this leaves empty; gives back those that were there.
///
/// # Errors
///
/// What keeps files from being removed; the others are removed.
pub(super) fn remove(world: &dyn World, folder: &Utf8Path, paths: &[Utf8PathBuf]) -> Result<Vec<Utf8PathBuf>, Findings> {
    let done: Vec<Result<Option<Utf8PathBuf>, WorldError>> = paths.par_iter().map(|path| remove_one(world, folder, path)).collect();
    let emptied: BTreeSet<&Utf8Path> = paths.iter().flat_map(|path| path.ancestors().skip(1)).collect();
    // What lies deeper sorts later, and goes first. The output folder itself stays.
    for inner in emptied.into_iter().rev().filter(|inner| !inner.as_str().is_empty()) {
        world.remove_empty_folder(&folder.join(inner));
    }
    let mut removed = Vec::new();
    let mut errors = Vec::new();
    for result in done {
        match result {
            Ok(path) => removed.extend(path),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(removed) } else { Err(findings(errors)) }
}

/// A folder that stands where a file of ours stood is not ours.
fn remove_one(world: &dyn World, folder: &Utf8Path, path: &Utf8Path) -> Result<Option<Utf8PathBuf>, WorldError> {
    let full = folder.join(path);
    match world.kind(&full) {
        None | Some(EntryKind::Folder) => Ok(None),
        Some(EntryKind::File | EntryKind::Link) => world.remove(&full).map(|()| Some(path.to_owned())),
    }
}
