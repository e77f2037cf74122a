//! A plan as it is kept between runs of the program.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use camino::Utf8PathBuf;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::event::EventDay;
use super::files::FileFindings;
use super::host::Address;
use super::list::{List, ListId};
use super::page::{Page, PageId, PagePrints, Presence, ReaderKey, ShownBody};
use super::permission::LeftOut;
use super::related::Related;
use super::variant::{VariantId, variants};
use super::{ConsentPage, Files, Hosts, Link, ListKind, PageLinks, Plan, Route, Thanks, fingerprints};
use crate::content::markdown::Readers;
use crate::content::{Content, Front, SnippetsFor, Source, SourceId};
use crate::diagnostics::{Finding, SavedFinding};
use crate::site::{Lang, SegmentId, Site};
use crate::theme::Theme;
use crate::world::World;
use crate::world::sealed::{Chunk, from_chunks, to_chunks};

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
struct SavedPage {
    source: usize,
    variant: VariantId,
    edition: Option<SegmentId>,
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
    prints: PagePrints,
    left_out: Vec<LeftOut>,
    event: Option<EventDay>,
    there: bool,
    links: Vec<Link>,
    findings: Vec<SavedFinding>,
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
    pub(super) fn restored(self, site: &Site, theme: &Theme, content: &Content, world: &dyn World) -> Option<Plan> {
        let hosts = Hosts::of(site);
        let variants = variants(site, &hosts);
        let mut plan = Plan { hosts, variants, assets: fingerprints(theme), slugs: site.file.slugs, ..Plan::default() };
        let found = |findings: Vec<SavedFinding>| findings.iter().map(|finding| finding.finding(world)).collect::<Vec<_>>();
        let sources: Vec<&Arc<Source>> = content.sources.values().collect();
        let (pages, (presence, routes)) = rayon::join(
            || from_chunks(&self.pages, |page: SavedPage| page.restored(&plan, &sources, content, world)),
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

impl SavedPage {
    fn of(page: &Page, links: &PageLinks, places: &HashMap<&SourceId, usize>) -> Self {
        let Page { source, variant, edition, segment, addressed, lang, front, .. } = page;
        let Page { tag_slugs, dated, title, body, address, prints, left_out, event, there, .. } = page;
        Self {
            // Every page's source is there.
            source: places.get(&source.id).copied().unwrap_or(usize::MAX),
            variant: *variant,
            edition: edition.clone(),
            segment: segment.clone(),
            addressed: addressed.clone(),
            lang: lang.clone(),
            front: front.clone(),
            tag_slugs: tag_slugs.clone(),
            dated: *dated,
            title: title.clone(),
            body: body.as_ref().map(|body| body.file),
            address: address.clone(),
            prints: *prints,
            left_out: left_out.clone(),
            event: event.clone(),
            there: *there,
            links: links.links.clone(),
            findings: links.findings.iter().map(SavedFinding::of).collect(),
        }
    }

    fn restored(self, plan: &Plan, sources: &[&Arc<Source>], content: &Content, world: &dyn World) -> Option<(Arc<Page>, Arc<PageLinks>)> {
        let Self { source, variant, edition, segment, addressed, lang, front, tag_slugs, .. } = self;
        let Self { dated, title, body, address, prints, left_out, event, there, links, findings, .. } = self;
        let source = (*sources.get(source)?).clone();
        let body = match body {
            Some(file) => {
                let readers = Readers { audience: plan.variants.get(variant.0)?.audience.clone(), segment: segment.clone() };
                let (audience, segment) = (&readers.audience, readers.segment.as_ref());
                let snippets = SnippetsFor { content, audience, segment, lang: &lang };
                Some(ShownBody { shown: source.files.get(file)?.body.as_ref()?.show_with(&readers, &snippets), file })
            }
            None => None,
        };
        let findings = findings.iter().map(|finding| finding.finding(world)).collect();
        let page = Page {
            source,
            variant,
            edition,
            segment,
            addressed,
            lang,
            front,
            tag_slugs,
            dated,
            title,
            body,
            address,
            prints,
            left_out,
            event,
            there,
        };
        Some((Arc::new(page), Arc::new(PageLinks { links, findings })))
    }
}
