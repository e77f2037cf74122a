//! What is asked: every address that leaves the site, with all places where it is written.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use camino::Utf8Path;
use rayon::prelude::*;
use serde_json::Value;
use url::Url;

use super::super::catalogue::number;
use super::super::ignore::Ignored;
use super::super::settings::{Settings, Values};
use super::asker::bare;
use super::kin::Kin;
use super::manners::is_ignored;
use super::verdict::RULES;
use crate::content::SnippetsFor;
use crate::content::markdown::{Prose, Readers};
use crate::diagnostics::{Document, Level, Place};
use crate::plan::{Page, Snapshot};
use crate::site::{Audience, AudienceId, Kind};
use crate::world::yaml::KeyPath;

/// One place where an address is written.
#[derive(Debug, Clone)]
pub(super) struct Written {
    /// As it is written.
    pub(super) address: String,
    /// Where.
    pub(super) place: Place,
    /// How grave each of [`RULES`] is there.
    pub(super) levels: [Option<Level>; RULES.len()],
}

/// All addresses of a site that leave it.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    /// Those that can be asked, without anchors.
    pub(super) asked: BTreeMap<String, (Url, Vec<Written>)>,
    /// Those in a private network.
    pub(super) private: Vec<Written>,
    /// Those that are not written as addresses are.
    pub(super) broken: Vec<Written>,
    /// The hosts of the site itself.
    pub(super) own: BTreeSet<String>,
}

/// The rules of links in their order among all.
fn rules() -> [Option<usize>; RULES.len()] {
    RULES.map(number)
}

fn levels(values: &Values) -> [Option<Level>; RULES.len()] {
    rules().map(|rule| values.level(rule?))
}

/// Whether a text begins as an address of the web does.
fn is_web(text: &str) -> bool {
    ["https:", "http:"].iter().any(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

impl Addresses {
    /// Collects them, from the files that are asked about.
    pub(super) fn of(snapshot: &Snapshot, settings: &Settings, private: bool, here: &(dyn Fn(&Utf8Path) -> bool + Sync)) -> Self {
        let mut addresses = Self { own: own(snapshot), ..Self::default() };
        let mut written = of_bodies(snapshot, settings);
        of_sources(snapshot, settings, &mut written);
        of_site(snapshot, settings, &mut written);
        written.retain(|written| written.place.path().is_none_or(here) && written.levels.iter().any(Option::is_some));
        for written in written {
            addresses.add(written, private);
        }
        addresses
    }

    fn add(&mut self, written: Written, private: bool) {
        let Some(mut url) = Url::parse(&written.address).ok().filter(Url::has_host) else { return self.broken.push(written) };
        bare(&mut url);
        match Kin::of(&url, &self.own) {
            Kin::Own | Kin::Reserved => {}
            Kin::Private if !private => self.private.push(written),
            Kin::Private | Kin::Public => self.asked.entry(url.to_string()).or_insert_with(|| (url, Vec::new())).1.push(written),
        }
    }
}

/// The hosts of the site, also where the command line gives it others for now.
fn own(snapshot: &Snapshot) -> BTreeSet<String> {
    let planned = snapshot.plan.hosts.iter().map(|(_, host)| host.base.to_string());
    let audiences = snapshot.site.audiences.iter().map(|audience| &audience.document);
    let said = audiences.chain([&snapshot.site.document]).filter_map(|document| {
        let tree = crate::world::yaml::tree(document.text()).ok()?;
        tree.get("url")?.as_str().map(str::to_owned)
    });
    planned.chain(said).filter_map(|address| Url::parse(&address).ok()?.host_str().map(str::to_owned)).collect()
}

/// Addresses in what pages show: texts, pictures, what components are given, HTML.
fn of_bodies(snapshot: &Snapshot, settings: &Settings) -> Vec<Written> {
    let mut tasks: HashMap<(usize, AudienceId), &Page> = HashMap::new();
    for (_, page) in snapshot.plan.there() {
        let Some(body) = &page.body else { continue };
        let shown = Arc::as_ptr(&body.shown) as usize;
        tasks.entry((shown, snapshot.plan.variant(page.variant).audience.clone())).or_insert(page);
    }
    let mut all: Vec<Written> = tasks.into_par_iter().flat_map_iter(|(_, page)| of_body(snapshot, settings, page)).collect();
    // Each place once, as grave as it is for anybody.
    all.sort_by(|a, b| place_key(&a.place).cmp(&place_key(&b.place)));
    all.dedup_by(|next, before| {
        let same = next.place == before.place && next.address == before.address;
        if same {
            before.levels.iter_mut().zip(next.levels).for_each(|(level, other)| *level = graver(*level, other));
        }
        same
    });
    all
}

fn graver(one: Option<Level>, other: Option<Level>) -> Option<Level> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

fn place_key(place: &Place) -> (Option<&Utf8Path>, usize) {
    let at = if let Place::Span(_, span) = place { span.start } else { 0 };
    (place.path(), at)
}

fn of_body(snapshot: &Snapshot, settings: &Settings, page: &Page) -> Vec<Written> {
    let variant = snapshot.plan.variant(page.variant);
    let (Some(audience), Some(shown)) = (variant.audience(&snapshot.site), &page.body) else { return Vec::new() };
    let Some(body) = &page.source.files[shown.file].body else { return Vec::new() };
    let texts = std::iter::once(&page.file().text).chain(shown.shown.others());
    if !texts.into_iter().any(|text| text.text().contains("http") || text.text().contains("HTTP")) {
        return Vec::new();
    }
    let path = page.file().path.as_str().trim_start_matches("content/");
    let values = settings.values(audience, page.source.kind, &page.lang, path);
    let shelf =
        SnippetsFor { snippets: &snapshot.content.snippets, audience: &audience.id, segment: page.segment.as_ref(), lang: &page.lang };
    let prose = body.prose(&Readers { audience: audience.id.clone(), segment: page.segment.clone() }, &shelf);
    let ignored = Ignored::of(&prose, &mut Vec::new());
    let mut all = Vec::new();
    let mut add = |address: &str, origin: usize, place: Place, block: Option<usize>| {
        if !is_web(address) || is_ignored(address, &values) {
            return;
        }
        let mut levels = levels(&values);
        for (level, rule) in levels.iter_mut().zip(RULES) {
            if ignored.lets_stand(rule, block.unwrap_or(usize::MAX), origin) {
                *level = None;
            }
        }
        all.push(Written { address: address.to_owned(), place, levels });
    };
    for link in &shown.shown.links {
        let place = Place::Span(page.source_text(link.origin).clone(), link.span);
        let block = prose.blocks.iter().position(|block| {
            let mut own = block.links.iter().map(|(_, link)| link).chain(block.images.iter().map(|(_, image)| image));
            block.origin == link.origin && own.any(|own| own.span == link.span)
        });
        add(link.target.trim(), link.origin, place, block);
    }
    for (address, origin, place) in of_html(&prose) {
        add(&address, origin, place, None);
    }
    all
}

/// Addresses in `href` and `src` of HTML that stands in a text.
fn of_html(prose: &Prose) -> Vec<(String, usize, Place)> {
    let mut all = Vec::new();
    for (origin, span) in &prose.html {
        let Some(source) = prose.source(*origin) else { continue };
        let html = source.slice(*span);
        let small = html.to_ascii_lowercase();
        for (at, name) in small.match_indices("href").chain(small.match_indices("src")) {
            let rest = small[at + name.len()..].trim_start();
            let Some(rest) = rest.strip_prefix('=') else { continue };
            let rest = rest.trim_start();
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
            let start = small.len() - rest.len() + quote.map_or(0, char::len_utf8);
            let ends = |c: char| quote.map_or(c.is_whitespace() || c == '>', |quote| c == quote);
            let end = small[start..].find(ends).map_or(small.len(), |end| start + end);
            let begins = small[..at].ends_with(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
            let Some(address) = html.get(start..end).filter(|_| begins) else { continue };
            let span = crate::world::Span::new(span.start + start, span.start + end);
            all.push((address.replace("&amp;", "&"), *origin, Place::Span(source.clone(), span)));
        }
    }
    all
}

/// Addresses in the front matter of what is published.
fn of_sources(snapshot: &Snapshot, settings: &Settings, all: &mut Vec<Written>) {
    let mut published: BTreeMap<&str, Vec<&Page>> = BTreeMap::new();
    for (_, page) in snapshot.plan.there() {
        published.entry(page.source.id.as_str()).or_default().push(page);
    }
    for pages in published.values() {
        let Some(source) = pages.first().map(|page| &page.source) else { continue };
        for file in &source.files {
            let of = |page: &Page| Some(snapshot.plan.variant(page.variant).audience(&snapshot.site)?.clone());
            let mut audiences = pages.iter().filter_map(|page| of(page));
            let own = file.ids.audience().cloned();
            let Some(audience) = audiences.find(|audience| own.as_ref().is_none_or(|own| *own == audience.id)) else { continue };
            let path = file.path.as_str().trim_start_matches("content/");
            let values = settings.values(&audience, source.kind, &file.lang, path);
            of_document(&file.document, &[], &values, all);
        }
    }
}

/// Addresses in `site.yaml`, audience files and consent texts.
fn of_site(snapshot: &Snapshot, settings: &Settings, all: &mut Vec<Written>) {
    let for_all = settings.for_all();
    of_document(&snapshot.site.document, &["url", "check", "integrations"], &for_all, all);
    for audience in &snapshot.site.audiences {
        let values = of_audience(audience, settings);
        of_document(&audience.document, &["url", "tone", "forms", "integrations"], &values, all);
    }
    for file in snapshot.consents.files() {
        of_document(&file.document, &[], &for_all, all);
        for number in 0..file.links.len() {
            let place = file.link_place(number);
            let Place::Span(text, span) = &place else { continue };
            let address = text.slice(*span).to_owned();
            if is_web(&address) && !is_ignored(&address, &for_all) {
                all.push(Written { address, place, levels: levels(&for_all) });
            }
        }
    }
}

fn of_audience(audience: &Audience, settings: &Settings) -> Values {
    let path = audience.document.source().path().as_str().trim_start_matches("content/");
    match audience.languages.first() {
        Some(lang) => settings.values(audience, Kind::Page, lang, path),
        None => settings.for_all(),
    }
}

/// Addresses that are values of a document, those under some keys aside.
fn of_document(document: &Document, without: &[&str], values: &Values, all: &mut Vec<Written>) {
    if !document.text().contains("http") && !document.text().contains("HTTP") {
        return;
    }
    let Ok(tree) = crate::world::yaml::tree(document.text()) else { return };
    let mut found = Vec::new();
    walk(&tree, &KeyPath::root(), without, &mut found);
    for (at, address) in found {
        if !is_ignored(&address, values) {
            all.push(Written { address, place: document.value_place(&at), levels: levels(values) });
        }
    }
}

fn walk(value: &Value, at: &KeyPath, without: &[&str], found: &mut Vec<(KeyPath, String)>) {
    match value {
        Value::String(text) => {
            let text = text.trim();
            if is_web(text) && !text.contains(char::is_whitespace) {
                found.push((at.clone(), text.to_owned()));
            }
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| walk(item, &at.index(index), without, found)),
        Value::Object(map) => {
            for (key, value) in map {
                let top = at.0.is_empty() && without.contains(&key.as_str());
                if !top {
                    walk(value, &at.key(key.as_str()), without, found);
                }
            }
        }
        _ => {}
    }
}
