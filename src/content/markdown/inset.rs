//! Texts that a body shows of other files: `::snippet{id=delivery}`.
//!
//! A body knows which names it calls; who reads it decides what stands under a name, so that is looked up on a [`Shelf`] for each reader.
//! Not for: which file is right for whom.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

use super::body::{Body, Markdown, OtherTexts};
use super::passage::Readers;
use crate::world::{SourceText, Span};

/// Where the texts are that a body shows of other files.
pub trait Shelf {
    /// The text that its readers get under a name, if there is one for them.
    fn text(&self, name: &str) -> Option<Arc<Body>>;
}

/// A shelf with nothing on it.
#[derive(Debug, Clone, Copy)]
pub struct NoShelf;

impl Shelf for NoShelf {
    fn text(&self, _name: &str) -> Option<Arc<Body>> {
        None
    }
}

/// A place in a body that shows the text of another file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnippetUse {
    /// The name of the text.
    pub name: String,
    /// Where it is called, in the file.
    pub span: Span,
    /// The innermost passage that it stands in.
    pub(super) passage: Option<usize>,
}

/// A text of another file as it is shown, or was to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownSnippet {
    /// The name it is called by.
    pub name: String,
    /// The text it is called from, as [`super::LinkRef::origin`] has it.
    pub caller: usize,
    /// Where that text calls it.
    pub span: Span,
    /// Whether its readers get it: whether there is one for them.
    pub there: bool,
}

/// What is shown under each name that a body, or a text in it, calls: nothing where there is no text for its readers.
#[derive(Debug, Clone, Default)]
pub(super) struct Insets(Vec<(String, Option<Inset>)>);

/// The passages of another file's text that readers see.
#[derive(Debug, Clone)]
pub(super) struct Inset {
    pub(super) markdown: Arc<Markdown>,
    pub(super) seen: Vec<bool>,
}

/// What tells the insets of one selection from those of another.
pub(super) type InsetsKey = Vec<(String, Option<InsetKey>)>;

/// A file's text as it was, and the passages of it that are seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct InsetKey {
    pub(super) path: Utf8PathBuf,
    hash: [u8; 32],
    seen: Vec<bool>,
}

impl InsetKey {
    /// Whether it is another text of the same file.
    pub(super) fn is_other_text_of(&self, other: &Self) -> bool {
        self.path == other.path && self.hash != other.hash
    }
}

impl Insets {
    /// All that readers of a text get to see of others. A name that leads back to itself is looked up once.
    pub(super) fn gathered(body: &Body, seen: &[bool], readers: &Readers, shelf: &dyn Shelf) -> Self {
        let mut found = BTreeMap::<String, Option<Inset>>::new();
        let mut wanted: BTreeSet<String> = body.markdown.called(seen).map(str::to_owned).collect();
        while let Some(name) = wanted.pop_first() {
            let inset = shelf.text(&name).map(|body| Inset { seen: body.seen(readers), markdown: body.markdown.clone() });
            let more = inset.iter().flat_map(|inset| inset.markdown.called(&inset.seen));
            let more: Vec<String> = more.filter(|more| **more != *name && !found.contains_key(*more)).map(str::to_owned).collect();
            wanted.extend(more);
            found.insert(name, inset);
        }
        Self(found.into_iter().collect())
    }

    /// What was kept of them, where the files are as they were.
    pub(super) fn restored(key: &InsetsKey, texts: &OtherTexts) -> Option<Self> {
        let inset = |key: &InsetKey| {
            let markdown = texts.get(&key.path)?.markdown.clone();
            (*markdown.source.hash().as_bytes() == key.hash).then(|| Inset { markdown, seen: key.seen.clone() })
        };
        let each = key.iter().map(|(name, key)| Some((name.clone(), key.as_ref().map(|key| inset(key).ok_or(())).transpose().ok()?)));
        each.collect::<Option<_>>().map(Self)
    }

    pub(super) fn key(&self) -> InsetsKey {
        let key = |inset: &Inset| {
            let source = &inset.markdown.source;
            InsetKey { path: source.path().to_owned(), hash: *source.hash().as_bytes(), seen: inset.seen.clone() }
        };
        self.0.iter().map(|(name, inset)| (name.clone(), inset.as_ref().map(key))).collect()
    }

    /// What stands under a name, and its number from 1, if its readers get it.
    pub(super) fn find(&self, name: &str) -> Option<(usize, &Inset)> {
        let at = self.0.binary_search_by(|(own, _)| own.as_str().cmp(name)).ok()?;
        Some((at + 1, self.0[at].1.as_ref()?))
    }

    /// The file of the text with a number; that of the body itself, number 0, is nowhere here.
    pub(super) fn source(&self, number: usize) -> Option<&SourceText> {
        let (_, inset) = self.0.get(number.checked_sub(1)?)?;
        inset.as_ref().map(|inset| &inset.markdown.source)
    }

    /// The files of all texts.
    pub(super) fn sources(&self) -> impl Iterator<Item = &SourceText> {
        self.0.iter().filter_map(|(_, inset)| inset.as_ref()).map(|inset| &inset.markdown.source)
    }

    /// The same with their texts in memory, for as long as they are looked at.
    pub(super) fn for_now(&self) -> Self {
        let now = |inset: &Inset| Inset { markdown: Arc::new(inset.markdown.for_now()), seen: inset.seen.clone() };
        Self(self.0.iter().map(|(name, inset)| (name.clone(), inset.as_ref().map(now))).collect())
    }

    /// The texts with what selections are made of.
    pub(super) fn iter(&self) -> impl Iterator<Item = Option<&Inset>> {
        self.0.iter().map(|(_, inset)| inset.as_ref())
    }
}
