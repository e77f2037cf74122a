use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::Name;
use crate::world::yaml::KeyPath;

/// One consent that a form asks for: a box of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConsentUse {
    /// The text, by its name in `content/consent/`.
    pub id: Name,
    /// Whether the form cannot be sent without it, where its author says so; [`super::Form::is_for_one_consent`] decides otherwise.
    pub required: Option<bool>,
    /// Whether it is written as a map.
    #[serde(skip)]
    named: bool,
}

/// The consents that a form asks for, in order: one name or a list, each a name or `{id: NAME, required: true}`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct ConsentUses {
    uses: Vec<ConsentUse>,
    #[serde(skip)]
    is_list: bool,
}

impl ConsentUses {
    /// Where the name of one of them stands below the key.
    pub fn path(&self, index: usize) -> KeyPath {
        let at = if self.is_list { KeyPath::root().index(index) } else { KeyPath::root() };
        if self.uses.get(index).is_some_and(|of| of.named) { at.key("id") } else { at }
    }
}

impl Deref for ConsentUses {
    type Target = [ConsentUse];

    fn deref(&self) -> &Self::Target {
        &self.uses
    }
}

/// `{id: NAME, required: true}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: Name,
    required: Option<bool>,
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
                Ok(ConsentUse { id: Name::deserialize(StrDeserializer::new(text))?, required: None, named: false })
            }

            fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Self::Value, A::Error> {
                let Written { id, required } = Written::deserialize(MapAccessDeserializer::new(access))?;
                Ok(ConsentUse { id, required, named: true })
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
                ConsentUse::deserialize(StrDeserializer::new(text)).map(|one| ConsentUses { uses: vec![one], is_list: false })
            }

            fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Self::Value, A::Error> {
                ConsentUse::deserialize(MapAccessDeserializer::new(access)).map(|one| ConsentUses { uses: vec![one], is_list: false })
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
                let mut all: Vec<ConsentUse> = Vec::new();
                while let Some(one) = access.next_element()? {
                    all.push(one);
                }
                Ok(ConsentUses { uses: all, is_list: true })
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
                    "required": {"description": "Whether the form cannot be sent without it; by default where one consent is all that a sign-up is for", "type": "boolean"},
                },
                "required": ["id"],
                "additionalProperties": false,
            }],
        });
        schemars::json_schema!({"anyOf": [one, {"type": "array", "items": one}]})
    }
}
