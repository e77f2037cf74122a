//! Anchors of headings.

use std::collections::BTreeSet;

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

/// The anchor, with a number behind it if it is taken; then it is taken.
pub(super) fn unique(slug: String, taken: &mut BTreeSet<String>) -> String {
    let free = |anchor: &String| !taken.contains(anchor);
    let numbered = || (2_usize..).map(|number| format!("{slug}-{number}")).find(free);
    let anchor = if free(&slug) { slug } else { numbered().unwrap_or(slug) };
    taken.insert(anchor.clone());
    anchor
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
        let mut taken = BTreeSet::new();
        let three: Vec<String> = (0..3).map(|_| unique("tea".to_owned(), &mut taken)).collect();
        assert_eq!(three, ["tea", "tea-2", "tea-3"]);
    }
}
