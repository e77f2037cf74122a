use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::emit::ContentHash;
use crate::plan::{PagePrints, RouteSource, Snapshot};
use crate::render::Trace;
use crate::world::{Fingerprint, Stamp};

/// What a build knows of its pages when it is over.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Record {
    pub(super) ground: Ground,
    /// Every page by its name.
    pub(super) pages: BTreeMap<String, PagePrints>,
    /// The files of `content/` that are copied, with stamps that prove something.
    pub(super) files: BTreeMap<String, Stamp>,
    /// What was made, by its path below the output folder.
    pub(super) made: BTreeMap<String, Made>,
}

/// What every page stands on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ground {
    /// `site.yaml`, the audiences, and how the site is seen.
    pub(super) site: Fingerprint,
    /// The theme, with all of its files.
    pub(super) theme: Fingerprint,
    /// As of when, and until when that makes no difference.
    pub(super) now: Timestamp,
    pub(super) until: Timestamp,
    /// Which pages and lists there are, in which order, and at which addresses.
    pub(super) shape: Fingerprint,
}

/// A file that was made.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Made {
    pub(super) hash: ContentHash,
    pub(super) trace: Trace,
}

impl Ground {
    /// What the pages of a snapshot stand on.
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let site = &snapshot.site;
        let texts: Vec<&str> =
            std::iter::once(&site.document).chain(site.audiences.iter().map(|audience| &audience.document)).map(|d| d.text()).collect();
        let ids: Vec<&str> = site.audiences.iter().map(|audience| audience.id.as_str()).collect();
        let hosts: Vec<String> = snapshot.plan.hosts.iter().map(|(_, host)| format!("{:?} {:?}", host.base, host.folder)).collect();
        let homes: Vec<_> = snapshot.plan.variants.iter().map(|variant| (&variant.root, &variant.audience_root)).collect();
        Self {
            site: Fingerprint::of(&(texts, ids, hosts, homes, snapshot.preview, snapshot.today.drafts)),
            theme: Fingerprint::of_bytes(snapshot.theme.files().as_bytes()),
            now: snapshot.today.now.timestamp(),
            until: snapshot.today.until(),
            shape: shape(snapshot),
        }
    }

    /// Whether pages that stood on one stand on the other as well.
    pub(super) fn is_firm(&self, later: &Self) -> bool {
        let same = (self.site, self.theme, self.shape) == (later.site, later.theme, later.shape);
        same && (self.now == later.now || self.now <= later.now && later.now < self.until)
    }
}

/// Which pages and lists there are. Page numbers mean the same in two snapshots only where all pages are the same, so they come first.
fn shape(snapshot: &Snapshot) -> Fingerprint {
    let plan = &snapshot.plan;
    let pages: Vec<_> = plan.pages.iter().map(|page| (page.source.id.as_str(), page.variant, &page.edition, page.there)).collect();
    let absent: Vec<_> = plan
        .presence
        .iter()
        .flat_map(|(id, table)| {
            table.iter().filter_map(move |(key, presence)| Some((id.as_str(), key.variant, presence.as_ref().err()?.to_string())))
        })
        .collect();
    let lists: Vec<_> =
        plan.lists.iter().map(|list| (&list.kind, list.variant, &list.address, list.page, &list.items, &list.terms)).collect();
    let routes: Vec<_> = plan.routes.values().map(|route| (route.output.as_str(), &route.address, &route.source)).collect();
    let sizes: Vec<_> = snapshot.content.files.iter().map(|(path, entry)| (path.as_str(), entry.size)).collect();
    Fingerprint::of(&(pages, absent, lists, &*plan.listed, routes, sizes))
}

impl Record {
    /// What is known of a snapshot before anything is made of it.
    pub(super) fn begun(snapshot: &Snapshot, noted: Timestamp) -> Self {
        let plan = &snapshot.plan;
        let pages = plan.there().map(|(id, page)| (plan.name_of(id), page.prints)).collect();
        let copied = plan.routes.values().filter_map(|route| match &route.source {
            RouteSource::File(path) => Some(path),
            _ => None,
        });
        let entries = copied.filter_map(|path| {
            let inside = path.strip_prefix("content/static").ok().and_then(|inside| snapshot.content.static_files.get(inside));
            snapshot.content.files.get(path).or(inside)
        });
        let files = entries.filter(|entry| entry.stamp.settled(noted)).map(|entry| (entry.path.to_string(), entry.stamp)).collect();
        Self { ground: Ground::of(snapshot), pages, files, made: BTreeMap::new() }
    }
}
