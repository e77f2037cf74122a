//! What is found out when a text ends: footnotes without references, and directives where none are understood.

use std::collections::BTreeMap;

use super::definitions::{folded, in_sight};
use super::directive::name_end;
use super::reader::{Elsewhere, Reader};
use super::syntax::FOR;
use super::token::{Parts, Slice, Token};
use crate::diagnostics::{Finding, nearest};

impl Reader<'_> {
    pub(super) fn finish(&mut self) {
        self.end_running_text();
        self.close_containers_of(0);
        self.resolve_notes();
        self.report_strangers();
        self.report_spaces();
        for (line, elsewhere) in self.mask.lines.iter().zip(&self.lines) {
            let name = self.text[line.span.start + line.colons..line.span.end].trim_start();
            let name = &name[..name_end(name, 0)];
            let known = self.syntax.knows(name);
            let place = || self.ground.place(line.span.clone());
            let not = "markdown/not-a-directive";
            let found = match elsewhere {
                Elsewhere::Directive | Elsewhere::Code => continue,
                Elsewhere::IndentedCode | Elsewhere::Html if !known => continue,
                Elsewhere::IndentedCode => {
                    Finding::warning(not, place(), "four spaces before a directive make it code, which all readers see")
                        .help("take the spaces away; to show a directive as code, put it between lines of ```")
                }
                Elsewhere::Html => Finding::warning(not, place(), "directives are not understood in HTML, and all readers see this one")
                    .help("put an empty line before it: HTML ends there and markdown begins"),
                Elsewhere::Text => Finding::error(not, place(), "this line belongs to the paragraph above it and is no directive")
                    .help("write it with fewer than four spaces before it"),
                Elsewhere::Nowhere => Finding::error(not, place(), "this line stands inside a link or its title and is no directive")
                    .help("write the link on one line"),
            };
            self.findings.push(found);
        }
    }

    /// Warns of what is written like a directive and has nearly the name of one: as it stands, all readers see it.
    fn report_strangers(&mut self) {
        let strangers = &self.mask.strangers;
        if strangers.is_empty() {
            return;
        }
        for token in &self.parts.tokens {
            let Token::Text(Slice::Here(text)) = token else { continue };
            let first = strangers.partition_point(|stranger| stranger.start < text.start);
            for stranger in strangers[first..].iter().take_while(|stranger| stranger.start < text.end) {
                let name = &self.text[stranger.start + 1..stranger.end];
                let known = self.syntax.components.keys().map(String::as_str).chain([FOR]);
                if let Some(meant) = nearest(name, known).filter(|_| !self.text[..stranger.start].ends_with(['\\', ':'])) {
                    let message = format!("there is no `{name}`, so this is shown as it is written");
                    let place = self.ground.place(stranger.clone());
                    self.findings
                        .push(Finding::warning("markdown/not-a-directive", place, message).help(format!("did you mean `:{meant}`?")));
                }
            }
        }
    }

    /// Warns of what is written like a link to a file and is none, because the file's name has a space in it: readers see its brackets.
    fn report_spaces(&mut self) {
        for (start, _) in self.text.match_indices("](") {
            let rest = &self.text[start + 2..];
            let Some(target) = rest.find([')', '\n']).filter(|end| rest[*end..].starts_with(')')).map(|end| &rest[..end]) else { continue };
            let is_file = target
                .rsplit_once('.')
                .is_some_and(|(_, extension)| (2..=5).contains(&extension.len()) && extension.chars().all(|c| c.is_ascii_alphanumeric()));
            if !is_file || !target.trim().contains(' ') || target.contains(['<', '"', '\'', '\\']) {
                continue;
            }
            let at = start + 1;
            let is_text = self.parts.tokens.iter().any(|token| matches!(token, Token::Text(Slice::Here(text)) if text.contains(&at)));
            if is_text {
                let place = self.ground.place(at..at + target.len() + 2);
                let message = "this is no link, because its address has a space in it: readers see the brackets";
                let help = format!("put the address between < and >: `(<{}>)`", target.trim());
                self.findings.push(Finding::warning("markdown/not-a-link", place, message).help(help));
            }
        }
    }

    /// Finds each reference's footnote: of those in sight the first of the innermost passage.
    fn resolve_notes(&mut self) {
        let Parts { notes, references, passages, .. } = &mut self.parts;
        let mut used = vec![false; notes.len()];
        let mut named: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, note) in notes.iter().enumerate() {
            named.entry(folded(&note.label)).or_default().push(index);
        }
        for reference in references.iter_mut() {
            let named = named.get(&folded(&reference.label)).map(Vec::as_slice).unwrap_or_default();
            let visible = named.iter().filter(|note| in_sight(passages, notes[**note].passage, reference.passage));
            reference.note = visible.rev().max_by_key(|note| notes[**note].passage).copied();
            match reference.note {
                Some(note) => used[note] = true,
                None => {
                    let place = self.ground.place(reference.at.clone());
                    let mut finding = Finding::error(
                        "markdown/out-of-sight",
                        place,
                        format!("the footnote `{}` stands inside a `for` and does not exist here", reference.label),
                    )
                    .help("put the footnote outside of the `for`, or the reference into it");
                    if let Some(note) = named.first() {
                        finding = finding.related(self.ground.place(notes[*note].at.clone()), "it stands here");
                    }
                    self.findings.push(finding);
                }
            }
        }
        for (note, _) in notes.iter().zip(used).filter(|(_, used)| !used) {
            self.findings.push(
                Finding::warning(
                    "markdown/footnote",
                    self.ground.place(note.at.clone()),
                    format!("nothing refers to the footnote `{}`, so it is not shown", note.label),
                )
                .help(format!("write `[^{}]` where it belongs, once; of two footnotes of one name the first counts", note.label)),
            );
        }
    }
}
