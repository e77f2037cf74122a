//! What search engines, social networks and feed readers read: the head of a page, sitemaps, robots.txt, feeds, calendar files, pages that redirect.
//!
//! Everything here is typed data with one function that writes it. Not for: deciding which page owns its words, what is indexed, or
//! which addresses exist; absolute addresses come in as texts.
//!
//! Invariant: whatever text comes in, what goes out is well-formed HTML or XML that says that text, and a page that leaves its words to
//! another one never also asks to be hidden or names translations.

mod alias;
mod calendar;
mod card;
mod feed;
mod head;
mod html;
mod locale;
mod robots;
mod sitemap;
mod xml;

use jiff::Zoned;

pub use alias::alias_page;
pub use calendar::{CalendarEvent, CalendarTime};
pub use card::{Card, CardImage, CardKind};
pub use feed::{Feed, FeedEntry};
pub use head::{Alternate, FeedLink, Head, Indexing, X_DEFAULT};
pub(crate) use html::escape;
pub use robots::RobotsTxt;
pub use sitemap::{Sitemap, SitemapEntry, SitemapFile, SitemapIndex};

/// An instant with its offset, `2026-11-22T00:00:00+04:00`, as sitemaps (W3C datetime), Atom (RFC 3339) and cards (ISO 8601) have it.
pub fn rfc3339(instant: &Zoned) -> String {
    instant.timestamp().display_with_offset(instant.offset()).to_string()
}

#[cfg(test)]
fn instant(text: &str) -> Zoned {
    text.parse().unwrap()
}
