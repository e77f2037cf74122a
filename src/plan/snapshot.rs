use std::collections::BTreeSet;

use camino::Utf8PathBuf;
use jiff::Zoned;

use super::{Ingredients, Links, Plan, Today};
use crate::content::Content;
use crate::diagnostics::Findings;
use crate::site::{Overrides, Site};
use crate::theme::Theme;
use crate::world::World;

/// The site loaded and planned: immutable, and all that rendering needs.
#[derive(Debug)]
pub struct Snapshot {
    /// `site.yaml` and the audiences.
    pub site: Site,
    /// The theme.
    pub theme: Theme,
    /// What authors wrote.
    pub content: Content,
    /// Who sees what, and where.
    pub plan: Plan,
    /// As of when.
    pub today: Today,
    /// Whether it only stands in for what is published, so that nobody is to find it.
    pub preview: bool,
}

/// What may have changed on the disk since a snapshot was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changes {
    /// Files or folders at these paths: written, made, renamed or removed.
    Paths(BTreeSet<Utf8PathBuf>),
    /// Nobody knows: everything is looked at.
    Anything,
}

/// What the command line says about a snapshot.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Changes to the site.
    pub overrides: Overrides,
    /// Another day or instant than now: `2026-11-22` or RFC 3339.
    pub as_of: Option<crate::content::Moment>,
    /// Whether drafts are published too.
    pub drafts: bool,
}

impl Snapshot {
    /// Loads and plans a site. Everything wrong is among the findings; without a readable `site.yaml` or theme there is no snapshot.
    pub fn load(world: &dyn World, options: &Options, findings: &mut Findings) -> Option<Self> {
        let site = Site::load(world, &options.overrides, findings)?;
        let theme = Theme::load(world, &site.file.theme, site.document.value_place(&["theme"].into_iter().collect()), findings)?;
        let content = Content::load(world, &site, &theme, findings);
        let today = Today { now: now(world, &site, options), drafts: options.drafts };
        let plan = Plan::new(world, &site, &theme, &content, &today, findings);
        Some(Self { site, theme, content, plan, today, preview: options.overrides.fold })
    }

    /// The snapshot after changes on the disk. Everything wrong with the whole site is among the findings, as [`Self::load`] would find it.
    pub fn refresh(&self, world: &dyn World, options: &Options, _changes: &Changes, findings: &mut Findings) -> Option<Self> {
        Self::load(world, options, findings)
    }

    /// What values are resolved from.
    pub fn ingredients(&self) -> Ingredients<'_> {
        Ingredients { site: &self.site, theme: &self.theme, content: &self.content }
    }

    /// What links are looked up in.
    pub fn links(&self) -> Links<'_> {
        Links { site: &self.site, content: &self.content, plan: &self.plan, files: &self.plan.files }
    }
}

fn now(world: &dyn World, site: &Site, options: &Options) -> Zoned {
    let instant = options.as_of.and_then(|moment| moment.start(&site.time_zone)).unwrap_or_else(|| world.now());
    instant.to_zoned(site.time_zone.clone())
}
