//! Running text: links, pictures and the directives within a line.
//!
//! The parser cuts text at every character that might mean something; here it is put together again, and a known `:name[` opens a
//! directive that the `]` at the same depth of emphasis and links closes.

use std::ops::Range;

use pulldown_cmark::Event;

use super::call::{self, Standing, Written};
use super::directive::{Attribute, Fault, FaultKind, name_end, read_attributes};
use super::place::Window;
use super::reader::{Elsewhere, Reader};
use super::syntax::FOR;
use super::token::{LinkDraft, Reference, Slice, Token};
use crate::diagnostics::Finding;
use crate::site::HtmlPolicy;
use crate::world::limits::DIRECTIVE_DEPTH;

/// What must be remembered within a paragraph.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) window: Window,
    /// Whether there is anything to look for.
    pub(super) active: bool,
    /// How many emphases and links are open.
    pub(super) depth: usize,
    /// Stretches of text that wait to be looked through.
    pub(super) waiting: Vec<Slice>,
    pub(super) brackets: Vec<Bracket>,
    /// How many of the brackets are directives.
    pub(super) nested: usize,
    /// For each open link, whether it is a directive after all.
    pub(super) links: Vec<bool>,
    /// A `:name` right before what the parser took for a link.
    pub(super) dangling: Option<Range<usize>>,
    /// Text up to here has been dealt with.
    pub(super) done: usize,
    /// The picture whose description is being read, and how many elements are open in it.
    pub(super) picture: Option<(LinkDraft, usize)>,
}

impl Running {
    pub(super) fn over(text: &str, start: usize, active: bool) -> Self {
        Self {
            window: Window::over(text, start),
            active,
            depth: 0,
            waiting: Vec::new(),
            brackets: Vec::new(),
            nested: 0,
            links: Vec::new(),
            dangling: None,
            done: 0,
            picture: None,
        }
    }
}

/// An open square bracket.
#[derive(Debug)]
pub(super) struct Bracket {
    pub(super) depth: usize,
    pub(super) directive: Option<Opening>,
}

/// A directive whose closing bracket has not come yet.
#[derive(Debug)]
pub(super) struct Opening {
    /// From the colon to the end of the name.
    at: Range<usize>,
    /// The place of its first token; the second follows.
    token: usize,
    /// The passage it began, if it is a `for`.
    passage: Option<usize>,
    /// Whether the parser took its bracket for a link, which then ends it.
    linked: bool,
    /// Whether it stands in too many others to be understood.
    too_deep: bool,
}

impl Opening {
    fn name(&self) -> Range<usize> {
        self.at.start + 1..self.at.end
    }
}

impl Reader<'_> {
    /// Words of a paragraph, heading or cell.
    pub(super) fn words(&mut self, words: &str, range: Range<usize>) {
        let slice = self.slice(words, range, Elsewhere::Text);
        if let Some((picture, _)) = &mut self.running.picture {
            picture.alt.push_str(slice.of(self.text));
        } else if self.running.active || self.running.done > 0 {
            match (self.running.waiting.last_mut(), slice) {
                (Some(Slice::Here(last)), Slice::Here(next)) if last.end == next.start => last.end = next.end,
                (_, slice) => self.running.waiting.push(slice),
            }
        } else {
            self.push_text(slice);
        }
    }

    /// What stands in running text beside words and elements.
    pub(super) fn inline_event(&mut self, event: Event<'_>, range: Range<usize>) {
        if let Some((picture, _)) = &mut self.running.picture {
            match event {
                Event::SoftBreak | Event::HardBreak => picture.alt.push(' '),
                Event::Code(words) => {
                    let slice = self.slice(&words, range, Elsewhere::Code);
                    if let Some((picture, _)) = &mut self.running.picture {
                        picture.alt.push_str(slice.of(self.text));
                    }
                }
                _ => {}
            }
            return;
        }
        self.look_through();
        let token = match event {
            Event::Code(words) => Token::Code(self.slice(&words, range, Elsewhere::Code)),
            Event::InlineHtml(html) => return self.inline_html(&html, range),
            Event::SoftBreak => Token::SoftBreak,
            Event::HardBreak => Token::HardBreak,
            Event::TaskListMarker(ticked) => Token::Task(ticked),
            Event::FootnoteReference(label) => {
                let label = self.restored(&label, range.clone());
                self.parts.references.push(Reference { label, passage: self.passage, at: range, note: None });
                Token::Reference(self.parts.references.len() - 1)
            }
            Event::InlineMath(words) | Event::DisplayMath(words) => Token::Text(self.slice(&words, range, Elsewhere::Text)),
            Event::Start(_) | Event::End(_) | Event::Text(_) | Event::Html(_) | Event::Rule => return,
        };
        self.parts.tokens.push(token);
    }

    fn inline_html(&mut self, html: &str, range: Range<usize>) {
        let hidden = self.is_hidden_line(&range);
        let slice = self.slice(html, range.clone(), if hidden { Elsewhere::Text } else { Elsewhere::Code });
        if hidden {
            return self.parts.tokens.push(Token::Text(slice));
        }
        self.judge(range.clone());
        self.literal_for(range, "HTML");
        if self.syntax.html != HtmlPolicy::Deny {
            self.parts.tokens.push(Token::InlineHtml(slice));
        }
    }

    /// Ends a paragraph, a heading or a cell: no bracket reaches beyond it.
    pub(super) fn end_running_text(&mut self) {
        self.look_through();
        while let Some(bracket) = self.running.brackets.pop() {
            self.abandon(bracket);
        }
    }

    fn is_hidden_line(&self, range: &Range<usize>) -> bool {
        let content = self.text.get(range.clone()).unwrap_or_default();
        content.starts_with("::")
    }

    /// Adds text, to the text before it if there is some.
    fn push_text(&mut self, slice: Slice) {
        if let (Some(Token::Text(Slice::Here(last))), Slice::Here(next)) = (self.parts.tokens.last_mut(), &slice)
            && last.end == next.start
        {
            last.end = next.end;
            return;
        }
        self.parts.tokens.push(Token::Text(slice));
    }

    /// Looks through the text that waits.
    pub(super) fn look_through(&mut self) {
        self.running.dangling = None;
        for slice in std::mem::take(&mut self.running.waiting) {
            self.running.dangling = None;
            match slice {
                Slice::Here(range) => self.scan(range),
                own @ Slice::Own(_) => self.push_text(own),
            }
        }
    }

    fn scan(&mut self, range: Range<usize>) {
        let bytes = self.text.as_bytes();
        let mut from = range.start.max(self.running.done);
        // A stretch starts anew after the backslash of an escape.
        let escaped = from == range.start && from > 0 && bytes[from - 1] == b'\\';
        let mut at = from + usize::from(escaped);
        while at < range.end {
            let next = match bytes[at] {
                b':' => self.colon(at, from, range.end),
                b'[' => {
                    self.running.brackets.push(Bracket { depth: self.running.depth, directive: None });
                    None
                }
                b']' => self.closing_bracket(at, from),
                _ => None,
            };
            at = next.unwrap_or(at + 1);
            from = next.unwrap_or(from);
        }
        if from < range.end {
            self.push_text(Slice::Here(from..range.end));
        }
    }

    fn text_before(&mut self, from: usize, to: usize) {
        if from < to {
            self.push_text(Slice::Here(from..to));
        }
    }

    /// A colon in running text; if a directive starts here, the place from which to go on.
    fn colon(&mut self, at: usize, from: usize, stop: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let end = name_end(self.text, at + 1);
        if end == at + 1 || end > stop || !self.syntax.knows(&self.text[at + 1..end]) {
            return None;
        }
        let next = bytes.get(end).copied().filter(|next| matches!(next, b'[' | b'{'))?;
        if at > 0 && bytes[at - 1] == b':' {
            let name = &self.text[at + 1..end];
            self.findings.push(
                Finding::error(
                    "markdown/directive",
                    self.ground.place(at - 1..end),
                    "two colons start a directive that has a line of its own",
                )
                .help(match self.syntax.is_block(name) {
                    true => format!("give `::{name}` a line of its own, with an empty line before and after it"),
                    false => format!("in running text write one colon, `:{name}`, or give it a line of its own"),
                }),
            );
            return None;
        }
        if end == stop {
            // The parser sees a link or the like here.
            self.text_before(from, at);
            self.parts.tokens.push(Token::Text(Slice::Here(at..end)));
            self.running.dangling = (next == b'[').then_some(at..end);
            return Some(end);
        }
        if next == b'[' {
            self.text_before(from, at);
            self.open(at..end, false);
            return Some(end + 1);
        }
        let Some(close) = self.hidden.get(&end).copied() else {
            self.fault(&Fault { at: end..end + 1, kind: FaultKind::OpenBraces });
            return None;
        };
        self.text_before(from, at);
        let (attributes, fault) = read_attributes(self.text, end..close);
        if let Some(fault) = &fault {
            self.fault(fault);
        }
        self.without_label(at..close, at + 1..end, &attributes, fault.is_none());
        self.running.done = close;
        Some(close)
    }

    /// `:name{attributes}`
    fn without_label(&mut self, at: Range<usize>, name: Range<usize>, attributes: &[Attribute<'_>], written_well: bool) {
        let name = &self.text[name];
        if name == FOR {
            self.findings.push(
                Finding::error("markdown/for", self.ground.place(at), "this `for` has nothing to show")
                    .help("put the text in square brackets: `:for[text]{b2b}`"),
            );
            return;
        }
        let written = Written { name, at, label: None, attributes, standing: Standing::Inline };
        if let Some(call) = call::check(&written, self.syntax, self.ground, &mut self.findings).filter(|_| written_well) {
            let token = self.parts.tokens.len();
            self.parts.calls.push(call);
            self.parts.tokens.push(Token::Call { call: self.parts.calls.len() - 1, end: token });
            self.end_call(token);
        }
    }

    /// `:name[`
    pub(super) fn open(&mut self, at: Range<usize>, linked: bool) {
        let token = self.parts.tokens.len();
        self.parts.tokens.extend([Token::Nothing, Token::Nothing]);
        let passage = (&self.text[at.start + 1..at.end] == FOR).then(|| self.begin_passage(at.clone()));
        self.running.nested += 1;
        let depth = self.containers_open() + self.running.nested;
        // What stands still deeper has the same cause.
        if depth == DIRECTIVE_DEPTH + 1 {
            self.too_deep(at.clone());
        }
        let directive = Some(Opening { at, token, passage, linked, too_deep: depth > DIRECTIVE_DEPTH });
        self.running.brackets.push(Bracket { depth: self.running.depth, directive });
    }

    /// A `]` in running text; if a directive's label ends here, the place from which to go on.
    fn closing_bracket(&mut self, at: usize, from: usize) -> Option<usize> {
        let depth = self.running.depth;
        let closes = |bracket: &mut Bracket| bracket.depth == depth && !bracket.directive.as_ref().is_some_and(|opening| opening.linked);
        let opening = self.running.brackets.pop_if(closes)?.directive?;
        self.text_before(from, at);
        Some(self.finish_inline(&opening, at))
    }

    /// The end of a directive whose label ends with the `]` at `bracket`.
    pub(super) fn finish_inline(&mut self, opening: &Opening, bracket: usize) -> usize {
        self.running.nested -= 1;
        let braces = self.hidden.get(&(bracket + 1)).map(|end| bracket + 1..*end);
        let end = braces.as_ref().map_or(bracket + 1, |braces| braces.end);
        let mut written_well = !opening.too_deep;
        if braces.is_none() && self.text.as_bytes().get(bracket + 1) == Some(&b'{') {
            self.fault(&Fault { at: bracket + 1..bracket + 2, kind: FaultKind::OpenBraces });
            written_well = false;
        }
        let (attributes, fault) = braces.map_or_else(Default::default, |braces| read_attributes(self.text, braces));
        if let Some(fault) = &fault {
            self.fault(fault);
            written_well = false;
        }
        let at = opening.at.start..end;
        if let Some(passage) = opening.passage {
            self.passage = self.parts.passages[passage].parent;
            self.parts.passages[passage].range.end = end;
            if written_well {
                self.address(passage, at, &attributes);
            }
            self.parts.tokens[opening.token] = Token::Passage { passage, end: self.parts.tokens.len() };
            self.parts.tokens.push(Token::PassageEnd);
        } else {
            let label = Some(opening.at.end + 1..bracket);
            let written = Written { name: &self.text[opening.name()], at, label, attributes: &attributes, standing: Standing::Inline };
            let call = call::check(&written, self.syntax, self.ground, &mut self.findings).filter(|_| written_well);
            if let Some(call) = call {
                self.parts.calls.push(call);
                self.parts.tokens[opening.token] = Token::Call { call: self.parts.calls.len() - 1, end: 0 };
                self.parts.tokens[opening.token + 1] = Token::Label;
                self.parts.tokens.push(Token::LabelEnd);
                self.end_call(opening.token);
            }
        }
        self.running.done = end;
        end
    }

    /// A bracket that is not closed where it would have to be.
    pub(super) fn abandon(&mut self, bracket: Bracket) {
        let Some(opening) = bracket.directive else { return };
        self.running.nested -= 1;
        let name = &self.text[opening.name()];
        self.findings.push(
            Finding::error(
                "markdown/unclosed",
                self.ground.place(opening.at.start..opening.at.end + 1),
                format!("the square bracket after `:{name}` is not closed"),
            )
            .help("close it with `]` in the same paragraph, and close in it each bracket, emphasis and link that starts in it"),
        );
        if let Some(passage) = opening.passage {
            self.passage = self.parts.passages[passage].parent;
        }
        self.parts.tokens[opening.token] = Token::Text(Slice::Here(opening.at.start..opening.at.end + 1));
    }
}
