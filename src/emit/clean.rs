use camino::{Utf8Path, Utf8PathBuf};

use super::failure::findings;
use super::manifest::{Found, ManifestPlace};
use super::removal::remove;
use crate::diagnostics::{Finding, Findings, Place};
use crate::world::World;

/// Removes exactly the files that the manifest of an output folder lists, the folders this leaves empty, and the manifest. Gives back
/// the files that were there, by their paths below the folder.
///
/// # Errors
///
/// A finding when the manifest cannot be read, so that nobody knows which files are ours, and what the world could not remove.
pub fn clean(world: &dyn World, folder: &Utf8Path) -> Result<Vec<Utf8PathBuf>, Findings> {
    let place = ManifestPlace::new(world, folder);
    let mut manifest = match place.load(world).map_err(|error| findings(vec![error]))? {
        Found::Nothing => return Ok(Vec::new()),
        Found::Manifest(manifest) => manifest,
        Found::Unreadable(why) => {
            let message = format!("nobody knows which files here are Segue's: their list cannot be used: {why}");
            let finding = Finding::error("emit/manifest", Place::File(folder.to_owned()), message);
            return Err(finding.help("remove what you do not need by hand").into());
        }
    };
    if manifest.is_interrupted() {
        manifest.settle(world, folder);
    }
    let paths: Vec<Utf8PathBuf> = manifest.files.into_keys().map(Utf8PathBuf::from).collect();
    let removed = remove(world, folder, &paths)?;
    place.remove(world).map_err(|error| findings(vec![error]))?;
    world.remove_empty_folder(folder);
    Ok(removed)
}
