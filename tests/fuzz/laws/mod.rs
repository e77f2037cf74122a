//! What must hold whatever is read: laws over bytes.
//!
//! `cargo test` holds them for a moment over mutations that know nothing of the code; the engine in `fuzz/` looks for inputs that reach new
//! code. Each law panics where it is broken. Not for: how inputs are made.
#![allow(clippy::unwrap_used, clippy::panic, unreachable_pub, dead_code, reason = "a broken law panics, and two programs share the file")]

mod choices;
mod directives;
mod findings;
mod front_matter;
mod ground;
mod overlay_names;
mod seeds;
mod site;

/// One thing to fuzz.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    pub name: &'static str,
    /// Panics when a law is broken.
    pub law: fn(&[u8]),
    /// Inputs to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Words that random bytes would take long to hit upon.
    pub words: &'static [&'static str],
    /// How many inputs the short run tries.
    pub short: usize,
}

pub const TARGETS: [Target; 4] = [front_matter::TARGET, overlay_names::TARGET, directives::TARGET, site::TARGET];

/// How many sites were built so far, with all of their pages.
pub fn built() -> usize {
    ground::BUILT.load(std::sync::atomic::Ordering::Relaxed)
}

/// A law needs the stack that pages are rendered on.
pub const STACK: usize = segue::theme::RENDER_STACK;

pub fn target(name: &str) -> Option<Target> {
    TARGETS.into_iter().find(|target| target.name == name)
}
