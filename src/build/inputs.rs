use std::collections::BTreeMap;

use camino::Utf8Path;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::diagnostics::SavedFinding;
use crate::emit::{ContentHash, Scope};
use crate::plan::Options;
use crate::site::{CONTENT, SITE_FILE};
use crate::theme::THEMES;
use crate::world::{Fingerprint, Stamp, World};

/// All that a build read, and what it came to: with the same inputs there is nothing to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Inputs {
    /// How the site was seen.
    pub(super) view: Fingerprint,
    /// As of when, and until when that makes no difference.
    pub(super) now: Timestamp,
    pub(super) until: Timestamp,
    /// Every file of the project that a build may read.
    pub(super) stamps: BTreeMap<String, Stamp>,
    /// The files that were made.
    pub(super) made: Vec<(String, Scope, ContentHash)>,
    /// How many of them are pages.
    pub(super) pages: usize,
    /// What was found, none of it an error.
    pub(super) findings: Vec<SavedFinding>,
    /// The output folder, as it was named.
    pub(super) out: String,
}

/// How a site is seen, as far as that makes a difference; the instant aside.
pub(super) fn view(options: &Options) -> Fingerprint {
    let hosts: Vec<String> = options.overrides.hosts.iter().map(|(id, url)| format!("{id}={url:?}")).collect();
    Fingerprint::of(&(hosts, options.overrides.fold, options.drafts))
}

/// The stamps of all files that a build may read; nothing where one of them proves nothing, or something cannot be walked.
pub(super) fn stamps(world: &dyn World, noted: Timestamp) -> Option<BTreeMap<String, Stamp>> {
    let mut stamps = BTreeMap::from([(SITE_FILE.to_owned(), world.stamp(Utf8Path::new(SITE_FILE))?)]);
    for folder in [CONTENT, THEMES] {
        let walk = world.walk(Utf8Path::new(folder));
        if !walk.problems.is_empty() {
            return None;
        }
        stamps.extend(walk.files.into_iter().map(|entry| (entry.path.into_string(), entry.stamp)));
    }
    stamps.values().all(|stamp| stamp.settled(noted)).then_some(stamps)
}
