use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::definitions::{Definitions, around};
use super::mask::mask;
use super::passage::{Passage, Readers, seen};
use super::place::Ground;
use super::pressed::Pressed;
use super::reader::{Reading, read};
use super::saved::SavedShown;
use super::selection::Selection;
use super::shown::Shown;
use super::syntax::Syntax;
use super::token::Parts;
use serde::{Deserialize, Serialize};

use crate::diagnostics::{Finding, Findings};
use crate::site::Lang;
use crate::world::limits::LINK_ROUNDS;
use crate::world::sealed::{Chunk, Sheet, Written};
use crate::world::{SourceText, Span, World};

/// Where one selection of passages is kept as soon as it is made.
type Slot = Arc<OnceLock<Arc<Shown>>>;

/// The markdown of one file, parsed once for all of its readers.
#[derive(Debug)]
pub struct Body {
    pub(super) markdown: Arc<Markdown>,
    shown: Mutex<Slots>,
}

/// What is known of what readers see.
#[derive(Debug, Default)]
struct Slots {
    /// By which passages are seen. Each is made once, by whoever asks first, while others can make other ones.
    open: BTreeMap<Vec<bool>, Slot>,
    /// What is known from an earlier run of the program and was not asked for in this one.
    kept: Option<Written>,
}

/// A body's text, and what selections of its passages are made of.
#[derive(Debug)]
pub(super) struct Markdown {
    pub(super) source: SourceText,
    pub(super) span: Span,
    pub(super) lang: Lang,
    pub(super) syntax: Arc<Syntax>,
    passages: Vec<Passage>,
    /// Nothing while nobody is expected to make a selection.
    parts: Mutex<Option<Arc<Parts>>>,
}

impl Markdown {
    /// The text.
    pub(super) fn text(&self) -> &str {
        self.source.slice(self.span)
    }

    /// The same with its text in memory, for as long as it is looked at.
    pub(super) fn for_now(&self) -> Self {
        let Self { source, span, lang, syntax, passages, parts } = self;
        let (lang, syntax, passages) = (lang.clone(), syntax.clone(), passages.clone());
        let parts = parts.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Self { source: source.for_now(), span: *span, lang, syntax, passages, parts: Mutex::new(parts) }
    }

    /// What selections are made of.
    pub(super) fn parts(&self) -> Arc<Parts> {
        if let Some(parts) = &*self.parts.lock().unwrap_or_else(PoisonError::into_inner) {
            return parts.clone();
        }
        // What is wrong was said when the body was parsed.
        Arc::new(parts(&self.source, self.span, &self.syntax, &mut Findings::new()))
    }
}

/// What is kept of a body between runs of the program: all but its text and its HTML.
#[derive(Debug, Serialize, Deserialize)]
pub struct SavedBody<'b> {
    span: Span,
    passages: Vec<Passage>,
    /// What nothing is wrong with: looked into when somebody asks.
    #[serde(borrow)]
    sound: Chunk<'b>,
    /// What something is wrong with.
    faulty: SavedSlots,
}

/// What readers see, by which passages they see.
type SavedSlots = Vec<(Vec<bool>, SavedShown)>;

impl Body {
    /// Parses the body of a file, which lies at `span` in it and is in language `lang`. What is wrong becomes findings, all at once.
    pub fn parse(source: &SourceText, span: Span, lang: &Lang, syntax: &Arc<Syntax>, findings: &mut Findings) -> Self {
        Self::parse_now(source, source, span, lang, syntax, findings)
    }

    /// The same of a text that is in memory now, and is `later` when somebody looks into it again.
    pub fn parse_now(now: &SourceText, later: &SourceText, span: Span, lang: &Lang, syntax: &Arc<Syntax>, findings: &mut Findings) -> Self {
        let parts = parts(now, span, syntax, findings);
        let of = |source: &SourceText, parts: &Parts| {
            let (lang, syntax, passages) = (lang.clone(), syntax.clone(), parts.passages.clone());
            let source = source.clone();
            Markdown { source, span, lang, syntax, passages, parts: Mutex::default() }
        };
        let markdown = Arc::new(of(later, &parts));
        let body = Self { markdown, shown: Mutex::default() };
        if body.markdown.passages.is_empty() {
            // Everybody sees the same.
            let shown = Selection::of(&of(now, &parts), &parts, &[]).shown(&body.markdown, &[]);
            let slots = BTreeMap::from([(Vec::new(), Arc::new(OnceLock::from(Arc::new(shown))))]);
            return Self { shown: Mutex::new(Slots { open: slots, kept: None }), ..body };
        }
        *body.markdown.parts.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(parts));
        body
    }

    /// What is kept of it; what nobody saw is not.
    pub fn saved(&self) -> SavedBody<'static> {
        let (span, passages) = (self.markdown.span, self.markdown.passages.clone());
        let slots = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = slots.kept.as_ref().filter(|_| slots.open.is_empty()) {
            return SavedBody { span, passages, sound: kept.chunk(), faulty: Vec::new() };
        }
        drop(slots);
        let slots = self.slots();
        let shown = slots.open.iter().filter_map(|(seen, slot)| Some((seen.clone(), slot.get()?)));
        let (sound, faulty): (Vec<_>, Vec<_>) = shown.partition(|(_, shown)| shown.findings.is_empty());
        let saved = |shown: Vec<(Vec<bool>, &Arc<Shown>)>| -> SavedSlots {
            shown.into_iter().map(|(seen, shown)| (seen, SavedShown::of(shown))).collect()
        };
        SavedBody { span, passages, sound: Chunk::of(&saved(sound)), faulty: saved(faulty) }
    }

    /// The body of a file that did not change since; `sheet` is what was read of it.
    pub fn restored(
        saved: SavedBody<'_>,
        sheet: &Sheet,
        source: &SourceText,
        lang: &Lang,
        syntax: &Arc<Syntax>,
        world: &dyn World,
    ) -> Self {
        let SavedBody { span, passages, sound, faulty } = saved;
        let (source, lang, syntax) = (source.clone(), lang.clone(), syntax.clone());
        let markdown = Arc::new(Markdown { source, span, lang, syntax, passages, parts: Mutex::default() });
        let open = faulty.into_iter().map(|(seen, saved)| restored(&markdown, seen, saved, Some(world))).collect();
        Self { markdown, shown: Mutex::new(Slots { open, kept: Some(sheet.part(&sound)) }) }
    }

    /// All that is known of what readers see.
    fn slots(&self) -> MutexGuard<'_, Slots> {
        let mut slots = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = slots.kept.take() {
            let kept = kept.open::<SavedSlots>().unwrap_or_default();
            slots.open.extend(kept.into_iter().map(|(seen, saved)| restored(&self.markdown, seen, saved, None)));
        }
        slots
    }

    /// Forgets what selections are made of: it takes ten times the room of the text, and can be had from it again.
    pub fn rest(&self) {
        *self.markdown.parts.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Forgets all HTML until somebody asks again.
    pub fn rest_html(&self) {
        let slots = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        slots.open.values().filter_map(|slot| slot.get()).for_each(|shown| shown.rest());
    }

    /// What these readers see. Readers who see the same passages share one.
    pub fn show(&self, readers: &Readers) -> Arc<Shown> {
        self.select(&self.seen(readers))
    }

    /// Which passages these readers see.
    pub fn seen(&self, readers: &Readers) -> Vec<bool> {
        seen(&self.markdown.passages, readers)
    }

    fn select(&self, seen: &[bool]) -> Arc<Shown> {
        let slot = self.slots().open.entry(seen.to_vec()).or_default().clone();
        let make = || {
            let markdown = self.markdown.for_now();
            Arc::new(Selection::of(&markdown, &markdown.parts(), seen).shown(&self.markdown, seen))
        };
        slot.get_or_init(make).clone()
    }

    /// All that these readers see as plain text, a line for each paragraph.
    pub fn plain_text(&self, readers: &Readers) -> String {
        let markdown = self.markdown.for_now();
        Selection::of(&markdown, &markdown.parts(), &self.seen(readers)).text
    }

    /// Every `for` of the body that was understood, in order.
    pub fn passages(&self) -> impl Iterator<Item = &Passage> {
        self.markdown.passages.iter().filter(|passage| passage.sound)
    }

    /// The passages that none of these readers sees, by themselves or because of what they stand in.
    pub fn unseen<'a>(&'a self, readers: impl IntoIterator<Item = &'a Readers>) -> Vec<&'a Passage> {
        let mut ever = vec![false; self.markdown.passages.len()];
        for readers in readers {
            for (ever, seen) in ever.iter_mut().zip(self.seen(readers)) {
                *ever |= seen;
            }
        }
        let passages = self.markdown.passages.iter().zip(ever);
        passages.filter(|(passage, ever)| passage.sound && !ever).map(|(passage, _)| passage).collect()
    }

    /// The stretches of the file that these readers do not see, by themselves or because of what they stand in.
    pub fn hidden_from(&self, readers: &Readers) -> Vec<Span> {
        let ground = Ground { source: &self.markdown.source, start: self.markdown.span.start };
        let seen = self.seen(readers);
        let hidden = self.markdown.passages.iter().zip(seen).filter(|(_, seen)| !seen);
        hidden.map(|(passage, _)| ground.of(passage.range.clone())).collect()
    }
}

/// What some readers see, as it was kept.
fn restored(markdown: &Arc<Markdown>, seen: Vec<bool>, saved: SavedShown, world: Option<&dyn World>) -> (Vec<bool>, Slot) {
    let html = Pressed::new(markdown.clone(), seen.clone(), None);
    (seen, Arc::new(OnceLock::from(Arc::new(saved.shown(html, world)))))
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
