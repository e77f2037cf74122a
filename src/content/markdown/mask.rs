//! Hides directives from the markdown parser: a copy of the text, byte for byte as long, in which no directive can be mistaken for markdown.
//!
//! A line that is a directive becomes a processing instruction, which CommonMark lets interrupt a paragraph and ends on its own line.
//! Attributes in running text become control characters, so that no heading takes them as its own and nothing in them is mangled. Every
//! candidate is hidden, in code too: whoever reads the events gives back what was no directive.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use super::directive::{LONGEST, braces_end, label_end, name_end, read_line};

/// The character that stands in for what is hidden. It has no place in a text: where an author's has it, the copy has a space.
pub(super) const FILLER: u8 = 1;

/// The copy, and what was hidden in it.
#[derive(Debug)]
pub(super) struct Mask<'a> {
    /// As long as the original.
    pub(super) text: Cow<'a, str>,
    /// Lines that may be directives, in order.
    pub(super) lines: Vec<Line>,
    /// What is hidden in running text, by where it starts, with where it ends: attributes with their braces, and colons.
    pub(super) hidden: BTreeMap<usize, usize>,
    /// What is written like a directive in running text, with a name that is not known: from the colon to the end of the name.
    pub(super) strangers: Vec<Range<usize>>,
    /// Whether running text has anything that looks like a directive.
    pub(super) inline: bool,
    /// The first control character that has no place in a text.
    pub(super) control: Option<usize>,
}

/// A line that may be a directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// From the first colon to the last character.
    pub(super) span: Range<usize>,
    /// How many colons it starts with: two for a leaf, three and more for a container's start or end.
    pub(super) colons: usize,
}

impl Line {
    /// Whether it is nothing but colons.
    pub(super) fn closes(&self) -> bool {
        self.span.len() == self.colons
    }
}

/// Hides the directives of a text. `known` says whether running text may use a name.
pub(super) fn mask(text: &str, known: impl Fn(&str) -> bool) -> Mask<'_> {
    let mut hider =
        Hider { text, known, copy: None, lines: Vec::new(), hidden: BTreeMap::new(), strangers: Vec::new(), inline: false, hidden_to: 0 };
    let control = text.bytes().position(|byte| byte == FILLER);
    if control.is_some() {
        let spaced = text.replace(char::from(FILLER), " ");
        hider.copy = Some(spaced.into_bytes());
    }
    hider.run();
    let copy = match hider.copy {
        // Only whole characters were overwritten, and by ASCII: the copy is text.
        Some(bytes) => Cow::Owned(String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())),
        None => Cow::Borrowed(text),
    };
    Mask { text: copy, lines: hider.lines, hidden: hider.hidden, strangers: hider.strangers, inline: hider.inline, control }
}

struct Hider<'a, F> {
    text: &'a str,
    known: F,
    copy: Option<Vec<u8>>,
    lines: Vec<Line>,
    hidden: BTreeMap<usize, usize>,
    strangers: Vec<Range<usize>>,
    inline: bool,
    /// Attributes up to here were looked for already.
    hidden_to: usize,
}

impl<F: Fn(&str) -> bool> Hider<'_, F> {
    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let (mut line, mut content, mut seen) = (0, 0, 0);
        let mut from = 0;
        while let Some(colon) = self.text[from..].find(':').map(|found| from + found) {
            if let Some(newline) = self.text[seen..colon].rfind('\n') {
                line = seen + newline + 1;
                content = content_start(bytes, line);
            } else if seen == 0 {
                content = content_start(bytes, 0);
            }
            seen = colon;
            from = colon + 1;
            if colon == content && bytes.get(colon + 1) == Some(&b':') {
                from = self.line(colon).unwrap_or(from);
            } else if self.running_text(colon) && colon == content && colon >= line {
                // At the start of a line the parser would take the colon for a definition's.
                self.hide(colon..colon + 1);
                self.hidden.insert(colon, colon + 1);
            }
        }
    }

    /// Hides the line that starts with the colons at `start`, if it may be a directive, and tells where it ends.
    fn line(&mut self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let end = self.text[start..].find('\n').map_or(self.text.len(), |length| start + length);
        let end = start + self.text[start..end].trim_end_matches([' ', '\t', '\r']).len();
        let colons = bytes[start..end].iter().take_while(|byte| **byte == b':').count();
        let name = start + colons;
        // Two colons are no rare thing in other texts (`::before`), so a leaf must look like one or have a name that is known.
        let looks = colons >= 3
            || (self.known)(&self.text[name..name_end(self.text, name)])
            || (name < end && read_line(self.text, name..end).is_ok());
        if !looks {
            return None;
        }
        self.hide(start..end);
        if let Some(copy) = &mut self.copy {
            copy[start..start + 2].copy_from_slice(b"<?");
            copy[end - 1] = b'>';
            if end - start > 3 {
                copy[end - 2] = b'?';
            }
        }
        self.lines.push(Line { span: start..end, colons });
        Some(end)
    }

    /// Whether a directive in running text starts with the colon at `colon`; its attributes are hidden.
    fn running_text(&mut self, colon: usize) -> bool {
        let bytes = self.text.as_bytes();
        let end = name_end(self.text, colon + 1);
        let next = bytes.get(end).copied();
        if end == colon + 1 || !matches!(next, Some(b'[' | b'{')) {
            return false;
        }
        if !(self.known)(&self.text[colon + 1..end]) {
            let near = &bytes[..bytes.len().min(end + LONGEST)];
            let label = label_end(near, end).map_or(end, |close| close + 1);
            if bytes.get(label) == Some(&b'{') && braces_end(bytes, label).is_some() {
                self.strangers.push(colon..end);
            }
            return false;
        }
        self.inline = true;
        if next == Some(b'{') {
            self.hide_braces(end);
        } else if self.hidden_to <= end {
            // Where the label ends only the parser can say: every `]{…}` as far as this paragraph can reach is hidden.
            let stop = paragraph_end(self.text, end);
            let mut at = end;
            let last = self.text[at..stop].rfind('}').map_or(at, |close| at + close);
            while let Some(found) = self.text[at..last].find("]{") {
                at += found + 1;
                self.hide_braces(at);
            }
            self.hidden_to = stop;
        }
        bytes[..colon].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 0
    }

    fn hide_braces(&mut self, start: usize) {
        if let Some(end) = braces_end(self.text.as_bytes(), start) {
            self.hide(start..end);
            self.hidden.insert(start, end);
        }
    }

    fn hide(&mut self, range: Range<usize>) {
        self.copy.get_or_insert_with(|| self.text.as_bytes().to_vec())[range].fill(FILLER);
    }
}

/// Where the text of a line starts, after all that may be markers of quotes, lists, footnotes and definitions.
pub(super) fn content_start(bytes: &[u8], line: usize) -> usize {
    let blank = |at: usize| matches!(bytes.get(at), Some(b' ' | b'\t'));
    let mut at = line;
    while let Some(byte) = bytes.get(at) {
        at = match byte {
            b' ' | b'\t' | b'>' => at + 1,
            b'-' | b'+' | b'*' | b':' if blank(at + 1) => at + 2,
            b'0'..=b'9' => {
                let digits = bytes[at..].iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
                if !matches!(bytes.get(at + digits), Some(b'.' | b')')) || !blank(at + digits + 1) {
                    return at;
                }
                at + digits + 2
            }
            b'[' if bytes.get(at + 1) == Some(&b'^') => {
                let inside = bytes[at..].iter().position(|byte| matches!(byte, b']' | b'\n'));
                match inside.map(|length| at + length) {
                    Some(close) if bytes[close] == b']' && bytes.get(close + 1) == Some(&b':') => close + 2,
                    _ => return at,
                }
            }
            _ => return at,
        };
    }
    at
}

/// The end of the last line before one that is blank, quote markers aside.
fn paragraph_end(text: &str, from: usize) -> usize {
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        if at > from && line.trim_start_matches([' ', '\t', '>', '\r', '\n']).is_empty() {
            return at;
        }
        at += line.len();
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn known(name: &str) -> bool {
        matches!(name, "for" | "note" | "money")
    }

    fn shown(text: &str) -> String {
        mask(text, known).text.replace(char::from(FILLER), "·")
    }

    #[test]
    fn lines_that_may_be_directives_become_processing_instructions_of_the_same_length() {
        insta::assert_snapshot!(shown(":::for{b2b}\n:::\n::cta{id=x}  \r\n> - :::note hello\n::x\n:: no\n::std::vec is\n"), @"
        <?·······?>
        <?>
        <?·······?>  
        > - <?·········?>
        <?>
        :: no
        ::std::vec is
        ");
    }

    #[test]
    fn attributes_in_running_text_are_hidden_where_a_known_name_could_own_them() {
        insta::assert_snapshot!(shown("# :for[a]{b2b} {#id}\n\nx]{y} note:[x] 10:30\n\n:money{a=1} b\n\n:for[a\nb]{not \"}\" b2b}\n"), @r#"
        # :for[a]····· {#id}

        x]{y} note:[x] 10:30

        ·money····· b

        ·for[a
        b]·······" b2b}
        "#);
    }

    #[test]
    fn a_text_without_directives_is_not_copied() {
        assert!(matches!(mask("At 10:30, see https://example.com", known).text, Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn a_mask_is_as_long_as_the_text_and_keeps_its_lines(text in "(:{1,4}|for|note|[a-z ]|\\[|\\]|\\{|\\}|\n|>|- |чай|\"|\u{1}){0,40}") {
            let mask = mask(&text, known);
            prop_assert_eq!(mask.text.len(), text.len());
            let lines = |text: &str| text.match_indices('\n').map(|(at, _)| at).collect::<Vec<_>>();
            prop_assert_eq!(lines(&mask.text), lines(&text));
        }
    }
}
