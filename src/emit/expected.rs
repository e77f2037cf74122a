use std::sync::atomic::{AtomicBool, Ordering};

use camino::{Utf8Path, Utf8PathBuf};

use super::Scope;

/// A file that a build is going to make.
#[derive(Debug)]
pub(super) struct Expected {
    pub(super) path: Utf8PathBuf,
    pub(super) scope: Scope,
    pub(super) ground: Ground,
    delivered: AtomicBool,
}

/// What is known of a file's place before the file is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    /// The build leaves it alone: it belongs to other audiences, or to all of them.
    Left,
    /// There is a record of what the last build left there.
    Recorded,
    /// Nothing stands there.
    Free,
    /// Something stands there that is not known to be ours.
    Taken,
    /// Files of ours stand in the way, which go when the build is committed.
    Blocked,
}

impl Expected {
    pub(super) fn new(path: Utf8PathBuf, scope: Scope, ground: Ground) -> Self {
        Self { path, scope, ground, delivered: AtomicBool::new(false) }
    }

    /// Remembers that the file was made, or found unchanged.
    pub(super) fn deliver(&self) {
        self.delivered.store(true, Ordering::Release);
    }

    /// Whether the build has nothing more to do for it.
    pub(super) fn is_delivered(&self) -> bool {
        self.ground == Ground::Left || self.delivered.load(Ordering::Acquire)
    }
}

/// The place of a path among files that are sorted by path.
pub(super) fn find(expected: &[Expected], path: &Utf8Path) -> Option<usize> {
    expected.binary_search_by(|expected| expected.path.as_str().cmp(path.as_str())).ok()
}
