use std::collections::BTreeSet;

use super::record::{Made, Record};
use crate::plan::{PageId, Route, RouteSource, Snapshot};
use crate::render::Key;
use crate::site::Kind;

/// What may be told otherwise than when a record was made.
#[derive(Debug)]
pub(super) enum Delta {
    /// Anything: every page is asked about.
    Anything,
    /// Pages alone.
    Pages {
        /// The sources of which a page is another.
        sources: BTreeSet<String>,
        /// The pages whose cards are others, by name.
        cards: BTreeSet<String>,
    },
}

impl Delta {
    /// From what is known now and what was known.
    pub(super) fn between(before: &Record, now: &Record, snapshot: &Snapshot) -> Self {
        if !before.ground.is_firm(&now.ground) || before.pages.len() != now.pages.len() {
            return Self::Anything;
        }
        let (mut sources, mut cards) = (BTreeSet::new(), BTreeSet::new());
        // On firm ground there are the same pages, in the same order.
        for ((id, page), known) in snapshot.plan.there().zip(&before.pages) {
            let prints = &page.prints;
            if known.own == prints.own {
                continue;
            }
            // The titles of sections and of service pages stand on every page.
            let is_everywhere = page.is_index() || page.source.kind == Kind::Page;
            if known.rest != prints.rest || known.card != prints.card && is_everywhere {
                return Self::Anything;
            }
            if known.card != prints.card {
                cards.insert(snapshot.plan.name_of(id));
            }
            sources.insert(page.source.id.to_string());
        }
        Self::Pages { sources, cards }
    }

    /// Whether a file that was made before may come out otherwise.
    pub(super) fn concerns(&self, snapshot: &Snapshot, route: &Route, before: &Record, made: &Made) -> bool {
        let Self::Pages { sources, cards } = self else { return true };
        let plan = &snapshot.plan;
        let is_changed = |id: PageId| sources.contains(plan.page(id).source.id.as_str());
        match &route.source {
            RouteSource::Page(id) | RouteSource::Calendar(id) if is_changed(*id) => return true,
            RouteSource::List(id, _) if plan.list(*id).page.is_some_and(is_changed) => return true,
            RouteSource::Thanks(id) if plan.thanks[id.0].from.is_some_and(is_changed) => return true,
            // Sitemaps go by what stands in nobody's text: addresses, dates, and whose words a page's are.
            RouteSource::Feed(_) | RouteSource::Alias(_) if !sources.is_empty() => return true,
            _ => {}
        }
        !cards.is_empty()
            && before.keys_of(made).any(|key| match key {
                Key::Card(name) => cards.contains(name),
                // They may show a title.
                Key::Link(_) | Key::Cta(_) | Key::Offer(_) | Key::Form(_) => true,
                _ => false,
            })
    }
}
