use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Lang, Map};

/// Words that a reader reads: a string, or a map by language.
///
/// A plain string in `site.yaml` or an audience file serves every language; in front matter it is in its file's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Text {
    /// One text.
    Plain(String),
    /// One text for each language.
    ByLanguage(Box<Map<Lang, String>>),
}

impl Text {
    /// The text that readers of a language get; a plain string serves all.
    pub fn get(&self, lang: &Lang) -> Option<&str> {
        match self {
            Self::Plain(text) => Some(text),
            Self::ByLanguage(map) => map.get(lang).map(String::as_str),
        }
    }

    /// The text, after it was settled for one language.
    pub fn plain(&self) -> Option<&str> {
        match self {
            Self::Plain(text) => Some(text),
            Self::ByLanguage(_) => None,
        }
    }

    /// Settles it for readers of `lang`, where a plain string is in language `own`; `None` means that it serves all.
    #[must_use]
    pub fn in_language(&self, lang: &Lang, own: Option<&Lang>) -> Option<Self> {
        match self {
            Self::Plain(_) if own.is_some_and(|own| own != lang) => None,
            _ => self.get(lang).map(|text| Self::Plain(text.to_owned())),
        }
    }

    /// The languages it is given in; none for a plain string.
    pub fn languages(&self) -> impl Iterator<Item = &Lang> {
        match self {
            Self::Plain(_) => None,
            Self::ByLanguage(map) => Some(map.keys()),
        }
        .into_iter()
        .flatten()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text or a map by language")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text::Plain(text.to_owned()))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Text, E> {
                Ok(Text::Plain(number.to_string()))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Text, E> {
                Ok(Text::Plain(number.to_string()))
            }

            fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Text, A::Error> {
                Map::deserialize(serde::de::value::MapAccessDeserializer::new(access)).map(|map| Text::ByLanguage(Box::new(map)))
            }
        }

        deserializer.deserialize_any(Either)
    }
}

impl JsonSchema for Text {
    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let map = generator.subschema_for::<Map<Lang, String>>();
        schemars::json_schema!({"description": "Text, or a map of texts by language", "anyOf": [{"type": "string"}, map]})
    }
}
