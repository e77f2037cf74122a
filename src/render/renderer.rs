use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::context::{Shared, Subject};
use super::{cards, machine, page};
use crate::diagnostics::Finding;
use crate::plan::{PageId, Route, RouteSource, Snapshot};
use crate::site::{AudienceId, SegmentId};
use crate::theme::{Value, WordTable};
use crate::world::World;

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
    /// A template that fails, with its place and the page it was rendering; a file that can no longer be read.
    pub fn render(&self, world: &dyn World, route: &Route) -> Result<Vec<u8>, Finding> {
        let shared = &self.shared;
        let subject = match &route.source {
            RouteSource::File(path) => return world.read(path).map_err(|error| Finding::world(&error)),
            RouteSource::Asset(path) => {
                return Ok(shared.snapshot.theme.assets().get(path).map(|bytes| bytes.to_vec()).unwrap_or_default());
            }
            RouteSource::ThemeFile(path) => {
                return Ok(shared.snapshot.theme.statics().get(path).map(|bytes| bytes.to_vec()).unwrap_or_default());
            }
            RouteSource::Feed(variant) => return machine::feed(shared, *variant),
            RouteSource::Sitemap(variant) => return Ok(machine::sitemap(shared, *variant)),
            RouteSource::SitemapIndex(host) => return Ok(machine::sitemap_index(shared, *host)),
            RouteSource::Robots(host) => return Ok(machine::robots(shared, *host)),
            RouteSource::Alias(target) => return Ok(machine::alias(shared, target, &route.scope)),
            RouteSource::Page(id) => Subject::Page(*id),
            RouteSource::List(id, number) => Subject::List(*id, *number),
            RouteSource::Thanks(id) => Subject::Thanks(*id),
            RouteSource::NotFound(variant) => Subject::NotFound(*variant),
            RouteSource::HostNotFound(host) => Subject::HostNotFound(*host),
            RouteSource::Chooser(host) => Subject::Chooser(*host),
        };
        page::render(shared, &subject, &route.address).map(String::into_bytes)
    }
}

impl Shared {
    /// The card of a page, made once.
    pub(super) fn card(&self, id: PageId) -> Value {
        self.cards[id.0].get_or_init(|| Value::of(&cards::card(self, id))).clone()
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
    pub(super) fn once<K: Ord + Clone>(made: &Mutex<BTreeMap<K, Value>>, key: K, make: impl FnOnce() -> Value) -> Value {
        if let Some(value) = made.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return value.clone();
        }
        // Made outside the lock: two threads may both make it, and both make the same.
        let value = make();
        made.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_insert(value).clone()
    }
}
