//! The grammar of one directive: `name[label]{attributes}`.

use std::ops::Range;

/// A directive as it is written, without its colons. Ranges count from the start of the text it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directive {
    /// `name`.
    pub(super) name: Range<usize>,
    /// What stands between the square brackets.
    pub(super) label: Option<Range<usize>>,
    /// What stands between the braces, braces included.
    pub(super) braces: Option<Range<usize>>,
}

/// One word of the attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attribute<'a> {
    /// What it says.
    pub(super) form: Form<'a>,
    /// Where it stands.
    pub(super) span: Range<usize>,
}

/// The forms an attribute has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form<'a> {
    /// `word`
    Word(&'a str),
    /// `key=value` or `key="value"`
    Pair(&'a str, &'a str),
    /// `#id`
    Id(&'a str),
    /// `.class`
    Class(&'a str),
}

/// What is wrong with the writing of a directive, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// Where.
    pub(super) at: Range<usize>,
    /// What.
    pub(super) kind: FaultKind,
}

/// What is wrong with the writing of a directive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FaultKind {
    /// A space between the colons and the name.
    SpaceBeforeName,
    /// No name where one should be.
    NoName,
    /// A space before the label or the attributes.
    SpaceBeforeBracket,
    /// More text on the line.
    TextAfter,
    /// A `[` without its `]`.
    OpenLabel,
    /// A `{` without its `}` on the same line.
    OpenBraces,
    /// An attribute that has none of the forms.
    Attribute,
}

impl FaultKind {
    /// What is wrong, and what to do.
    pub(super) fn says(self) -> (&'static str, &'static str) {
        match self {
            Self::SpaceBeforeName => ("a space stands between the colons and the name", "write the name right after the colons: `:::note`"),
            Self::NoName => ("no name follows the colons", "write a name of small letters right after the colons: `:::note`"),
            Self::SpaceBeforeBracket => ("a space stands before the bracket", "write it without the space: `:::note[Title]{key=value}`"),
            Self::TextAfter => (
                "more text stands on the line of this directive",
                "put names in braces, `:::for{b2b}`, a label in square brackets, `:::note[Title]`, and any other text on a line of its own",
            ),
            Self::OpenLabel => ("the square bracket of this directive is not closed", "close it with `]` on the same line"),
            Self::OpenBraces => ("the braces of this directive are not closed on the same line", "close them with `}`"),
            Self::Attribute => (
                "this is not an attribute",
                "attributes are `key=value`, `key=\"two words\"`, `word`, `#id` or `.class`, with spaces between",
            ),
        }
    }
}

/// The end of a name that starts at `at`; `at` itself where none does.
pub(super) fn name_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    if !bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
        return at;
    }
    let rest = bytes[at..].iter().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')));
    let mut end = rest.map_or(bytes.len(), |length| at + length);
    while matches!(bytes[end - 1], b'-' | b'_') {
        end -= 1;
    }
    end
}

/// Reads what follows the colons of a line that holds nothing but a directive.
pub(super) fn read_line(text: &str, line: Range<usize>) -> Result<Directive, Fault> {
    let fault = |at: Range<usize>, kind| Err(Fault { at, kind });
    let start = line.start;
    let bytes = &text.as_bytes()[..line.end];
    let end = name_end(&text[..line.end], start);
    if end == start {
        let spaces = bytes[start..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let named = name_end(&text[..line.end], start + spaces) > start + spaces;
        return fault(line, if spaces > 0 && named { FaultKind::SpaceBeforeName } else { FaultKind::NoName });
    }
    let mut directive = Directive { name: start..end, label: None, braces: None };
    let mut at = end;
    if bytes.get(at) == Some(&b'[') {
        let Some(close) = label_end(bytes, at) else { return fault(at..line.end, FaultKind::OpenLabel) };
        directive.label = Some(at + 1..close);
        at = close + 1;
    }
    if bytes.get(at) == Some(&b'{') {
        let Some(close) = braces_end(bytes, at) else { return fault(at..line.end, FaultKind::OpenBraces) };
        directive.braces = Some(at..close);
        at = close;
    }
    if at == line.end {
        return Ok(directive);
    }
    let spaces = bytes[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let bracket = spaces > 0 && directive.braces.is_none() && matches!(bytes.get(at + spaces), Some(b'[' | b'{'));
    fault(at + spaces..line.end, if bracket { FaultKind::SpaceBeforeBracket } else { FaultKind::TextAfter })
}

/// The place of the `]` that closes the `[` at `at`.
pub(super) fn label_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut ix = at;
    if bytes.get(at) != Some(&b'[') {
        return None;
    }
    while let Some(byte) = bytes.get(ix) {
        match byte {
            b'\\' => ix += 1,
            b'[' => depth += 1,
            b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(ix);
                }
            }
            _ => {}
        }
        ix += 1;
    }
    None
}

/// Attributes are no longer than this; it bounds the search for their end in a text that is full of braces.
pub(super) const LONGEST: usize = 2_000;

/// The place after the `}` that closes the `{` at `at`, on the same line; a brace in a quoted value closes nothing.
pub(super) fn braces_end(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = &bytes[..bytes.len().min(at + LONGEST)];
    let mut ix = at + 1;
    while let Some(byte) = bytes.get(ix) {
        match byte {
            b'}' => return Some(ix + 1),
            b'\n' => return None,
            b'"' | b'\'' if bytes[ix - 1] == b'=' => {
                ix += 1 + bytes[ix + 1..].iter().position(|other| other == byte || *other == b'\n')?;
                if bytes[ix] == b'\n' {
                    return None;
                }
            }
            _ => {}
        }
        ix += 1;
    }
    None
}

/// Reads the attributes between braces, each good one and the first fault.
pub(super) fn read_attributes(text: &str, braces: Range<usize>) -> (Vec<Attribute<'_>>, Option<Fault>) {
    let (mut at, end) = (braces.start + 1, braces.end - 1);
    let bytes = &text.as_bytes()[..end];
    let mut attributes = Vec::new();
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let start = at;
        let word_end = |from: usize| bytes[from..].iter().position(u8::is_ascii_whitespace).map_or(end, |length| from + length);
        let value_at = bytes[start..word_end(start)].iter().position(|byte| *byte == b'=').map(|length| start + length + 1);
        at = match value_at.and_then(|value| bytes.get(value).map(|byte| (value, *byte))) {
            Some((value, quote @ (b'"' | b'\''))) => {
                // `braces_end` saw the other quote.
                bytes[value + 1..].iter().position(|byte| *byte == quote).map_or(end, |length| value + length + 2)
            }
            _ => word_end(start),
        };
        let span = start..at;
        match form(&text[start..at], value_at.map(|value| value - start)) {
            Some(form) if bytes.get(at).is_none_or(u8::is_ascii_whitespace) => attributes.push(Attribute { form, span }),
            _ => return (attributes, Some(Fault { at: start..word_end(at), kind: FaultKind::Attribute })),
        }
    }
    (attributes, None)
}

fn form(word: &str, value: Option<usize>) -> Option<Form<'_>> {
    let plain = |text: &str| !text.is_empty() && !text.contains(['"', '\'', '=', '{', '<', '>', '`', ',']);
    let key = |text: &str| name_end(text, 0) == text.len() && !text.is_empty();
    if let Some(value) = value {
        let (name, value) = (&word[..value - 1], &word[value..]);
        if !key(name) {
            return None;
        }
        let quoted = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let quoted = quoted.or_else(|| value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')));
        return match quoted {
            Some(text) => Some(Form::Pair(name, text)),
            None => (!value.is_empty() && !value.starts_with(['"', '\''])).then_some(Form::Pair(name, value)),
        };
    }
    match word.as_bytes().first() {
        Some(b'#') => plain(&word[1..]).then(|| Form::Id(&word[1..])),
        Some(b'.') => plain(&word[1..]).then(|| Form::Class(&word[1..])),
        _ => plain(word).then_some(Form::Word(word)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Parts = (String, Option<String>, Option<String>);

    fn line(text: &str) -> Result<Parts, (FaultKind, String)> {
        read_line(text, 0..text.len())
            .map(|directive| {
                let slice = |range: Range<usize>| text[range].to_owned();
                (slice(directive.name), directive.label.map(slice), directive.braces.map(slice))
            })
            .map_err(|fault| (fault.kind, text[fault.at].to_owned()))
    }

    #[test]
    fn a_directive_is_a_name_a_label_and_attributes() {
        assert_eq!(line("note"), Ok(("note".into(), None, None)));
        let label = r"a [b] \] c";
        assert_eq!(line(&format!("note[{label}]")), Ok(("note".into(), Some(label.into()), None)));
        assert_eq!(line("cta{id=demo}"), Ok(("cta".into(), None, Some("{id=demo}".into()))));
        assert_eq!(line("q[x]{a=\"}\" b}"), Ok(("q".into(), Some("x".into()), Some("{a=\"}\" b}".into()))));
    }

    #[test]
    fn what_is_not_a_directive_says_why_and_where() {
        assert_eq!(line(" note"), Err((FaultKind::SpaceBeforeName, " note".into())));
        assert_eq!(line("{a}"), Err((FaultKind::NoName, "{a}".into())));
        assert_eq!(line("note hello"), Err((FaultKind::TextAfter, "hello".into())));
        assert_eq!(line("note {a}"), Err((FaultKind::SpaceBeforeBracket, "{a}".into())));
        assert_eq!(line("note[a"), Err((FaultKind::OpenLabel, "[a".into())));
        assert_eq!(line("note{a=\"}"), Err((FaultKind::OpenBraces, "{a=\"}".into())));
    }

    #[test]
    fn attributes_have_five_forms() {
        let text = r#"{b2b not key=value text="two words" single='a "b"' #id .class}"#;
        let (attributes, fault) = read_attributes(text, 0..text.len());
        let forms: Vec<Form<'_>> = attributes.iter().map(|attribute| attribute.form).collect();
        assert_eq!(
            forms,
            [
                Form::Word("b2b"),
                Form::Word("not"),
                Form::Pair("key", "value"),
                Form::Pair("text", "two words"),
                Form::Pair("single", "a \"b\""),
                Form::Id("id"),
                Form::Class("class"),
            ]
        );
        assert_eq!(fault, None);
        assert_eq!(&text[attributes[3].span.clone()], "text=\"two words\"");
    }

    #[test]
    fn the_first_word_that_is_no_attribute_is_pointed_at() {
        for (text, wrong) in
            [("{a, b}", "a,"), ("{a=}", "a="), ("{=b}", "=b"), ("{a=\"x\"y b}", "a=\"x\"y"), ("{#}", "#"), ("{a='x}", "a='x")]
        {
            let (_, fault) = read_attributes(text, 0..text.len());
            assert_eq!(fault.map(|fault| &text[fault.at]), Some(wrong), "{text}");
        }
    }
}
