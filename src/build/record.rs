use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::emit::ContentHash;
use crate::plan::{PageId, PagePrints, RouteSource, Snapshot};
use crate::render::{Key, Trace};
use crate::world::{Fingerprint, Stamp};

/// What a build knows of its pages when it is over.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Record {
    pub(super) ground: Ground,
    /// Every page by its name.
    pub(super) pages: BTreeMap<String, PagePrints>,
    /// The files of `content/` that are copied, with stamps that prove something.
    pub(super) files: BTreeMap<String, Stamp>,
    /// Each thing that a page read, once.
    pub(super) keys: Arc<Keys>,
    /// What was made, by its path below the output folder.
    pub(super) made: BTreeMap<String, Arc<Made>>,
}

/// Things that pages read, by number: most are read by many.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Keys {
    pub(super) all: Vec<Key>,
    numbers: HashMap<Key, u32>,
}

impl Keys {
    /// From all of them, in the order of their numbers.
    pub(super) fn new(all: Vec<Key>) -> Self {
        let numbers = all.iter().cloned().zip(0..).collect();
        Self { all, numbers }
    }

    /// A trace with numbers in place of what they stand for. Numbers that are there stay what they are.
    pub(super) fn pack(shared: &mut Arc<Self>, trace: Trace) -> Vec<(u32, Fingerprint)> {
        let mut packed = Vec::with_capacity(trace.len());
        for (key, print) in trace {
            let number = match shared.numbers.get(&key) {
                Some(number) => *number,
                None => Arc::make_mut(shared).add(key),
            };
            packed.push((number, print));
        }
        packed
    }

    fn add(&mut self, key: Key) -> u32 {
        let next = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(key.clone());
        self.numbers.insert(key, next);
        next
    }

    /// What numbers stand for.
    pub(super) fn get(&self, number: u32) -> Option<&Key> {
        self.all.get(number as usize)
    }
}

/// What every page stands on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ground {
    /// `site.yaml`, the audiences, providers of its own, and how the site is seen.
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
    pub(super) trace: Vec<(u32, Fingerprint)>,
}

impl Record {
    /// All that a file was made of.
    pub(super) fn trace(&self, made: &Made) -> Trace {
        made.trace.iter().filter_map(|(number, print)| Some((self.keys.get(*number)?.clone(), *print))).collect()
    }

    /// Forgets things that no page reads any more, once they are more than the others.
    pub(super) fn tidy(&mut self) {
        let mut used: Vec<Option<u32>> = vec![None; self.keys.all.len()];
        for (number, _) in self.made.values().flat_map(|made| &made.trace) {
            if let Some(used) = used.get_mut(*number as usize) {
                *used = Some(0);
            }
        }
        if used.iter().flatten().count() * 2 >= used.len() {
            return;
        }
        for (number, next) in used.iter_mut().flatten().zip(0..) {
            *number = next;
        }
        let kept = self.keys.all.iter().zip(&used).filter(|(_, used)| used.is_some()).map(|(key, _)| key.clone()).collect();
        self.keys = Arc::new(Keys::new(kept));
        for (number, _) in self.made.values_mut().flat_map(|made| &mut Arc::make_mut(made).trace) {
            *number = used.get(*number as usize).copied().flatten().unwrap_or(u32::MAX);
        }
    }

    /// The things that a file was made of.
    pub(super) fn keys_of<'r>(&'r self, made: &'r Made) -> impl Iterator<Item = &'r Key> {
        made.trace.iter().filter_map(|(number, _)| self.keys.get(*number))
    }
}

impl Ground {
    /// What the pages of a snapshot stand on.
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let site = &snapshot.site;
        let hosts: Vec<String> = snapshot.plan.hosts.iter().map(|(_, host)| format!("{:?} {:?}", host.base, host.folder)).collect();
        let consents = Fingerprint::of_data(&*snapshot.plan.consents);
        let homes: Vec<_> = snapshot.plan.variants.iter().map(|variant| (&variant.root, &variant.audience_root)).collect();
        Self {
            site: Fingerprint::of(&(site.texts(), hosts, homes, snapshot.preview, snapshot.today.drafts, consents)),
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
    let owners: Vec<_> = (0..plan.pages.len()).map(|page| plan.owner(PageId(page))).collect();
    let sizes: Vec<_> = snapshot.content.files.iter().map(|(path, entry)| (path.as_str(), entry.size)).collect();
    Fingerprint::of(&(pages, absent, lists, &*plan.listed, owners, routes, sizes))
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
        Self { ground: Ground::of(snapshot), pages, files, keys: Arc::default(), made: BTreeMap::new() }
    }
}
