use std::borrow::Cow;

/// Tags as they are written, one a line, without a line break at the end.
#[derive(Debug, Default)]
pub(super) struct Tags {
    html: String,
}

impl Tags {
    /// `<name>text</name>`
    pub(super) fn element(&mut self, name: &str, text: &str) {
        self.line();
        self.html.extend(["<", name, ">", &escape(text), "</", name, ">"]);
    }

    /// `<name a="…" b="…">`
    pub(super) fn void(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.line();
        self.html.extend(["<", name]);
        for (key, value) in attributes {
            self.html.extend([" ", key, "=\"", &escape(value), "\""]);
        }
        self.html.push('>');
    }

    /// `<meta name="…" content="…">`; nothing where there is nothing to say.
    pub(super) fn meta(&mut self, name: &str, content: &str) {
        self.fact("name", name, content);
    }

    /// `<meta property="…" content="…">`, as Open Graph has it; nothing where there is nothing to say.
    pub(super) fn property(&mut self, property: &str, content: &str) {
        self.fact("property", property, content);
    }

    /// `<link rel="…" href="…">`
    pub(super) fn link(&mut self, rel: &str, href: &str) {
        self.void("link", &[("rel", rel), ("href", href)]);
    }

    /// All of it.
    pub(super) fn finish(self) -> String {
        self.html
    }

    fn fact(&mut self, key: &str, name: &str, content: &str) {
        let content = one_line(content);
        if !content.is_empty() {
            self.void("meta", &[(key, name), ("content", &content)]);
        }
    }

    fn line(&mut self) {
        if !self.html.is_empty() {
            self.html.push('\n');
        }
    }
}

/// Text fit for between tags and for inside double quotes; characters that HTML has no form for are dropped.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(|letter| replacement(letter).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match replacement(letter) {
            Some(entity) => escaped.push_str(entity),
            None => escaped.push(letter),
        }
    }
    Cow::Owned(escaped)
}

fn replacement(letter: char) -> Option<&'static str> {
    match letter {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\t' | '\n' | '\r' => None,
        control if control.is_control() => Some(""),
        _ => None,
    }
}

/// A text without breaks: YAML keeps those that an author made in a long title. Spaces that do not break stay what they are.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    let plain = !text.starts_with(' ') && !text.ends_with(' ') && !text.contains(['\t', '\n', '\r']) && !text.contains("  ");
    if plain { Cow::Borrowed(text) } else { Cow::Owned(text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")) }
}
