use camino::{Utf8Path, Utf8PathBuf};

use crate::world::{EntryKind, World};

/// What happens where files in the output folder are not Segue's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Strangers {
    /// The build does not begin.
    #[default]
    Refuse,
    /// The folder is taken over: files that no page replaces stay, and are never removed.
    Adopt,
}

/// The files and links below a folder, by their paths below it, in order; links are not followed.
pub(super) fn files_below(world: &dyn World, folder: &Utf8Path) -> impl Iterator<Item = Utf8PathBuf> {
    let mut waiting = inside(world, folder, "");
    std::iter::from_fn(move || {
        loop {
            let path = waiting.pop()?;
            let full = folder.join(&path);
            match world.kind(&full) {
                Some(EntryKind::Folder) => waiting.extend(inside(world, &full, &path)),
                Some(_) => return Some(path.into()),
                None => {}
            }
        }
    })
}

/// Whether a path below a folder is, or lies below, something whose name begins with a dot: what versioning and hosts keep there.
pub(super) fn is_dotted(path: &Utf8Path) -> bool {
    path.components().any(|part| part.as_str().starts_with('.'))
}

/// The last first.
fn inside(world: &dyn World, folder: &Utf8Path, path: &str) -> Vec<String> {
    let below = |name: String| if path.is_empty() { name } else { format!("{path}/{name}") };
    world.names(folder).into_iter().rev().map(below).collect()
}
