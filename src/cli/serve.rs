use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use camino::Utf8PathBuf;
use clap::Args;
use jiff::tz::TimeZone;

use super::args::{Global, View};
use super::project::Project;
use super::report::{Exit, Reporter, Stream};
use crate::diagnostics::{Finding, Findings, Place};
use crate::preview::{AudienceAddress, Doors, Means, News, Server, Show, Watcher, is_dropping};
use crate::site::CONTENT;
use crate::world::{DiskWorld, World};

/// Arguments of `segue serve`.
#[derive(Debug, Args)]
#[command(after_help = "\
Pages are what `segue build` would write, byte for byte, with one script added that loads a page again when its sources change. Nothing
is published: all that is written is what the next preview starts from, in .segue/cache.

A site with one host is at one port. Where audiences have hosts of their own, each host gets a port of its own, and absolute addresses of
these hosts become those of the preview, so that links between audiences stay on this machine.

Examples:
  segue serve --open              look at the site while you write
  segue serve --drafts            with what is not published yet
  segue serve --as-of 2027-03-01  as the site will be on that day
  segue serve --poll              on a network folder or in a container, where saves go unnoticed")]
pub(super) struct ServeArgs {
    /// The address to listen at; with another than this machine's own, everyone in the network can look
    #[arg(long, value_name = "ADDR", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// The port; when it is taken, the next one that is free
    #[arg(long, value_name = "N", default_value_t = 4477)]
    port: u16,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
    /// Look for changes again and again, in place of being told
    #[arg(long)]
    poll: bool,
    #[command(flatten)]
    view: View,
}

pub(super) fn run(global: &Global, args: &ServeArgs, reporter: &Reporter) -> Exit {
    let could_not = |finding: Finding| reporter.could_not_run(finding.into());
    let project = match Project::find(global) {
        Ok(project) => project,
        Err(findings) => return reporter.could_not_run(findings),
    };
    let root = project.world.root().to_owned();
    let world: Arc<dyn World> = Arc::new(DiskWorld::live(root.clone()));
    let (doors, openings) = match Doors::open(args.bind, args.port) {
        Ok(open) => open,
        Err(error) => {
            let message = format!("the preview cannot listen at {}: {error}", args.bind);
            return could_not(
                Finding::error("preview/bind", Place::Project, message).help("leave out `--bind`, or name an address of this machine"),
            );
        }
    };
    if let Some(address) = doors.addresses().first().filter(|address| args.port != 0 && address.port() != args.port) {
        reporter.say(&format!("Port {} is taken by another program: this preview is at {}.", args.port, address.port()));
    }
    if !args.bind.is_loopback() {
        reporter.say("Everyone in this network can look at the preview.");
    }
    // The watcher looks before the site is loaded: what changes in between is told twice rather than never.
    let means = if args.poll { Means::Poll } else { Means::Events };
    let (mut watcher, _wakes, deaf) = Watcher::start(world.clone(), &root, means);
    reporter.findings(deaf.into_iter().fold(Findings::new(), |_, finding| finding.into()));
    let home = doors.origin(0);
    let printer = Printer {
        reporter: Reporter::new(global, Stream::Findings),
        world: world.clone(),
        home: home.clone().unwrap_or_default(),
        started: AtomicBool::new(false),
    };
    let show = Show::new(world, args.view.options(), doors, move |news| printer.print(news));
    let server = match Server::new(show.clone()) {
        Ok(server) => server,
        Err(error) => return could_not(no_network(&error)),
    };
    thread::spawn(move || {
        while let Some(changes) = watcher.wait(show.next_day()) {
            show.refresh(&changes);
        }
    });
    if let Some(home) = home.filter(|_| args.open)
        && opener::open_browser(&home).is_err()
    {
        reporter.say(&format!("No browser could be opened: open {home} yourself."));
    }
    match server.run(openings, Server::interrupted()) {
        Ok(()) => Exit::Fine,
        Err(error) => could_not(no_network(&error)),
    }
}

fn no_network(error: &std::io::Error) -> Finding {
    Finding::error("preview/network", Place::Project, format!("the preview cannot be served: {error}"))
}

/// Prints what happens while a site is previewed.
struct Printer {
    reporter: Reporter,
    world: Arc<dyn World>,
    /// Where the first host is found.
    home: String,
    started: AtomicBool,
}

impl Printer {
    fn print(&self, news: &News) {
        match news {
            News::Addresses(addresses) => self.reporter.say(&table(addresses)),
            News::Refreshed { took, .. } if !self.started.swap(true, Ordering::Relaxed) => {
                let text = format!("Ready at {} in {}. Pages follow what you save; Ctrl-C ends the preview.\n", self.home, time(*took));
                self.reporter.say(&text);
            }
            News::Refreshed { paths, .. } if !paths.is_empty() && paths.iter().all(|path| is_dropping(path)) => {}
            News::Refreshed { paths, pages, took } => {
                let pages = match pages {
                    Some(0) => "no page".to_owned(),
                    Some(1) => "1 page".to_owned(),
                    Some(count) => format!("{count} pages"),
                    None => "the whole site".to_owned(),
                };
                self.line(&format!("{}: {pages} in {}", what(paths), time(*took)));
            }
            News::Findings { new, mended } => {
                for finding in mended {
                    let place = finding.place.path().map(|path| format!(" ({path})")).unwrap_or_default();
                    self.line(&format!("mended: {}{place}", finding.message));
                }
                let mut findings = Findings::new();
                findings.extend(new.iter().cloned());
                self.reporter.findings(findings);
            }
        }
    }

    fn line(&self, text: &str) {
        let now = self.world.now().to_zoned(TimeZone::system());
        self.reporter.say(&format!("{}  {text}", now.strftime("%H:%M:%S")));
    }
}

fn table(addresses: &[AudienceAddress]) -> String {
    let width = addresses.iter().map(|address| address.label.chars().count()).max().unwrap_or_default();
    let line = |address: &AudienceAddress| format!("  {:<width$}  {}\n", address.label, address.url);
    format!("\n{}", addresses.iter().map(line).collect::<String>())
}

fn what(paths: &[Utf8PathBuf]) -> String {
    let short = |path: &Utf8PathBuf| path.strip_prefix(CONTENT).map_or_else(|_| path.to_string(), ToString::to_string);
    match paths {
        [] => "a new day".to_owned(),
        [path] => format!("{} changed", short(path)),
        [path, rest @ ..] => format!("{} and {} more changed", short(path), rest.len()),
    }
}

fn time(took: Duration) -> String {
    if took.as_secs() >= 10 { format!("{:.1} s", took.as_secs_f64()) } else { format!("{} ms", took.as_millis()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_said_in_one_line() {
        let paths: Vec<Utf8PathBuf> = ["content/articles/guide.md", "site.yaml", "themes/own/theme.yaml"].map(Into::into).into();
        assert_eq!(what(&paths[..1]), "articles/guide.md changed");
        assert_eq!(what(&paths[1..2]), "site.yaml changed");
        assert_eq!(what(&paths), "articles/guide.md and 2 more changed");
    }

    #[test]
    fn addresses_stand_below_one_another() {
        let address = |label: &str, url: &str| AudienceAddress { label: label.to_owned(), url: url.to_owned() };
        let addresses = [address("For business", "http://127.0.0.1:4477/b2b/"), address("Дома", "http://127.0.0.1:4477/b2c/")];
        assert_eq!(table(&addresses), "\n  For business  http://127.0.0.1:4477/b2b/\n  Дома          http://127.0.0.1:4477/b2c/\n");
    }
}
