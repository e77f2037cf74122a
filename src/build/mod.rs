//! One build: load, plan, render and emit as one act, cold or with what the last build knew.
//!
//! A [`Builder`] builds a site into a folder, once or again after every change. It keeps what each page read ([`crate::render::Trace`]) and
//! renders a page again only where one of these things is told otherwise now. What it knows lies in `.segue/cache`, too, so that the next
//! program run knows it. Not for: arguments, printing, waiting for changes.
//!
//! Invariant: the output is byte for byte that of a clean build; whatever is remembered only saves work.

mod builder;
mod cache;
mod delta;
mod inputs;
mod kept;
mod record;
mod why;
mod work;

pub use builder::{Builder, Built, Progress, Target, scope};
pub use cache::forget;
pub use kept::KeptSite;
pub use why::{Reason, Why};
