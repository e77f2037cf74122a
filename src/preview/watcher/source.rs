use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use notify::event::{AccessKind, AccessMode};
use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::interest::{FILES, is_ours, sources};
use super::wake::Wakes;
use crate::world::{EntryKind, World};

/// The system's own news of files.
pub(super) struct Source {
    root: Utf8PathBuf,
    watcher: RecommendedWatcher,
    links: BTreeSet<Utf8PathBuf>,
}

impl Source {
    /// Asks the system to tell what happens in the project.
    ///
    /// # Errors
    ///
    /// The system cannot, or will not watch that many folders.
    pub(super) fn start(world: &dyn World, root: &Utf8Path, wakes: &Wakes) -> Result<Self, notify::Error> {
        let roots = [root.to_owned(), world.absolute(Utf8Path::new(""))];
        let wakes = wakes.clone();
        let hear = move |event: Result<Event, notify::Error>| match event {
            Ok(event) if event.need_rescan() => wakes.missed(),
            Ok(event) if is_change(event.kind) => {
                let below = |path: &Utf8Path| roots.iter().find_map(|root| path.strip_prefix(root).ok()).map(Utf8Path::to_owned);
                let paths = event.paths.iter().filter_map(|path| below(Utf8Path::from_path(path)?)).filter(|path| is_ours(path));
                let paths: Vec<Utf8PathBuf> = paths.collect();
                if !paths.is_empty() {
                    wakes.paths(paths);
                }
            }
            Ok(_) => {}
            Err(_) => wakes.missed(),
        };
        // Links are followed by hand: one that leads out of the project could lead to the whole disk.
        let watcher = RecommendedWatcher::new(hear, Config::default().with_follow_symlinks(false))?;
        let mut source = Self { root: root.to_owned(), watcher, links: BTreeSet::new() };
        source.watcher.watch(root.as_std_path(), RecursiveMode::NonRecursive)?;
        for folder in sources().filter(|name| !FILES.contains(name) && world.kind(Utf8Path::new(name)).is_some()) {
            source.watcher.watch(root.join(folder).as_std_path(), RecursiveMode::Recursive)?;
        }
        Ok(source)
    }

    /// A folder of sources has come, or gone, or is another one now.
    pub(super) fn watch_again(&mut self, folder: &Utf8Path) {
        if FILES.contains(&folder.as_str()) {
            return;
        }
        let full = self.root.join(folder);
        // Neither fails when the folder is gone in a way that matters: when it comes back, the root tells.
        let _ = self.watcher.unwatch(full.as_std_path());
        let _ = self.watcher.watch(full.as_std_path(), RecursiveMode::Recursive);
        self.links.retain(|link| !link.starts_with(folder));
    }

    /// Watches those of the folders that are links to somewhere else in the project.
    pub(super) fn follow(&mut self, world: &dyn World, folders: BTreeSet<&Utf8Path>) {
        let project = world.absolute(Utf8Path::new(""));
        for folder in folders {
            if self.links.contains(folder) || world.kind(folder) != Some(EntryKind::Link) {
                continue;
            }
            let real = world.absolute(folder);
            // What lies in a folder that is watched already is told from there, and the rescan finds it here.
            if real.strip_prefix(&project).is_ok_and(|below| !is_ours(below))
                && self.watcher.watch(self.root.join(folder).as_std_path(), RecursiveMode::Recursive).is_ok()
            {
                self.links.insert(folder.to_owned());
            }
        }
    }
}

/// Whether an event speaks of a change: that a file was opened or read, also by ourselves, is none.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        _ => true,
    }
}
