use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use serde::Deserialize;

use super::cache::{HEADER, place};
use super::inputs::Found;
use crate::diagnostics::{Finding, Findings, Place};
use crate::plan::{Options, Snapshot};
use crate::world::sealed::{Sheet, opened, seal};
use crate::world::{FileEntry, Reason, World, WorldError};

/// How many files may change before the site is kept anew.
const FEW: usize = 50;

/// The site as it is kept between runs of the program, so that the next one parses and plans only what changed.
#[derive(Debug)]
pub struct KeptSite {
    path: Utf8PathBuf,
    /// How many files are not as in the site that was kept, if one was.
    unlike: Option<usize>,
}

impl KeptSite {
    /// As builds see it.
    pub fn of_builds() -> Self {
        Self { path: place("site"), unlike: None }
    }

    /// As previews see it, at addresses of their own.
    pub fn of_previews() -> Self {
        Self { path: place("preview"), unlike: None }
    }

    /// The site as it is now: made from what was kept of it, else loaded.
    pub fn load(&mut self, world: &dyn World, options: &Options, findings: &mut Findings) -> Option<Snapshot> {
        let (found, (kept, _)) = rayon::join(|| Found::look(world), || self.read(world));
        self.restore(kept.as_ref(), found.as_ref(), world, options, findings)
    }

    /// Where it lies.
    pub(super) fn path(self) -> Utf8PathBuf {
        self.path
    }

    /// What was kept; with a warning where it cannot be used.
    pub(super) fn read(&self, world: &dyn World) -> (Option<Kept>, Option<Finding>) {
        kept(world, &self.path)
    }

    /// The site as it is now, where this was kept of it and these files were found.
    pub(super) fn restore(
        &mut self,
        kept: Option<&Kept>,
        found: Option<&Found>,
        world: &dyn World,
        options: &Options,
        findings: &mut Findings,
    ) -> Option<Snapshot> {
        let sheet = kept.map(Kept::sheet).unwrap_or_default();
        let Some((saved, found)) = kept.and_then(Kept::value).zip(found) else { return Snapshot::load(world, options, findings) };
        let content: Vec<&FileEntry> = found.content().collect();
        let (snapshot, unlike) = Snapshot::restore(saved, &sheet, &content, world, options, findings)?;
        self.unlike = unlike;
        Some(snapshot)
    }

    /// So many more files changed; all of them, where nobody knows how many.
    pub fn changed(&mut self, files: Option<usize>) {
        self.unlike = self.unlike.zip(files).map(|(unlike, files)| unlike.saturating_add(files));
    }

    /// Keeps a site that was loaded or refreshed when the clock showed `noted` or later, unless what was kept of it will do: a site of which
    /// a few files changed since is as good. That it cannot be kept is no reason to fail.
    pub fn keep(&mut self, world: &dyn World, snapshot: &Snapshot, options: &Options, noted: Timestamp) {
        if self.unlike.is_some_and(|unlike| unlike <= FEW) {
            return;
        }
        if let Some(saved) = snapshot.saved(options, noted)
            && let Ok(bytes) = seal(HEADER, &saved)
            && world.write(&self.path, &bytes).is_ok()
        {
            self.unlike = Some(0);
        }
    }
}

/// What lies in a file of the cache, undamaged.
pub(super) struct Kept {
    sheet: Sheet,
    /// Where the value begins.
    start: usize,
}

impl Kept {
    /// The value that was written.
    pub(super) fn value<'k, T: Deserialize<'k>>(&'k self) -> Option<T> {
        postcard::from_bytes(self.sheet.bytes().get(self.start..)?).ok()
    }

    /// The file.
    pub(super) fn sheet(&self) -> Sheet {
        self.sheet.clone()
    }
}

/// What lies in a file of the cache; with a warning where it cannot be used.
pub(super) fn kept(world: &dyn World, path: &Utf8Path) -> (Option<Kept>, Option<Finding>) {
    let unusable = |why: &str| {
        let message = format!("what the last build remembered cannot be used: {why}");
        Finding::warning("build/cache", Place::File(path.to_owned()), message)
            .help("nothing is lost: this build makes anew what it needs and remembers it")
    };
    match world.read(path) {
        Ok(bytes) => match opened(HEADER, &bytes).map(|value| bytes.len() - value.len()) {
            Some(start) => (Some(Kept { sheet: Sheet::new(bytes), start }), None),
            None => (None, Some(unusable("it is damaged, or another version of Segue wrote it"))),
        },
        Err(WorldError { reason: Reason::NotFound, .. }) => (None, None),
        Err(error) => (None, Some(unusable(&error.reason.to_string()))),
    }
}
