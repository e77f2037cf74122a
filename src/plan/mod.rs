//! Who sees what, and where: eligibility, the cascade, addresses, lists, links, routes.
//!
//! A [`Plan`] is made from the loaded site as of today and decides everything that a page shows but its HTML. Not for: making bytes.
//!
//! Invariant: of a plan without an error, every link leads somewhere and every output path is produced once.

mod ask;
mod cascade;
mod checks;
mod explain;
mod files;
mod host;
mod link;
mod list;
mod page;
mod presence;
mod related;
mod route;
mod slug;
mod snapshot;
mod thanks;
mod variant;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use camino::Utf8PathBuf;
use rayon::prelude::*;

pub use ask::{Ask, FORM, calls_form};
pub use cascade::{Ingredients, Level, Reader, Resolved};
pub use checks::NEWS;
pub use explain::{AbsentRow, Explanation, Origin, PageExplanation, RouteRow, ValueExplanation};
pub use files::{Files, resolve as resolve_file};
pub use host::{Address, Host, HostId, Hosts};
pub use link::{From, Link, Links, Lookup};
pub use list::{List, ListId, ListKind, Term};
pub use page::{Page, PageId, Presence, PresenceTable, ReaderKey, ShownBody};
pub use presence::{Absence, Today, Withdrawal};
pub use route::{Route, RouteScope, RouteSource};
pub use slug::slug;
pub use snapshot::{Changes, Options, Snapshot};
pub use thanks::{Thanks, ThanksId};
pub use variant::{Variant, VariantId};

use crate::content::{Content, Source, SourceId};
use crate::diagnostics::{Findings, Place};
use crate::site::{FormId, Site, SlugStyle};
use crate::theme::Theme;
use crate::world::World;
use list::Lister;
use page::{Planned, plan_source};
use route::Router;

/// How many entries a feed has at most.
const FEED: usize = 20;

/// Who sees what, and where.
#[derive(Debug, Default)]
pub struct Plan {
    /// The hosts.
    pub hosts: Hosts,
    /// The variants.
    pub variants: Vec<Variant>,
    /// All pages that have a source.
    pub pages: Vec<Arc<Page>>,
    /// The links of each page's body, as its readers see them.
    pub links: Vec<Vec<Link>>,
    /// All pages that gather others.
    pub lists: Vec<List>,
    /// The listed pages of each variant, newest first.
    pub listed: Vec<Vec<PageId>>,
    /// All thank-you pages.
    pub thanks: Vec<Thanks>,
    /// Who has a page of each source, and why others have none.
    pub presence: PresenceTable,
    /// Where files are published.
    pub files: Files,
    /// All routes, by output path.
    pub routes: BTreeMap<Utf8PathBuf, Route>,
    /// Assets of the theme with their fingerprinted names.
    assets: BTreeMap<String, String>,
    /// For related pages.
    related: related::Related,
    /// Lists by what they gather.
    by_kind: Vec<HashMap<ListKind, ListId>>,
    slugs: SlugStyle,
    /// Where each form of a variant is sure to be found, once somebody asked.
    with_form: Mutex<BTreeMap<(VariantId, FormId), Option<PageId>>>,
}

impl Plan {
    /// Plans a site as of today.
    pub fn new(world: &dyn World, site: &Site, theme: &Theme, content: &Content, today: &Today, findings: &mut Findings) -> Self {
        let hosts = Hosts::of(site);
        let variants = variant::variants(site, &hosts);
        let ingredients = Ingredients { site, theme, content };
        let mut plan = Self { hosts, variants, assets: fingerprints(theme), slugs: site.file.slugs, ..Self::default() };
        plan.plan_pages(&ingredients, today);
        let lister = Lister { site, variants: &plan.variants, pages: &plan.pages };
        plan.listed = lister.listed();
        plan.lists = lister.lists(&plan.listed);
        plan.by_kind = vec![HashMap::new(); plan.variants.len()];
        for (index, list) in plan.lists.iter().enumerate() {
            plan.by_kind[list.variant.0].insert(list.kind.clone(), ListId(index));
        }
        plan.drop_empty_sections();
        plan.related = related::Related::new(&plan);
        let mut files = files::Publisher { world, site, content, findings }.publish(&plan.variants, &plan.pages);
        plan.thanks = thanks::thanks(world, site, &plan.variants, &plan.pages, &files);
        plan.links = plan.resolve_links(world, site, content, &mut files, findings);
        checks::Checks { ingredients, plan: &plan, files: &files, today, findings }.run();
        plan.routes = Router::new(site, theme, content, &plan, &files).routes(findings);
        plan.files = files;
        plan
    }

    /// A page by its number.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0]
    }

    /// All pages that are published.
    pub fn there(&self) -> impl Iterator<Item = (PageId, &Page)> {
        self.pages.iter().enumerate().filter(|(_, page)| page.there).map(|(index, page)| (PageId(index), &**page))
    }

    /// A list by its number.
    pub fn list(&self, id: ListId) -> &List {
        &self.lists[id.0]
    }

    /// A variant by its number.
    pub fn variant(&self, id: VariantId) -> &Variant {
        &self.variants[id.0]
    }

    /// Who has a page of a source.
    pub fn presence(&self, id: &SourceId) -> &BTreeMap<ReaderKey, Presence> {
        static NOBODY: BTreeMap<ReaderKey, Presence> = BTreeMap::new();
        self.presence.get(id).unwrap_or(&NOBODY)
    }

    /// The page of a source in a variant or edition, if there is one.
    pub fn page_of(&self, source: &SourceId, key: &ReaderKey) -> Option<PageId> {
        self.presence(source).get(key)?.as_ref().ok().copied()
    }

    /// The list of a variant that gathers this, if it has one.
    pub fn find_list(&self, variant: VariantId, kind: &ListKind) -> Option<&List> {
        self.by_kind.get(variant.0)?.get(kind).map(|id| self.list(*id))
    }

    /// The page of a variant that a form is found on, looked for once.
    fn page_with_form(&self, variant: VariantId, form: &FormId, find: impl FnOnce() -> Option<PageId>) -> Option<PageId> {
        let key = (variant, form.clone());
        if let Some(found) = self.with_form.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return *found;
        }
        let found = find();
        self.with_form.lock().unwrap_or_else(PoisonError::into_inner).insert(key, found);
        found
    }

    /// A tag as its address has it.
    pub fn tag_slug(&self, tag: &str) -> String {
        slug(tag, self.slugs)
    }

    /// Where an asset of the theme is published below a host's root.
    pub fn asset(&self, path: &str) -> String {
        self.assets.get(path).cloned().unwrap_or_else(|| format!("assets/{path}"))
    }

    /// Whether the theme has an asset.
    pub fn has_asset(&self, path: &str) -> bool {
        self.assets.contains_key(path)
    }

    /// The names of the theme's assets.
    pub fn asset_names(&self) -> impl Iterator<Item = &str> {
        self.assets.keys().map(String::as_str)
    }

    /// Where a variant's sitemap is.
    pub fn sitemap(&self, variant: VariantId) -> Address {
        let variant = self.variant(variant);
        variant.root.join(&format!("sitemap-{}.xml", variant.lang))
    }

    /// Where a variant's feed is, if it has anything to tell.
    pub fn feed(&self, variant: VariantId) -> Option<Address> {
        (!self.feed_items(variant).is_empty()).then(|| self.variant(variant).root.join("feed.xml"))
    }

    /// The newest pages of a variant that have a date.
    pub fn feed_items(&self, variant: VariantId) -> Vec<PageId> {
        self.listed[variant.0].iter().copied().filter(|id| self.page(*id).front.date.is_some()).take(FEED).collect()
    }

    /// Pages related to one: those its author names, then those that share its rarest tags.
    pub fn related(&self, id: PageId) -> Vec<PageId> {
        self.related.of(self, id)
    }

    fn plan_pages(&mut self, ingredients: &Ingredients<'_>, today: &Today) {
        let sources: Vec<(&SourceId, &Arc<Source>)> = ingredients.content.sources.iter().collect();
        let planned: Vec<Planned> = sources.par_iter().map(|(_, source)| plan_source(ingredients, &self.variants, source, today)).collect();
        for ((id, _), planned) in sources.into_iter().zip(planned) {
            let mut presence = BTreeMap::new();
            for (key, page) in planned {
                let number = PageId(self.pages.len());
                presence.insert(key, page.map(|page| self.pages.push(page)).map(|()| number));
            }
            self.presence.insert(id.clone(), presence);
        }
    }

    /// A section's own page, and its editions, are there only where its list is.
    fn drop_empty_sections(&mut self) {
        let kept: std::collections::BTreeSet<PageId> = self.lists.iter().filter_map(|list| list.page).collect();
        for presence in self.presence.values_mut() {
            let is_kept = |entry: &Presence| entry.as_ref().is_ok_and(|id| kept.contains(id));
            let listed: Vec<VariantId> = presence.iter().filter(|(_, entry)| is_kept(entry)).map(|(key, _)| key.variant).collect();
            for (key, entry) in presence {
                if let Ok(id) = entry
                    && self.pages[id.0].is_index()
                    && !listed.contains(&key.variant)
                {
                    Arc::make_mut(&mut self.pages[id.0]).there = false;
                    *entry = Err(Absence::EmptySection);
                }
            }
        }
    }

    fn resolve_links(
        &self,
        world: &dyn World,
        site: &Site,
        content: &Content,
        files: &mut Files,
        findings: &mut Findings,
    ) -> Vec<Vec<Link>> {
        let lookups: Vec<Vec<Lookup>> = {
            let links = Links { site, content, plan: self, files };
            let look_up = |(index, page): (usize, &Arc<Page>)| {
                let Some(body) = page.body.as_ref().filter(|_| page.there) else { return Vec::new() };
                let folder = page.file().folder();
                let from = From { variant: page.variant, edition: page.edition.as_ref(), folder, page: Some(PageId(index)) };
                body.shown.links.iter().map(|link| links.look_up(from, &link.target)).collect()
            };
            self.pages.par_iter().enumerate().map(look_up).collect()
        };
        let mut resolved = Vec::with_capacity(lookups.len());
        for (index, lookups) in lookups.into_iter().enumerate() {
            let page = &self.pages[index];
            findings.extend(page.body.iter().filter(|_| page.there).flat_map(|body| body.shown.findings.iter().cloned()));
            let mut own = Vec::with_capacity(lookups.len());
            for (number, lookup) in lookups.into_iter().enumerate() {
                let place = || {
                    let span = page.body.as_ref().map(|body| body.shown.links[number].span).unwrap_or_default();
                    Place::Span(page.file().text.clone(), span)
                };
                findings.extend(lookup.finding(place));
                own.push(match lookup {
                    Lookup::Found(link) => link,
                    Lookup::File(path) => Link::here(self.hosts.path(&files.publish(world, PageId(index), page, &path))),
                    Lookup::Gone(_) | Lookup::Wrong { .. } => Link::Plain,
                });
            }
            resolved.push(own);
        }
        resolved
    }
}

/// The theme's assets under names that change with their content.
fn fingerprints(theme: &Theme) -> BTreeMap<String, String> {
    theme
        .assets()
        .iter()
        .map(|(path, bytes)| {
            let hash = blake3::hash(bytes).to_hex();
            let hash = hash.get(..10).unwrap_or_default();
            let named = match path.as_str().rsplit_once('.') {
                Some((stem, extension)) => format!("assets/{stem}.{hash}.{extension}"),
                None => format!("assets/{path}.{hash}"),
            };
            (path.to_string(), named)
        })
        .collect()
}
