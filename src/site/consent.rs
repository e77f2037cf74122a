use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::Name;

/// One consent that a form asks for: a box of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConsentUse {
    /// The text, by its name in `content/consent/`.
    pub id: Name,
    /// Whether the form cannot be answered without it.
    pub required: bool,
}

/// The consents that a form asks for, in order: one name or a list, each a name or `{id: NAME, required: true}`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct ConsentUses(Vec<ConsentUse>);

impl Deref for ConsentUses {
    type Target = [ConsentUse];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// `{id: NAME, required: true}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: Name,
    #[serde(default)]
    required: bool,
}

impl<'de> Deserialize<'de> for ConsentUse {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = ConsentUse;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a consent text")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(ConsentUse { id: Name::deserialize(StrDeserializer::new(text))?, required: false })
            }

            fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Self::Value, A::Error> {
                let Written { id, required } = Written::deserialize(MapAccessDeserializer::new(access))?;
                Ok(ConsentUse { id, required })
            }
        }

        deserializer.deserialize_any(Either)
    }
}

impl<'de> Deserialize<'de> for ConsentUses {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = ConsentUses;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a consent text or a list of names")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                ConsentUse::deserialize(StrDeserializer::new(text)).map(|one| ConsentUses(vec![one]))
            }

            fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Self::Value, A::Error> {
                ConsentUse::deserialize(MapAccessDeserializer::new(access)).map(|one| ConsentUses(vec![one]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
                let mut all: Vec<ConsentUse> = Vec::new();
                while let Some(one) = access.next_element::<ConsentUse>()? {
                    if all.iter().any(|known| known.id == one.id) {
                        return Err(A::Error::custom(format!("`{}` stands in this list twice", one.id)));
                    }
                    all.push(one);
                }
                Ok(ConsentUses(all))
            }
        }

        deserializer.deserialize_any(Either)
    }
}

impl JsonSchema for ConsentUses {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "ConsentUses".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let name = generator.subschema_for::<Name>();
        let one = schemars::json_schema!({
            "anyOf": [name, {
                "type": "object",
                "properties": {
                    "id": name,
                    "required": {"description": "Whether the form cannot be answered without it", "type": "boolean"},
                },
                "required": ["id"],
                "additionalProperties": false,
            }],
        });
        schemars::json_schema!({"anyOf": [one, {"type": "array", "items": one}]})
    }
}
