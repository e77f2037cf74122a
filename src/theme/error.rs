use crate::diagnostics::{Finding, Level, Place};

/// What went wrong while a template rendered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TemplateError {
    /// The rule's id, `room/name`.
    pub rule: &'static str,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Where, in a file of the theme.
    pub place: Place,
    /// The way from there to the page's template: each place with what it is.
    pub chain: Vec<(Place, String)>,
}

impl TemplateError {
    /// As a finding at the template, which names the page that was rendering.
    pub fn into_finding(self, page: Place) -> Finding {
        let mut finding = Finding::new(Level::Error, self.rule, self.place, self.message).maybe_help(self.help);
        finding.related = self.chain;
        finding.related(page, "while this page was rendered")
    }
}
