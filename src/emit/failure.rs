use crate::diagnostics::{Finding, Findings};
use crate::world::{Reason, WorldError};

/// What a person is told of files that could not be written or removed: each reason once, at the first file, because a full disk fails
/// every file after it too.
pub(super) fn findings(mut errors: Vec<WorldError>) -> Findings {
    errors.sort_by(|a, b| a.path.cmp(&b.path));
    let mut said: Vec<Reason> = Vec::new();
    let mut findings = Findings::new();
    for error in errors {
        if !said.contains(&error.reason) {
            findings.push(Finding::world(&error).help(help(&error.reason)));
            said.push(error.reason);
        }
    }
    findings
}

fn help(reason: &Reason) -> &'static str {
    match reason {
        Reason::Full => "free some space and build again: the next build writes what is missing",
        Reason::Denied => "make the output folder writable for you and build again: the next build writes what is missing",
        _ => "build again: the next build writes what is missing",
    }
}
