use std::borrow::{Borrow, Cow};
use std::fmt;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use crate::diagnostics::shape::{ID, LANGUAGE};

/// A text of a certain shape.
macro_rules! shaped {
    ($(#[$doc:meta])* $name:ident, $shape:path) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// From a text; nothing if the text is not one.
            pub fn new(text: &str) -> Option<Self> {
                $shape.fits(text).then(|| Self(text.into()))
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
                Self::new(&text).ok_or_else(|| D::Error::custom($shape.refusal(&text)))
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                schemars::json_schema!({"type": "string", "pattern": $shape.pattern})
            }
        }
    };
}

pub(super) use shaped;

shaped!(
    /// The id of an audience: the name of its file in `content/audiences/`.
    AudienceId, ID
);
shaped!(
    /// The id of a segment, unique in the site.
    SegmentId, ID
);
shaped!(
    /// The name of a call to action of the page's audience, or `none`.
    CtaId, ID
);
shaped!(
    /// The name of a form of the page's audience, or `none`.
    FormId, ID
);
shaped!(
    /// The name of an offer of the page's audience, or `none`.
    OfferId, ID
);
shaped!(
    /// The name of a person to turn to of the page's audience, or `none`.
    ContactId, ID
);
shaped!(
    /// The register of an audience's words: `formal`, `friendly`, or one that the theme or site defines.
    Voice, ID
);
shaped!(
    /// A name that is an id: of a theme, a preset, a consent text.
    Name, ID
);
shaped!(
    /// Who receives what a form sends: a provider that Segue brings, or the name of a file in `providers/`.
    ProviderId, ID
);
shaped!(
    /// A language as BCP 47 writes it: `en`, `ru`, `ka`, `pt-BR`.
    Lang, LANGUAGE
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
