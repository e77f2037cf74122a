use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::definitions::{Definitions, around};
use super::inset::{Insets, InsetsKey, NoShelf, Shelf, SnippetUse};
use super::mask::mask;
use super::passage::{Passage, Readers, seen};
use super::place::Ground;
use super::pressed::Pressed;
use super::prose::Prose;
use super::reader::{Reading, read};
use super::saved::SavedShown;
use super::selection::{Selection, Texts, Walked};
use super::shown::Shown;
use super::syntax::Syntax;
use super::token::Parts;
use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

use crate::diagnostics::{Finding, Findings};
use crate::site::Lang;
use crate::world::limits::LINK_ROUNDS;
use crate::world::sealed::{Chunk, Sheet, Written};
use crate::world::{SourceText, Span, World};

/// Where one selection of passages is kept as soon as it is made.
type Slot = Arc<OnceLock<Arc<Shown>>>;

/// What is selected: passages of the text, and what is shown of other files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
struct Choice {
    seen: Vec<bool>,
    insets: InsetsKey,
}

/// The markdown of one file, parsed once for all of its readers.
#[derive(Debug)]
pub struct Body {
    pub(super) markdown: Arc<Markdown>,
    shown: Mutex<Slots>,
}

/// What is known of what readers see.
#[derive(Debug, Default)]
struct Slots {
    /// By what is selected. Each is made once, by whoever asks first, while others can make other ones.
    made: BTreeMap<Choice, Slot>,
    /// What is known from an earlier run of the program, of texts as they were then: a plan of that time asks for them.
    known: BTreeMap<Choice, Arc<Shown>>,
    /// What is known so and was not asked for in this run.
    kept: Option<Kept>,
}

/// What was kept, with what it is opened with.
#[derive(Debug)]
struct Kept {
    written: Written,
    /// Other texts as they were, whatever becomes of them before somebody asks.
    texts: Arc<OtherTexts>,
}

/// A body's text, and what selections of its passages are made of.
#[derive(Debug)]
pub(super) struct Markdown {
    pub(super) source: SourceText,
    pub(super) span: Span,
    pub(super) lang: Lang,
    pub(super) syntax: Arc<Syntax>,
    passages: Vec<Passage>,
    uses: Vec<SnippetUse>,
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
        let Self { source, span, lang, syntax, passages, uses, parts } = self;
        let (lang, syntax, passages, uses) = (lang.clone(), syntax.clone(), passages.clone(), uses.clone());
        let parts = parts.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Self { source: source.for_now(), span: *span, lang, syntax, passages, uses, parts: Mutex::new(parts) }
    }

    /// The names of other files' texts that are called where these passages are seen.
    pub(super) fn called(&self, seen: &[bool]) -> impl Iterator<Item = &str> {
        let is_seen = |place: &&SnippetUse| place.passage.is_none_or(|passage| seen.get(passage).copied().unwrap_or(false));
        self.uses.iter().filter(is_seen).map(|place| place.name.as_str())
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
    uses: Vec<SnippetUse>,
    /// What nothing is wrong with: looked into when somebody asks.
    #[serde(borrow)]
    sound: Chunk<'b>,
    /// What something is wrong with.
    faulty: SavedSlots,
}

/// What readers see, by what is selected.
type SavedSlots = Vec<(Choice, SavedShown)>;

/// Texts of other files that bodies may show, by path.
pub type OtherTexts = BTreeMap<Utf8PathBuf, Arc<Body>>;

impl Body {
    /// Parses the body of a file, which lies at `span` in it and is in language `lang`. What is wrong becomes findings, all at once.
    pub fn parse(source: &SourceText, span: Span, lang: &Lang, syntax: &Arc<Syntax>, findings: &mut Findings) -> Self {
        Self::parse_now(source, source, span, lang, syntax, findings)
    }

    /// The same of a text that is in memory now, and is `later` when somebody looks into it again.
    pub fn parse_now(now: &SourceText, later: &SourceText, span: Span, lang: &Lang, syntax: &Arc<Syntax>, findings: &mut Findings) -> Self {
        let parts = parts(now, span, syntax, findings);
        let of = |source: &SourceText, parts: &Parts| {
            let (lang, syntax, passages, uses) = (lang.clone(), syntax.clone(), parts.passages.clone(), parts.uses.clone());
            let source = source.clone();
            Markdown { source, span, lang, syntax, passages, uses, parts: Mutex::default() }
        };
        let markdown = Arc::new(of(later, &parts));
        let body = Self { markdown, shown: Mutex::default() };
        if body.markdown.passages.is_empty() && body.markdown.uses.is_empty() {
            // Everybody sees the same.
            let nothing = Insets::default();
            let shown = Selection::of(&of(now, &parts), &parts, &[], &Texts::of(&nothing)).shown(&body.markdown, &[], nothing);
            let made = BTreeMap::from([(Choice::default(), Arc::new(OnceLock::from(Arc::new(shown))))]);
            return Self { shown: Mutex::new(Slots { made, ..Slots::default() }), ..body };
        }
        *body.markdown.parts.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(parts));
        body
    }

    /// What is kept of it; what nobody saw is not.
    pub fn saved(&self) -> SavedBody<'static> {
        let (span, passages) = (self.markdown.span, self.markdown.passages.clone());
        let slots = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let uses = self.markdown.uses.clone();
        if let Some(kept) = slots.kept.as_ref().filter(|_| slots.made.is_empty() && slots.known.is_empty()) {
            return SavedBody { span, passages, uses, sound: kept.written.chunk(), faulty: Vec::new() };
        }
        drop(slots);
        let slots = self.slots();
        let made = || slots.made.iter().filter_map(|(choice, slot)| Some((choice, slot.get()?)));
        let known = slots.known.iter().filter(|(known, _)| !made().any(|(choice, _)| choice.replaces(known)));
        let (sound, faulty): (Vec<_>, Vec<_>) = known.chain(made()).partition(|(_, shown)| shown.findings.is_empty());
        let saved = |shown: Vec<(&Choice, &Arc<Shown>)>| -> SavedSlots {
            shown.into_iter().map(|(choice, shown)| (choice.clone(), SavedShown::of(shown))).collect()
        };
        SavedBody { span, passages, uses, sound: Chunk::of(&saved(sound)), faulty: saved(faulty) }
    }

    /// The body of a file that did not change since; `sheet` is what was read of it, `texts` are those of other files that it may show.
    pub fn restored(
        saved: SavedBody<'_>,
        sheet: &Sheet,
        source: &SourceText,
        lang: &Lang,
        syntax: &Arc<Syntax>,
        texts: &Arc<OtherTexts>,
        world: &dyn World,
    ) -> Self {
        let SavedBody { span, passages, uses, sound, faulty } = saved;
        let (source, lang, syntax) = (source.clone(), lang.clone(), syntax.clone());
        let markdown = Arc::new(Markdown { source, span, lang, syntax, passages, uses, parts: Mutex::default() });
        let known = restored(&markdown, faulty, texts, Some(world)).collect();
        let kept = Some(Kept { written: sheet.part(&sound), texts: texts.clone() });
        Self { markdown, shown: Mutex::new(Slots { made: BTreeMap::new(), known, kept }) }
    }

    /// All that is known of what readers see.
    fn slots(&self) -> MutexGuard<'_, Slots> {
        let mut slots = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Kept { written, texts }) = slots.kept.take() {
            slots.known.extend(restored(&self.markdown, written.open().unwrap_or_default(), &texts, None));
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
        slots.made.values().filter_map(|slot| slot.get()).chain(slots.known.values()).for_each(|shown| shown.rest());
    }

    /// What these readers see, without what it shows of other files.
    pub fn show(&self, readers: &Readers) -> Arc<Shown> {
        self.show_with(readers, &NoShelf)
    }

    /// What these readers see, with the texts of other files. Readers who see the same share one.
    pub fn show_with(&self, readers: &Readers, shelf: &dyn Shelf) -> Arc<Shown> {
        let seen = self.seen(readers);
        let insets = Insets::gathered(self, &seen, readers, shelf);
        self.select(seen, insets)
    }

    /// Which passages these readers see.
    pub fn seen(&self, readers: &Readers) -> Vec<bool> {
        seen(&self.markdown.passages, readers)
    }

    fn select(&self, seen: Vec<bool>, insets: Insets) -> Arc<Shown> {
        let choice = Choice { seen, insets: insets.key() };
        let slot = {
            let mut slots = self.slots();
            if let Some(shown) = slots.known.get(&choice) {
                return shown.clone();
            }
            if !choice.insets.is_empty() && !slots.made.contains_key(&choice) {
                // What was made with an older text of a file is not asked for again.
                slots.made.retain(|made, _| !choice.replaces(made));
            }
            slots.made.entry(choice.clone()).or_default().clone()
        };
        let make = || {
            let markdown = self.markdown.for_now();
            let now = insets.for_now();
            Arc::new(Selection::of(&markdown, &markdown.parts(), &choice.seen, &Texts::of(&now)).shown(
                &self.markdown,
                &choice.seen,
                insets,
            ))
        };
        slot.get_or_init(make).clone()
    }

    /// All that these readers see as plain text, a line for each paragraph.
    pub fn plain_text(&self, readers: &Readers, shelf: &dyn Shelf) -> String {
        let seen = self.seen(readers);
        let markdown = self.markdown.for_now();
        let insets = Insets::gathered(self, &seen, readers, shelf).for_now();
        Selection::of(&markdown, &markdown.parts(), &seen, &Texts::of(&insets)).text
    }

    /// What these readers read, block by block.
    pub fn prose(&self, readers: &Readers, shelf: &dyn Shelf) -> Prose {
        let seen = self.seen(readers);
        let markdown = self.markdown.for_now();
        let insets = Insets::gathered(self, &seen, readers, shelf).for_now();
        Prose::of(Walked::of(&markdown, &markdown.parts(), &seen), &Texts::of(&insets))
    }

    /// Where it shows texts of other files, in order, whoever reads it.
    pub fn snippets(&self) -> &[SnippetUse] {
        &self.markdown.uses
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

impl Choice {
    /// Whether another is made with a text that a file has no longer.
    fn replaces(&self, other: &Self) -> bool {
        let own = self.insets.iter().filter_map(|(_, key)| key.as_ref());
        own.into_iter().any(|own| other.insets.iter().any(|(_, key)| key.as_ref().is_some_and(|key| key.is_other_text_of(own))))
    }
}

/// What some readers see, as it was kept; nothing of what shows a text that is no longer there.
fn restored(
    markdown: &Arc<Markdown>,
    saved: SavedSlots,
    texts: &OtherTexts,
    world: Option<&dyn World>,
) -> impl Iterator<Item = (Choice, Arc<Shown>)> {
    saved.into_iter().filter_map(move |(choice, saved)| {
        let insets = Arc::new(Insets::restored(&choice.insets, texts)?);
        let html = Pressed::new(markdown.clone(), choice.seen.clone(), insets, None);
        Some((choice, Arc::new(saved.shown(html, world))))
    })
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
