//! A plan as it is kept between runs of the program.
//!
//! What every run asks of every page is read at once; values and links stay in the file that was read until somebody asks for them.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use camino::Utf8PathBuf;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::event::EventDay;
use super::files::FileFindings;
use super::host::{Address, HostId};
use super::list::{List, ListId};
use super::page::{Page, PageId, PagePrints, PageValues, Presence, ReaderKey, ShownBody};
use super::permission::LeftOut;
use super::related::Related;
use super::variant::{VariantId, variants};
use super::{ConsentPage, Files, Hosts, ListKind, PageLinks, Plan, Route, Thanks, fingerprints};
use crate::content::markdown::Readers;
use crate::content::{Content, Front, FrontMatter, Snippets, SnippetsFor, Source, SourceId};
use crate::diagnostics::{Finding, SavedFinding};
use crate::site::{AudienceId, Lang, SegmentId, Site};
use crate::theme::Theme;
use crate::world::World;
use crate::world::sealed::{Chunk, Later, Sheet, Written, from_chunks, to_chunks};

/// All of a [`Plan`] but what the site and the theme say by themselves. Sources go by their places in the order of their ids.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SavedPlan<'b> {
    #[serde(borrow)]
    pages: Vec<Chunk<'b>>,
    #[serde(borrow)]
    presence: Vec<Chunk<'b>>,
    #[serde(borrow)]
    routes: Vec<Chunk<'b>>,
    lists: Vec<List>,
    listed: Vec<Vec<PageId>>,
    owners: Vec<Option<PageId>>,
    related: Related,
    thanks: Vec<Thanks>,
    consents: Vec<ConsentPage>,
    files: Files,
    of_pages: Vec<(PageId, Vec<SavedFinding>)>,
    of_homes: Vec<SavedFinding>,
    of_routes: Vec<SavedFinding>,
    /// By the places of sources; those of which nothing is wrong are left out.
    checked: Vec<(usize, Vec<SavedFinding>)>,
    checked_variants: Vec<SavedFinding>,
}

#[derive(Debug, Serialize, Deserialize)]
struct SavedPage<'b> {
    source: usize,
    variant: VariantId,
    edition: Option<SegmentId>,
    prints: PagePrints,
    there: bool,
    #[serde(borrow)]
    values: Chunk<'b>,
    /// Nothing where there are none.
    #[serde(borrow)]
    links: Chunk<'b>,
    findings: Vec<SavedFinding>,
}

#[derive(Debug, Serialize, Deserialize)]
struct SavedValues {
    segment: Option<SegmentId>,
    addressed: Vec<SegmentId>,
    lang: Lang,
    front: Front,
    tag_slugs: Vec<String>,
    dated: Option<Timestamp>,
    title: String,
    /// The file that its body stands in.
    body: Option<usize>,
    address: Address,
    left_out: Vec<LeftOut>,
    event: Option<EventDay>,
}

/// The values of a page, which are opened when somebody first asks: of most pages nobody does.
#[derive(Debug, Clone)]
pub(super) struct Values {
    values: OnceLock<Box<PageValues>>,
    /// How they were kept.
    kept: Option<KeptValues>,
}

/// Values that were kept, with what they are opened with.
#[derive(Debug, Clone)]
struct KeptValues {
    written: Written,
    /// For whom the page is.
    audience: AudienceId,
    /// The snippets as they were, whatever becomes of them before somebody asks.
    snippets: Arc<Snippets>,
}

impl From<PageValues> for Values {
    fn from(values: PageValues) -> Self {
        Self { values: OnceLock::from(Box::new(values)), kept: None }
    }
}

impl Values {
    /// The values of this source's page.
    pub(super) fn of(&self, source: &Source) -> &PageValues {
        self.values.get_or_init(|| Box::new(self.kept.as_ref().and_then(|kept| kept.open(source)).unwrap_or_else(|| nothing(source))))
    }

    fn chunk(&self) -> Chunk<'static> {
        match (self.values.get(), &self.kept) {
            (None, Some(kept)) => kept.written.chunk(),
            (values, _) => values.map(|values| Chunk::of(&SavedValues::of(values))).unwrap_or_default(),
        }
    }
}

impl KeptValues {
    fn open(&self, source: &Source) -> Option<PageValues> {
        let Self { written, audience, snippets } = self;
        let SavedValues { segment, addressed, lang, front, tag_slugs, dated, title, body, address, left_out, event } = written.open()?;
        let readers = Readers { audience: audience.clone(), segment: segment.clone() };
        let snippets = SnippetsFor { snippets, audience, segment: segment.as_ref(), lang: &lang };
        let shown = |file: usize| Some(source.files.get(file)?.body.as_ref()?.show_with(&readers, &snippets));
        let body = body.and_then(|file| Some(ShownBody { shown: shown(file)?, file }));
        Some(PageValues { segment, addressed, lang, front, tag_slugs, dated, title, body, address, left_out, event })
    }
}

/// The values of a page of which none can be had.
fn nothing(source: &Source) -> PageValues {
    PageValues {
        segment: None,
        addressed: Vec::new(),
        lang: source.base().lang.clone(),
        front: FrontMatter::default().into(),
        tag_slugs: Vec::new(),
        dated: None,
        title: String::new(),
        body: None,
        address: Address { host: HostId(0), path: String::new() },
        left_out: Vec::new(),
        event: None,
    }
}

impl SavedPlan<'_> {
    /// What is kept of a plan.
    pub(super) fn of(plan: &Plan, content: &Content) -> SavedPlan<'static> {
        let places: HashMap<&SourceId, usize> = content.sources.keys().zip(0..).collect();
        let pages: Vec<_> = plan.pages.iter().zip(&plan.links).collect();
        let presence: Vec<_> = plan.presence.values().collect();
        let routes: Vec<_> = plan.routes.values().collect();
        let found = |findings: &[Finding]| findings.iter().map(SavedFinding::of).collect::<Vec<_>>();
        let checked = plan.checked.iter().filter(|(_, findings)| !findings.is_empty());
        SavedPlan {
            pages: to_chunks(&pages, |(page, links)| SavedPage::of(page, links, &places)),
            presence: to_chunks(&presence, |table| table.iter().collect::<Vec<(&ReaderKey, &Presence)>>()),
            routes: to_chunks(&routes, |route| Route::clone(route)),
            lists: (*plan.lists).clone(),
            listed: (*plan.listed).clone(),
            owners: (*plan.owners).clone(),
            related: (*plan.related).clone(),
            thanks: (*plan.thanks).clone(),
            consents: (*plan.consents).clone(),
            files: (*plan.files).clone(),
            of_pages: plan.file_findings.of_pages.iter().map(|(page, findings)| (*page, found(findings))).collect(),
            of_homes: found(&plan.file_findings.of_homes),
            of_routes: found(&plan.route_findings),
            checked: checked.filter_map(|(id, findings)| Some((*places.get(id)?, found(findings)))).collect(),
            checked_variants: found(&plan.checked_variants),
        }
    }

    /// The plan, made of the same sources, site and theme.
    pub(super) fn restored(self, sheet: &Sheet, site: &Site, theme: &Theme, content: &Content, world: &dyn World) -> Option<Plan> {
        let hosts = Hosts::of(site);
        let variants = variants(site, &hosts);
        let mut plan = Plan { hosts, variants, assets: fingerprints(theme), slugs: site.file.slugs, ..Plan::default() };
        let found = |findings: Vec<SavedFinding>| findings.iter().map(|finding| finding.finding(world)).collect::<Vec<_>>();
        let sources: Vec<&Arc<Source>> = content.sources.values().collect();
        let snippets = Arc::new(content.snippets.clone());
        let (pages, (presence, routes)) = rayon::join(
            || from_chunks(&self.pages, |page: SavedPage<'_>| page.restored(&plan, &sources, &snippets, sheet, world)),
            || {
                let table = |table: Vec<(ReaderKey, Presence)>| Some(table.into_iter().collect::<BTreeMap<_, _>>());
                rayon::join(|| from_chunks(&self.presence, table), || from_chunks(&self.routes, Some::<Route>))
            },
        );
        let presence = presence?;
        if presence.len() != sources.len() {
            return None;
        }
        (plan.pages, plan.links) = pages?.into_iter().unzip();
        plan.presence = Arc::new(content.sources.keys().cloned().zip(presence).collect());
        plan.routes = Arc::new(routes?.into_iter().map(|route| (route.output.clone(), route)).collect::<BTreeMap<Utf8PathBuf, _>>());
        plan.by_kind = Arc::new(by_kind(&self.lists, plan.variants.len()));
        plan.lists = Arc::new(self.lists);
        plan.listed = Arc::new(self.listed);
        plan.owners = Arc::new(self.owners);
        plan.related = Arc::new(self.related);
        plan.thanks = Arc::new(self.thanks);
        plan.consents = Arc::new(self.consents);
        plan.files = Arc::new(self.files);
        let of_pages = self.of_pages.into_iter().map(|(page, findings)| (page, found(findings))).collect();
        plan.file_findings = Arc::new(FileFindings { of_pages, of_homes: found(self.of_homes) });
        plan.route_findings = Arc::new(found(self.of_routes));
        let nothing: Arc<Vec<Finding>> = Arc::default();
        plan.checked = content.sources.keys().map(|id| (id.clone(), nothing.clone())).collect();
        for (place, findings) in self.checked {
            plan.checked.insert(sources.get(place)?.id.clone(), Arc::new(found(findings)));
        }
        plan.checked_variants = Arc::new(found(self.checked_variants));
        Some(plan)
    }
}

/// Lists by what they gather, for each variant.
pub(super) fn by_kind(lists: &[List], variants: usize) -> Vec<HashMap<ListKind, ListId>> {
    let mut by_kind = vec![HashMap::new(); variants];
    for (index, list) in lists.iter().enumerate() {
        if let Some(by_kind) = by_kind.get_mut(list.variant.0) {
            by_kind.insert(list.kind.clone(), ListId(index));
        }
    }
    by_kind
}

impl SavedValues {
    fn of(values: &PageValues) -> Self {
        let PageValues { segment, addressed, lang, front, tag_slugs, dated, title, body, address, left_out, event } = values.clone();
        let body = body.map(|body| body.file);
        Self { segment, addressed, lang, front, tag_slugs, dated, title, body, address, left_out, event }
    }
}

impl SavedPage<'_> {
    fn of(page: &Page, links: &PageLinks, places: &HashMap<&SourceId, usize>) -> SavedPage<'static> {
        let Page { source, variant, edition, prints, there, values } = page;
        SavedPage {
            // Every page's source is there.
            source: places.get(&source.id).copied().unwrap_or(usize::MAX),
            variant: *variant,
            edition: edition.clone(),
            prints: *prints,
            there: *there,
            values: values.chunk(),
            links: links.links.chunk(),
            findings: links.findings.iter().map(SavedFinding::of).collect(),
        }
    }

    fn restored(
        self,
        plan: &Plan,
        sources: &[&Arc<Source>],
        snippets: &Arc<Snippets>,
        sheet: &Sheet,
        world: &dyn World,
    ) -> Option<(Arc<Page>, Arc<PageLinks>)> {
        let Self { source, variant, edition, prints, there, values, links, findings } = self;
        let source = (*sources.get(source)?).clone();
        let audience = plan.variants.get(variant.0)?.audience.clone();
        let kept = KeptValues { written: sheet.part(&values), audience, snippets: snippets.clone() };
        let values = Values { values: OnceLock::new(), kept: Some(kept) };
        let links =
            PageLinks { links: Later::new(sheet.part(&links)), findings: findings.iter().map(|finding| finding.finding(world)).collect() };
        Some((Arc::new(Page { source, variant, edition, prints, there, values }), Arc::new(links)))
    }
}
