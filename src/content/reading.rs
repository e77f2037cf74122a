use std::sync::Arc;

use camino::Utf8Path;
use jiff::Timestamp;

use super::front_matter::FrontMatter;
use super::markdown::{Body, Syntax};
use super::overlay::FileName;
use super::references;
use super::snippet::is_snippet;
use super::source::{SourceFile, SourceId};
use super::split::split;
use crate::diagnostics::{Document, Finding, Findings, Place, secret};
use crate::site::{CONTENT, Moment, Site, decode_text, too_large};
use crate::world::limits::TEXT_BYTES;
use crate::world::{FileEntry, SourceText, World};

/// One markdown file as it was read and parsed.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) entry: FileEntry,
    /// No later than when the entry was made.
    pub(super) noted: Timestamp,
    pub(super) hash: Option<blake3::Hash>,
    /// Nothing where it could not be read.
    pub(super) file: Option<Arc<SourceFile>>,
    pub(super) findings: Vec<Finding>,
}

impl Reading {
    /// Reads a file, and parses it unless it is what was read before. One whose stamp proves that it did not change is not read either.
    pub(super) fn read(world: &dyn World, site: &Site, syntax: &Arc<Syntax>, entry: FileEntry, before: Option<&Arc<Self>>) -> Arc<Self> {
        if let Some(before) = before.filter(|before| before.entry == entry && before.hash.is_some() && entry.stamp.settled(before.noted)) {
            return before.clone();
        }
        let (path, noted) = (entry.path.clone(), world.now());
        let mut findings = Findings::new();
        // Judged by what the folder says of it: what is far too large is not even read.
        if entry.size > TEXT_BYTES as u64 {
            let findings = vec![too_large(&path, entry.size)];
            return Arc::new(Self { entry, noted, hash: None, file: None, findings });
        }
        let bytes = match world.read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                return Arc::new(Self { entry, noted, hash: None, file: None, findings: vec![Finding::world(&error)] });
            }
        };
        let hash = blake3::hash(&bytes);
        if let Some(before) = before.filter(|before| before.hash == Some(hash)) {
            // The same in another file, or at another time: its stamp is to prove that from now on.
            let (file, findings) = (before.file.clone(), before.findings.clone());
            return Arc::new(Self { entry, noted, hash: Some(hash), file, findings });
        }
        let later = SourceText::later(&path, world.reread(), hash);
        let file = parse(bytes, site, syntax, &path, later, &mut findings).map(Arc::new);
        Arc::new(Self { entry, noted, hash: Some(hash), file, findings: findings.into_iter().collect() })
    }

    /// Whether nothing was parsed again.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let same_file = match (&self.file, &other.file) {
            (Some(file), Some(other)) => Arc::ptr_eq(file, other),
            (file, other) => file.is_none() && other.is_none(),
        };
        self.hash.is_some() && self.hash == other.hash && self.path() == other.path() && same_file
    }

    /// Where it lies.
    pub(super) fn path(&self) -> &Utf8Path {
        &self.entry.path
    }
}

/// The source that a markdown file below `content/` belongs to.
pub fn source_id(path: &Utf8Path) -> Option<SourceId> {
    let below = path.strip_prefix(CONTENT).ok()?;
    let folder = below.parent().unwrap_or(Utf8Path::new(""));
    let (stem, _) = below.file_name()?.split_once('.')?;
    let id = if stem == "index" && !folder.as_str().is_empty() { folder.to_owned() } else { folder.join(stem) };
    (below.extension() == Some("md")).then(|| SourceId::new(id.as_str()))
}

/// The times at which something that front matter says comes or is over.
fn moments(front: &FrontMatter) -> Vec<Moment> {
    let entries = front.variants.iter().flat_map(|entries| entries.values());
    entries.chain(front.cascade.as_deref()).chain([front]).flat_map(FrontMatter::moments).collect()
}

/// Parses a file, whose text is `later` where nobody has to look into it any more.
fn parse(
    bytes: Vec<u8>,
    site: &Site,
    syntax: &Arc<Syntax>,
    path: &Utf8Path,
    later: SourceText,
    findings: &mut Findings,
) -> Option<SourceFile> {
    let name = FileName::parse(path, &site.ids).map_err(|finding| findings.push(finding)).ok()?;
    let text = decode_text(path, bytes, findings)?;
    secret::look(&text, findings);
    let parts = split(&text).map_err(|finding| findings.push(finding)).ok()?;
    let lang = name.ids.lang.as_ref().or(site.default_language())?.clone();
    let document = Document::part(text.clone(), parts.front.unwrap_or_default());
    let front: Option<FrontMatter> = match parts.front {
        Some(_) => document.read(findings),
        None if name.ids.is_empty() && !is_snippet(path) => {
            let place = Place::from((&text, crate::world::Span::new(0, text.text().find('\n').unwrap_or(text.text().len()))));
            findings.push(
                Finding::error("content/no-front-matter", place, "the file has no front matter")
                    .help("begin it with a line `---`, then `title: …`, then another line `---`"),
            );
            return None;
        }
        None => Some(FrontMatter::default()),
    };
    let blank = text.slice(parts.body).trim().is_empty();
    // What is wrong with the body is said along with what is wrong above it.
    let body = (!blank).then(|| Arc::new(Body::parse_now(&text, &later, parts.body, &lang, syntax, findings)));
    let front = front?;
    let (text, document) = (later.clone(), Document::part(later, document.span()));
    let moments = moments(&front);
    let (path, front) = (path.to_owned(), front.into());
    let mut file = SourceFile { path, ids: name.ids, lang, text, document, front, moments, entries: Vec::new(), body };
    file.entries = references::entries(site, &file.ids, &file, findings);
    Some(file)
}
