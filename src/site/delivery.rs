use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Lang, Map, Text};

/// From which sum on an audience pays no delivery.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// The sum: one, or one for each language.
    pub free_from: FreeFrom,
    /// The currency's three letters, as ISO 4217 has them: one, or one for each language.
    pub currency: Text,
    /// The page that says more, below `content/`.
    pub terms: Option<String>,
}

/// A sum of money without its currency: one, or one for each language.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum FreeFrom {
    /// For readers of every language.
    One(f64),
    /// For readers of each language its own.
    ByLanguage(Map<Lang, f64>),
}

impl FreeFrom {
    /// The sum for readers of a language, if there is one.
    pub fn get(&self, lang: &Lang) -> Option<f64> {
        match self {
            Self::One(sum) => Some(*sum),
            Self::ByLanguage(sums) => sums.get(lang).copied(),
        }
    }
}

impl<'de> Deserialize<'de> for FreeFrom {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = FreeFrom;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, or a number for each language")
            }

            fn visit_f64<E: Error>(self, sum: f64) -> Result<FreeFrom, E> {
                Ok(FreeFrom::One(sum))
            }

            fn visit_u64<E: Error>(self, sum: u64) -> Result<FreeFrom, E> {
                u32::try_from(sum).map(|sum| FreeFrom::One(sum.into())).map_err(|_| E::custom("this sum is too large"))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<FreeFrom, A::Error> {
                Map::deserialize(MapAccessDeserializer::new(map)).map(FreeFrom::ByLanguage)
            }
        }

        deserializer.deserialize_any(Either)
    }
}

impl JsonSchema for FreeFrom {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "FreeFrom".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let by_language = generator.subschema_for::<Map<Lang, f64>>();
        json_schema!({"description": "A sum: one, or one for each language.", "anyOf": [{"type": "number", "minimum": 0}, by_language]})
    }
}
