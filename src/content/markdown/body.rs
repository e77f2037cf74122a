use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::definitions::{Definitions, around};
use super::mask::mask;
use super::passage::{Passage, Readers, seen};
use super::place::Ground;
use super::reader::{Reading, read};
use super::selection::Selection;
use super::shown::Shown;
use super::syntax::Syntax;
use super::token::Parts;
use crate::diagnostics::{Finding, Findings};
use crate::site::Lang;
use crate::world::limits::LINK_ROUNDS;
use crate::world::{SourceText, Span};

/// Where one selection of passages is kept as soon as it is made.
type Slot = Arc<OnceLock<Arc<Shown>>>;

/// The markdown of one file, parsed once for all of its readers.
#[derive(Debug)]
pub struct Body {
    pub(super) source: SourceText,
    pub(super) span: Span,
    pub(super) lang: Lang,
    pub(super) syntax: Arc<Syntax>,
    passages: Vec<Passage>,
    /// What selections are made of; nothing while nobody is expected to make one.
    parts: Mutex<Option<Arc<Parts>>>,
    /// By which passages are seen. Each is made once, by whoever asks first, while others can make other ones.
    shown: Mutex<BTreeMap<Vec<bool>, Slot>>,
}

impl Body {
    /// Parses the body of a file, which lies at `span` in it and is in language `lang`. What is wrong becomes findings, all at once.
    pub fn parse(source: &SourceText, span: Span, lang: &Lang, syntax: &Arc<Syntax>, findings: &mut Findings) -> Self {
        let parts = parts(source, span, syntax, findings);
        let body = Self {
            source: source.clone(),
            span,
            lang: lang.clone(),
            syntax: syntax.clone(),
            passages: parts.passages.clone(),
            parts: Mutex::new(Some(Arc::new(parts))),
            shown: Mutex::default(),
        };
        if body.passages.is_empty() {
            // Everybody sees the same.
            body.select(&[]);
            body.rest();
        }
        body
    }

    /// Forgets what selections are made of: it takes ten times the room of the text, and can be had from it again.
    pub fn rest(&self) {
        *self.parts.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn parts(&self) -> Arc<Parts> {
        if let Some(parts) = &*self.parts.lock().unwrap_or_else(PoisonError::into_inner) {
            return parts.clone();
        }
        // What is wrong was said when the body was parsed.
        Arc::new(parts(&self.source, self.span, &self.syntax, &mut Findings::new()))
    }

    /// What these readers see. Readers who see the same passages share one.
    pub fn show(&self, readers: &Readers) -> Arc<Shown> {
        self.select(&seen(&self.passages, readers))
    }

    fn select(&self, seen: &[bool]) -> Arc<Shown> {
        let slot = self.shown.lock().unwrap_or_else(PoisonError::into_inner).entry(seen.to_vec()).or_default().clone();
        slot.get_or_init(|| Arc::new(Selection::of(self, &self.parts(), seen).0)).clone()
    }

    /// All that these readers see as plain text, a line for each paragraph.
    pub fn plain_text(&self, readers: &Readers) -> String {
        Selection::of(self, &self.parts(), &seen(&self.passages, readers)).1
    }

    /// Every `for` of the body that was understood, in order.
    pub fn passages(&self) -> impl Iterator<Item = &Passage> {
        self.passages.iter().filter(|passage| passage.sound)
    }

    /// The passages that none of these readers sees, by themselves or because of what they stand in.
    pub fn unseen<'a>(&'a self, readers: impl IntoIterator<Item = &'a Readers>) -> Vec<&'a Passage> {
        let mut ever = vec![false; self.passages.len()];
        for readers in readers {
            for (ever, seen) in ever.iter_mut().zip(seen(&self.passages, readers)) {
                *ever |= seen;
            }
        }
        let passages = self.passages.iter().zip(ever);
        passages.filter(|(passage, ever)| passage.sound && !ever).map(|(passage, _)| passage).collect()
    }

    /// The stretches of the file that these readers do not see, by themselves or because of what they stand in.
    pub fn hidden_from(&self, readers: &Readers) -> Vec<Span> {
        let ground = Ground { source: &self.source, start: self.span.start };
        let seen = seen(&self.passages, readers);
        let hidden = self.passages.iter().zip(seen).filter(|(_, seen)| !seen);
        hidden.map(|(passage, _)| ground.of(passage.range.clone())).collect()
    }

    /// The markdown.
    pub(super) fn text(&self) -> &str {
        self.source.slice(self.span)
    }
}

/// Reads a body.
fn parts(source: &SourceText, span: Span, syntax: &Syntax, findings: &mut Findings) -> Parts {
    let text = source.slice(span);
    let ground = Ground { source, start: span.start };
    let mask = mask(text, |name| syntax.knows(name));
    if let Some(at) = mask.control {
        findings.push(
            Finding::error("markdown/control-character", ground.place(at..at + 1), "an invisible control character (U+0001) stands here")
                .help("delete it; it often comes along when text is copied from a PDF"),
        );
    }
    let mut masked = mask.text.clone();
    let mut definitions = Definitions::default();
    let mut reading = read(syntax, ground, text, &masked, &mask, &definitions);
    for _ in 0..LINK_ROUNDS {
        let Reading { parts, definitions: found, .. } = &reading;
        let scoped = found.iter().any(|found| around(&parts.passages, found.at.start).is_some());
        if found.is_empty() || (definitions.is_empty() && !scoped) {
            break;
        }
        let mut blanked = masked.into_owned().into_bytes();
        for found in found {
            blank(&mut blanked, found.at.clone());
            let passage = around(&parts.passages, found.at.start);
            definitions.add(&found.label, found.target.clone(), found.title.clone(), passage, found.at.clone());
        }
        masked = String::from_utf8_lossy(&blanked).into_owned().into();
        definitions.begin(parts.passages.clone());
        reading = read(syntax, ground, text, &masked, &mask, &definitions);
    }
    if let Some(found) = reading.definitions.first().filter(|_| !definitions.is_empty()) {
        let message = format!("the address of `{}` is given too many times on this page", found.label);
        let place = ground.place(found.at.clone());
        reading.findings.push(Finding::error("markdown/out-of-sight", place, message).help("use a name of its own for each address"));
    }
    for missed in definitions.missed() {
        let message = format!("the address of `{}` stands inside a `for` and does not exist here", missed.label);
        reading.findings.push(
            Finding::error("markdown/out-of-sight", ground.place(missed.at), message)
                .help("put the line with the address outside of the `for`, or this link into it")
                .related(ground.place(missed.definition), "it stands here"),
        );
    }
    findings.extend(reading.findings);
    reading.parts
}

/// Takes a definition out of the text: what is left is a blank line, still quoted where it was.
fn blank(bytes: &mut [u8], at: Range<usize>) {
    let mut line_start = false;
    for byte in &mut bytes[at] {
        match *byte {
            b'\n' | b'\r' => line_start = true,
            b'>' | b' ' | b'\t' if line_start => {}
            _ => {
                line_start = false;
                *byte = b' ';
            }
        }
    }
}
