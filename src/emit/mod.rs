//! Bytes to the output folder: whole files, only what differs, and nothing removed that is not ours.
//!
//! A build says which files it is going to make ([`OutputFolder::begin`]), hands them over from many threads as they come
//! ([`Writing::put`]), and commits them together: until then each lies beside its place, and the folder is as it was. So it holds the
//! bytes of a few files at a time, however many there are.
//!
//! Not for: deciding what is published; whoever calls names every file of what is built, and commits only when nothing stops the build.
//!
//! Invariant: at every instant each file of the output folder is whole, and every file of ours is in the manifest or in the journal; so a
//! build that was killed, or found the disk full, is repaired by the next one.

mod blocking;
#[cfg(test)]
mod built;
mod clean;
mod comparison;
mod content_hash;
mod expected;
mod failure;
mod fault;
mod folder;
#[cfg(test)]
mod laws;
mod layout;
mod lock;
mod manifest;
mod memory;
mod obstacle;
mod protected;
mod removal;
mod report;
mod scope;
mod strangers;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod worlds;
mod writing;

pub use clean::clean;
pub use content_hash::ContentHash;
pub use failure::failure;
pub use folder::OutputFolder;
pub use lock::LOCKED;
pub use memory::STATE;
pub use protected::Protected;
pub use report::Report;
pub use scope::Scope;
pub use strangers::Strangers;
pub use writing::Writing;
