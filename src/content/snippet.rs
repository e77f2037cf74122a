//! Texts of `content/snippets/`: written once, shown by any page that calls them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::Utf8Path;

use super::load::{Content, by_strength};
use super::markdown::{Body, Shelf, SnippetUse};
use super::source::{SourceFile, SourceId};
use crate::diagnostics::{Finding, Findings, Place, nearest};
use crate::site::{AudienceId, CONTENT, Lang, RESERVED, SegmentId};
use crate::world::yaml::KeyPath;

/// The folder of `content/` that they lie in.
pub(super) const SNIPPETS: &str = RESERVED[1];

/// What the front matter of a snippet may say: nobody but its authors reads it.
const KEYS: [&str; 2] = ["description", "extra"];

/// A text that pages show, with its overlays.
#[derive(Debug, Clone)]
pub struct Snippet {
    /// Its place below `content/snippets/`.
    pub id: SourceId,
    /// By strength, weakest first; one without ids is no base that another needs.
    pub files: Vec<Arc<SourceFile>>,
}

/// All snippets, by their places below `content/snippets/`.
pub type Snippets = BTreeMap<SourceId, Arc<Snippet>>;

/// The name of the snippet that a group of files below `content/` is, if it is one.
pub(super) fn snippet_name(id: &SourceId) -> Option<SourceId> {
    Some(SourceId::new(id.as_str().strip_prefix(SNIPPETS)?.strip_prefix('/')?))
}

/// Whether a file below `content/` is one of a snippet.
pub(super) fn is_snippet(path: &Utf8Path) -> bool {
    path.strip_prefix(CONTENT).is_ok_and(|below| below.starts_with(SNIPPETS))
}

impl Snippet {
    /// A snippet of files that were read; what is wrong with them becomes findings.
    pub(super) fn new(id: SourceId, files: Vec<Arc<SourceFile>>, findings: &mut Findings) -> Self {
        let files = by_strength(&id, files, findings);
        for file in &files {
            for key in keys(file).into_iter().filter(|key| !KEYS.contains(&key.as_str())) {
                let place = file.key_place(&KeyPath::root().key(key.as_str()));
                findings.push(
                    Finding::error("content/snippet-key", place, format!("a snippet has no `{key}`: it is no page"))
                        .help("its front matter may say `description`, for you, and `extra`; leave it out if you need neither"),
                );
            }
            if file.body.is_none() {
                let place = Place::File(file.path.clone());
                findings.push(
                    Finding::error("content/empty-snippet", place, "this snippet says nothing")
                        .help("write its text below the front matter, or delete the file"),
                );
            }
        }
        Self { id, files }
    }

    /// What these readers get: the strongest file in their language that has a text.
    pub fn text(&self, audience: &AudienceId, segment: Option<&SegmentId>, lang: &Lang) -> Option<&Arc<SourceFile>> {
        let fits = |file: &&Arc<SourceFile>| file.body.is_some() && file.lang == *lang && file.ids.apply_to(audience, segment, lang);
        self.files.iter().filter(fits).max_by_key(|file| file.ids.strength())
    }

    fn uses(&self) -> impl Iterator<Item = (&Arc<SourceFile>, &SnippetUse)> {
        self.files.iter().flat_map(uses)
    }
}

/// The keys that a file's front matter has.
fn keys(file: &SourceFile) -> Vec<String> {
    match serde_json::to_value(&*file.front) {
        Ok(serde_json::Value::Object(map)) => map.into_iter().map(|(key, _)| key).collect(),
        _ => Vec::new(),
    }
}

fn uses(file: &Arc<SourceFile>) -> impl Iterator<Item = (&Arc<SourceFile>, &SnippetUse)> {
    file.body.iter().flat_map(|body| body.snippets()).map(move |call| (file, call))
}

/// The snippets as some readers get them.
#[derive(Debug, Clone, Copy)]
pub struct SnippetsFor<'a> {
    /// All of them.
    pub snippets: &'a Snippets,
    /// The audience of the readers.
    pub audience: &'a AudienceId,
    /// Their segment, as [`super::markdown::Readers`] has it.
    pub segment: Option<&'a SegmentId>,
    /// The language of the page.
    pub lang: &'a Lang,
}

impl Shelf for SnippetsFor<'_> {
    fn text(&self, name: &str) -> Option<Arc<Body>> {
        self.snippets.get(&SourceId::new(name))?.text(self.audience, self.segment, self.lang)?.body.clone()
    }
}

impl Content {
    /// The names of these snippets and of all that show one of them, by themselves or inside another.
    pub fn snippets_showing(&self, changed: BTreeSet<SourceId>) -> BTreeSet<SourceId> {
        let mut all = changed;
        loop {
            let shows = |snippet: &Snippet| snippet.uses().any(|(_, call)| all.contains(&SourceId::new(&call.name)));
            let more: Vec<SourceId> =
                self.snippets.iter().filter(|(id, snippet)| !all.contains(*id) && shows(snippet)).map(|(id, _)| id.clone()).collect();
            if more.is_empty() {
                return all;
            }
            all.extend(more);
        }
    }

    /// What is wrong with names of snippets: one that is none, a circle, one that nobody shows.
    pub(super) fn judge_snippets(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut used = BTreeSet::new();
        let of_pages = self.sources.values().flat_map(|source| &source.files);
        for (file, call) in of_pages.chain(self.snippets.values().flat_map(|snippet| &snippet.files)).flat_map(uses) {
            let name = SourceId::new(&call.name);
            if !self.snippets.contains_key(&name) && !self.broken.contains(&group(&name)) {
                findings.push(self.unknown_snippet(file, call));
            }
            used.insert(name);
        }
        findings.extend(self.circles());
        for (id, snippet) in self.snippets.iter().filter(|(id, _)| !used.contains(*id)) {
            let place = snippet.files.first().map(|file| Place::File(file.path.clone()));
            findings.extend(place.map(|place| {
                Finding::warning("content/unused-snippet", place, format!("no page shows the snippet `{id}`"))
                    .help(format!("write `::snippet{{id={id}}}` where it belongs, or delete it"))
            }));
        }
        findings
    }

    fn unknown_snippet(&self, file: &SourceFile, call: &SnippetUse) -> Finding {
        let known = || self.snippets.keys().map(SourceId::as_str);
        let help = match nearest(&call.name, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if self.snippets.is_empty() => format!("write its text into {CONTENT}/{SNIPPETS}/{}.md", call.name),
            None => format!("the snippets are: {}", known().collect::<Vec<_>>().join(", ")),
        };
        Finding::error("content/unknown-snippet", Place::Span(file.text.clone(), call.span), format!("there is no snippet `{}`", call.name))
            .help(help)
    }

    /// Snippets that show themselves, each circle once, from its first name on.
    fn circles(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut known = BTreeSet::new();
        let edges: BTreeMap<&SourceId, Vec<(SourceId, Place)>> = self
            .snippets
            .iter()
            .map(|(id, snippet)| {
                let to = snippet.uses().map(|(file, call)| (SourceId::new(&call.name), Place::Span(file.text.clone(), call.span)));
                (id, to.collect())
            })
            .collect();
        for start in self.snippets.keys() {
            let Some(way) = way_back(&edges, start) else { continue };
            let names: BTreeSet<&SourceId> = way.iter().map(|(id, _)| id).collect();
            let first = names.first().is_some_and(|first| *first == start);
            if !first || !known.insert(names.into_iter().cloned().collect::<Vec<_>>()) {
                continue;
            }
            let round = std::iter::once(start).chain(way.iter().map(|(id, _)| id)).map(SourceId::as_str).collect::<Vec<_>>().join(" → ");
            let mut places = way.into_iter().map(|(id, place)| (place, format!("here it shows `{id}`")));
            let Some((place, _)) = places.next() else { continue };
            let mut finding = Finding::error("content/snippet-circle", place, format!("the snippet `{start}` shows itself: {round}"))
                .help("take one of these calls out");
            finding.related.extend(places);
            findings.push(finding);
        }
        findings
    }
}

/// The group of files that a snippet is made of.
fn group(name: &SourceId) -> SourceId {
    SourceId::new(&format!("{SNIPPETS}/{name}"))
}

/// The shortest way from a snippet to itself: each name that is called, and where.
fn way_back(edges: &BTreeMap<&SourceId, Vec<(SourceId, Place)>>, start: &SourceId) -> Option<Vec<(SourceId, Place)>> {
    let mut came: BTreeMap<&SourceId, (&SourceId, &Place)> = BTreeMap::new();
    let mut line = std::collections::VecDeque::from([start]);
    while let Some(at) = line.pop_front() {
        for (to, place) in edges.get(at).into_iter().flatten() {
            if came.contains_key(to) {
                continue;
            }
            came.insert(to, (at, place));
            if to == start {
                let mut way = Vec::new();
                let mut here = to;
                loop {
                    let (from, place) = came.get(here)?;
                    way.push((here.clone(), (*place).clone()));
                    here = from;
                    if here == start {
                        way.reverse();
                        return Some(way);
                    }
                }
            }
            line.push_back(to);
        }
    }
    None
}
