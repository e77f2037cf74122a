use unicode_normalization::UnicodeNormalization;

use crate::site::SlugStyle;

/// A name as a part of an address: small letters, digits, hyphens; in Latin letters unless the site wants them as they are written.
pub fn slug(name: &str, style: SlugStyle) -> String {
    let name: String = match style {
        SlugStyle::Ascii => deunicode::deunicode(&name.nfc().collect::<String>()),
        SlugStyle::Unicode => name.nfc().collect(),
    };
    let mut slug = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || c == '_' {
            slug.push(c);
        } else if matches!(c, '\'' | '’' | '"' | '`') {
            // An apostrophe joins what it stands between: "don't" is "dont". So does the mark by which deunicode tells Georgian letters apart.
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { format!("x{}", blake3::hash(name.as_bytes()).to_hex().get(..8).unwrap_or_default()) } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russian_and_georgian_names_are_transliterated_or_kept() {
        assert_eq!(slug("Вода для чая", SlugStyle::Ascii), "voda-dlia-chaia");
        assert_eq!(slug("ქართული ჩაი", SlugStyle::Ascii), "kartuli-chai");
        assert_eq!(slug("Вода для чая", SlugStyle::Unicode), "вода-для-чая");
        assert_eq!(slug("Don't  panic!", SlugStyle::Ascii), "dont-panic");
    }

    #[test]
    fn two_ways_to_write_one_letter_are_one_address() {
        assert_eq!(slug("й", SlugStyle::Unicode), slug("и\u{306}", SlugStyle::Unicode));
    }

    #[test]
    fn a_name_of_which_nothing_is_left_still_has_an_address() {
        assert!(slug("!!!", SlugStyle::Ascii).starts_with('x'));
    }
}
