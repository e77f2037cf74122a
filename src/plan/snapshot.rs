use std::sync::Arc;

use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};

use super::saved::SavedPlan;
use super::{Before, Ingredients, Links, Plan, Planner, Today};
use crate::content::consent::Consents;
use crate::content::{Content, SavedContent};
use crate::diagnostics::{Finding, Findings};
use crate::site::{Overrides, Site, THEMES};
use crate::theme::Theme;
use crate::world::sealed::Sheet;
use crate::world::{Changes, FileEntry, Fingerprint, World};

/// The site loaded and planned: immutable, and all that rendering needs. What a refresh leaves as it was is shared.
#[derive(Debug)]
pub struct Snapshot {
    /// `site.yaml` and the audiences.
    pub site: Arc<Site>,
    /// The theme.
    pub theme: Arc<Theme>,
    /// What authors wrote.
    pub content: Content,
    /// What people agree to, and what they ever agreed to.
    pub consents: Arc<Consents>,
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

    /// What is kept of it between runs of the program, where its files were looked at when the clock showed `noted` or later; nothing where
    /// it could not all be looked at.
    pub fn saved(&self, options: &Options, noted: Timestamp) -> Option<SavedSnapshot<'static>> {
        Some(SavedSnapshot {
            site: site_print(&self.site, options),
            theme: self.theme.offer(),
            now: self.today.now.timestamp(),
            until: self.today.until(),
            drafts: self.today.drafts,
            content: self.content.saved(noted)?,
            plan: SavedPlan::of(&self.plan, &self.content),
        })
    }

    /// The site as it is now, made from what was kept of it: only what changed since is read and planned again. With it, how many files
    /// were read again, if that was all. `sheet` is the file that `saved` was read from, `found` what lies below `content/`.
    pub fn restore(
        saved: SavedSnapshot<'_>,
        sheet: &Sheet,
        found: &[&FileEntry],
        world: &dyn World,
        options: &Options,
        findings: &mut Findings,
    ) -> Option<(Self, Option<usize>)> {
        let ground = Ground::load(None, world, options, &Changes::Anything, findings)?;
        let (site, theme) = (&ground.site, &ground.theme);
        let same_site = site_print(site, options) == saved.site;
        let same_theme = theme.offer() == saved.theme;
        let Some(content) = Content::restored(saved.content, sheet, world, site, theme) else {
            return Some((ground.snapshot(None, world, options, &Changes::Anything, findings), None));
        };
        let changes = content.changes(found);
        let plan = (same_site && same_theme).then(|| saved.plan.restored(sheet, site, theme, &content, world)).flatten();
        let today = Today::restored(saved.now, saved.drafts, saved.until, site);
        let base = Base { content: &content, plan: plan.as_ref().map(|plan| (plan, &today)), same_site, same_theme };
        let again = base.plan.is_some().then_some(changes.len());
        Some((ground.snapshot(Some(base), world, options, &Changes::Paths(changes), findings), again))
    }

    fn make(before: Option<&Self>, world: &dyn World, options: &Options, changes: &Changes, findings: &mut Findings) -> Option<Self> {
        let ground = Ground::load(before, world, options, changes, findings)?;
        let base = before.map(|before| {
            let same_site = Arc::ptr_eq(&before.site, &ground.site);
            let same_layers = before.theme.layers() == ground.theme.layers();
            Base {
                content: &before.content,
                plan: (same_site && same_layers).then_some((&before.plan, &before.today)),
                same_site,
                same_theme: before.theme.offer() == ground.theme.offer(),
            }
        });
        Some(ground.snapshot(base, world, options, changes, findings))
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

/// What is known of content and plan, and of what they were made on.
struct Base<'a> {
    content: &'a Content,
    /// If it was made of the same site, with the same defaults of the theme.
    plan: Option<(&'a Plan, &'a Today)>,
    same_site: bool,
    same_theme: bool,
}

/// What a snapshot stands on.
struct Ground {
    site: Arc<Site>,
    theme: Arc<Theme>,
    consents: Arc<Consents>,
    said: Said,
}

impl Ground {
    fn load(before: Option<&Snapshot>, world: &dyn World, options: &Options, changes: &Changes, findings: &mut Findings) -> Option<Self> {
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
        let kept = before.filter(|_| same_site && !Consents::may_change(changes)).map(|before| before.consents.clone());
        let consents = kept.unwrap_or_else(|| Arc::new(Consents::load(world, &site)));
        Some(Self { site, theme, consents, said: Said { site: site_said, theme: theme_said } })
    }

    fn snapshot(
        self,
        base: Option<Base<'_>>,
        world: &dyn World,
        options: &Options,
        changes: &Changes,
        findings: &mut Findings,
    ) -> Snapshot {
        let Self { site, theme, consents, said } = self;
        let content = match &base {
            Some(base) => base.content.refresh(world, &site, &theme, !base.same_site, changes, findings),
            None => Content::load(world, &site, &theme, findings),
        };
        let now = now(world, &site, options);
        let known = base.as_ref().and_then(|base| base.plan).filter(|(_, today)| today.drafts == options.drafts);
        let kept = known.map(|(_, today)| today.until_next_of(&site, &content)).filter(|today| today.covers(&now));
        let today = kept.unwrap_or_else(|| Today::new(now, options.drafts, &site, &content));
        let same_day = |(_, before): &(&Plan, &Today)| before.now == today.now;
        let known =
            base.zip(known.filter(same_day)).map(|(base, (plan, _))| Before { plan, content: base.content, same_theme: base.same_theme });
        let planner = Planner { world, site: &site, theme: &theme, content: &content, consents: &consents, today: &today, before: known };
        let plan = planner.plan(findings);
        Snapshot { site, theme, content, consents, plan, today, preview: options.overrides.fold, said }
    }
}

/// What is kept of a snapshot between runs of the program.
#[derive(Debug, Serialize, Deserialize)]
pub struct SavedSnapshot<'b> {
    site: Fingerprint,
    theme: Fingerprint,
    now: Timestamp,
    until: Timestamp,
    drafts: bool,
    #[serde(borrow)]
    content: SavedContent<'b>,
    #[serde(borrow)]
    plan: SavedPlan<'b>,
}

/// What tells a site from another: its files, and how they are seen.
fn site_print(site: &Site, options: &Options) -> Fingerprint {
    Fingerprint::of(&(site.texts(), format!("{:?}", options.overrides)))
}

fn now(world: &dyn World, site: &Site, options: &Options) -> Zoned {
    let instant = options.as_of.and_then(|moment| moment.start(&site.time_zone)).unwrap_or_else(|| world.now());
    instant.to_zoned(site.time_zone.clone())
}
