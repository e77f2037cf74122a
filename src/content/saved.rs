//! What is known of all sources, as it is kept between runs of the program: nothing is parsed again but what changed since.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::front_matter::Front;
use super::load::{Content, Group};
use super::markdown::{Body, OtherTexts, SavedBody, Syntax};
use super::overlay::OverlayIds;
use super::reading::Reading;
use super::snippet::{Snippet, snippet_name};
use super::source::{Source, SourceFile, SourceId};
use crate::diagnostics::{Document, Findings, SavedFinding};
use crate::site::{Kind, Lang, Moment, Site};
use crate::theme::Theme;
use crate::world::sealed::{Chunk, Sheet, from_chunks, to_chunks};
use crate::world::{FileEntry, Fingerprint, Reread, SourceText, Span, World};

/// All of [`Content`] but its texts and the HTML of bodies.
#[derive(Debug, Serialize, Deserialize)]
pub struct SavedContent<'b> {
    /// What the parser knew of the site.
    syntax: Fingerprint,
    #[serde(borrow)]
    groups: Vec<Chunk<'b>>,
    /// Those of `content/snippets/`, whose texts the others may show.
    #[serde(borrow)]
    snippets: Vec<Chunk<'b>>,
    files: Vec<FileEntry>,
    static_files: Vec<FileEntry>,
}

#[derive(Debug, Serialize, Deserialize)]
struct SavedGroup<'b> {
    id: String,
    #[serde(borrow)]
    readings: Vec<SavedReading<'b>>,
    findings: Vec<SavedFinding>,
    kind: Option<Kind>,
    /// The kind of the source, and its files by the numbers of their readings.
    source: Option<(Kind, Vec<usize>)>,
    broken: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct SavedReading<'b> {
    entry: FileEntry,
    noted: Timestamp,
    hash: Option<[u8; 32]>,
    #[serde(borrow)]
    file: Option<SavedFile<'b>>,
    findings: Vec<SavedFinding>,
}

#[derive(Debug, Serialize, Deserialize)]
struct SavedFile<'b> {
    ids: OverlayIds,
    lang: Lang,
    document: Span,
    front: Front,
    moments: Vec<Moment>,
    entries: Vec<(String, OverlayIds)>,
    #[serde(borrow)]
    body: Option<SavedBody<'b>>,
}

/// What all sources are restored with.
struct Ground<'a> {
    world: &'a dyn World,
    sheet: &'a Sheet,
    reread: Arc<dyn Reread>,
    syntax: Arc<Syntax>,
    /// The texts that bodies may show of other files. Those of snippets find none here: what shows others is kept with the pages' bodies.
    texts: Arc<OtherTexts>,
}

impl Content {
    /// What is kept of it, where all was looked at when the clock showed `noted` or later; nothing where something could not be walked.
    pub fn saved(&self, noted: Timestamp) -> Option<SavedContent<'static>> {
        let (snippets, groups): (Vec<_>, Vec<_>) = self.groups.iter().partition(|(id, _)| snippet_name(id).is_some());
        // One that could change unseen is as good as new.
        let settled = |file: &&FileEntry| file.stamp.settled(noted);
        self.problems.is_empty().then(|| SavedContent {
            syntax: self.print(),
            groups: to_chunks(&groups, |(id, group)| self.saved_group(id, group)),
            snippets: to_chunks(&snippets, |(id, group)| self.saved_group(id, group)),
            files: self.files.values().filter(settled).cloned().collect(),
            static_files: self.static_files.values().filter(settled).cloned().collect(),
        })
    }

    /// What was kept of it, if the parser would come to the same today. What changed since comes with a refresh.
    pub fn restored(saved: SavedContent<'_>, sheet: &Sheet, world: &dyn World, site: &Site, theme: &Theme) -> Option<Self> {
        let mut content = Self::default();
        content.settle_syntax(site, theme);
        if content.print() != saved.syntax {
            return None;
        }
        let syntax = content.syntax.clone()?;
        let mut ground = Ground { world, sheet, reread: world.reread(), syntax, texts: Arc::default() };
        let mut texts = BTreeMap::new();
        for (id, group, _, broken) in from_chunks(&saved.snippets, |group: SavedGroup<'_>| Some(group.restored(&ground)))? {
            let files: Option<Vec<Arc<SourceFile>>> = group.readings.iter().map(|reading| reading.file.clone()).collect();
            if let Some((name, files)) = snippet_name(&id).zip(files) {
                texts.extend(files.iter().filter_map(|file| Some((file.path.clone(), file.body.clone()?))));
                // What is wrong with them was kept.
                content.snippets.insert(name.clone(), Arc::new(Snippet::new(name, files, &mut Findings::new())));
            }
            content.broken.extend(broken.then(|| id.clone()));
            content.groups.insert(id, group);
        }
        ground.texts = Arc::new(texts);
        let restored = from_chunks(&saved.groups, |group: SavedGroup<'_>| Some(group.restored(&ground)))?;
        for (id, group, source, broken) in restored {
            content.broken.extend(broken.then(|| id.clone()));
            content.sources.extend(source.map(|source| (id.clone(), source)));
            content.groups.insert(id, group);
        }
        let by_path = |files: Vec<FileEntry>, below: &str| -> BTreeMap<Utf8PathBuf, FileEntry> {
            files.into_iter().map(|file| (file.path.strip_prefix(below).unwrap_or(&file.path).to_owned(), file)).collect()
        };
        content.files = Arc::new(by_path(saved.files, ""));
        content.static_files = Arc::new(by_path(saved.static_files, "content/static"));
        Some(content)
    }

    /// What tells apart what the parser knows of the site.
    fn print(&self) -> Fingerprint {
        Fingerprint::of(&format!("{:?} {:?}", self.syntax, self.languages))
    }

    fn saved_group(&self, id: &SourceId, group: &Group) -> SavedGroup<'static> {
        let number = |file: &Arc<SourceFile>| {
            let is_it = |reading: &Arc<Reading>| reading.file.as_ref().is_some_and(|own| Arc::ptr_eq(own, file));
            group.readings.iter().position(is_it)
        };
        let source = self.sources.get(id).and_then(|source| Some((source.kind, source.files.iter().map(number).collect::<Option<_>>()?)));
        SavedGroup {
            id: id.to_string(),
            readings: group.readings.iter().map(|reading| SavedReading::of(reading)).collect(),
            findings: group.findings.iter().map(SavedFinding::of).collect(),
            kind: group.kind,
            source,
            broken: self.broken.contains(id),
        }
    }
}

impl SavedReading<'_> {
    fn of(reading: &Reading) -> SavedReading<'static> {
        let Reading { entry, noted, hash, file, findings } = reading;
        SavedReading {
            entry: entry.clone(),
            noted: *noted,
            hash: hash.map(|hash| *hash.as_bytes()),
            file: file.as_deref().map(SavedFile::of),
            findings: findings.iter().map(SavedFinding::of).collect(),
        }
    }
}

impl SavedFile<'_> {
    fn of(file: &SourceFile) -> SavedFile<'static> {
        let SourceFile { path: _, ids, lang, text: _, document, front, moments, entries, body } = file;
        SavedFile {
            ids: ids.clone(),
            lang: lang.clone(),
            document: document.span(),
            front: front.clone(),
            moments: moments.clone(),
            entries: entries.clone(),
            body: body.as_ref().map(|body| body.saved()),
        }
    }

    fn restored(self, path: &Utf8Path, text: SourceText, ground: &Ground<'_>) -> SourceFile {
        let Self { ids, lang, document, front, moments, entries, body } = self;
        let document = Document::part(text.clone(), document);
        let Ground { world, sheet, syntax, texts, .. } = ground;
        let body = body.map(|body| Arc::new(Body::restored(body, sheet, &text, &lang, syntax, texts, *world)));
        SourceFile { path: path.to_owned(), ids, lang, text, document, front, moments, entries, body }
    }
}

impl SavedGroup<'_> {
    fn restored(self, ground: &Ground<'_>) -> (SourceId, Arc<Group>, Option<Arc<Source>>, bool) {
        let found = |findings: Vec<SavedFinding>| findings.iter().map(|finding| finding.finding(ground.world)).collect();
        let readings: Vec<Arc<Reading>> = self
            .readings
            .into_iter()
            .map(|saved| {
                let SavedReading { entry, noted, hash, file, findings } = saved;
                let hash = hash.map(blake3::Hash::from);
                let file = file.zip(hash).map(|(file, hash)| {
                    let text = SourceText::later(&entry.path, ground.reread.clone(), hash);
                    Arc::new(file.restored(&entry.path, text, ground))
                });
                Arc::new(Reading { entry, noted, hash, file, findings: found(findings) })
            })
            .collect();
        let id = SourceId::new(&self.id);
        let source = self.source.and_then(|(kind, files)| {
            let files = files.iter().map(|file| readings.get(*file)?.file.clone()).collect::<Option<_>>()?;
            Some(Arc::new(Source { id: id.clone(), kind, files }))
        });
        let group = Arc::new(Group { readings, findings: found(self.findings), kind: self.kind });
        (id, group, source, self.broken)
    }
}

/// The paths of files that are not as a walk found them, that are new, or of which nobody knows.
fn differing<'e>(known: impl Iterator<Item = (&'e FileEntry, Timestamp)>, found: &[&'e FileEntry]) -> BTreeSet<Utf8PathBuf> {
    // By their texts: paths are compared part by part.
    let known: HashMap<&str, (&FileEntry, Timestamp)> = known.map(|(entry, noted)| (entry.path.as_str(), (entry, noted))).collect();
    let mut differing = BTreeSet::new();
    for entry in found {
        let same = known.get(entry.path.as_str()).is_some_and(|(own, noted)| own == entry && entry.stamp.settled(*noted));
        if !same {
            differing.insert(entry.path.clone());
        }
    }
    let found: HashSet<&str> = found.iter().map(|entry| entry.path.as_str()).collect();
    differing.extend(known.keys().filter(|path| !found.contains(*path)).map(|path| Utf8PathBuf::from(*path)));
    differing
}

impl Content {
    /// What may have changed since it was known: paths, by their stamps as they are now.
    pub fn changes(&self, found: &[&FileEntry]) -> BTreeSet<Utf8PathBuf> {
        let readings = self.groups.values().flat_map(|group| &group.readings).map(|reading| (&reading.entry, reading.noted));
        // Those that could change unseen are not kept.
        let others = self.files.values().chain(self.static_files.values()).map(|entry| (entry, Timestamp::MAX));
        differing(readings.chain(others), found)
    }
}
