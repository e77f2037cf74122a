use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A file below `content/`, as an author names it: from `content/` in `site.yaml` and audience files, from the source's own folder in front
/// matter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct FileRef(String);

impl FileRef {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FileRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
