//! Where in HTML a constant stretch of a template leaves off, so that the next one goes on from there.
//!
//! A small part of the tokenizer of <https://html.spec.whatwg.org/multipage/parsing.html#tokenization>: enough to tell white space that
//! may shrink from white space that may not.

/// Elements whose text is not markup. The text of `title` would bear shrinking, but is not worth the risk.
const RAW: [&str; 8] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// A place in HTML.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Html {
    mode: Mode,
    /// How many `pre` are open.
    pre: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Mode {
    /// Between tags.
    #[default]
    Content,
    /// After `<`, where the text ends with it.
    Less,
    /// After `</`, where the text ends with it.
    LessSlash,
    /// In the name of a tag.
    Name(Tag),
    /// In a tag, outside of a value.
    Tag(Tag),
    /// In a tag, after `=`.
    BeforeValue(Tag),
    /// In a value with this quote.
    Quoted(Tag, u8),
    /// In a value without quotes.
    Bare(Tag),
    /// In a tag, where a name, a value or an attribute may just have ended, or will now.
    Edge(Tag),
    /// In the text of one of [`RAW`].
    Raw(String),
    /// In a script that mentions `<!--`, or at a place that may be any of two: nobody knows, so all of the rest stays as it is.
    Riddle,
    /// In `<!-- … -->`.
    Comment,
    /// In `<!doctype>` and the like.
    Declaration,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Tag {
    name: String,
    closes: bool,
    /// An expression is part of the name. Such an element is taken for an ordinary one.
    dynamic: bool,
}

/// What may become of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stretch {
    /// It stays as it is.
    Solid,
    /// The same, and is text between tags: what is put right behind it may give it another meaning, as `lt;` does to `&`.
    Text,
    /// White space between tags: any amount of it is one.
    Space,
    /// White space inside a tag.
    TagSpace,
    /// A comment that nobody reads.
    Comment,
}

impl Html {
    /// Whether this is between tags and not in `pre`.
    pub(super) fn is_plain(&self) -> bool {
        self.mode == Mode::Content && self.pre == 0
    }

    /// Where two ways come together that end here and there; nothing where HTML would go on differently.
    pub(super) fn joined(&self, other: &Self) -> Option<Self> {
        if self == other {
            return Some(self.clone());
        }
        match (&self.mode, &other.mode) {
            (
                Mode::Name(one) | Mode::Tag(one) | Mode::Bare(one) | Mode::Edge(one),
                Mode::Name(two) | Mode::Tag(two) | Mode::Bare(two) | Mode::Edge(two),
            ) if one == two && self.pre == other.pre => Some(Self { mode: Mode::Edge(one.clone()), pre: self.pre }),
            _ => None,
        }
    }

    /// The same for what begins here and may come back to here, as a loop does.
    pub(super) fn begin_loop(&mut self) {
        self.mode = match std::mem::take(&mut self.mode) {
            Mode::Name(tag) | Mode::Bare(tag) => Mode::Edge(tag),
            other => other,
        };
    }

    /// Goes over an expression, of which nobody knows what it shows.
    pub(super) fn expression(&mut self) {
        self.mode = match std::mem::take(&mut self.mode) {
            Mode::Less => Mode::Name(Tag { dynamic: true, ..Tag::default() }),
            Mode::LessSlash => Mode::Name(Tag { dynamic: true, closes: true, ..Tag::default() }),
            Mode::Name(tag) | Mode::Edge(tag) => Mode::Name(Tag { dynamic: true, ..tag }),
            Mode::BeforeValue(tag) => Mode::Bare(tag),
            other => other,
        };
    }

    /// Goes over the first stretch of a text that is not empty: its length in bytes, and what may become of it.
    pub(super) fn step(&mut self, text: &str) -> (usize, Stretch) {
        let space = text.len() - text.trim_start_matches(is_space).len();
        match std::mem::take(&mut self.mode) {
            Mode::Content if space > 0 => (space, if self.pre == 0 { Stretch::Space } else { Stretch::Solid }),
            Mode::Content => self.content(text),
            Mode::Less => {
                let first = text.as_bytes()[0];
                if first == b'/' {
                    self.mode = Mode::LessSlash;
                    return (1, Stretch::Solid);
                }
                if first.is_ascii_alphabetic() {
                    self.mode = Mode::Name(Tag::default());
                }
                (0, Stretch::Text)
            }
            Mode::LessSlash => {
                self.mode = if text.as_bytes()[0].is_ascii_alphabetic() {
                    Mode::Name(Tag { closes: true, ..Tag::default() })
                } else {
                    Mode::Declaration
                };
                (0, Stretch::Solid)
            }
            Mode::Name(mut tag) => {
                let length = text.find(|next| is_space(next) || matches!(next, '/' | '>')).unwrap_or(text.len());
                tag.name.push_str(&text[..length].to_ascii_lowercase());
                self.mode = if length == text.len() { Mode::Name(tag) } else { Mode::Tag(tag) };
                (length, Stretch::Solid)
            }
            Mode::Tag(tag) if space > 0 => {
                self.mode = Mode::Tag(tag);
                (space, Stretch::TagSpace)
            }
            Mode::Tag(tag) => {
                let length = text.find(|next| is_space(next) || matches!(next, '=' | '>')).unwrap_or(text.len());
                match text.as_bytes().get(length) {
                    Some(b'>') => self.finish(tag),
                    Some(b'=') => self.mode = Mode::BeforeValue(tag),
                    _ => {
                        self.mode = Mode::Tag(tag);
                        return (length, Stretch::Solid);
                    }
                }
                (length + 1, Stretch::Solid)
            }
            Mode::BeforeValue(tag) if space > 0 => {
                self.mode = Mode::BeforeValue(tag);
                (space, Stretch::TagSpace)
            }
            Mode::BeforeValue(tag) => {
                match text.as_bytes()[0] {
                    quote @ (b'"' | b'\'') => self.mode = Mode::Quoted(tag, quote),
                    b'>' => self.finish(tag),
                    _ => {
                        self.mode = Mode::Bare(tag);
                        return (0, Stretch::Solid);
                    }
                }
                (1, Stretch::Solid)
            }
            Mode::Quoted(tag, quote) => match text.bytes().position(|byte| byte == quote) {
                Some(length) => {
                    self.mode = Mode::Tag(tag);
                    (length + 1, Stretch::Solid)
                }
                None => {
                    self.mode = Mode::Quoted(tag, quote);
                    (text.len(), Stretch::Solid)
                }
            },
            Mode::Bare(tag) => {
                let length = text.find(|next| is_space(next) || next == '>').unwrap_or(text.len());
                self.mode = if length == text.len() { Mode::Bare(tag) } else { Mode::Tag(tag) };
                (length, Stretch::Solid)
            }
            Mode::Edge(tag) if space > 0 => {
                self.mode = Mode::Tag(tag);
                (space, Stretch::TagSpace)
            }
            Mode::Edge(tag) => {
                match text.as_bytes()[0] {
                    b'>' => self.finish(tag),
                    b'/' => self.mode = Mode::Edge(tag),
                    _ => {
                        self.mode = Mode::Riddle;
                        return (0, Stretch::Solid);
                    }
                }
                (1, Stretch::Solid)
            }
            Mode::Raw(name) => {
                let end = raw_end(text, &name);
                let length = end.unwrap_or(text.len());
                if name == "script" && text[..length].contains("<!--") {
                    self.mode = Mode::Riddle;
                } else if end.is_none() {
                    self.mode = Mode::Raw(name);
                }
                (length, Stretch::Solid)
            }
            Mode::Riddle => {
                self.mode = Mode::Riddle;
                (text.len(), Stretch::Solid)
            }
            Mode::Comment => (self.until(text, "-->", Mode::Comment), Stretch::Solid),
            Mode::Declaration => (self.until(text, ">", Mode::Declaration), Stretch::Solid),
        }
    }

    /// Between tags, where the text starts with no white space.
    fn content(&mut self, text: &str) -> (usize, Stretch) {
        let next = text.as_bytes().get(1).copied();
        if !text.starts_with('<') {
            return (text.find(|next| is_space(next) || next == '<').unwrap_or(text.len()), Stretch::Text);
        }
        let length = match next {
            None => {
                self.mode = Mode::Less;
                1
            }
            Some(b'!') if text.starts_with("<!--") => match comment_length(text) {
                Some(length) if self.pre == 0 && !is_read(text) => return (length, Stretch::Comment),
                Some(length) => length,
                None => {
                    self.mode = Mode::Comment;
                    text.len()
                }
            },
            Some(b'!' | b'?') => {
                self.mode = Mode::Declaration;
                2
            }
            Some(b'/') => {
                self.mode = Mode::LessSlash;
                2
            }
            Some(first) if first.is_ascii_alphabetic() => {
                self.mode = Mode::Name(Tag::default());
                1
            }
            Some(_) => return (1, Stretch::Text),
        };
        (length, Stretch::Solid)
    }

    fn finish(&mut self, tag: Tag) {
        let preserves = matches!(tag.name.as_str(), "pre" | "listing") && !tag.dynamic;
        if preserves {
            self.pre = if tag.closes { self.pre.saturating_sub(1) } else { self.pre + 1 };
        } else if !tag.closes && !tag.dynamic && RAW.contains(&tag.name.as_str()) {
            self.mode = Mode::Raw(tag.name);
        }
    }

    fn until(&mut self, text: &str, mark: &str, mode: Mode) -> usize {
        match text.find(mark) {
            Some(length) => length + mark.len(),
            None => {
                self.mode = mode;
                text.len()
            }
        }
    }
}

/// White space as HTML has it.
pub(super) fn is_space(next: char) -> bool {
    matches!(next, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// A comment may end with `-->` or, wrongly, with `--!>`; `<!-->` is one too.
fn comment_length(text: &str) -> Option<usize> {
    let right = text[2..].find("-->").map(|at| at + 5);
    let wrong = text[4..].find("--!>").map(|at| at + 8);
    right.into_iter().chain(wrong).min()
}

/// Conditional comments, licences and server-side includes are written to be read.
fn is_read(comment: &str) -> bool {
    comment["<!--".len()..].starts_with(['[', '!', '#', '<'])
}

/// Where the end tag of a raw element starts.
fn raw_end(text: &str, name: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    text.match_indices("</").map(|(at, _)| at).find(|at| {
        let after = at + 2 + name.len();
        let named = bytes.get(at + 2..after).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
        named && bytes.get(after).is_none_or(|next| matches!(next, b'>' | b'/') || is_space(char::from(*next)))
    })
}
