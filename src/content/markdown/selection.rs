//! A body without the passages that its readers do not see, made into HTML with holes.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::assembly::Selected;
use super::body::Markdown;
use super::call::{ArgValue, CallDraft};
use super::fragment::{Fragment, Shape, Step, note_anchor, reference_anchor};
use super::inset::{Insets, ShownSnippet};
use super::place::Ground;
use super::shown::{LinkKind, LinkRef};
use super::slug::Anchors;
use super::summary::UNKNOWN;
use super::syntax::SNIPPET;
use super::token::{HeadingDraft, LinkDraft, Parts, Token};
use crate::diagnostics::Finding;
use crate::world::SourceText;
use crate::world::limits::{PAGE_SNIPPETS, SNIPPET_DEPTH};

/// What is put into a hole.
#[derive(Debug, Clone)]
pub(super) enum Hole<'a> {
    /// A link, by its place among those that are shown.
    Link(usize),
    /// A picture: its place among the links that are shown, and how it is written.
    Image(usize, &'a LinkDraft),
    /// A component: its arguments that lead somewhere, the fragments of its label and body, the text it stands in, and how many links there
    /// were before and after.
    Component {
        call: &'a CallDraft,
        links: BTreeMap<String, usize>,
        label: Option<usize>,
        body: Option<usize>,
        here: Walked<'a>,
        inside: Range<usize>,
    },
    /// The text of another file, by its fragment.
    Inset { fragment: usize, call: &'a CallDraft, here: Walked<'a> },
}

/// A text that is walked: the body itself, or that of another file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walked<'a> {
    pub(super) body: &'a Markdown,
    pub(super) parts: &'a Parts,
    seen: &'a [bool],
    /// 0 is the body itself.
    pub(super) origin: usize,
}

impl<'a> Walked<'a> {
    /// A body as those see it who see these passages.
    pub(super) fn of(body: &'a Markdown, parts: &'a Parts, seen: &'a [bool]) -> Self {
        Self { body, parts, seen, origin: 0 }
    }

    /// Whether a passage of it is seen.
    pub(super) fn sees(&self, passage: usize) -> bool {
        self.seen[passage]
    }

    /// Where it stands.
    pub(super) fn ground(&self) -> Ground<'a> {
        Ground { source: &self.body.source, start: self.body.span.start }
    }
}

/// The texts of other files with what selections are made of, by their numbers.
pub(super) struct Texts<'a> {
    insets: &'a Insets,
    parts: Vec<Option<Arc<Parts>>>,
}

impl<'a> Texts<'a> {
    /// Made ready for a selection.
    pub(super) fn of(insets: &'a Insets) -> Self {
        Self { insets, parts: insets.iter().map(|inset| inset.map(|inset| inset.markdown.parts())).collect() }
    }

    /// The file of a text.
    pub(super) fn source(&self, origin: usize) -> Option<&SourceText> {
        self.insets.source(origin)
    }

    /// All of them.
    pub(super) fn texts(&self) -> impl Iterator<Item = &Markdown> {
        self.insets.iter().flatten().map(|inset| &*inset.markdown)
    }

    /// The text that its readers get under a name.
    pub(super) fn find(&'a self, name: &str) -> Option<Walked<'a>> {
        let (origin, inset) = self.insets.find(name)?;
        let parts = self.parts.get(origin - 1)?.as_deref()?;
        Some(Walked { body: &inset.markdown, parts, seen: &inset.seen, origin })
    }
}

/// An element that is open. One in which all was hidden leaves nothing behind.
#[derive(Debug)]
struct Frame {
    droppable: bool,
    /// Whether something in it is seen.
    content: bool,
    /// Whether something in it was hidden.
    hidden: bool,
    steps: usize,
    links: usize,
    holes: usize,
    headings: usize,
    text: usize,
}

/// A heading whose anchor is not known yet.
pub(super) struct OpenHeading<'a> {
    pub(super) here: Walked<'a>,
    pub(super) draft: &'a HeadingDraft,
    pub(super) fragment: usize,
    pub(super) step: usize,
    pub(super) text: String,
    pub(super) steps: Vec<Step<'a>>,
    pub(super) raw: bool,
}

/// The work of making a [`Shown`].
pub(super) struct Selection<'a> {
    /// The text that is walked now.
    pub(super) here: Walked<'a>,
    pub(super) texts: &'a Texts<'a>,
    /// The texts that this one is shown in, and it, without the body.
    inside: Vec<usize>,
    pub(super) snippets: Vec<ShownSnippet>,
    pub(super) fragments: Vec<Fragment<'a>>,
    /// The fragments that are being written, the innermost last.
    open: Vec<usize>,
    /// Open components: their hole, and whether their body is being written.
    calls: Vec<(usize, bool)>,
    frames: Vec<Frame>,
    pub(super) holes: Vec<Hole<'a>>,
    pub(super) links: Vec<LinkRef>,
    pub(super) headings: Vec<OpenHeading<'a>>,
    pub(super) anchors: Anchors,
    /// Footnotes in the order of their first references.
    notes: Vec<(Walked<'a>, usize)>,
    /// Their numbers, by the text they stand in and their place there.
    numbers: BTreeMap<(usize, usize), usize>,
    pub(super) references: Vec<usize>,
    pub(super) text: String,
    /// Paragraphs that stand by themselves, and those that stand in lists and quotes.
    pub(super) paragraphs: [Vec<Range<usize>>; 2],
    in_notes: bool,
    pub(super) findings: Vec<Finding>,
}

impl<'a> Selection<'a> {
    /// The body as those see it who see these passages, with the texts of other files that it shows.
    pub(super) fn of(body: &'a Markdown, parts: &'a Parts, seen: &'a [bool], texts: &'a Texts<'a>) -> Selected {
        let mut selection = Self {
            here: Walked::of(body, parts, seen),
            texts,
            inside: Vec::new(),
            snippets: Vec::new(),
            fragments: vec![Fragment::default()],
            open: vec![0],
            calls: Vec::new(),
            frames: Vec::new(),
            holes: Vec::new(),
            links: Vec::new(),
            headings: Vec::new(),
            anchors: Anchors::default(),
            notes: Vec::new(),
            numbers: BTreeMap::new(),
            references: Vec::new(),
            text: String::new(),
            paragraphs: [Vec::new(), Vec::new()],
            in_notes: false,
            findings: Vec::new(),
        };
        selection.walk(0..parts.tokens.len());
        selection.footnotes();
        selection.finish()
    }

    fn walk(&mut self, tokens: Range<usize>) {
        let Walked { parts, seen, .. } = self.here;
        let mut at = tokens.start;
        while at < tokens.end {
            let token = &parts.tokens[at];
            at += 1;
            match token {
                Token::Passage { passage, end } if !seen[*passage] => {
                    if let Some(frame) = self.frames.last_mut() {
                        frame.hidden = true;
                    }
                    at = end + 1;
                }
                Token::Footnote { end, .. } => at = end + 1,
                // A browser's parser takes a time that grows with the square of the depth.
                Token::Html(_) | Token::InlineHtml(_) if parts.too_deep => {}
                token => self.token(token),
            }
        }
    }

    fn token(&mut self, token: &'a Token) {
        let text = self.here.body.text();
        match token {
            Token::Nothing | Token::Passage { .. } | Token::PassageEnd | Token::Footnote { .. } | Token::FootnoteEnd => {}
            Token::Start(tag) => self.start(tag),
            Token::End(tag) => self.end(*tag),
            Token::Heading(draft) => {
                self.break_line();
                self.frame(true);
                let fragment = self.fragment();
                let step = self.fragments[fragment].steps.len();
                let raw = !draft.attributes.is_empty();
                self.headings.push(OpenHeading { here: self.here, draft, fragment, step, text: String::new(), steps: Vec::new(), raw });
                self.push(Event::Start(Tag::Paragraph));
            }
            Token::Text(slice) => {
                let words = slice.of(text);
                self.text.push_str(words);
                if !words.trim().is_empty() {
                    self.content();
                }
                self.push(Event::Text(CowStr::Borrowed(words)));
            }
            Token::Code(slice) => {
                let words = slice.of(text);
                self.text.push_str(words);
                self.content();
                self.push(Event::Code(CowStr::Borrowed(words)));
            }
            Token::Html(slice) => {
                self.raw(slice.of(text));
                self.push(Event::Html(CowStr::Borrowed(slice.of(text))));
            }
            Token::InlineHtml(slice) => {
                self.raw(slice.of(text));
                self.push(Event::InlineHtml(CowStr::Borrowed(slice.of(text))));
            }
            Token::Anchor { name, at } => self.anchor(name, at.clone()),
            Token::SoftBreak => {
                self.text.push(' ');
                self.push(Event::SoftBreak);
            }
            Token::HardBreak => {
                self.text.push(' ');
                self.push(Event::HardBreak);
            }
            Token::Rule => {
                self.content();
                self.push(Event::Rule);
            }
            Token::Task(ticked) => {
                self.content();
                self.push(Event::TaskListMarker(*ticked));
            }
            Token::Link(draft) => {
                self.frame(true);
                let link = self.link(*draft);
                self.holes.push(Hole::Link(link));
                self.step(Step::Open(self.holes.len() - 1));
            }
            Token::LinkEnd => {
                if self.end_frame(false) {
                    self.step(Step::Close);
                }
            }
            Token::Image(draft) => {
                self.content();
                let link = self.link(*draft);
                self.holes.push(Hole::Image(link, &self.here.parts.links[*draft]));
                self.step(Step::Hole(self.holes.len() - 1, Shape::Image));
            }
            Token::Reference(reference) => self.reference(*reference),
            Token::Call { call, .. } => self.call(*call),
            Token::Label => self.part(false),
            Token::LabelEnd => {
                self.open.pop();
            }
            Token::Body => {
                self.break_line();
                self.part(true);
            }
            Token::CallEnd => {
                let Some((hole, body_open)) = self.calls.pop() else { return };
                if let Some(Hole::Component { inside, .. }) = self.holes.get_mut(hole) {
                    inside.end = self.links.len();
                }
                if body_open {
                    self.open.pop();
                    self.break_line();
                }
            }
        }
    }

    fn start(&mut self, tag: &'a Tag<'static>) {
        let inline = matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript);
        if !inline && *tag != Tag::TableCell {
            self.break_line();
        }
        let droppable = !matches!(tag, Tag::Table(_) | Tag::TableHead | Tag::TableCell | Tag::CodeBlock(_));
        self.frame(droppable);
        if let Tag::Table(_) = tag {
            self.push(Event::Html(CowStr::Borrowed("<div class=\"table\" tabindex=\"0\">")));
        }
        self.push(Event::Start(tag.clone()));
    }

    fn end(&mut self, tag: TagEnd) {
        if let TagEnd::Heading(_) = tag {
            self.end_heading();
        }
        let text = self.frames.last().map_or(0, |frame| frame.text);
        if matches!(tag, TagEnd::CodeBlock) {
            self.content();
        }
        if !self.end_frame(tag == TagEnd::TableCell) {
            return;
        }
        self.push(Event::End(tag));
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript => return,
            TagEnd::TableCell => return self.text.push(' '),
            TagEnd::Table => self.push(Event::Html(CowStr::Borrowed("</div>\n"))),
            _ => {}
        }
        self.break_line();
        if tag == TagEnd::Paragraph && self.open.len() == 1 + self.inside.len() && !self.in_notes {
            let nested = usize::from(!self.frames.is_empty());
            self.paragraphs[nested].push(text.min(self.text.len())..self.text.len());
        }
    }

    fn end_heading(&mut self) {
        let (Some(frame), Some(heading)) = (self.frames.last(), self.headings.last_mut()) else { return };
        heading.text = self.text[frame.text..].replace(UNKNOWN, "").split_whitespace().collect::<Vec<_>>().join(" ");
        let fragment = &self.fragments[heading.fragment];
        heading.raw |= fragment.raw;
        heading.steps = fragment.steps[heading.step + 1..]
            .iter()
            .filter(|step| match step {
                Step::Event(Event::InlineHtml(html)) => !html.starts_with("<sup class=\"footnote-ref\">"),
                Step::Event(_) | Step::Hole(_, Shape::Inline) => true,
                _ => false,
            })
            .cloned()
            .collect();
    }

    /// The fragment that is being written.
    fn fragment(&self) -> usize {
        self.open.last().copied().unwrap_or_default()
    }

    fn push(&mut self, event: Event<'a>) {
        self.step(Step::Event(event));
    }

    fn step(&mut self, step: Step<'a>) {
        let fragment = self.fragment();
        self.fragments[fragment].steps.push(step);
    }

    /// Something is seen here.
    fn content(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            frame.content = true;
        }
    }

    fn raw(&mut self, html: &str) {
        let fragment = self.fragment();
        self.fragments[fragment].raw = true;
        if !html.trim().is_empty() {
            self.content();
        }
    }

    fn frame(&mut self, droppable: bool) {
        self.frames.push(Frame {
            droppable,
            content: false,
            hidden: false,
            steps: self.fragments[self.fragment()].steps.len(),
            links: self.links.len(),
            holes: self.holes.len(),
            headings: self.headings.len(),
            text: self.text.len(),
        });
    }

    /// Ends an element, and tells whether it stays.
    fn end_frame(&mut self, is_cell: bool) -> bool {
        let Some(frame) = self.frames.pop() else { return true };
        let stays = frame.content || !frame.hidden || !frame.droppable;
        if !stays {
            let fragment = self.fragment();
            self.fragments[fragment].steps.truncate(frame.steps);
            self.links.truncate(frame.links);
            self.holes.truncate(frame.holes);
            self.headings.truncate(frame.headings);
            self.text.truncate(frame.text);
        }
        if let Some(outer) = self.frames.last_mut() {
            // An empty cell is no reason for its row to stay; anything else that is empty was meant to be.
            outer.content |= frame.content || (!frame.hidden && !is_cell);
            outer.hidden |= frame.hidden;
        }
        stays
    }

    fn break_line(&mut self) {
        let end = self.text.trim_end_matches(' ').len();
        self.text.truncate(end.max(self.frames.last().map_or(0, |frame| frame.text)));
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn link(&mut self, draft: usize) -> usize {
        let Walked { parts, origin, .. } = self.here;
        let draft = &parts.links[draft];
        let alt = (draft.kind == LinkKind::Image).then(|| draft.alt.clone());
        let (kind, target, title, span) = (draft.kind, draft.target.clone(), draft.title.clone(), draft.span);
        self.links.push(LinkRef { kind, target, title, alt, origin, span });
        self.links.len() - 1
    }

    fn anchor(&mut self, name: &str, at: Range<usize>) {
        if !self.anchors.take(name.to_owned()) {
            self.findings.push(
                Finding::error("markdown/anchor", self.here.ground().place(at), format!("the anchor `{name}` is given twice on one page"))
                    .help("choose another name for one of the two"),
            );
        }
    }

    fn call(&mut self, call: usize) {
        let draft = &self.here.parts.calls[call];
        if draft.name == SNIPPET {
            return self.inset(draft);
        }
        self.content();
        if let Some(anchor) = &draft.anchor {
            let start = self.here.ground().start;
            let at = draft.span.start - start..draft.span.end - start;
            self.anchor(anchor, at);
        }
        let shape = if draft.inline { Shape::Inline } else { Shape::Block };
        if !draft.inline {
            self.break_line();
        }
        let mut links = BTreeMap::new();
        for (name, kind, span) in &draft.links {
            let Some(ArgValue::String(target)) = draft.args.get(name) else { continue };
            links.insert(name.clone(), self.links.len());
            let origin = self.here.origin;
            self.links.push(LinkRef { kind: *kind, target: target.clone(), title: None, alt: None, origin, span: *span });
        }
        let inside = self.links.len()..self.links.len();
        self.holes.push(Hole::Component { call: draft, links, label: None, body: None, here: self.here, inside });
        self.calls.push((self.holes.len() - 1, false));
        self.step(Step::Hole(self.holes.len() - 1, shape));
        if draft.inline {
            self.text.push(UNKNOWN);
        }
    }

    /// The text of another file, where its readers get one.
    fn inset(&mut self, call: &'a CallDraft) {
        let Some(ArgValue::String(name)) = call.args.get("id") else { return };
        // Until its end comes, it is an open component without a body.
        self.calls.push((usize::MAX, false));
        let text = self.texts.find(name);
        let caller = self.here.origin;
        self.snippets.push(ShownSnippet { name: name.clone(), caller, span: call.span, there: text.is_some() });
        let Some(text) = text.filter(|text| !self.inside.contains(&text.origin) && self.has_room(call)) else {
            if let Some(frame) = self.frames.last_mut() {
                frame.hidden = true;
            }
            return;
        };
        self.break_line();
        let fragment = self.fragments.len();
        self.fragments.push(Fragment::default());
        self.holes.push(Hole::Inset { fragment, call, here: self.here });
        self.step(Step::Hole(self.holes.len() - 1, Shape::Block));
        self.open.push(fragment);
        self.inside.push(text.origin);
        let outer = std::mem::replace(&mut self.here, text);
        self.walk(0..text.parts.tokens.len());
        self.here = outer;
        self.inside.pop();
        self.open.pop();
        self.break_line();
    }

    /// Whether a page can take one text more; if not, says so once.
    fn has_room(&mut self, call: &CallDraft) -> bool {
        let too_many = self.snippets.len() > PAGE_SNIPPETS;
        let message = if self.inside.len() >= SNIPPET_DEPTH {
            format!("snippets stand more than {SNIPPET_DEPTH} deep in one another")
        } else if too_many {
            format!("this page shows more than {PAGE_SNIPPETS} snippets")
        } else {
            return true;
        };
        if !self.findings.iter().any(|finding| finding.rule == "markdown/too-many-snippets") {
            let place = self.here.ground().span(call.span);
            self.findings.push(
                Finding::error("markdown/too-many-snippets", place, message).help("write out what some of them say, or split the page"),
            );
        }
        false
    }

    /// Begins the label or the body of the innermost component.
    fn part(&mut self, is_body: bool) {
        let fragment = self.fragments.len();
        self.fragments.push(Fragment::default());
        self.open.push(fragment);
        let Some((hole, body_open)) = self.calls.last_mut() else { return };
        *body_open = is_body;
        if let Some(Hole::Component { label, body, .. }) = self.holes.get_mut(*hole) {
            *(if is_body { body } else { label }) = Some(fragment);
        }
        if !is_body && self.text.ends_with(UNKNOWN) {
            // What stands in the brackets is taken for what is printed.
            self.text.pop();
        }
    }

    fn reference(&mut self, reference: usize) {
        let here = self.here;
        let reference = &here.parts.references[reference];
        self.content();
        let Some(note) = reference.note else {
            let written = &here.body.text()[reference.at.clone()];
            self.text.push_str(written);
            return self.push(Event::Text(CowStr::Borrowed(written)));
        };
        let next = self.notes.len() + 1;
        let number = *self.numbers.entry((here.origin, note)).or_insert(next);
        if number == next {
            self.notes.push((here, note));
            self.references.push(0);
        }
        self.references[number - 1] += 1;
        let (to, from) = (note_anchor(number), reference_anchor(number, self.references[number - 1]));
        let html = format!("<sup class=\"footnote-ref\"><a href=\"#{to}\" id=\"{from}\" role=\"doc-noteref\">{number}</a></sup>");
        self.push(Event::InlineHtml(CowStr::from(html)));
    }

    /// Puts the footnotes that are referred to at the end, in the order of their references.
    fn footnotes(&mut self) {
        if self.notes.is_empty() {
            return;
        }
        self.in_notes = true;
        self.push(Event::Html(CowStr::Borrowed("<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n")));
        let mut number = 1;
        // A footnote may refer to another, which then comes after it.
        while let Some((text, note)) = self.notes.get(number - 1).copied() {
            let tokens = text.parts.notes[note].tokens.clone();
            self.push(Event::Html(CowStr::from(format!("<li id=\"{}\">\n", note_anchor(number)))));
            let outer = std::mem::replace(&mut self.here, text);
            self.walk(tokens);
            self.here = outer;
            let steps = &mut self.fragments[0].steps;
            match steps.last() {
                Some(Step::Event(Event::End(TagEnd::Paragraph))) => steps.insert(steps.len() - 1, Step::Back(number)),
                _ => steps.push(Step::Back(number)),
            }
            self.push(Event::Html(CowStr::Borrowed("</li>\n")));
            number += 1;
        }
        self.push(Event::Html(CowStr::Borrowed("</ol>\n</section>\n")));
        for (note, references) in (1..).zip(self.references.clone()) {
            self.anchors.take(note_anchor(note));
            for reference in 1..=references {
                self.anchors.take(reference_anchor(note, reference));
            }
        }
    }
}
