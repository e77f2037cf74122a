//! Front matter that is kept between runs of the program.

use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use serde::de::{Error as _, Visitor};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::FrontMatter;

/// Front matter, which is read from its written form when somebody first asks.
///
/// What writes it is a format that describes itself, because that is what its types are made for.
#[derive(Clone)]
pub struct Front {
    value: OnceLock<Box<FrontMatter>>,
    written: Box<[u8]>,
}

impl From<FrontMatter> for Front {
    fn from(value: FrontMatter) -> Self {
        Self { value: OnceLock::from(Box::new(value)), written: Box::default() }
    }
}

impl Deref for Front {
    type Target = FrontMatter;

    fn deref(&self) -> &FrontMatter {
        // What was written was sealed, and by this very version of the program.
        self.value.get_or_init(|| Box::new(rmp_serde::from_slice(&self.written).unwrap_or_default()))
    }
}

impl fmt::Debug for Front {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl PartialEq for Front {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Serialize for Front {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.written.is_empty() {
            return serializer.serialize_bytes(&self.written);
        }
        let written = rmp_serde::to_vec_named(&**self).map_err(S::Error::custom)?;
        debug_assert_eq!(rmp_serde::from_slice::<FrontMatter>(&written).ok().as_ref(), Some(&**self), "what is kept is what was read");
        serializer.serialize_bytes(&written)
    }
}

impl<'de> Deserialize<'de> for Front {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;

        impl Visitor<'_> for Written {
            type Value = Front;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Front, E> {
                if bytes.is_empty() {
                    return Err(E::custom("no front matter"));
                }
                Ok(Front { value: OnceLock::new(), written: bytes.into() })
            }
        }

        deserializer.deserialize_bytes(Written).map_err(D::Error::custom)
    }
}
