//! Anchors of headings.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

/// What a heading without letters and digits is called.
const NAMELESS: &str = "section";

/// The anchor that a heading gets from its text: small letters and digits of any script, the rest hyphens.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for char in text.nfc().flat_map(char::to_lowercase) {
        if char.is_alphanumeric() {
            slug.push(char);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    if slug.is_empty() { NAMELESS.to_owned() } else { slug }
}

/// The anchors of a page as they are given away.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    taken: BTreeSet<String>,
    /// The number that was given last to an anchor of these words.
    numbers: BTreeMap<String, usize>,
}

impl Anchors {
    /// Takes an anchor as it is; tells whether it was free.
    pub(super) fn take(&mut self, anchor: String) -> bool {
        self.taken.insert(anchor)
    }

    /// Takes an anchor made of these words, with a number behind it if need be.
    pub(super) fn take_free(&mut self, slug: &str) -> String {
        if self.taken.insert(slug.to_owned()) {
            return slug.to_owned();
        }
        let number = self.numbers.entry(slug.to_owned()).or_insert(1);
        loop {
            *number += 1;
            let anchor = format!("{slug}-{number}");
            if self.taken.insert(anchor.clone()) {
                return anchor;
            }
        }
    }

    /// All that were taken.
    pub(super) fn into_set(self) -> BTreeSet<String> {
        self.taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_every_script_stay() {
        assert_eq!(slug("  Hard water: 10 °dH & more!"), "hard-water-10-dh-more");
        assert_eq!(slug("Жёсткая вода"), "жёсткая-вода");
        assert_eq!(slug("ხისტი წყალი"), "ხისტი-წყალი");
        assert_eq!(slug("cafe\u{301}"), "café");
        assert_eq!(slug("— ! —"), "section");
    }

    #[test]
    fn an_anchor_that_is_taken_gets_a_number() {
        let mut anchors = Anchors::default();
        assert!(anchors.take("tea-2".to_owned()) && !anchors.take("tea-2".to_owned()));
        let three: Vec<String> = (0..3).map(|_| anchors.take_free("tea")).collect();
        assert_eq!(three, ["tea", "tea-3", "tea-4"]);
    }
}
