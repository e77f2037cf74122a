//! One route to bytes.
//!
//! A [`Renderer`] turns a route of a snapshot into the bytes of its file, and nothing else: no clock, no disk but the files it copies, the
//! same bytes whoever asks. It implements what templates can ask for ([`crate::theme::Host`]). Not for: deciding anything that a reader
//! could notice; the plan did that.
//!
//! Invariant: a route's bytes depend on the snapshot alone.

mod body;
mod cards;
mod consent;
mod context;
mod form;
mod forms;
mod head;
mod host;
mod kinds;
mod machine;
mod markup;
mod page;
mod people;
mod renderer;
mod trace;
mod variant;

pub use renderer::Renderer;
pub use trace::{Key, Trace};
