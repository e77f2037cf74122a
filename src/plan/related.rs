use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::page::{PageId, ReaderKey};
use super::{Plan, VariantId, files};
use crate::content::SourceId;
use crate::site::CONTENT;

/// How many of a tag's pages are looked at, newest first: a tag that everything has tells nothing.
const NEWEST: usize = 100;

/// What a tag weighs that one page has.
const HEAVIEST: u32 = 1_000_000;

/// The pages of each tag in each variant, newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Related {
    tags: BTreeMap<VariantId, HashMap<String, Tagged>>,
    /// The place of each page in its variant's list, newest first.
    ranks: Vec<usize>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
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

    /// Those its author names, then those that share most of its rarest tags, newest first among equals; so many at most.
    pub(super) fn of(&self, plan: &Plan, id: PageId, limit: usize) -> Vec<PageId> {
        let page = plan.page(id);
        let named = page.front.related.iter().flatten().filter_map(|target| {
            let path = files::resolve(page.file().folder(), target)?;
            let id = path.strip_prefix(CONTENT).ok()?.as_str().strip_suffix(".md")?.to_owned();
            plan.page_of(&SourceId::new(&id), &ReaderKey { variant: page.variant, edition: None })
        });
        let mut related: Vec<PageId> = named.collect();
        let own_tags = self.tags.get(&page.variant);
        let tagged = || page.tag_slugs.iter().filter_map(|tag| own_tags?.get(tag));
        // A page and what one of its tags weighs, in one number: such numbers are sorted several times as fast as pairs.
        let mut weights: Vec<u64> = Vec::with_capacity(tagged().map(|tagged| tagged.newest.len()).sum());
        for tagged in tagged() {
            // The weight of a tag falls with the number of pages that have it; whole numbers sum the same in any order.
            let weight = u64::from(HEAVIEST) / tagged.count.max(1) as u64;
            weights.extend(tagged.newest.iter().map(|other| (other.0 as u64) << 32 | weight));
        }
        weights.sort_unstable();
        let of_one = weights.chunk_by(|a, b| a >> 32 == b >> 32);
        let scored = of_one.map(|same| (PageId((same[0] >> 32) as usize), same.iter().map(|weight| weight & u64::from(u32::MAX)).sum()));
        // Of one source only the page that is no edition is listed in a variant.
        let own = plan.page_of(&page.source.id, &ReaderKey { variant: page.variant, edition: None });
        let others = scored.filter(|(other, _)| Some(*other) != own && !related.contains(other));
        let mut others: Vec<(PageId, u64)> = others.collect();
        let missing = limit.saturating_sub(related.len()).min(others.len());
        let key = |(id, score): &(PageId, u64)| (Reverse(*score), self.ranks[id.0]);
        if 0 < missing && missing < others.len() {
            others.select_nth_unstable_by_key(missing - 1, key);
        }
        others.truncate(missing);
        others.sort_unstable_by_key(key);
        related.extend(others.into_iter().map(|(id, _)| id));
        related.truncate(limit);
        related
    }
}
