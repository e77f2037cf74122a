use crate::diagnostics::{Finding, Findings};
use crate::world::{Reason, WorldError};

/// What a person is told of files that could not be made ready, so that nothing was changed: each reason once, at the first file, because
/// a full disk fails every file after it too.
pub fn failure(errors: Vec<WorldError>) -> Findings {
    findings(errors, "")
}

/// The same of files that could not be put in their places or removed.
pub(super) fn unfinished(errors: Vec<WorldError>) -> Findings {
    findings(errors, ": the next build writes what is missing")
}

fn findings(mut errors: Vec<WorldError>, then: &str) -> Findings {
    errors.sort_by(|a, b| a.path.cmp(&b.path));
    let mut said: Vec<Reason> = Vec::new();
    let mut findings = Findings::new();
    for error in errors {
        if !said.contains(&error.reason) {
            findings.push(Finding::world(&error).help(format!("{}{then}", help(&error.reason))));
            said.push(error.reason);
        }
    }
    findings
}

fn help(reason: &Reason) -> &'static str {
    match reason {
        Reason::Full => "free some space and build again",
        Reason::Denied => "make the output folder writable for you and build again",
        _ => "build again",
    }
}
