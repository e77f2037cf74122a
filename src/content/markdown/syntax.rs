use std::collections::BTreeMap;

use crate::site::{HtmlPolicy, IdKind};
use crate::theme::ComponentSignature;

/// What the parser must know of the site. Bodies keep it, so that they can be read again.
#[derive(Debug, Clone, PartialEq)]
pub struct Syntax {
    /// The theme's components by name.
    pub components: BTreeMap<String, ComponentSignature>,
    /// Audiences, segments and languages of the site by id.
    pub ids: BTreeMap<String, IdKind>,
    /// What happens to HTML in markdown.
    pub html: HtmlPolicy,
    /// Whether the HTML is minified.
    pub minify: bool,
}

/// The directive that chooses readers.
pub(super) const FOR: &str = "for";

impl Syntax {
    /// Whether a name is a directive of this site.
    pub(super) fn knows(&self, name: &str) -> bool {
        name == FOR || self.components.contains_key(name)
    }
}
