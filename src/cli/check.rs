//! `segue check`: what an editor would say of the site.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;

use super::args::{Global, View};
use super::project::Project;
use super::report::{Exit, Reporter};
use crate::check::external::Round;
use crate::check::{self, BASELINE, Baseline, SetAside, all};
use crate::diagnostics::catalogue::rooms;
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
  segue check --rule plan                    only of this room: `segue rules` lists them
  segue check --fix content/articles         mend what has one right answer there: doubled words, invisible characters
  segue check --write-baseline               let all of today's findings be, and count new ones only
  segue check --format github                beside the lines of a pull request
  segue check --format sarif > segue.sarif   one document for code hosts and editors
  segue rules tone/urgency                   why a rule is there, and what it is set to

A comment lets a paragraph stand: <!-- check: ignore tone/weasel because it is a quotation -->
`site.yaml` sets rules under `check:`, an audience file under `tone:`.")]
pub(super) struct CheckArgs {
    /// Only files at or below these paths
    #[arg(value_name = "PATH")]
    paths: Vec<Utf8PathBuf>,
    /// Only this rule; can be repeated
    #[arg(long = "rule", value_name = "ID")]
    rules: Vec<String>,
    /// Ask other servers whether the links that lead to them still open
    #[arg(long, conflicts_with_all = ["fix", "write_baseline"])]
    external: bool,
    /// Say notes, too
    #[arg(long)]
    notes: bool,
    /// Mend what has one right answer, in the files themselves, and say what is left
    #[arg(long)]
    fix: bool,
    /// Set all findings of today aside in `check-baseline.yaml`, so that only new ones count
    #[arg(long, conflicts_with_all = ["paths", "rules", "fix"])]
    write_baseline: bool,
    #[command(flatten)]
    view: View,
}

pub(super) fn run(global: &Global, args: &CheckArgs, reporter: &Reporter) -> Exit {
    if let Some(unknown) = args.rules.iter().find(|id| is_unknown(id)) {
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
    if args.write_baseline {
        return write_baseline(args, &project, &snapshot, findings, reporter);
    }
    if args.external && (args.rules.is_empty() || args.rules.iter().any(|id| id.split('/').next() == Some(LINKS))) {
        let is_here = |path: &Utf8Path| paths.is_empty() || paths.iter().any(|below| path.starts_with(below));
        let round = Round::of(&snapshot, &project.world, &is_here);
        reporter.say(&about(&round));
        findings.extend(round.ask(&project.world, &std::thread::sleep));
    }
    let mut found = look(&project, &snapshot, findings);
    let mut asked = args.asked(&paths, found.left);
    if args.fix {
        match mended(args, &project, &paths, asked) {
            Ok((left, said)) => {
                asked = left;
                said.iter().for_each(|line| reporter.say(line));
            }
            Err(findings) => return reporter.could_not_run(findings),
        }
    }
    // Whoever looks at a part only cannot tell what is mended in the others.
    if found.mended > 0 && args.is_all() {
        asked.push(check::mended(found.mended));
    }
    found.aside.retain(|finding| args.is_asked(&paths, finding));
    let verdict = reporter.findings_of(asked, &found.aside, true);
    if !found.aside.is_empty() {
        reporter.say(&format!("{} set aside by {BASELINE}", count(found.aside.len(), "finding")));
    }
    reporter.say(&match (verdict.errors, verdict.warnings) {
        (0, 0) => "Nothing to mend.".to_owned(),
        (errors, warnings) => format!("{}, {}", count(errors, "error"), count(warnings, "warning")),
    });
    if verdict.stop { Exit::Findings } else { Exit::Fine }
}

/// The room of links that leave the site.
const LINKS: &str = "links";

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

/// Everything that there is to say of a site, without what it has set aside.
fn look(project: &Project, snapshot: &Arc<Snapshot>, mut findings: Findings) -> SetAside {
    check::check(snapshot, &project.world, &mut findings);
    Baseline::load(&project.world, &snapshot.site, &mut findings).set_aside(findings)
}

/// Mends are looked at again so many times at most: one may lay bare another.
const ROUNDS: usize = 8;

/// Mends what can be mended of what is asked for, again and again. Gives back what is left, with a line for each file.
fn mended(args: &CheckArgs, project: &Project, paths: &[Utf8PathBuf], mut asked: Findings) -> Result<(Findings, Vec<String>), Findings> {
    let mut files = BTreeMap::<Utf8PathBuf, BTreeMap<&str, usize>>::new();
    for _ in 0..ROUNDS {
        let findings: Vec<Finding> = asked.iter().cloned().collect();
        let mended = check::mend(&project.world, &findings).map_err(|error| Findings::from(Finding::world(&error)))?;
        if mended.is_empty() {
            break;
        }
        for file in mended {
            let rules = files.entry(file.path).or_default();
            file.rules.into_iter().for_each(|(rule, count)| *rules.entry(rule).or_default() += count);
        }
        let mut findings = Findings::new();
        let Some(snapshot) = project.snapshot(&args.view, &mut findings) else { return Err(findings) };
        asked = args.asked(paths, look(project, &Arc::new(snapshot), findings).left);
    }
    let line = |(path, rules): (Utf8PathBuf, BTreeMap<&str, usize>)| {
        let rules: Vec<String> = rules.into_iter().map(|(rule, count)| format!("{rule} ({count})")).collect();
        format!("mended {path}: {}", rules.join(", "))
    };
    Ok((asked, files.into_iter().map(line).collect()))
}

/// Sets aside all that is there.
fn write_baseline(args: &CheckArgs, project: &Project, snapshot: &Arc<Snapshot>, mut findings: Findings, reporter: &Reporter) -> Exit {
    check::check(snapshot, &project.world, &mut findings);
    match Baseline::write(&project.world, &snapshot.site, args.asked(&[], findings)) {
        Ok(0) => reporter.say(&format!("Nothing is to be set aside; there is no {BASELINE}.")),
        Ok(number) => {
            reporter.say(&format!("wrote {BASELINE}: {} set aside. Commit it; from now on only new ones count.", count(number, "finding")));
        }
        Err(finding) => return reporter.could_not_run(Findings::from(finding)),
    }
    // What cannot be set aside is told, as always.
    let mut findings = Findings::new();
    let Some(snapshot) = project.snapshot(&args.view, &mut findings) else { return reporter.could_not_run(findings) };
    let found = look(project, &Arc::new(snapshot), findings);
    if reporter.findings_of(args.asked(&[], found.left), &found.aside, true).stop { Exit::Findings } else { Exit::Fine }
}

impl CheckArgs {
    /// Whether nothing narrows what is asked for.
    fn is_all(&self) -> bool {
        self.paths.is_empty() && self.rules.is_empty()
    }

    /// Whether a finding is asked for.
    fn is_asked(&self, paths: &[Utf8PathBuf], finding: &Finding) -> bool {
        let here = finding.place.path().is_none_or(|path| paths.is_empty() || paths.iter().any(|below| path.starts_with(below)));
        let named = self.rules.is_empty() || self.rules.iter().any(|id| is_of(finding.rule, id));
        let grave = finding.level != Level::Note || self.notes || !self.rules.is_empty();
        here && named && grave
    }

    /// What of all this is asked for.
    fn asked(&self, paths: &[Utf8PathBuf], findings: Findings) -> Findings {
        let mut asked = Findings::new();
        asked.extend(findings.into_iter().filter(|finding| self.is_asked(paths, finding)));
        asked
    }
}

/// Whether a path is, or holds, a file of the site.
fn is_there(snapshot: &Snapshot, path: &Utf8Path) -> bool {
    let sources = snapshot.content.sources.values().flat_map(|source| &source.files);
    let snippets = snapshot.content.snippets.values().flat_map(|snippet| &snippet.files);
    let audiences = snapshot.site.audiences.iter().map(|audience| audience.document.source().path());
    let paths = sources.chain(snippets).map(|file| file.path.as_path()).chain(audiences);
    paths.chain([snapshot.site.document.source().path()]).any(|own| own.starts_with(path))
}

/// Whether a rule has this id, or lies in the room of this name.
fn is_of(rule: &str, id: &str) -> bool {
    rule.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The ids of all that can be found, and the rooms that they are in.
fn known() -> impl Iterator<Item = &'static str> {
    let ids = || all().iter().map(|rule| rule.id).chain(rooms().iter().flat_map(|room| &room.findings).map(|finding| finding.id.as_str()));
    ids().chain(ids().filter_map(|id| id.split('/').next()))
}

/// Whether nothing can ever have been found by this id. Rules that a site brings along are not known before they find something.
fn is_unknown(id: &str) -> bool {
    let room = id.split_once('/').map(|(room, _)| room);
    !known().any(|known| known == id) && (room.is_none_or(|room| known().any(|known| known == room)) || nearest(id, known()).is_some())
}

pub(super) fn unknown_rule(id: &str) -> Finding {
    let near = nearest(id, known()).map(|near| format!("did you mean `{near}`?"));
    Finding::error("cli/unknown-rule", Place::Project, format!("there is no rule `{id}`"))
        .help("`segue rules` lists them all")
        .maybe_help(near)
}
