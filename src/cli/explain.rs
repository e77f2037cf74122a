use std::fmt::Write;

use clap::Args;
use serde::Serialize;

use super::args::{Global, View};
use super::project::Project;
use super::report::{Exit, Reporter};
use crate::diagnostics::{Finding, Findings, Place, nearest};
use crate::plan::{Explanation, Origin, PageExplanation, RouteRow, Snapshot, SnippetExplanation};

/// Arguments of `segue explain`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  segue explain content/articles/guide.md        who has it, and where each value comes from
  segue explain https://example.com/b2b/about/   the same of one page
  segue explain articles/guide.md --json         for a program")]
pub(super) struct ExplainArgs {
    /// The path of a source, of a snippet, of an output file, or an address
    target: String,
    /// As one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    view: View,
}

pub(super) fn run(global: &Global, args: &ExplainArgs, reporter: &Reporter) -> Exit {
    let (project, snapshot, _) = match Project::look(global, &args.view, reporter) {
        Ok(found) => found,
        Err(exit) => return exit,
    };
    let path = project.path(camino::Utf8Path::new(&args.target));
    let names = [path.as_str(), &args.target];
    let said = if let Some(explanation) = names.iter().find_map(|name| snapshot.explain(name)) {
        if args.json { json(&explanation) } else { text(&explanation) }
    } else if let Some(explanation) = names.iter().find_map(|name| snapshot.explain_snippet(name)) {
        if args.json { json(&explanation) } else { snippet(&explanation) }
    } else if let Some(row) = names.iter().find_map(|name| snapshot.route_row(name)) {
        // An address that is listed and has no source of its own: a thank-you page, a consent text, an author.
        if args.json { json(&row) } else { route(&row) }
    } else {
        let rows = snapshot.rows_of_file(path.as_str());
        if rows.is_empty() {
            return reporter.could_not_run(Findings::from(unknown(&snapshot, &args.target)));
        }
        if args.json { json(&rows) } else { rows.iter().map(route).collect() }
    };
    reporter.result(&said);
    Exit::Fine
}

fn snippet(explanation: &SnippetExplanation) -> String {
    let mut text = format!("snippet {}\n", explanation.snippet);
    for file in &explanation.files {
        let _ = writeln!(text, "  {file}");
    }
    text.push_str(if explanation.shown.is_empty() { "\nno page shows it\n" } else { "\nshown by\n" });
    for row in &explanation.shown {
        let _ = writeln!(text, "  {}/{} {}\n    text in    {}", row.audience, row.lang, row.url, row.text);
    }
    text
}

fn json(value: &impl Serialize) -> String {
    format!("{}\n", serde_json::to_string_pretty(value).unwrap_or_default())
}

/// What is known of an address that has no source of its own.
fn route(row: &RouteRow) -> String {
    let mut text = format!("{}\n", row.url);
    let own = [("role", Some(row.role)), ("file", Some(row.output.as_str())), ("audience", row.audience.as_deref())];
    for (name, value) in
        own.into_iter().chain([("language", row.lang.as_deref()), ("title", row.title.as_deref()), ("source", row.source.as_deref())])
    {
        if let Some(value) = value {
            let _ = writeln!(text, "  {name:<12} {value}");
        }
    }
    text
}

fn unknown(snapshot: &Snapshot, target: &str) -> Finding {
    let snippets = snapshot.content.snippets.values().flat_map(|snippet| &snippet.files).map(|file| file.path.as_str());
    let paths: Vec<&str> = snapshot.content.sources.values().map(|source| source.base().path.as_str()).chain(snippets).collect();
    let below = paths.iter().filter_map(|path| path.strip_prefix("content/"));
    let near = nearest(target, paths.iter().copied().chain(below)).map(|near| format!("did you mean `{near}`?"));
    Finding::error("cli/unknown-target", Place::Project, format!("no source and no address is called `{target}`"))
        .help("`segue list` shows every address with its source")
        .maybe_help(near)
}

fn text(explanation: &Explanation) -> String {
    let mut text = format!("{}\n", explanation.source);
    for file in &explanation.files {
        let _ = writeln!(text, "  {file}");
    }
    for page in &explanation.pages {
        text.push('\n');
        self::page(&mut text, page);
    }
    if !explanation.absent.is_empty() {
        text.push_str("\nnot there\n");
        for row in &explanation.absent {
            let _ = writeln!(text, "  {}/{}: {}", row.audience, row.lang, row.reason);
        }
    }
    text
}

fn page(text: &mut String, page: &PageExplanation) {
    let edition = page.edition.as_ref().map(|segment| format!(", edition for {segment}")).unwrap_or_default();
    let _ = writeln!(text, "{}/{}{edition}", page.audience, page.lang);
    let mut line = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            let _ = writeln!(text, "  {name:<12} {value}");
        }
    };
    line("address", Some(&page.url));
    line("file", Some(&page.output));
    line("readers", Some(&page.readers.join(", ")));
    line("preset", page.preset.as_deref());
    line("text in", page.text_lang.as_deref());
    line("body", page.body.as_deref());
    for snippet in &page.snippets {
        line("snippet", Some(snippet));
    }
    line("today is", page.event.map(|phase| format!("{phase} the event")).as_deref());
    line("shows CTA", page.cta.as_deref());
    line("shows form", page.form.as_deref());
    line("sent to", page.sent_to.as_deref());
    for consent in &page.consents {
        line("consent", Some(consent));
    }
    line("shows offer", page.offer.as_deref());
    for note in &page.left_out {
        line("left out", Some(note));
    }
    let width = page.values.iter().map(|value| value.key.chars().count()).fold(12, usize::max);
    for value in &page.values {
        let _ = writeln!(text, "  {:<width$} {}", value.key, shown(&value.winner));
        for origin in &value.overrode {
            let _ = writeln!(text, "  {:<width$}   over {}", "", shown(origin));
        }
    }
}

/// A value with its origin, on one line.
fn shown(origin: &Origin) -> String {
    let value = origin.value.as_str().map_or_else(|| origin.value.to_string(), str::to_owned);
    let mut short: String = value.chars().take(60).collect();
    if short.len() < value.len() {
        short.push('…');
    }
    let place = match (&origin.file, origin.line) {
        (Some(file), Some(line)) => format!(", {file}:{line}:{}", origin.column.unwrap_or(1)),
        _ => String::new(),
    };
    format!("{short}  [{}{place}]", origin.level)
}
