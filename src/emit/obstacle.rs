use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use super::manifest::Manifest;
use super::strangers::files_below;
use crate::diagnostics::{Finding, Place};
use crate::world::{EntryKind, World};

/// That a file which is not ours stands in the place of a file.
pub(super) fn foreign_file(full: Utf8PathBuf) -> Finding {
    in_the_way(full, "Segue did not write this file, and the build has another one for its place")
        .help("move it away, or give --adopt to let the build replace it")
}

/// A folder in the place of a file, unless it was made for files of ours, and holds no others: they go, too.
pub(super) fn foreign_folder(world: &dyn World, folder: &Utf8Path, path: &str, manifest: &Manifest) -> Option<Finding> {
    let full = folder.join(path);
    let inside = format!("{path}/");
    let was_made_for_ours = manifest.files.range(inside.clone()..).next().is_some_and(|(path, _)| path.starts_with(&inside));
    let is_ours = was_made_for_ours && files_below(world, &full).all(|file| manifest.files.contains_key(&format!("{inside}{file}")));
    (!is_ours).then(|| in_the_way(full, "this folder stands where the build has a file").help("move it away"))
}

/// Files and links in the places of folders.
pub(super) fn blocked_folders(world: &dyn World, folder: &Utf8Path, needed: BTreeSet<&str>) -> Vec<Finding> {
    let full = needed.into_iter().map(|needed| folder.join(needed));
    let blocked = full.filter(|path| matches!(world.kind(path), Some(EntryKind::File | EntryKind::Link)));
    let message = "this is no folder, and the build has files for a folder of this name";
    blocked.map(|path| in_the_way(path, message).help("move it away")).collect()
}

fn in_the_way(path: Utf8PathBuf, message: &str) -> Finding {
    Finding::error("emit/in-the-way", Place::File(path), message)
}
