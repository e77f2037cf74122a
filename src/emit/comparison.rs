use camino::Utf8Path;

use super::expected::{Expected, Ground};
use super::folder::{OutputFolder, Saved};
use super::manifest::Record;
use super::obstacle::{foreign_file, foreign_folder};
use super::strangers::is_dotted;
use super::{ContentHash, Strangers};
use crate::diagnostics::Finding;
use crate::world::{EntryKind, Stamp};

/// How what is built differs from what lies in its place.
#[derive(Debug)]
pub(super) enum Comparison {
    /// It is there already; with the record that the manifest is to have of it.
    Same(Record),
    /// It is new, or differs from what the last build left.
    Changed,
    /// What the last build left there was changed or removed by somebody.
    Repaired,
    /// A file of somebody else stands there, in a folder whose manifest cannot be used.
    Stranger,
    /// Something of somebody else stands there.
    InTheWay(Finding),
}

impl OutputFolder<'_> {
    /// Holds a file that is built against its place. Where the stamp proves that the place is as the last build left it, nothing is read.
    pub(super) fn compare(&self, expected: &Expected, hash: ContentHash) -> Comparison {
        let record = match (expected.ground, self.manifest.files.get(expected.path.as_str())) {
            (Ground::Left | Ground::Free | Ground::Blocked, _) => return Comparison::Changed,
            (Ground::Taken | Ground::Recorded, None) => return self.compare_taken(expected, hash),
            (Ground::Taken | Ground::Recorded, Some(record)) => record,
        };
        let full = self.folder.join(&expected.path);
        let as_it_should_be = |stamp| Comparison::Same(Record { scope: expected.scope.clone(), hash, stamp });
        let Some(stamp) = self.world.stamp(&full) else {
            if self.world.kind(&full) == Some(EntryKind::Folder)
                && let Some(obstacle) = foreign_folder(self.world, &self.folder, expected.path.as_str(), &self.manifest)
            {
                return Comparison::InTheWay(obstacle);
            }
            return Comparison::Repaired;
        };
        if record.stamp == Some(stamp) {
            return if record.hash == hash { as_it_should_be(record.stamp) } else { Comparison::Changed };
        }
        match self.content(&full) {
            Some((found, stamp)) if found == hash => as_it_should_be(stamp),
            Some((found, _)) if found == record.hash => Comparison::Changed,
            _ => Comparison::Repaired,
        }
    }

    fn compare_taken(&self, expected: &Expected, hash: ContentHash) -> Comparison {
        let full = self.folder.join(&expected.path);
        match self.content(&full) {
            // Somebody put there what belongs there.
            Some((found, stamp)) if found == hash => Comparison::Same(Record { scope: expected.scope.clone(), hash, stamp }),
            _ if self.strangers == Strangers::Adopt => Comparison::Changed,
            _ if matches!(self.saved, Saved::Unusable(_)) && !is_dotted(&expected.path) => Comparison::Stranger,
            _ => Comparison::InTheWay(foreign_file(full)),
        }
    }

    /// What a file holds, and the stamp that proves it from now on, if there is one already.
    fn content(&self, full: &Utf8Path) -> Option<(ContentHash, Option<Stamp>)> {
        // In this order: whatever changes later does so by a later clock, and shows.
        let now = self.world.clock();
        let stamp = self.world.stamp(full).filter(|stamp| stamp.settled(now));
        let bytes = self.world.read(full).ok()?;
        Some((ContentHash::of(&bytes), stamp))
    }
}
