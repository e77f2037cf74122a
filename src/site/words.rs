use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Address, Lang, Map, Text, Voice};
use crate::world::yaml::KeyPath;

/// The plural categories of CLDR: <https://cldr.unicode.org/index/cldr-spec/plural-rules>.
pub const PLURALS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// What readers get who have no words of their own.
pub const FORMAL: &str = "formal";
/// The other register that there is by itself.
pub const FRIENDLY: &str = "friendly";
/// What readers get who are addressed informally.
pub const INFORMAL: &str = "informal";

/// Which of several registers of a phrase a reader gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    /// The page's voice.
    pub voice: Voice,
    /// The audience's voice, in which a page speaks that has no words in its own.
    pub base: Voice,
    /// How the reader is addressed.
    pub address: Address,
}

/// One phrase: a string, or a map by register or by plural category, in either order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Phrase {
    /// The same for everyone.
    Plain(String),
    /// By register (`formal`, `friendly`, `informal`, …) or plural category (`one`, `few`, `many`, `other`).
    Cases(Map<String, Phrase>),
}

impl Phrase {
    /// The words for a register and, where a number is named, its plural category.
    ///
    /// An informally addressed reader gets [`INFORMAL`] where it is given; then comes the page's voice, then the audience's, then `formal`, then what stands
    /// first.
    pub fn pick(&self, register: &Register, category: Option<&str>) -> Option<&str> {
        let cases = match self {
            Self::Plain(text) => return Some(text),
            Self::Cases(cases) => cases,
        };
        let next = if cases.keys().any(|key| PLURALS.contains(&key.as_str())) {
            category.and_then(|category| cases.get(category)).or_else(|| cases.get("other"))
        } else {
            let informal = (register.address == Address::Informal).then(|| cases.get(INFORMAL)).flatten();
            let voices = [register.voice.as_str(), register.base.as_str(), FORMAL];
            informal.or_else(|| voices.into_iter().find_map(|voice| cases.get(voice))).or_else(|| cases.values().next())
        };
        next?.pick(register, category)
    }
}

/// Words by key, each a string for all languages or a map of phrases by language.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Words(Map<String, Word>);

/// What is said under one key: a phrase for all languages, or one for each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Word {
    /// The same in every language.
    Plain(Phrase),
    /// By language.
    ByLanguage(Map<Lang, Phrase>),
}

impl Word {
    /// The phrase in a language.
    pub fn phrase(&self, lang: &Lang) -> Option<&Phrase> {
        match self {
            Self::Plain(phrase) => Some(phrase),
            Self::ByLanguage(map) => map.get(lang),
        }
    }

    /// Visits every map by register or plural category in it, each with its path.
    pub fn cases(&self, at: &KeyPath, visit: &mut dyn FnMut(&KeyPath, &[&str])) {
        fn phrase(at: &KeyPath, of: &Phrase, visit: &mut dyn FnMut(&KeyPath, &[&str])) {
            let Phrase::Cases(cases) = of else { return };
            visit(at, &cases.keys().map(String::as_str).collect::<Vec<_>>());
            cases.iter().for_each(|(key, case)| phrase(&at.key(key), case, visit));
        }
        match self {
            Self::Plain(plain) => phrase(at, plain, visit),
            Self::ByLanguage(map) => map.iter().for_each(|(lang, of)| phrase(&at.key(lang.as_str()), of, visit)),
        }
    }

    /// Visits all that it says in a language, each with its path.
    pub fn texts(&self, at: &KeyPath, lang: &Lang, visit: &mut dyn FnMut(&KeyPath, &str)) {
        fn phrase(at: &KeyPath, of: &Phrase, visit: &mut dyn FnMut(&KeyPath, &str)) {
            match of {
                Phrase::Plain(text) => visit(at, text),
                Phrase::Cases(cases) => cases.iter().for_each(|(key, case)| phrase(&at.key(key), case, visit)),
            }
        }
        match self {
            Self::Plain(plain) => phrase(at, plain, visit),
            Self::ByLanguage(map) => map.get(lang).into_iter().for_each(|of| phrase(&at.key(lang.as_str()), of, visit)),
        }
    }

    /// The languages that it is given in, each with one of its texts; a plain text serves all.
    pub(super) fn sample(&self) -> Text {
        fn first(phrase: &Phrase) -> String {
            match phrase {
                Phrase::Plain(text) => text.clone(),
                Phrase::Cases(cases) => cases.values().next().map(first).unwrap_or_default(),
            }
        }
        match self {
            Self::Plain(phrase) => Text::Plain(first(phrase)),
            Self::ByLanguage(map) => Text::ByLanguage(Box::new(map.iter().map(|(lang, phrase)| (lang.clone(), first(phrase))).collect())),
        }
    }
}

impl Words {
    /// The phrase of a key in a language.
    pub fn phrase(&self, key: &str, lang: &Lang) -> Option<&Phrase> {
        self.0.get(key)?.phrase(lang)
    }

    /// All that there is of a key.
    pub fn entry(&self, key: &str) -> Option<impl Serialize + '_> {
        self.0.get(key)
    }

    /// All of them.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Word)> {
        self.0.iter().map(|(key, word)| (key.as_str(), word))
    }

    /// Every language that one of them is given in.
    pub fn languages(&self) -> impl Iterator<Item = &Lang> {
        self.0
            .values()
            .flat_map(|word| match word {
                Word::Plain(_) => None,
                Word::ByLanguage(map) => Some(map.keys()),
            })
            .flatten()
    }

    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Takes over what another table says, key by key and language by language.
    pub fn merge(&mut self, over: &Self) {
        for (key, word) in over.0.iter() {
            match (self.0.get_mut(key), word) {
                (Some(Word::ByLanguage(ours)), Word::ByLanguage(theirs)) => {
                    ours.extend(theirs.iter().map(|(lang, phrase)| (lang.clone(), phrase.clone())));
                }
                _ => {
                    self.0.insert(key.clone(), word.clone());
                }
            }
        }
    }
}

impl<'de> Deserialize<'de> for Phrase {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Phrase;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text, or a map by register or plural category")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Phrase, E> {
                Ok(Phrase::Plain(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Phrase, A::Error> {
                let cases: Map<String, Phrase> = Map::deserialize(serde::de::value::MapAccessDeserializer::new(access))?;
                let plurals = cases.keys().filter(|key| PLURALS.contains(&key.as_str())).count();
                if plurals != 0 && plurals != cases.len() {
                    return Err(A::Error::custom("plural categories and registers stand side by side: put one inside the other"));
                }
                if plurals != 0 && !cases.contains_key("other") {
                    return Err(A::Error::custom("the plural category `other` is missing"));
                }
                if cases.is_empty() {
                    return Err(A::Error::custom("there are no words here"));
                }
                Ok(Phrase::Cases(cases))
            }
        }

        deserializer.deserialize_any(Either)
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Word;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text, or a map by language")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Word, E> {
                Ok(Word::Plain(Phrase::Plain(text.to_owned())))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Word, E> {
                self.visit_str(&number.to_string())
            }

            fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Word, A::Error> {
                Map::deserialize(serde::de::value::MapAccessDeserializer::new(access)).map(Word::ByLanguage)
            }
        }

        deserializer.deserialize_any(Either)
    }
}

impl JsonSchema for Phrase {
    fn schema_name() -> Cow<'static, str> {
        "Phrase".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let cases = generator.subschema_for::<Map<String, Phrase>>();
        schemars::json_schema!({
            "description": "Text, or a map by register (formal, friendly, informal) or plural category (one, few, many, other)",
            "anyOf": [{"type": "string"}, cases],
        })
    }
}

impl JsonSchema for Word {
    fn schema_name() -> Cow<'static, str> {
        "Word".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let map = generator.subschema_for::<Map<Lang, Phrase>>();
        schemars::json_schema!({"description": "Text, or a map of phrases by language", "anyOf": [{"type": "string"}, map]})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::yaml;

    fn pick(words: &str, voice: &str, address: Address, category: Option<&str>) -> String {
        let words: Words = yaml::read(words).unwrap();
        let [voice, base] = [voice, "warm"].map(|voice| Voice::new(voice).unwrap());
        let lang = Lang::new("ru").unwrap();
        words.phrase("w", &lang).unwrap().pick(&Register { voice, base, address }, category).unwrap().to_owned()
    }

    #[test]
    fn a_phrase_is_picked_by_address_then_voice_then_number() {
        let words = "w: {ru: {formal: {one: статья, few: статьи, other: статей}, friendly: заметки, informal: твои заметки}}";
        assert_eq!(pick(words, "formal", Address::Formal, Some("few")), "статьи");
        assert_eq!(pick(words, "formal", Address::Formal, Some("many")), "статей");
        assert_eq!(pick(words, "friendly", Address::Formal, None), "заметки");
        assert_eq!(pick(words, "friendly", Address::Informal, None), "твои заметки");
        assert_eq!(pick(words, "dry", Address::Formal, Some("one")), "статья");
    }

    #[test]
    fn a_voice_without_words_of_its_own_speaks_as_its_audience_does() {
        let words = "w: {ru: {formal: статьи, warm: заметки, gentle: истории}}";
        let voices = ["gentle", "dry", "formal"].map(|voice| pick(words, voice, Address::Formal, None));
        assert_eq!(voices, ["истории", "заметки", "статьи"]);
    }

    #[test]
    fn registers_and_plurals_do_not_stand_side_by_side() {
        assert!(yaml::read::<Words>("w: {ru: {formal: a, one: b}}").unwrap_err().message.contains("side by side"));
    }
}
