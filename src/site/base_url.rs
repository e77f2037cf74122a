use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::Url;

/// The absolute address that a site or an audience is published at; its path, if it has one, prefixes every address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BaseUrl {
    /// Ends with `/`.
    url: Url,
}

impl BaseUrl {
    /// From a text such as `https://example.com/blog`.
    ///
    /// # Errors
    ///
    /// Says why, when it is not an absolute http or https address without query and fragment.
    pub fn new(text: &str) -> Result<Self, String> {
        let mut url = Url::parse(text).map_err(|error| match error {
            url::ParseError::RelativeUrlWithoutBase => format!("`{text}` is not a whole address: write https:// in front of it"),
            error => format!("`{text}` is not a whole address: {error}"),
        })?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err(format!("`{text}` does not start with https:// or http://"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(format!("`{text}` has a query or a fragment, which no site can be published under"));
        }
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        Ok(Self { url })
    }

    /// Host and port, as the host's output folder is named.
    pub fn host(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        self.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}_{port}"))
    }

    /// Scheme, host and port, without a slash at the end.
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// Whether an absolute address lies on this host.
    pub fn is_host_of(&self, address: &str) -> bool {
        Url::parse(address).is_ok_and(|address| address.origin() == self.url.origin())
    }

    /// The path that prefixes every address: begins and ends with `/`.
    pub fn base_path(&self) -> &str {
        self.url.path()
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url.as_str())
    }
}

impl Serialize for BaseUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.url.as_str())
    }
}

impl<'de> Deserialize<'de> for BaseUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl JsonSchema for BaseUrl {
    fn schema_name() -> Cow<'static, str> {
        "BaseUrl".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({"type": "string", "format": "uri", "pattern": "^https?://"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_path_always_ends_with_a_slash() {
        let base = BaseUrl::new("https://example.com:8080/blog").unwrap();
        assert_eq!(
            (base.base_path(), base.host().as_str(), base.origin().as_str()),
            ("/blog/", "example.com_8080", "https://example.com:8080")
        );
    }

    #[test]
    fn what_no_site_can_be_published_at_is_refused() {
        for wrong in ["example.com", "/blog", "ftp://example.com", "https://example.com/?a=1", "https://"] {
            assert!(BaseUrl::new(wrong).is_err(), "{wrong}");
        }
    }
}
