use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ContactId, CtaId, FormId, OfferId, Voice};

/// What sort of page a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An article.
    Article,
    /// The story of a client, with figures and quotes.
    CaseStudy,
    /// A landing page with one goal.
    Landing,
    /// Something that happens at a time.
    Event,
    /// Everything else.
    Page,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Article, Self::CaseStudy, Self::Landing, Self::Event, Self::Page];

    /// As authors write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::CaseStudy => "case-study",
            Self::Landing => "landing",
            Self::Event => "event",
            Self::Page => "page",
        }
    }

    /// The section whose sources are of this kind, if one is.
    pub fn section(self) -> &'static str {
        match self {
            Self::Article => "articles",
            Self::CaseStudy => "case-studies",
            Self::Landing => "landings",
            Self::Event => "events",
            Self::Page => "pages",
        }
    }

    /// The kind that a section's sources are of.
    pub fn of_section(section: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.section() == section).unwrap_or(Self::Page)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where the reader stands on the way to the brand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Has just noticed.
    Attention,
    /// Wants to know more.
    Interest,
    /// Looks for proof.
    Trust,
    /// Decides.
    Decision,
    /// Is a customer.
    Retention,
}

impl Stage {
    /// As authors write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Attention => "attention",
            Self::Interest => "interest",
            Self::Trust => "trust",
            Self::Decision => "decision",
            Self::Retention => "retention",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What pages have unless they say otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Defaults {
    /// The call to action, by its name in the audience, or `none`.
    pub cta: Option<CtaId>,
    /// The form, by its name in the audience, or `none`.
    pub form: Option<FormId>,
    /// The offer, by its name in the audience, or `none`.
    pub offer: Option<OfferId>,
    /// The register of words.
    pub voice: Option<Voice>,
    /// The template, by its name without `.html`.
    pub layout: Option<String>,
    /// The author: an id of `site.yaml`, or a name.
    pub author: Option<String>,
    /// The person to turn to, by the name under the audience's `contacts:`, or `none`.
    pub contact: Option<ContactId>,
}
