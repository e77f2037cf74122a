use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::{ConsentHash, Day};

/// A consent text as its readers get it: all that they are told of what they agree to.
///
/// Its canonical form is UTF-8 text in normalisation form C. First a line each, in this order, of those that are given: `title: `, `date: `,
/// `purpose: `, `controller: `, `withdraw: `, `box: `, each with white space collapsed to single spaces; then an empty line; then the body as
/// markdown, with line feeds, no white space at the ends of lines, no more than one empty line in a row, and one line feed at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentText {
    /// The heading.
    pub title: String,
    /// Since when it is as it is.
    pub date: Date,
    /// What the data are used for.
    pub purpose: String,
    /// Who is responsible; empty where nobody is named.
    pub controller: String,
    /// How consent is withdrawn; empty where that is not said.
    pub withdraw: String,
    /// The sentence beside the box.
    pub sentence: String,
    /// The body as markdown.
    pub body: String,
}

impl ConsentText {
    /// The same with everything normalised that no reader sees.
    #[must_use]
    pub fn normalised(self) -> Self {
        Self {
            title: one_line(&self.title),
            date: self.date,
            purpose: one_line(&self.purpose),
            controller: one_line(&self.controller),
            withdraw: one_line(&self.withdraw),
            sentence: one_line(&self.sentence),
            body: lines(&self.body),
        }
    }

    fn facts(&self) -> [(&'static str, &str); 5] {
        let Self { title, purpose, controller, withdraw, sentence, .. } = self;
        [("title", title), ("purpose", purpose), ("controller", controller), ("withdraw", withdraw), ("box", sentence)]
    }

    /// The canonical form of a normalised text.
    pub fn canonical(&self) -> String {
        let mut text = String::new();
        for (key, value) in self.facts() {
            if !value.is_empty() {
                text.push_str(&format!("{key}: {value}\n"));
            }
            if key == "title" {
                text.push_str(&format!("date: {}\n", self.date));
            }
        }
        if self.body.is_empty() {
            return text;
        }
        format!("{text}\n{}\n", self.body)
    }

    /// From its canonical form; nothing from anything else.
    pub fn parse(canonical: &str) -> Option<Self> {
        let (head, body) = canonical.split_once("\n\n").unwrap_or((canonical, ""));
        let value = |key: &str| head.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": ")).unwrap_or_default().to_owned();
        let text = Self {
            title: value("title"),
            date: Day::new(&value("date"))?.0,
            purpose: value("purpose"),
            controller: value("controller"),
            withdraw: value("withdraw"),
            sentence: value("box"),
            body: body.trim_end_matches('\n').to_owned(),
        };
        (text.clone().normalised() == text && text.canonical() == canonical).then_some(text)
    }

    /// The hash of its canonical form.
    pub fn hash(&self) -> ConsentHash {
        ConsentHash::of(&self.canonical())
    }

    /// What differs in another text, by the keys that authors write.
    pub fn differences(&self, other: &Self) -> Vec<&'static str> {
        let facts = self.facts().into_iter().zip(other.facts());
        let facts = facts.filter(|((_, own), (_, theirs))| own != theirs).map(|((key, _), _)| key);
        facts.chain((self.body != other.body).then_some("text")).collect()
    }
}

/// Whether a character is one that YAML can hold, too: <https://yaml.org/spec/1.2.2/#51-character-set>.
fn is_kept(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn one_line(text: &str) -> String {
    let words = text.split_whitespace().map(|word| word.nfc().filter(|c| is_kept(*c)).collect::<String>());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn lines(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.replace("\r\n", "\n").split(['\r', '\n', '\u{2028}', '\u{2029}']) {
        let line: String = line.nfc().filter(|c| is_kept(*c) || *c == '\t').collect();
        let line = line.trim_end();
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line.to_owned());
        }
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(body: &str) -> ConsentText {
        ConsentText {
            title: "The monthly  letter".into(),
            date: Date::constant(2026, 11, 22),
            purpose: "To send the letter".into(),
            controller: "Tea LLC".into(),
            withdraw: String::new(),
            sentence: "Yes,\nsend it".into(),
            body: body.into(),
        }
    }

    #[test]
    fn the_canonical_form_is_what_the_documentation_says() {
        let text = text("\r\nWe write  \r\n\r\n\r\n- once a month\r\n").normalised();
        insta::assert_snapshot!(text.canonical(), @"
        title: The monthly letter
        date: 2026-11-22
        purpose: To send the letter
        controller: Tea LLC
        box: Yes, send it

        We write

        - once a month
        ");
        assert_eq!(text.hash().short(), ConsentHash::of(&text.canonical()).short());
    }

    #[test]
    fn what_no_reader_sees_makes_no_other_text_and_anything_else_does() {
        let hash = |body: &str| text(body).normalised().hash();
        assert_eq!(hash("Caf\u{e9}\n\n\n\nTea"), hash("\nCafe\u{301} \r\n\r\nTea\r\n\r\n"));
        assert_ne!(hash("Tea"), hash("Tea."));
        assert_eq!(text("Tea").differences(&text("Coffee")), ["text"]);
    }

    proptest! {
        #[test]
        fn a_canonical_form_is_read_back_as_it_is(title in "\\PC{0,20}", sentence in ".{0,20}", body in "(\\PC|\n|\r|\t| |\u{2028}){0,60}") {
            let text = ConsentText { title, sentence, ..text(&body) }.normalised();
            prop_assert!(text.clone().normalised() == text);
            prop_assert_eq!(ConsentText::parse(&text.canonical()), Some(text));
        }
    }
}
