//! The site while it is written: a watcher that tells what changed, and a server that shows it at once.
//!
//! [`Watcher`] yields changes, [`Show`] keeps the site as it is now with the last good one beneath it and answers for every address, and
//! [`Server`] puts that on loopback. A page is rendered when it is asked for; the rest in the background, for findings. What only the
//! preview needs (one script, live reload, findings over the page) is added where answers become HTTP. Not for: writing files.
//!
//! Invariant: without what is added, the bytes of an address are those that a build of the same sources writes.

mod answer;
mod changed;
mod doors;
mod error_page;
mod faults;
mod generation;
mod http;
mod inject;
mod lookup;
mod media_type;
mod news;
mod pass;
mod range;
mod server;
mod shelf;
mod show;
mod sink;
mod state;
mod telling;
#[cfg(test)]
mod tests;
mod watcher;

pub use doors::{Door, Doors};
pub use news::{AudienceAddress, News};
pub use server::Server;
pub use show::Show;
pub use watcher::{Means, Pace, Wakes, Watcher, is_dropping};
