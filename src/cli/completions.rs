use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::Cli;
use super::report::{Exit, Reporter};

/// Arguments of `segue completions`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  segue completions bash > ~/.local/share/bash-completion/completions/segue
  segue completions fish > ~/.config/fish/completions/segue.fish")]
pub(super) struct CompletionsArgs {
    /// Which shell
    shell: Shell,
}

pub(super) fn run(args: &CompletionsArgs, reporter: &Reporter) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "segue", &mut script);
    reporter.result(&String::from_utf8_lossy(&script));
    Exit::Fine
}
