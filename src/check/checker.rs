//! What rules find, kept from one state of a site to the next: only what changed is judged again.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::settings::Settings;
use super::site::{Known, calls_to_action, of_source};
use super::structure::{PageLook, of_site};
use crate::content::SourceId;
use crate::diagnostics::{Finding, Findings};
use crate::plan::{Page, Snapshot};
use crate::site::Site;
use crate::theme::Theme;

/// What rules find in texts and in how pages are put together, for whoever asks after each change.
#[derive(Debug, Default)]
pub struct Checker {
    before: Option<Before>,
}

/// What was found in the state before.
#[derive(Debug)]
struct Before {
    site: Arc<Site>,
    theme: Arc<Theme>,
    date: Date,
    sources: HashMap<SourceId, Judged>,
}

/// What was found in the pages of a source.
#[derive(Debug, Clone)]
struct Judged {
    pages: Vec<Arc<Page>>,
    findings: Arc<[Finding]>,
}

impl Checker {
    /// All that rules find in a snapshot but what they find in pages as they are published.
    pub fn check(&mut self, snapshot: &Arc<Snapshot>) -> Findings {
        let mut all = Findings::new();
        let settings = Settings::of(&snapshot.site, &mut all);
        let known = Known::of(snapshot, &settings);
        let looks = known.looks();
        let date = snapshot.today.now.date();
        let before = self.before.take().filter(|before| {
            Arc::ptr_eq(&before.site, &snapshot.site) && Arc::ptr_eq(&before.theme, &snapshot.theme) && before.date == date
        });
        let every: Vec<&PageLook<'_>> = looks.values().collect();
        // Pages are numbered source by source.
        let sources: Vec<&[&PageLook<'_>]> = every.chunk_by(|a, b| Arc::ptr_eq(&a.page.source, &b.page.source)).collect();
        let judge = |looks: &&[&PageLook<'_>]| {
            let id = looks.first()?.page.source.id.clone();
            // What a plan leaves as it was it shares with the one before.
            let pages: Vec<Arc<Page>> = looks.iter().map(|look| snapshot.plan.pages[look.id.0].clone()).collect();
            let same = |judged: &&Judged| {
                judged.pages.len() == pages.len() && judged.pages.iter().zip(&pages).all(|(before, now)| Arc::ptr_eq(before, now))
            };
            let kept = before.as_ref().and_then(|before| before.sources.get(&id)).filter(same);
            let findings = kept.map_or_else(|| of_source(looks).into(), |judged| judged.findings.clone());
            Some((id, Judged { pages, findings }))
        };
        let judged: Vec<(SourceId, Judged)> = sources.par_iter().filter_map(judge).collect();
        all.extend(judged.iter().flat_map(|(_, judged)| judged.findings.iter().cloned()));
        all.extend(of_site(snapshot, &looks));
        all.extend(calls_to_action(snapshot, &settings));
        self.before =
            Some(Before { site: snapshot.site.clone(), theme: snapshot.theme.clone(), date, sources: judged.into_iter().collect() });
        all
    }
}
