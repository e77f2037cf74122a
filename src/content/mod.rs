//! What authors write: front matter, overlays, directives, markdown.
//!
//! A [`Source`] is one markdown file with its overlays, read and checked by itself; what its readers see of it is decided in `plan/`.
//!
//! Invariant: nothing here depends on today's date or on who reads.

pub mod consent;
mod front_matter;
mod layer;
mod load;
pub mod markdown;
mod overlay;
mod reading;
mod references;
mod saved;
mod snippet;
mod source;
mod split;

pub use front_matter::{
    Amount, AudienceChoice, Campaign, Client, Delivery, Front, FrontMatter, Gate, ImageMeta, LeadMagnet, Metric, OneOrMany, Permission,
    PermissionScope, PermissionStatus, ProperName, Question, Quote, SeoMeta, Speaker,
};
pub use layer::Layer;
pub use load::Content;
pub use overlay::{FileName, OverlayIds};
pub use reading::source_id;
pub use references::{is_slug, unknown_author};
pub use saved::SavedContent;
pub use snippet::{Snippet, Snippets, SnippetsFor};
pub use source::{Authored, INDEX, Source, SourceFile, SourceId};

pub use crate::site::Moment;
