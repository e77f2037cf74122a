//! Segue tells one story to every audience: markdown in, a complete static site for each audience and language out.
//!
//! Data flows one way, **load → resolve → plan → render → emit**, and the folders are listed in that order: a folder may use those
//! above it in this list, never those below.
//!
//! - [`world`]: the only door to disk and clock
//! - [`diagnostics`]: what a person is told
//! - [`site`]: what `site.yaml` and the audience files say
//! - [`theme`]: templates, components and words
//! - [`content`]: what authors write
//! - [`plan`]: who sees what, and where
//! - [`seo`]: what search engines read
//! - [`render`]: one route to bytes
//! - [`emit`]: bytes to the output folder
//! - [`check`]: what an editor would say
//! - [`build`]: one build, cold or warm
//! - [`preview`]: the site while it is written
//! - [`cli`]: one thin file a command

pub mod build;
pub mod check;
pub mod cli;
pub mod content;
pub mod diagnostics;
pub mod emit;
pub mod plan;
pub mod preview;
pub mod render;
pub mod seo;
pub mod site;
pub mod theme;
pub mod world;
