use std::fmt;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;

use super::front_matter::{Front, FrontMatter};
use super::markdown::Body;
use super::overlay::OverlayIds;
use crate::diagnostics::{Document, Place};
use crate::site::{Kind, Lang, Moment};
use crate::world::SourceText;
use crate::world::yaml::KeyPath;

/// A source's place below `content/`, without ids and `.md`: `articles/guide`, `articles/_index`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(Arc<str>);

impl SourceId {
    /// From its place below `content/`. However a system writes letters with accents in the names of files, it is one id.
    pub fn new(place: &str) -> Self {
        if place.is_ascii() { Self(place.into()) } else { Self(place.nfc().collect::<String>().into()) }
    }

    /// Its place below `content/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folders it lies in, from `content/` on; for `guide/index.md` those that `guide` lies in.
    pub fn folders(&self) -> Vec<&str> {
        let mut parts: Vec<&str> = self.0.split('/').collect();
        parts.pop();
        parts
    }

    /// Its own name, without folders.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// Whether it is a section's own page.
    pub fn is_index(&self) -> bool {
        self.name() == INDEX
    }
}

impl Serialize for SourceId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SourceId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|place| Self::new(&place))
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a section's own page.
pub const INDEX: &str = "_index";

/// One markdown file (the base) with its overlays.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its place.
    pub id: SourceId,
    /// What sort of page it is.
    pub kind: Kind,
    /// The base first, then its overlays by strength, weakest first.
    pub files: Vec<Arc<SourceFile>>,
}

impl Source {
    /// The file that all others lie over.
    pub fn base(&self) -> &SourceFile {
        &self.files[0]
    }

    /// The times at which something that its files say comes or is over.
    pub fn moments(&self) -> impl Iterator<Item = Moment> {
        self.files.iter().flat_map(|file| file.moments.iter().copied())
    }

    /// Forgets the HTML of its bodies until somebody asks again.
    pub fn rest(&self) {
        self.files.iter().filter_map(|file| file.body.as_ref()).for_each(|body| body.rest_html());
    }

    /// Whether the base has a body, so that every variant needs one.
    pub fn has_body(&self) -> bool {
        self.base().body.is_some()
    }

    /// Everything that lies over one another for some readers, weakest first: the base, then entries of `variants:` and overlays.
    pub fn layers(&self) -> impl Iterator<Item = Authored<'_>> {
        let mut layers: Vec<Authored<'_>> = Vec::new();
        for (index, file) in self.files.iter().enumerate() {
            let ids = if index == 0 { &NO_IDS } else { &file.ids };
            layers.push(Authored { file, ids, front: &file.front, at: KeyPath::root(), entry: false });
            for (name, entry) in &file.entries {
                let front = file.front.variants.as_ref().and_then(|variants| variants.get(name));
                layers.extend(front.map(|front| Authored {
                    file,
                    ids: entry,
                    front,
                    at: ["variants", name].into_iter().collect(),
                    entry: true,
                }));
            }
        }
        layers.sort_by_key(|layer| (layer.ids.strength(), !layer.entry));
        layers.into_iter()
    }
}

static NO_IDS: OverlayIds = OverlayIds { segment: None, audience: None, lang: None };

/// One layer of what authors wrote for a source.
#[derive(Debug, Clone)]
pub struct Authored<'a> {
    /// The file it stands in.
    pub file: &'a SourceFile,
    /// Whom it is for.
    pub ids: &'a OverlayIds,
    /// What it says.
    pub front: &'a FrontMatter,
    /// Where in the file's front matter it says so.
    pub at: KeyPath,
    /// Whether it is an entry of `variants:` and not a file.
    pub entry: bool,
}

/// One markdown file.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Where it lies.
    pub path: Utf8PathBuf,
    /// Whom its name says it is for.
    pub ids: OverlayIds,
    /// The language that its plain texts and its body are in.
    pub lang: Lang,
    /// All of it.
    pub text: SourceText,
    /// Its front matter, for places.
    pub document: Document,
    /// Its front matter.
    pub front: Front,
    /// The times at which something that it says comes or is over.
    pub moments: Vec<Moment>,
    /// Entries of its `variants:`, each with whom it is for.
    pub entries: Vec<(String, OverlayIds)>,
    /// Its body; nothing where it is blank.
    pub body: Option<Arc<Body>>,
}

impl SourceFile {
    /// The folder that paths in it start from.
    pub fn folder(&self) -> &Utf8Path {
        self.path.parent().unwrap_or(Utf8Path::new(""))
    }

    /// Where a key of its front matter stands.
    pub fn key_place(&self, path: &KeyPath) -> Place {
        self.document.key_place(path)
    }

    /// Where a value of its front matter stands.
    pub fn value_place(&self, path: &KeyPath) -> Place {
        self.document.value_place(path)
    }
}
