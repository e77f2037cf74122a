use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;

use super::args::{Global, View};
use super::project::Project;
use super::report::{Exit, Reporter};
use crate::diagnostics::{Finding, Findings, Place, nearest};
use crate::emit::{LOCKED, OutputFolder, Protected, Report, Scope, Strangers, Writing, failure};
use crate::plan::{Route, RouteScope, RouteSource, Snapshot};
use crate::render::Renderer;
use crate::site::AudienceId;
use crate::theme::RENDER_STACK;
use crate::world::{World, WorldError};

/// Arguments of `segue build`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  segue build                            every audience's site into `output/`
  segue build --strict                   fail on warnings, too: for CI
  segue build --as-of 2027-03-01         as the site will be on that day
  segue build --audience b2b             leave other audiences' files as they are
  segue build --fold --out preview       all hosts in one folder, hidden from search engines")]
pub(super) struct BuildArgs {
    /// Only this audience; can be repeated. Files of the host as a whole stay as they are
    #[arg(long = "audience", value_name = "ID")]
    audiences: Vec<String>,
    /// The folder to publish into, in place of that of site.yaml
    #[arg(long, value_name = "DIR")]
    out: Option<Utf8PathBuf>,
    /// Take over a folder that holds other files; none of them is removed
    #[arg(long)]
    adopt: bool,
    #[command(flatten)]
    view: View,
}

/// Builds shorter than this many pages need no progress bar.
const LONG: usize = 500;

pub(super) fn run(global: &Global, args: &BuildArgs, reporter: &Reporter) -> Exit {
    let started = Instant::now();
    let project = match Project::find(global) {
        Ok(project) => project,
        Err(findings) => return reporter.could_not_run(findings),
    };
    let mut findings = Findings::new();
    let Some(snapshot) = project.snapshot(&args.view, &mut findings) else {
        let verdict = reporter.findings(findings);
        reporter.say(&stopped(verdict.errors, verdict.warnings));
        return Exit::Findings;
    };
    let only = only(&snapshot, args, &mut findings);
    let out = args.out.as_ref().map_or_else(|| snapshot.site.file.output.clone().into(), |out| project.path(out));
    let strangers = if args.adopt { Strangers::Adopt } else { Strangers::Refuse };
    let mut folder = match OutputFolder::open(&project.world, &Protected::default(), &out, strangers) {
        Err(found) if found.have(LOCKED) => return reporter.could_not_run(found),
        opened => opened.map_err(|found| findings.extend(found)).ok(),
    };
    findings.extend(folder.as_ref().and_then(OutputFolder::warning));
    // Only what nothing stops needs room beside its place.
    let writing = folder.as_mut().filter(|_| !findings.stop()).map(|folder| {
        let expected = snapshot.plan.routes.values().map(|route| (route.output.clone(), scope(route)));
        folder.begin(expected, only.as_ref())
    });
    let writing = writing.transpose().map_err(|found| findings.extend(found)).ok().flatten();
    let pages = writing.as_ref().map(|writing| render(&project.world, snapshot, only.as_ref(), writing, reporter, &mut findings));
    let verdict = reporter.findings(findings);
    let (Some(writing), Some(pages)) = (writing.filter(|_| !verdict.stop), pages) else {
        reporter.say(&stopped(verdict.errors, verdict.warnings));
        return Exit::Findings;
    };
    match writing.commit() {
        Ok(report) => {
            reporter.say(&summary(pages, &report, verdict.warnings, started, &out));
            Exit::Fine
        }
        Err(found) => {
            reporter.findings(found);
            Exit::Findings
        }
    }
}

fn scope(route: &Route) -> Scope {
    match &route.scope {
        RouteScope::Audience(id) => Scope::Variant(id.clone()),
        RouteScope::Host(_) => Scope::Host,
    }
}

fn only(snapshot: &Snapshot, args: &BuildArgs, findings: &mut Findings) -> Option<BTreeSet<AudienceId>> {
    if args.audiences.is_empty() {
        return None;
    }
    let known = || snapshot.site.audiences.iter().map(|audience| audience.id.as_str());
    let mut only = BTreeSet::new();
    for name in &args.audiences {
        match snapshot.site.audiences.iter().find(|audience| audience.id.as_str() == name) {
            Some(audience) => {
                only.insert(audience.id.clone());
            }
            None => {
                let help = nearest(name, known()).map_or_else(
                    || format!("the audiences are: {}", known().collect::<Vec<_>>().join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                findings.push(Finding::error("site/unknown-audience", Place::Project, format!("there is no audience `{name}`")).help(help));
            }
        }
    }
    Some(only)
}

/// Renders all routes in parallel, on threads with room for deep templates, and hands each file over as it comes. Gives back how many
/// pages there are.
fn render(
    world: &dyn World,
    snapshot: Snapshot,
    only: Option<&BTreeSet<AudienceId>>,
    writing: &Writing<'_, '_>,
    reporter: &Reporter,
    findings: &mut Findings,
) -> usize {
    let snapshot = Arc::new(snapshot);
    let renderer = Renderer::new(snapshot.clone());
    let wanted = |route: &&Route| match (&route.scope, only) {
        (_, None) => true,
        (RouteScope::Audience(id), Some(only)) => only.contains(id),
        // What pages link to by its fingerprint goes with any of them.
        (RouteScope::Host(_), Some(_)) => matches!(route.source, RouteSource::Asset(_)),
    };
    let routes: Vec<&Route> = snapshot.plan.routes.values().filter(wanted).collect();
    let progress = progress(routes.len(), reporter);
    let render = |route: &&Route| {
        let rendered = renderer.render(world, route);
        progress.inc(1);
        match rendered {
            Ok(bytes) => writing.put(&route.output, &bytes).err().map(Problem::World),
            Err(finding) => Some(Problem::Finding(finding)),
        }
    };
    let all = || routes.par_iter().filter_map(render).collect::<Vec<_>>();
    let problems = match rayon::ThreadPoolBuilder::new().stack_size(RENDER_STACK).build() {
        Ok(pool) => pool.install(all),
        Err(_) => all(),
    };
    progress.finish_and_clear();
    let mut errors = Vec::new();
    for problem in problems {
        match problem {
            Problem::Finding(finding) => findings.push(finding),
            Problem::World(error) => errors.push(error),
        }
    }
    findings.extend(failure(errors));
    routes.iter().filter(|route| route.output.extension() == Some("html")).count()
}

/// What went wrong with one file.
enum Problem {
    /// It could not be rendered.
    Finding(Finding),
    /// It could not be written.
    World(WorldError),
}

fn progress(routes: usize, reporter: &Reporter) -> ProgressBar {
    if routes < LONG || !reporter.is_watched() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(routes as u64), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len} files") {
        bar.set_style(style);
    }
    bar
}

fn plural(count: usize, one: &str, other: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { other })
}

fn stopped(errors: usize, warnings: usize) -> String {
    let errors = if errors > 0 { plural(errors, "error", "errors") } else { plural(warnings, "warning", "warnings") };
    format!("Nothing was written: {errors}. The last good build stays as it is.")
}

fn summary(pages: usize, report: &Report, warnings: usize, started: Instant, out: &Utf8Path) -> String {
    let time = started.elapsed();
    let time = if time.as_secs() >= 10 { format!("{:.1} s", time.as_secs_f64()) } else { format!("{} ms", time.as_millis()) };
    let counts = [
        plural(pages, "page", "pages"),
        format!("{} written", report.written.len()),
        format!("{} unchanged", report.unchanged),
        format!("{} removed", report.removed.len()),
        plural(warnings, "warning", "warnings"),
    ];
    format!("Built {out}: {} in {time}", counts.join(", "))
}
