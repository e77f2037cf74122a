//! Whole builds, for tests.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::*;
use crate::diagnostics::Findings;
use crate::site::AudienceId;
use crate::world::World;

/// One file of a build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Output {
    pub(super) path: Utf8PathBuf,
    pub(super) bytes: Vec<u8>,
    pub(super) scope: Scope,
}

impl Output {
    pub(super) fn new(path: impl Into<Utf8PathBuf>, bytes: impl Into<Vec<u8>>, scope: Scope) -> Self {
        Self { path: path.into(), bytes: bytes.into(), scope }
    }
}

pub(super) fn open(world: &dyn World) -> Result<OutputFolder<'_>, Findings> {
    OutputFolder::open(world, &Protected::default(), Utf8Path::new("output"), Strangers::Refuse)
}

/// Hands over all files of a build, from many threads; nothing is committed.
pub(super) fn hand_over<'f, 'w>(
    folder: &'f mut OutputFolder<'w>,
    outputs: &[Output],
    only: Option<&BTreeSet<AudienceId>>,
) -> Result<Writing<'f, 'w>, Findings> {
    let writing = folder.begin(outputs.iter().map(|output| (output.path.clone(), output.scope.clone())), only)?;
    let errors: Vec<_> = outputs.par_iter().filter_map(|output| writing.put(&output.path, &output.bytes).err()).collect();
    if errors.is_empty() { Ok(writing) } else { Err(failure(errors)) }
}

/// A whole build in a folder that is open.
pub(super) fn write(folder: &mut OutputFolder<'_>, outputs: &[Output], only: Option<&BTreeSet<AudienceId>>) -> Result<Report, Findings> {
    hand_over(folder, outputs, only)?.commit()
}
