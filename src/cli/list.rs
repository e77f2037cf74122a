use std::fmt::Write;

use clap::Args;
use serde_json::json;

use super::args::{Global, View};
use super::project::Project;
use super::report::{Exit, Reporter};
use crate::diagnostics::Findings;
use crate::plan::{AbsentRow, RouteRow};

/// Arguments of `segue list`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  segue list                      every page of every audience
  segue list --audience b2b       what business readers have
  segue list --all --json         every file, for a program")]
pub(super) struct ListArgs {
    /// Only this audience
    #[arg(long, value_name = "ID")]
    audience: Option<String>,
    /// Only this language
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
    /// Files, feeds and sitemaps, too
    #[arg(long)]
    all: bool,
    /// As one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    view: View,
}

/// What is no page.
const NOT_PAGES: [&str; 6] = ["file", "asset", "feed", "sitemap", "robots", "alias"];

pub(super) fn run(global: &Global, args: &ListArgs, reporter: &Reporter) -> Exit {
    let mut findings = Findings::new();
    let snapshot = match Project::find(global) {
        Ok(project) => project.snapshot(&args.view, &mut findings),
        Err(findings) => return reporter.could_not_run(findings),
    };
    let Some(snapshot) = snapshot else {
        reporter.findings(findings);
        return Exit::Findings;
    };
    let wanted = |audience: Option<&str>, lang: Option<&str>| {
        args.audience.as_deref().is_none_or(|only| audience == Some(only)) && args.lang.as_deref().is_none_or(|only| lang == Some(only))
    };
    let mut routes = snapshot.route_rows();
    routes.retain(|row| wanted(row.audience.as_deref(), row.lang.as_deref()) && (args.all || !NOT_PAGES.contains(&row.role)));
    routes.sort_by(|a, b| (&a.audience, &a.lang, &a.url).cmp(&(&b.audience, &b.lang, &b.url)));
    let mut absent = snapshot.absent_rows();
    absent.retain(|row| wanted(Some(&row.audience), Some(&row.lang)));
    if args.json {
        reporter.result(&format!("{}\n", json!({"routes": routes, "absent": absent})));
    } else {
        reporter.result(&table(&routes, &absent));
    }
    if reporter.findings(findings).stop { Exit::Findings } else { Exit::Fine }
}

fn table(routes: &[RouteRow], absent: &[AbsentRow]) -> String {
    let mut text = String::new();
    let mut group = None;
    for row in routes {
        let own = (row.audience.as_deref().unwrap_or("host"), row.lang.as_deref());
        if group != Some(own) {
            let lang = row.lang.as_ref().map(|lang| format!(" · {lang}")).unwrap_or_default();
            let _ = writeln!(text, "{}{}{lang}", if group.is_some() { "\n" } else { "" }, own.0);
            group = Some(own);
        }
        let title = row.title.as_ref().map(|title| format!("  {title}")).unwrap_or_default();
        let source = row.source.as_ref().map(|source| format!("  ({source})")).unwrap_or_default();
        let _ = writeln!(text, "  {:<10} {}{title}{source}", row.role, row.url);
    }
    let shown: Vec<&AbsentRow> = absent.iter().filter(|row| !row.reason.starts_with("it is for another")).collect();
    if !shown.is_empty() {
        let _ = writeln!(text, "\nnot published");
        for row in shown {
            let _ = writeln!(text, "  {} for {}/{}: {}", row.source, row.audience, row.lang, row.reason);
        }
    }
    text
}
