use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::site::{HtmlPolicy, IdKind};
use crate::theme::{ArgKind, BUILT_IN, ComponentArg, ComponentBody, ComponentSignature};

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
pub(super) const FOR: &str = BUILT_IN[0];

/// The directive that shows a text of `content/snippets/`.
pub(super) const SNIPPET: &str = BUILT_IN[1];

static SNIPPET_SIGNATURE: LazyLock<ComponentSignature> = LazyLock::new(|| ComponentSignature {
    block: true,
    args: vec![ComponentArg { name: "id".to_owned(), kind: ArgKind::String, required: true }],
    body: ComponentBody::Never,
    rest: false,
    links: Vec::new(),
    pictures: Vec::new(),
    wants: Vec::new(),
    holds: None,
});

impl Syntax {
    /// Whether a name is a directive of this site.
    pub(super) fn knows(&self, name: &str) -> bool {
        BUILT_IN.contains(&name) || self.components.contains_key(name)
    }

    /// What a directive other than `for` takes, if there is one of this name.
    pub(super) fn signature(&self, name: &str) -> Option<&ComponentSignature> {
        if name == SNIPPET { Some(&SNIPPET_SIGNATURE) } else { self.components.get(name) }
    }

    /// Whether a name is one of a block, which has no place inside a sentence.
    pub(super) fn is_block(&self, name: &str) -> bool {
        name == SNIPPET || self.components.get(name).is_some_and(|component| component.block)
    }

    /// The names of all directives.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.components.keys().map(String::as_str).filter(|name| !BUILT_IN.contains(name)).chain(BUILT_IN)
    }
}
