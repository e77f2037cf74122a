use std::fmt;

use schemars::JsonSchema;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::Map;

/// A value of any shape, for keys that are the author's own.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Free {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Number(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Free>),
    /// A map.
    Map(Map<String, Free>),
}

impl<'de> Deserialize<'de> for Free {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Free;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }

            fn visit_unit<E>(self) -> Result<Free, E> {
                Ok(Free::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Free, E> {
                Ok(Free::Bool(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Free, E> {
                Ok(Free::Integer(value))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Free, E> {
                Ok(i64::try_from(value).map_or(Free::Text(value.to_string()), Free::Integer))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Free, E> {
                Ok(Free::Number(value))
            }

            fn visit_str<E>(self, value: &str) -> Result<Free, E> {
                Ok(Free::Text(value.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Free, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = access.next_element()? {
                    items.push(item);
                }
                Ok(Free::List(items))
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, access: A) -> Result<Free, A::Error> {
                Map::deserialize(serde::de::value::MapAccessDeserializer::new(access)).map(Free::Map)
            }
        }

        deserializer.deserialize_any(Any)
    }
}
