//! All pages of a site, held against all rules.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::catalogue::all;
use super::judge::{About, Text, judge_ask};
use super::rendered::Rendered;
use super::settings::{Settings, Values};
use super::structure::{Addresses, PageLook, RenderedLook, Told, of_heads, of_page, of_rendered, of_site, reads_heads, reads_rendered};
use crate::content::SnippetsFor;
use crate::content::markdown::{Prose, Readers};
use crate::diagnostics::{Finding, Findings, Level, Place};
use crate::plan::{Ask, Page, PageId, Route, RouteSource, Snapshot, by_source, rest};
use crate::render::{Key, Renderer};
use crate::site::{Audience, AudienceId, CONTENT, Kind, Lang, THEMES};
use crate::theme::ThemeLayer;
use crate::world::World;
use crate::world::limits::SOURCES_AT_HAND;
use crate::world::yaml::KeyPath;

/// Everything that rules find in the pages of a site.
pub fn check(snapshot: &Arc<Snapshot>, world: &dyn World, findings: &mut Findings) {
    let settings = Settings::of(&snapshot.site, findings);
    findings.extend(found(snapshot, world, &settings));
}

/// What stops a build: what rules find that the site has made errors, and settings that are none.
pub fn errors(snapshot: &Arc<Snapshot>, world: &dyn World, findings: &mut Findings) {
    let settings = Settings::of(&snapshot.site, findings);
    // What cannot be rendered is an error already.
    if settings.have_errors() && !findings.stop() {
        findings.extend(found(snapshot, world, &settings).into_iter().filter(|finding| finding.level == Level::Error));
    }
}

fn found(snapshot: &Arc<Snapshot>, world: &dyn World, settings: &Settings) -> Vec<Finding> {
    let known = Known::of(snapshot, settings);
    let looks = known.looks();
    let mut findings = texts(&looks);
    findings.extend(of_site(snapshot, &looks));
    findings.extend(published(snapshot, world, &known, &looks, None).unwrap_or_default());
    findings.extend(calls_to_action(snapshot, settings));
    findings
}

/// What has to be known of every page.
pub(super) struct Known<'a> {
    snapshot: &'a Arc<Snapshot>,
    pages: Vec<KnownPage<'a>>,
    /// What rules are set to for pages that no source is of.
    made: BTreeMap<(AudienceId, Lang), Arc<Values>>,
}

struct KnownPage<'a> {
    id: PageId,
    page: &'a Page,
    audience: &'a Audience,
    ask: OnceLock<Ask>,
    values: Arc<Values>,
}

impl<'a> Known<'a> {
    pub(super) fn of(snapshot: &'a Arc<Snapshot>, settings: &Settings) -> Self {
        let mut known: BTreeMap<(AudienceId, Kind, Lang), Arc<Values>> = BTreeMap::new();
        let by_path = settings.go_by_path();
        let mut pages = Vec::with_capacity(snapshot.plan.pages.len());
        for (id, page) in snapshot.plan.there() {
            let Some(audience) = snapshot.plan.variant(page.variant).audience(&snapshot.site) else { continue };
            let make = || {
                let path = page.file().path.strip_prefix(CONTENT).unwrap_or(&page.file().path);
                Arc::new(settings.values(audience, page.source.kind, &page.lang, path.as_str()))
            };
            let values = if by_path {
                make()
            } else {
                known.entry((audience.id.clone(), page.source.kind, page.lang.clone())).or_insert_with(make).clone()
            };
            pages.push(KnownPage { id, page, audience, ask: OnceLock::new(), values });
        }
        let mut made = BTreeMap::new();
        for variant in &snapshot.plan.variants {
            let Some(audience) = variant.audience(&snapshot.site) else { continue };
            let values = settings.values(audience, Kind::Page, &variant.lang, "");
            made.insert((variant.audience.clone(), variant.lang.clone()), Arc::new(values));
        }
        Self { snapshot, pages, made }
    }

    /// What rules are set to for a page that no source is of.
    fn made_for(&self, route: &Route) -> Option<&Values> {
        let plan = &self.snapshot.plan;
        let variant = match &route.source {
            RouteSource::List(id, _) => plan.list(*id).variant,
            RouteSource::Thanks(id) => plan.thanks[id.0].variant,
            RouteSource::Consent(id) => plan.consents[id.0].variant,
            RouteSource::NotFound(variant) => *variant,
            _ => return None,
        };
        let variant = plan.variant(variant);
        self.made.get(&(variant.audience.clone(), variant.lang.clone())).map(|values| &**values)
    }

    /// Every page as rules look at it.
    pub(super) fn looks(&self) -> BTreeMap<PageId, PageLook<'_>> {
        let of = self.pages.iter().map(|KnownPage { id, page, audience, ask, values }| {
            (*id, PageLook { snapshot: self.snapshot, id: *id, page, audience, ask, values, rule: 0 })
        });
        of.collect()
    }
}

/// What rules find in the texts of pages, and in how they are put together.
fn texts(looks: &BTreeMap<PageId, PageLook<'_>>) -> Vec<Finding> {
    let looks: Vec<&PageLook<'_>> = looks.values().collect();
    // Pages are numbered source by source.
    let sources: Vec<&[&PageLook<'_>]> = looks.chunk_by(|a, b| Arc::ptr_eq(&a.page.source, &b.page.source)).collect();
    sources.into_par_iter().flat_map_iter(of_source).collect()
}

pub(super) fn of_source(looks: &[&PageLook<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut left: Vec<&PageLook<'_>> = looks.to_vec();
    // What several pages show is read once, and judged once for each sort of reader.
    while let Some(first) = left.first().copied() {
        let shown = |look: &PageLook<'_>| look.page.body.as_ref().map(|body| Arc::as_ptr(&body.shown));
        let (same, others) = left.into_iter().partition::<Vec<_>, _>(|look| shown(look) == shown(first));
        left = others;
        let prose = prose(first).unwrap_or_default();
        let text = Text::read(&prose, first.lang().as_str());
        let mut judged: Vec<About<'_>> = Vec::new();
        for look in same {
            let about = look.about();
            if !judged.iter().any(|known| known.same_readers(&about)) {
                findings.extend(text.judge(&about));
                judged.push(about);
            }
            findings.extend(of_page(look, &prose));
        }
    }
    findings
}

/// What the readers of a page read of its body.
pub(super) fn prose(look: &PageLook<'_>) -> Option<Prose> {
    let PageLook { snapshot, page, audience, .. } = look;
    let body = page.source.files[page.body.as_ref()?.file].body.as_ref()?;
    let shelf =
        SnippetsFor { snippets: &snapshot.content.snippets, audience: &audience.id, segment: page.segment.as_ref(), lang: &page.lang };
    Some(body.prose(&Readers { audience: audience.id.clone(), segment: page.segment.clone() }, &shelf))
}

/// What rules find in the pages of a site as they are published, page after page while `go_on` says so; nothing, if it did not to the end.
pub fn published_while(snapshot: &Arc<Snapshot>, world: &dyn World, go_on: &dyn Fn() -> bool) -> Option<Vec<Finding>> {
    let settings = Settings::of(&snapshot.site, &mut Findings::new());
    let known = Known::of(snapshot, &settings);
    let looks = known.looks();
    published(snapshot, world, &known, &looks, Some(go_on))
}

/// What rules find in pages as they are published: on all cores, or on this one alone while `go_on` says so. What a template does is said
/// once for all pages that it makes.
fn published(
    snapshot: &Arc<Snapshot>,
    world: &dyn World,
    known: &Known<'_>,
    looks: &BTreeMap<PageId, PageLook<'_>>,
    go_on: Option<&dyn Fn() -> bool>,
) -> Option<Vec<Finding>> {
    if !known.made.values().map(|values| &**values).chain(looks.values().map(|look| look.values)).any(reads_rendered) {
        return Some(Vec::new());
    }
    let sources = by_source(&snapshot.plan, |route| is_page(&route.source));
    // Who shows pages has them at hand as long as all of them find room.
    let is_shown = go_on.is_some() && snapshot.content.sources.len() <= SOURCES_AT_HAND;
    let heads = known.made.values().map(|values| &**values).chain(looks.values().map(|look| look.values)).any(reads_heads);
    let addresses = heads.then(|| Addresses::of(&snapshot.plan));
    let glass = Glass { world, renderer: Renderer::new(snapshot.clone()), known, looks, addresses };
    let look = |routes: Vec<&'_ Route>| {
        let mut found = Published::default();
        for route in &routes {
            found.look(&glass, route);
        }
        if !is_shown {
            rest(&snapshot.plan, &routes);
        }
        found
    };
    let all: Vec<Published> = match go_on {
        None => sources.into_par_iter().map(look).collect(),
        Some(go_on) => sources.into_iter().map(|routes| go_on().then(|| look(routes))).collect::<Option<_>>()?,
    };
    let mut findings = Vec::new();
    let told: Vec<&(Told, String, Utf8PathBuf)> = all.iter().flat_map(|found| &found.told).collect();
    let mut faults: Vec<(Fault, Utf8PathBuf)> = Vec::new();
    let values = |at: usize| {
        let route = snapshot.plan.routes.get(&told.get(at)?.2)?;
        if let RouteSource::Page(id) = route.source { looks.get(&id).map(|look| look.values) } else { known.made_for(route) }
    };
    let all_told: Vec<&Told> = told.iter().map(|(told, ..)| told).collect();
    of_heads(snapshot, looks, &all_told, values, &mut findings, &mut |at, (rule, level, message)| {
        if let Some((_, template, output)) = told.get(at) {
            faults.push((Fault { template: template.clone(), rule, level, message }, output.clone()));
        }
    });
    let mut by_template: BTreeMap<&Fault, Vec<&Utf8Path>> = BTreeMap::new();
    for found in &all {
        findings.extend(found.findings.iter().cloned());
    }
    for (fault, output) in all.iter().flat_map(|found| &found.faults).chain(&faults) {
        by_template.entry(fault).or_default().push(output);
    }
    findings.extend(by_template.into_iter().map(|(fault, outputs)| fault.finding(snapshot, world, &outputs)));
    Some(findings)
}

/// Whether a template makes it.
fn is_page(source: &RouteSource) -> bool {
    matches!(
        source,
        RouteSource::Page(_)
            | RouteSource::List(..)
            | RouteSource::Thanks(_)
            | RouteSource::Consent(_)
            | RouteSource::NotFound(_)
            | RouteSource::HostNotFound(_)
            | RouteSource::Chooser(_)
    )
}

/// What was found in some pages as they are published.
#[derive(Default)]
struct Published {
    findings: Vec<Finding>,
    /// What a template does, and the page on which.
    faults: Vec<(Fault, Utf8PathBuf)>,
    /// What each says of itself and others, with its template and its file.
    told: Vec<(Told, String, Utf8PathBuf)>,
}

/// What a rule finds that a template does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Fault {
    template: String,
    rule: usize,
    level: Level,
    message: String,
}

/// What pages are looked at with as they are published.
struct Glass<'a> {
    world: &'a dyn World,
    renderer: Renderer,
    known: &'a Known<'a>,
    looks: &'a BTreeMap<PageId, PageLook<'a>>,
    /// Where pages are, if somebody wants to know.
    addresses: Option<Addresses>,
}

impl Published {
    fn look(&mut self, glass: &Glass<'_>, route: &Route) {
        let Glass { world, renderer, known, looks, addresses } = glass;
        let snapshot = &**known.snapshot;
        let page = if let RouteSource::Page(id) = route.source { looks.get(&id).copied() } else { None };
        let values = match page {
            Some(page) => page.values,
            None => match known.made_for(route) {
                Some(values) => values,
                None => return,
            },
        };
        // What cannot be rendered stops a build, which says why.
        let Ok((bytes, trace)) = renderer.render_traced(*world, route) else { return };
        let Ok(html) = std::str::from_utf8(&bytes) else { return };
        let rendered = Rendered::of(html);
        let template = trace.keys().find_map(|key| if let Key::Template(name) = key { Some(name.clone()) } else { None });
        let look = RenderedLook { snapshot, route, rendered: &rendered, page, values, rule: 0 };
        let mut faults = Vec::new();
        of_rendered(&look, &mut self.findings, &mut faults);
        let template = template.unwrap_or_default();
        if let Some(addresses) = addresses {
            self.told.push((Told::of(&look, addresses), template.clone(), route.output.clone()));
        }
        let faults = faults
            .into_iter()
            .map(|(rule, level, message)| (Fault { template: template.clone(), rule, level, message }, route.output.clone()));
        self.faults.extend(faults);
    }
}

impl Fault {
    fn finding(&self, snapshot: &Snapshot, world: &dyn World, outputs: &[&Utf8Path]) -> Finding {
        let rule = &all()[self.rule];
        let (first, more) = (outputs.first().map_or("", |output| output.as_str()), outputs.len().saturating_sub(1));
        let and = if more == 0 { String::new() } else { format!(" and {more} more") };
        let message = format!("{}: `{first}`{and}, by the template `{}`", self.message, self.template);
        let own = |layer: &ThemeLayer| Utf8PathBuf::from(format!("{THEMES}/{}/templates/{}", layer.name, self.template));
        let file = snapshot.theme.layers().iter().rev().map(own).find(|path| world.read(path).is_ok());
        let place = file.map_or_else(|| snapshot.site.document.value_place(&KeyPath::root().key("theme")), Place::File);
        Finding::new(self.level, rule.id, place, message).help(rule.help.clone())
    }
}

/// What rules find in the calls to action of audiences and on the buttons of their forms, in every language.
pub(super) fn calls_to_action(snapshot: &Snapshot, settings: &Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    for audience in &snapshot.site.audiences {
        let path = audience.document.source().path().as_str();
        let mut judged = |lang: &Lang, at: &KeyPath, text: &str| {
            let values = settings.values(audience, Kind::Page, lang, path);
            let (side, address) = (audience.file.kind, audience.file.address);
            let about = About { lang: lang.as_str(), side, address, offer: false, values: &values };
            findings.extend(judge_ask(text, &audience.document.value_place(at), &about));
        };
        for lang in &audience.languages {
            for (id, cta) in audience.file.ctas.iter() {
                let at: KeyPath = ["ctas", id.as_str(), "text"].into_iter().collect();
                cta.text.texts(&at, lang, &mut |at, text| judged(lang, at, text));
            }
            for (id, button) in audience.file.forms.iter().filter_map(|(id, form)| Some((id, form.button.as_ref()?))) {
                let at: KeyPath = ["forms", id.as_str(), "button"].into_iter().collect();
                let at = if button.languages().next().is_some() { at.key(lang.as_str()) } else { at };
                if let Some(text) = button.get(lang) {
                    judged(lang, &at, text);
                }
            }
        }
    }
    findings
}
