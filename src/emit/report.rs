use camino::Utf8PathBuf;

/// What a build did to the output folder; paths are below it and sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Files that were written, because they are new or differ.
    pub written: Vec<Utf8PathBuf>,
    /// How many files were there already, byte for byte.
    pub unchanged: usize,
    /// Files of earlier builds that were removed.
    pub removed: Vec<Utf8PathBuf>,
    /// Of the written, those that somebody had changed or removed since the last build.
    pub repaired: Vec<Utf8PathBuf>,
}
