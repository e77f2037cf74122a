//! `segue check`: what an editor would say of the site.

use std::sync::Arc;

use clap::Args;

use super::args::{Global, View};
use super::project::Project;
use super::report::{Exit, Reporter};
use crate::check::external::Round;
use crate::check::{self, all, rule};
use crate::diagnostics::{Finding, Findings, Level, Place, nearest};
use crate::plan::Snapshot;

/// Arguments of `segue check`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  segue check                                what is wrong or doubtful anywhere in the site
  segue check content/articles               only in these files
  segue check --rule tone/urgency            only of this rule, notes too
  segue check --external                     whether links that leave the site still open
  segue check --format github                beside the lines of a pull request
  segue rules tone/urgency                   why a rule is there, and what it is set to

A comment lets a paragraph stand: <!-- check: ignore tone/weasel because it is a quotation -->
`site.yaml` sets rules under `check:`, an audience file under `tone:`.")]
pub(super) struct CheckArgs {
    /// Only files at or below these paths
    #[arg(value_name = "PATH")]
    paths: Vec<camino::Utf8PathBuf>,
    /// Only this rule; can be repeated
    #[arg(long = "rule", value_name = "ID")]
    rules: Vec<String>,
    /// Ask other servers whether the links that lead to them still open
    #[arg(long)]
    external: bool,
    /// Say notes, too
    #[arg(long)]
    notes: bool,
    #[command(flatten)]
    view: View,
}

pub(super) fn run(global: &Global, args: &CheckArgs, reporter: &Reporter) -> Exit {
    if let Some(unknown) = args.rules.iter().find(|id| rule(id).is_none() && !id.contains('/')) {
        return reporter.could_not_run(Findings::from(unknown_rule(unknown)));
    }
    let (project, snapshot, mut findings) = match Project::look(global, &args.view, reporter) {
        Ok(found) => found,
        Err(exit) => return exit,
    };
    let paths: Vec<_> = args.paths.iter().map(|path| project.path(path)).collect();
    if let Some(path) = paths.iter().find(|path| !is_there(&snapshot, path)) {
        let finding = Finding::error("cli/no-such-path", Place::Project, format!("nothing of the site lies at `{path}`"))
            .help("name a file or a folder of `content/`");
        return reporter.could_not_run(Findings::from(finding));
    }
    let snapshot = Arc::new(snapshot);
    check::check(&snapshot, &project.world, &mut findings);
    let is_here = |path: &camino::Utf8Path| paths.is_empty() || paths.iter().any(|below| path.starts_with(below));
    if args.external && (args.rules.is_empty() || args.rules.iter().any(|id| id.starts_with(LINKS))) {
        let round = Round::of(&snapshot, &project.world, &is_here);
        reporter.say(&about(&round));
        findings.extend(round.ask(&project.world, &std::thread::sleep));
    }
    let mut asked = Findings::new();
    asked.extend(findings.into_iter().filter(|finding| {
        let here = finding.place.path().is_none_or(is_here);
        let named = args.rules.is_empty() || args.rules.iter().any(|id| id == finding.rule);
        let grave = finding.level != Level::Note || args.notes || !args.rules.is_empty();
        here && named && grave
    }));
    let verdict = reporter.findings(asked);
    reporter.say(&match (verdict.errors, verdict.warnings) {
        (0, 0) => "Nothing to mend.".to_owned(),
        (errors, warnings) => format!("{}, {}", count(errors, "error"), count(warnings, "warning")),
    });
    if verdict.stop { Exit::Findings } else { Exit::Fine }
}

/// The rules of links that leave the site.
const LINKS: &str = "links/";

/// What a round of asking is going to do.
fn about(round: &Round) -> String {
    let known = match round.known() {
        0 => String::new(),
        known => format!("; {known} more opened in the last days"),
    };
    if round.is_empty() {
        return format!("No address to ask{known}.");
    }
    let addresses = if round.len() == 1 { "1 address".to_owned() } else { format!("{} addresses", round.len()) };
    format!("Asking {addresses} at {}{known}.", count(round.hosts(), "host"))
}

fn count(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// Whether a path is, or holds, a file of the site.
fn is_there(snapshot: &Snapshot, path: &camino::Utf8Path) -> bool {
    let sources = snapshot.content.sources.values().flat_map(|source| &source.files);
    let snippets = snapshot.content.snippets.values().flat_map(|snippet| &snippet.files);
    let audiences = snapshot.site.audiences.iter().map(|audience| audience.document.source().path());
    let paths = sources.chain(snippets).map(|file| file.path.as_path()).chain(audiences);
    paths.chain([snapshot.site.document.source().path()]).any(|own| own.starts_with(path))
}

pub(super) fn unknown_rule(id: &str) -> Finding {
    let near = nearest(id, all().iter().map(|rule| rule.id)).map(|near| format!("did you mean `{near}`?"));
    Finding::error("cli/unknown-rule", Place::Project, format!("there is no rule `{id}`"))
        .help("`segue rules` lists them all")
        .maybe_help(near)
}
