use std::sync::Arc;
use std::time::Instant;

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::{Global, View};
use super::list::when;
use super::project::Project;
use super::report::{Exit, Reporter};
use crate::build::{Builder, Built, Progress, Target, Why};
use crate::diagnostics::Findings;
use crate::emit::{Report, Strangers};
use crate::plan::{Route, RouteSource, Snapshot};
use crate::preview::{Means, Watcher};
use crate::site::CONTENT;
use crate::world::{Changes, DiskWorld, World};

/// Arguments of `segue build`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  segue build                            every audience's site into `output/`
  segue build --strict                   fail on warnings, too: for CI
  segue build --as-of 2027-03-01         as the site will be on that day
  segue build --audience b2b             leave other audiences' files as they are
  segue build --fold --out preview       all hosts in one folder, hidden from search engines
  segue build --why b2b/articles/guide   what made this page come out anew
  segue build --watch                    build again whenever something is saved")]
pub(super) struct BuildArgs {
    /// Only this audience; can be repeated. Files of the host as a whole stay as they are
    #[arg(long = "audience", value_name = "ID", value_delimiter = ',')]
    audiences: Vec<String>,
    /// The folder to publish into, in place of that of site.yaml
    #[arg(long, value_name = "DIR")]
    out: Option<Utf8PathBuf>,
    /// Take over a folder that holds other files: those at the site's addresses are replaced, all others stay
    #[arg(long)]
    adopt: bool,
    /// Say of each file that was made, or of one page, why it was not kept as it was
    #[arg(long, value_name = "PAGE", num_args = 0..=1)]
    why: Option<Option<String>>,
    /// Build again whenever something is saved, and write only what changed; Ctrl-C ends it
    #[arg(long)]
    pub(super) watch: bool,
    /// With `--watch`: look for changes again and again, in place of being told
    #[arg(long, requires = "watch")]
    poll: bool,
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
    let target = Target {
        out: args.out.as_ref().map(|out| project.path(out)),
        audiences: args.audiences.clone(),
        strangers: if args.adopt { Strangers::Adopt } else { Strangers::Refuse },
        strict: global.strict,
    };
    if args.watch {
        return watch(&project, args, target, reporter);
    }
    let mut builder = Builder::new(&project.world, args.view.options(), target);
    let built = builder.build(&Changes::Anything, &Bar::new(reporter));
    let kept = built.snapshot.clone();
    let exit = tell(built, args, reporter, started);
    // What was loaded is not taken apart piece by piece: the system does that at once.
    std::mem::forget((builder, kept));
    exit
}

/// Builds again and again, until it is ended.
fn watch(project: &Project, args: &BuildArgs, target: Target, reporter: &Reporter) -> Exit {
    let root = project.world.root();
    let world: Arc<dyn World> = Arc::new(DiskWorld::live(root));
    let means = if args.poll { Means::Poll } else { Means::Events };
    // The watcher looks before the site is loaded: what changes in between is told twice rather than never.
    let (mut watcher, _wakes, deaf) = Watcher::start(world.clone(), root, means);
    reporter.findings(deaf.map(Findings::from).unwrap_or_default());
    let mut builder = Builder::new(&*world, args.view.options(), target);
    let mut changes = Changes::Anything;
    let (mut begins, mut failed) = (true, false);
    loop {
        let started = Instant::now();
        let built = builder.build(&changes, &Bar::new(reporter));
        let until = built.snapshot.as_ref().map(|snapshot| snapshot.today.until());
        // That what was wrong is mended is news, too.
        let is_new = changes == Changes::Anything || !built.made.is_empty() || built.report.is_none() || failed;
        failed = built.report.is_none();
        if is_new && tell(built, args, reporter, started) == Exit::CouldNotRun {
            return Exit::CouldNotRun;
        }
        if std::mem::take(&mut begins) {
            reporter.say("Watching: what you save is built. Ctrl-C ends it.");
        }
        match watcher.wait(until) {
            Some(more) => changes = more,
            None => return Exit::Fine,
        }
    }
}

/// Says what came of a build.
fn tell(built: Built, args: &BuildArgs, reporter: &Reporter, started: Instant) -> Exit {
    let Built { findings, report, locked, out, pages, made, snapshot } = built;
    if locked {
        return reporter.could_not_run(findings);
    }
    let verdict = reporter.findings(findings);
    if let Some(wanted) = &args.why {
        reporter.result(&why(wanted.as_deref(), &made, snapshot.as_deref()));
    }
    match report {
        Some(report) => {
            // Who watches is there when it comes.
            if let Some(next) = snapshot.as_ref().filter(|_| !args.watch).and_then(|snapshot| snapshot.next_change()) {
                reporter.say(&format!("The next change by itself is on {}: {}", when(&next.at), next.sentence()));
            }
            reporter.say(&summary(pages, &report, verdict.warnings, started, &out));
            Exit::Fine
        }
        None => {
            reporter.say(&stopped(verdict.errors, verdict.warnings));
            Exit::Findings
        }
    }
}

/// The files that were made, with why; of one page alone where it is named. Without a snapshot there was nothing to do.
fn why(wanted: Option<&str>, made: &[Why], snapshot: Option<&Snapshot>) -> String {
    let Some(snapshot) = snapshot else { return "nothing was made: no file that a build reads has changed\n".to_owned() };
    let outputs = wanted.map(|wanted| named(snapshot, wanted));
    if let (Some(wanted), Some([])) = (wanted, outputs.as_deref()) {
        return format!("the site has no page `{wanted}`: `segue list` shows them all\n");
    }
    let is_wanted = |why: &&Why| outputs.as_ref().is_none_or(|outputs| outputs.contains(&why.output.as_path()));
    let lines: Vec<String> = made.iter().filter(is_wanted).map(|why| format!("{}: {}\n", why.output, why.reason)).collect();
    match lines.as_slice() {
        [] => "nothing was made: what it is made of is as it was\n".to_owned(),
        lines => lines.concat(),
    }
}

/// The files that somebody means: by their path in the output, by their address, or by a source that they are made of.
fn named<'s>(snapshot: &'s Snapshot, wanted: &str) -> Vec<&'s Utf8Path> {
    let plan = &snapshot.plan;
    let path = wanted.trim_matches('/');
    let is_source = |file: &Utf8Path| file == path || file.strip_prefix(CONTENT).is_ok_and(|below| below == path);
    let is_it = |route: &&Route| {
        let output = route.output.as_str();
        let page = match &route.source {
            RouteSource::Page(id) => Some(*id),
            RouteSource::List(id, _) => plan.list(*id).page,
            _ => None,
        };
        let folder = output.strip_suffix("/index.html").unwrap_or(output);
        folder == path
            || folder.strip_suffix(path).is_some_and(|before| before.ends_with('/'))
            || output == path
            || plan.hosts.absolute(&route.address).trim_end_matches('/') == path
            || page.is_some_and(|id| plan.page(id).source.files.iter().any(|file| is_source(&file.path)))
    };
    plan.routes.values().filter(is_it).map(|route| route.output.as_path()).collect()
}

/// The progress bar of a long build.
struct Bar {
    bar: ProgressBar,
    is_watched: bool,
}

impl Bar {
    fn new(reporter: &Reporter) -> Self {
        Self { bar: ProgressBar::hidden(), is_watched: reporter.is_watched() }
    }
}

impl Progress for Bar {
    fn begin(&self, files: usize) {
        if files < LONG || !self.is_watched {
            return;
        }
        self.bar.set_draw_target(ProgressDrawTarget::stderr());
        self.bar.set_length(files as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len} files") {
            self.bar.set_style(style);
        }
    }

    fn step(&self) {
        self.bar.inc(1);
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
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
