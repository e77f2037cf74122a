use std::borrow::{Borrow, Cow};
use std::fmt;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

/// A name made of small letters, digits and hyphens, as every id is.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $what:literal, $pattern:literal, $valid:path) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// From a text; nothing if the text is not one.
            pub fn new(text: &str) -> Option<Self> {
                $valid(text).then(|| Self(text.into()))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::new(&text).ok_or_else(|| D::Error::custom(format!("`{text}` is not {}", $what)))
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                schemars::json_schema!({"type": "string", "pattern": $pattern})
            }
        }
    };
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

id!(
    /// The id of an audience: the name of its file in `content/audiences/`.
    AudienceId, "an id: small letters, digits and hyphens", "^[a-z0-9]+(-[a-z0-9]+)*$", is_name
);
id!(
    /// The id of a segment, unique in the site.
    SegmentId, "an id: small letters, digits and hyphens", "^[a-z0-9]+(-[a-z0-9]+)*$", is_name
);
id!(
    /// The name of a call to action of the page's audience, or `none`.
    CtaId, "an id: small letters, digits and hyphens", "^[a-z0-9]+(-[a-z0-9]+)*$", is_name
);
id!(
    /// The name of a form of the page's audience, or `none`.
    FormId, "an id: small letters, digits and hyphens", "^[a-z0-9]+(-[a-z0-9]+)*$", is_name
);
id!(
    /// The name of an offer of the page's audience, or `none`.
    OfferId, "an id: small letters, digits and hyphens", "^[a-z0-9]+(-[a-z0-9]+)*$", is_name
);
id!(
    /// The name of a person to turn to of the page's audience, or `none`.
    ContactId, "an id: small letters, digits and hyphens", "^[a-z0-9]+(-[a-z0-9]+)*$", is_name
);
id!(
    /// The register of an audience's words: `formal`, `friendly`, or one that the theme or site defines.
    Voice, "an id: small letters, digits and hyphens", "^[a-z0-9]+(-[a-z0-9]+)*$", is_name
);
id!(
    /// A name that is an id: of a theme, a preset, a consent text.
    Name, "an id: small letters, digits and hyphens", "^[a-z0-9]+(-[a-z0-9]+)*$", is_name
);
id!(
    /// Who receives what a form sends: a provider that Segue brings, or the name of a file in `providers/`.
    ProviderId, "an id: small letters, digits and hyphens", "^[a-z0-9]+(-[a-z0-9]+)*$", is_name
);
id!(
    /// A language as BCP 47 writes it: `en`, `ru`, `ka`, `pt-BR`.
    Lang, "a language code such as `en` or `pt-BR`", "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", is_language
);

/// The name that says "none of them" where a call to action, a form, an offer or a contact is named.
const NONE: &str = "none";

macro_rules! may_be_none {
    ($($name:ident)*) => {$(
        impl $name {
            /// The name that says that there is none.
            pub fn none() -> Self {
                Self(NONE.into())
            }

            /// Whether it says that there is none.
            pub fn is_none(&self) -> bool {
                self.as_str() == NONE
            }
        }
    )*};
}

may_be_none!(CtaId FormId OfferId ContactId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_small_letters_digits_and_hyphens() {
        assert!(AudienceId::new("price-sensitive").is_some());
        for wrong in ["", "B2B", "a_b", "-a", "a-", "../a", "кафе"] {
            assert!(AudienceId::new(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn languages_are_bcp_47() {
        assert!(Lang::new("ka").is_some() && Lang::new("pt-BR").is_some());
        for wrong in ["e", "EN", "en_US", "english", "en-"] {
            assert!(Lang::new(wrong).is_none(), "{wrong}");
        }
    }
}
