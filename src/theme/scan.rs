//! Splits a template into text and tags, as far as that can be told without understanding expressions.
//!
//! For what the engine does not tell: where white space is constant, which templates include which, whether a component shows its body.
//! Not for: finding mistakes; a template that is scanned has no syntax error.
//!
//! Invariant: the pieces of a template, joined, are the template.

use std::ops::Range;

/// What a piece of a template is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text that is shown as it stands.
    Text,
    /// `{{ … }}`
    Print,
    /// `{% … %}`
    Tag,
    /// `{# … #}`
    Comment,
    /// `{% raw %} … {% endraw %}`
    Raw,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// What it is.
    pub(super) kind: Kind,
    /// Where it stands, in bytes.
    pub(super) range: Range<usize>,
    /// Whether it takes the white space before it away.
    pub(super) trims_before: bool,
    /// Whether it takes the white space after it away.
    pub(super) trims_after: bool,
}

/// The pieces of a template, in order.
pub(super) fn pieces(template: &str) -> Vec<Piece> {
    let bytes = template.as_bytes();
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let (kind, end) = match bytes.get(at..at + 2) {
            Some(b"{{") => (Kind::Print, closing(template, at + 2, "}}")),
            Some(b"{%") => match raw_end(template, at) {
                Some(end) => (Kind::Raw, end),
                None => (Kind::Tag, closing(template, at + 2, "%}")),
            },
            Some(b"{#") => (Kind::Comment, template[at + 2..].find("#}").map_or(bytes.len(), |length| at + 4 + length)),
            _ => {
                let next = (at + 1..bytes.len()).find(|next| matches!(bytes.get(*next..*next + 2), Some(b"{{" | b"{%" | b"{#")));
                (Kind::Text, next.unwrap_or(bytes.len()))
            }
        };
        let tag = kind != Kind::Text;
        let mut inside = template[at..end].bytes();
        pieces.push(Piece {
            kind,
            range: at..end,
            trims_before: tag && inside.nth(2) == Some(b'-'),
            trims_after: tag && inside.nth_back(2) == Some(b'-'),
        });
        at = end;
    }
    pieces
}

/// One past the end mark, which counts only outside of strings.
fn closing(template: &str, from: usize, mark: &str) -> usize {
    let bytes = template.as_bytes();
    let mut quote = None;
    let mut at = from;
    while at < bytes.len() {
        match (quote, bytes[at]) {
            (Some(_), b'\\') => at += 1,
            (Some(open), byte) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, byte @ (b'"' | b'\'' | b'`')) => quote = Some(byte),
            (None, _) if bytes[at..].starts_with(mark.as_bytes()) => return at + mark.len(),
            (None, _) => {}
        }
        at += 1;
    }
    bytes.len()
}

/// One past `{% endraw %}`, where a raw block starts.
fn raw_end(template: &str, at: usize) -> Option<usize> {
    let mut from = at + word_tag(&template[at..], "raw")?;
    while let Some(next) = template[from..].find("{%") {
        let start = from + next;
        match word_tag(&template[start..], "endraw") {
            Some(length) => return Some(start + length),
            None => from = start + 2,
        }
    }
    Some(template.len())
}

/// The length of a tag that is one word, where the text starts with it.
fn word_tag(text: &str, word: &str) -> Option<usize> {
    let rest = text.strip_prefix("{%")?;
    let rest = rest.strip_prefix('-').unwrap_or(rest).trim_ascii_start().strip_prefix(word)?.trim_ascii_start();
    let rest = rest.strip_prefix('-').unwrap_or(rest).strip_prefix("%}")?;
    Some(text.len() - rest.len())
}

/// A part of an expression or tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lexeme<'t> {
    /// A name, with its fields: `page.title`.
    Word(&'t str),
    /// A string, without its quotes and as it is written.
    Text(&'t str),
    /// Any other character.
    Mark(char),
}

/// The parts of what stands inside a tag, with where each begins in `tag`.
pub(super) fn lexemes(tag: &str) -> impl Iterator<Item = (usize, Lexeme<'_>)> {
    let inner = tag.get(2..tag.len().saturating_sub(2)).unwrap_or_default();
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = inner[at..].trim_start();
        let start = inner.len() - rest.len();
        let first = rest.chars().next()?;
        let (length, lexeme) = if first == '_' || first.is_ascii_alphabetic() {
            let end = rest.find(|next: char| !matches!(next, '_' | '.') && !next.is_ascii_alphanumeric()).unwrap_or(rest.len());
            let word = rest[..end].trim_end_matches('.');
            (word.len(), Lexeme::Word(word))
        } else if matches!(first, '"' | '\'' | '`') {
            let end = string_end(rest, first);
            (end, Lexeme::Text(rest.get(1..end - 1).unwrap_or_default()))
        } else {
            (first.len_utf8(), Lexeme::Mark(first))
        };
        at = start + length;
        Some((start + 2, lexeme))
    })
}

fn string_end(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, next) in text.char_indices().skip(1) {
        match next {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            next if next == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// What a tag is about, as far as its first words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag<'t> {
    /// `{% include "NAME" %}`
    Include(&'t str),
    /// `{% extends "NAME" %}`
    Extends(&'t str),
    /// `{% block NAME %}`
    Block(&'t str),
    /// `{% component NAME(…) %}`
    Component(&'t str),
    /// `{% <NAME …> %}`
    Call(&'t str),
    /// `{% </NAME> %}`
    EndCall,
    /// `{% set NAME = … %}`
    Assign,
    /// `{% set NAME %} … {% endset %}`
    Capture,
    /// Any other, by its first word.
    Other(&'t str),
}

impl<'t> Tag<'t> {
    /// Reads the text of a piece of [`Kind::Tag`].
    pub(super) fn read(tag: &'t str) -> Self {
        let mut parts = lexemes(tag).map(|(_, lexeme)| lexeme).skip_while(|lexeme| *lexeme == Lexeme::Mark('-'));
        match (parts.next(), parts.next(), parts.next()) {
            (Some(Lexeme::Word("include")), Some(Lexeme::Text(name)), _) => Self::Include(name),
            (Some(Lexeme::Word("extends")), Some(Lexeme::Text(name)), _) => Self::Extends(name),
            (Some(Lexeme::Word("block")), Some(Lexeme::Word(name)), _) => Self::Block(name),
            (Some(Lexeme::Word("component")), Some(Lexeme::Word(name)), _) => Self::Component(name),
            (Some(Lexeme::Word("set" | "set_global")), _, Some(Lexeme::Mark('='))) => Self::Assign,
            (Some(Lexeme::Word("set" | "set_global")), ..) => Self::Capture,
            (Some(Lexeme::Mark('<')), Some(Lexeme::Word(name)), _) => Self::Call(name),
            (Some(Lexeme::Mark('<')), ..) => Self::EndCall,
            (Some(Lexeme::Word(word)), ..) => Self::Other(word),
            _ => Self::Other(""),
        }
    }
}

/// The components that an expression calls: `{{ <NAME … /> }}`.
pub(super) fn called(print: &str) -> impl Iterator<Item = &str> {
    let mut before = None;
    lexemes(print).filter_map(move |(_, lexeme)| {
        // A component stands where a value may stand; after one, `<` compares.
        let call = match (before, lexeme) {
            (Some((Lexeme::Mark('<'), true)), Lexeme::Word(name)) => Some(name),
            _ => None,
        };
        let opens = !matches!(before, Some((Lexeme::Word(_) | Lexeme::Text(_) | Lexeme::Mark(')' | ']' | '}'), _)));
        before = Some((lexeme, opens));
        call
    })
}

/// Whether a component shows its body: the name `body` stands in an expression, and neither as a field nor as an argument's name.
pub(super) fn shows_body(template: &str, component: &str) -> bool {
    let mut inside = false;
    for piece in pieces(template) {
        let text = &template[piece.range.clone()];
        if piece.kind == Kind::Tag {
            match Tag::read(text) {
                Tag::Component(name) => inside = name == component,
                Tag::Other("endcomponent") => inside = false,
                _ => {}
            }
        }
        if inside && matches!(piece.kind, Kind::Tag | Kind::Print) && names_body(text) {
            return true;
        }
    }
    false
}

/// Whether an expression names the body of the component it stands in.
pub(super) fn names_body(tag: &str) -> bool {
    let parts: Vec<Lexeme> = lexemes(tag).map(|(_, lexeme)| lexeme).collect();
    (0..parts.len()).any(|at| {
        let field = at > 0 && parts[at - 1] == Lexeme::Mark('.');
        let argument = parts.get(at + 1) == Some(&Lexeme::Mark('=')) && parts.get(at + 2) != Some(&Lexeme::Mark('='));
        parts[at] == Lexeme::Word("body") && !field && !argument
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(template: &str) -> Vec<(Kind, &str)> {
        pieces(template).into_iter().map(|piece| (piece.kind, &template[piece.range])).collect()
    }

    #[test]
    fn a_template_is_split_at_its_tags() {
        let template = "a{{ \"}}\" ~ x }}b{# {{ #}{% raw %}{{ y }}{% if %}{%- endraw %}{%- if a == '%}' -%}c{";
        assert_eq!(
            shown(template),
            [
                (Kind::Text, "a"),
                (Kind::Print, "{{ \"}}\" ~ x }}"),
                (Kind::Text, "b"),
                (Kind::Comment, "{# {{ #}"),
                (Kind::Raw, "{% raw %}{{ y }}{% if %}{%- endraw %}"),
                (Kind::Tag, "{%- if a == '%}' -%}"),
                (Kind::Text, "c{"),
            ]
        );
        let last = &pieces(template)[5];
        assert!(last.trims_before && last.trims_after);
    }

    #[test]
    fn tags_are_known_by_their_first_words() {
        assert_eq!(Tag::read("{%- include 'a.html' %}"), Tag::Include("a.html"));
        assert_eq!(Tag::read("{% component cta(id: string) %}"), Tag::Component("cta"));
        assert_eq!(Tag::read("{% set x = 1 %}"), Tag::Assign);
        assert_eq!(Tag::read("{% set x | trim %}"), Tag::Capture);
        assert_eq!(Tag::read("{% <note title=\"a\"> %}"), Tag::Call("note"));
        assert_eq!(Tag::read("{% </note> %}"), Tag::EndCall);
        assert_eq!(Tag::read("{% endif %}"), Tag::Other("endif"));
    }

    #[test]
    fn calls_are_told_from_comparisons() {
        assert_eq!(called("{{ <cta id={a} /> ~ (<note />) }}").collect::<Vec<_>>(), ["cta", "note"]);
        assert_eq!(called("{{ a <b }}").count(), 0);
    }

    #[test]
    fn a_component_takes_a_body_where_it_names_it() {
        let template = "{% component note(title) %}{{ title }}{% if body %}{{ body }}{% endif %}{% endcomponent note %}\
                        {% component cta(id) %}{{ page.body }}{{ <note body=\"x\" /> }}\"body\"{% endcomponent %}";
        assert!(shows_body(template, "note"));
        assert!(!shows_body(template, "cta"));
    }

    proptest! {
        #[test]
        fn the_pieces_of_any_text_are_the_text(text in "([a-z \n\"'<>]|\\{\\{|\\}\\}|\\{%|%\\}|\\{#|#\\}|raw|endraw|ж|-|\\\\)*") {
            let joined: String = pieces(&text).into_iter().map(|piece| text[piece.range].to_owned()).collect();
            prop_assert_eq!(&joined, &text);
            for piece in pieces(&text) {
                let _ = (Tag::read(&text[piece.range.clone()]), called(&text[piece.range]).count());
            }
        }
    }
}
