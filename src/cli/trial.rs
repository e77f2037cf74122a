//! A site in memory and what its build comes to, for tests of commands that write sources.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;

use crate::diagnostics::{Findings, Format, Style};
use crate::plan::{Options, Snapshot};
use crate::render::Renderer;
use crate::theme::RENDER_STACK;
use crate::world::{MemoryWorld, World};

/// An empty world on a Sunday in November 2026.
pub(super) fn world() -> MemoryWorld {
    MemoryWorld::new("2026-11-22T21:30:00Z".parse().unwrap())
}

/// A text file of a world.
pub(super) fn text(world: &dyn World, path: &str) -> String {
    String::from_utf8(world.read(path.into()).unwrap()).unwrap()
}

/// Findings as a person sees them.
pub(super) fn shown(findings: Findings) -> String {
    findings.sorted().iter().map(|finding| Format::Human.write(finding, Style::Plain)).collect()
}

/// What a build finds, and the files it makes.
pub(super) fn build(world: &MemoryWorld) -> (String, BTreeMap<String, Vec<u8>>) {
    thread::scope(|scope| {
        let work = move || {
            let mut findings = Findings::new();
            let snapshot = Snapshot::load(world, &Options::default(), &mut findings);
            let Some(snapshot) = snapshot.map(Arc::new) else { return (shown(findings), BTreeMap::new()) };
            let renderer = Renderer::new(snapshot.clone());
            let mut files = BTreeMap::new();
            for (path, route) in snapshot.plan.routes.iter() {
                match renderer.render(world, route) {
                    Ok(bytes) => _ = files.insert(path.to_string(), bytes),
                    Err(found) => findings.extend(found),
                }
            }
            (shown(findings), files)
        };
        thread::Builder::new().stack_size(RENDER_STACK).spawn_scoped(scope, work).unwrap().join().unwrap()
    })
}
