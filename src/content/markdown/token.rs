//! A body after it was parsed: a flat list, so that no depth of nesting needs a stack.

use std::ops::Range;

use pulldown_cmark::{HeadingLevel, Tag, TagEnd};

use super::Passage;
use super::call::CallDraft;
use super::inset::SnippetUse;
use super::shown::LinkKind;
use crate::world::Span;

/// One step through a body.
#[derive(Debug)]
pub(super) enum Token {
    /// Nothing: the place of something that turned out not to be one.
    Nothing,
    /// The start of an element that needs no more than markdown.
    Start(Tag<'static>),
    /// The start of a heading.
    Heading(Box<HeadingDraft>),
    /// Its end.
    End(TagEnd),
    /// Words.
    Text(Slice),
    /// Code within a line.
    Code(Slice),
    /// A line of raw HTML that stands between paragraphs.
    Html(Slice),
    /// A raw tag within a line.
    InlineHtml(Slice),
    /// A name in raw HTML that links can lead to.
    Anchor {
        /// The name.
        name: String,
        /// Where it is given.
        at: Range<usize>,
    },
    /// A line break that is a space.
    SoftBreak,
    /// A line break that is one.
    HardBreak,
    /// A line across.
    Rule,
    /// A box of a task list, ticked or not.
    Task(bool),
    /// The start of a link.
    Link(usize),
    /// Its end.
    LinkEnd,
    /// A picture.
    Image(usize),
    /// A reference to a footnote.
    Reference(usize),
    /// The start of a footnote; after `end` follows what comes after it.
    Footnote {
        /// The place of its end.
        end: usize,
    },
    /// Its end.
    FootnoteEnd,
    /// The start of what only some readers see.
    Passage {
        /// Which.
        passage: usize,
        /// The place of its end.
        end: usize,
    },
    /// Its end.
    PassageEnd,
    /// The start of a component. What follows up to `Body` is its label, from there its body.
    Call {
        /// Which.
        call: usize,
        /// The place of its end.
        end: usize,
    },
    /// The start of a component's label.
    Label,
    /// The end of a component's label.
    LabelEnd,
    /// The start of a component's body.
    Body,
    /// The end of a component.
    CallEnd,
}

/// Text of a body: a stretch of its source, or words of its own where the source says them otherwise (entities, escapes).
#[derive(Debug, Clone)]
pub(super) enum Slice {
    /// From the body's text.
    Here(Range<usize>),
    /// Words of its own.
    Own(Box<str>),
}

impl Slice {
    /// The words, given the body's text.
    pub(super) fn of<'a>(&'a self, text: &'a str) -> &'a str {
        match self {
            Self::Here(range) => &text[range.clone()],
            Self::Own(words) => words,
        }
    }
}

/// A heading as it is written.
#[derive(Debug)]
pub(super) struct HeadingDraft {
    pub(super) level: HeadingLevel,
    /// What it is given with `{#id}`.
    pub(super) id: Option<String>,
    pub(super) classes: Vec<String>,
    pub(super) attributes: Vec<(String, Option<String>)>,
    pub(super) at: Range<usize>,
}

/// A link or picture as it is written.
#[derive(Debug, Clone)]
pub(super) struct LinkDraft {
    pub(super) kind: LinkKind,
    pub(super) target: String,
    pub(super) title: Option<String>,
    pub(super) alt: String,
    pub(super) span: Span,
}

/// A footnote: what it says and who can refer to it.
#[derive(Debug)]
pub(super) struct Note {
    /// As it is written.
    pub(super) label: String,
    /// The innermost passage that it stands in.
    pub(super) passage: Option<usize>,
    /// The tokens of its text.
    pub(super) tokens: Range<usize>,
    /// Where its label stands.
    pub(super) at: Range<usize>,
}

/// A reference to a footnote.
#[derive(Debug)]
pub(super) struct Reference {
    /// As it is written.
    pub(super) label: String,
    /// The innermost passage that it stands in.
    pub(super) passage: Option<usize>,
    /// Where it stands.
    pub(super) at: Range<usize>,
    /// The footnote it refers to, when one is in sight.
    pub(super) note: Option<usize>,
}

/// All that a parsed body is made of.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) tokens: Vec<Token>,
    pub(super) links: Vec<LinkDraft>,
    pub(super) notes: Vec<Note>,
    pub(super) references: Vec<Reference>,
    pub(super) passages: Vec<Passage>,
    pub(super) calls: Vec<CallDraft>,
    pub(super) uses: Vec<SnippetUse>,
    /// Whether lists, quotes or HTML are nested so deep that no HTML of an author is shown.
    pub(super) too_deep: bool,
}
