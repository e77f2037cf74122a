//! What changed on the disk, as it changes.
//!
//! A [`Watcher`] yields [`Changes`] one after the other: to the preview, and to any build that watches. The system's events are wake-ups,
//! not facts: they come twice, late, or not at all. So the watcher keeps an inventory of what it has told, and holds it against the disk
//! after every burst and now and then when all is quiet. Not for: knowing what a change means.
//!
//! Invariant: what lies on the disk and has not been told yet is told at the next rescan, whatever events were lost.

mod interest;
mod inventory;
mod pace;
mod source;
#[cfg(test)]
mod tests;
mod wake;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;

use crate::diagnostics::{Finding, Place};
use crate::world::{Changes, EntryKind, World};
pub use interest::is_dropping;
use interest::{is_ours, sources};
use inventory::Inventory;
pub use pace::Pace;
use source::Source;
use wake::Wake;
pub use wake::Wakes;

/// How the watcher learns that something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Means {
    /// The system tells it.
    #[default]
    Events,
    /// It looks again and again: for network folders and containers, of which the system tells nothing.
    Poll,
}

/// Tells what changes in a project.
pub struct Watcher {
    world: Arc<dyn World>,
    pace: Pace,
    wakes: Receiver<Wake>,
    inventory: Inventory,
    source: Option<Source>,
    /// When the burst began, and when it was heard of last, that no rescan has followed yet.
    burst: Option<(Instant, Instant)>,
    /// When the last rescan ended, and how long it took.
    rescanned: (Instant, Duration),
}

impl Watcher {
    /// Watches the project at `root`, and gives a way to stop it.
    ///
    /// Where the system cannot tell, it looks again and again instead, and the finding says so.
    pub fn start(world: Arc<dyn World>, root: &Utf8Path, means: Means) -> (Self, Wakes, Option<Finding>) {
        let (sender, receiver) = channel();
        let wakes = Wakes::new(sender);
        let (source, problem) = match means {
            Means::Poll => (None, None),
            Means::Events => match Source::start(world.as_ref(), root, &wakes) {
                Ok(source) => (Some(source), None),
                Err(error) => (None, Some(deaf(&error))),
            },
        };
        let pace = if source.is_some() { Pace::default() } else { Pace::poll() };
        (Self::new(world, pace, receiver, source), wakes, problem)
    }

    /// Watches a world with events that the caller makes.
    pub fn told(world: Arc<dyn World>, pace: Pace) -> (Self, Wakes) {
        let (sender, receiver) = channel();
        (Self::new(world, pace, receiver, None), Wakes::new(sender))
    }

    fn new(world: Arc<dyn World>, pace: Pace, wakes: Receiver<Wake>, source: Option<Source>) -> Self {
        // Taken after the system was asked to tell: what happens in between is told twice rather than never.
        let started = Instant::now();
        let inventory = Inventory::take(world.as_ref());
        let mut watcher = Self { world, pace, wakes, inventory, source, burst: None, rescanned: (Instant::now(), started.elapsed()) };
        watcher.follow_links();
        watcher
    }

    /// Waits until something changed and says what; nothing once it was stopped. When the clock reaches the instant, anything may be
    /// another: what dates publish and withdraw.
    pub fn wait(&mut self, until: Option<Timestamp>) -> Option<Changes> {
        loop {
            if until.is_some_and(|until| self.world.now() >= until) {
                return Some(Changes::Anything);
            }
            match self.wakes.recv_timeout(self.until_rescan()) {
                Ok(Wake::Stop) | Err(RecvTimeoutError::Disconnected) => return None,
                Ok(wake) => {
                    let mut missed = false;
                    let mut paths = BTreeSet::new();
                    if !self.gather(wake, &mut paths, &mut missed) {
                        return None;
                    }
                    if missed {
                        paths.extend(self.rescan());
                    }
                    let paths = self.note(paths);
                    if !paths.is_empty() {
                        return Some(Changes::Paths(paths));
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    let paths = self.rescan();
                    if !paths.is_empty() {
                        return Some(Changes::Paths(paths));
                    }
                }
            }
        }
    }

    /// How long to wait for events before the disk is looked at without one.
    fn until_rescan(&self) -> Duration {
        let now = Instant::now();
        let due = match self.burst {
            Some((first, last)) => (last + self.pace.settle).min(first + self.pace.at_least),
            None => self.rescanned.0 + self.pace.quiet.max(self.rescanned.1 * self.pace.rest).min(self.pace.at_most),
        };
        due.saturating_duration_since(now)
    }

    /// Takes what one burst names; `false` when the watcher is to stop.
    fn gather(&mut self, first: Wake, paths: &mut BTreeSet<Utf8PathBuf>, missed: &mut bool) -> bool {
        let started = Instant::now();
        let mut next = Some(first);
        while let Some(wake) = next {
            match wake {
                Wake::Paths(named) => paths.extend(named.into_iter().filter(|path| is_ours(path) && !is_dropping(path))),
                Wake::Missed => *missed = true,
                Wake::Stop => return false,
            }
            let left = self.pace.limit.saturating_sub(started.elapsed());
            next = self.wakes.recv_timeout(self.pace.gap.min(left)).ok();
        }
        true
    }

    /// Notes that these paths are told; without those of files that came and went. Before anybody reads them: what changes after that is
    /// found by the next rescan.
    fn note(&mut self, mut paths: BTreeSet<Utf8PathBuf>) -> BTreeSet<Utf8PathBuf> {
        let now = Instant::now();
        self.burst = Some((self.burst.map_or(now, |(first, _)| first), now));
        paths.retain(|path| {
            if let (Some(source), true) = (&mut self.source, sources().any(|source| source == path)) {
                source.watch_again(path);
            }
            self.inventory.note(self.world.as_ref(), path)
        });
        if paths.iter().any(|path| matches!(self.world.kind(path), Some(EntryKind::Folder | EntryKind::Link))) {
            self.follow_links();
        }
        paths
    }

    /// What differs from what was told.
    fn rescan(&mut self) -> BTreeSet<Utf8PathBuf> {
        let started = Instant::now();
        self.burst = None;
        let paths = self.inventory.differences(self.world.as_ref());
        if !paths.is_empty() {
            self.follow_links();
        }
        self.rescanned = (Instant::now(), started.elapsed());
        paths
    }

    /// Asks the system about folders that are links, which it does not follow by itself.
    fn follow_links(&mut self) {
        if let Some(source) = &mut self.source {
            source.follow(self.world.as_ref(), self.inventory.folders());
        }
    }
}

fn deaf(error: &notify::Error) -> Finding {
    Finding::warning("preview/watch", Place::Project, format!("the system does not tell when a file is saved: {error}"))
        .help("files are looked at again and again instead, which takes a second; `--poll` does so without this warning")
}
