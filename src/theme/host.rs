use std::fmt;

use serde::{Deserialize, Serialize};

use super::Value;
use super::contract::{FileView, HereView, LinkView};
use super::words::{WordArg, WordError};
use crate::site::{Lang, Register};

/// What templates can ask for while a page renders.
///
/// `render/` implements it, and notes every question with its answer. A host is asked on the thread that renders. It may render components
/// in turn, but must not hand that to other threads: they would ask for another page.
pub trait Host: Send + Sync {
    /// The language of the page's variant: dates and numbers are written by it.
    fn lang(&self) -> &Lang;

    /// The register the page speaks in.
    fn register(&self) -> &Register;

    /// Cards of pages of the variant, newest first.
    ///
    /// # Errors
    ///
    /// A kind, section, tag or segment that the site does not know.
    fn pages(&self, query: &PagesQuery) -> Result<Value, HostError>;

    /// Cards of the pages that are most like this one.
    ///
    /// # Errors
    ///
    /// Whatever keeps the host from answering.
    fn related(&self, limit: usize) -> Result<Value, HostError>;

    /// A link to a source, a section, a form or an address, as an author would name it.
    ///
    /// # Errors
    ///
    /// A target that the variant does not have.
    fn link(&self, to: &str) -> Result<LinkView, HostError>;

    /// A picture of the site or theme as safe HTML.
    ///
    /// # Errors
    ///
    /// A picture that there is not.
    fn image(&self, src: &str, alt: &str, class: Option<&str>) -> Result<String, HostError>;

    /// The address of a file of the theme.
    ///
    /// # Errors
    ///
    /// A file that there is not.
    fn asset(&self, path: &str) -> Result<String, HostError>;

    /// A call to action of the audience; nothing while a date withdraws what it leads to.
    ///
    /// # Errors
    ///
    /// A name that the audience does not have.
    fn cta(&self, id: &str) -> Result<Value, HostError>;

    /// A form of the audience.
    ///
    /// # Errors
    ///
    /// A name that the audience does not have.
    fn form(&self, id: &str) -> Result<Value, HostError>;

    /// An offer of the audience; nothing while it does not hold.
    ///
    /// # Errors
    ///
    /// A name that the audience does not have.
    fn offer(&self, id: &str) -> Result<Value, HostError>;

    /// Someone whom the audience can turn to; nothing where it names nobody.
    ///
    /// # Errors
    ///
    /// A name that the audience does not have.
    fn contact(&self, id: &str) -> Result<Value, HostError>;

    /// Someone who writes for the site; nothing where the page names nobody.
    ///
    /// # Errors
    ///
    /// A name that the site does not have.
    fn author(&self, id: &str) -> Result<Value, HostError>;

    /// The audience's first call to action for a goal, if it has one for it and a date does not withdraw what it leads to.
    ///
    /// # Errors
    ///
    /// Whatever keeps the host from answering.
    fn cta_for(&self, goal: &str) -> Result<Value, HostError>;

    /// What the page says of itself.
    ///
    /// # Errors
    ///
    /// Whatever keeps the host from answering.
    fn here(&self) -> Result<HereView, HostError>;

    /// The absolute address of what [`Host::link`] finds, or of an address that the page was given; without either, the page's own.
    ///
    /// # Errors
    ///
    /// A target that the variant does not have.
    fn permalink(&self, to: &str) -> Result<String, HostError>;

    /// A file that the page publishes, by its address.
    ///
    /// # Errors
    ///
    /// An address that is no file of the page.
    fn file(&self, url: &str) -> Result<FileView, HostError>;

    /// Words of the theme; see [`super::WordTable::word`].
    ///
    /// # Errors
    ///
    /// As there.
    fn word(&self, key: &str, n: Option<f64>, args: &[(&str, WordArg)]) -> Result<String, HostError>;
}

/// Which pages a template asks for; what is not given does not matter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct PagesQuery {
    /// A kind: `article`, `case-study`, `landing`, `event`, `page`.
    pub kind: Option<String>,
    /// A section by its folder: `articles`.
    pub section: Option<String>,
    /// A tag.
    pub tag: Option<String>,
    /// A segment by its id.
    pub segment: Option<String>,
    /// How many at most.
    pub limit: Option<usize>,
}

impl fmt::Display for PagesQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, section, tag, segment, limit } = self;
        let texts = [("kind", kind), ("section", section), ("tag", tag), ("segment", segment)];
        let given = texts.into_iter().filter_map(|(name, value)| Some(format!("{name}=\"{}\"", value.as_ref()?)));
        let limit = limit.map(|limit| format!("limit={limit}"));
        write!(f, "pages({})", given.chain(limit).collect::<Vec<_>>().join(", "))
    }
}

/// Why a template got no answer. It becomes a finding at the place that asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct HostError {
    /// The rule's id, `room/name`.
    pub rule: &'static str,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl HostError {
    /// An error of this rule.
    pub fn new(rule: &'static str, message: impl Into<String>) -> Self {
        Self { rule, message: message.into(), help: None }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what to do, if there is anything to say.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }
}

impl From<WordError> for HostError {
    fn from(error: WordError) -> Self {
        let rule = match error {
            WordError::UnknownKey { .. } => "theme/unknown-word",
            WordError::NoLanguage { .. } => "theme/word-language",
            WordError::Placeholder { .. } | WordError::Number(_) => "theme/word-value",
        };
        Self::new(rule, error.to_string()).help(error.help())
    }
}
