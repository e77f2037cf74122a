use std::collections::BTreeMap;
use std::fmt::Write;

use camino::Utf8Path;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ConsentHash, ConsentText, Day};
use crate::diagnostics::{Document, Finding, Findings, Level, Place};
use crate::site::{AudienceId, Lang, Name, Site, read_document};
use crate::world::World;
use crate::world::yaml::KeyPath;

/// Where the ledger lies.
pub const LEDGER: &str = "content/consent/ledger.yaml";

/// How it begins.
const HEAD: &str = "\
# Every consent text that was ever published, word for word. `segue record` writes this file, and nothing else should: commit it.
# Each text stays at its address for as long as it stands here. `hash` is the SHA-256 of `text`.
";

/// The ledger as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "The ledger of consent texts")]
pub struct LedgerFile {
    /// What was published.
    #[serde(default)]
    pub recorded: Vec<Entry>,
}

/// One entry of the ledger as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The text's name.
    pub id: Name,
    /// The audience that read it.
    pub audience: AudienceId,
    /// The language of their site.
    pub lang: Lang,
    /// The language of the text, where it stood in for a translation.
    pub text_lang: Option<Lang>,
    /// When it was recorded.
    pub published: Day,
    /// The SHA-256 of the text.
    pub hash: ConsentHash,
    /// The canonical form of the text.
    pub text: String,
}

/// A text that was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Its name.
    pub id: Name,
    /// The audience that read it.
    pub audience: AudienceId,
    /// The language of their site.
    pub lang: Lang,
    /// The language of the text, where it stood in for a translation.
    pub text_lang: Option<Lang>,
    /// When it was recorded.
    pub published: Day,
    /// Its hash.
    pub hash: ConsentHash,
    /// The text.
    pub text: ConsentText,
}

/// All that was ever published.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    /// By name, audience, language and date.
    pub recorded: Vec<Recorded>,
    /// Whether some of it could not be read, which was said.
    pub is_broken: bool,
}

impl Ledger {
    /// Reads it; that there is none is no mistake. What is wrong with it becomes findings.
    pub(super) fn read(world: &dyn World, site: &Site, findings: &mut Findings) -> Self {
        let path = Utf8Path::new(LEDGER);
        if !world.is_file(path) {
            return Self::default();
        }
        let broken = Self { is_broken: true, ..Self::default() };
        let Some(document) = read_document(world, path, findings) else { return broken };
        let Some(file) = document.read::<LedgerFile>(findings) else { return broken };
        let mut seen = BTreeMap::new();
        let mut ledger = Self::default();
        for (index, entry) in file.recorded.into_iter().enumerate() {
            let at = KeyPath::root().key("recorded").index(index);
            match read_entry(site, &document, &at, entry, &mut seen, findings) {
                Some(entry) => ledger.recorded.push(entry),
                None => ledger.is_broken = true,
            }
        }
        ledger
    }

    /// What was published of a text.
    pub fn of<'a>(&'a self, id: &'a Name, audience: &'a AudienceId, lang: &'a Lang) -> impl Iterator<Item = &'a Recorded> {
        self.recorded.iter().filter(move |entry| entry.id == *id && entry.audience == *audience && entry.lang == *lang)
    }

    /// What was published for readers of a language of an audience.
    pub fn of_readers<'a>(&'a self, audience: &'a AudienceId, lang: &'a Lang) -> impl Iterator<Item = &'a Recorded> {
        self.recorded.iter().filter(move |entry| entry.audience == *audience && entry.lang == *lang)
    }

    /// The file that holds it: the same for the same entries, in whatever order they come.
    pub fn written(&self) -> String {
        let mut all: Vec<&Recorded> = self.recorded.iter().collect();
        all.sort_by(|a, b| {
            let key =
                |entry: &'_ Recorded| (entry.id.clone(), entry.audience.clone(), entry.lang.clone(), entry.text.date, entry.hash.clone());
            key(a).cmp(&key(b))
        });
        let mut file = format!("{HEAD}recorded:\n");
        for Recorded { id, audience, lang, text_lang, published, hash, text } in all {
            let _ = writeln!(file, "  - id: {id}\n    audience: {audience}\n    lang: {lang}");
            if let Some(text_lang) = text_lang {
                let _ = writeln!(file, "    text_lang: {text_lang}");
            }
            let _ = writeln!(file, "    published: {published}\n    hash: \"{hash}\"\n    text: |");
            for line in text.canonical().lines() {
                let _ = writeln!(file, "{}{line}", if line.is_empty() { "" } else { "      " });
            }
        }
        file
    }
}

/// The languages and audiences that have a text already, with what it is.
type Seen = BTreeMap<(Name, AudienceId, Lang, Day), Place>;

fn read_entry(site: &Site, document: &Document, at: &KeyPath, entry: Entry, seen: &mut Seen, findings: &mut Findings) -> Option<Recorded> {
    let Entry { id, audience, lang, text_lang, published, hash, text } = entry;
    let restore = "put the ledger back as it was: `git log content/consent/ledger.yaml` shows its versions";
    if ConsentHash::of(&text) != hash {
        let message = format!("this is not the hash of the recorded text of `{id}`: one of the two was changed by hand");
        findings.push(Finding::error("consent/ledger-hash", document.value_place(&at.key("hash")), message).help(restore));
        return None;
    }
    let Some(text) = ConsentText::parse(&text) else {
        let message = format!("the recorded text of `{id}` is not as `segue record` writes it");
        findings.push(Finding::error("consent/ledger-text", document.key_place(&at.key("text")), message).help(restore));
        return None;
    };
    let place = document.key_place(&at.key("id"));
    let key = (id.clone(), audience.clone(), lang.clone(), Day(text.date));
    if let Some(first) = seen.insert(key, place.clone()) {
        let message = format!("the ledger has the text `{id}` of {} for {audience}/{lang} twice", text.date);
        findings.push(Finding::error("consent/ledger-twice", place, message).help(restore).related(first, "the first one"));
        return None;
    }
    let there = site.audience(&audience).is_some_and(|audience| audience.languages.contains(&lang));
    if !there {
        let message = format!("the text `{id}` was published for {audience}/{lang}, which this site does not have any more");
        findings.push(
            Finding::new(Level::Note, "consent/ledger-nowhere", place, message)
                .help("its address is gone with that site: keep a copy where you keep who agreed to it"),
        );
    }
    Some(Recorded { id, audience, lang, text_lang, published, hash, text })
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;
    use proptest::prelude::*;

    use super::*;
    use crate::world::yaml;

    fn recorded(title: &str, body: &str) -> Recorded {
        let text = ConsentText {
            title: title.into(),
            date: Date::constant(2026, 11, 22),
            purpose: "p".into(),
            controller: String::new(),
            withdraw: "w".into(),
            sentence: "b".into(),
            body: body.into(),
        };
        let text = text.normalised();
        Recorded {
            id: Name::new("letter").unwrap(),
            audience: AudienceId::new("b2c").unwrap(),
            lang: Lang::new("en").unwrap(),
            text_lang: None,
            published: Day(text.date),
            hash: text.hash(),
            text,
        }
    }

    proptest! {
        #[test]
        fn whatever_is_recorded_is_read_back_word_for_word(title in "\\PC{0,20}|.{0,20}", body in "(\\PC|.|\n|\r|\t| |#|: |- |---|\u{2028}|\u{85}){0,60}") {
            let ledger = Ledger { recorded: vec![recorded(&title, &body), recorded("x", "y")], is_broken: false };
            let file: LedgerFile = yaml::read(&ledger.written()).map_err(|error| TestCaseError::fail(error.message))?;
            let mut texts: Vec<String> = file.recorded.into_iter().map(|entry| entry.text).collect();
            let mut expected: Vec<String> = ledger.recorded.iter().map(|entry| entry.text.canonical()).collect();
            texts.sort();
            expected.sort();
            prop_assert_eq!(texts, expected);
        }
    }
}
