//! `segue list`: what is there, what begins and ends, what is gone.

mod gone;
mod offers;
mod upcoming;

use std::fmt::Write;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::args::{FormatName, Global, View};
use super::project::Project;
use super::report::{Exit, Reporter};
use crate::plan::{AbsentRow, RouteRow, Snapshot};

/// Arguments of `segue list`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  segue list                      every page of every audience
  segue list --audience b2b       what business readers have
  segue list --all --json         every file, for a program
  segue list offers --days 14     what begins or ends in two weeks, what holds, what is over
  segue list upcoming             everything that the next builds will change by themselves
  segue list gone                 case studies whose permission ended, and who still speaks of them")]
pub(super) struct ListArgs {
    /// What to list
    #[arg(value_enum, default_value_t = What::Pages)]
    what: What,
    /// Only this audience
    #[arg(long, value_name = "ID")]
    audience: Option<String>,
    /// Only this language, of pages
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
    /// Files, feeds and sitemaps beside the pages, too
    #[arg(long)]
    all: bool,
    /// How many days ahead to look, for offers and what is upcoming
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(..=MOST_DAYS))]
    days: u32,
    /// As one JSON object; `--format json` says the same
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    view: View,
}

/// Ten years: further ahead nobody plans.
const MOST_DAYS: i64 = 3660;

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Every address with what is there
    Pages,
    /// Offers: what begins or ends soon, what holds, what is over
    Offers,
    /// All that begins or ends soon: offers, pages, events, permissions
    Upcoming,
    /// Case studies whose client allows them no more
    Gone,
}

/// What is no page.
const NOT_PAGES: [&str; 6] = ["file", "asset", "feed", "sitemap", "robots", "alias"];

pub(super) fn run(global: &Global, args: &ListArgs, reporter: &Reporter) -> Exit {
    let (_, snapshot, findings) = match Project::look(global, &args.view, reporter) {
        Ok(found) => found,
        Err(exit) => return exit,
    };
    let json = args.json || global.format == FormatName::Json;
    let text = match args.what {
        What::Pages => pages(&snapshot, args, json),
        What::Offers => offers::list(&snapshot, args, json),
        What::Upcoming => upcoming::list(&snapshot, args, json),
        What::Gone => gone::list(&snapshot, json),
    };
    reporter.result(&text);
    if reporter.findings(findings).stop { Exit::Findings } else { Exit::Fine }
}

fn pages(snapshot: &Snapshot, args: &ListArgs, json: bool) -> String {
    let wanted = |audience: Option<&str>, lang: Option<&str>| {
        args.audience.as_deref().is_none_or(|only| audience == Some(only)) && args.lang.as_deref().is_none_or(|only| lang == Some(only))
    };
    let mut routes = snapshot.route_rows();
    routes.retain(|row| wanted(row.audience.as_deref(), row.lang.as_deref()) && (args.all || !NOT_PAGES.contains(&row.role)));
    routes.sort_by(|a, b| (&a.audience, &a.lang, &a.url).cmp(&(&b.audience, &b.lang, &b.url)));
    let mut absent = snapshot.absent_rows();
    absent.retain(|row| wanted(Some(&row.audience), Some(&row.lang)));
    if json { format!("{}\n", json!({"routes": routes, "absent": absent})) } else { table(&routes, &absent) }
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

/// A day or an instant as a person reads it: 1 March 2027, or 1 March 2027, 18:00. What is neither stays as it is.
pub(super) fn when(text: &str) -> String {
    let Ok(pieces) = jiff::fmt::temporal::Pieces::parse(text) else { return text.to_owned() };
    let day = pieces.date().strftime("%-d %B %Y").to_string();
    match pieces.time().filter(|time| *time != jiff::civil::Time::midnight()) {
        Some(time) => format!("{day}, {}", time.strftime("%H:%M")),
        None => day,
    }
}
