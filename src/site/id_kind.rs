use serde::{Deserialize, Serialize};

use super::{AudienceId, Lang, SegmentId};

/// What an id of the site's one namespace names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum IdKind {
    /// An audience.
    Audience(AudienceId),
    /// A segment of an audience.
    Segment {
        /// The audience it belongs to.
        audience: AudienceId,
        /// The segment.
        segment: SegmentId,
    },
    /// A language.
    Language(Lang),
}

impl IdKind {
    /// The id.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Audience(id) => id.as_str(),
            Self::Segment { segment, .. } => segment.as_str(),
            Self::Language(lang) => lang.as_str(),
        }
    }
}

impl IdKind {
    /// The sort of thing, as a person calls it.
    pub fn sort(&self) -> &'static str {
        match self {
            Self::Audience(_) => "audience",
            Self::Segment { .. } => "segment",
            Self::Language(_) => "language",
        }
    }
}
