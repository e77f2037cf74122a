use camino::Utf8PathBuf;
use clap::Args;

use super::args::{Global, View};
use super::project::Project;
use super::report::{Exit, Reporter};
use crate::build;
use crate::check::external;
use crate::diagnostics::Findings;
use crate::emit::{LOCKED, clean};

/// Arguments of `segue clean`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  segue clean                 remove the files that the last build wrote, and no others
  segue clean --out preview   the same for another output folder")]
pub(super) struct CleanArgs {
    /// The output folder, in place of that of site.yaml
    #[arg(long, value_name = "DIR")]
    out: Option<Utf8PathBuf>,
}

pub(super) fn run(global: &Global, args: &CleanArgs, reporter: &Reporter) -> Exit {
    let project = match Project::find(global) {
        Ok(project) => project,
        Err(findings) => return reporter.could_not_run(findings),
    };
    let mut findings = Findings::new();
    let view = View { as_of: None, drafts: false, hosts: Vec::new(), fold: false };
    // Only where the folder is named in site.yaml must the site be read; what else is wrong with it does not matter here.
    let out = args
        .out
        .as_ref()
        .map(|out| project.path(out))
        .or_else(|| project.snapshot(&view, &mut findings).map(|snapshot| snapshot.site.file.output.clone().into()));
    let Some(out) = out else {
        reporter.findings(findings);
        return Exit::Findings;
    };
    match clean(&project.world, &out) {
        Ok(removed) => {
            external::forget(&project.world);
            build::forget(&project.world);
            reporter.say(&format!("Removed {} files from {out}", removed.len()));
            Exit::Fine
        }
        Err(found) if found.have(LOCKED) => reporter.could_not_run(found),
        Err(found) => {
            reporter.findings(found);
            Exit::Findings
        }
    }
}
