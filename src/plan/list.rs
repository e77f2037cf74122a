use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::event::Phase;
use super::host::Address;
use super::page::{Page, PageId};
use super::slug::slug;
use super::variant::{Variant, VariantId};
use crate::site::{Kind, Name, SegmentId, Site};

/// The number of a list in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ListId(pub usize);

/// What a list gathers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ListKind {
    /// The variant's home; it gathers what its template asks for.
    Home,
    /// The pages below a folder of `content/`.
    Section(Vec<String>),
    /// The pages for a segment, its editions among them.
    Hub(SegmentId),
    /// The pages with a tag, by the tag's slug.
    Tag(String),
    /// All tags.
    Tags,
    /// The pages of an author.
    Author(Name),
}

/// A page that gathers others.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct List {
    /// What it gathers.
    pub kind: ListKind,
    /// Its variant.
    pub variant: VariantId,
    /// Where its first page is.
    pub address: Address,
    /// The author's own page for it, if there is one.
    pub page: Option<PageId>,
    /// What it gathers, in order.
    pub items: Vec<PageId>,
    /// For the list of tags: each tag.
    pub terms: Vec<Term>,
}

/// A tag of a variant.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Term {
    /// As an author wrote it.
    pub label: String,
    /// As its address has it.
    pub slug: String,
    /// How many pages have it.
    pub count: usize,
}

impl List {
    /// How many pages it is spread over.
    pub fn pages(&self, per_page: usize) -> usize {
        if self.kind == ListKind::Home { 1 } else { self.items.len().div_ceil(per_page.max(1)).max(1) }
    }

    /// Where its page of this number is, from 1.
    pub fn address_of(&self, number: usize) -> Address {
        if number <= 1 { self.address.clone() } else { self.address.join(&format!("page/{number}/")) }
    }

    /// The items of its page of this number.
    pub fn items_of(&self, number: usize, per_page: usize) -> &[PageId] {
        let start = (number.saturating_sub(1) * per_page).min(self.items.len());
        &self.items[start..(start + per_page).min(self.items.len())]
    }
}

/// What lists are made from.
pub(super) struct Lister<'a> {
    pub(super) site: &'a Site,
    pub(super) variants: &'a [Variant],
    pub(super) pages: &'a [Arc<Page>],
}

impl Lister<'_> {
    /// The listed pages of each variant, newest first.
    pub(super) fn listed(&self) -> Vec<Vec<PageId>> {
        let mut all = vec![Vec::new(); self.variants.len()];
        for (index, page) in self.pages.iter().enumerate() {
            if page.is_listed() {
                all[page.variant.0].push(PageId(index));
            }
        }
        for list in &mut all {
            self.newest_first(list);
        }
        all
    }

    /// All lists of all variants that are not empty.
    pub(super) fn lists(&self, listed: &[Vec<PageId>]) -> Vec<List> {
        let mut lists = Vec::new();
        for variant in self.variants {
            let pages = &listed[variant.id.0];
            let indexes = self.indexes(variant);
            lists.push(self.list(variant, ListKind::Home, "", indexes.get(&Vec::new()).copied(), Vec::new()));
            self.sections(variant, pages, &indexes, &mut lists);
            self.hubs(variant, pages, &mut lists);
            self.tags(variant, pages, &mut lists);
            self.authors(variant, pages, &mut lists);
        }
        lists
    }

    fn list(&self, variant: &Variant, kind: ListKind, path: &str, page: Option<PageId>, items: Vec<PageId>) -> List {
        List { kind, variant: variant.id, address: variant.root.join(path), page, items, terms: Vec::new() }
    }

    fn newest_first(&self, list: &mut [PageId]) {
        let key = |id: &PageId| {
            let page = &self.pages[id.0];
            (Reverse(page.dated), &page.title, &page.source.id)
        };
        list.sort_unstable_by(|a, b| key(a).cmp(&key(b)).then(a.cmp(b)));
    }

    /// A section of events has those to come first, the next one before all; then those that are over, the last one first.
    fn order_events(&self, items: &mut [PageId]) {
        let day = |id: &PageId| self.pages[id.0].event.as_ref().map(|event| event.phase == Phase::After);
        if items.iter().any(|id| day(id).is_none()) {
            return;
        }
        let starts = |id: &PageId| self.pages[id.0].front.starts.and_then(|starts| starts.start(&self.site.time_zone));
        items.sort_by(|a, b| match (day(a) == Some(true), day(b) == Some(true)) {
            // What has no day yet comes after what has one.
            (false, false) => starts(a).is_none().cmp(&starts(b).is_none()).then(starts(a).cmp(&starts(b))),
            (true, true) => starts(b).cmp(&starts(a)),
            (a, b) => a.cmp(&b),
        });
    }

    /// Authors' own pages for sections, by their folders.
    fn indexes(&self, variant: &Variant) -> BTreeMap<Vec<String>, PageId> {
        let own = |(_, page): &(usize, &Arc<Page>)| page.is_index() && page.variant == variant.id && page.edition.is_none();
        let folders = |page: &Page| page.source.id.folders().into_iter().map(str::to_owned).collect();
        self.pages.iter().enumerate().filter(own).map(|(index, page)| (folders(page), PageId(index))).collect()
    }

    fn sections(&self, variant: &Variant, pages: &[PageId], indexes: &BTreeMap<Vec<String>, PageId>, lists: &mut Vec<List>) {
        let mut sections = BTreeMap::<Vec<String>, Vec<PageId>>::new();
        for id in pages {
            let folders: Vec<String> = self.pages[id.0].source.id.folders().into_iter().map(str::to_owned).collect();
            for depth in 1..=folders.len() {
                sections.entry(folders[..depth].to_vec()).or_default().push(*id);
            }
        }
        for (folders, mut items) in sections {
            self.order_events(&mut items);
            let page = indexes.get(&folders).copied();
            // Pages of `pages/` stand by themselves; a folder inside it is a section only where its author says so.
            let inside_pages = folders.first().is_some_and(|first| first == Kind::Page.section());
            if inside_pages && (folders.len() == 1 || page.is_none()) {
                continue;
            }
            let named = if inside_pages { &folders[1..] } else { &folders[..] };
            let path: String = named.iter().map(|folder| format!("{}/", slug(folder, self.site.file.slugs))).collect();
            lists.push(self.list(variant, ListKind::Section(folders), &path, page, items));
        }
    }

    fn hubs(&self, variant: &Variant, pages: &[PageId], lists: &mut Vec<List>) {
        let Some(audience) = variant.audience(self.site) else { return };
        for segment in audience.file.segments.keys() {
            let is_edition = |page: &Page| page.variant == variant.id && page.edition.as_ref() == Some(segment);
            let editions: Vec<PageId> = self
                .pages
                .iter()
                .enumerate()
                .filter(|(_, page)| is_edition(page) && !page.is_index())
                .map(|(index, _)| PageId(index))
                .collect();
            let covered: BTreeSet<_> = editions.iter().map(|id| self.pages[id.0].source.id.clone()).collect();
            let addressed = pages.iter().copied().filter(|id| {
                let page = &self.pages[id.0];
                page.addressed.contains(segment) && !covered.contains(&page.source.id)
            });
            let mut items: Vec<PageId> = editions.iter().copied().chain(addressed).collect();
            if !items.is_empty() {
                self.newest_first(&mut items);
                lists.push(self.list(variant, ListKind::Hub(segment.clone()), &format!("{segment}/"), None, items));
            }
        }
    }

    fn tags(&self, variant: &Variant, pages: &[PageId], lists: &mut Vec<List>) {
        let mut tags = BTreeMap::<&str, (&str, Vec<PageId>)>::new();
        for id in pages {
            let mut own = BTreeSet::new();
            for (tag, slug) in self.pages[id.0].tags() {
                if own.insert(slug) {
                    tags.entry(slug).or_insert_with(|| (tag, Vec::new())).1.push(*id);
                }
            }
        }
        if tags.is_empty() {
            return;
        }
        let terms = tags
            .iter()
            .map(|(slug, (label, items))| Term { label: (*label).to_owned(), slug: (*slug).to_owned(), count: items.len() })
            .collect();
        let all = self.list(variant, ListKind::Tags, "tags/", None, Vec::new());
        lists.push(List { terms, ..all });
        for (slug, (_, items)) in tags {
            let path = format!("tags/{slug}/");
            lists.push(self.list(variant, ListKind::Tag(slug.to_owned()), &path, None, items));
        }
    }

    fn authors(&self, variant: &Variant, pages: &[PageId], lists: &mut Vec<List>) {
        for id in self.site.file.authors.keys() {
            let items: Vec<PageId> =
                pages.iter().copied().filter(|page| self.pages[page.0].front.author.as_deref() == Some(id.as_str())).collect();
            if !items.is_empty() {
                lists.push(self.list(variant, ListKind::Author(id.clone()), &format!("authors/{id}/"), None, items));
            }
        }
    }
}
