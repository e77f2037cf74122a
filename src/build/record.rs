use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::why::Why;
use crate::emit::ContentHash;
use crate::plan::{PageId, PagePrints, RouteSource, Snapshot};
use crate::render::{Key, Trace};
use crate::world::sealed::Later;
use crate::world::{Fingerprint, Stamp};

/// What a build knows of its pages when it is over.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Record {
    pub(super) ground: Ground,
    /// Of every page that is published, in the order of the plan.
    pub(super) pages: Vec<PagePrints>,
    /// The files of `content/` that are copied, with stamps that prove something.
    pub(super) files: BTreeMap<String, Stamp>,
    /// Each thing that a page read, once.
    pub(super) keys: Arc<Keys>,
    /// What was made, by its path below the output folder.
    pub(super) made: BTreeMap<String, Arc<Made>>,
    /// How it differs from the one that lies on the disk as a whole, if one does.
    pub(super) since: Option<Since>,
    /// How many things pages read when last all were counted.
    pub(super) counted: usize,
}

/// What is different from a whole record on the disk: as long as that is little, it alone is written.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Since {
    /// The name of the file.
    pub(super) base: [u8; 32],
    /// How many keys are there.
    pub(super) keys: usize,
    /// Whether the copied files are others.
    pub(super) files: bool,
    /// The places of other pages.
    pub(super) pages: BTreeSet<usize>,
    /// The paths of what was made anew.
    pub(super) made: BTreeSet<String>,
}

/// How many files may be made anew before a record is written as a whole, and the share of all that they may be.
const FEW: usize = 1000;
const SHARE: usize = 4;

impl Since {
    /// What a record differs by after a build that made these files anew; nothing where that is too much.
    pub(super) fn after(before: &Record, now: &Record, made: &[Why]) -> Option<Self> {
        let mut since = before.since.clone()?;
        let is_alike = before.ground.shape == now.ground.shape && before.pages.len() == now.pages.len();
        if !is_alike || before.made.len() != now.made.len() {
            return None;
        }
        since.files |= before.files != now.files;
        since.pages.extend((0..now.pages.len()).filter(|page| before.pages[*page] != now.pages[*page]));
        since.made.extend(made.iter().map(|why| why.output.to_string()));
        let few = since.made.len() <= FEW && since.made.len() * SHARE <= now.made.len();
        few.then_some(since)
    }
}

/// Things that pages read, by number: most are read by many.
#[derive(Debug, Clone, Default)]
pub(super) struct Keys {
    pub(super) all: Vec<Key>,
    /// Made when somebody asks for a number.
    numbers: OnceLock<HashMap<Key, u32>>,
}

impl PartialEq for Keys {
    fn eq(&self, other: &Self) -> bool {
        self.all == other.all
    }
}

impl Keys {
    /// From all of them, in the order of their numbers.
    pub(super) fn new(all: Vec<Key>) -> Self {
        Self { all, numbers: OnceLock::new() }
    }

    /// A trace with numbers in place of what they stand for. Numbers that are there stay what they are; most are those of the file as it
    /// was made before.
    pub(super) fn pack(shared: &mut Arc<Self>, trace: Trace, before: Option<&Made>) -> Vec<(u32, Fingerprint)> {
        let known = before.iter().flat_map(|made| made.trace.iter()).filter_map(|(number, _)| Some((shared.get(*number)?, *number)));
        let known: BTreeMap<&Key, u32> = known.collect();
        let found: Vec<Option<u32>> = trace.keys().map(|key| known.get(key).copied()).collect();
        let mut packed = Vec::with_capacity(trace.len());
        for ((key, print), found) in trace.into_iter().zip(found) {
            let number = match found.or_else(|| shared.numbers().get(&key).copied()) {
                Some(number) => number,
                None => Arc::make_mut(shared).add(key),
            };
            packed.push((number, print));
        }
        packed
    }

    fn numbers(&self) -> &HashMap<Key, u32> {
        self.numbers.get_or_init(|| self.all.iter().cloned().zip(0..).collect())
    }

    fn add(&mut self, key: Key) -> u32 {
        let next = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.numbers();
        self.numbers.get_mut().into_iter().for_each(|numbers| {
            numbers.insert(key.clone(), next);
        });
        self.all.push(key);
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
    /// What it was made of, by number, with what was told of it.
    pub(super) trace: Later<Vec<(u32, Fingerprint)>>,
}

impl Record {
    /// All that a file was made of.
    pub(super) fn trace(&self, made: &Made) -> Trace {
        made.trace.iter().filter_map(|(number, print)| Some((self.keys.get(*number)?.clone(), *print))).collect()
    }

    /// Forgets things that no page reads any more, once they are more than the others. They are counted where all is written, and when there
    /// are twice as many.
    pub(super) fn tidy(&mut self) {
        if self.since.is_some() && self.keys.all.len() <= self.counted * 2 {
            return;
        }
        let mut used: Vec<Option<u32>> = vec![None; self.keys.all.len()];
        for (number, _) in self.made.values().flat_map(|made| made.trace.iter()) {
            if let Some(used) = used.get_mut(*number as usize) {
                *used = Some(0);
            }
        }
        self.counted = used.iter().flatten().count();
        if self.counted * 2 >= used.len() {
            return;
        }
        // Numbers are others from here on.
        self.since = None;
        for (number, next) in used.iter_mut().flatten().zip(0..) {
            *number = next;
        }
        let kept = self.keys.all.iter().zip(&used).filter(|(_, used)| used.is_some()).map(|(key, _)| key.clone()).collect();
        self.keys = Arc::new(Keys::new(kept));
        for made in self.made.values_mut() {
            let number = |number: u32| used.get(number as usize).copied().flatten().unwrap_or(u32::MAX);
            let trace = made.trace.iter().map(|(old, print)| (number(*old), *print)).collect();
            *made = Arc::new(Made { hash: made.hash, trace: Later::now(trace) });
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
        let pages = plan.there().map(|(_, page)| page.prints).collect();
        let copied = plan.routes.values().filter_map(|route| match &route.source {
            RouteSource::File(path) => Some(path),
            _ => None,
        });
        let entries = copied.filter_map(|path| {
            let inside = path.strip_prefix("content/static").ok().and_then(|inside| snapshot.content.static_files.get(inside));
            snapshot.content.files.get(path).or(inside)
        });
        let files = entries.filter(|entry| entry.stamp.settled(noted)).map(|entry| (entry.path.to_string(), entry.stamp)).collect();
        Self { ground: Ground::of(snapshot), pages, files, ..Self::default() }
    }
}
