use std::process::ExitCode;

use camino::Utf8PathBuf;
use clap::builder::styling::{AnsiColor, Styles};
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use super::project::Project;
use super::report::{Exit, Reporter, Stream};
use super::{build, check, clean, completions, explain, forms, init, list, matrix, new, record, rules, schema, serve, tone};
use crate::content::Moment;
use crate::diagnostics::Format;
use crate::plan::Options;
use crate::site::{AudienceId, BaseUrl, Overrides};
use crate::world::DiskWorld;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// One story, a site for every audience.
#[derive(Debug, Parser)]
#[command(name = "segue", version, styles = STYLES, max_term_width = 100, after_help = "\
Examples:
  segue init tea-house            make a small working site
  segue serve --open              look at the site while you write
  segue build                     build every audience's site into `output/`
  segue explain articles/guide.md why a page looks the way it does, for each audience")]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every command understands.
#[derive(Debug, Args)]
pub(super) struct Global {
    /// The project, or a folder inside it
    #[arg(long, short = 'C', global = true, value_name = "DIR", default_value = ".")]
    pub(super) root: Utf8PathBuf,
    /// How findings are written
    #[arg(long, global = true, value_name = "FORMAT", default_value = "human")]
    pub(super) format: FormatName,
    /// Warnings fail, too, but for those of what a date, a permission or a draft withdraws
    #[arg(long, global = true)]
    pub(super) strict: bool,
    /// Print findings only
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatName {
    /// With excerpt and help
    Human,
    /// One JSON object a line
    Json,
    /// Annotations beside the lines of a pull request
    Github,
    /// One SARIF 2.1.0 document for code hosts and editors: of `check` on standard output, else where findings go
    Sarif,
    /// A table, of `segue matrix` alone
    Table,
    /// A page to look at, of `segue matrix` alone
    Html,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Human | FormatName::Table | FormatName::Html | FormatName::Sarif => Self::Human,
            FormatName::Json => Self::Json,
            FormatName::Github => Self::GitHub,
        }
    }
}

/// How the site is seen: the same for building and for looking at it.
#[derive(Debug, Args)]
pub(super) struct View {
    /// Build as of another day or instant: 2027-03-01, or RFC 3339
    #[arg(long, value_name = "DATE", value_parser = moment)]
    pub(super) as_of: Option<Moment>,
    /// Publish drafts, too
    #[arg(long)]
    pub(super) drafts: bool,
    /// Another address for an audience's host; can be repeated
    #[arg(long = "host", value_name = "ID=URL", value_parser = host)]
    pub(super) hosts: Vec<(AudienceId, BaseUrl)>,
    /// Put audiences with hosts of their own under the site's host, hidden from search engines, for previews
    #[arg(long)]
    pub(super) fold: bool,
}

impl View {
    /// As the library has it.
    pub(super) fn options(&self) -> Options {
        let overrides = Overrides { url: None, hosts: self.hosts.iter().cloned().collect(), fold: self.fold };
        Options { overrides, as_of: self.as_of, drafts: self.drafts }
    }
}

pub(super) fn moment(text: &str) -> Result<Moment, String> {
    Moment::new(text).ok_or_else(|| "write a day such as 2027-03-01, or an instant such as 2027-03-01T09:00:00+04:00".to_owned())
}

fn host(text: &str) -> Result<(AudienceId, BaseUrl), String> {
    let (id, url) = text.split_once('=').ok_or("write an audience's id, `=` and an address: b2b=https://business.example")?;
    let id = AudienceId::new(id).ok_or_else(|| format!("`{id}` cannot be the id of an audience"))?;
    Ok((id, BaseUrl::new(url)?))
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a small working site with two audiences
    Init(init::InitArgs),
    /// Write the first lines of a page
    New(new::NewArgs),
    /// Build the site of every audience
    Build(build::BuildArgs),
    /// Show the site on this machine while it is written
    Serve(serve::ServeArgs),
    /// Say what an editor would say: tone, and what was left over
    Check(check::CheckArgs),
    /// List what `check` looks for, and why
    Rules(rules::RulesArgs),
    /// Tell how pages sound, in figures, and which sound the same to businesses and people
    Tone(tone::ToneArgs),
    /// List every address with what is there
    List(list::ListArgs),
    /// Show what each group of readers finds at each stage, and what nobody wrote yet
    Matrix(matrix::MatrixArgs),
    /// Tell why a page is what it is: who has it, where each value comes from
    Explain(explain::ExplainArgs),
    /// List forms with what they send and to whom, and try one
    Forms(forms::FormsArgs),
    /// Keep each consent text that the site publishes, word for word, in a ledger to be committed
    Record(record::RecordArgs),
    /// Write JSON Schemas of what authors write, with this site's own names
    Schema(schema::SchemaArgs),
    /// Remove what was built
    Clean(clean::CleanArgs),
    /// Write a completion script for a shell
    Completions(completions::CompletionsArgs),
}

/// Whether a command ends only when it is ended.
fn goes_on(command: &Command) -> bool {
    match command {
        Command::Serve(_) => true,
        Command::Build(args) => args.watch,
        _ => false,
    }
}

/// Runs the command line and gives its exit code: 0 fine, 1 findings of level error, 2 could not run.
pub fn run(cli: &Cli) -> ExitCode {
    let is_check = matches!(cli.command, Command::Check(_));
    let reporter = Reporter::new(&cli.global, if is_check { Stream::Result } else { Stream::Findings });
    if cli.global.format == FormatName::Sarif && goes_on(&cli.command) {
        let _ = Cli::command().error(ErrorKind::ArgumentConflict, "SARIF is one document of one run: this command goes on and on").print();
        return Exit::CouldNotRun.into();
    }
    if matches!(cli.global.format, FormatName::Table | FormatName::Html) && !matches!(cli.command, Command::Matrix(_)) {
        let error = Cli::command()
            .error(ErrorKind::InvalidValue, "only `segue matrix` writes tables and HTML; findings are human, json, github or sarif");
        let _ = error.print();
        return Exit::CouldNotRun.into();
    }
    let outcome = match &cli.command {
        Command::Init(args) => {
            let dir = camino::absolute_utf8(cli.global.root.join(&args.dir)).unwrap_or_else(|_| args.dir.clone());
            reporter.outcome(init::run(args, &DiskWorld::new(dir)))
        }
        Command::New(args) => match Project::find(&cli.global) {
            Ok(project) => reporter.outcome(new::run(args, &project.world)),
            Err(findings) => reporter.could_not_run(findings),
        },
        Command::Schema(args) => {
            // Schemas are of use before there is a site, too.
            let here = camino::absolute_utf8(&cli.global.root).unwrap_or_else(|_| cli.global.root.clone());
            let args = schema::SchemaArgs { out: args.out.as_ref().map(|out| here.join(out)) };
            let world = Project::find(&cli.global).map_or_else(|_| DiskWorld::new(here), |project| project.world);
            reporter.outcome(schema::run(&args, &world))
        }
        Command::Build(args) => build::run(&cli.global, args, &reporter),
        Command::Serve(args) => serve::run(&cli.global, args, &reporter),
        Command::Check(args) => check::run(&cli.global, args, &reporter),
        Command::Rules(args) => rules::run(&cli.global, args, &reporter),
        Command::Tone(args) => tone::run(&cli.global, args, &reporter),
        Command::List(args) => list::run(&cli.global, args, &reporter),
        Command::Matrix(args) => matrix::run(&cli.global, args, &reporter),
        Command::Explain(args) => explain::run(&cli.global, args, &reporter),
        Command::Forms(args) => forms::run(&cli.global, args, &reporter),
        Command::Record(args) => record::run(&cli.global, args, &reporter),
        Command::Clean(args) => clean::run(&cli.global, args, &reporter),
        Command::Completions(args) => completions::run(args, &reporter),
    };
    outcome.into()
}
