use std::time::Duration;

use camino::Utf8PathBuf;

use crate::diagnostics::Finding;

/// What whoever runs a preview may want to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// Where the audiences are found; told at the beginning, and when it changes.
    Addresses(Vec<AudienceAddress>),
    /// A change is being shown.
    Refreshed {
        /// What changed; nothing where that is not known.
        paths: Vec<Utf8PathBuf>,
        /// How many pages are made of that; nothing where it may be any of them.
        pages: Option<usize>,
        /// From the moment the change was told.
        took: Duration,
    },
    /// What is wrong is not what it was.
    Findings {
        /// What was not wrong before.
        new: Vec<Finding>,
        /// What is not wrong any more.
        mended: Vec<Finding>,
    },
}

/// Where an audience's home is, while it is previewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AudienceAddress {
    /// What the audience is called.
    pub label: String,
    /// An absolute address.
    pub url: String,
}
