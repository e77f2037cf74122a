//! Makes a plan: of a whole site, or of one that is known up to a few changes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::cascade::Ingredients;
use super::checks::Checks;
use super::consent::ConsentPlanner;
use super::consent_checks::ConsentChecks;
use super::files::Publisher;
use super::link::{From, Links, Lookup};
use super::list::Lister;
use super::logos::{Logos, calls_logos};
use super::page::{Page, PageId, PageValues, Planned, PresenceTable, plan_source};
use super::presence::{Absence, Today};
use super::route::Router;
use super::saved::by_kind;
use super::voice_checks::Voices;
use super::{Hosts, Link, PageLinks, Plan, fingerprints, related, thanks, variant};
use crate::content::consent::Consents;
use crate::content::{Content, FrontMatter, INDEX, Source, SourceId};
use crate::diagnostics::{Findings, Place};
use crate::site::{Kind, Site};
use crate::theme::Theme;
use crate::world::World;
use crate::world::sealed::Later;

/// What a plan is made from.
pub(crate) struct Planner<'a> {
    pub(crate) world: &'a dyn World,
    pub(crate) site: &'a Site,
    pub(crate) theme: &'a Theme,
    pub(crate) content: &'a Content,
    pub(crate) consents: &'a Consents,
    pub(crate) today: &'a Today,
    /// The plan before, if it was made on the same ground: of the same site, as of the same day, with the same defaults of the theme.
    pub(crate) before: Option<Before<'a>>,
}

/// A plan and the content that it was made from.
#[derive(Clone, Copy)]
pub(crate) struct Before<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) content: &'a Content,
    /// Whether the theme offers the same, too.
    pub(crate) same_theme: bool,
}

/// What is the same as in the plan before, page by page.
struct Replanned<'a> {
    before: Before<'a>,
    /// The sources that changed.
    sources: Vec<SourceId>,
    /// Their pages; all others are the same, under the same numbers.
    pages: Vec<PageId>,
}

impl<'a> Planner<'a> {
    /// The plan. What is wrong is among the findings: all of it, also with what did not change.
    pub(crate) fn plan(self, findings: &mut Findings) -> Plan {
        let hosts = Hosts::of(self.site);
        let variants = variant::variants(self.site, &hosts);
        let known = self.before.filter(|before| before.same_theme);
        let assets = known.map_or_else(|| fingerprints(self.theme), |before| before.plan.assets.clone());
        let mut plan = Plan { hosts, variants, assets, slugs: self.site.file.slugs, ..Plan::default() };
        let replanned = self.pages(&mut plan);
        let same_lists = replanned.as_ref().is_some_and(|replanned| replanned.keep_lists(&plan));
        match &replanned {
            Some(Replanned { before: Before { plan: old, .. }, .. }) if same_lists => {
                plan.listed = old.listed.clone();
                plan.lists = old.lists.clone();
                plan.by_kind = old.by_kind.clone();
                plan.related = old.related.clone();
            }
            _ => self.lists(&mut plan, replanned.is_none()),
        }
        self.owners(&mut plan, replanned.as_ref());
        let same_files = self.files(&mut plan, replanned.as_ref());
        let same_consents = self.consents(&mut plan, findings);
        self.routes(&mut plan, replanned.as_ref().filter(|_| same_files && same_consents));
        findings.extend(plan.file_findings.all());
        findings.extend(plan.links.iter().flat_map(|links| links.findings.iter().cloned()));
        self.check(&mut plan, replanned.as_ref(), findings);
        findings.extend(plan.route_findings.iter().cloned());
        plan
    }

    fn ingredients(&self) -> Ingredients<'a> {
        Ingredients { site: self.site, theme: self.theme, content: self.content }
    }

    /// Plans all pages, those of unchanged sources as they were. Gives back what changed, if all pages have the same numbers as before.
    fn pages(&self, plan: &mut Plan) -> Option<Replanned<'a>> {
        let ingredients = self.ingredients();
        let Some(before) = self.before else {
            let sources: Vec<&Arc<Source>> = self.content.sources.values().collect();
            let planned: Vec<Planned> =
                sources.par_iter().map(|source| plan_source(&ingredients, &plan.variants, source, self.today)).collect();
            number(plan, self.content.sources.keys().cloned().zip(planned));
            return None;
        };
        let changed = self.changed(before.content);
        let there: Vec<&Arc<Source>> = changed.iter().filter_map(|id| self.content.sources.get(id)).collect();
        let planned: Vec<Planned> = there.par_iter().map(|source| plan_source(&ingredients, &plan.variants, source, self.today)).collect();
        let mut planned: HashMap<SourceId, Planned> = there.into_iter().map(|source| source.id.clone()).zip(planned).collect();
        // A link to a source that cannot be read is no mistake; to one that is gone it is.
        let same_broken = self.content.broken == before.content.broken;
        if let Some(pages) = same_numbers(before.plan, self.content, &planned).filter(|_| same_broken) {
            plan.presence = before.plan.presence.clone();
            plan.pages = before.plan.pages.clone();
            let mut numbers = Vec::with_capacity(pages.len());
            for (id, page) in pages {
                let mut page = page.clone();
                if page.there != plan.page(id).there {
                    Arc::make_mut(&mut page).there = plan.page(id).there;
                }
                plan.pages[id.0] = page;
                numbers.push(id);
            }
            return Some(Replanned { before, sources: changed.into_iter().collect(), pages: numbers });
        }
        let all = self.content.sources.iter().map(|(id, source)| {
            let known = before.plan.presence.get(id).filter(|_| !id.is_index());
            let planned = planned.remove(id).or_else(|| {
                let page = |presence: &super::Presence| presence.clone().map(|id| before.plan.pages[id.0].clone());
                Some(known?.iter().map(|(key, presence)| (key.clone(), page(presence))).collect())
            });
            let planned = planned.unwrap_or_else(|| plan_source(&ingredients, &plan.variants, source, self.today));
            (id.clone(), planned)
        });
        let all: Vec<(SourceId, Planned)> = all.collect();
        number(plan, all);
        None
    }

    /// The sources that are not as they were, with those that a changed section hands other defaults.
    fn changed(&self, before: &Content) -> BTreeSet<SourceId> {
        let (new, old) = (&self.content.sources, &before.sources);
        let mut changed = different(new, old);
        let hands_on_the_same = |id: &SourceId| match (new.get(id), old.get(id)) {
            (Some(new), Some(old)) => {
                let cascades = |source: &Arc<Source>| {
                    let layer = |file: &Arc<crate::content::SourceFile>| (file.ids.clone(), file.lang.clone(), file.front.cascade.clone());
                    source.files.iter().map(layer).collect::<Vec<_>>()
                };
                cascades(new) == cascades(old)
            }
            _ => false,
        };
        let sections: Vec<&str> = changed
            .iter()
            .filter(|id| id.is_index() && !hands_on_the_same(id))
            .map(|id| id.as_str().strip_suffix(INDEX).unwrap_or_default())
            .collect();
        let below: Vec<SourceId> =
            new.keys().filter(|id| sections.iter().any(|section| id.as_str().starts_with(section))).cloned().collect();
        changed.extend(below);
        changed.extend(self.showing_changed_snippets(before));
        changed
    }

    /// The sources with a text that shows a snippet that is not as it was.
    fn showing_changed_snippets(&self, before: &Content) -> Vec<SourceId> {
        let changed = different(&self.content.snippets, &before.snippets);
        if changed.is_empty() {
            return Vec::new();
        }
        let changed = self.content.snippets_showing(changed);
        let shows = |source: &Source| {
            let calls = source.files.iter().filter_map(|file| file.body.as_ref()).flat_map(|body| body.snippets());
            calls.into_iter().any(|call| changed.contains(&SourceId::new(&call.name)))
        };
        self.content.sources.values().filter(|source| shows(source)).map(|source| source.id.clone()).collect()
    }

    fn lists(&self, plan: &mut Plan, drop_empty_sections: bool) {
        let lister = Lister { site: self.site, variants: &plan.variants, pages: &plan.pages };
        let listed = lister.listed();
        let lists = lister.lists(&listed);
        plan.by_kind = Arc::new(by_kind(&lists, plan.variants.len()));
        plan.listed = Arc::new(listed);
        plan.lists = Arc::new(lists);
        if drop_empty_sections {
            plan.drop_empty_sections();
        }
        plan.related = Arc::new(related::Related::new(plan));
    }

    /// Who owns the words of each page: only pages of one source own one another's.
    fn owners(&self, plan: &mut Plan, replanned: Option<&Replanned<'_>>) {
        plan.owners = match replanned {
            Some(replanned) => {
                let mut owners = replanned.before.plan.owners.clone();
                let own = |id: &SourceId| plan.presence(id).values().filter_map(|presence| presence.as_ref().ok().copied());
                for id in replanned.sources.iter().flat_map(own) {
                    let owner = plan.find_owner(self.site, id);
                    if owners.get(id.0) != Some(&owner) {
                        Arc::make_mut(&mut owners)[id.0] = owner;
                    }
                }
                owners
            }
            None => Arc::new((0..plan.pages.len()).into_par_iter().map(|page| plan.find_owner(self.site, PageId(page))).collect()),
        };
    }

    /// Files, thank-you pages and links. Tells whether all of them but links within bodies are as they were.
    fn files(&self, plan: &mut Plan, replanned: Option<&Replanned<'_>>) -> bool {
        let publisher = Publisher { world: self.world, site: self.site, content: self.content };
        let kept = replanned.filter(|replanned| replanned.keep_files(plan, self.content));
        let pages: Option<BTreeSet<PageId>> = kept.map(|replanned| replanned.pages_to_link(plan, self.content));
        let (mut files, mut said) = match (kept, &pages) {
            (Some(kept), Some(pages)) => {
                let (mut files, mut said) = ((*kept.before.plan.files).clone(), (*kept.before.plan.file_findings).clone());
                for id in pages {
                    files.forget(*id);
                    said.of_pages.remove(id);
                    publisher.page(*id, plan.page(*id), &mut files, &mut said);
                }
                (files, said)
            }
            _ => publisher.publish(&plan.variants, &plan.pages),
        };
        let looked_up = self.look_up(plan, &files, pages.as_ref());
        plan.links = match kept {
            Some(kept) => kept.before.plan.links.clone(),
            None => vec![Arc::default(); plan.pages.len()],
        };
        for (index, lookups) in looked_up {
            plan.links[index] = Arc::new(self.links(plan, index, lookups, &mut files));
        }
        let old = replanned.map(|replanned| replanned.before.plan);
        plan.thanks = match (kept, old) {
            (Some(_), Some(old)) => old.thanks.clone(),
            _ => Arc::new(thanks::thanks(self.world, self.site, &plan.variants, &plan.pages, &files)),
        };
        said.of_pages.retain(|_, findings| !findings.is_empty());
        plan.file_findings = Arc::new(said);
        let same = kept.is_some() && old.is_some_and(|old| *old.files == files);
        plan.files = match old.filter(|_| same) {
            Some(old) => old.files.clone(),
            None => Arc::new(files),
        };
        same
    }

    /// Consent texts, and what is wrong with them: they are few, and looked at every time. Tells whether they are as they were.
    fn consents(&self, plan: &mut Plan, findings: &mut Findings) -> bool {
        let (site, consents) = (self.site, self.consents);
        let pages = ConsentPlanner { site, content: self.content, consents, plan, files: &plan.files }.pages(findings);
        ConsentChecks { site, consents, plan }.check(findings);
        let known = self.before.map(|before| &before.plan.consents).filter(|known| ***known == pages);
        let same = known.is_some();
        plan.consents = known.cloned().unwrap_or_else(|| Arc::new(pages));
        same
    }

    fn look_up(&self, plan: &Plan, files: &super::Files, only: Option<&BTreeSet<PageId>>) -> Vec<(usize, Vec<Lookup>)> {
        let links = Links { site: self.site, content: self.content, plan, files };
        let look_up = |index: usize| {
            let page = &plan.pages[index];
            let Some(body) = page.body.as_ref().filter(|_| page.there) else { return (index, Vec::new()) };
            let from = |origin| {
                let folder = page.folder_of(origin);
                From { variant: page.variant, edition: page.edition.as_ref(), folder, page: Some(PageId(index)) }
            };
            (index, body.shown.links.iter().map(|link| links.look_up_as(from(link.origin), &link.target, link.kind)).collect())
        };
        match only {
            Some(only) => only.iter().map(|id| look_up(id.0)).collect(),
            None => (0..plan.pages.len()).into_par_iter().map(look_up).collect(),
        }
    }

    fn links(&self, plan: &Plan, index: usize, lookups: Vec<Lookup>, files: &mut super::Files) -> PageLinks {
        let page = &plan.pages[index];
        let (mut own, mut found) = (PageLinks::default(), Vec::new());
        own.findings.extend(page.body.iter().filter(|_| page.there).flat_map(|body| body.shown.findings.iter().cloned()));
        let logos = Logos { ingredients: self.ingredients(), today: self.today };
        let withheld = if lookups.is_empty() { Vec::new() } else { logos.withheld(page, &plan.variant(page.variant).audience) };
        for (number, lookup) in lookups.into_iter().enumerate() {
            let place = || {
                let (origin, span) =
                    page.body.as_ref().map(|body| &body.shown.links[number]).map(|link| (link.origin, link.span)).unwrap_or_default();
                Place::Span(page.source_text(origin).clone(), span)
            };
            own.findings.extend(lookup.finding(place));
            if let Some((_, finding)) = withheld.iter().find(|(picture, _)| *picture == number) {
                own.findings.push(finding.clone());
                found.push(Link::Plain);
                continue;
            }
            found.push(match lookup {
                Lookup::Found(link) => link,
                Lookup::File(path) => Link::here(plan.hosts.path(&files.publish(self.world, PageId(index), page, &path))),
                Lookup::Gone(_) | Lookup::Wrong { .. } => Link::Plain,
            });
        }
        own.links = Later::now(found);
        own
    }

    fn routes(&self, plan: &mut Plan, replanned: Option<&Replanned<'_>>) {
        if let Some(replanned) = replanned.filter(|replanned| replanned.keep_routes(plan, self.content)) {
            plan.routes = replanned.before.plan.routes.clone();
            plan.route_findings = replanned.before.plan.route_findings.clone();
            return;
        }
        let mut findings = Findings::new();
        let routes = Router::new(self.site, self.theme, self.content, plan, &plan.files).routes(&mut findings);
        plan.routes = Arc::new(routes);
        plan.route_findings = Arc::new(findings.into_iter().collect());
    }

    fn check(&self, plan: &mut Plan, replanned: Option<&Replanned<'_>>, findings: &mut Findings) {
        let broken = findings.paths_with_errors();
        let voices = Voices::of(self.site, self.theme);
        let checks = Checks { ingredients: self.ingredients(), plan, today: self.today, broken: &broken, voices };
        let kept = replanned.filter(|replanned| replanned.keep_checks(plan));
        let check = |id: &SourceId| Some((id.clone(), Arc::new(checks.source(self.content.sources.get(id)?))));
        let (checked, variants) = match kept {
            Some(kept) => {
                let mut checked = kept.before.plan.checked.clone();
                checked.extend(kept.sources.par_iter().filter_map(check).collect::<Vec<_>>());
                (checked, kept.before.plan.checked_variants.clone())
            }
            None => {
                let ids: Vec<&SourceId> = self.content.sources.keys().collect();
                (ids.into_par_iter().filter_map(check).collect::<Vec<_>>().into_iter().collect(), Arc::new(checks.variants()))
            }
        };
        findings.extend(checked.values().flat_map(|found| found.iter().cloned()));
        findings.extend(variants.iter().cloned());
        findings.extend(checks.snippets());
        findings.extend(checks.voices());
        plan.checked = checked;
        plan.checked_variants = variants;
    }
}

/// The keys under which two maps do not hold one and the same thing: side by side, because a search for each takes longer.
fn different<K: Ord + Clone, V>(new: &BTreeMap<K, Arc<V>>, old: &BTreeMap<K, Arc<V>>) -> BTreeSet<K> {
    let mut different = BTreeSet::new();
    let mut old = old.iter().peekable();
    for (key, value) in new {
        while let Some((gone, _)) = old.next_if(|(other, _)| *other < key) {
            different.insert(gone.clone());
        }
        let before = old.next_if(|(other, _)| *other == key);
        if !before.is_some_and(|(_, before)| Arc::ptr_eq(before, value)) {
            different.insert(key.clone());
        }
    }
    different.extend(old.map(|(gone, _)| gone.clone()));
    different
}

/// Gives all pages their numbers.
fn number(plan: &mut Plan, planned: impl IntoIterator<Item = (SourceId, Planned)>) {
    let mut table = PresenceTable::new();
    for (id, planned) in planned {
        let mut presence = BTreeMap::new();
        for (key, page) in planned {
            let number = PageId(plan.pages.len());
            presence.insert(key, page.map(|page| plan.pages.push(page)).map(|()| number));
        }
        table.insert(id, presence);
    }
    plan.presence = Arc::new(table);
}

/// The numbers of replanned pages, where every source has pages for the same readers as before.
fn same_numbers<'p>(old: &Plan, content: &Content, planned: &'p HashMap<SourceId, Planned>) -> Option<Vec<(PageId, &'p Arc<Page>)>> {
    if old.presence.len() != content.sources.len() || !content.sources.keys().eq(old.presence.keys()) {
        return None;
    }
    let mut pages = Vec::new();
    // In the order of sources, so that nothing depends on a map's.
    for id in content.sources.keys() {
        let Some(planned) = planned.get(id) else { continue };
        let table = old.presence.get(id)?;
        if table.len() != planned.len() {
            return None;
        }
        for (key, page) in planned {
            match (table.get(key)?, page) {
                (Ok(number), Ok(page)) => pages.push((*number, page)),
                (Err(old), Err(new)) if old == new => {}
                _ => return None,
            }
        }
    }
    Some(pages)
}

impl Replanned<'_> {
    fn each<'p>(&'p self, plan: &'p Plan) -> impl Iterator<Item = (PageId, &'p Page, &'p Page)> {
        self.pages.iter().map(|id| (*id, self.before.plan.page(*id), plan.page(*id)))
    }

    /// The changed sources as they were and as they are.
    fn sources_in<'c>(&'c self, now: &'c Content) -> impl Iterator<Item = &'c Arc<Source>> {
        let of = |content: &'c Content| self.sources.iter().filter_map(|id| content.sources.get(id));
        of(self.before.content).chain(of(now))
    }

    /// Whether every list gathers the same pages in the same order.
    fn keep_lists(&self, plan: &Plan) -> bool {
        let old = self.before.plan;
        let gathered = |page: &Page| {
            let PageValues { front, tag_slugs, addressed, .. } = &**page;
            let when = (front.starts, page.event.as_ref().map(|event| event.phase));
            (front.tags.clone(), tag_slugs.clone(), addressed.clone(), front.author.clone(), page.source.kind, when)
        };
        self.each(plan).all(|(id, before, now)| {
            if gathered(before) != gathered(now) {
                return false;
            }
            if before.title == now.title && before.dated == now.dated {
                return true;
            }
            let Some(rank) = old.related.rank(id).filter(|_| now.edition.is_none()) else { return now.is_index() };
            let listed = &old.listed[now.variant.0];
            let key = |id: &PageId| {
                let page = plan.page(*id);
                (std::cmp::Reverse(page.dated), &page.title, &page.source.id)
            };
            let neighbours = &listed[rank.saturating_sub(1)..(rank + 2).min(listed.len())];
            // A date opens and closes feeds.
            before.dated.is_some() == now.dated.is_some() && neighbours.is_sorted_by(|a, b| key(a) <= key(b))
        })
    }

    /// Whether no file of a page became gated or open, and none is there or gone.
    fn keep_files(&self, plan: &Plan, content: &Content) -> bool {
        Arc::ptr_eq(&content.files, &self.before.content.files)
            && Arc::ptr_eq(&content.static_files, &self.before.content.static_files)
            && self.each(plan).all(|(_, before, now)| before.front.lead_magnet.is_none() && now.front.lead_magnet.is_none())
    }

    /// The changed pages, and those whose links lead to one that links see differently.
    fn pages_to_link(&self, plan: &Plan, content: &Content) -> BTreeSet<PageId> {
        let mut pages: BTreeSet<PageId> = self.pages.iter().copied().collect();
        if self.sources_in(content).any(|source| source.kind == Kind::CaseStudy) {
            pages.extend(plan.there().filter(|(_, page)| calls_logos(page)).map(|(id, _)| id));
        }
        let face = |page: &Page| {
            let anchors = page.body.as_ref().map(|body| body.shown.anchors.clone());
            (page.address.clone(), page.lang.clone(), anchors, page.front.primary.clone())
        };
        let seen: BTreeSet<&SourceId> =
            self.each(plan).filter(|(_, before, now)| face(before) != face(now)).map(|(_, _, now)| &now.source.id).collect();
        if seen.is_empty() {
            return pages;
        }
        let names: Vec<&str> = seen.iter().map(|id| id.name()).collect();
        let any_section = seen.iter().any(|id| id.is_index());
        let leads_there = |page: &Page| {
            let links = page.body.iter().flat_map(|body| &body.shown.links);
            links.into_iter().any(|link| any_section || names.iter().any(|name| link.target.contains(name)) || link.target.contains('%'))
        };
        pages.extend(plan.there().filter(|(_, page)| leads_there(page)).map(|(id, _)| id));
        pages
    }

    /// Whether the same things are at the same addresses.
    fn keep_routes(&self, plan: &Plan, content: &Content) -> bool {
        let old = self.before.plan;
        let lists = Arc::ptr_eq(&plan.lists, &old.lists)
            || plan.lists.len() == old.lists.len()
                && plan.lists.iter().zip(old.lists.iter()).all(|(new, old)| {
                    (&new.kind, &new.address, new.page, new.items.len()) == (&old.kind, &old.address, old.page, old.items.len())
                });
        let feeds = plan.variants.iter().all(|variant| plan.feed(variant.id).is_some() == old.feed(variant.id).is_some());
        self.before.same_theme
            && lists
            && feeds
            && Arc::ptr_eq(&content.static_files, &self.before.content.static_files)
            && self.each(plan).all(|(_, before, now)| {
                let face = |page: &Page| {
                    let front = &page.front;
                    (page.address.clone(), page.calendar(), front.aliases.clone(), front.primary.clone())
                };
                face(before) == face(now)
            })
    }

    /// Whether nothing that a check of another source looks at is different.
    fn keep_checks(&self, plan: &Plan) -> bool {
        let old = self.before.plan;
        let asks = |page: &Page| {
            let calls = page.body.iter().flat_map(|body| &body.shown.calls);
            let forms: BTreeSet<String> = calls.map(|call| format!("{} {:?}", call.name, call.id)).collect();
            let anchors = page.body.as_ref().map(|body| body.shown.anchors.clone());
            let FrontMatter { cta, form, offer, .. } = &*page.front;
            let closed = page.event.as_ref().map(|event| event.closed.clone());
            (cta.clone(), form.clone(), offer.clone(), closed, forms, anchors, page.address.clone(), page.lang.clone())
        };
        self.before.same_theme
            && Arc::ptr_eq(&plan.files, &old.files)
            && Arc::ptr_eq(&plan.lists, &old.lists)
            && self.each(plan).all(|(_, before, now)| asks(before) == asks(now))
    }
}

impl Plan {
    /// A section's own page, and its editions, are there only where its list is.
    fn drop_empty_sections(&mut self) {
        let kept: BTreeSet<PageId> = self.lists.iter().filter_map(|list| list.page).collect();
        for presence in Arc::make_mut(&mut self.presence).values_mut() {
            let is_kept = |entry: &super::Presence| entry.as_ref().is_ok_and(|id| kept.contains(id));
            let listed: Vec<super::VariantId> = presence.iter().filter(|(_, entry)| is_kept(entry)).map(|(key, _)| key.variant).collect();
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
}
