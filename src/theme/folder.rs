use std::borrow::Cow;
use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::embedded;
use crate::diagnostics::{Finding, Findings, Place, nearest, secret};
use crate::site::{Name, THEMES, too_large};
use crate::world::limits::TEXT_BYTES;
use crate::world::{SourceText, World};

/// What a theme says about itself.
const THEME_FILE: &str = "theme.yaml";

/// The folders of a theme.
const PARTS: [&str; 4] = ["templates", "components", "assets", "static"];

/// The bytes of a file: those of the default theme are compiled in and never copied.
pub type Bytes = Cow<'static, [u8]>;

/// The files of one theme: those on disk, and for the default theme those compiled in that the disk does not replace.
#[derive(Debug)]
pub(super) struct Folder {
    path: Utf8PathBuf,
    files: BTreeMap<String, Bytes>,
}

impl Folder {
    /// Reads `themes/NAME`. What cannot be read becomes a finding.
    pub(super) fn read(world: &dyn World, name: &Name, findings: &mut Findings) -> Self {
        let path = Utf8Path::new(THEMES).join(name.as_str());
        let compiled_in = embedded::files(name.as_str()).iter().map(|(path, bytes)| ((*path).to_owned(), Cow::Borrowed(*bytes)));
        let mut files: BTreeMap<String, Bytes> = compiled_in.collect();
        let walk = world.walk(&path);
        findings.extend(walk.problems.iter().map(Finding::world));
        for entry in walk.files {
            let Ok(below) = entry.path.strip_prefix(&path) else { continue };
            if below.components().any(|part| part.as_str().starts_with('.') || part.as_str().ends_with('~')) {
                continue;
            }
            match world.read(&entry.path) {
                Ok(bytes) => {
                    if let Ok(text) = std::str::from_utf8(&bytes) {
                        secret::look(&SourceText::new(&entry.path, text), findings);
                    }
                    files.insert(below.as_str().to_owned(), Cow::Owned(bytes));
                }
                Err(error) => findings.push(Finding::world(&error)),
            }
        }
        let folder = Self { path, files };
        folder.name_unknown_folders(findings);
        folder
    }

    /// The names of all themes there are.
    pub(super) fn names(world: &dyn World) -> Vec<String> {
        let mut names = world.names(Utf8Path::new(THEMES));
        names.push(embedded::LUMEN.to_owned());
        names.sort();
        names.dedup();
        names
    }

    /// Whether there is no such theme.
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Where its own file lies or should lie.
    pub(super) fn theme_file_path(&self) -> Utf8PathBuf {
        self.path.join(THEME_FILE)
    }

    /// Its own file, if it has one.
    pub(super) fn theme_file(&self, findings: &mut Findings) -> Option<SourceText> {
        self.text(THEME_FILE, findings)
    }

    /// All of its files.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Bytes)> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes))
    }

    /// Whether it has a file of its own, readable or not.
    pub(super) fn has_theme_file(&self) -> bool {
        self.files.contains_key(THEME_FILE)
    }

    /// The files of one of its folders, by their paths below it.
    pub(super) fn part(&self, part: &str) -> impl Iterator<Item = (&str, &Bytes)> {
        self.files.iter().filter_map(move |(path, bytes)| Some((path.strip_prefix(part)?.strip_prefix('/')?, bytes)))
    }

    /// A file as text.
    pub(super) fn text(&self, path: &str, findings: &mut Findings) -> Option<SourceText> {
        let bytes = self.files.get(path)?;
        let at = self.path.join(path);
        if bytes.len() > TEXT_BYTES {
            findings.push(too_large(&at, bytes.len() as u64));
            return None;
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(SourceText::new(at, text)),
            Err(_) => {
                let message = "this file is not written in UTF-8";
                findings.push(Finding::error("theme/encoding", Place::File(at), message).help("save it as UTF-8"));
                None
            }
        }
    }

    fn name_unknown_folders(&self, findings: &mut Findings) {
        let mut folders: Vec<&str> = self.files.keys().filter_map(|path| path.split_once('/')).map(|(folder, _)| folder).collect();
        folders.dedup();
        for folder in folders.into_iter().filter(|folder| !PARTS.contains(folder)) {
            let help = nearest(folder, PARTS)
                .map_or_else(|| format!("a theme has: {}", PARTS.join(", ")), |name| format!("did you mean `{name}`?"));
            let message = format!("nothing of a theme lies in a folder `{folder}`");
            findings.push(Finding::warning("theme/unknown-folder", Place::File(self.path.join(folder)), message).help(help));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::MemoryWorld;

    #[test]
    fn a_file_on_disk_replaces_the_one_of_its_name_that_is_compiled_in() {
        let world = MemoryWorld::default();
        world.put("themes/lumen/templates/page.html", "own");
        let folder = Folder::read(&world, &Name::new(embedded::LUMEN).unwrap(), &mut Findings::new());
        let own = Bytes::from(&b"own"[..]);
        assert_eq!(folder.files.get("templates/page.html"), Some(&own));
        for (path, bytes) in embedded::files(embedded::LUMEN) {
            assert!(*path == "templates/page.html" || folder.files.get(*path).is_some_and(|found| found == bytes), "{path}");
        }
    }
}
