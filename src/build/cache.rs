use std::borrow::Cow;

use camino::{Utf8Path, Utf8PathBuf};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::inputs::Inputs;
use super::record::{Ground, Keys, Made, Record};
use crate::diagnostics::{Finding, Place};
use crate::emit::{ContentHash, STATE};
use crate::plan::{PagePrints, SavedSnapshot};
use crate::render::Key;
use crate::world::sealed::{seal, unseal};
use crate::world::{Fingerprint, Reason, Stamp, World, WorldError};

/// How its files begin. What another version of the program knew is of no use to this one, nor what the same version knew before somebody
/// changed its sources.
const HEADER: &[u8] = concat!("segue cache ", env!("CARGO_PKG_VERSION"), " ", env!("SEGUE_SOURCES"), "\n").as_bytes();

/// What is remembered between runs of the program, in `.segue/cache`: safe to delete, and never a reason for other bytes.
#[derive(Debug, Clone)]
pub(super) struct Cache {
    inputs: Utf8PathBuf,
    record: Utf8PathBuf,
    site: Utf8PathBuf,
}

/// A record as it is written: each key once, maps as lists.
#[derive(Serialize, Deserialize)]
struct Written<'a> {
    ground: Ground,
    pages: Vec<(Cow<'a, str>, PagePrints)>,
    files: Vec<(Cow<'a, str>, Stamp)>,
    keys: Cow<'a, [Key]>,
    made: Vec<(Cow<'a, str>, ContentHash, Cow<'a, [Packed]>)>,
}

/// The number of a thing that was read, and what was told.
type Packed = (u32, Fingerprint);

impl Cache {
    pub(super) fn new() -> Self {
        let folder = Utf8Path::new(STATE).join("cache");
        Self { inputs: folder.join("inputs"), record: folder.join("pages"), site: folder.join("site") }
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
        let (written, warning) = unsealed::<Written<'_>>(world, &self.record);
        (written.map(read), warning)
    }

    /// The site as an earlier build knew it; with a warning where that cannot be used.
    pub(super) fn site(&self, world: &dyn World) -> (Option<SavedSnapshot>, Option<Finding>) {
        unsealed(world, &self.site)
    }

    /// Keeps the site for the next run. That it cannot be kept is no reason to fail.
    pub(super) fn save_site(&self, world: &dyn World, site: &SavedSnapshot) {
        if let Ok(bytes) = seal(HEADER, site) {
            let _ = world.write(&self.site, &bytes);
        }
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

/// What lies in a file of the cache; with a warning where it cannot be used.
fn unsealed<T: DeserializeOwned>(world: &dyn World, path: &Utf8Path) -> (Option<T>, Option<Finding>) {
    let unusable = |why: &str| {
        let message = format!("what the last build remembered cannot be used: {why}");
        Finding::warning("build/cache", Place::File(path.to_owned()), message)
            .help("nothing is lost: this build makes anew what it needs and remembers it")
    };
    let bytes = match world.read(path) {
        Ok(bytes) => bytes,
        Err(WorldError { reason: Reason::NotFound, .. }) => return (None, None),
        Err(error) => return (None, Some(unusable(&error.reason.to_string()))),
    };
    match unseal(HEADER, &bytes) {
        Some(value) => (Some(value), None),
        None => (None, Some(unusable("it is damaged, or another version of Segue wrote it"))),
    }
}

/// Forgets what is remembered between runs.
pub fn forget(world: &dyn World) {
    let Cache { inputs, record, site } = Cache::new();
    for path in [&inputs, &record, &site] {
        // What cannot be removed is merely remembered.
        let _ = world.remove(path);
    }
    if let Some(folder) = inputs.parent() {
        world.remove_empty_folder(folder);
    }
}

fn written(record: &Record) -> Written<'_> {
    Written {
        ground: record.ground,
        pages: record.pages.iter().map(|(name, prints)| (name.as_str().into(), *prints)).collect(),
        files: record.files.iter().map(|(path, stamp)| (path.as_str().into(), *stamp)).collect(),
        keys: record.keys.all.as_slice().into(),
        made: record.made.iter().map(|(path, made)| (path.as_str().into(), made.hash, made.trace.as_slice().into())).collect(),
    }
}

fn read(written: Written<'_>) -> Record {
    let Written { ground, pages, files, keys, made } = written;
    Record {
        ground,
        pages: pages.into_iter().map(|(name, prints)| (name.into_owned(), prints)).collect(),
        files: files.into_iter().map(|(path, stamp)| (path.into_owned(), stamp)).collect(),
        keys: Keys::new(keys.into_owned()),
        made: made.into_iter().map(|(path, hash, trace)| (path.into_owned(), Made { hash, trace: trace.into_owned() })).collect(),
    }
}
