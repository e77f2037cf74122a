use std::sync::Arc;

use jiff::Zoned;

use super::{Before, Ingredients, Links, Plan, Planner, Today};
use crate::content::Content;
use crate::diagnostics::{Finding, Findings};
use crate::site::{Overrides, Site};
use crate::theme::{THEMES, Theme};
use crate::world::{Changes, World};

/// The site loaded and planned: immutable, and all that rendering needs. What a refresh leaves as it was is shared.
#[derive(Debug)]
pub struct Snapshot {
    /// `site.yaml` and the audiences.
    pub site: Arc<Site>,
    /// The theme.
    pub theme: Arc<Theme>,
    /// What authors wrote.
    pub content: Content,
    /// Who sees what, and where.
    pub plan: Plan,
    /// As of when.
    pub today: Today,
    /// Whether it only stands in for what is published, so that nobody is to find it.
    pub preview: bool,
    /// What is wrong with the site and the theme, as far as they could be loaded.
    said: Said,
}

/// Findings that are said again while what they are about stays as it is.
#[derive(Debug, Clone)]
struct Said {
    site: Arc<Vec<Finding>>,
    theme: Arc<Vec<Finding>>,
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
        Self::make(None, world, options, &Changes::Anything, findings)
    }

    /// The snapshot after changes on the disk. Everything wrong with the whole site is among the findings, as [`Self::load`] would find it.
    pub fn refresh(&self, world: &dyn World, options: &Options, changes: &Changes, findings: &mut Findings) -> Option<Self> {
        Self::make(Some(self), world, options, changes, findings)
    }

    fn make(before: Option<&Self>, world: &dyn World, options: &Options, changes: &Changes, findings: &mut Findings) -> Option<Self> {
        let (site, site_said) = match before.filter(|_| !Site::may_change(changes)) {
            Some(before) => (before.site.clone(), before.said.site.clone()),
            None => {
                let mut said = Findings::new();
                let site = Site::load(world, &options.overrides, &mut said);
                let said: Vec<Finding> = said.into_iter().collect();
                let Some(site) = site else {
                    findings.extend(said);
                    return None;
                };
                let kept = before.filter(|before| *before.site == site).map(|before| before.site.clone());
                (kept.unwrap_or_else(|| Arc::new(site)), Arc::new(said))
            }
        };
        findings.extend(site_said.iter().cloned());
        let same_site = before.is_some_and(|before| Arc::ptr_eq(&before.site, &site));
        let (theme, theme_said) = match before.filter(|_| same_site && !changes.may_concern(THEMES)) {
            Some(before) => (before.theme.clone(), before.said.theme.clone()),
            None => {
                let mut said = Findings::new();
                let named = site.document.value_place(&["theme"].into_iter().collect());
                let theme = Theme::load_after(before.map(|before| &before.theme), world, &site.file.theme, named, &mut said);
                let said: Vec<Finding> = said.into_iter().collect();
                let Some(theme) = theme else {
                    findings.extend(said);
                    return None;
                };
                (theme, Arc::new(said))
            }
        };
        findings.extend(theme_said.iter().cloned());
        let content = match before {
            Some(before) => before.content.refresh(world, &site, &theme, !same_site, changes, findings),
            None => Content::load(world, &site, &theme, findings),
        };
        let now = now(world, &site, options);
        let kept = before.filter(|before| same_site && before.today.drafts == options.drafts);
        let kept = kept.map(|before| before.today.until_next_of(&content)).filter(|today| today.covers(&now));
        let today = kept.unwrap_or_else(|| Today::new(now, options.drafts, &content));
        let same_ground = |before: &&Self| {
            same_site && before.today.now == today.now && before.today.drafts == today.drafts && before.theme.layers() == theme.layers()
        };
        let known = before.filter(same_ground).map(|before| Before {
            plan: &before.plan,
            content: &before.content,
            same_theme: Arc::ptr_eq(&before.theme, &theme),
        });
        let planner = Planner { world, site: &site, theme: &theme, content: &content, today: &today, before: known };
        let plan = planner.plan(findings);
        let said = Said { site: site_said, theme: theme_said };
        Some(Self { site, theme, content, plan, today, preview: options.overrides.fold, said })
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
