//! Registers of words: that what is set is what words are written in, and the other way round.

use std::collections::BTreeSet;

use super::checks::Checks;
use crate::content::{Content, FrontMatter, Source};
use crate::diagnostics::{Document, Finding, Level, Place, listed, nearest};
use crate::site::{Address, Defaults, FORMAL, FRIENDLY, INFORMAL, PLURALS, Site, Voice, Word, Words};
use crate::theme::Theme;
use crate::world::yaml::KeyPath;

/// The registers that words are written in, and those that `site.yaml` and the audience files set.
#[derive(Debug, Default)]
pub(super) struct Voices<'a> {
    /// Those that there are by themselves, and those of the theme.
    ready: BTreeSet<&'a str>,
    /// Those that the site's own phrases are written in.
    written: BTreeSet<String>,
    /// Those that are set, each with where.
    set: Vec<(&'a Voice, &'a Document, KeyPath)>,
    /// The site's own phrases that differ by register.
    phrases: Vec<Phrases<'a>>,
}

/// A phrase of the site that differs by register.
#[derive(Debug)]
struct Phrases<'a> {
    document: &'a Document,
    at: KeyPath,
    keys: Vec<String>,
}

impl<'a> Voices<'a> {
    pub(super) fn of(site: &'a Site, theme: &'a Theme) -> Self {
        let mut voices = Self { ready: [FORMAL, FRIENDLY].into(), ..Self::default() };
        voices.ready.extend(theme.voices().into_iter().map(Voice::as_str));
        let mut by_theme = BTreeSet::new();
        for (_, word) in theme.words().entries() {
            word.cases(&KeyPath::root(), &mut |_, keys| by_theme.extend(keys.iter().map(|key| (*key).to_owned())));
        }
        voices.level(&site.document, &KeyPath::root(), &site.file.defaults, &site.file.words);
        for (kind, defaults) in site.file.kinds.iter() {
            voices.sets(&site.document, &["kinds", kind.as_str()].into_iter().collect(), defaults.voice.as_ref());
        }
        for audience in &site.audiences {
            let (file, document) = (&audience.file, &audience.document);
            voices.sets(document, &KeyPath::root(), file.voice.as_ref());
            voices.level(document, &KeyPath::root(), &file.defaults, &file.words);
            for (kind, defaults) in file.kinds.iter() {
                voices.sets(document, &["kinds", kind.as_str()].into_iter().collect(), defaults.voice.as_ref());
            }
            for (stage, defaults) in file.stages.iter() {
                voices.sets(document, &["stages", stage.as_str()].into_iter().collect(), defaults.voice.as_ref());
            }
            for (id, segment) in file.segments.iter() {
                let at: KeyPath = ["segments", id.as_str()].into_iter().collect();
                voices.sets(document, &at, segment.voice.as_ref());
                voices.says(document, &at.key("words"), &segment.words);
            }
            for (id, cta) in file.ctas.iter() {
                voices.phrase(document, &["ctas", id.as_str(), "text"].into_iter().collect(), &cta.text);
            }
        }
        voices.written = by_theme;
        let own = voices.phrases.iter().flat_map(|phrase| phrase.keys.iter().cloned());
        voices.written.extend(own);
        voices.written.retain(|key| !PLURALS.contains(&key.as_str()) && key != INFORMAL);
        voices
    }

    fn level(&mut self, document: &'a Document, at: &KeyPath, defaults: &'a Defaults, words: &Words) {
        self.sets(document, &at.key("defaults"), defaults.voice.as_ref());
        self.says(document, &at.key("words"), words);
    }

    fn sets(&mut self, document: &'a Document, at: &KeyPath, voice: Option<&'a Voice>) {
        self.set.extend(voice.map(|voice| (voice, document, at.key("voice"))));
    }

    fn says(&mut self, document: &'a Document, at: &KeyPath, words: &Words) {
        words.entries().for_each(|(key, word)| self.phrase(document, &at.key(key), word));
    }

    fn phrase(&mut self, document: &'a Document, at: &KeyPath, word: &Word) {
        word.cases(at, &mut |at, keys| {
            let keys = keys.iter().map(|key| (*key).to_owned()).collect();
            self.phrases.push(Phrases { document, at: at.clone(), keys });
        });
    }

    /// What is wrong with a register that is set: nothing is written in it.
    fn unwritten(&self, voice: &Voice, place: impl FnOnce() -> Place) -> Option<Finding> {
        let name = voice.as_str();
        if self.ready.contains(name) || self.written.contains(name) {
            return None;
        }
        let known = || self.ready.iter().copied().chain(self.written.iter().map(String::as_str)).collect::<BTreeSet<_>>();
        Some(unknown(name, known(), "site/unknown-voice", format!("nothing is written in the voice `{name}`"), place()))
    }
}

/// The finding for a name that is no register: an error where it is clear which one was meant.
fn unknown(name: &str, known: BTreeSet<&str>, rule: &'static str, message: String, place: Place) -> Finding {
    match nearest(name, known.iter().copied()) {
        Some(near) => Finding::error(rule, place, message).help(format!("did you mean `{near}`?")),
        None => Finding::new(Level::Warning, rule, place, message).help(format!("there are: {}", listed(known))),
    }
}

impl Checks<'_> {
    /// What is wrong with registers in `site.yaml` and the audience files.
    pub(super) fn voices(&self) -> Vec<Finding> {
        let voices = &self.voices;
        let mut findings: Vec<Finding> =
            voices.set.iter().filter_map(|(voice, document, at)| voices.unwritten(voice, || document.value_place(at))).collect();
        findings.extend(self.unheard());
        findings.extend(self.informal_only());
        findings
    }

    /// What is wrong with the registers that the files of a source set.
    pub(super) fn voices_of(&self, source: &Source) -> Vec<Finding> {
        let mut findings = Vec::new();
        for layer in source.layers() {
            let own = layer.front.voice.as_ref().map(|voice| (voice, layer.at.key("voice")));
            let below = layer.front.cascade.as_ref().and_then(|below| below.voice.as_ref());
            let below = below.map(|voice| (voice, layer.at.key("cascade").key("voice")));
            for (voice, at) in own.into_iter().chain(below) {
                findings.extend(self.voices.unwritten(voice, || layer.file.value_place(&at)));
            }
        }
        findings
    }

    /// Phrases in a register that no page has.
    fn unheard(&self) -> Vec<Finding> {
        let voices = &self.voices;
        let mut known: BTreeSet<&str> = voices.ready.iter().copied().chain([INFORMAL]).collect();
        known.extend(voices.set.iter().map(|(voice, ..)| voice.as_str()));
        let suspects = |known: &BTreeSet<&str>| {
            let keys = voices.phrases.iter().flat_map(|phrase| phrase.keys.iter().map(move |key| (phrase, key)));
            keys.filter(|(_, key)| !PLURALS.contains(&key.as_str()) && !known.contains(key.as_str())).collect::<Vec<_>>()
        };
        if suspects(&known).is_empty() {
            return Vec::new();
        }
        // Only now, because all front matter has to be looked into for it.
        known.extend(set_by_pages(self.ingredients.content));
        let told = suspects(&known).into_iter().map(|(phrase, key)| {
            let place = phrase.document.key_place(&phrase.at.key(key));
            unknown(key, known.clone(), "site/unheard-words", format!("nobody hears this: no page has the voice `{key}`"), place)
        });
        told.collect()
    }

    /// Phrases that only those have who are addressed informally, for an audience that is not.
    fn informal_only(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for audience in self.ingredients.site.audiences.iter().filter(|audience| audience.file.address == Address::Formal) {
            for phrase in self.voices.phrases.iter().filter(|phrase| std::ptr::eq(phrase.document, &audience.document)) {
                let has = |name: &str| phrase.keys.iter().any(|key| key == name);
                if phrase.keys.first().is_some_and(|first| first == INFORMAL) && !has(FORMAL) && !has(audience.voice.as_str()) {
                    let message = format!("`{}` addresses its readers formally, and these words are there only informally", audience.id);
                    let place = phrase.document.key_place(&phrase.at.key(INFORMAL));
                    let help = "add `formal: …` beside it, or write `address: informal` for the audience";
                    findings.push(Finding::warning("site/informal-only", place, message).help(help));
                }
            }
        }
        findings
    }
}

/// The registers that pages set.
fn set_by_pages(content: &Content) -> BTreeSet<&str> {
    let fronts = content.sources.values().flat_map(|source| source.files.iter().map(|file| &*file.front));
    fn of(front: &FrontMatter) -> Vec<&str> {
        let entries = front.variants.iter().flat_map(|entries| entries.values());
        let all = entries.chain(front.cascade.as_deref()).chain([front]);
        all.filter_map(|front| front.voice.as_ref()).map(Voice::as_str).collect()
    }
    fronts.flat_map(of).collect()
}
