//! Who sees what, and where: eligibility, the cascade, addresses, lists, links, routes.
//!
//! A [`Plan`] is made from the loaded site as of today and decides everything that a page shows but its HTML. Not for: making bytes.
//!
//! Invariant: of a plan without an error, every link leads somewhere and every output path is produced once.

mod ask;
mod calendar;
mod cascade;
mod checks;
mod consent;
mod consent_checks;
mod event;
mod explain;
mod files;
mod gone;
mod host;
mod link;
mod list;
mod logos;
mod magnet_checks;
mod manners;
mod matrix;
mod offer_checks;
mod offer_list;
mod owner;
mod page;
mod permission;
mod permission_checks;
mod planner;
mod posting;
mod presence;
mod related;
mod route;
mod saved;
mod silence;
mod slug;
mod snapshot;
mod thanks;
mod variant;
mod voice_checks;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

pub use ask::{Ask, FORM, calls_form};
pub use calendar::{DatedChange, DatedThing, Turn};
use camino::Utf8PathBuf;
pub use cascade::{Ingredients, Level, Reader, Resolved};
pub use checks::NEWS;
pub use consent::{ConsentId, ConsentPage, must_agree};
pub use event::{EventDay, Phase};
pub use explain::{AbsentRow, Explanation, Origin, PageExplanation, RouteRow, SnippetExplanation, SnippetRow, ValueExplanation};
pub use files::{Files, resolve as resolve_file};
pub use gone::{GoneSource, Mention, MentionKind};
pub use host::{Address, Host, HostId, Hosts};
pub use link::{From, Link, Links, Lookup};
pub use list::{List, ListId, ListKind, Term};
pub use matrix::{AudienceCoverage, Cell, CoveredPage, Gap, Matrix, Row, Untranslated};
pub use offer_list::OfferRow;
pub use page::{Page, PageId, PagePrints, PageValues, Presence, PresenceTable, ReaderKey, ShownBody};
pub use permission::LeftOut;
pub(crate) use planner::{Before, Planner};
pub use posting::{FieldRow, FormRow, Posting, ThanksRow, host_of};
pub use presence::{Absence, Today, Withdrawal};
pub use route::{Route, RouteScope, RouteSource, by_source, rest};
pub use slug::slug;
pub use snapshot::{Options, SavedSnapshot, Snapshot};
pub use thanks::{Thanks, ThanksId};
pub use variant::{Variant, VariantId};

use crate::content::SourceId;
use crate::diagnostics::Finding;
use crate::site::{FormId, SlugStyle};
use crate::theme::Theme;
use crate::world::sealed::Later;
use files::FileFindings;

/// How many entries a feed has at most.
const FEED: usize = 20;

/// The links of a page's body, and what is wrong with them.
#[derive(Debug, Default, PartialEq)]
pub struct PageLinks {
    /// In the order of the body.
    pub links: Later<Vec<Link>>,
    findings: Vec<Finding>,
}

/// Who sees what, and where.
///
/// What one refresh leaves as it was is shared with the plan before.
#[derive(Debug, Default)]
pub struct Plan {
    /// The hosts.
    pub hosts: Hosts,
    /// The variants.
    pub variants: Vec<Variant>,
    /// All pages that have a source.
    pub pages: Vec<Arc<Page>>,
    /// The links of each page's body, as its readers see them.
    pub links: Vec<Arc<PageLinks>>,
    /// All pages that gather others.
    pub lists: Arc<Vec<List>>,
    /// The listed pages of each variant, newest first.
    pub listed: Arc<Vec<Vec<PageId>>>,
    /// All thank-you pages.
    pub thanks: Arc<Vec<Thanks>>,
    /// All consent texts.
    pub consents: Arc<Vec<ConsentPage>>,
    /// Who has a page of each source, and why others have none.
    pub presence: Arc<PresenceTable>,
    /// Where files are published.
    pub files: Arc<Files>,
    /// All routes, by output path.
    pub routes: Arc<BTreeMap<Utf8PathBuf, Route>>,
    /// Assets of the theme with their fingerprinted names.
    assets: BTreeMap<String, String>,
    /// The page that owns the words of each, where that is another.
    owners: Arc<Vec<Option<PageId>>>,
    /// For related pages.
    related: Arc<related::Related>,
    /// Lists by what they gather.
    by_kind: Arc<Vec<HashMap<ListKind, ListId>>>,
    slugs: SlugStyle,
    /// What is wrong with the files that pages name, and with those of the homes.
    file_findings: Arc<FileFindings>,
    /// What is wrong with the routes.
    route_findings: Arc<Vec<Finding>>,
    /// What is wrong with each source and its pages, and with the variants.
    checked: BTreeMap<SourceId, Arc<Vec<Finding>>>,
    checked_variants: Arc<Vec<Finding>>,
    /// Where each form of a variant is sure to be found, once somebody asked.
    with_form: Mutex<BTreeMap<(VariantId, FormId), Option<PageId>>>,
}

impl Plan {
    /// A page by its number.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0]
    }

    /// What a page is called where a person reads it: `articles/guide for b2b/en`.
    pub fn name_of(&self, id: PageId) -> String {
        let page = self.page(id);
        let variant = self.variant(page.variant);
        let edition = page.edition.as_ref().map(|segment| format!("/{segment}")).unwrap_or_default();
        format!("{} for {}/{}{edition}", page.source.id, variant.audience, variant.lang)
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

    /// Pages related to one, so many at most: those its author names, then those that share its rarest tags.
    pub fn related(&self, id: PageId, limit: usize) -> Vec<PageId> {
        self.related.of(self, id, limit)
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
