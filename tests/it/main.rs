//! Segue as its users meet it: sites in a string, built, edited, built again.

mod incremental;
mod support;
