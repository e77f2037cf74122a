//! The `segue` program: hands the command line to the library.

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;
use segue::cli::{Cli, run};

/// A build makes millions of short-lived texts on all cores at once.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    run(&Cli::parse())
}
