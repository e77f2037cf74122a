//! Texts to begin with: those of the example site.

use camino::Utf8Path;
use segue::world::{DiskWorld, World};

/// The longest seed, in bytes: what is found in a short text is found sooner.
const LONGEST: u64 = 8 << 10;

/// The texts below a folder of the example site whose names end so.
pub fn files(folder: &str, ending: &str, most: usize) -> Vec<Vec<u8>> {
    let Some(root) = DiskWorld::find_upwards(Utf8Path::new(env!("CARGO_MANIFEST_DIR")), "site.yaml") else { return Vec::new() };
    let world = DiskWorld::new(root);
    let walk = world.walk(Utf8Path::new(folder));
    let files = walk.files.iter().filter(|file| file.path.as_str().ends_with(ending) && file.size <= LONGEST);
    files.filter_map(|file| world.read(&file.path).ok()).take(most).collect()
}

/// A byte that says how the rest is read, and the rest.
pub fn led_by(byte: u8, text: &[u8]) -> Vec<u8> {
    let mut seed = vec![byte];
    seed.extend_from_slice(text);
    seed
}
