//! The tags in an author's HTML, with their places: enough to say what is wrong with them, not to understand a document.

use std::ops::Range;

/// A start tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// As it is written.
    pub(super) name: &'a str,
    /// All of it, up to and with `>`.
    pub(super) at: Range<usize>,
    /// In order.
    pub(super) attributes: Vec<TagAttribute<'a>>,
}

/// An attribute of a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TagAttribute<'a> {
    /// As it is written.
    pub(super) name: &'a str,
    /// As it is written, quotes and entities included; empty where there is none.
    pub(super) value: &'a str,
    /// Name and value.
    pub(super) at: Range<usize>,
}

impl Tag<'_> {
    /// The name in small letters.
    pub(super) fn element(&self) -> String {
        self.name.to_ascii_lowercase()
    }

    /// The attribute that makes it something that links can lead to.
    pub(super) fn anchor(&self) -> Option<&TagAttribute<'_>> {
        let named = |wanted: &str| self.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(wanted));
        named("id")
            .or_else(|| self.name.eq_ignore_ascii_case("a").then(|| named("name")).flatten())
            .filter(|anchor| !anchor.value.is_empty())
    }
}

/// Elements whose content is no HTML.
const OPAQUE: [&str; 5] = ["script", "style", "textarea", "title", "xmp"];

/// The start tags of a text, from left to right. Comments and the content of scripts are passed over.
pub(super) fn tags(text: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(open) = text[at..].find('<').map(|found| at + found) {
            let rest = &text[open..];
            if let Some(comment) = rest.strip_prefix("<!--") {
                at = comment.find("-->").map_or(text.len(), |end| open + 4 + end + 3);
            } else if rest[1..].starts_with(|first: char| first.is_ascii_alphabetic()) {
                let tag = read(text, open);
                at = tag.at.end;
                let element = tag.element();
                if OPAQUE.contains(&element.as_str()) {
                    at = closing(text, at, &element);
                }
                return Some(tag);
            } else {
                at = open + 1;
            }
        }
        None
    })
}

/// Elements that need no end tag.
const UNENDED: [&str; 29] = [
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p", "rp", "rt",
    "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr", "param", "optgroup",
];

/// How many more elements a text opens than it closes; elements that need no end tag do not count.
pub(super) fn nesting(text: &str) -> isize {
    let counts = |name: &str| !UNENDED.iter().any(|element| name.eq_ignore_ascii_case(element));
    let opened = tags(text).filter(|tag| counts(tag.name)).count();
    let ends = text.match_indices("</").map(|(at, _)| &text[at + 2..]);
    let names = ends.map(|rest| &rest[..rest.find(|char: char| !char.is_ascii_alphanumeric()).unwrap_or(rest.len())]);
    let closed = names.filter(|name| counts(name)).count();
    opened.cast_signed() - closed.cast_signed()
}

/// Whether a text is nothing but comments and white space.
pub(super) fn is_comment(text: &str) -> bool {
    let mut rest = text.trim();
    while let Some(comment) = rest.strip_prefix("<!--") {
        rest = comment.find("-->").map_or("", |end| comment[end + 3..].trim_start());
    }
    rest.is_empty()
}

/// The place of the end tag of an element whose content is no HTML.
fn closing(text: &str, from: usize, element: &str) -> usize {
    let ends = text[from..].match_indices("</").map(|(found, _)| from + found);
    let end =
        ends.into_iter().find(|end| text.get(end + 2..end + 2 + element.len()).is_some_and(|name| name.eq_ignore_ascii_case(element)));
    end.unwrap_or(text.len())
}

fn read(text: &str, open: usize) -> Tag<'_> {
    let bytes = text.as_bytes();
    let ends = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
    let until = |from: usize, stop: &dyn Fn(u8) -> bool| {
        bytes[from..].iter().position(|byte| stop(*byte)).map_or(bytes.len(), |length| from + length)
    };
    let name_end = until(open + 1, &ends);
    let mut attributes = Vec::new();
    let mut at = name_end;
    loop {
        at = until(at, &|byte| !byte.is_ascii_whitespace() && byte != b'/');
        if bytes.get(at).is_none_or(|byte| *byte == b'>') {
            let end = (at + 1).min(bytes.len());
            return Tag { name: &text[open + 1..name_end], at: open..end, attributes };
        }
        let start = at;
        // An equals sign at the start is part of the name, as HTML has it.
        let key_end = until(at + 1, &|byte| ends(byte) || byte == b'=');
        let mut value = key_end..key_end;
        at = key_end;
        let equals = until(key_end, &|byte| !byte.is_ascii_whitespace());
        if bytes.get(equals) == Some(&b'=') {
            let first = until(equals + 1, &|byte| !byte.is_ascii_whitespace());
            (value, at) = match bytes.get(first) {
                Some(quote @ (b'"' | b'\'')) => {
                    let last = until(first + 1, &|byte| byte == *quote);
                    (first + 1..last, (last + 1).min(bytes.len()))
                }
                _ => {
                    let last = until(first, &|byte| byte.is_ascii_whitespace() || byte == b'>');
                    (first..last, last)
                }
            };
        }
        // Stops fall on ASCII, but a start may lie inside a character only if the text ended there.
        let (name, value) = (text.get(start..key_end).unwrap_or_default(), text.get(value).unwrap_or_default());
        attributes.push(TagAttribute { name, value, at: start..at });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_all(text: &str) -> Vec<String> {
        let attribute = |attribute: &TagAttribute<'_>| format!("{}={}", attribute.name, attribute.value);
        tags(text).map(|tag| format!("{} {}", tag.name, tag.attributes.iter().map(attribute).collect::<Vec<_>>().join(" "))).collect()
    }

    #[test]
    fn tags_are_found_with_their_attributes() {
        assert_eq!(
            read_all("x <a href='b c' D=e f><br/></a><!-- <b> --><script>'<i>'</script> 1 < 2 <IMG\nsrc=\"x\""),
            ["a href=b c D=e f=", "br ", "script ", "IMG src=x"]
        );
    }

    #[test]
    fn a_comment_is_no_html() {
        assert!(is_comment(" <!-- a --> <!-- b\n -->\n") && is_comment("<!-- open"));
        assert!(!is_comment("<!-- a --> <p>"));
    }

    #[test]
    fn nesting_counts_what_is_left_open() {
        assert_eq!(nesting("<div><p>a<br><B><ul><li>c</ul>"), 2);
        assert_eq!(nesting("</div></p>"), -1);
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in "(<|>|/|=|\"|'| |a|ж|!--|-->|script){0,30}") {
            for tag in tags(&text) {
                prop_assert!(text.get(tag.at).is_some());
            }
        }
    }
}
