//! `segue matrix`: what each group of readers finds at each stage, as a table, as data, or as a page to show.

mod html;
mod table;

use camino::Utf8PathBuf;
use clap::Args;

use super::args::{FormatName, Global, View};
use super::project::Project;
use super::report::{Exit, Reporter};
use crate::diagnostics::{Finding, Findings};
use crate::world::World;

/// Arguments of `segue matrix`.
#[derive(Debug, Args)]
#[command(after_help = "\
`--format` is table (unless given), json or html.

Examples:
  segue matrix                                    a table for each audience, and what to write next
  segue matrix --format html --out coverage.html  the same as a page for a meeting: one file, works without a network
  segue matrix --format json                      for a program
  segue matrix --stale 180 --as-of 2027-03-01     what will be older than half a year by then")]
pub(super) struct MatrixArgs {
    /// Write it to this file, in place of the terminal
    #[arg(long, value_name = "FILE")]
    out: Option<Utf8PathBuf>,
    /// After how many days without a change a page is old
    #[arg(long, value_name = "DAYS", default_value_t = 365)]
    stale: u32,
    #[command(flatten)]
    view: View,
}

pub(super) fn run(global: &Global, args: &MatrixArgs, reporter: &Reporter) -> Exit {
    let (project, snapshot, findings) = match Project::look(global, &args.view, reporter) {
        Ok(found) => found,
        Err(exit) => return exit,
    };
    let matrix = snapshot.matrix(args.stale);
    let title = snapshot.site.default_language().and_then(|lang| snapshot.site.text(&snapshot.site.file.title, lang)).unwrap_or_default();
    let text = match global.format {
        FormatName::Json => format!("{}\n", serde_json::to_string_pretty(&matrix).unwrap_or_default()),
        FormatName::Html => html::page(&matrix, title),
        _ => table::table(&matrix),
    };
    match &args.out {
        Some(out) => {
            let path = project.path(out);
            if let Err(error) = project.world.write(&path, text.as_bytes()) {
                return reporter.could_not_run(Findings::from(Finding::world(&error)));
            }
            reporter.say(&format!("wrote {path}"));
        }
        None => reporter.result(&text),
    }
    if reporter.findings(findings).stop { Exit::Findings } else { Exit::Fine }
}
