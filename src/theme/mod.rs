//! Templates, components and words: everything of a page that is not content.
//!
//! A theme is a folder `themes/NAME` with `theme.yaml`, `templates/`, `components/`, `assets/` and `static/`; it may extend another, and a
//! site overrides single files. The default theme `lumen` is compiled in. What templates get is fixed in [`contract`]; what they can ask
//! for is the trait [`Host`], which `render/` implements. Only `engine` knows Tera. Components whose names begin with `ui_` are a theme's own;
//! all others can be used in markdown.
//!
//! Invariant: a theme that loaded has every template it needs, and each is free of syntax errors.

mod compact;
mod component;
pub mod contract;
mod embedded;
mod engine;
mod error;
mod folder;
pub mod format;
mod host;
pub mod language;
mod parts;
mod qr;
mod scan;
#[cfg(test)]
mod stage;
#[expect(clippy::module_inception, reason = "the file is named for its type")]
mod theme;
mod theme_file;
mod ticked;
mod words;

pub use component::{ArgKind, BUILT_IN, ComponentArg, ComponentBody, ComponentSignature, Held};
pub use embedded::LUMEN;
pub use engine::Value;
pub use error::TemplateError;
pub use folder::Bytes;
pub use host::{Host, HostError, PagesQuery};
pub use theme::{Theme, ThemeLayer};
pub use theme_file::ThemeFile;
pub use words::{WordArg, WordError, WordTable};

/// How much stack, in bytes, a thread needs that renders pages.
///
/// Components may call each other twenty deep, and each may include sixteen templates: some 340 steps of the engine, which take 4 MB when
/// it is optimised and 20 MB when it is not.
pub const RENDER_STACK: usize = 32 << 20;
