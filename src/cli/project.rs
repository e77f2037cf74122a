use camino::{Utf8Path, Utf8PathBuf};

use super::args::{Global, View};
use super::report::{Exit, Reporter};
use crate::diagnostics::{Finding, Findings, Place};
use crate::plan::Snapshot;
use crate::site::SITE_FILE;
use crate::world::DiskWorld;

/// The project that a command works on.
pub(super) struct Project {
    pub(super) world: DiskWorld,
    /// The folder the command was given, for paths on the command line.
    pub(super) here: Utf8PathBuf,
}

impl Project {
    /// Looks for `site.yaml` from a folder upwards.
    pub(super) fn find(global: &Global) -> Result<Self, Findings> {
        let fail = |message: String, help: &str| {
            let mut findings = Findings::new();
            findings.push(Finding::error("cli/no-project", Place::Project, message).help(help));
            findings
        };
        let here =
            camino::absolute_utf8(&global.root).map_err(|error| fail(format!("{}: {error}", global.root), "name a folder that exists"))?;
        match DiskWorld::find_upwards(&here, SITE_FILE) {
            Some(root) => Ok(Self { world: DiskWorld::new(root), here }),
            None => Err(fail(
                format!("there is no `{SITE_FILE}` in {here} or above it"),
                "`segue init DIR` makes a small working site; `-C DIR` names a project elsewhere",
            )),
        }
    }

    /// The project as the command line wants to see it.
    pub(super) fn snapshot(&self, view: &View, findings: &mut Findings) -> Option<Snapshot> {
        Snapshot::load(&self.world, &view.options(), findings)
    }

    /// The project with what is in it, and what was found on the way: what commands that look at a site begin with. What keeps them from it is
    /// reported here.
    pub(super) fn look(global: &Global, view: &View, reporter: &Reporter) -> Result<(Self, Snapshot, Findings), Exit> {
        let project = Self::find(global).map_err(|findings| reporter.could_not_run(findings))?;
        let mut findings = Findings::new();
        match project.snapshot(view, &mut findings) {
            Some(snapshot) => Ok((project, snapshot, findings)),
            None => {
                reporter.findings(findings);
                Err(Exit::Findings)
            }
        }
    }

    /// A path of the command line as the project has it.
    pub(super) fn path(&self, path: &Utf8Path) -> Utf8PathBuf {
        let full = self.here.join(path);
        full.strip_prefix(self.world.root()).map(Utf8Path::to_owned).unwrap_or(full)
    }
}
