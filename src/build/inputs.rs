use camino::Utf8Path;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::diagnostics::SavedFinding;
use crate::emit::{ContentHash, Scope};
use crate::plan::Options;
use crate::site::{BASELINE, CONTENT, FOLDERS, SITE_FILE};
use crate::world::{FileEntry, Fingerprint, World};

/// All that a build read, and what it came to: with the same inputs there is nothing to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Inputs {
    /// How the site was seen.
    pub(super) view: Fingerprint,
    /// As of when, and until when that makes no difference.
    pub(super) now: Timestamp,
    pub(super) until: Timestamp,
    /// Every file of the project that a build may read.
    pub(super) files: Vec<FileEntry>,
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

/// Every file of the project that a build may read, as it lies there before anything is read.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) files: Vec<FileEntry>,
    /// Whether each of them would look otherwise after any change that follows.
    pub(super) settled: bool,
}

impl Found {
    /// Looks at them; nothing where something cannot be walked.
    pub(super) fn look(world: &dyn World) -> Option<Self> {
        let noted = world.now();
        let site = Utf8Path::new(SITE_FILE);
        let stamp = world.stamp(site)?;
        let mut files = vec![FileEntry { path: site.to_owned(), size: 0, stamp }];
        let baseline = Utf8Path::new(BASELINE);
        files.extend(world.stamp(baseline).map(|stamp| FileEntry { path: baseline.to_owned(), size: 0, stamp }));
        for folder in FOLDERS {
            let walk = world.walk(Utf8Path::new(folder));
            if !walk.problems.is_empty() {
                return None;
            }
            files.extend(walk.files);
        }
        let settled = files.iter().all(|file| file.stamp.settled(noted));
        Some(Self { files, settled })
    }

    /// The files below `content/`.
    pub(super) fn content(&self) -> impl Iterator<Item = &FileEntry> {
        self.files.iter().filter(|file| file.path.starts_with(CONTENT))
    }
}
