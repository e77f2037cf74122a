use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::Serialize;

use super::context::{Context, Made, Shared, Subject};
use super::host::PageHost;
use super::trace::{Key, Log, Trace};
use super::{cards, machine, page};
use crate::diagnostics::{Finding, Findings};
use crate::plan::{PageId, Route, RouteSource, Snapshot};
use crate::site::{AudienceId, SegmentId};
use crate::theme::{Value, WordTable};
use crate::world::{Fingerprint, World};

/// Renders the routes of one snapshot.
#[derive(Debug, Clone)]
pub struct Renderer {
    shared: Arc<Shared>,
}

impl Renderer {
    /// A renderer of a snapshot.
    pub fn new(snapshot: Arc<Snapshot>) -> Self {
        let cards = snapshot.plan.pages.iter().map(|_| OnceLock::new()).collect();
        Self { shared: Arc::new(Shared { snapshot, cards, variants: Mutex::default(), words: Mutex::default(), sites: Mutex::default() }) }
    }

    /// The bytes of a route's file.
    ///
    /// # Errors
    ///
    /// Every component of its text that fails, or a template that does, with its place and the page it was rendering; a file that can no
    /// longer be read.
    pub fn render(&self, world: &dyn World, route: &Route) -> Result<Vec<u8>, Findings> {
        self.render_traced(world, route).map(|(bytes, _)| bytes)
    }

    /// The same, and all that it was made of.
    ///
    /// # Errors
    ///
    /// As [`Self::render`].
    pub fn render_traced(&self, world: &dyn World, route: &Route) -> Result<(Vec<u8>, Trace), Findings> {
        let shared = &self.shared;
        if let Some(subject) = subject(&route.source) {
            let log = Arc::new(Log::default());
            let html = page::render(shared, &subject, &route.address, &log)?;
            return Ok((html.into_bytes(), log.take()));
        }
        let bytes = self.machine(world, route)?;
        let key = match &route.source {
            RouteSource::File(path) | RouteSource::Asset(path) | RouteSource::ThemeFile(path) => Key::File(path.to_string()),
            _ => Key::Whole,
        };
        let print = Fingerprint::of_bytes(&bytes);
        Ok((bytes, Trace::from([(key, print)])))
    }

    fn machine(&self, world: &dyn World, route: &Route) -> Result<Vec<u8>, Findings> {
        let shared = &self.shared;
        let theme = &shared.snapshot.theme;
        Ok(match &route.source {
            RouteSource::File(path) => world.read(path).map_err(|error| Finding::world(&error))?,
            RouteSource::Asset(path) => theme.assets().get(path).map(|bytes| bytes.to_vec()).unwrap_or_default(),
            RouteSource::ThemeFile(path) => theme.statics().get(path).map(|bytes| bytes.to_vec()).unwrap_or_default(),
            RouteSource::Feed(variant) => machine::feed(shared, *variant)?,
            RouteSource::Calendar(page) => machine::calendar(shared, *page),
            RouteSource::Sitemap(variant) => machine::sitemap(shared, *variant),
            RouteSource::SitemapIndex(host) => machine::sitemap_index(shared, *host),
            RouteSource::Robots(host) => machine::robots(shared, *host),
            RouteSource::Alias(target) => machine::alias(shared, target, &route.scope),
            _ => Vec::new(),
        })
    }

    /// The first thing of a trace that this snapshot tells a route otherwise, if there is one. Files for programs are made anew to know it.
    pub fn differs(&self, world: &dyn World, route: &Route, trace: &Trace) -> Option<Key> {
        let shared = &self.shared;
        let Some(subject) = subject(&route.source) else {
            let same = self.machine(world, route).is_ok_and(|bytes| trace.values().any(|known| *known == Fingerprint::of_bytes(&bytes)));
            return (!same).then(|| trace.keys().next().cloned().unwrap_or(Key::Whole));
        };
        let Some(context) = Context::new(shared, &subject, &route.address) else { return Some(Key::View) };
        let host = PageHost::new(&context);
        let told = |key: &Key| match key {
            Key::View => page::values(&context).ok().map(|mut view| page::view_print(&mut view, &context)),
            Key::Body => Some(page::body_print(&context)),
            Key::Site => Some(super::variant::site(&context).1),
            Key::Variant => Some(super::variant::variant(&context).1),
            Key::Template(name) => shared.snapshot.theme.template_print(name).filter(|_| *name == page::template(&context)),
            Key::Component(name) => shared.snapshot.theme.component_print(name),
            Key::Words(keys) => Some(Fingerprint::of(&keys.iter().map(|key| context.words.print(key)).collect::<Vec<_>>())),
            // What cards show is part of the answers that they stand in.
            Key::Card(_) => trace.get(key).copied(),
            Key::File(_) | Key::Whole => None,
            asked => host.answer(asked),
        };
        trace.iter().find(|(key, known)| told(key) != Some(**known)).map(|(key, _)| key.clone())
    }
}

/// What a template renders for a route, if one does.
fn subject(source: &RouteSource) -> Option<Subject> {
    Some(match source {
        RouteSource::Page(id) => Subject::Page(*id),
        RouteSource::List(id, number) => Subject::List(*id, *number),
        RouteSource::Thanks(id) => Subject::Thanks(*id),
        RouteSource::Consent(id) => Subject::Consent(*id),
        RouteSource::NotFound(variant) => Subject::NotFound(*variant),
        RouteSource::HostNotFound(host) => Subject::HostNotFound(*host),
        RouteSource::Chooser(host) => Subject::Chooser(*host),
        _ => return None,
    })
}

/// A value with its fingerprint.
pub(super) fn printed<T: Serialize>(view: &T) -> (Value, Fingerprint) {
    (Value::of(view), Fingerprint::of_data(view))
}

impl Shared {
    /// The card of a page, made once.
    pub(super) fn card(&self, id: PageId) -> &(Value, Fingerprint) {
        self.cards[id.0].get_or_init(|| printed(&cards::card(self, id)))
    }

    /// The words that readers of an audience, or of a segment in it, hear; without an audience those that the whole site says.
    pub(super) fn words(&self, audience: Option<&AudienceId>, segment: Option<&SegmentId>) -> Arc<WordTable> {
        let mut made = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        made.entry((audience.cloned(), segment.cloned()))
            .or_insert_with_key(|(audience, segment)| {
                let site = &self.snapshot.site;
                let file = audience.as_ref().and_then(|id| site.audience(id)).map(|audience| &audience.file);
                let own = segment.as_ref().and_then(|id| file?.segments.get(id)).map(|segment| &segment.words);
                let layers = [self.snapshot.theme.words(), &site.file.words];
                Arc::new(WordTable::new(layers.into_iter().chain(file.map(|file| &file.words)).chain(own)))
            })
            .clone()
    }

    /// A value that is made once for its key.
    pub(super) fn once<K: Ord + Clone>(made: &Mutex<Made<K>>, key: K, make: impl FnOnce() -> (Value, Fingerprint)) -> (Value, Fingerprint) {
        if let Some(value) = made.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return value.clone();
        }
        // Made outside the lock: two threads may both make it, and both make the same.
        let value = make();
        made.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_insert(value).clone()
    }
}
