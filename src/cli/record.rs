//! `segue record`: keeps each consent text that the site publishes, word for word, in a ledger to be committed.

use std::fmt::Write;

use clap::Args;

use super::Outcome;
use super::args::{Global, View, moment};
use super::outcome::refused;
use super::project::Project;
use super::report::{Exit, Reporter};
use crate::content::Moment;
use crate::content::consent::{Day, LEDGER, Recorded};
use crate::diagnostics::{Finding, Findings, Place};
use crate::plan::{Options, Snapshot};
use crate::world::World;

/// Arguments of `segue record`.
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "\
Examples:
  segue record                       keep each consent text that the site publishes now
  segue record --check               only say what would be kept; fails if that is anything: for CI
  segue record --as-of 2027-03-01    as of the day on which the site goes out

The texts go to content/consent/ledger.yaml, word for word and with their hashes.
Commit that file: it is what proves later what people agreed to.")]
pub struct RecordArgs {
    /// Write nothing, and fail if there is anything to record
    #[arg(long)]
    pub check: bool,
    /// Record as of another day or instant: 2027-03-01, or RFC 3339
    #[arg(long, value_name = "DATE", value_parser = moment)]
    pub as_of: Option<Moment>,
}

pub(super) fn run(global: &Global, args: &RecordArgs, reporter: &Reporter) -> Exit {
    let project = match Project::find(global) {
        Ok(project) => project,
        Err(findings) => return reporter.could_not_run(findings),
    };
    let view = View { as_of: args.as_of, drafts: false, hosts: Vec::new(), fold: false };
    match record(args, &view.options(), &project.world) {
        Ok((outcome, missing)) => {
            let exit = reporter.outcome(Ok(outcome));
            if args.check && missing > 0 { Exit::Findings } else { exit }
        }
        Err(findings) => reporter.outcome(Err(findings)),
    }
}

/// Notes each consent text that the site publishes and that the ledger does not have. Tells how many they are.
///
/// # Errors
///
/// A site with errors, because it publishes nothing; a ledger that cannot be written.
pub fn record(args: &RecordArgs, options: &Options, world: &dyn World) -> Result<(Outcome, usize), Findings> {
    let mut findings = Findings::new();
    let snapshot = Snapshot::load(world, options, &mut findings);
    let Some(snapshot) = snapshot.filter(|_| !findings.stop()) else {
        findings.push(
            Finding::error("record/errors", Place::Project, "nothing was recorded: the site has errors, so it publishes nothing")
                .help("mend them first; `segue build` names them, too"),
        );
        return Err(findings);
    };
    let (new, samples) = unrecorded(&snapshot);
    let mut outcome = Outcome::default();
    let mut said = String::new();
    for entry in &new {
        let Recorded { id, audience, lang, hash, text, .. } = entry;
        let _ = writeln!(said, "{id} of {} for {audience}/{lang}: {hash}", text.date);
    }
    if !new.is_empty() && !args.check {
        let mut ledger = snapshot.consents.ledger.clone();
        ledger.recorded.extend(new.iter().cloned());
        world.write(LEDGER.into(), ledger.written().as_bytes()).map_err(|error| refused(Finding::world(&error)))?;
        outcome.written.push(LEDGER.into());
    }
    outcome.output = Some(said).filter(|said| !said.is_empty());
    let outcome = match (new.len(), args.check) {
        (0, _) => outcome.note("Every consent text that the site publishes is in the ledger."),
        (count, true) => outcome.note(format!("{count} to be recorded: run `segue record` and commit {LEDGER}.")),
        (count, false) => outcome.note(format!("{count} recorded. Commit {LEDGER}.")),
    };
    let outcome = match samples {
        0 => outcome,
        count => outcome.note(format!("{count} left out that are samples: have texts of your own written.")),
    };
    Ok((outcome, new.len()))
}

/// What the site publishes and the ledger does not have, and how many samples there are besides.
fn unrecorded(snapshot: &Snapshot) -> (Vec<Recorded>, usize) {
    let pages = || snapshot.plan.consents.iter().filter(|page| page.recorded.is_none());
    let entry = |page: &crate::plan::ConsentPage| {
        let variant = snapshot.plan.variant(page.variant);
        Recorded {
            id: page.id.clone(),
            audience: variant.audience.clone(),
            lang: variant.lang.clone(),
            text_lang: (page.lang != variant.lang).then(|| page.lang.clone()),
            published: Day(snapshot.today.now.date()),
            hash: page.hash.clone(),
            text: page.text.clone(),
        }
    };
    (pages().filter(|page| !page.sample).map(entry).collect(), pages().filter(|page| page.sample).count())
}
