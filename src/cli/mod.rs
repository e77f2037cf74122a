//! One thin file a command: arguments in, a call into the library, words out.
//!
//! Arguments are plain data that are resolved once. Only this folder prints, reads the environment or knows exit codes.
//!
//! Invariant: a command prints its result to standard output, and everything else, findings included, to standard error. The one document that
//! `segue check --format sarif` makes is its result.

mod args;
mod build;
mod check;
mod clean;
mod completions;
mod explain;
mod forms;
pub mod init;
mod list;
mod matrix;
pub mod new;
mod outcome;
mod project;
pub mod record;
mod report;
mod rules;
pub mod schema;
mod serve;
mod tone;
#[cfg(test)]
mod trial;
mod yaml_text;

pub use args::{Cli, run};
pub use outcome::Outcome;
