//! The one place that prints.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use super::Outcome;
use super::args::{FormatName, Global};
use super::rules::explanation;
use crate::diagnostics::{Finding, Findings, Format, Level, Sarif, Style};

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
    /// Where the one document goes that tells of all findings, if that is asked for.
    document: Option<Stream>,
    strict: bool,
    quiet: bool,
}

/// Where a document of findings goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    /// With the command's result.
    Result,
    /// Where findings go.
    Findings,
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
    pub(super) fn new(global: &Global, stream: Stream) -> Self {
        let document = (global.format == FormatName::Sarif).then_some(stream);
        Self { format: global.format.into(), document, strict: global.strict, quiet: global.quiet }
    }

    /// Prints all findings, sorted, and says whether they stop the command.
    pub(super) fn findings(&self, findings: Findings) -> Verdict {
        self.findings_of(findings, &[], true)
    }

    /// The same, with those that were set aside for whom that is of use, and whether the command could run.
    pub(super) fn findings_of(&self, findings: Findings, set_aside: &[Finding], has_run: bool) -> Verdict {
        let document = self.document.map(|stream| (stream, findings.clone().distinct()));
        // Counted as they are shown: what several variants have in common is said once.
        let findings = findings.sorted();
        let mut text = String::new();
        if let Some((_, all)) = &document {
            let findings: Vec<Finding> = all.iter().cloned().collect();
            text = Sarif { findings: &findings, set_aside, explained: &explanation, has_run }.write();
        } else {
            let is_coloured = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            let style = if is_coloured { Style::Coloured } else { Style::Plain };
            findings.iter().for_each(|finding| text.push_str(&self.format.write(finding, style)));
        }
        if matches!(document, Some((Stream::Result, _))) {
            self.result(&text);
        } else {
            // A reader who went away is no reason to fail.
            let _ = anstream::stderr().lock().write_all(text.as_bytes());
        }
        let count = |level| findings.iter().filter(|finding| finding.level == level).count();
        let (errors, warnings) = (count(Level::Error), count(Level::Warning));
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
        self.findings_of(findings, &[], false);
        Exit::CouldNotRun
    }

    /// Prints a command's result.
    pub(super) fn result(&self, text: &str) {
        let _ = anstream::stdout().lock().write_all(text.as_bytes());
    }

    /// Prints a line for a person who watches; not when findings are for a program, or when quiet.
    pub(super) fn say(&self, line: &str) {
        if !self.quiet && self.format == Format::Human && self.document.is_none() {
            let _ = writeln!(anstream::stderr().lock(), "{line}");
        }
    }

    /// Whether a person watches.
    pub(super) fn is_watched(&self) -> bool {
        !self.quiet && self.format == Format::Human && self.document.is_none() && std::io::stderr().is_terminal()
    }
}
