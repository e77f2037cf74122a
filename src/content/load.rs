use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::front_matter::{AudienceChoice, FrontMatter};
use super::markdown::{Body, Syntax};
use super::overlay::FileName;
use super::references;
use super::source::{INDEX, Source, SourceFile, SourceId};
use super::split::split;
use crate::diagnostics::{Document, Finding, Findings, Place};
use crate::site::{CONTENT, Kind, Lang, RESERVED, Site, read_text, too_large};
use crate::theme::Theme;
use crate::world::limits::TEXT_BYTES;
use crate::world::{FileEntry, World};

/// Everything below `content/` but the audiences.
#[derive(Debug, Default)]
pub struct Content {
    /// All sources, by id.
    pub sources: BTreeMap<SourceId, Arc<Source>>,
    /// Sources of which a file could not be read, or that are for nobody knows whom: what else is found about them would be found for that
    /// reason alone.
    pub broken: BTreeSet<SourceId>,
    /// All other files outside the reserved folders, with their sizes in bytes.
    pub files: BTreeMap<Utf8PathBuf, u64>,
    /// The files of `content/static/`, which every host gets at its root, by their path there.
    pub static_files: BTreeMap<Utf8PathBuf, Utf8PathBuf>,
}

impl Content {
    /// Reads, parses and checks all of it, in parallel.
    pub fn load(world: &dyn World, site: &Site, theme: &Theme, findings: &mut Findings) -> Self {
        let mut content = Self::default();
        let walk = world.walk(Utf8Path::new(CONTENT));
        findings.extend(walk.problems.iter().map(Finding::world));
        let mut markdown: Vec<FileEntry> = Vec::new();
        for file in walk.files {
            let Ok(below) = file.path.strip_prefix(CONTENT) else { continue };
            let first = below.components().next().map(|part| part.as_str()).unwrap_or_default();
            if below.components().any(|part| part.as_str().starts_with('.')) {
                continue;
            }
            if first == "static" {
                let inside = below.strip_prefix("static").unwrap_or(below).to_owned();
                content.static_files.insert(inside, file.path);
            } else if RESERVED.contains(&first) {
                // Audiences, snippets and consent texts are read by what they belong to.
            } else if below.extension() == Some("md") {
                markdown.push(file);
            } else {
                content.files.insert(file.path, file.size);
            }
        }
        let syntax = Syntax {
            components: theme.components(),
            ids: &site.ids,
            html: site.file.content.html,
            minify: site.file.minify != crate::site::Minify::None,
        };
        let read: Vec<(SourceId, Option<SourceFile>, Findings)> = markdown
            .par_iter()
            .map(|entry| {
                let mut findings = Findings::new();
                let (id, file) = read_file(world, site, &syntax, entry, &mut findings);
                (id, file, findings)
            })
            .collect();
        let mut groups = BTreeMap::<SourceId, Vec<SourceFile>>::new();
        for (id, file, found) in read {
            findings.extend(found);
            match file {
                Some(file) => groups.entry(id).or_default().push(file),
                None => {
                    content.broken.insert(id);
                }
            }
        }
        groups.retain(|id, _| !content.broken.contains(id));
        let bases: BTreeMap<SourceId, Vec<SourceFile>> =
            groups.into_iter().filter_map(|(id, files)| Some((id.clone(), order(site, &id, files, findings)?))).collect();
        let kinds: Vec<Kind> = bases.iter().map(|(id, files)| kind(&bases, id, files)).collect();
        for ((id, files), kind) in bases.into_iter().zip(kinds) {
            for file in &files {
                references::check(site, kind, id.is_index(), file, findings);
            }
            if files.iter().any(|file| names_nobody(site, file)) {
                content.broken.insert(id);
            } else {
                content.sources.insert(id.clone(), Arc::new(Source { id, kind, files }));
            }
        }
        content
    }

    /// A section's own page, if it has one.
    pub fn index(&self, folders: &[&str]) -> Option<&Arc<Source>> {
        let mut place = folders.join("/");
        if !place.is_empty() {
            place.push('/');
        }
        self.sources.get(&SourceId::new(&format!("{place}{INDEX}")))
    }

    /// Whether a markdown file below `content/` names a source that could not be read.
    pub fn is_broken(&self, path: &Utf8Path) -> bool {
        source_id(path).is_some_and(|id| self.broken.contains(&id))
    }

    /// The source that a markdown file below `content/` belongs to as its base, if there is one.
    pub fn by_path(&self, path: &Utf8Path) -> Option<&Arc<Source>> {
        self.sources.get(&source_id(path)?)
    }
}

/// The source that the path of a base names.
fn source_id(path: &Utf8Path) -> Option<SourceId> {
    let below = path.strip_prefix(CONTENT).ok()?.as_str().strip_suffix(".md")?;
    Some(SourceId::new(below.strip_suffix("/index").unwrap_or(below)))
}

/// Reads a file of a source; nothing but the source's id where that is not possible.
fn read_file(
    world: &dyn World,
    site: &Site,
    syntax: &Syntax<'_>,
    entry: &FileEntry,
    findings: &mut Findings,
) -> (SourceId, Option<SourceFile>) {
    let path = entry.path.as_path();
    let below = path.strip_prefix(CONTENT).unwrap_or(path);
    let folder = below.parent().unwrap_or(Utf8Path::new(""));
    let stem = below.file_name().and_then(|name| name.split('.').next()).unwrap_or_default();
    let id = if stem == "index" && !folder.as_str().is_empty() { folder.to_owned() } else { folder.join(stem) };
    // Judged by what the folder says of it: what is far too large is not even read.
    let file = if entry.size > TEXT_BYTES as u64 {
        findings.push(too_large(path, entry.size));
        None
    } else {
        parse_file(world, site, syntax, path, findings)
    };
    (SourceId::new(id.as_str()), file)
}

fn parse_file(world: &dyn World, site: &Site, syntax: &Syntax<'_>, path: &Utf8Path, findings: &mut Findings) -> Option<SourceFile> {
    let name = FileName::parse(path, &site.ids).map_err(|finding| findings.push(finding)).ok()?;
    let text = read_text(world, path, findings)?;
    let parts = split(&text).map_err(|finding| findings.push(finding)).ok()?;
    let lang = name.ids.lang.as_ref().or(site.default_language())?.clone();
    let document = Document::part(text.clone(), parts.front.unwrap_or_default());
    let front: FrontMatter = match parts.front {
        Some(_) => document.read(findings)?,
        None if name.ids.is_empty() => {
            let place = Place::from((&text, crate::world::Span::new(0, text.text().find('\n').unwrap_or(text.text().len()))));
            findings.push(
                Finding::error("content/no-front-matter", place, "the file has no front matter")
                    .help("begin it with a line `---`, then `title: …`, then another line `---`"),
            );
            return None;
        }
        None => FrontMatter::default(),
    };
    let blank = text.slice(parts.body).trim().is_empty();
    let body = (!blank).then(|| Arc::new(Body::parse(&text, parts.body, &lang, syntax, findings)));
    let mut file = SourceFile { path: path.to_owned(), ids: name.ids, lang, text, document, front, entries: Vec::new(), body };
    file.entries = references::entries(site, &file.ids, &file, findings);
    Some(file)
}

/// Puts the base first and its overlays by strength; without a base, the first language that stands alone is it.
fn order(site: &Site, id: &SourceId, mut files: Vec<SourceFile>, findings: &mut Findings) -> Option<Vec<SourceFile>> {
    files.sort_by(|a, b| (a.ids.strength(), &a.ids, &a.path).cmp(&(b.ids.strength(), &b.ids, &b.path)));
    for pair in files.windows(2).filter(|pair| pair[0].ids == pair[1].ids) {
        findings.push(
            Finding::error("content/twice", Place::File(pair[1].path.clone()), format!("`{id}` has two files for the same readers"))
                .help("keep one of them")
                .related(Place::File(pair[0].path.clone()), "the other one"),
        );
    }
    let alone = |lang: &Lang| files.iter().position(|file| file.ids.strength() == (1, 1) && file.ids.lang.as_ref() == Some(lang));
    let base = if files[0].ids.is_empty() { Some(0) } else { site.file.languages.iter().find_map(alone) };
    let Some(base) = base else {
        let place = Place::File(files[0].path.clone());
        findings.push(
            Finding::error("content/no-base", place, "this overlay has nothing to lie over")
                .help(format!("write {CONTENT}/{id}.md, the page for everyone; overlays change it for some")),
        );
        return None;
    };
    let base = files.remove(base);
    files.insert(0, base);
    Some(files)
}

/// Whether a file's `audience:` names one that the site does not have: who has the page cannot be known then.
fn names_nobody(site: &Site, file: &SourceFile) -> bool {
    matches!(&file.front.audience, Some(AudienceChoice::Some(list)) if list.iter().any(|id| site.audience(id).is_none()))
}

/// The kind that the base says, else the nearest section's cascade, else the section itself.
fn kind(all: &BTreeMap<SourceId, Vec<SourceFile>>, id: &SourceId, files: &[SourceFile]) -> Kind {
    if id.is_index() {
        return Kind::Page;
    }
    let own = files.first().and_then(|file| file.front.kind);
    let folders = id.folders();
    let cascaded = || {
        (0..=folders.len()).rev().find_map(|depth| {
            let place = folders[..depth].iter().map(|folder| format!("{folder}/")).collect::<String>();
            all.get(&SourceId::new(&format!("{place}{INDEX}")))?.first()?.front.cascade.as_ref()?.kind
        })
    };
    own.or_else(cascaded).unwrap_or_else(|| Kind::of_section(folders.first().copied().unwrap_or_default()))
}
