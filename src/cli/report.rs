//! The one place that prints.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use super::Outcome;
use super::args::Global;
use crate::diagnostics::{Finding, Findings, Format, Level, Style};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// It did what it was asked.
    Fine,
    /// Findings stopped it.
    Findings,
    /// It could not run.
    CouldNotRun,
}

impl From<Exit> for ExitCode {
    fn from(outcome: Exit) -> Self {
        Self::from(match outcome {
            Exit::Fine => 0,
            Exit::Findings => 1,
            Exit::CouldNotRun => 2,
        })
    }
}

/// Prints findings and results as the command line asks.
#[derive(Debug)]
pub(super) struct Reporter {
    format: Format,
    strict: bool,
    quiet: bool,
}

/// What findings mean for a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    /// Whether the command goes no further.
    pub(super) stop: bool,
}

impl Reporter {
    pub(super) fn new(global: &Global) -> Self {
        Self { format: global.format.into(), strict: global.strict, quiet: global.quiet }
    }

    /// Prints all findings, sorted, and says whether they stop the command.
    pub(super) fn findings(&self, findings: Findings) -> Verdict {
        let style = if std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none() { Style::Coloured } else { Style::Plain };
        let mut stderr = anstream::stderr().lock();
        let mut text = String::new();
        // Counted as they are shown: what several variants have in common is said once.
        let findings = findings.sorted();
        for finding in &findings {
            text.push_str(&self.format.write(finding, style));
        }
        let count = |level| findings.iter().filter(|finding| finding.level == level).count();
        let (errors, warnings) = (count(Level::Error), count(Level::Warning));
        // A reader who went away is no reason to fail.
        let _ = stderr.write_all(text.as_bytes());
        Verdict { errors, warnings, stop: errors > 0 || (self.strict && findings.iter().any(Finding::stops_strict)) }
    }

    /// Prints what a command did, or why it did not.
    pub(super) fn outcome(&self, outcome: Result<Outcome, Findings>) -> Exit {
        match outcome {
            Ok(outcome) => {
                for path in &outcome.written {
                    self.say(&format!("wrote {path}"));
                }
                self.result(outcome.output.as_deref().unwrap_or_default());
                for note in &outcome.notes {
                    self.say(note);
                }
                Exit::Fine
            }
            Err(findings) => {
                self.findings(findings);
                Exit::Findings
            }
        }
    }

    /// Prints why a command could not run.
    pub(super) fn could_not_run(&self, findings: Findings) -> Exit {
        self.findings(findings);
        Exit::CouldNotRun
    }

    /// Prints a command's result.
    pub(super) fn result(&self, text: &str) {
        let _ = anstream::stdout().lock().write_all(text.as_bytes());
    }

    /// Prints a line for a person who watches; not when findings are for a program, or when quiet.
    pub(super) fn say(&self, line: &str) {
        if !self.quiet && self.format == Format::Human {
            let _ = writeln!(anstream::stderr().lock(), "{line}");
        }
    }

    /// Whether a person watches.
    pub(super) fn is_watched(&self) -> bool {
        !self.quiet && self.format == Format::Human && std::io::stderr().is_terminal()
    }
}
