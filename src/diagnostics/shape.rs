//! What short texts look like that are more than text: ids, languages, addresses. One place says it for the types that read them, for the
//! JSON Schema that editors read, and for what a person is told. Not for: whether what such a text names is there.

/// What a text of a sort looks like.
#[derive(Debug)]
pub struct Shape {
    /// What it is, with its article: "an id: small letters, digits and hyphens".
    pub what: &'static str,
    /// The same as a pattern of JSON Schema, which may be more lenient.
    pub pattern: &'static str,
    /// One of them.
    example: &'static str,
    fits: fn(&str) -> bool,
    /// What was most likely meant by a text that does not fit.
    mend: fn(&str) -> String,
}

/// Names that authors give.
pub const ID: Shape = Shape {
    what: "an id: small letters, digits and hyphens",
    pattern: "^[a-z0-9]+(-[a-z0-9]+)*$",
    example: "price-list",
    fits: is_id,
    mend: |text| {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
    },
};

/// Languages as BCP 47 writes them.
pub const LANGUAGE: Shape = Shape {
    what: "a language code such as `en` or `pt-BR`",
    pattern: "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
    example: "en",
    fits: is_language,
    mend: |text| {
        let (first, rest) = text.split_once(['-', '_']).map_or((text, None), |(first, rest)| (first, Some(rest)));
        rest.map_or_else(|| first.to_lowercase(), |rest| format!("{}-{}", first.to_lowercase(), rest.replace('_', "-")))
    },
};

/// Addresses of pages elsewhere.
pub const WEB_ADDRESS: Shape = Shape {
    what: "a web address: it begins with `https://`",
    pattern: "^https?://",
    example: "https://example.com/page",
    fits: |text| {
        let found = url::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        found.is_some() && !text.contains(char::is_whitespace)
    },
    mend: |text| {
        let host = text.trim_start_matches('/').split(['/', '?', '#']).next().unwrap_or_default();
        if is_host(host) { format!("https://{}", text.trim_start_matches('/')) } else { String::new() }
    },
};

/// Addresses of letters.
pub const EMAIL: Shape = Shape {
    what: "an e-mail address",
    pattern: r"^[^@:\s]+@[^@\s]+\.[^@\s]+$",
    example: "hello@example.com",
    fits: |text| {
        let parts = text.split_once('@');
        parts.is_some_and(|(name, host)| !name.is_empty() && !name.contains(':') && is_host(host)) && !text.contains(char::is_whitespace)
    },
    mend: |text| text.trim_start_matches("mailto:").to_owned(),
};

/// Telephone numbers as people write them, with an extension or a word on the keys where they do.
pub const PHONE: Shape = Shape {
    what: "a telephone number",
    pattern: r"^[0-9+(][^@:]*$",
    example: "+49 30 000000",
    fits: |text| {
        let begins = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '('));
        begins && !text.contains(['@', ':']) && text.bytes().filter(u8::is_ascii_digit).count() > 2
    },
    mend: |text| text.trim_start_matches("tel:").to_owned(),
};

const ALL: [&Shape; 5] = [&ID, &LANGUAGE, &WEB_ADDRESS, &EMAIL, &PHONE];

impl Shape {
    /// Whether a text is one.
    pub fn fits(&self, text: &str) -> bool {
        (self.fits)(text)
    }

    /// What is wrong with a text that is none.
    pub fn refusal(&self, text: &str) -> String {
        format!("`{text}` is not {}", self.what)
    }

    /// What to write in place of a text that is none.
    pub fn help(&self, text: &str) -> String {
        let meant = (self.mend)(text.trim());
        if self.fits(&meant) { format!("write `{meant}`") } else { format!("write it like `{}`", self.example) }
    }

    /// The one that a pattern of a schema stands for.
    pub(super) fn of_pattern(pattern: &str) -> Option<&'static Self> {
        ALL.into_iter().find(|shape| shape.pattern == pattern)
    }

    /// The one that said no to a text.
    pub(super) fn of_refusal(message: &str) -> Option<&'static Self> {
        ALL.into_iter().find(|shape| message.ends_with(shape.what))
    }
}

/// Whether a text looks like the name of a host: words with points between them, the last without digits.
pub fn is_host(text: &str) -> bool {
    let Some((rest, last)) = text.rsplit_once('.') else { return false };
    let word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '-');
    rest.split('.').all(word) && last.chars().count() > 1 && last.chars().all(|c| c.is_alphabetic() || c == '-')
}

fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_mended_where_it_is_clear_what_was_meant() {
        for (shape, wrong, help) in [
            (&ID, "Wholesale", "write `wholesale`"),
            (&ID, "Price Sensitive", "write `price-sensitive`"),
            (&ID, "кафе", "write it like `price-list`"),
            (&LANGUAGE, "EN", "write `en`"),
            (&LANGUAGE, "en_US", "write `en-US`"),
            (&LANGUAGE, "Deutsch", "write it like `en`"),
            (&WEB_ADDRESS, "zoom.us/x", "write `https://zoom.us/x`"),
            (&WEB_ADDRESS, "//zoom.us/x", "write `https://zoom.us/x`"),
            (&WEB_ADDRESS, "true", "write it like `https://example.com/page`"),
            (&EMAIL, "mailto:ana@tea.example", "write `ana@tea.example`"),
            (&EMAIL, "ana at tea", "write it like `hello@example.com`"),
            (&PHONE, "tel:+49 30 000000", "write `+49 30 000000`"),
            (&PHONE, "call me", "write it like `+49 30 000000`"),
        ] {
            assert!(!shape.fits(wrong), "{wrong}");
            assert_eq!(shape.help(wrong), help);
        }
    }

    #[test]
    fn an_example_fits_its_own_shape() {
        assert!(ALL.iter().all(|shape| shape.fits(shape.example)));
    }
}
