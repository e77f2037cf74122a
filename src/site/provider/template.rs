use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A text with places in it that are filled in: `https://{dc}.list-manage.com/subscribe/post`.
///
/// A place is a name of small letters, digits and underscores between braces; any other brace is a brace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Template(String);

/// A stretch of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'t> {
    Text(&'t str),
    Place(&'t str),
}

impl Template {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The names of its places.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.pieces().into_iter().filter_map(|piece| match piece {
            Piece::Place(name) => Some(name),
            Piece::Text(_) => None,
        })
    }

    /// The text; nothing where one of its places has no value.
    pub fn fill<'v>(&self, value: &dyn Fn(&str) -> Option<Cow<'v, str>>) -> Option<String> {
        let mut text = String::new();
        for piece in self.pieces() {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Place(name) => text.push_str(&value(name)?),
            }
        }
        Some(text)
    }

    /// The values that make this text of it, where it was made of it: a place holds no `/`, `?` or `&`.
    pub fn read(&self, text: &str) -> Option<Vec<(String, String)>> {
        let mut rest = text;
        let mut values = Vec::new();
        let pieces = self.pieces();
        for (at, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Text(piece) => rest = rest.strip_prefix(piece)?,
                Piece::Place(name) => {
                    let end = match pieces.get(at + 1) {
                        Some(Piece::Text(next)) => rest.find(next)?,
                        Some(Piece::Place(_)) => return None,
                        None => rest.len(),
                    };
                    let value = rest.get(..end).filter(|value| !value.is_empty() && !value.contains(['/', '?', '&']))?;
                    values.push(((*name).to_owned(), value.to_owned()));
                    rest = &rest[end..];
                }
            }
        }
        rest.is_empty().then_some(values)
    }

    fn pieces(&self) -> Vec<Piece<'_>> {
        let mut pieces = Vec::new();
        let mut rest = self.0.as_str();
        let mut text = 0;
        while let Some(open) = rest[text..].find('{').map(|at| text + at) {
            let is_name = |name: &&str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            let name = rest[open + 1..].find('}').map(|end| &rest[open + 1..open + 1 + end]).filter(is_name);
            let Some(name) = name else {
                text = open + 1;
                continue;
            };
            if open > 0 {
                pieces.push(Piece::Text(&rest[..open]));
            }
            pieces.push(Piece::Place(name));
            rest = &rest[open + name.len() + 2..];
            text = 0;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest));
        }
        pieces
    }
}

impl From<&str> for Template {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(template: &str) -> Option<String> {
        Template::from(template).fill(&|name| (name != "unset").then(|| Cow::Owned(format!("<{name}>"))))
    }

    #[test]
    fn places_are_filled_and_other_braces_stay() {
        assert_eq!(fill("https://{dc}.x/{u}_{id}"), Some("https://<dc>.x/<u>_<id>".to_owned()));
        assert_eq!(fill("{\"pageUrl\":\"{page}\"} {}"), Some("{\"pageUrl\":\"<page>\"} {}".to_owned()));
        assert_eq!(fill("a{unset}"), None);
    }

    #[test]
    fn values_are_read_out_of_a_text_that_was_made_of_it() {
        let template = Template::from("https://{account}.{dc}.list-manage.com/subscribe/post");
        let read = template.read("https://example-account.us21.list-manage.com/subscribe/post");
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(read, Some(vec![pair("account", "example-account"), pair("dc", "us21")]));
        assert_eq!(template.read("https://elsewhere.example/subscribe/post"), None);
        assert_eq!(template.read("https://a/b.us21.list-manage.com/subscribe/post"), None);
    }
}
