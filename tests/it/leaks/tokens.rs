//! What was planted: a word that stands nowhere else for each place of each audience.

use std::collections::BTreeMap;

/// The audiences of the planted site.
pub const AUDIENCES: [&str; 2] = ["b2b", "b2c"];

/// What every word of an audience begins with, so that one cut off by a summary is found too.
pub fn marker(audience: &str) -> String {
    format!("zq{audience}")
}

/// The id of a segment, call to action, form or offer: it belongs to its audience as any other word does.
pub fn id(audience: &str, sort: &str, shape: usize) -> String {
    format!("{}{sort}{}zq", marker(audience), shape % 2)
}

/// Where a word was planted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Whose it is.
    pub audience: &'static str,
    /// How it reaches its readers: a source of their own, an overlay, a passage, …
    pub layer: &'static str,
    /// The field, or what stands for one in a body.
    pub field: String,
    /// The file.
    pub file: String,
}

/// All words with where they were planted.
#[derive(Debug, Default)]
pub struct Tokens(BTreeMap<String, Place>);

impl Tokens {
    /// A new word.
    pub fn plant(&mut self, audience: &'static str, layer: &'static str, field: &str, file: &str) -> String {
        let token = format!("{}{}zq", marker(audience), self.0.len());
        self.0.insert(token.clone(), Place { audience, layer, field: field.to_owned(), file: file.to_owned() });
        token
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Place)> {
        self.0.iter()
    }

    /// Where a word was planted, as a person reads it.
    pub fn place(&self, token: &str) -> String {
        self.0
            .get(token)
            .map_or_else(|| "an id".to_owned(), |place| format!("{} of {} ({}, {})", place.field, place.audience, place.layer, place.file))
    }
}
