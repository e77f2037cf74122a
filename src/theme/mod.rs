//! Templates, components and words: everything of a page that is not content.
//!
//! A theme is a folder `themes/NAME` with `theme.yaml`, `templates/`, `components/`, `assets/` and `static/`; it may extend another, and a
//! site overrides single files. The default theme `lumen` is compiled in. What templates get is fixed in [`contract`]; what they can ask
//! for is the trait [`Host`], which `render/` implements. Only `engine.rs` knows Tera.
//!
//! Invariant: a theme that loaded has every template it needs, and each is free of syntax errors.

pub mod contract;
mod engine;

pub use engine::Value;
