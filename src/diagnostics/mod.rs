//! What a person is told: findings, and the formats they are shown in.
//!
//! A finding is data: a rule, a level, a place, what is wrong and what to do. Every folder collects all of its findings before anybody
//! prints one. Not for: deciding what is wrong; the rules live beside what they judge.
//!
//! Invariant: [`Findings::sorted`] gives the same order whatever the order in which they were found.

pub mod catalogue;
mod finding;
mod format;
mod likeness;
mod nearest;
mod sarif;
mod saved;
mod schema;
pub mod secret;
pub mod shape;
mod strict;

pub use finding::{Edit, Finding, Findings, Level, Place};
pub use format::{Format, Style};
pub use likeness::likeness;
pub use nearest::{listed, nearest};
pub use sarif::Sarif;
pub use saved::SavedFinding;
pub use strict::Document;
