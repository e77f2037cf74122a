//! Keys that take one name or a list of them.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::diagnostics::shape::ID;
use crate::site::AudienceId;

/// Who a page is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AudienceChoice {
    /// Every audience of the site.
    All,
    /// These.
    Some(Vec<AudienceId>),
}

impl AudienceChoice {
    /// Whether an audience is among them.
    pub fn includes(&self, audience: &AudienceId) -> bool {
        match self {
            Self::All => true,
            Self::Some(list) => list.contains(audience),
        }
    }
}

impl Serialize for AudienceChoice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All => serializer.serialize_str("all"),
            Self::Some(list) => list.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for AudienceChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let OneOrMany(names) = OneOrMany::<String>::deserialize(deserializer)?;
        if names == ["all"] {
            return Ok(Self::All);
        }
        let id = |name: &String| AudienceId::new(name).ok_or_else(|| D::Error::custom(ID.refusal(name)));
        names.iter().map(id).collect::<Result<_, _>>().map(Self::Some)
    }
}

impl JsonSchema for AudienceChoice {
    fn schema_name() -> Cow<'static, str> {
        "AudienceChoice".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let id = generator.subschema_for::<AudienceId>();
        schemars::json_schema!({"anyOf": [{"const": "all"}, id, {"type": "array", "items": id}]})
    }
}

/// One, or a list of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct OneOrMany<T>(pub Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
            type Value = OneOrMany<T>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("one name or a list of names")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                T::deserialize(serde::de::value::StrDeserializer::new(text)).map(|one| OneOrMany(vec![one]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::new();
                while let Some(one) = access.next_element()? {
                    all.push(one);
                }
                Ok(OneOrMany(all))
            }
        }

        deserializer.deserialize_any(Either(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for OneOrMany<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("OneOrMany{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        schemars::json_schema!({"anyOf": [one, {"type": "array", "items": one}]})
    }
}
