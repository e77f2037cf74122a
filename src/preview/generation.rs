use std::sync::Arc;

use crate::plan::Snapshot;
use crate::render::Renderer;

/// The site as it was after one change.
#[derive(Debug)]
pub(super) struct Generation {
    /// Counts up with every change, from 1.
    pub(super) number: u64,
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) renderer: Renderer,
    styles: Vec<Style>,
}

/// A style sheet of the theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Style {
    /// Its name in the theme.
    pub(super) name: String,
    /// Where it is published below a host's root: another place whenever it changes.
    pub(super) place: String,
}

impl Generation {
    pub(super) fn new(number: u64, snapshot: Snapshot) -> Self {
        let plan = &snapshot.plan;
        let names = plan.asset_names().filter(|name| name.ends_with(".css"));
        let styles = names.map(|name| Style { name: name.to_owned(), place: plan.asset(name) }).collect();
        let snapshot = Arc::new(snapshot);
        Self { number, renderer: Renderer::new(snapshot.clone()), snapshot, styles }
    }

    /// The style sheets that a page refers to, and the page with their names in place of where they are: two pages that differ in nothing
    /// else are one page in other clothes.
    pub(super) fn undressed(&self, html: &str) -> (String, Vec<&Style>) {
        let worn: Vec<&Style> = self.styles.iter().filter(|style| html.contains(&style.place)).collect();
        let undressed = worn.iter().fold(html.to_owned(), |html, style| html.replace(&style.place, &style.name));
        (undressed, worn)
    }
}
