use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::builder::Progress;
use super::delta::Delta;
use super::record::{Keys, Made, Record, Since};
use super::why::{Reason, Why};
use crate::diagnostics::Findings;
use crate::emit::{Writing, failure};
use crate::plan::{Route, RouteScope, RouteSource, Snapshot, by_source, rest};
use crate::render::{Key, Renderer};
use crate::site::AudienceId;
use crate::theme::RENDER_STACK;
use crate::world::sealed::Later;
use crate::world::{World, WorldError};

/// The making of one build's files.
pub(super) struct Work<'a, 'f, 'w> {
    pub(super) world: &'a dyn World,
    pub(super) snapshot: &'a Arc<Snapshot>,
    pub(super) before: Option<&'a Record>,
    pub(super) only: Option<&'a BTreeSet<AudienceId>>,
    pub(super) writing: &'a Writing<'f, 'w>,
    pub(super) blind: Option<fn(&Key) -> bool>,
}

/// What went wrong with one file.
enum Problem {
    /// It could not be rendered.
    Findings(Findings),
    /// It could not be written.
    World(WorldError),
}

impl Work<'_, '_, '_> {
    /// Hands over every file of the build: kept where nothing that it is made of changed, else made.
    pub(super) fn run(&self, noted: jiff::Timestamp, progress: &dyn Progress, findings: &mut Findings) -> (Record, Vec<Why>) {
        let renderer = Renderer::new(self.snapshot.clone());
        let mut record = Record::begun(self.snapshot, noted);
        let delta = self.before.map(|before| Delta::between(before, &record, self.snapshot));
        let routes = by_source(&self.snapshot.plan, |route| is_wanted(route, self.only));
        let made: Mutex<Vec<Why>> = Mutex::default();
        progress.begin(routes.iter().map(Vec::len).sum());
        // Numbers go on from those of the record before, so that what is kept is kept as it is.
        let keys = Mutex::new(self.before.map(|before| before.keys.clone()).unwrap_or_default());
        record.counted = self.before.map(|before| before.counted).unwrap_or_default();
        let one = |route: &&Route| {
            let done = match self.known(&renderer, delta.as_ref(), &record, route) {
                Ok(known) => Ok((route.output.to_string(), known)),
                Err(reason) => {
                    made.lock().unwrap_or_else(PoisonError::into_inner).push(Why { output: route.output.clone(), reason });
                    self.make(&renderer, route, &keys).map(|made| (route.output.to_string(), made))
                }
            };
            progress.step();
            done
        };
        let source = |routes: &Vec<&Route>| {
            let done: Vec<_> = routes.iter().map(one).collect();
            rest(&self.snapshot.plan, routes);
            done
        };
        let all = || routes.par_iter().flat_map_iter(source).collect::<Vec<_>>();
        let done = match rayon::ThreadPoolBuilder::new().stack_size(RENDER_STACK).build() {
            Ok(pool) => pool.install(all),
            Err(_) => all(),
        };
        progress.end();
        let mut errors = Vec::new();
        for done in done {
            match done {
                Ok((path, made)) => {
                    record.made.insert(path, made);
                }
                Err(Problem::Findings(found)) => findings.extend(found),
                Err(Problem::World(error)) => errors.push(error),
            }
        }
        record.keys = keys.into_inner().unwrap_or_else(PoisonError::into_inner);
        findings.extend(failure(errors));
        let mut made = made.into_inner().unwrap_or_else(PoisonError::into_inner);
        made.sort_by(|a, b| a.output.cmp(&b.output));
        record.since = self.before.and_then(|before| Since::after(before, &record, &made));
        record.tidy();
        (record, made)
    }

    /// What is known of a file that need not be made, or why it must be.
    fn known(&self, renderer: &Renderer, delta: Option<&Delta>, now: &Record, route: &Route) -> Result<Arc<Made>, Reason> {
        let (Some(before), Some(delta)) = (self.before, delta) else { return Err(Reason::Cold) };
        let made = before.made.get(route.output.as_str()).ok_or(Reason::New)?;
        let differs = match &route.source {
            RouteSource::File(path) => {
                let is_same = before.files.get(path.as_str()).is_some_and(|stamp| now.files.get(path.as_str()) == Some(stamp));
                let is_that = before.keys_of(made).any(|key| *key == Key::File(path.to_string()));
                (!is_same || !is_that).then(|| renderer.differs(self.world, route, &before.trace(made))).flatten()
            }
            _ if delta.concerns(self.snapshot, route, before, made) => renderer.differs(self.world, route, &before.trace(made)),
            _ => None,
        };
        if let Some(key) = differs {
            return Err(Reason::Changed(key));
        }
        if self.writing.keep(&route.output, made.hash) { Ok(made.clone()) } else { Err(Reason::Touched) }
    }

    fn make(&self, renderer: &Renderer, route: &Route, keys: &Mutex<Arc<Keys>>) -> Result<Arc<Made>, Problem> {
        let (bytes, mut trace) = renderer.render_traced(self.world, route).map_err(Problem::Findings)?;
        if let Some(blind) = self.blind {
            trace.retain(|key, _| !blind(key));
        }
        let hash = self.writing.put(&route.output, &bytes).map_err(Problem::World)?;
        let before = self.before.and_then(|before| before.made.get(route.output.as_str()));
        let trace = Keys::pack(&mut keys.lock().unwrap_or_else(PoisonError::into_inner), trace, before.map(|made| &**made));
        Ok(Arc::new(Made { hash, trace: Later::now(trace) }))
    }
}

/// Whether a build of some audiences makes a file.
pub(super) fn is_wanted(route: &Route, only: Option<&BTreeSet<AudienceId>>) -> bool {
    match (&route.scope, only) {
        (_, None) => true,
        (RouteScope::Audience(id), Some(only)) => only.contains(id),
        // What pages link to by its fingerprint goes with any of them.
        (RouteScope::Host(_), Some(_)) => matches!(route.source, RouteSource::Asset(_)),
    }
}
