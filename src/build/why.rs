use std::fmt;

use camino::Utf8PathBuf;

use crate::render::Key;

/// Why a build made a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The file, below the output folder.
    pub output: Utf8PathBuf,
    /// Why.
    pub reason: Reason,
}

/// Why a file was made and not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Nothing was known of an earlier build.
    Cold,
    /// No earlier build had it.
    New,
    /// Something it is made of is not as it was.
    Changed(Key),
    /// The file in the output folder is not as the last build left it.
    Touched,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cold => f.write_str("nothing is known of an earlier build"),
            Self::New => f.write_str("it is new"),
            Self::Changed(key) => write!(f, "changed: {key}"),
            Self::Touched => f.write_str("the file was changed or removed since the last build"),
        }
    }
}
