use std::borrow::Cow;

use serde::Serialize;

use crate::diagnostics::secret::masked;
use crate::diagnostics::{Finding, Level, Place};
use crate::world::{SourceText, Span};

/// How many lines around the place are shown.
const AROUND: usize = 2;

/// A longer line is cut, in characters.
const WIDTH: usize = 300;

/// A finding as a browser gets it: all that the panel shows, and no markup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Telling<'a> {
    pub(super) level: Level,
    pub(super) rule: &'a str,
    pub(super) message: Cow<'a, str>,
    pub(super) help: Option<Cow<'a, str>>,
    /// `content/a.md:3:1`.
    pub(super) at: Option<String>,
    pub(super) lines: Vec<Line>,
    pub(super) related: Vec<Related<'a>>,
}

/// A line of the excerpt, in three pieces; the middle one is underlined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Line {
    pub(super) number: usize,
    pub(super) before: String,
    pub(super) marked: String,
    pub(super) after: String,
}

/// Another place that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Related<'a> {
    pub(super) at: String,
    pub(super) what: Cow<'a, str>,
}

impl<'a> Telling<'a> {
    pub(super) fn of(finding: &'a Finding) -> Self {
        Self {
            level: finding.level,
            rule: finding.rule,
            message: masked(&finding.message),
            help: finding.help.as_deref().map(masked),
            at: at(&finding.place),
            lines: match &finding.place {
                Place::Span(text, span) => excerpt(text, *span),
                Place::File(_) | Place::Project => Vec::new(),
            },
            related: finding.related.iter().filter_map(|(place, what)| Some(Related { at: at(place)?, what: masked(what) })).collect(),
        }
    }
}

fn at(place: &Place) -> Option<String> {
    match place {
        Place::Project => None,
        Place::File(path) => Some(path.to_string()),
        Place::Span(text, span) => {
            let position = text.position(span.start);
            Some(format!("{}:{}:{}", text.path(), position.line, position.column))
        }
    }
}

fn excerpt(text: &SourceText, span: Span) -> Vec<Line> {
    let first = text.position(span.start).line;
    let from = first.saturating_sub(AROUND).max(1);
    let mut start = 0;
    let mut lines = Vec::new();
    for (index, with_end) in text.text().split_inclusive('\n').enumerate() {
        let number = index + 1;
        if number > first + AROUND {
            break;
        }
        if number >= from {
            let line = masked(with_end.trim_end_matches(['\n', '\r']));
            // A stretch of many lines is pointed at by its first one.
            let end = if number == first { span.end.max(span.start + 1) } else { start };
            let cut = |at: usize| floor(&line, at.saturating_sub(start).min(line.len()));
            let (a, b) = if number == first { (cut(span.start), cut(end)) } else { (line.len(), line.len()) };
            lines.push(Line { number, before: line[..a].to_owned(), marked: line[a..b].to_owned(), after: line[b..].to_owned() }.cut());
        }
        start += with_end.len();
    }
    lines
}

impl Line {
    /// Without what lies far from the marked stretch.
    fn cut(mut self) -> Self {
        let long = |text: &str| text.chars().count() > WIDTH;
        let head = |text: &str| text.chars().take(WIDTH).chain(['…']).collect::<String>();
        if long(&self.before) && !self.marked.is_empty() {
            let skip = self.before.chars().count() - WIDTH / 4;
            self.before = ['…'].into_iter().chain(self.before.chars().skip(skip)).collect();
        }
        for text in [&mut self.before, &mut self.marked, &mut self.after] {
            if long(text) {
                *text = head(text);
            }
        }
        self
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, start: usize, end: usize) -> String {
        let text = SourceText::new("a.md", text);
        let shown = |line: Line| format!("{} {}[{}]{}", line.number, line.before, line.marked, line.after);
        excerpt(&text, Span::new(start, end)).into_iter().map(shown).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_place_is_marked_and_its_neighbours_are_shown() {
        insta::assert_snapshot!(lines("---\ntitle: Чай\naudiense: b2b\ntags: [a]\ndate: x\n---\n", 18, 26), @"
        1 ---[]
        2 title: Чай[]
        3 [audiense]: b2b
        4 tags: [a][]
        5 date: x[]
        ");
    }

    #[test]
    fn an_empty_stretch_marks_one_character_and_a_long_one_its_first_line() {
        assert_eq!(lines("ab\ncd\n", 1, 1), "1 a[b]\n2 cd[]");
        assert_eq!(lines("ab\r\ncd\r\n", 1, 7), "1 a[b]\n2 cd[]");
        assert_eq!(lines("чай", 2, 2), "1 ч[а]й");
    }

    #[test]
    fn what_lies_outside_the_text_marks_nothing_and_fails_nowhere() {
        assert_eq!(lines("", 0, 0), "");
        assert_eq!(lines("ab", 90, 99), "1 ab[]");
    }

    #[test]
    fn of_a_line_without_end_only_the_surroundings_are_shown() {
        let text = "x".repeat(100_000);
        assert!(lines(&text, 50_000, 50_010).len() < 3 * WIDTH);
    }
}
