//! Exclamation marks, emoji, quotation marks, and what nobody sees.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::Found;
use crate::check::reading::{Passage, is_unseen};

pub(super) fn exclamations(passage: &Passage<'_>, most: usize) -> Vec<Found> {
    let text = &passage.block.text;
    let mut found = Vec::new();
    let mut runs = 0;
    let mut at = 0;
    while let Some(start) = text[at..].find('!').map(|found| at + found) {
        let length = text[start..].chars().take_while(|c| matches!(c, '!' | '?' | '\u{fe0f}')).map(char::len_utf8).sum::<usize>();
        let end = start + length;
        runs += 1;
        if runs > most || text[start..end].matches('!').count() > 1 {
            // With the word before it, for a mark by itself is hard to see.
            let from = passage.words.iter().rev().find(|word| word.at.end <= start).map_or(start, |word| word.at.start);
            found.push(Found::at(0, from..end).figure("in_paragraph", &most));
        }
        at = end;
    }
    found
}

pub(in crate::check) fn emoji(passage: &Passage<'_>, most: usize) -> Vec<Found> {
    // None of them, nor what asks for them, comes before the first.
    if !passage.block.text.chars().any(|c| c >= FIRST_EMOJI) {
        return Vec::new();
    }
    let graphemes = passage.block.text.grapheme_indices(true).filter(|(_, grapheme)| is_emoji(grapheme));
    graphemes.skip(most).map(|(at, grapheme)| Found::at(0, at..at + grapheme.len()).figure("in_paragraph", &most)).collect()
}

/// The watch, the first character in the order of Unicode that is shown as a picture by itself.
const FIRST_EMOJI: char = '\u{231a}';

/// Whether a grapheme is shown as a picture, as <https://www.unicode.org/reports/tr51/> has it: by itself, or because a selector asks for it.
fn is_emoji(grapheme: &str) -> bool {
    let by_itself = |c: char| {
        matches!(c, '\u{1f300}'..='\u{1faff}' | '\u{1f1e6}'..='\u{1f1ff}' | '\u{2705}' | '\u{2728}' | '\u{274c}' | '\u{274e}'
            | '\u{2753}'..='\u{2755}' | '\u{2757}' | '\u{2795}'..='\u{2797}' | '\u{2b50}' | '\u{2b55}' | '\u{231a}' | '\u{231b}'
            | '\u{23e9}'..='\u{23ec}' | '\u{23f0}' | '\u{23f3}' | '\u{2614}' | '\u{2615}' | '\u{267f}' | '\u{26a1}' | '\u{26bd}' | '\u{26be}'
            | '\u{26c4}' | '\u{26c5}' | '\u{26d4}' | '\u{26ea}' | '\u{26f2}' | '\u{26f3}' | '\u{26f5}' | '\u{26fa}' | '\u{26fd}' | '\u{2764}')
    };
    grapheme.contains('\u{fe0f}') && !grapheme.starts_with(['©', '®', '™', '↔', '✔', '✓', 'ℹ']) || grapheme.chars().any(by_itself)
}

pub(super) fn quotes(passage: &Passage<'_>, pairs: &[String]) -> Vec<Found> {
    let Some(outer) = pairs.first() else { return Vec::new() };
    let pairs: Vec<(char, char)> = pairs.iter().filter_map(|pair| Some((pair.chars().next()?, pair.chars().next_back()?))).collect();
    let text = &passage.block.text;
    let mut found = Vec::new();
    let mut open: Vec<(usize, char, bool)> = Vec::new();
    for (at, mark) in text.match_indices(is_quotation_mark) {
        let Some(c) = mark.chars().next() else { continue };
        let (before, after) = (text[..at].chars().next_back(), text[at + c.len_utf8()..].chars().next());
        let inside_word = before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
        // An arrow: `Read more »`.
        let is_arrow = c == '»' && before.is_none_or(char::is_whitespace) && after.is_none_or(char::is_whitespace);
        // An inch: `15"`.
        let is_unit = c == '"' && before.is_some_and(char::is_numeric) && open.last().is_none_or(|(_, mark, _)| *mark != '"');
        if is_arrow || is_unit || inside_word && c == '"' {
            continue;
        }
        let end = at + c.len_utf8();
        let closes = open.last().is_some_and(|(_, mark, right)| {
            if *right { pairs.iter().any(|(first, last)| first == mark && *last == c) } else { other_half(*mark, c) }
        });
        let is_opening = !closes
            && pairs.iter().any(|(first, _)| *first == c)
            && before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | ',' | '!' | '?'));
        if closes {
            if let Some((start, mark, right)) = open.pop()
                && !right
            {
                let marks = [start..start + mark.len_utf8(), at..end];
                let fix = if open.is_empty() { own_marks(text, &marks, &pairs) } else { Vec::new() };
                found.push(Found::at(0, start..end).figure("marks", outer).fix(fix));
            }
        } else if is_opening {
            open.push((at, c, true));
        } else if before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | ',' | '!' | '?' | '…')) || c == '«' || c == '„' {
            open.push((at, c, false));
        } else {
            // A closing mark of nothing, with the word before it; or a wrong one of an opening that was right.
            let start = open.pop().map_or_else(
                || passage.words.iter().rev().find(|word| word.at.end <= at).map_or(at, |word| word.at.start),
                |(start, ..)| start,
            );
            found.push(Found::at(0, start..end).figure("marks", outer));
        }
    }
    for (start, ..) in open {
        let end = passage.sentence_at(start).map_or(text.len(), |sentence| sentence.at.end.max(start + 1));
        let end = (end..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
        found.push(Found::at(0, start..end).figure("marks", outer));
    }
    found
}

fn is_quotation_mark(c: char) -> bool {
    matches!(c, '"' | '«' | '»' | '“' | '”' | '„' | '‟' | '‹' | '›')
}

/// The language's own marks in place of a pair of others, where it is sure that they are a pair.
fn own_marks(text: &str, [first, last]: &[Range<usize>; 2], pairs: &[(char, char)]) -> Vec<(Range<usize>, String)> {
    let Some((open, close)) = pairs.first() else { return Vec::new() };
    let inside = &text[first.end..last.start];
    let before = text[..first.start].chars().next_back();
    let after = text[last.end..].chars().next();
    let is_pair = before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '—' | '–'))
        && after.is_none_or(|c| !c.is_alphanumeric() && !is_quotation_mark(c))
        && inside.starts_with(char::is_alphanumeric)
        // `15"` is an inch.
        && inside.ends_with(|c: char| c.is_alphabetic() || matches!(c, '.' | ',' | '!' | '?' | '…'))
        && !inside.contains(is_quotation_mark);
    // What is in the text besides must not leave a mark over either.
    let others = text.chars().filter(|c| *c == '"').count();
    if !is_pair || text[first.clone()] == text[last.clone()] && others % 2 == 1 {
        return Vec::new();
    }
    vec![(first.clone(), open.to_string()), (last.clone(), close.to_string())]
}

/// Whether a mark of some language closes what another one opened.
fn other_half(open: char, close: char) -> bool {
    matches!(
        (open, close),
        ('"', '"') | ('«', '»') | ('“', '”') | ('“', '“') | ('”', '”') | ('„', '“' | '”' | '"') | ('‹', '›') | ('»', '«') | ('‟', '”')
    )
}

pub(super) fn invisible(passage: &Passage<'_>) -> Vec<Found> {
    let text = &passage.block.text;
    let mut found = Vec::new();
    let mut before = None;
    for (at, c) in text.char_indices() {
        let name = match c {
            '\u{200b}' => Some("a zero-width space"),
            '\u{200c}' => Some("a zero-width non-joiner"),
            '\u{200d}' => (!joins_emoji(text, at)).then_some("a zero-width joiner"),
            '\u{2060}' | '\u{feff}' => Some("a zero-width no-break space"),
            '\u{ad}' => Some("a soft hyphen"),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some("a mark of writing direction"),
            '\u{2061}'..='\u{2064}' => Some("an invisible mathematical sign"),
            '\u{a0}' if before == Some('\u{a0}') => Some("a second no-break space"),
            _ => None,
        };
        if let Some(name) = name {
            let at = at..at + c.len_utf8();
            let fix = if can_go(text, &at) { vec![(at.clone(), String::new())] } else { Vec::new() };
            found.push(Found::at(0, at).figure("name", name).fix(fix));
        }
        before = Some(c);
    }
    found
}

/// Whether an invisible character can go and nothing else changes: between letters, spaces and the marks of sentences, for what stands beside
/// others may keep markdown from being understood; and in no script that has need of such characters.
fn can_go(text: &str, at: &Range<usize>) -> bool {
    let is_calm = |c: char| c.is_alphabetic() || matches!(c, ' ' | ',' | ';' | '?' | '…') || is_unseen(c);
    let needs_them =
        |c: char| matches!(c, '\u{590}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}');
    let before = text[..at.start].chars().next_back();
    let after = text[at.end..].chars().next();
    let is_between = match (before, after) {
        // At the beginning of a line it may keep what follows from being a list, at its end from being a break.
        (None, Some(c)) => c.is_alphabetic(),
        (Some(c), None) => c != ' ' && (is_calm(c) || c == '.'),
        (Some(before), Some(after)) => {
            (is_calm(before) || before == '.' && after == ' ') && is_calm(after) && !(before == ' ' && after == ' ')
        }
        (None, None) => false,
    };
    is_between && !text.contains(needs_them)
}

fn joins_emoji(text: &str, at: usize) -> bool {
    text.grapheme_indices(true).any(|(start, grapheme)| start < at && at < start + grapheme.len() && is_emoji(grapheme))
}
