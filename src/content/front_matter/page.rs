//! What pages of every kind can have.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::content::layer::{Layer, struct_layer};
use crate::site::{FileRef, Lang, Text};

/// A name that is written the same for readers of every language, unless it is given by language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct ProperName(pub Text);

impl Layer for ProperName {
    fn settle(&self, lang: &Lang, _: &Lang) -> Option<Self> {
        self.0.in_language(lang, None).map(Self)
    }

    fn merge(&mut self, over: &Self) {
        self.0.clone_from(&over.0);
    }
}

impl ProperName {
    /// The name as it is given, in every language that it is given in.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        let (plain, by_language) = match &self.0 {
            Text::Plain(text) => (Some(text), None),
            Text::ByLanguage(map) => (None, Some(map.values())),
        };
        plain.into_iter().chain(by_language.into_iter().flatten()).map(String::as_str)
    }

    /// The name, after it was settled for one language.
    pub fn plain(&self) -> Option<&str> {
        self.0.plain()
    }
}

/// The page's picture.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImageMeta {
    /// A file, from the source's own folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub src: Option<FileRef>,
    /// What it shows; an empty text where it is decoration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt: Option<Text>,
}

struct_layer!(ImageMeta { src, alt });

/// What search engines read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeoMeta {
    /// In place of the page's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// In place of the page's description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    /// What readers search for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keyword: Option<Text>,
    /// Which page owns the words: `auto`, `self`, `primary`, or the id of an audience.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canonical: Option<String>,
    /// Keeps the page out of search engines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noindex: Option<bool>,
    /// For shared cards, in place of the page's picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<FileRef>,
}

struct_layer!(SeoMeta { title, description, keyword, canonical, noindex, image });
