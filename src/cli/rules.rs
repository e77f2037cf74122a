//! `segue rules`: everything that the program can find, and why it matters.

use std::fmt::Write;

use clap::Args;
use serde_json::{Value, json};

use super::args::{FormatName, Global};
use super::check::unknown_rule;
use super::report::{Exit, Reporter};
use crate::check::{Rule, all, rule};
use crate::diagnostics::catalogue::{Explained, explained, rooms};
use crate::diagnostics::{Findings, Level};

/// Arguments of `segue rules`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  segue rules                     everything that can be found, room by room, with how grave it is
  segue rules plan                what a room has: here, links, addresses and who sees what
  segue rules tone/superlative    one of them: why it is there, examples, settings
  segue rules --format json       for a program")]
pub(super) struct RulesArgs {
    /// Only this rule, in full, or this room
    #[arg(value_name = "ID")]
    id: Option<String>,
}

pub(super) fn run(global: &Global, args: &RulesArgs, reporter: &Reporter) -> Exit {
    let is_json = global.format == FormatName::Json;
    let id = args.id.as_deref();
    let found = match id.map(|id| (rule(id), explained(id))) {
        Some((Some(rule), _)) if is_json => written(&json!(rule)),
        Some((Some(rule), _)) => text(rule),
        Some((_, Some(finding))) if is_json => written(&json!(finding)),
        Some((_, Some(finding))) => shown(finding),
        _ => {
            let lines = lines(id.map(|id| id.trim_end_matches('/')));
            if let (Some(id), []) = (id, &*lines) {
                return reporter.could_not_run(Findings::from(unknown_rule(id)));
            }
            if is_json { written(&lines.iter().map(|line| line.whole.clone()).collect()) } else { list(&lines) }
        }
    };
    reporter.result(&found);
    Exit::Fine
}

/// One line of the list.
struct Line {
    id: &'static str,
    level: Level,
    summary: &'static str,
    whole: Value,
}

/// All that there is, or all of a room.
fn lines(only: Option<&str>) -> Vec<Line> {
    let of_rule = |rule: &'static Rule| Line { id: rule.id, level: level(rule), summary: &rule.summary, whole: json!(rule) };
    let of_finding = |finding: &'static Explained| {
        let Explained { id, level, summary, .. } = finding;
        Line { id, level: *level, summary, whole: json!(finding) }
    };
    let rules = all().iter().map(of_rule);
    let mut lines: Vec<Line> = rules.chain(rooms().iter().flat_map(|room| &room.findings).map(of_finding)).collect();
    lines.retain(|line| only.is_none_or(|only| room_of(line.id) == only));
    lines
}

fn room_of(id: &str) -> &str {
    id.split('/').next().unwrap_or(id)
}

fn written(value: &Value) -> String {
    format!("{}\n", serde_json::to_string_pretty(value).unwrap_or_default())
}

fn level(rule: &Rule) -> Level {
    if rule.on_trial { Level::Note } else { rule.level }
}

fn named(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

/// What the finding of an id is about, whoever says it.
pub(super) fn explanation(id: &str) -> Option<Explained> {
    let of_rule = |rule: &Rule| Explained {
        id: rule.id.to_owned(),
        level: level(rule),
        summary: rule.summary.clone(),
        why: rule.why.clone(),
        help: rule.help.clone(),
    };
    rule(id).map(of_rule).or_else(|| explained(id).cloned())
}

/// The list, room by room.
fn list(lines: &[Line]) -> String {
    let width = lines.iter().map(|line| line.id.len()).max().unwrap_or_default();
    let mut text = String::new();
    let mut room = None;
    for line in lines {
        let own = room_of(line.id);
        if room.replace(own).is_some_and(|before| before != own) {
            text.push('\n');
        }
        let _ = writeln!(text, "{:<width$}  {:<7}  {}", line.id, named(line.level), line.summary);
    }
    text
}

fn shown(finding: &Explained) -> String {
    let Explained { id, level, summary, why, help } = finding;
    format!("{id}  {}\n{summary}\n\n{}\n\n{}\n", named(*level), wrapped(why), wrapped(&format!("What to do: {help}")))
}

fn text(rule: &Rule) -> String {
    let mut text = format!("{}  {}\n{}\n\n{}\n", rule.id, named(level(rule)), rule.summary, wrapped(&rule.why));
    if rule.on_trial {
        text.push_str("\nIt is on trial: not yet right, or not yet finding, often enough on texts that nobody wrote for it.\n");
    }
    let _ = writeln!(text, "\nWhat to do: {}", rule.help);
    for example in &rule.examples {
        let _ = writeln!(text, "\n  wrong ({})  {}\n  right       {}", example.lang, example.wrong, example.right);
    }
    if !rule.settings.is_empty() {
        text.push_str("\nSettings\n");
        for (name, value) in rule.settings.iter() {
            let _ = writeln!(text, "  {name}: {}", serde_json::to_string(value).unwrap_or_default());
        }
    }
    let address = rule.source.url.as_ref().map(|url| format!(", {url}")).unwrap_or_default();
    let _ = writeln!(text, "\nSource: {}{address}", rule.source.name);
    text
}

/// A text in lines that a terminal shows whole.
fn wrapped(text: &str) -> String {
    const WIDTH: usize = 100;
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        if lines[last].len() + word.len() >= WIDTH {
            lines.push(word.to_owned());
        } else {
            if !lines[last].is_empty() {
                lines[last].push(' ');
            }
            lines[last].push_str(word);
        }
    }
    lines.join("\n")
}
