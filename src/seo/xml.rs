//! XML as it is written: the one file that knows quick-xml.

use std::borrow::Cow;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// A document while it is written, one element a line.
pub(super) struct Xml {
    writer: Writer<Vec<u8>>,
}

impl Xml {
    /// A document with its declaration.
    pub(super) fn new() -> Self {
        let mut xml = Self { writer: Writer::new_with_indent(Vec::new(), b' ', 0) };
        xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml
    }

    /// `<name a="…">`, to be closed.
    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.event(Event::Start(start(name, attributes)));
    }

    /// `</name>`
    pub(super) fn close(&mut self, name: &str) {
        self.event(Event::End(BytesEnd::new(name)));
    }

    /// `<name a="…"/>`
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.event(Event::Empty(start(name, attributes)));
    }

    /// `<name a="…">text</name>`
    pub(super) fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        self.event(Event::Text(BytesText::new(&allowed(text))));
        self.close(name);
    }

    /// The document, ending in a line break.
    pub(super) fn finish(self) -> String {
        let mut text = String::from_utf8(self.writer.into_inner()).unwrap_or_default();
        text.push('\n');
        text
    }

    fn event(&mut self, event: Event<'_>) {
        // Memory takes every byte.
        let _ = self.writer.write_event(event);
    }
}

fn start<'a>(name: &'a str, attributes: &[(&'a str, &'a str)]) -> BytesStart<'a> {
    BytesStart::new(name).with_attributes(attributes.iter().map(|(key, value)| (*key, allowed(value))))
}

/// A text without the characters that XML has no form for, not even as a reference: <https://www.w3.org/TR/xml/#charsets>.
pub(super) fn allowed(text: &str) -> Cow<'_, str> {
    let forbidden = |letter: char| matches!(letter, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if text.contains(forbidden) { Cow::Owned(text.replace(forbidden, "")) } else { Cow::Borrowed(text) }
}

/// What a reader of the document sees, for tests.
#[cfg(test)]
pub(super) mod reading {
    use quick_xml::Reader;
    use quick_xml::events::Event;

    /// The texts of all elements of a name, as a reader sees them; fails where the document is not well-formed.
    pub(in crate::seo) fn texts(xml: &str, name: &str) -> Vec<String> {
        let mut reader = Reader::from_str(xml);
        let mut found = Vec::new();
        let mut current: Option<String> = None;
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) if start.name().as_ref() == name => current = Some(String::new()),
                Event::End(end) if end.name().as_ref() == name => found.extend(current.take()),
                Event::Text(text) => {
                    if let Some(current) = &mut current {
                        current.push_str(&text.xml10_content());
                    }
                }
                Event::GeneralRef(reference) => {
                    let letter = reference.resolve_char_ref().unwrap();
                    let letter = letter
                        .map(String::from)
                        .unwrap_or_else(|| quick_xml::escape::resolve_predefined_entity(reference.as_ref()).unwrap().to_owned());
                    if let Some(current) = &mut current {
                        current.push_str(&letter);
                    }
                }
                Event::Eof => return found,
                _ => {}
            }
        }
    }

    /// The values of an attribute of all elements of a name.
    pub(in crate::seo) fn attributes(xml: &str, name: &str, key: &str) -> Vec<String> {
        let mut reader = Reader::from_str(xml);
        let mut found = Vec::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) | Event::Empty(start) if start.name().as_ref() == name => {
                    let attribute = start.try_get_attribute(key).unwrap();
                    found.extend(attribute.map(|attribute| quick_xml::escape::unescape(&attribute.value).unwrap().into_owned()));
                }
                Event::Eof => return found,
                _ => {}
            }
        }
    }
}
