use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::page::{PageId, ReaderKey};
use super::{Plan, VariantId, files};
use crate::content::SourceId;
use crate::site::CONTENT;

/// How many of a tag's pages are looked at, newest first: a tag that everything has tells nothing.
const NEWEST: usize = 100;

/// The pages of each tag in each variant, newest first.
#[derive(Debug, Default)]
pub(super) struct Related {
    tags: BTreeMap<VariantId, HashMap<String, Tagged>>,
    /// The place of each page in its variant's list, newest first.
    ranks: Vec<usize>,
}

#[derive(Debug, Default)]
struct Tagged {
    count: usize,
    newest: Vec<PageId>,
}

impl Related {
    pub(super) fn new(plan: &Plan) -> Self {
        let mut tags = BTreeMap::<VariantId, HashMap<String, Tagged>>::new();
        let mut ranks = vec![usize::MAX; plan.pages.len()];
        for (rank, id) in plan.listed.iter().flat_map(|list| list.iter().enumerate()) {
            ranks[id.0] = rank;
            let page = plan.page(*id);
            for tag in &page.tag_slugs {
                let tags = tags.entry(page.variant).or_default();
                let tagged = match tags.get_mut(tag) {
                    Some(tagged) => tagged,
                    None => tags.entry(tag.clone()).or_default(),
                };
                tagged.count += 1;
                if tagged.newest.len() < NEWEST {
                    tagged.newest.push(*id);
                }
            }
        }
        Self { tags, ranks }
    }

    /// The place of a listed page in its variant's list.
    pub(super) fn rank(&self, id: PageId) -> Option<usize> {
        self.ranks.get(id.0).copied().filter(|rank| *rank != usize::MAX)
    }

    /// Those its author names, then those that share most of its rarest tags, newest first among equals.
    pub(super) fn of(&self, plan: &Plan, id: PageId) -> Vec<PageId> {
        let page = plan.page(id);
        let named = page.front.related.iter().flatten().filter_map(|target| {
            let path = files::resolve(page.file().folder(), target)?;
            let id = path.strip_prefix(CONTENT).ok()?.as_str().strip_suffix(".md")?.to_owned();
            plan.page_of(&SourceId::new(&id), &ReaderKey { variant: page.variant, edition: None })
        });
        let mut related: Vec<PageId> = named.collect();
        let mut scores = BTreeMap::<PageId, usize>::new();
        for tag in &page.tag_slugs {
            let Some(tagged) = self.tags.get(&page.variant).and_then(|tags| tags.get(tag)) else { continue };
            // The weight of a tag falls with the number of pages that have it; whole numbers sum the same in any order.
            let weight = 1_000_000 / tagged.count.max(1);
            for other in &tagged.newest {
                if plan.page(*other).source.id != page.source.id && !related.contains(other) {
                    *scores.entry(*other).or_default() += weight;
                }
            }
        }
        let mut scored: Vec<(PageId, usize)> = scores.into_iter().collect();
        scored.sort_by_key(|(id, score)| (Reverse(*score), self.ranks[id.0]));
        related.extend(scored.into_iter().map(|(id, _)| id));
        related
    }
}
