use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::consent::ConsentId;
use super::files::Files;
use super::host::{Address, HostId};
use super::list::ListId;
use super::page::{PageId, ReaderKey};
use super::thanks::ThanksId;
use super::variant::VariantId;
use super::{List, ListKind, Plan};
use crate::content::Content;
use crate::diagnostics::{Finding, Findings, Place};
use crate::site::{AudienceId, Site};
use crate::theme::Theme;

/// An output path and what produces it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Route {
    /// The file below the output folder.
    pub output: Utf8PathBuf,
    /// Where it is served.
    pub address: Address,
    /// Whose it is.
    pub scope: RouteScope,
    /// What produces it.
    pub source: RouteSource,
}

/// Whose a route is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RouteScope {
    /// An audience's: built and left alone with it.
    Audience(AudienceId),
    /// A host's as a whole.
    Host(HostId),
}

/// What produces a route.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum RouteSource {
    /// A page.
    Page(PageId),
    /// A page of a list, by number from 1.
    List(ListId, usize),
    /// A thank-you page.
    Thanks(ThanksId),
    /// A consent text.
    Consent(ConsentId),
    /// The page of a variant for addresses that are not there.
    NotFound(VariantId),
    /// The page of a host for addresses that are not there.
    HostNotFound(HostId),
    /// The choice between the audiences of a host.
    Chooser(HostId),
    /// The Atom feed of a variant.
    Feed(VariantId),
    /// The calendar file of an event.
    Calendar(PageId),
    /// The sitemap of a variant.
    Sitemap(VariantId),
    /// The index of a host's sitemaps.
    SitemapIndex(HostId),
    /// A host's `robots.txt`.
    Robots(HostId),
    /// An address that leads to another.
    Alias(Address),
    /// A file of `content/`, as it is.
    File(Utf8PathBuf),
    /// A file of the theme's `assets/`, under its fingerprint.
    Asset(Utf8PathBuf),
    /// A file of the theme's `static/`.
    ThemeFile(Utf8PathBuf),
}

/// The routes of a plan that are wanted, those of one source's pages together: so its bodies are needed once.
pub fn by_source(plan: &Plan, wanted: impl Fn(&Route) -> bool) -> Vec<Vec<&Route>> {
    let source = |route: &Route| if let RouteSource::Page(id) = route.source { Some(&plan.page(id).source.id) } else { None };
    let mut routes: Vec<&Route> = plan.routes.values().filter(|route| wanted(route)).collect();
    // Pages are numbered source by source, so sorting by numbers is enough.
    routes.sort_by(|a, b| a.source.cmp(&b.source));
    let together = |a: &&Route, b: &&Route| source(a).is_some() && source(a) == source(b);
    routes.chunk_by(together).map(<[&Route]>::to_vec).collect()
}

/// Forgets the HTML of the bodies of these routes' pages, which nobody is expected to ask for soon.
pub fn rest(plan: &Plan, routes: &[&Route]) {
    if let Some(RouteSource::Page(id)) = routes.first().map(|route| &route.source) {
        plan.page(*id).source.rest();
    }
}

/// Makes the routes of a plan and refuses two on one address.
pub(super) struct Router<'a> {
    pub(super) site: &'a Site,
    pub(super) theme: &'a Theme,
    pub(super) content: &'a Content,
    pub(super) plan: &'a Plan,
    pub(super) files: &'a Files,
    pub(super) routes: BTreeMap<Utf8PathBuf, Route>,
    /// Output paths as file systems that ignore case and ways of writing letters see them.
    taken: BTreeMap<String, Utf8PathBuf>,
}

impl<'a> Router<'a> {
    pub(super) fn new(site: &'a Site, theme: &'a Theme, content: &'a Content, plan: &'a Plan, files: &'a Files) -> Self {
        Self { site, theme, content, plan, files, routes: BTreeMap::new(), taken: BTreeMap::new() }
    }

    /// All routes.
    pub(super) fn routes(mut self, findings: &mut Findings) -> BTreeMap<Utf8PathBuf, Route> {
        self.pages(findings);
        self.variants(findings);
        self.hosts(findings);
        self.published_files(findings);
        self.aliases(findings);
        self.routes
    }

    fn pages(&mut self, findings: &mut Findings) {
        let plan = self.plan;
        for (id, page) in plan.there().filter(|(_, page)| !page.is_index() || page.edition.is_some()) {
            let scope = self.audience_scope(page.variant);
            self.add(page.address.clone(), scope.clone(), RouteSource::Page(id), findings);
            if let Some(address) = page.calendar() {
                self.add(address, scope, RouteSource::Calendar(id), findings);
            }
        }
        for (index, list) in plan.lists.iter().enumerate() {
            for number in 1..=list.pages(self.site.file.paginate) {
                self.add(list.address_of(number), self.audience_scope(list.variant), RouteSource::List(ListId(index), number), findings);
            }
        }
        for (index, thanks) in plan.thanks.iter().enumerate() {
            self.add(thanks.address.clone(), self.audience_scope(thanks.variant), RouteSource::Thanks(ThanksId(index)), findings);
        }
        for (index, consent) in plan.consents.iter().enumerate() {
            let source = RouteSource::Consent(ConsentId(index));
            self.add(consent.address.clone(), self.audience_scope(consent.variant), source, findings);
        }
    }

    fn variants(&mut self, findings: &mut Findings) {
        let plan = self.plan;
        for variant in &plan.variants {
            let scope = || RouteScope::Audience(variant.audience.clone());
            self.add(variant.root.join("404.html"), scope(), RouteSource::NotFound(variant.id), findings);
            self.add(plan.sitemap(variant.id), scope(), RouteSource::Sitemap(variant.id), findings);
            if let Some(feed) = plan.feed(variant.id) {
                self.add(feed, scope(), RouteSource::Feed(variant.id), findings);
            }
        }
    }

    fn hosts(&mut self, findings: &mut Findings) {
        let plan = self.plan;
        for (id, _) in plan.hosts.iter() {
            let scope = || RouteScope::Host(id);
            let root = |path: &str| Address { host: id, path: path.to_owned() };
            if !plan.variants.iter().any(|variant| variant.root == root("")) {
                self.add(root(""), scope(), RouteSource::Chooser(id), findings);
                self.add(root("404.html"), scope(), RouteSource::HostNotFound(id), findings);
            }
            self.add(root("sitemap.xml"), scope(), RouteSource::SitemapIndex(id), findings);
            self.add(root("robots.txt"), scope(), RouteSource::Robots(id), findings);
            for (path, file) in &*self.content.static_files {
                self.add(root(path.as_str()), scope(), RouteSource::File(file.path.clone()), findings);
            }
            for path in self.theme.statics().keys() {
                // A site's own static file of the same name is the one it wants.
                if !self.content.static_files.contains_key(path) {
                    self.add(root(path.as_str()), scope(), RouteSource::ThemeFile(path.clone()), findings);
                }
            }
            for path in self.theme.assets().keys() {
                self.add(root(&plan.asset(path.as_str())), scope(), RouteSource::Asset(path.clone()), findings);
            }
        }
    }

    fn published_files(&mut self, findings: &mut Findings) {
        for (page, file, address) in self.files.pages() {
            let scope = self.audience_scope(self.plan.page(page).variant);
            self.add(address.clone(), scope, RouteSource::File(file.clone()), findings);
        }
        for (home, file, address) in self.files.homes() {
            let variant = self.plan.variants.iter().find(|variant| variant.audience_root == *home).map(|variant| variant.id);
            if let Some(variant) = variant {
                self.add(address.clone(), self.audience_scope(variant), RouteSource::File(file.clone()), findings);
            }
        }
        for thanks in self.plan.thanks.iter() {
            if let Some((file, address)) = &thanks.file {
                self.add(address.clone(), self.audience_scope(thanks.variant), RouteSource::File(file.clone()), findings);
            }
        }
    }

    /// `/x` is on the host and leads to the page's primary; `x` is within each variant.
    fn aliases(&mut self, findings: &mut Findings) {
        let plan = self.plan;
        let mut of_hosts = BTreeMap::<(HostId, String), PageId>::new();
        for (id, page) in plan.there() {
            // An edition has the aliases of the page that it stands beside from there; they lead to that page.
            let beside =
                page.edition.as_ref().and_then(|_| plan.page_of(&page.source.id, &ReaderKey { variant: page.variant, edition: None }));
            let inherited: Vec<&String> = beside.and_then(|id| plan.page(id).front.aliases.as_ref()).into_iter().flatten().collect();
            for alias in page.front.aliases.iter().flatten().filter(|alias| !inherited.contains(alias)) {
                let Some(path) = alias_path(alias) else {
                    let at = ["aliases"].into_iter().collect();
                    findings.push(
                        Finding::error(
                            "plan/alias",
                            page.source.base().value_place(&at),
                            format!("`{}` cannot be an address", alias.escape_debug()),
                        )
                        .help("an alias is a path such as `/old/guide` or `old-guide`"),
                    );
                    continue;
                };
                if alias.starts_with('/') {
                    let host = plan.variant(page.variant).root.host;
                    let first = of_hosts.entry((host, path)).or_insert(id);
                    if self.primary_order(id) < self.primary_order(*first) {
                        *first = id;
                    }
                } else {
                    let address = plan.variant(page.variant).root.join(&path);
                    self.add(address, self.audience_scope(page.variant), RouteSource::Alias(page.address.clone()), findings);
                }
            }
        }
        for ((host, path), page) in of_hosts {
            let target = plan.page(page).address.clone();
            self.add(Address { host, path }, RouteScope::Host(host), RouteSource::Alias(target), findings);
        }
    }

    fn primary_order(&self, id: PageId) -> (bool, bool, PageId) {
        let page = self.plan.page(id);
        let owner = page.front.primary.as_ref().unwrap_or(&self.site.file.primary);
        (page.edition.is_some(), self.plan.variant(page.variant).audience != *owner, id)
    }

    fn audience_scope(&self, variant: VariantId) -> RouteScope {
        RouteScope::Audience(self.plan.variant(variant).audience.clone())
    }

    fn add(&mut self, address: Address, scope: RouteScope, source: RouteSource, findings: &mut Findings) {
        let output = self.plan.hosts.output(&address);
        let folded: String = output.as_str().nfc().flat_map(char::to_lowercase).collect();
        if let Some(other) = self.taken.get(&folded).and_then(|path| self.routes.get(path)) {
            // The same file at the same address is one file.
            if other.source == source && other.address == address {
                return;
            }
            findings.push(self.collision(&address, &source, other));
            return;
        }
        self.taken.insert(folded, output.clone());
        self.routes.insert(output.clone(), Route { output, address, scope, source });
    }

    fn collision(&self, address: &Address, source: &RouteSource, other: &Route) -> Finding {
        let (place, what) = self.origin(source);
        let (other_place, other_what) = self.origin(&other.source);
        let message = if *address == other.address {
            format!("{what} has the same address as {other_what}: {address}")
        } else {
            format!("{what} at {address} and {other_what} at {} are one file on many systems", other.address)
        };
        Finding::error("plan/same-address", place, message)
            .help("give one of them another `slug:` or file name")
            .related(other_place, other_what)
    }

    /// Where a route comes from, and what a person calls it.
    fn origin(&self, source: &RouteSource) -> (Place, String) {
        let page = |id: PageId| {
            let file = self.plan.page(id).file();
            (Place::File(file.path.clone()), format!("the page `{}`", self.plan.page(id).source.id))
        };
        // What no file makes comes from the site as a whole, or from an audience.
        let project = |what: &str| (Place::File(self.site.document.source().path().to_owned()), what.to_owned());
        let of = |variant: VariantId, what: &str| {
            let audience = self.site.audience(&self.plan.variant(variant).audience);
            let place = audience.map(|audience| Place::File(audience.document.source().path().to_owned()));
            (place.unwrap_or_else(|| project("").0), what.to_owned())
        };
        let gathered = |list: &List, what: String| {
            let first = list.items.first().map(|id| Place::File(self.plan.page(*id).file().path.clone()));
            (first.unwrap_or_else(|| of(list.variant, "").0), what)
        };
        match source {
            RouteSource::Page(id) => page(*id),
            RouteSource::List(id, _) => {
                let list = self.plan.list(*id);
                match (&list.kind, list.page) {
                    (_, Some(id)) => page(id),
                    (ListKind::Home, None) => of(list.variant, "the home page"),
                    (ListKind::Section(folders), None) => gathered(list, format!("the list of the section `{}`", folders.join("/"))),
                    (ListKind::Hub(segment), None) => gathered(list, format!("the hub of the segment `{segment}`")),
                    (ListKind::Tag(tag), None) => gathered(list, format!("the list of the tag `{tag}`")),
                    (ListKind::Tags, None) => of(list.variant, "the list of tags"),
                    (ListKind::Author(id), None) => gathered(list, format!("the list of the author `{id}`")),
                }
            }
            RouteSource::Thanks(id) => {
                let thanks = &self.plan.thanks[id.0];
                of(thanks.variant, &format!("the thank-you page of the form `{}`", thanks.form))
            }
            RouteSource::Consent(id) => {
                let consent = &self.plan.consents[id.0];
                let (place, what) = of(consent.variant, &format!("the consent text `{}`", consent.id));
                (consent.file.clone().map_or(place, Place::File), what)
            }
            RouteSource::NotFound(id) => of(*id, "the page for addresses that are not there"),
            RouteSource::HostNotFound(_) => project("the page for addresses that are not there"),
            RouteSource::Chooser(_) => project("the choice of audiences"),
            RouteSource::Feed(id) => of(*id, "the feed"),
            RouteSource::Calendar(id) => {
                let (place, what) = page(*id);
                (place, format!("the calendar file of {what}"))
            }
            RouteSource::Sitemap(id) => of(*id, "the sitemap"),
            RouteSource::SitemapIndex(_) => project("the sitemap"),
            RouteSource::Robots(_) => project("robots.txt"),
            RouteSource::Alias(target) => {
                let page = self.plan.there().find(|(_, page)| page.address == *target);
                let place = page.map(|(_, page)| page.source.base().value_place(&["aliases"].into_iter().collect()));
                (place.unwrap_or_else(|| project("").0), format!("the alias of {target}"))
            }
            RouteSource::File(path) => (Place::File(path.clone()), format!("the file `{path}`")),
            RouteSource::Asset(path) | RouteSource::ThemeFile(path) => project(&format!("the theme's file `{path}`")),
        }
    }
}

/// An alias as the path of an address; nothing where it cannot be one.
pub(super) fn alias_path(alias: &str) -> Option<String> {
    let path = alias.trim_start_matches('/').trim_end_matches('/');
    if path.is_empty() || !path.split('/').all(crate::content::is_slug) {
        return None;
    }
    let is_file = path.rsplit('/').next().is_some_and(|name| name.ends_with(".html"));
    Some(if is_file { path.to_owned() } else { format!("{path}/") })
}
