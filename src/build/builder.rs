use std::collections::BTreeSet;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::cache::Cache;
use super::inputs::{Found, Inputs, view};
use super::kept::KeptSite;
use super::record::Record;
use super::why::Why;
use super::work::{Work, is_wanted};
use crate::check::{self, Baseline};
use crate::diagnostics::{Finding, Findings, Place, SavedFinding, nearest};
use crate::emit::{LOCKED, OutputFolder, Protected, Report, Scope, Strangers};
use crate::plan::{Options, Route, RouteScope, Snapshot};
use crate::render::Key;
use crate::site::AudienceId;
use crate::world::{Changes, World};

/// What is built, and where to.
#[derive(Debug, Clone)]
pub struct Target {
    /// The folder, in place of that of `site.yaml`.
    pub out: Option<Utf8PathBuf>,
    /// Only these audiences, by their ids; all, if there are none.
    pub audiences: Vec<String>,
    /// What happens to files that are not ours.
    pub strangers: Strangers,
    /// Whether warnings keep a build from being written, too.
    pub strict: bool,
}

impl Default for Target {
    fn default() -> Self {
        Self { out: None, audiences: Vec::new(), strangers: Strangers::Refuse, strict: false }
    }
}

/// Who wants to know how far a build is.
pub trait Progress: Sync {
    /// So many files are looked at.
    fn begin(&self, _files: usize) {}
    /// One more is done.
    fn step(&self) {}
    /// All are.
    fn end(&self) {}
}

impl Progress for () {}

/// What came of a build.
#[derive(Debug, Default)]
pub struct Built {
    /// Everything that was found.
    pub findings: Findings,
    /// What was written, if the build went through.
    pub report: Option<Report>,
    /// Whether another build was at work, so that this one could not run.
    pub locked: bool,
    /// The output folder, as far as it is known.
    pub out: Utf8PathBuf,
    /// How many pages the site has.
    pub pages: usize,
    /// The files that were made and not kept, and why.
    pub made: Vec<Why>,
    /// The site as it was built, unless there was nothing to do.
    pub snapshot: Option<Arc<Snapshot>>,
}

/// Builds a site, once or again after every change.
pub struct Builder<'w> {
    world: &'w dyn World,
    options: Options,
    target: Target,
    cache: Option<Cache>,
    snapshot: Option<Arc<Snapshot>>,
    record: Option<Record>,
    site: KeptSite,
    /// What changed while the site could not be loaded.
    pending: Option<Changes>,
    blind: Option<fn(&Key) -> bool>,
}

impl<'w> Builder<'w> {
    /// A builder that remembers in `.segue/cache`.
    pub fn new(world: &'w dyn World, options: Options, target: Target) -> Self {
        Self {
            world,
            options,
            target,
            cache: Some(Cache::new()),
            snapshot: None,
            record: None,
            site: KeptSite::of_builds(),
            pending: None,
            blind: None,
        }
    }

    /// A builder that neither reads nor writes what is remembered between runs.
    #[must_use]
    pub fn without_cache(mut self) -> Self {
        self.cache = None;
        self
    }

    /// A builder that forgets some of what pages read. It builds wrongly, which is how tests know that what pages read matters.
    #[doc(hidden)]
    #[must_use]
    pub fn blind_to(mut self, blind: fn(&Key) -> bool) -> Self {
        self.blind = Some(blind);
        self
    }

    /// Builds the site as it is now, of which these things may have changed since the last time.
    pub fn build(&mut self, changes: &Changes, progress: &dyn Progress) -> Built {
        let first = self.snapshot.is_none() && self.record.is_none();
        let noted = self.world.now();
        let known = self.cache.as_ref().filter(|_| first);
        let (found, inputs) = match known {
            Some(cache) => rayon::join(|| Found::look(self.world), || cache.inputs(self.world)),
            None => (None, None),
        };
        if let (Some(found), Some(inputs)) = (&found, inputs)
            && let Some(built) = self.nothing_to_do(found, &inputs)
        {
            return built;
        }
        let mut findings = Findings::new();
        let mut kept = None;
        if let (Some(cache), true) = (&self.cache, first) {
            let ((record, warning), (site, other)) = rayon::join(|| cache.record(self.world), || self.site.read(self.world));
            (self.record, kept) = (record, site);
            // Nobody has to be told twice.
            findings.extend(warning.or(other));
        }
        let changes = self.pending.take().map_or_else(|| changes.clone(), |pending| pending.and(changes.clone()));
        let loaded = match &self.snapshot {
            Some(snapshot) => snapshot.refresh(self.world, &self.options, &changes, &mut findings),
            None => self.site.restore(kept.as_ref(), found.as_ref(), self.world, &self.options, &mut findings),
        };
        if !first {
            self.site.changed(if let Changes::Paths(paths) = &changes { Some(paths.len()) } else { None });
        }
        let out = |snapshot: Option<&Arc<Snapshot>>| {
            let own = || snapshot.map(|snapshot| snapshot.site.file.output.clone().into()).unwrap_or_default();
            self.target.out.clone().unwrap_or_else(own)
        };
        let Some(snapshot) = loaded.map(Arc::new) else {
            self.pending = Some(changes);
            return Built { findings, out: out(self.snapshot.as_ref()), ..Built::default() };
        };
        self.snapshot = Some(snapshot.clone());
        let out = out(Some(&snapshot));
        let mut judged = Findings::new();
        check::errors(&snapshot, self.world, &mut judged);
        let baseline = Baseline::load(self.world, &snapshot.site, &mut findings);
        findings.extend(baseline.set_aside(judged).left);
        let only = self.only(&snapshot, &mut findings);
        let mut built = Built { out: out.clone(), snapshot: Some(snapshot.clone()), ..Built::default() };
        built.pages = snapshot.plan.routes.values().filter(|route| is_wanted(route, only.as_ref()) && is_page(&route.output)).count();
        let mut folder = match OutputFolder::open(self.world, &Protected::default(), &out, self.target.strangers) {
            Ok(folder) => Some(folder),
            Err(found) => {
                built.locked = found.have(LOCKED);
                findings.extend(found);
                None
            }
        };
        findings.extend(folder.as_ref().and_then(OutputFolder::warning));
        // Only what nothing stops needs room beside its place.
        let writing = folder.as_mut().filter(|_| !findings.stop()).and_then(|folder| {
            let expected = snapshot.plan.routes.values().map(|route| (route.output.clone(), scope(route)));
            folder.begin(expected, only.as_ref()).map_err(|found| findings.extend(found)).ok()
        });
        let mut done = None;
        if let Some(writing) = writing {
            let work = Work {
                world: self.world,
                snapshot: &snapshot,
                before: self.record.as_ref(),
                only: only.as_ref(),
                writing: &writing,
                blind: self.blind,
            };
            let (record, made) = work.run(noted, progress, &mut findings);
            let stop = findings.stop() || self.target.strict && findings.stop_strict();
            if !stop {
                match writing.commit() {
                    Ok(report) => {
                        built.report = Some(report);
                        built.made = made;
                        done = Some(record);
                    }
                    Err(found) => findings.extend(found),
                }
            }
        }
        if let Some(record) = done {
            self.remember(
                record,
                &snapshot,
                found.filter(|found| found.settled && self.target.audiences.is_empty()),
                noted,
                &findings,
                &built,
            );
        }
        built.findings = findings;
        built
    }

    /// Where every file is as the last build read it and left it, there is nothing to do.
    fn nothing_to_do(&self, found: &Found, inputs: &Inputs) -> Option<Built> {
        let now = self.options.as_of.map_or_else(|| Some(self.world.now()), |moment| moment.start(&jiff::tz::TimeZone::UTC))?;
        let same_day = match self.options.as_of {
            // A day begins where the site is, and nobody knows where that is yet.
            Some(crate::content::Moment::Day(_)) => false,
            _ => inputs.now <= now && now < inputs.until,
        };
        let out = self.target.out.clone().unwrap_or_else(|| inputs.out.clone().into());
        if !same_day || !self.target.audiences.is_empty() || inputs.view != view(&self.options) || out != inputs.out {
            return None;
        }
        if self.target.strict && !inputs.findings.is_empty() || !found.settled || found.files != inputs.files {
            return None;
        }
        let mut findings = Findings::new();
        findings.extend(inputs.findings.iter().map(|finding| finding.finding(self.world)));
        let mut folder = OutputFolder::open(self.world, &Protected::default(), &out, self.target.strangers).ok()?;
        if folder.warning().is_some() {
            return None;
        }
        let expected = inputs.made.iter().map(|(path, scope, _)| (path.into(), scope.clone()));
        let writing = folder.begin(expected, None).ok()?;
        self.cache.iter().for_each(|cache| cache.sweep(self.world));
        let all_there = inputs.made.par_iter().all(|(path, _, hash)| writing.keep(Utf8Path::new(path), *hash));
        let report = all_there.then(|| writing.commit().ok()).flatten()?;
        Some(Built { findings, report: Some(report), out, pages: inputs.pages, ..Built::default() })
    }

    fn only(&self, snapshot: &Snapshot, findings: &mut Findings) -> Option<BTreeSet<AudienceId>> {
        if self.target.audiences.is_empty() {
            return None;
        }
        let known = || snapshot.site.audiences.iter().map(|audience| audience.id.as_str());
        let mut only = BTreeSet::new();
        for name in &self.target.audiences {
            match snapshot.site.audiences.iter().find(|audience| audience.id.as_str() == name) {
                Some(audience) => {
                    only.insert(audience.id.clone());
                }
                None => {
                    let help = nearest(name, known()).map_or_else(
                        || format!("the audiences are: {}", known().collect::<Vec<_>>().join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    );
                    let message = format!("there is no audience `{name}`");
                    findings.push(Finding::error("site/unknown-audience", Place::Project, message).help(help));
                }
            }
        }
        Some(only)
    }

    /// Remembers a build that went through. That it cannot be remembered is no reason to fail.
    fn remember(
        &mut self,
        mut record: Record,
        snapshot: &Snapshot,
        found: Option<Found>,
        noted: jiff::Timestamp,
        findings: &Findings,
        built: &Built,
    ) {
        if let Some(cache) = &self.cache {
            let made = |found: Found| Inputs {
                view: view(&self.options),
                now: snapshot.today.now.timestamp(),
                until: snapshot.today.until(),
                files: found.files,
                made: snapshot
                    .plan
                    .routes
                    .values()
                    .filter_map(|route| Some((route.output.to_string(), scope(route), record.made.get(route.output.as_str())?.hash)))
                    .collect(),
                pages: built.pages,
                findings: findings.iter().filter(|finding| is_of_site(finding)).map(SavedFinding::of).collect(),
                out: built.out.to_string(),
            };
            let inputs = found.map(made);
            cache.sweep(self.world);
            self.site.keep(self.world, snapshot, &self.options, noted);
            // Noted before anything was read: what changed since has another stamp now.
            let _ = cache.save(self.world, &mut record, inputs.as_ref());
        }
        self.record = Some(record);
    }
}

/// Whether a finding is about the site, and not about what an earlier build left behind.
fn is_of_site(finding: &Finding) -> bool {
    !["build/", "emit/"].iter().any(|room| finding.rule.starts_with(room))
}

fn is_page(path: &Utf8Path) -> bool {
    path.extension() == Some("html")
}

/// What a route's file belongs to.
pub fn scope(route: &Route) -> Scope {
    match &route.scope {
        RouteScope::Audience(id) => Scope::Variant(id.clone()),
        RouteScope::Host(_) => Scope::Host,
    }
}
