//! What a page read besides the disk, each with the fingerprint of what it was told.
//!
//! A page whose trace is answered the same by another snapshot comes out the same. Not for: deciding which pages are worth asking.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::theme::PagesQuery;
use crate::world::Fingerprint;

/// One thing that a page read, as a person can read it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Key {
    /// The values its template is given: title, addresses, lists, forms, everything but the body.
    View,
    /// The body, and where its links lead.
    Body,
    /// `site`
    Site,
    /// `variant`
    Variant,
    /// A template with all that it may include, extend or call.
    Template(String),
    /// A component that the body calls.
    Component(String),
    /// Words of the theme, as its readers hear them.
    Words(Vec<String>),
    /// Cards of pages.
    Pages(PagesQuery),
    /// Cards of related pages, so many at most.
    Related(usize),
    /// The card of a page, by the page's name.
    Card(String),
    /// A link that a template asked for.
    Link(String),
    /// An asset of the theme, by its path.
    Asset(String),
    /// A call to action that is named.
    Cta(String),
    /// The call to action for a goal.
    CtaFor(String),
    /// Format and size of a file of the page, by its address.
    Facts(String),
    /// A form that is named.
    Form(String),
    /// An offer that is named.
    Offer(String),
    /// A contact that is named.
    Contact(String),
    /// An author that is named.
    Author(String),
    /// A file, by its path.
    File(String),
    /// All that a feed, a sitemap or another file for programs is made of.
    Whole,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::View => f.write_str("its values (title, addresses, lists, forms)"),
            Self::Body => f.write_str("its body, or where its links lead"),
            Self::Site => f.write_str("what the whole site says of itself"),
            Self::Variant => f.write_str("what its audience says on every page (navigation, contact, sections)"),
            Self::Template(name) => write!(f, "the template `{name}`, or what it includes"),
            Self::Component(name) => write!(f, "the component `{name}`"),
            Self::Words(_) => f.write_str("words of the theme, of the site or of its audience"),
            Self::Pages(query) => write!(f, "{query}"),
            Self::Related(limit) => write!(f, "related(limit={limit})"),
            Self::Card(page) => write!(f, "the card of {page}"),
            Self::Link(to) => write!(f, "link(to=\"{to}\")"),
            Self::Asset(path) => write!(f, "asset(path=\"{path}\")"),
            Self::Cta(id) => write!(f, "the call to action `{id}`"),
            Self::CtaFor(goal) => write!(f, "the call to action for the goal `{goal}`"),
            Self::Facts(url) => write!(f, "format and size of `{url}`"),
            Self::Form(id) => write!(f, "the form `{id}`"),
            Self::Offer(id) => write!(f, "the offer `{id}`"),
            Self::Contact(id) => write!(f, "the contact `{id}`"),
            Self::Author(id) => write!(f, "the author `{id}`"),
            Self::File(path) => write!(f, "the file `{path}`"),
            Self::Whole => f.write_str("what it is made of"),
        }
    }
}

/// All that one page read.
pub type Trace = BTreeMap<Key, Fingerprint>;

/// A trace while its page renders.
#[derive(Debug, Default)]
pub(super) struct Log(Mutex<Noted>);

#[derive(Debug, Default)]
struct Noted {
    trace: Trace,
    words: BTreeMap<String, Fingerprint>,
}

impl Log {
    /// Notes what was told. The same question has the same answer on one page.
    pub(super) fn note(&self, key: Key, told: Fingerprint) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).trace.insert(key, told);
    }

    /// Notes words that were asked for. Most pages of a sort ask for the same, so all of them are one thing in the end.
    pub(super) fn note_word(&self, key: &str, told: Fingerprint) {
        let words = &mut self.0.lock().unwrap_or_else(PoisonError::into_inner).words;
        if !words.contains_key(key) {
            words.insert(key.to_owned(), told);
        }
    }

    /// All that was noted.
    pub(super) fn take(&self) -> Trace {
        let Noted { mut trace, words } = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let (keys, told): (Vec<String>, Vec<Fingerprint>) = words.into_iter().unzip();
        trace.insert(Key::Words(keys), Fingerprint::of(&told));
        trace
    }
}
