//! The one file that knows Tera.

/// A value made ready for templates: cheap to clone, shared between pages.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Value(tera::Value);
