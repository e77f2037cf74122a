//! Directives that have a line of their own: what they open, and what closes it.

use std::ops::Range;

use super::call::{self, ArgValue, Standing, Written};
use super::directive::{Attribute, name_end, read_attributes, read_line};
use super::inset::SnippetUse;
use super::mask::Line;
use super::passage::{Addressees, Passage};
use super::reader::{Found, Reader};
use super::syntax::{FOR, SNIPPET};
use super::token::Token;
use crate::diagnostics::Finding;
use crate::world::limits::DIRECTIVE_DEPTH;

/// A container that is not closed yet.
#[derive(Debug)]
pub(super) struct Container {
    /// How many quotes and lists it stands in.
    depth: usize,
    line: Line,
    name: String,
    opened: Opened,
}

/// What a container's first line began.
#[derive(Debug)]
enum Opened {
    /// A passage, with the place of its token.
    Passage { passage: usize, token: usize },
    /// A component, with the place of its token.
    Call(usize),
    /// Something that is not understood; its content is shown as if it stood alone.
    Nothing,
}

impl Reader<'_> {
    /// A line that is a directive.
    pub(super) fn line(&mut self, line: Line, definitions: &[Found]) {
        if line.closes() {
            return self.close(&line);
        }
        let directive = match read_line(self.text, line.span.start + line.colons..line.span.end) {
            Ok(directive) => directive,
            Err(fault) => {
                self.fault(&fault);
                if line.colons >= 3 {
                    self.hide_from_all(line);
                }
                return;
            }
        };
        let name = self.text[directive.name.clone()].to_owned();
        let (attributes, fault) = directive.braces.clone().map_or_else(Default::default, |braces| read_attributes(self.text, braces));
        if let Some(fault) = &fault {
            self.fault(fault);
        }
        if line.colons >= 3 && self.containers.len() >= DIRECTIVE_DEPTH {
            // What stands still deeper has the same cause.
            if self.containers.len() == DIRECTIVE_DEPTH {
                self.too_deep(line.span.clone());
            }
            return self.hide_from_all(line);
        }
        if name == FOR {
            return self.line_for(line, directive.label, &attributes, fault.is_none());
        }
        let standing = if line.colons == 2 { Standing::Leaf } else { Standing::Container };
        let written = Written { name: &name, at: line.span.clone(), label: directive.label.clone(), attributes: &attributes, standing };
        let call = call::check(&written, self.syntax, self.ground, &mut self.findings).filter(|_| fault.is_none());
        let token = self.parts.tokens.len();
        let opened = match call {
            Some(call) => {
                if let (SNIPPET, Some(ArgValue::String(id))) = (call.name.as_str(), call.args.get("id")) {
                    self.parts.uses.push(SnippetUse { name: id.clone(), span: call.span, passage: self.passage });
                }
                self.parts.calls.push(call);
                self.parts.tokens.push(Token::Call { call: self.parts.calls.len() - 1, end: token });
                if let Some(label) = directive.label {
                    self.label(label, definitions);
                }
                Opened::Call(token)
            }
            None => Opened::Nothing,
        };
        match (standing, &opened) {
            (Standing::Container, _) => {
                if matches!(opened, Opened::Call(_)) {
                    self.parts.tokens.push(Token::Body);
                }
                self.containers.push(Container { depth: self.depth, line, name, opened });
            }
            (_, Opened::Call(token)) => self.end_call(*token),
            _ => {}
        }
    }

    /// How many containers are open.
    pub(super) fn containers_open(&self) -> usize {
        self.containers.len()
    }

    /// Reports a directive that stands in too many others.
    pub(super) fn too_deep(&mut self, at: Range<usize>) {
        let message = format!("directives stand more than {DIRECTIVE_DEPTH} deep in one another");
        self.findings
            .push(Finding::error("markdown/too-deep", self.ground.place(at), message).help("close some of them, or split the page"));
    }

    fn line_for(&mut self, line: Line, label: Option<Range<usize>>, attributes: &[Attribute<'_>], written_well: bool) {
        let problem = if line.colons == 2 {
            Some((
                "two colons make a directive of one line, and this `for` has nothing to show",
                line.span.clone(),
                "write `:::for{…}`, then the text, then `:::`",
            ))
        } else {
            label.map(|label| {
                ("a `for` on a line of its own takes no text in square brackets", label, "put the text between `:::for{…}` and `:::`")
            })
        };
        let sound = problem.is_none() && written_well;
        if let Some((message, at, help)) = problem {
            self.findings.push(Finding::error("markdown/for", self.ground.place(at), message).help(help));
        }
        if line.colons == 2 {
            return;
        }
        let at = line.span.clone();
        self.hide_from_all(line);
        if let Some(passage) = self.passage.filter(|_| sound) {
            self.address(passage, at, attributes);
        }
    }

    /// Says who sees a passage.
    pub(super) fn address(&mut self, passage: usize, at: Range<usize>, attributes: &[Attribute<'_>]) {
        self.parts.passages[passage].span = self.ground.of(at);
        let addressees = Addressees { ids: &self.syntax.ids, ground: self.ground };
        addressees.read(attributes, &mut self.parts.passages[passage], &mut self.findings);
    }

    /// Opens a passage that, until it is told who sees it, nobody sees: what is not understood must not leak.
    fn hide_from_all(&mut self, line: Line) {
        let passage = self.begin_passage(line.span.clone());
        let token = self.parts.tokens.len();
        self.parts.tokens.push(Token::Passage { passage, end: token });
        let name = self.text[line.span.start + line.colons..line.span.end].trim_start();
        let name = name[..name_end(name, 0)].to_owned();
        self.containers.push(Container { depth: self.depth, line, name, opened: Opened::Passage { passage, token } });
    }

    /// A new passage inside the innermost one.
    pub(super) fn begin_passage(&mut self, at: Range<usize>) -> usize {
        let passage = self.parts.passages.len();
        self.parts.passages.push(Passage::begun(at.clone(), self.ground.of(at), self.passage));
        self.passage = Some(passage);
        passage
    }

    /// A line of colons alone.
    pub(super) fn close(&mut self, line: &Line) {
        let place = self.ground.place(line.span.clone());
        let Some(container) = self.containers.last() else {
            self.findings
                .push(Finding::error("markdown/stray-close", place, "nothing is open that these colons could close").help(
                    "remove them, or write the line that opens the container: `:::for{…}`; in a list both have the same indentation",
                ));
            return;
        };
        let opening = self.ground.place(container.line.span.clone());
        if container.depth != self.depth {
            self.findings.push(
                Finding::error(
                    "markdown/stray-close",
                    place,
                    format!("these colons do not close `{}`, which is open outside of this list or quote", container.name),
                )
                .help("write the opening and the closing line at the same indentation, with a blank line before the closing one")
                .related(opening, "opened here"),
            );
            return;
        }
        if container.line.colons != line.colons {
            let message =
                format!("`{}` was opened with {} colons and is closed with {}", container.name, container.line.colons, line.colons);
            self.findings.push(
                Finding::error("markdown/stray-close", place, message)
                    .help("write as many colons in the closing line as in the opening one; what stands inside must be closed first")
                    .related(opening, "opened here"),
            );
        }
        if let Some(container) = self.containers.pop() {
            self.finish_container(&container, line.span.end);
        }
    }

    /// Closes what an ending quote or list left open.
    pub(super) fn close_containers_of(&mut self, depth: usize) {
        while let Some(container) = self.containers.pop_if(|container| container.depth >= depth) {
            let message =
                if container.name.is_empty() { "this is not closed".to_owned() } else { format!("`{}` is not closed", container.name) };
            let help = match depth {
                0 => "write `:::` on a line of its own where it ends",
                _ => "write `:::` on a line of its own where it ends, inside the same list item or quote",
            };
            self.findings.push(Finding::error("markdown/unclosed", self.ground.place(container.line.span.clone()), message).help(help));
            let end = self.text.len();
            self.finish_container(&container, end);
        }
    }

    fn finish_container(&mut self, container: &Container, end: usize) {
        match container.opened {
            Opened::Passage { passage, token } => {
                self.passage = self.parts.passages[passage].parent;
                self.parts.passages[passage].range.end = end;
                self.parts.tokens[token] = Token::Passage { passage, end: self.parts.tokens.len() };
                self.parts.tokens.push(Token::PassageEnd);
            }
            Opened::Call(token) => {
                self.held(container, token);
                self.end_call(token);
            }
            Opened::Nothing => {}
        }
    }

    /// A component that makes something of what stands in it needs to find that there.
    fn held(&mut self, container: &Container, token: usize) {
        let Some(held) = self.syntax.components.get(&container.name).and_then(|signature| signature.holds) else { return };
        // What stands in square brackets is no body.
        let body = self.parts.tokens[token..].iter().position(|next| matches!(next, Token::Body)).map_or(token, |body| token + body);
        if call::lacks(&self.parts.tokens[body..], held, self.text) {
            let at = self.ground.place(container.line.span.clone());
            let message = format!("`{}` needs {} to show", container.name, held.what());
            self.findings.push(Finding::error("markdown/body", at, message).help(held.help()));
        }
    }

    /// Ends the component that started at a token.
    pub(super) fn end_call(&mut self, token: usize) {
        let place = self.parts.tokens.len();
        if let Some(Token::Call { end, .. }) = self.parts.tokens.get_mut(token) {
            *end = place;
        }
        self.parts.tokens.push(Token::CallEnd);
    }
}
