//! Bodies: markdown with directives, parsed once for all readers, shown to each as HTML with holes.
//!
//! [`Body::parse`] reads a file's body and says everything that is wrong with it. [`Body::show`] leaves out the passages that some readers
//! do not see and gives [`Shown`]: HTML whose links, pictures and components are holes ([`Piece`]), for only a page knows where a link
//! leads and what a component prints; and headings, anchors, summary, reading time. What is expensive (sieving an author's HTML, minifying)
//! is done once for each set of passages, not for each page.
//!
//! Not for: front matter, who reads a page, where a link leads, what a component prints.
//!
//! Invariants: what a passage holds reaches nobody it is not addressed to, and neither does what is not understood; every span points at
//! what its author wrote; a text without directives is shown as the markdown parser shows it.
//!
//! # How it works
//!
//! `mask` hides directives in a copy of the text that is as long as the original, so that no offset needs to be mapped; the parser reads
//! the copy; `reader` (blocks), `container` (directives with a line of their own), `inline` and `links` (running text) turn its events into
//! a flat list of tokens, in which every word is a stretch of the original again. `selection` walks the tokens that some readers see into
//! `fragment`s (the body, and each label and body of a component by itself, so that broken HTML stays where it is), which are sieved,
//! minified and cut at their holes; `assembly` puts them together. Nothing calls itself for what an author nests, except what is nested in
//! components, and that only 32 deep.
//!
//! # What was decided
//!
//! Where directives are understood:
//! - A directive with a line of its own interrupts a paragraph. It belongs to the list item or quote that its indentation puts it into: at
//!   the first column it ends a list. A container is closed in the item or quote that it was opened in, with as many colons.
//! - Four spaces make code, fences and backticks too; HTML lasts until an empty line. Directives there are text. Where that would show to
//!   all what a `for` should keep back, a warning says so.
//! - Nothing may follow a directive on its line: `:::note hello` is an error, and so is `::: note`.
//! - `::name` is a leaf when it is written like one or its name is known; `::before the name` is text.
//! - In running text a known name with `[…]`, `{…}` or both is a directive, wherever it stands in a word; others are text, with a warning
//!   where the name is nearly known. `\:name[…]` is text. Attributes end on the line that they begin on; the label may be wrapped.
//! - `:for[^1]` is a footnote and `:for[text](page.md)` a link, with a warning; `:for[terms]{b2b}` is a passage also where `[terms]` is
//!   defined. In the description of a picture there are no directives.
//!
//! What readers get:
//! - A `for` that is not understood (an unknown id, a missing `:::`) is shown to nobody. A component that is not understood leaves its body.
//! - What was emptied by leaving out passages (a paragraph, a list item, a row, a link, a heading) is left out too.
//! - A link definition or a footnote is in sight in the `for` that it stands in, nowhere else; the innermost counts, of several there the
//!   first. When a `for` holds link definitions the text is parsed again without any, and references are answered one by one. A reference
//!   to what is out of sight is an error.
//! - Footnotes stand at the end, in the order of their references; those without are left out.
//! - The anchor of a heading is its `{#id}`, else its words: small letters and digits of any script, with hyphens between, and a number
//!   where it is taken.
//! - A component's `#id` and `.class` are its arguments `id` and `class`; `[label]` is its argument `label`.
//! - A table stands in `<div class="table" tabindex="0">`, which a theme lets scroll: what scrolls must take the keyboard.
//!
//! Texts of other files (`::snippet{id=…}`):
//! - They are walked where they are called, as a fragment of their own, and so take part in headings, anchors, summary and counts. Which text
//!   stands under a name is the [`Shelf`]'s to say, for each reader; a selection is kept by what it was made with.
//! - What is defined in a text (links, footnotes, passages) is defined for it alone; footnotes stand at the end of the page with all others.
//!   What knows its place in the file (links, calls, headings) knows its file, too, by number: `origin`.
//! - A text inside itself is left out; that it is there is said by who knows all texts.
//!
//! HTML:
//! - With `sanitise` the tables in `allowed` say what stays; what goes is named with its place. With `allow` HTML is published as it is, and
//!   is not minified either, because minifying would mend its errors. With `deny` it is an error, comments aside.
//! - Links and pictures of HTML are no holes; one that names a file gets a warning. A markdown link to `javascript:` and the like is an error
//!   unless HTML is allowed.
//! - Lists, quotes or HTML nested more than 256 deep are an error, and then no HTML is shown: sieving takes a time that grows with the
//!   square of the depth.

mod allowed;
mod assembly;
mod body;
mod call;
mod container;
mod definitions;
mod directive;
mod fragment;
mod inline;
mod inset;
mod label;
mod leftovers;
mod links;
mod mask;
mod minifier;
mod passage;
mod place;
mod policy;
mod pressed;
mod prose;
mod raw_html;
mod reader;
mod saved;
mod selection;
mod shown;
mod sieve;
mod slug;
mod summary;
mod syntax;
mod token;

pub use body::{Body, OtherTexts, SavedBody};
pub use call::ArgValue;
pub use inset::{NoShelf, Shelf, ShownSnippet, SnippetUse};
pub use minifier::minified;
pub use passage::{Passage, Readers};
pub use prose::{Block, Comment, Prose, ProseLink, Role, UNSAID};
pub use shown::{Called, ComponentCall, Heading, Html, LinkKind, LinkRef, Piece, Shown};
pub use syntax::Syntax;

#[cfg(test)]
mod tests;
