//! The `segue` program: hands the command line to the library.

use std::process::ExitCode;

use clap::Parser;
use segue::cli::{Cli, run};

fn main() -> ExitCode {
    run(&Cli::parse())
}
