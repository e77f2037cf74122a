use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What the system says of a file without reading it: a file whose stamp is still that which was noted holds what it held then.
///
/// A stamp proves that only if it had [settled](Stamp::settled) when it was noted; stamps of two systems, or of a copy, never meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Stamp {
    /// In bytes.
    size: u64,
    /// When its content changed last, or when somebody said it did: nanoseconds since 1970.
    modified: i64,
    /// When the file changed last by the system's own clock, which nobody sets; where the system keeps no such time, `modified`.
    changed: i64,
    /// The file's number in its file system, which another file that takes its place does not have; 0 where there is none.
    number: u64,
}

/// How long the clocks that stamp files may stand still: a tick of the kernel is 1 to 10 ms on Linux, 15.6 ms on Windows.
const TICK: i64 = 20_000_000;

/// The same for file systems that keep whole seconds, or as FAT does every other one.
const COARSE_TICK: i64 = 3_000_000_000;

/// A time that is a multiple of this comes from a file system that keeps no finer ones.
const FINE: i64 = 1_000_000;

impl Stamp {
    pub(super) fn new(size: u64, modified: i64, changed: i64, number: u64) -> Self {
        Self { size, modified, changed, number }
    }

    /// Whether both stamps are of one file, changed or not; where files have no numbers, nobody knows better.
    pub(super) fn is_of(self, other: Self) -> bool {
        self.number == other.number
    }

    /// Whether this stamp, taken at `noted` or later, differs from that of the file after any change that follows. In a file that changed
    /// within the same tick of the clock, another change would not show: such a file has to be read (git's rule of the racy entry).
    #[must_use]
    pub fn settled(self, noted: Timestamp) -> bool {
        let tick = if self.changed % FINE == 0 { COARSE_TICK } else { TICK };
        i128::from(self.changed) + i128::from(tick) < noted.as_nanosecond()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(changed: i64, nanoseconds: i64) -> bool {
        Stamp::new(1, changed, changed, 1).settled(Timestamp::from_nanosecond(i128::from(changed + nanoseconds)).unwrap())
    }

    #[test]
    fn a_file_that_changed_just_now_could_change_again_unseen() {
        let fine = 1_700_000_000_123_456_789;
        assert!(!after(fine, 0) && !after(fine, 10_000_000) && after(fine, 25_000_000));
    }

    #[test]
    fn whole_seconds_are_waited_for() {
        let coarse = 1_700_000_000_000_000_000;
        assert!(!after(coarse, 25_000_000) && !after(coarse, 2_000_000_000) && after(coarse, 3_100_000_000));
    }

    #[test]
    fn a_file_from_the_future_never_settles() {
        assert!(!after(1_700_000_000_123_456_789, -1_000_000_000));
    }
}
