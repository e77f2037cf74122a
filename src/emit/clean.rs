use camino::{Utf8Path, Utf8PathBuf};

use super::failure::unfinished;
use super::lock::lock;
use super::manifest::Manifest;
use super::memory::{Found, Memory};
use super::removal::remove;
use crate::diagnostics::{Finding, Findings, Place};
use crate::world::World;

/// Removes exactly the files that the manifest of an output folder lists, the folders this leaves empty, and the manifest. Gives back
/// the files that were there, by their paths below the folder.
///
/// # Errors
///
/// A finding when a build is at work, when the manifest cannot be read, so that nobody knows which files are ours, and what the world
/// could not remove.
pub fn clean(world: &dyn World, folder: &Utf8Path) -> Result<Vec<Utf8PathBuf>, Findings> {
    let _lock = lock(world)?;
    let failed = |error| unfinished(vec![error]);
    let memory = Memory::new(world, folder);
    let journal = memory.journal(world).map_err(failed)?;
    let mut manifest = match memory.manifest(world).map_err(failed)? {
        Found::Nothing if journal.is_none() => return Ok(Vec::new()),
        Found::Nothing => Manifest::default(),
        Found::Manifest(manifest) => manifest,
        Found::Unusable(why) => {
            let message = format!("nobody knows which files here are Segue's: their list cannot be used: {why}");
            let finding = Finding::error("emit/manifest", Place::File(folder.to_owned()), message);
            return Err(finding.help("remove what you do not need by hand").into());
        }
    };
    if let Some(journal) = journal {
        manifest.settle(&journal, world, folder);
    }
    let paths: Vec<String> = manifest.files.into_keys().collect();
    let removed = remove(world, folder, &paths)?;
    memory.forget(world).map_err(failed)?;
    world.remove_empty_folder(folder);
    Ok(removed)
}
