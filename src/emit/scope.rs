use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::site::AudienceId;

/// What a file belongs to, and with what it is built and removed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Scope {
    /// All audiences of a host.
    Host,
    /// One audience, in all of its languages.
    Variant(AudienceId),
}

impl Scope {
    /// Whether a build for these audiences alone, or for all where none are named, makes what belongs to this.
    pub(super) fn is_built(&self, only: Option<&BTreeSet<AudienceId>>) -> bool {
        match (only, self) {
            (None, _) => true,
            (Some(only), Self::Variant(audience)) => only.contains(audience),
            (Some(_), Self::Host) => false,
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host => f.write_str("the whole site"),
            Self::Variant(audience) => write!(f, "audience {audience}"),
        }
    }
}
