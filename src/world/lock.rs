use std::any::Any;
use std::fmt;

use super::WorldError;

/// Held until it is dropped, or its program ends in whatever way.
pub struct Lock {
    _held: Box<dyn Any + Send + Sync>,
}

impl Lock {
    /// A lock that is released when `held` is dropped.
    pub fn new(held: impl Any + Send + Sync) -> Self {
        Self { _held: Box::new(held) }
    }
}

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lock")
    }
}

/// Why there is no lock.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    /// Somebody holds it.
    #[error("another program holds the lock")]
    Held {
        /// The number of the process, where it can be read.
        by: Option<u32>,
    },
    /// The file of the lock cannot be made.
    #[error(transparent)]
    World(#[from] WorldError),
}
