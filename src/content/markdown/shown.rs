//! What one set of readers sees of a body.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::call::ArgValue;
use super::inset::ShownSnippet;
use super::pressed::Pressed;
use crate::diagnostics::Finding;
use crate::world::{Fingerprint, SourceText, Span};

/// A body as some readers see it: all that is known from the text, and its HTML with holes.
///
/// Whoever renders a page fills the holes: only a page knows where its links lead and what its components print.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The HTML, made when somebody asks.
    pub(super) html: Pressed,
    /// The texts of other files that are called, in the order of the text.
    pub snippets: Vec<ShownSnippet>,
    /// The components that are called, inner ones after outer ones.
    pub calls: Vec<Called>,
    /// Links and pictures, in the order of the text; pieces refer to them by their place in this list.
    pub links: Vec<LinkRef>,
    /// All that a link to this page can name after `#`.
    pub anchors: BTreeSet<String>,
    /// The first sentences as plain text, about 160 to 200 characters; empty when there are none.
    pub summary: String,
    /// How many words there are to read.
    pub words: usize,
    /// How long they take to read; 0 when there are none.
    pub reading_minutes: usize,
    /// The fingerprint of all of it as plain text; [`super::Body::plain_text`] has the text.
    pub text: blake3::Hash,
    /// Tells one body's HTML, with its holes and headings, from another's.
    pub print: Fingerprint,
    /// What is wrong with this selection of passages, where each alone is right: an anchor that is given twice, HTML that is not closed.
    pub findings: Vec<Finding>,
}

impl Shown {
    /// The HTML with its holes.
    pub fn html(&self) -> Arc<Html> {
        self.html.get()
    }

    /// Forgets the HTML until somebody asks again.
    pub fn rest(&self) {
        self.html.rest();
    }

    /// The file that something stands in, as [`LinkRef::origin`] and others say; nothing where that is the body's own.
    pub fn source(&self, origin: usize) -> Option<&SourceText> {
        self.html.insets().source(origin)
    }

    /// The other files whose texts are in it, or may be.
    pub fn others(&self) -> impl Iterator<Item = &SourceText> {
        self.html.insets().sources()
    }
}

/// The HTML of a body.
#[derive(Debug, Clone, PartialEq)]
pub struct Html {
    /// With its holes, in order.
    pub pieces: Vec<Piece>,
    /// The headings, in the order of the text.
    pub headings: Vec<Heading>,
}

/// A component that a body calls, as far as others than its page have to know.
#[derive(Debug, Clone, PartialEq, Hash, Serialize, Deserialize)]
pub struct Called {
    /// Which component.
    pub name: String,
    /// Its argument `id`.
    pub id: Option<ArgValue>,
    /// Its argument `evidence`, if it says something.
    pub evidence: bool,
    /// Whether it has a body.
    pub body: bool,
    /// The links and pictures that stand in it, by their places in [`Shown::links`].
    pub links: Range<usize>,
    /// The text it stands in, as with links.
    pub origin: usize,
    /// Where it stands in the file.
    pub span: Span,
}

/// A stretch of HTML, or a hole.
#[derive(Debug, Clone, PartialEq, Hash)]
pub enum Piece {
    /// Safe HTML.
    Html(String),
    /// The start of a link; where it leads nowhere, write nothing here and at its close.
    LinkOpen {
        /// Its place in [`Shown::links`].
        link: usize,
    },
    /// The end of a link.
    LinkClose {
        /// Its place in [`Shown::links`].
        link: usize,
    },
    /// A picture.
    Image {
        /// Its place in [`Shown::links`].
        link: usize,
        /// What it shows, as plain text; empty for decoration.
        alt: String,
        /// As plain text.
        title: Option<String>,
    },
    /// A component of the theme.
    Component(ComponentCall),
}

/// A component with what the text gives to it, checked against its signature.
#[derive(Debug, Clone, PartialEq)]
pub struct ComponentCall {
    /// Which component.
    pub name: String,
    /// Its arguments, `label` aside.
    pub args: BTreeMap<String, ArgValue>,
    /// Which of its arguments lead somewhere, each with its place in [`Shown::links`].
    pub links: BTreeMap<String, usize>,
    /// The text in square brackets, for the argument `label`.
    pub label: Option<Vec<Piece>>,
    /// What stands between a container's two lines.
    pub body: Option<Vec<Piece>>,
    /// Whether it stands in running text.
    pub inline: bool,
    /// The text it stands in, as with links.
    pub origin: usize,
    /// Where the directive stands in the file; of a container its first line.
    pub span: Span,
}

impl Hash for ComponentCall {
    /// Where it stands in the file makes no difference on the page.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { name, args, links, label, body, inline, origin: _, span: _ } = self;
        (name, args, links, label, body, inline).hash(state);
    }
}

/// A link or picture, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRef {
    /// Link or picture.
    pub kind: LinkKind,
    /// The target, with entities and backslashes resolved and percent signs as they are; an e-mail address has its `mailto:`.
    pub target: String,
    /// As plain text.
    pub title: Option<String>,
    /// What a picture shows, as plain text.
    pub alt: Option<String>,
    /// The text it stands in: 0 is the body itself; [`Shown::source`] has the file of another.
    pub origin: usize,
    /// Where the target stands in the file; where it is given elsewhere, the whole link.
    pub span: Span,
}

/// Link or picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LinkKind {
    /// A link.
    Link,
    /// A picture.
    Image,
}

/// A heading of the body.
#[derive(Debug, Clone, PartialEq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its anchor, unique on the page.
    pub id: String,
    /// Its HTML, without links and pictures; components in it are holes as in the text.
    pub pieces: Vec<Piece>,
    /// Its plain text, without what components print.
    pub text: String,
    /// The text it stands in, as with links.
    pub origin: usize,
    /// Where it stands in the file.
    pub span: Span,
}
