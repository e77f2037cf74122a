//! Bytes to the output folder: whole files, only what differs, and nothing removed that is not ours.
//!
//! Not for: deciding what is published; whoever calls hands over every file of what is built, and calls only when nothing stops the build.
//!
//! Invariant: at every instant each file of the output folder is whole, and every file of ours is in the manifest; so a build that was
//! killed, or found the disk full, is repaired by the next one.

mod clean;
mod comparison;
mod failure;
mod fault;
mod folder;
#[cfg(test)]
mod laws;
mod layout;
mod manifest;
mod output;
mod protected;
mod removal;
mod strangers;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod worlds;

pub use clean::clean;
pub use folder::{OutputFolder, Report};
pub use manifest::STATE;
pub use output::{Output, Scope};
pub use protected::Protected;
pub use strangers::Strangers;
