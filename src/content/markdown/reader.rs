//! From the parser's events to tokens: blocks, and the directives that stand on lines of their own. Running text is read in `inline.rs`.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

use super::container::Container;
use super::definitions::Definitions;
use super::directive::Fault;
use super::inline::Running;
use super::mask::Mask;
use super::place::Ground;
use super::policy;
use super::raw_html::{nesting, tags};
use super::syntax::Syntax;
use super::token::{HeadingDraft, Note, Parts, Slice, Token};
use crate::diagnostics::{Finding, Findings};
use crate::site::HtmlPolicy;
use crate::world::limits::MARKDOWN_DEPTH;

/// What of markdown is understood beside CommonMark.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_GFM);

/// A body as it was read.
pub(super) struct Reading {
    pub(super) parts: Parts,
    pub(super) findings: Findings,
    /// The link definitions of the text: for each name the first.
    pub(super) definitions: Vec<Found>,
}

/// A link definition that the parser found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) label: String,
    pub(super) target: String,
    pub(super) title: String,
    pub(super) at: Range<usize>,
}

/// Where something that looks like a directive was found, when it is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Elsewhere {
    /// Nowhere yet.
    Nowhere,
    /// It is a directive after all.
    Directive,
    /// In a fenced block or between backticks, or in HTML where nobody expects one.
    Code,
    /// Behind four spaces.
    IndentedCode,
    /// In HTML.
    Html,
    /// In a paragraph.
    Text,
}

pub(super) struct Reader<'a> {
    pub(super) syntax: &'a Syntax,
    pub(super) ground: Ground<'a>,
    /// The body.
    pub(super) text: &'a str,
    /// What was hidden of it.
    pub(super) mask: &'a Mask<'a>,
    /// What each hidden line turned out to be.
    pub(super) lines: Vec<Elsewhere>,
    /// What is hidden in running text, by where it starts.
    pub(super) hidden: BTreeMap<usize, usize>,
    pub(super) findings: Findings,
    pub(super) parts: Parts,
    /// The innermost open passage.
    pub(super) passage: Option<usize>,
    pub(super) running: Running,
    /// How many quotes and lists are open.
    pub(super) depth: usize,
    /// How many elements of an author's HTML are open.
    html_depth: isize,
    pub(super) containers: Vec<Container>,
    /// Open footnotes: number, and place of the token.
    notes: Vec<(usize, usize)>,
    block: Block,
}

/// The sort of block that the events are in, where it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    Plain,
    /// Hidden: the parser sees HTML.
    Directive,
    Html(Elsewhere),
    Code(Elsewhere),
}

/// Reads a body whose directives are hidden in `masked`; `mask` tells which they are.
pub(super) fn read<'a>(
    syntax: &'a Syntax,
    ground: Ground<'a>,
    text: &'a str,
    masked: &str,
    mask: &'a Mask<'a>,
    definitions: &Definitions,
) -> Reading {
    let mut reader = Reader {
        syntax,
        ground,
        text,
        mask,
        lines: vec![Elsewhere::Nowhere; mask.lines.len()],
        hidden: mask.hidden.clone(),
        findings: Findings::new(),
        parts: Parts::default(),
        passage: None,
        running: Running::over(masked, 0, mask.inline),
        depth: 0,
        html_depth: 0,
        containers: Vec::new(),
        notes: Vec::new(),
        block: Block::Plain,
    };
    let answer = |link: BrokenLink<'_>| definitions.answer(&link, 0);
    let parser = Parser::new_with_broken_link_callback(masked, OPTIONS, Some(answer));
    let mut found: Vec<Found> = parser
        .reference_definitions()
        .iter()
        .map(|(label, definition)| Found {
            label: label.to_owned(),
            target: reader.restored(&definition.dest, definition.span.clone()),
            title: definition.title.as_ref().map_or_else(String::new, |title| reader.restored(title, definition.span.clone())),
            at: definition.span.clone(),
        })
        .collect();
    found.sort_by_key(|definition| definition.at.start);
    for (event, range) in parser.into_offset_iter() {
        reader.event(event, range, &found);
    }
    reader.finish();
    Reading { parts: reader.parts, findings: reader.findings, definitions: found }
}

impl<'a> Reader<'a> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>, definitions: &[Found]) {
        match event {
            Event::Start(Tag::HtmlBlock) => self.html_block(range, definitions),
            Event::End(TagEnd::HtmlBlock) => self.block = Block::Plain,
            Event::Html(html) if self.block != Block::Directive => {
                let Block::Html(elsewhere) = self.block else { return };
                let slice = self.slice(&html, range, elsewhere);
                if self.syntax.html != HtmlPolicy::Deny {
                    self.parts.tokens.push(Token::Html(slice));
                }
            }
            Event::Html(_) => {}
            Event::Start(tag) if is_inline(&tag) => self.start_inline(tag, range),
            Event::End(tag) if is_inline_end(tag) => self.end_inline(tag, range),
            Event::Start(tag) => self.start_block(tag, range),
            Event::End(tag) => self.end_block(tag),
            Event::Text(words) => match self.block {
                Block::Code(elsewhere) => {
                    let slice = self.slice(&words, range, elsewhere);
                    self.parts.tokens.push(Token::Text(slice));
                }
                _ => self.words(&words, range),
            },
            Event::Rule => {
                self.end_running_text();
                self.parts.tokens.push(Token::Rule);
            }
            other => self.inline_event(other, range),
        }
    }

    fn start_block(&mut self, tag: Tag<'_>, range: Range<usize>) {
        self.end_running_text();
        match &tag {
            Tag::FootnoteDefinition(label) => {
                let note = self.parts.notes.len();
                let token = self.parts.tokens.len();
                let at = range.start..(range.start + label.len() + "[^]".len()).min(range.end);
                let label = self.restored(label, range);
                self.parts.notes.push(Note { label, passage: self.passage, tokens: token + 1..token + 1, at });
                self.parts.tokens.push(Token::Footnote { end: token });
                self.notes.push((note, token));
                self.depth += 1;
                return;
            }
            Tag::Heading { .. } => return self.start_heading(tag, range),
            Tag::CodeBlock(kind) => {
                self.block = Block::Code(if matches!(kind, CodeBlockKind::Indented) { Elsewhere::IndentedCode } else { Elsewhere::Code });
            }
            _ => {}
        }
        if is_container(&tag) {
            self.depth += 1;
            self.check_depth(range.start..range.start + 1);
        }
        let tag = match tag {
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => Tag::CodeBlock(CodeBlockKind::Fenced(self.restored(&info, range).into())),
            other => other.into_static(),
        };
        self.parts.tokens.push(Token::Start(tag));
    }

    fn start_heading(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let Tag::Heading { level, id, classes, attrs } = tag else { return };
        let own = |words: &CowStr<'_>| self.restored(words, range.clone());
        let (id, classes) = (id.as_ref().map(own), classes.iter().map(own).collect());
        let all: Vec<(String, Option<String>)> = attrs.iter().map(|(name, value)| (own(name), value.as_ref().map(own))).collect();
        let mut attributes = Vec::with_capacity(all.len());
        for (name, value) in all {
            if self.syntax.html == HtmlPolicy::Allow || policy::is_common_attribute(&name) && name != "style" {
                attributes.push((name, value));
            } else {
                let message = format!("the attribute `{name}` of a heading is not allowed in content and is left out");
                self.findings.push(
                    Finding::warning("markdown/html", self.ground.place(trimmed(self.text, range.clone())), message)
                        .help("braces after a heading take `#id`, `.class`, `lang=…` and the like"),
                );
            }
        }
        let at = trimmed(self.text, range);
        self.parts.tokens.push(Token::Heading(Box::new(HeadingDraft { level, id, classes, attributes, at })));
    }

    fn end_block(&mut self, tag: TagEnd) {
        self.end_running_text();
        if is_container_end(tag) {
            self.close_containers_of(self.depth);
            self.depth -= 1;
        }
        match tag {
            TagEnd::FootnoteDefinition => {
                let end = self.parts.tokens.len();
                self.parts.tokens.push(Token::FootnoteEnd);
                if let Some((note, token)) = self.notes.pop() {
                    self.parts.notes[note].tokens.end = end;
                    self.parts.tokens[token] = Token::Footnote { end };
                }
                return;
            }
            TagEnd::CodeBlock => self.block = Block::Plain,
            _ => {}
        }
        self.parts.tokens.push(Token::End(tag));
    }

    fn html_block(&mut self, range: Range<usize>, definitions: &[Found]) {
        self.end_running_text();
        let inner = trimmed(self.text, range);
        if let Ok(index) = self.mask.lines.binary_search_by_key(&inner.start, |line| line.span.start)
            && self.mask.lines[index].span == inner
        {
            self.block = Block::Directive;
            self.lines[index] = Elsewhere::Directive;
            self.line(self.mask.lines[index].clone(), definitions);
            return;
        }
        let start = self.text[inner.clone()].get(..9).unwrap_or(&self.text[inner.clone()]).to_ascii_lowercase();
        let quiet = ["<pre", "<script", "<style", "<textarea", "<!--", "<?"].iter().any(|sign| start.starts_with(sign));
        self.block = Block::Html(if quiet { Elsewhere::Code } else { Elsewhere::Html });
        self.judge(inner.clone());
        if !quiet {
            self.literal_for(inner, "HTML");
        }
    }

    /// Reports, once, what is nested so deep that sieving it would take too long.
    fn check_depth(&mut self, at: Range<usize>) {
        if !self.parts.too_deep && (self.depth > MARKDOWN_DEPTH || self.html_depth > MARKDOWN_DEPTH.cast_signed()) {
            self.parts.too_deep = true;
            let message = format!("lists, quotes or HTML are nested more than {MARKDOWN_DEPTH} deep");
            self.findings.push(
                Finding::error("markdown/too-deep", self.ground.place(at), message)
                    .help("close the HTML that is opened before, or nest less deeply"),
            );
        }
    }

    /// Judges an author's HTML and remembers its anchors.
    pub(super) fn judge(&mut self, html: Range<usize>) {
        policy::judge(self.text, html.clone(), self.syntax.html, self.ground, &mut self.findings);
        if self.syntax.html == HtmlPolicy::Deny {
            return;
        }
        self.html_depth = (self.html_depth + nesting(&self.text[html.clone()])).max(0);
        self.check_depth(html.clone());
        for tag in tags(&self.text[html.clone()]) {
            if let Some(anchor) = tag.anchor() {
                let at = html.start + anchor.at.start..html.start + anchor.at.end;
                self.parts.tokens.push(Token::Anchor { name: anchor.value.to_owned(), at });
            }
        }
    }

    /// Warns of a `:for[…]` where none is understood: what it should keep back would be read by all.
    pub(super) fn literal_for(&mut self, range: Range<usize>, what: &str) {
        let written = &self.text[range.clone()];
        let found = [":for[", ":for{"].iter().filter_map(|sign| written.find(sign)).min();
        let Some(at) = found.filter(|at| !written[..*at].ends_with(':')).map(|at| range.start + at) else { return };
        self.findings.push(
            Finding::warning(
                "markdown/not-a-directive",
                self.ground.place(at..at + ":for".len()),
                format!("`for` is not understood in {what}, and all readers see it"),
            )
            .help("put it around the whole instead, with `:::for{…}` and `:::` on lines of their own"),
        );
    }

    /// Reports what is wrong with the writing of a directive.
    pub(super) fn fault(&mut self, fault: &Fault) {
        let (message, help) = fault.kind.says();
        self.findings.push(Finding::error("markdown/directive", self.ground.place(fault.at.clone()), message).help(help));
    }

    /// Text of an event as a slice of the body, with what was hidden in it given back.
    pub(super) fn slice(&mut self, words: &str, range: Range<usize>, elsewhere: Elsewhere) -> Slice {
        let here = self.running.window.locate(words);
        self.account(here.clone().unwrap_or_else(|| range.clone()), elsewhere);
        match here {
            Some(here) => Slice::Here(here),
            None => Slice::Own(self.restored(words, range).into()),
        }
    }

    /// Remembers where the hidden lines of a stretch were found.
    pub(super) fn account(&mut self, range: Range<usize>, elsewhere: Elsewhere) {
        let first = self.mask.lines.partition_point(|line| line.span.end <= range.start);
        for (line, found) in self.mask.lines[first..].iter().zip(&mut self.lines[first..]) {
            if line.span.start >= range.end {
                break;
            }
            // The label of a directive is text that stands in a hidden line.
            if *found != Elsewhere::Directive {
                *found = elsewhere;
            }
        }
    }

    /// Words of their own, with what was hidden in the stretch that they come from given back.
    pub(super) fn restored(&self, words: &str, range: Range<usize>) -> String {
        if let Some(here) = self.running.window.locate(words) {
            return self.text[here].to_owned();
        }
        let mut words = words.to_owned();
        let words_hidden = self.hidden.range(range.clone()).map(|(start, end)| *start..*end);
        let first = self.mask.lines.partition_point(|line| line.span.start < range.start);
        let lines = self.mask.lines[first..].iter().map(|line| line.span.clone());
        let mut hidden: Vec<Range<usize>> = lines.take_while(|line| line.start < range.end).chain(words_hidden).collect();
        hidden.sort_by_key(|hidden| hidden.start);
        let mut from = 0;
        for hidden in hidden {
            let Some(mask) = self.mask.text.get(hidden.clone()) else { continue };
            if let Some(at) = words[from..].find(mask).map(|at| from + at) {
                words.replace_range(at..at + mask.len(), &self.text[hidden.clone()]);
                from = at + hidden.len();
            }
        }
        words
    }
}

/// A stretch without the white space around it.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = &text[range.clone()];
    let start = range.start + (inner.len() - inner.trim_start().len());
    start..(range.start + inner.trim_end().len()).max(start)
}

/// Whether a block can hold others.
fn is_container(tag: &Tag<'_>) -> bool {
    is_container_end(tag.to_end())
}

fn is_container_end(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
    )
}

fn is_inline(tag: &Tag<'_>) -> bool {
    is_inline_end(tag.to_end())
}

fn is_inline_end(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript | TagEnd::Link | TagEnd::Image
    )
}
