//! What was fine in the last days, so that nobody is asked again for nothing. Safe to delete.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::verdict::Verdict;
use crate::emit::STATE;
use crate::world::World;
use crate::world::sealed::{seal, unseal};

/// How its file begins, with the version of its form.
const HEADER: &[u8] = b"segue links 1\n";

/// Forgets it.
pub fn forget(world: &dyn World) {
    // What cannot be removed is merely remembered.
    let _ = world.remove(&place());
}

/// Answers without fault.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Memory {
    fine: BTreeMap<String, Answer>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Answer {
    /// In seconds since 1970.
    at: i64,
    /// Where it has moved for good.
    moved: Option<String>,
}

fn place() -> Utf8PathBuf {
    Utf8Path::new(STATE).join("cache").join("links")
}

impl Memory {
    /// What is no older than so many days. A file that cannot be read is none.
    pub(super) fn read(world: &dyn World, days: u32) -> Self {
        let mut memory: Self = world.read(&place()).ok().and_then(|bytes| unseal(HEADER, &bytes)).unwrap_or_default();
        let now = world.now();
        let oldest = now.checked_sub(SignedDuration::from_hours(i64::from(days) * 24)).unwrap_or(Timestamp::MIN);
        let kept = oldest.as_second()..=now.as_second();
        memory.fine.retain(|_, answer| days > 0 && kept.contains(&answer.at));
        memory
    }

    /// What is known of an address.
    pub(super) fn of(&self, address: &str) -> Option<Verdict> {
        self.fine.get(address).map(|answer| answer.moved.clone().map_or(Verdict::Fine, Verdict::Moved))
    }

    /// Remembers an answer, where it is one without fault.
    pub(super) fn note(&mut self, address: &str, verdict: &Verdict, now: Timestamp) {
        let moved = match verdict {
            Verdict::Fine => None,
            Verdict::Moved(to) => Some(to.clone()),
            _ => return,
        };
        self.fine.insert(address.to_owned(), Answer { at: now.as_second(), moved });
    }

    /// Keeps it. What cannot be written is merely asked again.
    pub(super) fn write(&self, world: &dyn World) {
        if let Ok(bytes) = seal(HEADER, self) {
            let _ = world.write(&place(), &bytes);
        }
    }
}
