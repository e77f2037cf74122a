//! A body as running text: what its readers read, block by block, each word with its place in the file.
//!
//! For those who judge how something is written. Code, raw HTML and what components print are no prose: where they stand in a line there
//! is [`UNSAID`].

use std::ops::Range;

use pulldown_cmark::{Tag, TagEnd};

use super::call::ArgValue;
use super::selection::{Texts, Walked};
use super::shown::LinkKind;
use super::syntax::SNIPPET;
use super::token::{Slice, Token};
use crate::world::{SourceText, Span};

/// Stands where something is shown that is no prose.
pub const UNSAID: char = '\u{fffc}';

/// What some readers read of a body.
#[derive(Debug, Clone, Default)]
pub struct Prose {
    /// In the order of the text.
    pub blocks: Vec<Block>,
    /// Its comments (`<!-- … -->`), in the order of the text.
    pub comments: Vec<Comment>,
    /// Its stretches of HTML, each with the text it stands in.
    pub html: Vec<(usize, Span)>,
    /// The files of its blocks, by their `origin`.
    sources: Vec<SourceText>,
}

/// What a block of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A heading of this level.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// An item of a list, or a definition.
    Item,
    /// A cell of a table.
    Cell,
    /// The label of a component, or what a definition list defines.
    Label,
}

/// One block of text: no sentence goes on in the next one.
#[derive(Debug, Clone)]
pub struct Block {
    /// What it is.
    pub role: Role,
    /// Whether somebody else says it: a block quote, or a component that holds a quotation.
    pub quoted: bool,
    /// The component whose body or label it is, the innermost.
    pub within: Option<String>,
    /// As it is read, with single spaces for line breaks.
    pub text: String,
    /// Its links, by their stretches of the text.
    pub links: Vec<(Range<usize>, ProseLink)>,
    /// Its pictures, by their places in the text.
    pub images: Vec<(usize, ProseLink)>,
    /// Where it refers to footnotes, by places in the text.
    pub notes: Vec<usize>,
    /// The text it stands in; [`Prose::source`] has its file.
    pub origin: usize,
    runs: Vec<Run>,
}

/// A link or a picture in prose.
#[derive(Debug, Clone)]
pub struct ProseLink {
    /// As it is written.
    pub target: String,
    /// What a picture shows; empty for decoration.
    pub alt: String,
    /// Where it stands in the file.
    pub span: Span,
}

/// A comment in a body.
#[derive(Debug, Clone)]
pub struct Comment {
    /// What it says, without its marks.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// The text it stands in.
    pub origin: usize,
    /// How many blocks stand before it; the block that it stands in counts.
    pub before: usize,
    /// Whether it stands inside the last of them.
    pub inside: bool,
}

/// A stretch of a block that stands in its file as it is read.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// Where it begins in the block.
    at: usize,
    /// Where it begins in the file.
    from: usize,
    length: usize,
}

impl Block {
    /// A block that is a link and nothing else, and stands in no file.
    pub fn link(text: &str) -> Self {
        let link = ProseLink { target: String::new(), alt: String::new(), span: Span::default() };
        Self {
            role: Role::Label,
            quoted: false,
            within: None,
            text: text.to_owned(),
            links: vec![(0..text.len(), link)],
            images: Vec::new(),
            notes: Vec::new(),
            origin: 0,
            runs: Vec::new(),
        }
    }

    /// Where a stretch of the block stands in its file, if all of it stands there as it is read.
    pub fn exact_span(&self, at: Range<usize>) -> Option<Span> {
        let run = self.runs.iter().find(|run| run.at <= at.start && at.end <= run.at + run.length)?;
        Some(Span::new(run.from + (at.start - run.at), run.from + (at.end - run.at)))
    }

    /// Where a stretch of the block stands in its file.
    pub fn span(&self, at: Range<usize>) -> Span {
        let start = self.runs.iter().rev().find(|run| run.at <= at.start).map(|run| run.from + (at.start - run.at).min(run.length));
        let end = self.runs.iter().rev().find(|run| run.at < at.end).map(|run| run.from + (at.end - run.at).min(run.length));
        let first = self.runs.first().map_or(0, |run| run.from);
        let start = start.unwrap_or(first);
        Span::new(start, end.unwrap_or(start).max(start))
    }
}

impl Prose {
    /// The file of what has this number as its `origin`.
    pub fn source(&self, origin: usize) -> Option<&SourceText> {
        self.sources.get(origin)
    }

    /// What readers who see these passages read.
    pub(super) fn of(here: Walked<'_>, texts: &Texts<'_>) -> Self {
        let files = texts.texts().map(|text| text.source.clone());
        let mut reading = Reading {
            texts,
            inside: Vec::new(),
            open: None,
            within: Vec::new(),
            roles: Vec::new(),
            quotes: 0,
            code: 0,
            links: Vec::new(),
            prose: Self::default(),
        };
        reading.prose.sources = std::iter::once(here.body.source.clone()).chain(files).collect();
        reading.walk(here, 0..here.parts.tokens.len());
        reading.close();
        reading.prose
    }
}

/// Components whose body or label somebody else says.
const QUOTES: [&str; 2] = ["quote", "testimonial"];

/// The work of reading a body.
struct Reading<'a> {
    texts: &'a Texts<'a>,
    /// The texts that this one stands in, and it.
    inside: Vec<usize>,
    open: Option<Block>,
    /// The open components, each with whether its text is read in running text.
    within: Vec<(&'a str, bool)>,
    /// What a text is that stands here, the innermost last.
    roles: Vec<Role>,
    quotes: usize,
    code: usize,
    /// The links that are open in the block: where they begin, and which.
    links: Vec<(usize, ProseLink)>,
    prose: Prose,
}

impl<'a> Reading<'a> {
    fn walk(&mut self, here: Walked<'a>, tokens: Range<usize>) {
        let mut at = tokens.start;
        while at < tokens.end {
            let token = &here.parts.tokens[at];
            at += 1;
            match token {
                Token::Passage { passage, end } if !here.sees(*passage) => at = end + 1,
                Token::Call { call, end } if here.parts.calls[*call].name == SNIPPET => {
                    self.snippet(here, *call);
                    at = end + 1;
                }
                token => self.token(here, token),
            }
        }
    }

    fn token(&mut self, here: Walked<'a>, token: &'a Token) {
        match token {
            Token::Nothing | Token::Passage { .. } | Token::PassageEnd | Token::Anchor { .. } | Token::Task(_) => {}
            Token::Start(tag) => self.start(tag),
            Token::Heading(draft) => self.begin(Some(Role::Heading(draft.level as u8))),
            Token::End(tag) => self.end(*tag),
            Token::Text(slice) if self.code == 0 => self.words(here, slice),
            Token::Text(_) => {}
            Token::Code(_) => self.say(here, &UNSAID.to_string(), None),
            Token::Reference(_) => {
                let block = self.block(here);
                block.notes.push(block.text.len());
                self.say(here, &UNSAID.to_string(), None);
            }
            Token::Html(slice) | Token::InlineHtml(slice) => self.comment(here, slice),
            Token::SoftBreak | Token::HardBreak => self.say(here, " ", None),
            Token::Rule | Token::Footnote { .. } | Token::FootnoteEnd => self.close(),
            Token::Link(draft) => {
                let at = self.block(here).text.len();
                self.links.push((at, link(here, *draft)));
            }
            Token::LinkEnd => {
                if let (Some((at, link)), Some(block)) = (self.links.pop(), &mut self.open) {
                    block.links.push((at.min(block.text.len())..block.text.len(), link));
                }
            }
            Token::Image(draft) => {
                let image = link(here, *draft);
                let block = self.block(here);
                block.images.push((block.text.len(), image));
                self.say(here, &UNSAID.to_string(), None);
            }
            Token::Call { call, .. } => {
                let call = &here.parts.calls[*call];
                if !call.inline {
                    self.close();
                }
                self.within.push((call.name.as_str(), call.inline));
                self.quotes += usize::from(QUOTES.contains(&call.name.as_str()));
                if call.inline {
                    self.say(here, &UNSAID.to_string(), None);
                }
            }
            Token::Label => {
                if self.within.last().is_some_and(|(_, inline)| *inline) {
                    // What stands in the brackets is what is read.
                    self.unsay();
                } else {
                    self.begin(Some(Role::Label));
                }
            }
            Token::LabelEnd => {
                if self.within.last().is_some_and(|(_, inline)| !*inline) {
                    self.end_role();
                }
            }
            Token::Body => self.close(),
            Token::CallEnd => {
                if let Some((name, inline)) = self.within.pop() {
                    if !inline {
                        self.close();
                    }
                    self.quotes = self.quotes.saturating_sub(usize::from(QUOTES.contains(&name)));
                }
            }
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Item | Tag::DefinitionListDefinition => self.begin(Some(Role::Item)),
            Tag::DefinitionListTitle => self.begin(Some(Role::Label)),
            Tag::TableCell => self.begin(Some(Role::Cell)),
            Tag::BlockQuote(_) => {
                self.close();
                self.quotes += 1;
            }
            Tag::CodeBlock(_) => {
                self.close();
                self.code += 1;
            }
            Tag::Paragraph | Tag::List(_) | Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::HtmlBlock => self.close(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Item | TagEnd::TableCell | TagEnd::Heading(_) | TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition => {
                self.end_role();
            }
            TagEnd::BlockQuote(_) => {
                self.close();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::CodeBlock => self.code = self.code.saturating_sub(1),
            TagEnd::Paragraph | TagEnd::List(_) | TagEnd::Table | TagEnd::HtmlBlock => self.close(),
            _ => {}
        }
    }

    fn begin(&mut self, role: Option<Role>) {
        self.close();
        self.roles.extend(role);
    }

    fn end_role(&mut self) {
        self.close();
        self.roles.pop();
    }

    /// The block that is being read.
    fn block(&mut self, here: Walked<'a>) -> &mut Block {
        let role = self.roles.last().copied().unwrap_or(Role::Paragraph);
        let within = self.within.iter().rev().find(|(_, inline)| !inline).map(|(name, _)| (*name).to_owned());
        let quoted = self.quotes > 0;
        self.open.get_or_insert_with(|| Block {
            role,
            quoted,
            within,
            text: String::new(),
            links: Vec::new(),
            images: Vec::new(),
            notes: Vec::new(),
            origin: here.origin,
            runs: Vec::new(),
        })
    }

    fn words(&mut self, here: Walked<'a>, slice: &'a Slice) {
        let from = if let Slice::Here(range) = slice { Some(here.ground().start + range.start) } else { None };
        self.say(here, slice.of(here.body.text()), from);
    }

    /// Adds to the block; `from` is where the words stand in the file, if they stand there so.
    fn say(&mut self, here: Walked<'a>, words: &str, from: Option<usize>) {
        let block = self.block(here);
        let at = block.text.len();
        block.text.push_str(words);
        let Some(from) = from else { return };
        match block.runs.last_mut() {
            Some(last) if last.at + last.length == at && last.from + last.length == from => last.length += words.len(),
            _ => block.runs.push(Run { at, from, length: words.len() }),
        }
    }

    fn unsay(&mut self) {
        if let Some(block) = &mut self.open
            && block.text.ends_with(UNSAID)
        {
            block.text.pop();
        }
    }

    fn close(&mut self) {
        self.links.clear();
        let Some(mut block) = self.open.take() else { return };
        block.text.truncate(block.text.trim_end().len());
        if !block.text.is_empty() || !block.images.is_empty() {
            self.prose.blocks.push(block);
        }
    }

    fn comment(&mut self, here: Walked<'a>, slice: &Slice) {
        let Slice::Here(range) = slice else { return };
        let html = &here.body.text()[range.clone()];
        let start = here.ground().start + range.start;
        self.prose.html.push((here.origin, Span::new(start, start + html.len())));
        let mut at = 0;
        while let Some(open) = html[at..].find("<!--").map(|found| at + found) {
            let Some(end) = html[open..].find("-->").map(|found| open + found) else { return };
            let inside = self.open.is_some();
            let before = self.prose.blocks.len() + usize::from(inside);
            let (text, span) = (html[open + 4..end].trim().to_owned(), Span::new(start + open, start + end + 3));
            self.prose.comments.push(Comment { text, span, origin: here.origin, before, inside });
            at = end + 3;
        }
    }

    fn snippet(&mut self, here: Walked<'a>, call: usize) {
        let Some(ArgValue::String(name)) = here.parts.calls[call].args.get("id") else { return };
        self.close();
        let Some(text) = self.texts.find(name).filter(|text| !self.inside.contains(&text.origin)) else { return };
        self.inside.push(text.origin);
        self.walk(text, 0..text.parts.tokens.len());
        self.close();
        self.inside.pop();
    }
}

fn link(here: Walked<'_>, draft: usize) -> ProseLink {
    let draft = &here.parts.links[draft];
    let alt = if draft.kind == LinkKind::Image { draft.alt.clone() } else { String::new() };
    ProseLink { target: draft.target.clone(), alt, span: draft.span }
}
