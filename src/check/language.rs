//! What rules know of a language: classes of words, stems, abbreviations.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock};

use rust_stemmers::{Algorithm, Stemmer};
use serde::Deserialize;

use super::reading::folded;
use crate::world::yaml;

/// The languages that there are files of. A test reads each of them.
const FILES: [(&str, &str); 3] =
    [("en", include_str!("languages/en.yaml")), ("ru", include_str!("languages/ru.yaml")), ("ka", include_str!("languages/ka.yaml"))];

static LANGUAGES: LazyLock<BTreeMap<&'static str, Language>> =
    LazyLock::new(|| FILES.iter().map(|(id, text)| (*id, Language::of(id, yaml::read(text).unwrap_or_default()))).collect());

/// A language that no file is about: it has words and sentences and nothing else.
static OTHER: LazyLock<Language> = LazyLock::new(|| Language::of("", LanguageFile::default()));

/// What a file of a language says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LanguageFile {
    /// Classes of words that phrases name.
    #[serde(default)]
    classes: BTreeMap<String, Class>,
    /// After which a full stop ends no sentence, with their full stops.
    #[serde(default)]
    abbreviations: Vec<String>,
    /// Words written twice on purpose.
    #[serde(default)]
    repeated_ok: Vec<String>,
    /// Acronyms that need no explaining.
    #[serde(default)]
    acronyms_known: BTreeSet<String>,
    /// Words with a capital inside.
    #[serde(default)]
    glued_ok: BTreeSet<String>,
    /// What says where a figure comes from.
    #[serde(default)]
    proof: Vec<String>,
    /// Words and forms of address.
    #[serde(default)]
    address: AddressWords,
    /// The pairs of quotation marks: the outer one first.
    #[serde(default)]
    quotes: Vec<String>,
    /// Words that mean the reader, and words that mean the writer.
    #[serde(default)]
    you: Vec<String>,
    #[serde(default)]
    we: Vec<String>,
}

/// How readers are addressed.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct AddressWords {
    #[serde(default)]
    formal: Vec<String>,
    #[serde(default)]
    informal: Vec<String>,
    /// Longer phrases that speak to several people, or are nobody's address.
    #[serde(default)]
    let_stand: Vec<String>,
    /// By these words a sentence speaks to several readers, whom every way of address suits.
    #[serde(default)]
    several: Vec<String>,
}

/// A sort of words.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Class {
    #[serde(default)]
    words: BTreeSet<String>,
    #[serde(default)]
    stems: BTreeSet<String>,
    #[serde(default)]
    endings: Vec<String>,
    #[serde(default)]
    beginnings: Vec<String>,
    #[serde(default)]
    except: BTreeSet<String>,
    /// The fewest letters of a word that has one of the endings.
    #[serde(default)]
    least: usize,
}

/// A language.
pub(super) struct Language {
    pub(super) id: &'static str,
    stemmer: Option<Stemmer>,
    /// The names of the classes; a word's are the bits of its entry in this order.
    classes: Vec<String>,
    sorts: Vec<Class>,
    abbreviations: Vec<String>,
    pub(super) repeated_ok: BTreeSet<String>,
    pub(super) acronyms_known: BTreeSet<String>,
    pub(super) glued_ok: BTreeSet<String>,
    pub(super) proof: Vec<String>,
    pub(super) formal: Vec<String>,
    pub(super) informal: Vec<String>,
    pub(super) no_address: Vec<String>,
    pub(super) several: Vec<String>,
    pub(super) quotes: Vec<String>,
    pub(super) you: Vec<String>,
    pub(super) we: Vec<String>,
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Language").field(&self.id).finish()
    }
}

/// The most characters of an abbreviation.
const LONGEST_ABBREVIATION: usize = 24;

/// What a language knows of a word.
pub(super) type Entry = Arc<Known>;

/// What a language knows of a word.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) form: String,
    pub(super) stem: String,
    /// The classes it belongs to, a bit for each.
    pub(super) classes: u64,
    /// The numbers of the phrases that may begin with it, once somebody looked for them.
    pub(super) begins: OnceLock<Box<[usize]>>,
}

/// Words that were looked up before, by language: most words of a site come again.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    known: HashMap<&'static str, HashMap<String, Entry>>,
}

impl Lexicon {
    pub(super) fn entry(&mut self, language: &Language, form: &str) -> Entry {
        let known = self.known.entry(language.id).or_default();
        if let Some(entry) = known.get(form) {
            return entry.clone();
        }
        let entry = Arc::new(language.look_up(form));
        known.insert(form.to_owned(), entry.clone());
        entry
    }
}

impl Language {
    /// The language of this code; for one that is not known, nothing is known.
    pub(super) fn get(id: &str) -> &'static Self {
        LANGUAGES.get(id).unwrap_or(&OTHER)
    }

    fn of(id: &'static str, file: LanguageFile) -> Self {
        let stemmer = match id {
            "en" => Some(Algorithm::English),
            "ru" => Some(Algorithm::Russian),
            _ => None,
        };
        let stemmer = stemmer.map(Stemmer::create);
        let stem = |word: &String| stemmer.as_ref().map_or_else(|| word.clone(), |stemmer| stemmer.stem(&folded(word)).into_owned());
        let (classes, sorts) = file
            .classes
            .into_iter()
            .map(|(name, class)| {
                let fold = |words: BTreeSet<String>| words.iter().map(|word| folded(word)).collect();
                let stems = class.stems.iter().map(stem).collect();
                (name, Class { words: fold(class.words), except: fold(class.except), stems, ..class })
            })
            .unzip();
        Self {
            id,
            stemmer,
            classes,
            sorts,
            abbreviations: file.abbreviations.iter().map(|text| folded(text)).collect(),
            repeated_ok: file.repeated_ok.iter().map(|text| folded(text)).collect(),
            acronyms_known: file.acronyms_known,
            glued_ok: file.glued_ok,
            proof: file.proof,
            formal: file.address.formal,
            informal: file.address.informal,
            no_address: file.address.let_stand,
            several: file.address.several,
            quotes: file.quotes,
            you: file.you,
            we: file.we,
        }
    }

    /// The number of a class.
    pub(super) fn class(&self, name: &str) -> Option<usize> {
        self.classes.iter().position(|class| class == name)
    }

    /// The stem of a word.
    pub(super) fn stem(&self, form: &str) -> String {
        self.stemmer.as_ref().map_or_else(|| form.to_owned(), |stemmer| stemmer.stem(form).into_owned())
    }

    /// Whether its words have stems.
    pub(super) fn has_stems(&self) -> bool {
        self.stemmer.is_some()
    }

    fn look_up(&self, form: &str) -> Known {
        let stem = self.stem(form);
        let letters = form.chars().count();
        let belongs = |class: &Class| {
            let by_ending = || letters >= class.least && class.endings.iter().any(|ending| form.ends_with(ending.as_str()));
            let by_beginning = || letters >= class.least && class.beginnings.iter().any(|beginning| form.starts_with(beginning.as_str()));
            !class.except.contains(form) && (class.words.contains(form) || class.stems.contains(&stem) || by_ending() || by_beginning())
        };
        let bits = self.sorts.iter().take(64).enumerate().filter(|(_, class)| belongs(class));
        Known { form: form.to_owned(), classes: bits.fold(0, |bits, (index, _)| bits | 1 << index), stem, begins: OnceLock::new() }
    }

    /// Whether a text ends in a full stop that ends no sentence: after an abbreviation or a letter by itself.
    pub(super) fn abbreviates(&self, text: &str) -> bool {
        let Some(before) = text.strip_suffix('.') else { return false };
        let last = before.rsplit(|c: char| c.is_whitespace() || c == '.' || c == '(').next().unwrap_or_default();
        // A unit: `3 g.`, `80 °C.`, `mg/l.`
        let figure = before[..before.len() - last.len()].trim_end().chars().next_back().is_some_and(char::is_numeric);
        if figure || last.contains(['°', '/']) {
            return false;
        }
        let short = last != "I" && last.chars().count() == 1 && last.chars().all(char::is_alphabetic);
        // As long in any spelling, capitals aside.
        let from = text.char_indices().rev().nth(LONGEST_ABBREVIATION).map_or(0, |(at, _)| at);
        let tail = folded(&text[from..]);
        let is_one = |abbreviation: &String| {
            let before = tail.strip_suffix(abbreviation.as_str());
            before.is_some_and(|before| !before.chars().next_back().is_some_and(char::is_alphanumeric))
        };
        short || self.abbreviations.iter().any(is_one)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_a_language_can_be_read() {
        for (id, text) in FILES {
            let file = yaml::read::<LanguageFile>(text).unwrap_or_else(|error| panic!("{id}: {error:?}"));
            assert!(file.classes.len() <= 64, "{id}");
            assert!(file.abbreviations.iter().all(|text| text.chars().count() < LONGEST_ABBREVIATION), "{id}");
        }
    }
}
