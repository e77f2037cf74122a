//! Which files of `content/` are published, and where: only those that a page, `site.yaml` or an audience file refers to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::host::Address;
use super::page::{Page, PageId};
use super::variant::Variant;
use crate::content::markdown::LinkKind;
use crate::content::{Content, Delivery, Gate};
use crate::diagnostics::{Document, Finding, Place, nearest};
use crate::site::{CONTENT, FileRef, Site};
use crate::world::World;
use crate::world::yaml::KeyPath;

/// How many letters of a hash tell two files of one name apart.
const HASH: usize = 8;

/// Where files are published.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Files {
    /// By page: each file it refers to and its address.
    of_pages: BTreeMap<PageId, BTreeMap<Utf8PathBuf, Address>>,
    /// By the home of an audience: files that `site.yaml` or its audience file names.
    of_homes: BTreeMap<Address, BTreeMap<Utf8PathBuf, Address>>,
    /// Files that are to be had only through a form.
    gated: BTreeSet<Utf8PathBuf>,
}

impl Files {
    /// Where a page publishes a file.
    pub fn of_page(&self, page: PageId, file: &Utf8Path) -> Option<&Address> {
        self.of_pages.get(&page)?.get(file)
    }

    /// The files that a page publishes, each with its address.
    pub fn of(&self, page: PageId) -> impl Iterator<Item = (&Utf8PathBuf, &Address)> {
        self.of_pages.get(&page).into_iter().flatten()
    }

    /// Where an audience publishes a file that `site.yaml` or its own file names.
    pub fn of_home(&self, home: &Address, file: &Utf8Path) -> Option<&Address> {
        self.of_homes.get(home)?.get(file)
    }

    /// Whether a file is to be had only through a form.
    pub fn is_gated(&self, file: &Utf8Path) -> bool {
        self.gated.contains(file)
    }

    /// All files of pages.
    pub fn pages(&self) -> impl Iterator<Item = (PageId, &Utf8PathBuf, &Address)> {
        self.of_pages.iter().flat_map(|(page, files)| files.iter().map(|(file, address)| (*page, file, address)))
    }

    /// All files of audiences' homes.
    pub fn homes(&self) -> impl Iterator<Item = (&Address, &Utf8PathBuf, &Address)> {
        self.of_homes.iter().flat_map(|(home, files)| files.iter().map(move |(file, address)| (home, file, address)))
    }

    /// Forgets the files of a page.
    pub(super) fn forget(&mut self, page: PageId) {
        self.of_pages.remove(&page);
    }

    /// Publishes a file beside a page; a file of the same name that is there already makes it carry its hash.
    pub(super) fn publish(&mut self, world: &dyn World, id: PageId, page: &Page, file: &Utf8Path) -> Address {
        let name = file.file_name().unwrap_or_default();
        let files = self.of_pages.entry(id).or_default();
        place(world, files, &page.address, name, file)
    }
}

fn place(world: &dyn World, files: &mut BTreeMap<Utf8PathBuf, Address>, folder: &Address, name: &str, file: &Utf8Path) -> Address {
    if let Some(address) = files.get(file) {
        return address.clone();
    }
    let plain = folder.join(name);
    let taken = files.values().any(|address| address.path.eq_ignore_ascii_case(&plain.path));
    let address = if taken { folder.join(&hashed(name, &fingerprint(world, file))) } else { plain };
    files.insert(file.to_owned(), address.clone());
    address
}

/// `photo.jpg` with a hash: `photo-1a2b3c4d.jpg`.
fn hashed(name: &str, hash: &str) -> String {
    let path = Utf8Path::new(name);
    match (path.file_stem(), path.extension()) {
        (Some(stem), Some(extension)) => format!("{stem}-{hash}.{extension}"),
        _ => format!("{name}-{hash}"),
    }
}

/// The first letters of the hash of a file's content.
pub(super) fn fingerprint(world: &dyn World, file: &Utf8Path) -> String {
    let bytes = world.read(file).unwrap_or_default();
    blake3::hash(&bytes).to_hex().get(..HASH).unwrap_or_default().to_owned()
}

/// A file below `content/` that a path in a text names, starting from a folder; nothing where it leads out of `content/`.
pub fn resolve(folder: &Utf8Path, target: &str) -> Option<Utf8PathBuf> {
    let mut path = Utf8PathBuf::new();
    for part in folder.join(target).components() {
        match part.as_str() {
            "." => {}
            ".." => {
                if !path.pop() {
                    return None;
                }
            }
            "/" => return None,
            part => path.push(part),
        }
    }
    path.starts_with(CONTENT).then_some(path)
}

/// The endings of pictures that browsers show.
const PICTURES: [&str; 9] = ["svg", "png", "apng", "jpg", "jpeg", "gif", "webp", "avif", "ico"];

/// Whether a file can be shown where a link or a picture names it.
pub(super) fn suits(path: &Utf8Path, kind: LinkKind) -> bool {
    let ending = path.extension().map(str::to_lowercase);
    kind == LinkKind::Link || ending.is_some_and(|ending| PICTURES.contains(&ending.as_str()))
}

/// The file that a path most likely means that is not there: one of the same sort, by a name like its own.
pub(super) fn near<'c>(content: &'c Content, path: &Utf8Path, kind: LinkKind) -> Option<&'c str> {
    let name = path.file_name()?;
    let alike = |known: &&Utf8PathBuf| known.file_name().is_some_and(|known| nearest(name, [known]).is_some());
    let known = || content.files.keys().filter(|known| suits(known, kind)).filter(alike);
    let same = || known().find(|known| known.file_name() == Some(name));
    nearest(path.as_str(), known().map(|known| known.as_str())).or_else(|| same().map(|known| known.as_str()))
}

/// What is wrong with a file that is named as a picture, and what to do.
pub(super) fn no_picture(target: &str) -> (String, String) {
    (format!("`{target}` is no picture"), format!("name a file that browsers show: {}", PICTURES.join(", ")))
}

/// What to say of a file that is meant by a path that is not there.
pub(super) fn did_you_mean(path: &Utf8Path, near: &str) -> String {
    // Some systems write an accent as a character of its own: the names look alike and are two.
    if path.as_str().nfc().eq(near.nfc()) {
        return "a file of this name is there, but its name is written with other characters that look the same: rename the file"
            .to_owned();
    }
    format!("did you mean `{near}`?")
}

/// The finding for a file that is not there, or is there and no picture.
fn missing(content: &Content, place: Place, target: &str, path: Option<&Utf8Path>, kind: LinkKind, start: &str) -> Finding {
    let Some(path) = path else {
        return Finding::error("content/path-outside", place, format!("`{target}` leads out of `{CONTENT}/`"))
            .help(format!("put the file into `{CONTENT}/`, beside what refers to it"));
    };
    if content.files.contains_key(path) {
        let (message, help) = no_picture(target);
        return Finding::error("content/not-a-picture", place, message).help(help);
    }
    let finding = Finding::error("content/missing-file", place, format!("there is no file `{path}`"));
    match near(content, path, kind) {
        Some(near) => finding.help(did_you_mean(path, near)),
        None => finding.help(format!("paths start from {start}")),
    }
}

/// Where paths of front matter and of texts start from.
pub(super) const OWN_FOLDER: &str = "the folder of the file they stand in";
/// Where paths of `site.yaml` and the audience files start from.
pub(super) const FROM_CONTENT: &str = "`content/` here";

/// Finds and publishes what front matter, `site.yaml` and audience files name.
pub(super) struct Publisher<'a> {
    pub(super) world: &'a dyn World,
    pub(super) site: &'a Site,
    pub(super) content: &'a Content,
}

/// What is wrong with files that are named.
#[derive(Debug, Clone, Default)]
pub(super) struct FileFindings {
    pub(super) of_pages: BTreeMap<PageId, Vec<Finding>>,
    pub(super) of_homes: Vec<Finding>,
}

impl FileFindings {
    pub(super) fn all(&self) -> impl Iterator<Item = Finding> {
        self.of_pages.values().flatten().chain(&self.of_homes).cloned()
    }
}

impl Publisher<'_> {
    /// What the front matter of pages names, and what `site.yaml` and the audience files name.
    pub(super) fn publish(&self, variants: &[Variant], pages: &[Arc<Page>]) -> (Files, FileFindings) {
        let (mut files, mut said) = (Files::default(), FileFindings::default());
        for page in pages {
            if let Some(file) = gated_file(page) {
                files.gated.insert(file);
            }
        }
        for (index, page) in pages.iter().enumerate().filter(|(_, page)| page.there) {
            self.page(PageId(index), page, &mut files, &mut said);
        }
        for variant in variants {
            self.home(variant, &mut files, &mut said);
        }
        (files, said)
    }

    /// What the front matter of one page names.
    pub(super) fn page(&self, id: PageId, page: &Page, files: &mut Files, said: &mut FileFindings) {
        if !page.there {
            return;
        }
        let front = &page.front;
        let keys = |keys: &[&str]| keys.iter().copied().collect::<KeyPath>();
        let mut named: Vec<(&FileRef, KeyPath)> = Vec::new();
        named.extend(front.image.iter().filter_map(|image| Some((image.src.as_ref()?, keys(&["image", "src"])))));
        named.extend(front.seo.iter().filter_map(|seo| Some((seo.image.as_ref()?, keys(&["seo", "image"])))));
        if front.anonymised != Some(true) {
            named.extend(front.client.iter().filter_map(|client| Some((client.logo.as_ref()?, keys(&["client", "logo"])))));
        }
        for (index, quote) in front.quotes.iter().flatten().enumerate() {
            named.extend(quote.photo.as_ref().map(|photo| (photo, keys(&["quotes"]).index(index).key("photo"))));
        }
        if let Some(magnet) = &front.lead_magnet {
            named.extend(magnet.preview.as_ref().map(|preview| (preview, keys(&["lead_magnet", "preview"]))));
            named.extend(magnet.file.as_ref().map(|file| (file, keys(&["lead_magnet", "file"]))));
        }
        let given = front.lead_magnet.as_ref().and_then(|magnet| magnet.file.as_ref());
        for (file, at) in named {
            // All but what is handed out is shown.
            let kind = if given.is_some_and(|given| std::ptr::eq(given, file)) { LinkKind::Link } else { LinkKind::Image };
            // Which of the source's files names it is known by who has the key with this very value.
            let owner = page.source.layers().filter(|layer| holds(layer.front, &at, file)).last();
            let (owner, at) = owner.map_or((page.source.base(), at.clone()), |layer| (layer.file, layer.at.join(&at)));
            let path = resolve(owner.folder(), file.as_str());
            match path.filter(|path| self.content.files.contains_key(path) && suits(path, kind)) {
                Some(path) if files.is_gated(&path) => {}
                Some(path) => {
                    files.publish(self.world, id, page, &path);
                }
                None => {
                    let path = resolve(owner.folder(), file.as_str());
                    let missing = missing(self.content, owner.value_place(&at), file.as_str(), path.as_deref(), kind, OWN_FOLDER);
                    said.of_pages.entry(id).or_default().push(missing);
                }
            }
        }
    }

    fn home(&self, variant: &Variant, files: &mut Files, said: &mut FileFindings) {
        let Some(audience) = variant.audience(self.site) else { return };
        let folder = variant.audience_root.join("files/");
        let site = &self.site.file;
        let keys = |keys: &[&str]| keys.iter().copied().collect::<KeyPath>();
        let mut named: Vec<(&FileRef, &Document, KeyPath)> = Vec::new();
        named.extend(site.organization.logo.iter().map(|file| (file, &self.site.document, keys(&["organization", "logo"]))));
        named.extend(site.seo.image.iter().map(|file| (file, &self.site.document, keys(&["seo", "image"]))));
        for (id, author) in site.authors.iter() {
            named.extend(author.photo.iter().map(|file| (file, &self.site.document, keys(&["authors", id.as_str(), "photo"]))));
        }
        let photo = audience.file.contact.as_ref().and_then(|contact| contact.photo.as_ref());
        named.extend(photo.map(|photo| (photo, &audience.document, keys(&["contact", "photo"]))));
        for (id, contact) in audience.file.contacts.iter() {
            named.extend(contact.photo.iter().map(|file| (file, &audience.document, keys(&["contacts", id.as_str(), "photo"]))));
        }

        let known = files.of_homes.entry(variant.audience_root.clone()).or_default();
        for (file, document, at) in named {
            let path = resolve(Utf8Path::new(CONTENT), file.as_str());
            match path.as_ref().filter(|path| self.content.files.contains_key(*path) && suits(path, LinkKind::Image)) {
                Some(path) => {
                    place(self.world, known, &folder, path.file_name().unwrap_or_default(), path);
                }
                None => {
                    let place = document.value_place(&at);
                    let missing = missing(self.content, place, file.as_str(), path.as_deref(), LinkKind::Image, FROM_CONTENT);
                    said.of_homes.push(missing);
                }
            }
        }
    }
}

/// The file that a page gives only through its form.
pub(super) fn gated_file(page: &Page) -> Option<Utf8PathBuf> {
    let magnet = page.front.lead_magnet.as_ref()?;
    let gated = match magnet.gate {
        Some(Gate::Full | Gate::Partial) => true,
        // What is only mailed is published nowhere.
        Some(Gate::Open) => magnet.delivery == Some(Delivery::Email),
        None => magnet.delivery == Some(Delivery::Email) || page.front.form.as_ref().is_some_and(|form| !form.is_none()),
    };
    let file = magnet.file.as_ref().filter(|_| gated)?;
    let owner =
        page.source.layers().filter(|layer| layer.front.lead_magnet.as_ref().is_some_and(|own| own.file.as_ref() == Some(file))).last();
    resolve(owner.map_or(page.source.base(), |layer| layer.file).folder(), file.as_str())
}

fn holds(front: &crate::content::FrontMatter, at: &KeyPath, file: &FileRef) -> bool {
    let Ok(tree) = serde_json::to_value(front) else { return false };
    let value = at.0.iter().try_fold(&tree, |value, step| match step {
        crate::world::yaml::Step::Key(key) => value.get(key),
        crate::world::yaml::Step::Index(index) => value.get(index),
    });
    value.and_then(serde_json::Value::as_str) == Some(file.as_str())
}
