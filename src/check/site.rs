//! All pages of a site, held against all rules.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::judge::{About, judge, judge_ask};
use super::settings::{Settings, Values};
use crate::content::SnippetsFor;
use crate::content::markdown::Readers;
use crate::diagnostics::{Finding, Findings, Level};
use crate::plan::{Page, Snapshot};
use crate::site::{AudienceId, Kind, Lang};
use crate::world::yaml::KeyPath;

/// Everything that rules find in the pages of a site.
pub fn check(snapshot: &Snapshot, findings: &mut Findings) {
    let settings = Settings::of(&snapshot.site, findings);
    findings.extend(pages(snapshot, &settings));
    findings.extend(calls_to_action(snapshot, &settings));
}

/// What stops a build: what rules find that the site has made errors, and settings that are none.
pub fn errors(snapshot: &Snapshot, findings: &mut Findings) {
    let settings = Settings::of(&snapshot.site, findings);
    if settings.have_errors() {
        let all = pages(snapshot, &settings).into_iter().chain(calls_to_action(snapshot, &settings));
        findings.extend(all.filter(|finding| finding.level == Level::Error));
    }
}

fn pages(snapshot: &Snapshot, settings: &Settings) -> Vec<Finding> {
    let mut known: BTreeMap<(AudienceId, Kind, Lang), Values> = BTreeMap::new();
    let by_path = settings.go_by_path();
    let mut tasks: HashMap<(usize, AudienceId, bool), (&Page, Values)> = HashMap::new();
    for (id, page) in snapshot.plan.there() {
        let Some(body) = &page.body else { continue };
        let variant = snapshot.plan.variant(page.variant);
        let Some(audience) = variant.audience(&snapshot.site) else { continue };
        let path = page.file().path.as_str().trim_start_matches("content/");
        let make = || settings.values(audience, page.source.kind, &page.lang, path);
        let values = if by_path {
            make()
        } else {
            known.entry((audience.id.clone(), page.source.kind, page.lang.clone())).or_insert_with(make).clone()
        };
        let offer = snapshot.links().ask(&snapshot.ingredients(), id, &snapshot.today).offer.is_some();
        // What several pages of an audience show is judged once.
        let shown = Arc::as_ptr(&body.shown) as usize;
        tasks.entry((shown, audience.id.clone(), offer)).or_insert((page, values));
    }
    tasks.into_par_iter().flat_map_iter(|((_, _, offer), (page, values))| of_page(snapshot, page, offer, &values)).collect()
}

/// What rules find in the calls to action of audiences, in every language.
fn calls_to_action(snapshot: &Snapshot, settings: &Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    for audience in &snapshot.site.audiences {
        for (id, cta) in audience.file.ctas.iter() {
            let at: KeyPath = ["ctas", id.as_str(), "text"].into_iter().collect();
            for lang in &audience.languages {
                let values = settings.values(audience, Kind::Page, lang, audience.document.source().path().as_str());
                let (side, address) = (audience.file.kind, audience.file.address);
                let about = About { lang: lang.as_str(), side, address, offer: false, values: &values };
                cta.text.texts(&at, lang, &mut |at, text| {
                    findings.extend(judge_ask(text, &audience.document.value_place(at), &about));
                });
            }
        }
    }
    findings
}

fn of_page(snapshot: &Snapshot, page: &Page, offer: bool, values: &Values) -> Vec<Finding> {
    let plan = &snapshot.plan;
    let variant = plan.variant(page.variant);
    let (Some(audience), Some(shown)) = (variant.audience(&snapshot.site), &page.body) else { return Vec::new() };
    let Some(body) = &page.source.files[shown.file].body else { return Vec::new() };
    let shelf =
        SnippetsFor { snippets: &snapshot.content.snippets, audience: &audience.id, segment: page.segment.as_ref(), lang: &page.lang };
    let readers = Readers { audience: audience.id.clone(), segment: page.segment.clone() };
    let prose = body.prose(&readers, &shelf);
    judge(&prose, &About { lang: page.lang.as_str(), side: audience.file.kind, address: audience.file.address, offer, values })
}
