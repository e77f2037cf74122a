use std::borrow::Cow;

use annotate_snippets::{AnnotationKind, Group, Level as Grade, Origin, Renderer, Snippet};
use serde_json::json;

use super::secret::masked;
use super::{Edit, Finding, Level, Place};
use crate::world::{SourceText, Span};

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For a person: excerpt, span and help.
    #[default]
    Human,
    /// One JSON object a line.
    Json,
    /// Annotations that GitHub shows beside the changed lines.
    GitHub,
}

/// Whether human output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// No escape codes.
    #[default]
    Plain,
    /// With colours.
    Coloured,
}

impl Format {
    /// One finding, ending in a line break.
    pub fn write(self, finding: &Finding, style: Style) -> String {
        let finding = finding.masked();
        match self {
            Self::Human => human(&finding, style),
            Self::Json => json_line(&finding),
            Self::GitHub => github(&finding),
        }
    }
}

fn grade(level: Level) -> Grade<'static> {
    match level {
        Level::Error => Grade::ERROR,
        Level::Warning => Grade::WARNING,
        Level::Note => Grade::NOTE,
    }
}

fn human(finding: &Finding, style: Style) -> String {
    let (message, help) = (plain(&finding.message), finding.help.as_deref().map(plain));
    let mut group =
        grade(finding.level).primary_title(message.as_ref()).id(finding.rule).element_from(&finding.place, finding.label.as_deref());
    for (place, what) in &finding.related {
        group = match place {
            Place::Span(text, span) if finding.place.path() == Some(text.path()) || finding.place.path().is_some() => {
                group.element(excerpt(text, *span, AnnotationKind::Context, Some(what)))
            }
            Place::Span(text, _) => group.element(Origin::path(text.path().as_str())),
            Place::File(path) => group.element(Origin::path(plain(path.as_str()))),
            Place::Project => group,
        };
    }
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let text = match help.as_deref() {
        // Without an excerpt there is no margin that the help could hang from.
        Some(help) if finding.place == Place::Project => {
            let help = Group::with_title(Grade::HELP.secondary_title(help));
            format!("{}\n{}", renderer.render(&[group]), renderer.render(&[help]))
        }
        Some(help) => renderer.render(&[group.element(Grade::HELP.message(help))]),
        None => renderer.render(&[group]),
    };
    format!("{text}\n\n")
}

/// The most of a message or of help that a person is shown, in characters.
const LONGEST: usize = 1_000;

/// What is said to a person: a message may quote a value of any length, with characters in it that a terminal obeys.
fn plain(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST && !text.chars().any(char::is_control) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::new();
    for c in text.chars().take(LONGEST) {
        if c.is_control() { plain.extend(c.escape_debug()) } else { plain.push(c) }
    }
    if text.chars().nth(LONGEST).is_some() {
        plain.push('…');
    }
    Cow::Owned(plain)
}

/// Lines before and after a stretch that its excerpt is made from: none of them is shown, but a last line break is told by them.
const AROUND: usize = 1;

fn excerpt<'a>(
    source: &'a SourceText,
    span: Span,
    kind: AnnotationKind,
    label: Option<&'a str>,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let text = source.text();
    let start = text.floor_char_boundary(span.start);
    let end = text.floor_char_boundary(span.end).max(start);
    // A stretch of many lines is pointed at by its first one.
    let end = text[start..end].find('\n').map_or(end, |newline| start + newline);
    // Of a long file only what is near: each excerpt goes through all that it is given.
    let (near, line) = source.around(Span::new(start, end), AROUND);
    Snippet::source(masked(source.slice(near)))
        .line_start(line)
        .path(source.path().as_str())
        .fold(true)
        .annotation(kind.span(start - near.start..end - near.start).label(label))
}

/// Puts a place under a title.
trait Under<'a> {
    fn element_from(self, place: &'a Place, label: Option<&'a str>) -> Group<'a>;
}

impl<'a> Under<'a> for annotate_snippets::Title<'a> {
    fn element_from(self, place: &'a Place, label: Option<&'a str>) -> Group<'a> {
        match place {
            Place::Project => Group::with_title(self),
            Place::File(path) => self.element(Origin::path(plain(path.as_str()))),
            Place::Span(text, span) => self.element(excerpt(text, *span, AnnotationKind::Primary, label)),
        }
    }
}

fn json_place(place: &Place) -> serde_json::Value {
    match place {
        Place::Project => json!(null),
        Place::File(path) => json!({"file": path}),
        Place::Span(text, span) => {
            let (start, end) = (text.position(span.start), text.position(span.end));
            json!({"file": text.path(), "line": start.line, "column": start.column, "end_line": end.line, "end_column": end.column})
        }
    }
}

fn json_line(finding: &Finding) -> String {
    let related: Vec<_> = finding.related.iter().map(|(place, what)| json!({"message": what, "place": json_place(place)})).collect();
    let mut value = json!({
        "rule": finding.rule, "level": finding.level, "message": finding.message, "help": finding.help,
        "place": json_place(&finding.place), "related": related,
    });
    if let Place::Span(text, _) = &finding.place
        && !finding.fix.is_empty()
    {
        let edit = |edit: &Edit| json!({"place": json_place(&Place::Span(text.clone(), edit.span)), "text": edit.text});
        value["fix"] = finding.fix.iter().map(edit).collect();
    }
    format!("{value}\n")
}

/// The form of GitHub's workflow commands: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.
fn github(finding: &Finding) -> String {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let command = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    let place = match &finding.place {
        Place::Project => String::new(),
        Place::File(path) => format!("file={},", property(path.as_str())),
        Place::Span(text, span) => {
            let at = text.position(span.start);
            format!("file={},line={},col={},", property(text.path().as_str()), at.line, at.column)
        }
    };
    let help = finding.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    format!("::{command} {place}title={}::{}\n", property(finding.rule), data(&format!("{}{help}", finding.message)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding() -> Finding {
        let text = SourceText::new("content/a.md", "---\ntitle: Чай\naudiense: b2b\n---\n");
        Finding::error("yaml/unknown-key", (&text, Span::new(18, 26)), "there is no key `audiense` here").help("did you mean `audience`?")
    }

    #[test]
    fn a_person_sees_the_place_and_what_to_do() {
        insta::assert_snapshot!(Format::Human.write(&finding(), Style::Plain), @"
        error[yaml/unknown-key]: there is no key `audiense` here
         --> content/a.md:3:1
          |
        3 | audiense: b2b
          | ^^^^^^^^
          |
          = help: did you mean `audience`?
        ");
    }

    #[test]
    fn a_message_that_quotes_anything_is_one_short_line_without_what_a_terminal_obeys() {
        let message = format!("there is no key `\u{1b}[2J\n{}`", "x".repeat(5_000));
        let text = Format::Human.write(&Finding::error("yaml/unknown-key", Place::File("a.md".into()), message), Style::Plain);
        assert!(text.starts_with("error[yaml/unknown-key]: there is no key `\\u{1b}[2J\\nxxx") && text.len() < 1_200, "{text}");
    }

    #[test]
    fn what_has_no_place_is_said_in_two_lines() {
        let finding = Finding::error("cli/no-project", Place::Project, "there is no site here").help("`segue init` makes one");
        let text = Format::Human.write(&finding, Style::Plain);
        assert_eq!(text, "error[cli/no-project]: there is no site here\nhelp: `segue init` makes one\n\n");
    }

    #[test]
    fn a_program_gets_one_line_of_json() {
        insta::assert_snapshot!(Format::Json.write(&finding(), Style::Plain), @r#"{"help":"did you mean `audience`?","level":"error","message":"there is no key `audiense` here","place":{"column":1,"end_column":9,"end_line":3,"file":"content/a.md","line":3},"related":[],"rule":"yaml/unknown-key"}"#);
    }

    #[test]
    fn github_gets_a_workflow_command() {
        insta::assert_snapshot!(Format::GitHub.write(&finding(), Style::Plain), @"::error file=content/a.md,line=3,col=1,title=yaml/unknown-key::there is no key `audiense` here%0Adid you mean `audience`?");
    }
}
