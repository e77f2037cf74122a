use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::inputs::Inputs;
use super::kept::{Kept, KeptSite, kept};
use super::record::{Ground, Keys, Made, Record, Since};
use crate::diagnostics::Finding;
use crate::emit::{ContentHash, STATE};
use crate::plan::PagePrints;
use crate::render::Key;
use crate::world::sealed::{Chunk, Later, Sheet, from_chunks, name, seal, to_chunks, unseal};
use crate::world::{Reason, Stamp, World, WorldError};

/// How its files begin. What another version of the program knew is of no use to this one, nor what the same version knew before somebody
/// changed its sources.
pub(super) const HEADER: &[u8] = concat!("segue cache ", env!("CARGO_PKG_VERSION"), " ", env!("SEGUE_SOURCES"), "\n").as_bytes();

/// What is remembered between runs of the program, in `.segue/cache`: safe to delete, and never a reason for other bytes.
#[derive(Debug, Clone)]
pub(super) struct Cache {
    inputs: Utf8PathBuf,
    record: Utf8PathBuf,
    /// What came after the record.
    since: Utf8PathBuf,
}

/// A record as it is written: each key once, maps as lists.
#[derive(Serialize, Deserialize)]
struct Whole<'b> {
    ground: Ground,
    files: Vec<(String, Stamp)>,
    #[serde(borrow)]
    pages: Vec<Chunk<'b>>,
    #[serde(borrow)]
    keys: Vec<Chunk<'b>>,
    #[serde(borrow)]
    made: Vec<Chunk<'b>>,
}

/// What came after a record, as it is written.
#[derive(Serialize, Deserialize)]
struct Changes<'b> {
    /// The name of the record's file: without it, it is good for nothing, and what it tells is made anew.
    #[serde(with = "crate::world::bytes")]
    base: [u8; 32],
    ground: Ground,
    /// All of them, where any are others.
    files: Option<Vec<(String, Stamp)>>,
    pages: Vec<(usize, PagePrints)>,
    /// Those that came last.
    keys: Vec<Key>,
    #[serde(borrow)]
    made: Vec<WrittenMade<'b>>,
}

/// What was made, as it is written: its path, its hash, and by number each thing that was read with what was told.
#[derive(Serialize, Deserialize)]
struct WrittenMade<'b> {
    path: &'b str,
    hash: ContentHash,
    #[serde(borrow)]
    trace: Chunk<'b>,
}

impl Cache {
    pub(super) fn new() -> Self {
        Self { inputs: place("inputs"), record: place("pages"), since: place("changes") }
    }

    /// Removes what a run that was killed left half written; only while nobody else can be writing.
    pub(super) fn sweep(&self, world: &dyn World) {
        self.inputs.parent().into_iter().for_each(|folder| world.sweep(folder));
    }

    /// What the last build read.
    pub(super) fn inputs(&self, world: &dyn World) -> Option<Inputs> {
        unseal(HEADER, &world.read(&self.inputs).ok()?)
    }

    /// What the last build knew of its pages; with a warning where that cannot be used.
    pub(super) fn record(&self, world: &dyn World) -> (Option<Record>, Option<Finding>) {
        let ((whole, warning), (changes, other)) = rayon::join(|| kept(world, &self.record), || kept(world, &self.since));
        let record = whole.as_ref().and_then(|whole| read(&whole.value()?, whole));
        let record = record.map(|mut record| {
            let since = changes.as_ref().and_then(|changes| Some((changes.value::<Changes<'_>>()?, changes.sheet())));
            since.into_iter().for_each(|(changes, sheet)| follow(&mut record, &changes, &sheet));
            record
        });
        (record, warning.or(other))
    }

    /// Keeps a record: what came after the last one that was written whole, where that is little.
    pub(super) fn save(&self, world: &dyn World, record: &mut Record, inputs: Option<&Inputs>) -> Result<(), WorldError> {
        let sealed = |path: &Utf8Path, bytes: postcard::Result<Vec<u8>>| {
            bytes.map_err(|error| WorldError { path: path.to_owned(), reason: Reason::Other(error.to_string()) })
        };
        // Without the inputs nothing is taken for done, so they go first and come last.
        world.remove(&self.inputs)?;
        if let Some(since) = &record.since {
            world.write(&self.since, &sealed(&self.since, seal(HEADER, &changes(record, since)))?)?;
        } else {
            let bytes = sealed(&self.record, seal(HEADER, &whole(record)))?;
            world.write(&self.record, &bytes)?;
            // They are of another record.
            world.remove(&self.since)?;
            let keys = record.keys.all.len();
            record.since = name(HEADER, &bytes).map(|base| Since { base, keys, ..Since::default() });
        }
        inputs.map_or(Ok(()), |inputs| self.save_inputs(world, inputs))
    }

    pub(super) fn save_inputs(&self, world: &dyn World, inputs: &Inputs) -> Result<(), WorldError> {
        let bytes = seal(HEADER, inputs);
        let bytes = bytes.map_err(|error| WorldError { path: self.inputs.clone(), reason: Reason::Other(error.to_string()) })?;
        world.write(&self.inputs, &bytes)
    }
}

/// Where a file of the cache lies.
pub(super) fn place(name: &str) -> Utf8PathBuf {
    Utf8Path::new(STATE).join("cache").join(name)
}

/// Forgets what is remembered between runs.
pub fn forget(world: &dyn World) {
    let Cache { inputs, record, since } = Cache::new();
    let sites = [KeptSite::of_builds(), KeptSite::of_previews()].map(KeptSite::path);
    for path in [&inputs, &record, &since].into_iter().chain(&sites) {
        // What cannot be removed is merely remembered.
        let _ = world.remove(path);
    }
    if let Some(folder) = inputs.parent() {
        world.remove_empty_folder(folder);
    }
}

fn whole(record: &Record) -> Whole<'static> {
    let made: Vec<_> = record.made.iter().collect();
    Whole {
        ground: record.ground,
        files: files(record),
        pages: to_chunks(&record.pages, |page| *page),
        keys: to_chunks(&record.keys.all, |key| key),
        made: to_chunks(&made, |(path, made)| WrittenMade::of(path, made)),
    }
}

fn files(record: &Record) -> Vec<(String, Stamp)> {
    record.files.iter().map(|(path, stamp)| (path.clone(), *stamp)).collect()
}

fn changes<'r>(record: &'r Record, since: &'r Since) -> Changes<'r> {
    Changes {
        base: since.base,
        ground: record.ground,
        files: since.files.then(|| files(record)),
        pages: since.pages.iter().filter_map(|page| Some((*page, *record.pages.get(*page)?))).collect(),
        keys: record.keys.all.get(since.keys..).unwrap_or_default().to_vec(),
        made: since.made.iter().filter_map(|path| Some(WrittenMade::of(path, record.made.get(path)?))).collect(),
    }
}

impl<'b> WrittenMade<'b> {
    fn of(path: &'b str, made: &Made) -> Self {
        Self { path, hash: made.hash, trace: made.trace.chunk() }
    }

    /// As it was, in this file.
    fn made(&self, sheet: &Sheet) -> (String, Arc<Made>) {
        (self.path.to_owned(), Arc::new(Made { hash: self.hash, trace: Later::new(sheet.part(&self.trace)) }))
    }
}

fn read(whole: &Whole<'_>, file: &Kept) -> Option<Record> {
    let sheet = file.sheet();
    let made = |made: WrittenMade<'_>| Some(made.made(&sheet));
    let (made, (pages, keys)) = rayon::join(
        || from_chunks(&whole.made, made),
        || {
            let pages = || from_chunks(&whole.pages, Some::<PagePrints>);
            rayon::join(pages, || Some(Arc::new(Keys::new(from_chunks(&whole.keys, Some::<Key>)?))))
        },
    );
    let keys = keys?;
    let base = name(HEADER, sheet.bytes())?;
    Some(Record {
        ground: whole.ground,
        pages: pages?,
        files: whole.files.iter().cloned().collect(),
        since: Some(Since { base, keys: keys.all.len(), ..Since::default() }),
        counted: keys.all.len(),
        keys,
        made: made?.into_iter().collect(),
    })
}

/// Lays over a record what came after it.
fn follow(record: &mut Record, changes: &Changes<'_>, sheet: &Sheet) {
    let Some(since) = record.since.as_mut().filter(|since| since.base == changes.base) else { return };
    record.ground = changes.ground;
    if let Some(files) = &changes.files {
        since.files = true;
        record.files = files.iter().cloned().collect();
    }
    for (page, prints) in &changes.pages {
        record.pages.get_mut(*page).into_iter().for_each(|own| *own = *prints);
        since.pages.insert(*page);
    }
    if !changes.keys.is_empty() {
        record.keys = Arc::new(Keys::new(record.keys.all.iter().chain(&changes.keys).cloned().collect()));
    }
    for made in &changes.made {
        since.made.insert(made.path.to_owned());
        record.made.extend([made.made(sheet)]);
    }
}
