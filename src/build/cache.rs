use std::borrow::Cow;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::inputs::Inputs;
use super::kept::{KeptSite, kept};
use super::record::{Ground, Keys, Made, Record};
use crate::diagnostics::Finding;
use crate::emit::{ContentHash, STATE};
use crate::plan::PagePrints;
use crate::render::Key;
use crate::world::sealed::{Chunk, from_chunks, seal, to_chunks, unseal};
use crate::world::{Fingerprint, Reason, Stamp, World, WorldError};

/// How its files begin. What another version of the program knew is of no use to this one, nor what the same version knew before somebody
/// changed its sources.
pub(super) const HEADER: &[u8] = concat!("segue cache ", env!("CARGO_PKG_VERSION"), " ", env!("SEGUE_SOURCES"), "\n").as_bytes();

/// What is remembered between runs of the program, in `.segue/cache`: safe to delete, and never a reason for other bytes.
#[derive(Debug, Clone)]
pub(super) struct Cache {
    inputs: Utf8PathBuf,
    record: Utf8PathBuf,
}

/// A record as it is written: each key once, maps as lists.
#[derive(Serialize, Deserialize)]
struct Written<'b> {
    ground: Ground,
    files: Vec<(String, Stamp)>,
    #[serde(borrow)]
    pages: Vec<Chunk<'b>>,
    #[serde(borrow)]
    keys: Vec<Chunk<'b>>,
    #[serde(borrow)]
    made: Vec<Chunk<'b>>,
}

/// What was made, as it is written: its path, its hash, and by number each thing that was read with what was told.
type WrittenMade<'r> = (Cow<'r, str>, ContentHash, Cow<'r, [(u32, Fingerprint)]>);

impl Cache {
    pub(super) fn new() -> Self {
        Self { inputs: place("inputs"), record: place("pages") }
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
        let (kept, warning) = kept(world, &self.record);
        (kept.as_ref().and_then(|kept| read(&kept.value()?)), warning)
    }

    pub(super) fn save(&self, world: &dyn World, record: &Record, inputs: Option<&Inputs>) -> Result<(), WorldError> {
        let write = |path: &Utf8Path, bytes: postcard::Result<Vec<u8>>| {
            let bytes = bytes.map_err(|error| WorldError { path: path.to_owned(), reason: Reason::Other(error.to_string()) })?;
            world.write(path, &bytes)
        };
        // Without the inputs nothing is taken for done, so they go first and come last.
        world.remove(&self.inputs)?;
        write(&self.record, seal(HEADER, &written(record)))?;
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
    let Cache { inputs, record } = Cache::new();
    let sites = [KeptSite::of_builds(), KeptSite::of_previews()].map(KeptSite::path);
    for path in [&inputs, &record].into_iter().chain(&sites) {
        // What cannot be removed is merely remembered.
        let _ = world.remove(path);
    }
    if let Some(folder) = inputs.parent() {
        world.remove_empty_folder(folder);
    }
}

fn written(record: &Record) -> Written<'static> {
    let pages: Vec<_> = record.pages.iter().collect();
    let made: Vec<_> = record.made.iter().collect();
    Written {
        ground: record.ground,
        files: record.files.iter().map(|(path, stamp)| (path.clone(), *stamp)).collect(),
        pages: to_chunks(&pages, |page| *page),
        keys: to_chunks(&record.keys.all, |key| key),
        made: to_chunks(&made, |(path, made)| -> WrittenMade<'_> { (path.as_str().into(), made.hash, made.trace.as_slice().into()) }),
    }
}

fn read(written: &Written<'_>) -> Option<Record> {
    let made = |(path, hash, trace): WrittenMade<'static>| Some((path.into_owned(), Arc::new(Made { hash, trace: trace.into_owned() })));
    let (made, (pages, keys)) = rayon::join(
        || from_chunks(&written.made, made),
        || {
            let pages = || from_chunks(&written.pages, Some::<(String, PagePrints)>);
            rayon::join(pages, || Some(Arc::new(Keys::new(from_chunks(&written.keys, Some::<Key>)?))))
        },
    );
    Some(Record {
        ground: written.ground,
        pages: pages?.into_iter().collect(),
        files: written.files.iter().cloned().collect(),
        keys: keys?,
        made: made?.into_iter().collect(),
    })
}
