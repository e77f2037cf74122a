use camino::Utf8Path;

use super::STATE;
use super::failure::failure;
use crate::diagnostics::{Finding, Findings, Place};
use crate::world::{Lock, LockError, World, is_unfinished};

/// The rule of the finding that another build is at work.
pub const LOCKED: &str = "emit/locked";

/// Takes the lock of the project, so that no two programs change its output at once, and clears up what one that was killed left half
/// written beside it.
///
/// # Errors
///
/// A finding where another one holds it, or the lock cannot be made.
pub(super) fn lock(world: &dyn World) -> Result<Lock, Findings> {
    let state = Utf8Path::new(STATE);
    let lock = world.lock(&state.join("lock")).map_err(|error| match error {
        LockError::Held { by } => {
            let process = by.map(|id| format!(" (process {id})")).unwrap_or_default();
            let message = format!("another build of this site is at work{process}");
            Finding::error(LOCKED, Place::Project, message).help("wait until it has ended, or end it, and build again").into()
        }
        LockError::World(error) => failure(vec![error]),
    })?;
    for name in world.names(state).iter().filter(|name| is_unfinished(name)) {
        // One that cannot be removed harms nobody.
        let _ = world.remove(&state.join(name));
    }
    Ok(lock)
}
