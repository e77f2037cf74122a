//! What Tera says of templates, turned into findings with a place in the file that the author wrote.
//!
//! Tera gives syntax errors and rendering errors with a span; all else is text, out of which names and places are read here.

use std::collections::BTreeMap;
use std::ops::Range;

use tera::{ErrorKind, ReportError};

use super::Source;
use super::calls::{TERA_TESTS, filter_names, function_names};
use crate::diagnostics::{Finding, Place, nearest};
use crate::theme::error::TemplateError;
use crate::theme::host::HostError;
use crate::theme::scan::{Kind, Lexeme, Tag, lexemes, pieces};
use crate::world::Span;
use crate::world::limits::PAGE_BYTES;

/// What is wrong, for people, with the rule and what to do.
pub(super) struct Said {
    pub(super) rule: &'static str,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl From<HostError> for Said {
    fn from(error: HostError) -> Self {
        Self { rule: error.rule, message: error.message, help: error.help }
    }
}

/// The templates of a theme, as far as messages need them.
pub(super) struct Reporter<'t> {
    pub(super) sources: &'t BTreeMap<String, Source>,
    /// The names of all components.
    pub(super) components: Vec<String>,
}

impl Reporter<'_> {
    /// A syntax error.
    pub(super) fn syntax(&self, report: &ReportError) -> Finding {
        let message = sentence(report.message());
        let help = match message.as_str() {
            text if text.contains("`extends` needs to be the first") => "move `{% extends … %}` to the first line of the file",
            text if text.contains("would be ignored") => "put it into a block that the template below has",
            text if text.contains("end of input") => {
                "a tag or a block is not closed: each `{% if %}`, `{% for %}` and `{% block %}` has its end"
            }
            _ => "a tag is `{{ value }}`, `{% statement %}` or `{# remark #}`, closed as it was opened",
        };
        let said = Said { rule: "theme/syntax", message, help: Some(help.to_owned()) };
        finding(said, self.original_place(report.filename(), report.span().range.clone()))
    }

    /// What keeps templates that are right by themselves from working together: each with the template it lies in, where that is known.
    pub(super) fn together(&self, error: &tera::Error) -> Vec<(Option<String>, Finding)> {
        let one = |name: &str, finding| vec![(Some(name.to_owned()), finding)];
        match error.kind() {
            ErrorKind::SyntaxError(report) => one(report.filename(), self.syntax(report)),
            ErrorKind::MissingParent { current, parent } => {
                let help = nearest(parent, self.sources.keys().map(String::as_str)).map(|name| format!("did you mean `{name}`?"));
                let said = Said { rule: "theme/unknown-template", message: format!("there is no template `{parent}`"), help };
                one(current, finding(said, self.name_place(current, parent)))
            }
            ErrorKind::CircularExtend { tpl, inheritance_chain } => {
                one(tpl, self.circle(tpl, "extends", inheritance_chain.iter().map(String::as_str)))
            }
            ErrorKind::CircularInclude { tpl, include_chain } => {
                one(tpl, self.circle(tpl, "includes", include_chain.iter().skip(1).map(String::as_str)))
            }
            ErrorKind::Msg(message) => self.texts(message),
            _ => vec![(None, finding(Said { rule: "theme/template", message: sentence(&error.to_string()), help: None }, Place::Project))],
        }
    }

    fn circle<'c>(&self, name: &str, verb: &str, chain: impl Iterator<Item = &'c str>) -> Finding {
        let chain: Vec<&str> = chain.collect();
        let message = match chain.as_slice() {
            [] | [_] => format!("the template `{name}` {verb} itself"),
            [between @ .., _] => format!("the template `{name}` {verb} itself by way of {}", quoted(between)),
        };
        let place = chain.first().map_or_else(|| self.file_place(name), |next| self.name_place(name, next));
        finding(Said { rule: "theme/cycle", message, help: Some("take one of the steps of the circle out".to_owned()) }, place)
    }

    /// Tera joins the reports of all unknown names to one text.
    fn texts(&self, text: &str) -> Vec<(Option<String>, Finding)> {
        if let Some(rest) = text.strip_prefix("Component `")
            && let Some((component, files)) = rest.split_once("` is defined in both ")
            && let [first, second] = names(files)[..]
        {
            let said = Said {
                rule: "theme/component-twice",
                message: format!("the component `{component}` is defined in two files"),
                help: Some("a file of the same name replaces the one of the theme below".to_owned()),
            };
            let finding = finding(said, self.component_place(second, component));
            return vec![(Some(second.to_owned()), finding.related(self.component_place(first, component), "the other one"))];
        }
        let mut found = Vec::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let Some(message) = line.strip_prefix("error: ") else { continue };
            let Some(locus) = lines.next().and_then(|line| line.trim_start().strip_prefix("--> ")) else { continue };
            let Some((name, line, column)) = parse_locus(locus) else { continue };
            let width = lines.nth(2).map_or(1, |underline| underline.matches('^').count());
            let place = self.sources.get(name).map_or(Place::Project, |source| {
                let start = offset(source.original.text(), line, column - 1);
                let text = &source.original.text()[start..];
                let end = text.char_indices().nth(width).map_or(text.len(), |(at, _)| at);
                self.original_place(name, start..start + end)
            });
            found.push((Some(name.to_owned()), finding(self.said(message), place)));
        }
        if found.is_empty() {
            found.push((None, finding(self.said(text), Place::Project)));
        }
        found
    }

    /// An error of a page, or of a component on it.
    pub(super) fn rendering(&self, error: &tera::Error, template: &str, failure: Option<HostError>) -> TemplateError {
        let (said, place) = match error.kind() {
            ErrorKind::RenderingError(report) => (
                failure.map_or_else(|| self.said(report.message()), Said::from),
                self.compacted_place(report.filename(), report.span().range.clone()),
            ),
            ErrorKind::Io(_) => {
                let said = Said {
                    rule: "theme/output-limit",
                    message: format!("this template makes more than {} MB of a single page", PAGE_BYTES >> 20),
                    help: Some("look for a loop that repeats what it has made already".to_owned()),
                };
                (said, self.file_place(template))
            }
            _ => (self.said(&error.to_string()), self.file_place(template)),
        };
        let mut chain = Vec::new();
        if let ErrorKind::RenderingError(_) = error.kind() {
            for note in error.to_string().lines().filter_map(|line| line.strip_prefix("note: called from ")) {
                if let Some((name, line, column)) = parse_locus(note)
                    && let Some(source) = self.sources.get(name)
                {
                    let start = offset(source.text(), line, column - 1);
                    let end = start + source.text()[start..].find('\n').unwrap_or(source.text().len() - start);
                    let tag = pieces(&source.text()[start..end]).first().map_or(0, |piece| piece.range.len());
                    chain.push((self.compacted_place(name, start..start + tag), "called from here".to_owned()));
                }
            }
        }
        let help = said.help.or_else(|| Some(usual_help(said.rule).to_owned()));
        TemplateError { rule: said.rule, message: said.message, help, place, chain }
    }

    /// Tera's words in ours.
    fn said(&self, message: &str) -> Said {
        let did_you_mean =
            |name: &str, known: &mut dyn Iterator<Item = &str>| nearest(name, known).map(|name| format!("did you mean `{name}`?"));
        let said = |rule, message: String, help| Said { rule, message, help };
        let first = names(message).first().copied().unwrap_or_default();
        let start = |prefix: &str| message.starts_with(prefix);
        if start("Unknown filter") {
            said("theme/unknown-filter", format!("there is no filter `{first}`"), did_you_mean(first, &mut filter_names()))
        } else if start("Unknown function") {
            said("theme/unknown-function", format!("there is no function `{first}`"), did_you_mean(first, &mut function_names()))
        } else if start("Unknown test") {
            said("theme/unknown-test", format!("there is no test `{first}`"), did_you_mean(first, &mut TERA_TESTS.into_iter()))
        } else if start("Unknown component") || start("Component '") {
            let help = did_you_mean(first, &mut self.components.iter().map(String::as_str));
            said("theme/unknown-component", format!("there is no component `{first}`"), help)
        } else if start("Unknown template") || start("Template '") {
            let help = did_you_mean(first, &mut self.sources.keys().map(String::as_str));
            said("theme/unknown-template", format!("there is no template `{first}`"), help)
        } else if start("Block `") {
            let help = "a template that extends another can only fill blocks which that one has".to_owned();
            said("theme/unknown-block", format!("none of the templates below has a block `{first}`"), Some(help))
        } else if let Some((_, known)) = message.split_once(" is not defined. Available ") {
            let known: Vec<&str> = known.split_once(": ").map_or(known, |(_, list)| list).split(", ").collect();
            let help = did_you_mean(first, &mut known.iter().copied()).unwrap_or_else(|| format!("there are: {}", known.join(", ")));
            said("theme/unknown-name", format!("there is no `{first}` here"), Some(help))
        } else if message.ends_with(" is not defined") || message.ends_with(" is not defined.") {
            said("theme/unknown-name", format!("there is no `{first}` here"), None)
        } else if start("Tried to render a variable") {
            let help = "ask for it with `{% if … %}` first, or give a value for when there is none: `| default(value=\"\")`".to_owned();
            said("theme/unknown-name", "this has no value".to_owned(), Some(help))
        } else if start("Unknown argument(s)") {
            let (wrong, known) = message.split_once(" in component call.").unwrap_or((message, ""));
            let known = names(known);
            let wrong = names(wrong);
            let help = wrong.first().and_then(|name| nearest(name, known.iter().copied())).map(|name| format!("did you mean `{name}`?"));
            let list = (!known.is_empty()).then(|| format!("it takes: {}", known.join(", ")));
            said("theme/argument", format!("this component has no argument {}", quoted(&wrong)), help.or(list))
        } else if start("Argument `") {
            said("theme/argument", format!("this component wants the argument `{first}`"), None)
        } else if start("Component argument `") {
            let kinds = names(message);
            let (found, wanted) = (kinds.get(1).copied().unwrap_or_default(), kinds.get(2).copied().unwrap_or_default());
            said("theme/argument", format!("the argument `{first}` must be {}, and is {}", plain_kind(wanted), plain_kind(found)), None)
        } else if start("Implicit argument `") {
            let help = format!("give the component a value for when there is none: `@{first} = none`");
            said("theme/argument", format!("this component wants `{first}`, which is not known here"), Some(help))
        } else if start("Iteration not possible") {
            said("theme/template", format!("only lists and maps can be gone through, and this is {}", plain_kind(first)), None)
        } else if start("Maximum render recursion depth") {
            said("theme/recursion", "the components of this template call each other without end".to_owned(), None)
        } else {
            said("theme/template", sentence(message), None)
        }
    }

    fn file_place(&self, name: &str) -> Place {
        self.sources.get(name).map_or(Place::Project, |source| Place::File(source.original.path().to_owned()))
    }

    /// Where a template names another one.
    fn name_place(&self, name: &str, named: &str) -> Place {
        let Some(source) = self.sources.get(name) else { return Place::Project };
        let text = source.original.text();
        for piece in pieces(text).into_iter().filter(|piece| piece.kind == Kind::Tag) {
            let tag = &text[piece.range.clone()];
            if matches!(Tag::read(tag), Tag::Include(found) | Tag::Extends(found) if found == named)
                && let Some((at, Lexeme::Text(found))) = lexemes(tag).find(|(_, lexeme)| matches!(lexeme, Lexeme::Text(_)))
            {
                let start = piece.range.start + at;
                return self.original_place(name, start..start + found.len() + 2);
            }
        }
        self.file_place(name)
    }

    /// Where a component is defined.
    pub(super) fn component_place(&self, name: &str, component: &str) -> Place {
        let Some(source) = self.sources.get(name) else { return Place::Project };
        let text = source.original.text();
        let tags = pieces(text).into_iter().filter(|piece| piece.kind == Kind::Tag);
        let found = tags.map(|piece| piece.range).find(|range| Tag::read(&text[range.clone()]) == Tag::Component(component));
        found.map_or_else(|| self.file_place(name), |range| self.original_place(name, range))
    }

    fn original_place(&self, name: &str, range: Range<usize>) -> Place {
        let Some(source) = self.sources.get(name) else { return Place::Project };
        let text = source.original.text();
        let end = range.end.min(text.len());
        let start = range.start.min(end);
        // A stretch that starts with a line break would be shown by an empty line.
        let blank = text.get(start..end).map_or(0, |stretch| stretch.len() - stretch.trim_start().len());
        let start = if start + blank < end { start + blank } else { start };
        Place::Span(source.original.clone(), Span::new(start, end))
    }

    fn compacted_place(&self, name: &str, range: Range<usize>) -> Place {
        let range = match self.sources.get(name).and_then(|source| source.compacted.as_ref()) {
            Some(compacted) if !range.is_empty() => compacted.original(range.start)..compacted.original(range.end - 1) + 1,
            Some(compacted) => compacted.original(range.start)..compacted.original(range.start),
            None => range,
        };
        self.original_place(name, range)
    }
}

fn finding(said: Said, place: Place) -> Finding {
    let help = said.help.unwrap_or_else(|| usual_help(said.rule).to_owned());
    Finding::error(said.rule, place, said.message).help(help)
}

/// What to do about a rule of templates where nothing more is known.
fn usual_help(rule: &str) -> &'static str {
    match rule {
        "theme/unknown-filter" | "theme/unknown-function" | "theme/unknown-test" => {
            "look how the default theme does it: its templates use all there is"
        }
        "theme/unknown-component" => "write it into a file of the theme's `components/`",
        "theme/unknown-template" => "write it into the theme's `templates/`",
        "theme/unknown-name" => "a template knows `site`, `variant`, `page` and what its own tags name; a component its arguments",
        "theme/argument" => "the first line of the component says what it takes",
        "theme/recursion" => "let an `{% if %}` around one of the calls end it",
        _ => "look at the values this tag is given: `{{ value }}` by itself shows one",
    }
}

/// `NAME:LINE:COLUMN`, both from 1.
fn parse_locus(text: &str) -> Option<(&str, usize, usize)> {
    let mut parts = text.trim_end().rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let line = parts.next()?.parse().ok()?;
    Some((parts.next()?, line, usize::max(column, 1)))
}

/// The byte at a line, from 1, and a column in characters, from 0.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start = match line.checked_sub(2) {
        Some(nth) => text.match_indices('\n').nth(nth).map_or(text.len(), |(at, _)| at + 1),
        None => 0,
    };
    text[start..].char_indices().nth(column).map_or(text.len(), |(at, _)| start + at)
}

/// What stands in quotes or backticks in a message.
fn names(message: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = message;
    while let Some(open) = rest.find(['`', '\'']) {
        let quote = &rest[open..=open];
        let inner = &rest[open + 1..];
        let Some(end) = inner.find(quote) else { break };
        names.push(&inner[..end]);
        rest = &inner[end + 1..];
    }
    names
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn plain_kind(kind: &str) -> &str {
    match kind {
        "string" => "text",
        "bool" => "yes or no",
        "integer" | "u64" | "i64" | "u128" | "i128" => "a whole number",
        "float" | "f64" => "a number with a fraction",
        "number" => "a number",
        "array" => "a list",
        "map" | "map/struct" => "a map",
        "none" | "undefined" => "nothing",
        other => other,
    }
}

/// A message as ours are: no capital at its start, no full stop at its end.
fn sentence(message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    let mut rest = message.chars();
    match rest.next() {
        Some(first) => first.to_lowercase().chain(rest).collect(),
        None => "the template cannot be used".to_owned(),
    }
}
