//! `segue rules`: what `segue check` looks for, and why.

use std::fmt::Write;

use clap::Args;

use super::args::{FormatName, Global};
use super::check::unknown_rule;
use super::report::{Exit, Reporter};
use crate::check::{Rule, all, rule};
use crate::diagnostics::{Findings, Level};

/// Arguments of `segue rules`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  segue rules                     every rule with how grave it is
  segue rules tone/superlative    one of them: why it is there, examples, settings
  segue rules --format json       for a program")]
pub(super) struct RulesArgs {
    /// Only this rule, in full
    #[arg(value_name = "ID")]
    id: Option<String>,
}

pub(super) fn run(global: &Global, args: &RulesArgs, reporter: &Reporter) -> Exit {
    let json = global.format == FormatName::Json;
    match &args.id {
        None if json => reporter.result(&format!("{}\n", serde_json::to_string_pretty(all()).unwrap_or_default())),
        None => reporter.result(&list()),
        Some(id) => match rule(id) {
            Some(rule) if json => reporter.result(&format!("{}\n", serde_json::to_string_pretty(rule).unwrap_or_default())),
            Some(rule) => reporter.result(&text(rule)),
            None => return reporter.could_not_run(Findings::from(unknown_rule(id))),
        },
    }
    Exit::Fine
}

fn level(rule: &Rule) -> &'static str {
    match rule.level {
        _ if rule.on_trial => "note",
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

fn list() -> String {
    let width = all().iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    let mut text = String::new();
    for rule in all() {
        let _ = writeln!(text, "{:<width$}  {:<7}  {}", rule.id, level(rule), rule.summary);
    }
    text
}

fn text(rule: &Rule) -> String {
    let mut text = format!("{}  {}\n{}\n\n{}\n", rule.id, level(rule), rule.summary, wrapped(&rule.why));
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
