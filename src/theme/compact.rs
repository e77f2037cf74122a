//! Takes needless white space and comments out of templates, once, when they are loaded.
//!
//! Tags of the engine are copied as they stand; what HTML is doing is carried across them. White space between tags becomes one character,
//! a line break where there was one; comments go; `pre`, `script`, `style`, `textarea` and values keep all they have. Not for: what a
//! template prints, which is data.
//!
//! A template is left as it is where this cannot be told from its text alone: branches that end in different places of HTML, or a piece that
//! is put into a tag, a script or a `pre` of another template. Two things are taken for granted: what an expression shows is whole, it opens
//! no element that it does not close; and so is a piece that is put into a tag, a script or a `pre`.
//!
//! Invariant: a page of compacted templates has the same elements, attributes and visible text as a page of the originals.

mod compacted;
mod html;
mod odd;

use std::collections::BTreeMap;
use std::ops::Range;

pub(super) use self::compacted::Compacted;
use self::html::{Html, Stretch};
use self::odd::{Odd, Survey};
use super::scan::{Kind, Piece, Tag, called, names_body, pieces};

/// Compacts those of the templates that can be; all of them are free of syntax errors.
pub(super) fn compact<'t>(templates: &'t BTreeMap<String, &'t str>) -> BTreeMap<String, Compacted> {
    let odd = Odd::among(templates);
    templates
        .iter()
        .filter(|(name, _)| name.ends_with(".html") && !odd.has(name))
        .map(|(name, text)| (name.clone(), Pass::over(name, text, &odd).out))
        .collect()
}

/// What holds at a place of a template.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Flow {
    html: Html,
    /// Whether white space came last on every way to here, so that more of it shows as nothing.
    spaced: bool,
    /// Whether text came last on some way to here, so that a comment must part it from what follows.
    touching: bool,
}

/// A tag that waits for its end.
#[derive(Debug)]
enum Open<'t> {
    If {
        entry: Flow,
        end: Option<Flow>,
        otherwise: bool,
    },
    For {
        entry: Flow,
    },
    Block {
        entry: Flow,
    },
    Component {
        outer: Flow,
    },
    Call {
        outer: Flow,
        component: &'t str,
    },
    /// `{% set %}`: what is inside is shown later.
    Capture {
        outer: Flow,
    },
    Filter,
    /// What is inside is put where nobody knows.
    Blind {
        outer: Flow,
    },
}

/// One way through a template.
#[derive(Debug)]
struct Pass<'t, 'o> {
    template: &'t str,
    odd: &'o Odd<'t>,
    flow: Flow,
    open: Vec<Open<'t>>,
    /// How many open tags want their text as it is.
    verbatim: usize,
    /// How many of them put it where nobody knows.
    blind: usize,
    /// The component that is being defined.
    component: Option<&'t str>,
    survey: Survey<'t>,
    out: Compacted,
}

impl<'t, 'o> Pass<'t, 'o> {
    fn over(name: &str, template: &'t str, odd: &'o Odd<'t>) -> Self {
        let solid = usize::from(odd.has(name));
        let mut pass = Self {
            template,
            odd,
            flow: Flow::default(),
            open: Vec::new(),
            verbatim: solid,
            blind: solid,
            component: None,
            survey: Survey::default(),
            out: Compacted::default(),
        };
        let pieces = pieces(template);
        let mut trimmed = false;
        for (at, piece) in pieces.iter().enumerate() {
            let trims = pieces.get(at + 1).is_some_and(|next| next.trims_before);
            match piece.kind {
                Kind::Text => pass.text(piece, trimmed, trims),
                Kind::Comment => pass.comment(piece),
                Kind::Raw => pass.raw(piece),
                Kind::Print => pass.print(piece),
                Kind::Tag => pass.tag(piece),
            }
            // A comment hands on what the tag before it wants.
            trimmed = piece.trims_after || (piece.kind == Kind::Comment && trimmed);
        }
        pass.survey.uneven |= !pass.flow.html.is_plain() || !pass.open.is_empty();
        pass
    }

    /// Whether it is known that this is between tags and not in `pre`.
    fn is_plain(&self) -> bool {
        self.verbatim == 0 && self.flow.html.is_plain()
    }

    /// White space that the engine takes away at its marks stays, for it may part two texts; it counts as none.
    fn text(&mut self, piece: &Piece, trimmed: bool, trims: bool) {
        if self.blind > 0 {
            return self.verbatim(piece);
        }
        let mut range = piece.range.clone();
        if trimmed {
            range.start = range.end - self.template[range.clone()].trim_start().len();
        }
        if trims {
            range.end = range.start + self.template[range.clone()].trim_end().len();
        }
        self.out.copy(self.template, piece.range.start..range.start);
        let rest = range.end..piece.range.end;
        while !range.is_empty() {
            let text = &self.template[range.clone()];
            let (length, stretch) = self.flow.html.step(text);
            let here = range.start..range.start + length;
            range.start = here.end;
            match stretch {
                _ if self.verbatim > 0 => self.solid(here, stretch),
                Stretch::Space if self.flow.spaced => {}
                Stretch::Space | Stretch::TagSpace => {
                    let line = text[..length].find('\n');
                    self.out.put(if line.is_some() { "\n" } else { " " }, here.start + line.unwrap_or_default());
                    self.flow.spaced = stretch == Stretch::Space;
                    self.flow.touching = false;
                }
                // Were it gone, a mark of the engine could take away the white space before it.
                Stretch::Comment if trimmed || trims || self.flow.touching => self.solid(here, stretch),
                Stretch::Comment => {}
                Stretch::Solid | Stretch::Text => self.solid(here, stretch),
            }
        }
        self.out.copy(self.template, rest);
    }

    fn solid(&mut self, range: Range<usize>, stretch: Stretch) {
        self.out.copy(self.template, range);
        self.flow.spaced = false;
        self.flow.touching = stretch == Stretch::Text;
    }

    fn verbatim(&mut self, piece: &Piece) {
        self.out.copy(self.template, piece.range.clone());
    }

    /// A comment parts two texts for the engine, so something must stay.
    fn comment(&mut self, piece: &Piece) {
        if piece.trims_before || piece.trims_after || self.verbatim > 0 {
            self.verbatim(piece);
        } else {
            self.out.put("{##}", piece.range.start);
        }
    }

    fn raw(&mut self, piece: &Piece) {
        if self.blind == 0 {
            // The inner text counts for HTML; the marks around it do not.
            let text = &self.template[piece.range.clone()];
            let start = text.find("%}").map_or(0, |at| at + 2);
            let end = text.rfind("{%").unwrap_or(text.len()).max(start);
            let mut rest = &text[start..end];
            while !rest.is_empty() {
                rest = &rest[self.flow.html.step(rest).0..];
            }
        }
        self.flow.spaced = false;
        self.flow.touching = true;
        self.verbatim(piece);
    }

    fn print(&mut self, piece: &Piece) {
        let text = &self.template[piece.range.clone()];
        self.note_calls(text);
        if names_body(text) {
            self.note_body(self.is_plain());
        }
        if self.blind == 0 {
            self.flow.html.expression();
        }
        self.flow.spaced = false;
        self.flow.touching = false;
        self.verbatim(piece);
    }

    fn note_calls(&mut self, text: &'t str) {
        let plain = self.is_plain();
        let calls = if plain { &mut self.survey.calls } else { &mut self.survey.odd_calls };
        calls.extend(called(text));
    }

    /// A component that hands its body on to others puts it wherever they do.
    fn note_body(&mut self, plain: bool) {
        let Some(component) = self.component else { return };
        if !plain {
            self.survey.odd_bodies.insert(component);
        }
        for open in &self.open {
            if let Open::Call { component: other, .. } = open {
                self.survey.handed_on.insert((component, *other));
            }
        }
    }

    fn tag(&mut self, piece: &Piece) {
        let text = &self.template[piece.range.clone()];
        let tag = Tag::read(text);
        let asks = matches!(tag, Tag::Other("if" | "elif"));
        if names_body(text) && !asks {
            self.note_body(false);
        }
        self.end(tag);
        self.verbatim(piece);
        self.begin(tag, text);
        let shows_nothing = asks || matches!(tag, Tag::Assign | Tag::Other("else" | "endif"));
        if !shows_nothing || piece.trims_before || piece.trims_after {
            self.flow.spaced = false;
            self.flow.touching = true;
        }
    }

    /// What ends at a tag.
    fn end(&mut self, tag: Tag<'t>) {
        match tag {
            Tag::Other("elif" | "else" | "endif") if matches!(self.open.last(), Some(Open::If { .. })) => {
                let Some(Open::If { entry, end, otherwise }) = self.open.pop() else { return };
                let end = self.joined(end);
                if tag == Tag::Other("endif") {
                    // Without an `else` there is a way past all branches.
                    self.flow = if otherwise { end.clone() } else { entry };
                    self.flow = self.joined(Some(end));
                } else {
                    self.flow = entry.clone();
                    self.open.push(Open::If { entry, end: Some(end), otherwise: otherwise || tag == Tag::Other("else") });
                }
            }
            Tag::Other("else") => {
                if let Some(Open::For { entry }) = self.open.last() {
                    self.flow = self.joined(Some(entry.clone()));
                    self.flow.spaced = false;
                    self.flow.touching = true;
                }
            }
            Tag::Other("endfor" | "endblock" | "endset" | "endcomponent" | "endfilter") | Tag::EndCall => {
                if let Some(open) = self.open.pop() {
                    self.close(open);
                }
            }
            _ => {}
        }
    }

    /// The flow here together with that at the end of the branches before.
    fn joined(&mut self, end: Option<Flow>) -> Flow {
        let mut here = self.flow.clone();
        if let Some(end) = end {
            here.spaced &= end.spaced;
            here.touching |= end.touching;
            match here.html.joined(&end.html) {
                Some(html) => here.html = html,
                None => self.survey.uneven = true,
            }
        }
        here
    }

    fn close(&mut self, open: Open<'t>) {
        match open {
            Open::For { entry } => self.flow = self.joined(Some(entry)),
            Open::Block { entry } => self.survey.uneven |= entry.html != self.flow.html,
            Open::Component { outer } => {
                self.component = None;
                self.survey.uneven |= !self.flow.html.is_plain();
                self.flow = outer;
            }
            Open::Call { outer, .. } => {
                self.survey.uneven |= !self.flow.html.is_plain();
                self.flow = outer;
            }
            Open::Capture { outer } => {
                self.verbatim -= 1;
                self.survey.uneven |= !self.flow.html.is_plain();
                self.flow = outer;
            }
            Open::Filter => self.verbatim -= 1,
            Open::Blind { outer } => {
                self.verbatim -= 1;
                self.blind -= 1;
                self.flow = outer;
            }
            Open::If { .. } => self.survey.uneven = true,
        }
    }

    fn open_blind(&mut self, outer: Flow) {
        self.verbatim += 1;
        self.blind += 1;
        self.open.push(Open::Blind { outer });
    }

    /// What begins at a tag.
    fn begin(&mut self, tag: Tag<'t>, text: &'t str) {
        let entry = self.flow.clone();
        let plain = self.is_plain();
        match tag {
            Tag::Other("if") => self.open.push(Open::If { entry, end: None, otherwise: false }),
            Tag::Other("for") => {
                self.flow.html.begin_loop();
                self.open.push(Open::For { entry: self.flow.clone() });
            }
            Tag::Other("filter") => {
                self.verbatim += 1;
                self.open.push(Open::Filter);
            }
            Tag::Capture => {
                self.verbatim += 1;
                self.open.push(Open::Capture { outer: std::mem::take(&mut self.flow) });
            }
            Tag::Assign => {
                self.survey.odd_calls.extend(called(text));
            }
            Tag::Block(name) => {
                if !plain {
                    self.survey.odd_blocks.insert(name);
                }
                match self.odd.has_block(name) {
                    true => self.open_blind(entry),
                    false => self.open.push(Open::Block { entry }),
                }
            }
            Tag::Component(name) => {
                self.survey.defines.insert(name);
                self.component = Some(name);
                self.open.push(Open::Component { outer: std::mem::take(&mut self.flow) });
            }
            Tag::Call(name) => {
                let calls = if plain { &mut self.survey.calls } else { &mut self.survey.odd_calls };
                calls.insert(name);
                match plain && !self.odd.has_body(name) {
                    true => self.open.push(Open::Call { outer: std::mem::take(&mut self.flow), component: name }),
                    false => self.open_blind(entry),
                }
            }
            Tag::Include(name) => {
                let includes = if plain { &mut self.survey.includes } else { &mut self.survey.odd_includes };
                includes.insert(name);
            }
            Tag::Extends(name) => self.survey.parent = Some(name),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
