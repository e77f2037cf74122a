use std::collections::HashSet;
use std::sync::Arc;

use camino::Utf8Path;

use super::AudienceAddress;
use super::faults::{Faults, is_same};
use super::generation::Generation;
use crate::diagnostics::{Finding, Findings, Level};
use crate::plan::{HostId, Options};
use crate::world::Changes;

/// How things stand.
#[derive(Default)]
pub(super) struct State {
    /// Counts the changes.
    pub(super) number: u64,
    /// The last state that could be loaded.
    pub(super) current: Option<Arc<Generation>>,
    /// The last one before it without an error, while it may be of use.
    pub(super) good: Option<Arc<Generation>>,
    /// What changed since the last state that could be loaded; nothing if that is the last one.
    pub(super) left: Option<Changes>,
    /// How the site is seen through the doors.
    pub(super) seen: Options,
    /// What is wrong with the site.
    pub(super) loaded: Vec<Finding>,
    /// What is wrong with pages.
    pub(super) faults: Faults,
    /// The same of the state before, until it is known what is left of it.
    pub(super) stale: Faults,
    /// What an editor would say of texts, and of pages as they are published: of this state, or of the last one that was looked through.
    pub(super) checked: Vec<Finding>,
    pub(super) published: Vec<Finding>,
    /// What was told last, and how often it was another.
    pub(super) told: Vec<Finding>,
    pub(super) version: u64,
    pub(super) addresses: Vec<AudienceAddress>,
}

/// What browsers are told when something happened.
#[derive(Debug, Clone)]
pub(super) struct Notice {
    pub(super) generation: u64,
    /// The version of the findings.
    pub(super) findings: u64,
    /// Files that changed under an address that stays, with their door.
    pub(super) files: Arc<Vec<(HostId, String)>>,
}

impl State {
    /// Whether something is wrong that would stop a build.
    pub(super) fn is_broken(&self) -> bool {
        !self.faults.is_empty() || self.loaded.iter().any(|finding| finding.level == Level::Error)
    }

    pub(super) fn findings(&self) -> Vec<Finding> {
        let stale = self.stale.findings().filter(|stale| !self.faults.findings().any(|fault| is_same(stale, fault)));
        let mut findings = Findings::new();
        let said = self.checked.iter().chain(&self.published);
        findings.extend(self.loaded.iter().chain(self.faults.findings()).chain(stale).chain(said).cloned());
        findings.sorted()
    }

    pub(super) fn notice(&self, files: Vec<(HostId, String)>) -> Notice {
        Notice { generation: self.number, findings: self.version, files: Arc::new(files) }
    }
}

/// Those findings that are none of the known ones. Where a text was written to above it, a finding moves and stays the same to whoever reads
/// it.
pub(super) fn others(all: &[Finding], known: &[Finding]) -> Vec<Finding> {
    fn face(finding: &Finding) -> (&str, &str, Option<&Utf8Path>) {
        (finding.rule, &finding.message, finding.place.path())
    }
    let known: HashSet<_> = known.iter().map(face).collect();
    all.iter().filter(|finding| !known.contains(&face(finding))).cloned().collect()
}
