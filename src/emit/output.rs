use std::fmt;
use std::sync::Arc;

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

use crate::site::AudienceId;

/// One file of the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Relative to the output folder, with `/` between its parts.
    pub path: Utf8PathBuf,
    /// Its content.
    pub bytes: Arc<[u8]>,
    /// What it belongs to.
    pub scope: Scope,
}

impl Output {
    /// A file with its content.
    pub fn new(path: impl Into<Utf8PathBuf>, bytes: impl Into<Arc<[u8]>>, scope: Scope) -> Self {
        Self { path: path.into(), bytes: bytes.into(), scope }
    }
}

/// What a file belongs to, and with what it is built and removed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// All audiences of a host.
    Host,
    /// One audience, in all of its languages.
    Variant(AudienceId),
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host => f.write_str("the whole site"),
            Self::Variant(audience) => write!(f, "audience {audience}"),
        }
    }
}
