#![expect(clippy::disallowed_methods, reason = "this is the door to disk and clock")]

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use walkdir::WalkDir;

use super::staged::{UNFINISHED, is_unfinished};
use super::{EntryKind, FileEntry, Lock, LockError, Reason, Reread, Staged, Stamp, Unfinished, Walk, World, WorldError, is_odd};

/// What systems say of a link that leads to itself: Linux, and macOS with its relatives.
const TOO_MANY_LINKS: [i32; 2] = if cfg!(windows) { [1921, 1921] } else { [40, 62] };

/// The disk, seen from a project's root, and the system's clock.
#[derive(Debug)]
pub struct DiskWorld {
    root: Utf8PathBuf,
    /// The one instant of a build; without it the clock is read whenever somebody asks.
    now: Option<Timestamp>,
}

impl DiskWorld {
    /// The project at `root`. The clock is read once, so that one build has one instant.
    pub fn new(root: impl Into<Utf8PathBuf>) -> Self {
        Self { root: root.into(), now: Some(Timestamp::now()) }
    }

    /// The project at `root`, with a clock that goes on: for what runs past midnight.
    pub fn live(root: impl Into<Utf8PathBuf>) -> Self {
        Self { root: root.into(), now: None }
    }

    /// The project's root.
    pub fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// The nearest folder, from `start` upwards, that holds a file of this name.
    pub fn find_upwards(start: &Utf8Path, name: &str) -> Option<Utf8PathBuf> {
        start.ancestors().find(|folder| folder.join(name).is_file()).map(Utf8Path::to_owned)
    }

    fn full(&self, path: &Utf8Path) -> Utf8PathBuf {
        self.root.join(path)
    }

    /// The entry's path below the root with `/` on every system, or why it may not be read.
    fn entry(&self, entry: &walkdir::DirEntry, real_root: Option<&Utf8Path>) -> Result<FileEntry, WorldError> {
        let lossy = || Utf8PathBuf::from(entry.path().strip_prefix(&self.root).unwrap_or(entry.path()).to_string_lossy().into_owned());
        let problem = |path: &Utf8Path, reason| WorldError { path: path.to_owned(), reason };
        let full = Utf8Path::from_path(entry.path()).ok_or_else(|| problem(&lossy(), Reason::Name))?;
        let relative = full.strip_prefix(&self.root).unwrap_or(full);
        let path = if cfg!(windows) {
            relative.components().map(|part| part.as_str()).collect::<Vec<_>>().join("/").into()
        } else {
            relative.to_owned()
        };
        if is_odd(&path) {
            return Err(problem(&path, Reason::Odd));
        }
        if entry.path_is_symlink() {
            let real = full.canonicalize_utf8().map_err(|error| self.error(&path, &error))?;
            if real_root.is_some_and(|root| !real.starts_with(root)) {
                return Err(problem(&path, Reason::Outside));
            }
        }
        let metadata = entry.metadata().map_err(|error| problem(&path, Reason::Other(error.to_string())))?;
        if !metadata.is_file() && !metadata.is_dir() {
            return Err(problem(&path, Reason::Special));
        }
        Ok(FileEntry { path, size: metadata.len(), stamp: stamp(&metadata) })
    }

    fn error(&self, path: &Utf8Path, error: &io::Error) -> WorldError {
        WorldError { path: path.strip_prefix(&self.root).unwrap_or(path).to_owned(), reason: reason(error) }
    }
}

fn reason(error: &io::Error) -> Reason {
    match error.kind() {
        ErrorKind::NotFound => Reason::NotFound,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Reason::Denied,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Reason::Full,
        // The kind for it is not stable yet.
        _ if error.raw_os_error().is_some_and(|code| TOO_MANY_LINKS.contains(&code)) => Reason::Loop,
        _ => Reason::Other(error.to_string()),
    }
}

#[cfg(unix)]
fn stamp(metadata: &fs::Metadata) -> Stamp {
    use std::os::unix::fs::MetadataExt;
    let nanoseconds = |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000).saturating_add(rest);
    let modified = nanoseconds(metadata.mtime(), metadata.mtime_nsec());
    Stamp::new(metadata.len(), modified, nanoseconds(metadata.ctime(), metadata.ctime_nsec()), metadata.ino())
}

#[cfg(not(unix))]
fn stamp(metadata: &fs::Metadata) -> Stamp {
    let since = metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    let modified = since.and_then(|since| i64::try_from(since.as_nanos()).ok()).unwrap_or_default();
    Stamp::new(metadata.len(), modified, modified, 0)
}

/// A file that is written and closed, beside its place.
#[derive(Debug)]
struct Beside {
    file: tempfile::TempPath,
    full: Utf8PathBuf,
    /// The place as the project has it.
    path: Utf8PathBuf,
}

impl Unfinished for Beside {
    fn publish(self: Box<Self>) -> Result<Stamp, WorldError> {
        let Self { file, full, path } = *self;
        let published = file.persist(&full).map_err(|error| error.error).and_then(|()| full.metadata());
        published.map(|metadata| stamp(&metadata)).map_err(|error| WorldError { path, reason: reason(&error) })
    }
}

/// A file that is locked for as long as it is open.
struct Locked {
    _file: File,
    full: Utf8PathBuf,
}

impl Drop for Locked {
    fn drop(&mut self) {
        // While it is locked, so that nobody's lock is removed; elsewhere nobody could tell that it is gone, and it stays.
        #[cfg(unix)]
        let _ = fs::remove_file(&self.full);
    }
}

impl Reread for DiskWorld {
    fn read_again(&self, path: &Utf8Path) -> Result<Vec<u8>, WorldError> {
        self.read(path)
    }
}

impl World for DiskWorld {
    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, WorldError> {
        fs::read(self.full(path)).map_err(|error| self.error(path, &error))
    }

    fn reread(&self) -> Arc<dyn Reread> {
        Arc::new(Self { root: self.root.clone(), now: self.now })
    }

    fn walk(&self, folder: &Utf8Path) -> Walk {
        let mut walk = Walk::default();
        let start = self.full(folder);
        if !start.exists() {
            return walk;
        }
        let real_root = self.root.canonicalize_utf8().ok();
        let mut entries = WalkDir::new(&start).follow_links(true).into_iter();
        while let Some(next) = entries.next() {
            match next {
                Ok(entry) if entry.file_type().is_dir() => {
                    if entry.path_is_symlink()
                        && let Err(problem) = self.entry(&entry, real_root.as_deref())
                    {
                        walk.problems.push(problem);
                        entries.skip_current_dir();
                    }
                }
                Ok(entry) => match self.entry(&entry, real_root.as_deref()) {
                    Ok(file) => walk.files.push(file),
                    Err(problem) => walk.problems.push(problem),
                },
                Err(error) => {
                    let path = error.path().and_then(Utf8Path::from_path).unwrap_or(&start);
                    let path = path.strip_prefix(&self.root).unwrap_or(path).to_owned();
                    let reason = if error.loop_ancestor().is_some() {
                        Reason::Loop
                    } else {
                        error.io_error().map_or_else(|| Reason::Other(error.to_string()), |io| self.error(&path, io).reason)
                    };
                    walk.problems.push(WorldError { path, reason });
                }
            }
        }
        walk.files.sort_unstable_by(|a, b| a.path.as_str().cmp(b.path.as_str()));
        walk.problems.sort_by(|a, b| a.path.cmp(&b.path));
        walk
    }

    fn names(&self, folder: &Utf8Path) -> Vec<String> {
        let entries = self.full(folder).read_dir_utf8().into_iter().flatten().flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_owned()).collect();
        names.sort();
        names
    }

    fn is_file(&self, path: &Utf8Path) -> bool {
        self.full(path).is_file()
    }

    fn kind(&self, path: &Utf8Path) -> Option<EntryKind> {
        let kind = self.full(path).symlink_metadata().ok()?.file_type();
        Some(if kind.is_symlink() {
            EntryKind::Link
        } else if kind.is_dir() {
            EntryKind::Folder
        } else {
            EntryKind::File
        })
    }

    fn stamp(&self, path: &Utf8Path) -> Option<Stamp> {
        let metadata = self.full(path).metadata().ok()?;
        metadata.is_file().then(|| stamp(&metadata))
    }

    fn make_folders(&self, folder: &Utf8Path) -> Result<Vec<Utf8PathBuf>, WorldError> {
        let mut made = Vec::new();
        // Mostly the folder above is there; only where it is not, one looks further up.
        let missing = |error: &io::Error| error.kind() == ErrorKind::NotFound;
        match fs::create_dir(self.full(folder)) {
            Ok(()) => {}
            Err(error) if missing(&error) && folder.parent().is_some() => {
                made = self.make_folders(folder.parent().unwrap_or(folder))?;
                match fs::create_dir(self.full(folder)) {
                    // Somebody else was quicker, which is as good.
                    Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(made),
                    created => created.map_err(|error| self.error(folder, &error))?,
                }
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists && self.full(folder).is_dir() => return Ok(made),
            Err(error) => return Err(self.error(folder, &error)),
        }
        made.push(folder.to_owned());
        Ok(made)
    }

    fn stage(&self, path: &Utf8Path, bytes: &[u8]) -> Result<Staged, WorldError> {
        let full = self.full(path);
        let folder = full.parent().unwrap_or(&self.root);
        let mut builder = tempfile::Builder::new();
        builder.prefix(UNFINISHED.0).suffix(UNFINISHED.1);
        // A temporary file is private to its owner; what is published is not, as far as the user's mask lets it.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
        let staged = builder.tempfile_in(folder).and_then(|mut file| {
            file.write_all(bytes)?;
            // Closed: there may be more files than the system lets a program hold open.
            Ok(file.into_temp_path())
        });
        match staged {
            Ok(file) => Ok(Staged::new(path, Box::new(Beside { file, full, path: path.to_owned() }))),
            Err(error) => Err(self.error(path, &error)),
        }
    }

    fn lock(&self, path: &Utf8Path) -> Result<Lock, LockError> {
        let full = self.full(path);
        let refused = |error: &io::Error| LockError::World(self.error(path, error));
        let open = || File::options().read(true).write(true).create(true).truncate(false).open(&full);
        loop {
            let opened = match open() {
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    self.make_folders(path.parent().unwrap_or(path))?;
                    open()
                }
                opened => opened,
            };
            let mut file = opened.map_err(|error| refused(&error))?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    let mut text = String::new();
                    // Some systems let nobody read what is locked.
                    let _ = file.take(32).read_to_string(&mut text);
                    return Err(LockError::Held { by: text.trim().parse().ok() });
                }
                // Where nothing can be locked, nobody else could lock it either.
                Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
                Err(TryLockError::Error(error)) => return Err(refused(&error)),
            }
            // Whoever held it may have removed the file between our opening and locking it.
            if file.metadata().is_ok_and(|metadata| self.stamp(path).is_some_and(|now| now.is_of(stamp(&metadata)))) {
                // Only for the message that another program gives; the lock holds without.
                let _ = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
                return Ok(Lock::new(Locked { _file: file, full }));
            }
        }
    }

    fn remove(&self, path: &Utf8Path) -> Result<(), WorldError> {
        match fs::remove_file(self.full(path)) {
            // Where a folder of the path is a file, there is nothing below it.
            Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Err(self.error(path, &error)),
            _ => Ok(()),
        }
    }

    fn remove_empty_folder(&self, path: &Utf8Path) {
        // A folder that is not empty stays: that is the answer, not a failure.
        let _ = fs::remove_dir(self.full(path));
    }

    fn sweep(&self, folder: &Utf8Path) {
        for entry in WalkDir::new(self.full(folder)).into_iter().flatten() {
            if entry.file_type().is_file() && entry.file_name().to_str().is_some_and(is_unfinished) {
                // One that cannot be removed harms nobody.
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn absolute(&self, path: &Utf8Path) -> Utf8PathBuf {
        let full = self.full(path);
        let full = camino::absolute_utf8(&full).unwrap_or(full);
        let mut plain = Utf8PathBuf::new();
        for part in full.components() {
            match part.as_str() {
                ".." => {
                    plain.pop();
                }
                part => plain.push(part),
            }
        }
        let existing = plain.ancestors().find_map(|folder| Some((folder.canonicalize_utf8().ok()?, plain.strip_prefix(folder).ok()?)));
        match existing {
            Some((real, rest)) if rest.as_str().is_empty() => real,
            Some((real, rest)) => real.join(rest),
            None => plain,
        }
    }

    fn now(&self) -> Timestamp {
        self.now.unwrap_or_else(Timestamp::now)
    }

    fn clock(&self) -> Timestamp {
        Timestamp::now()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project() -> (tempfile::TempDir, DiskWorld) {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::from_path_buf(folder.path().canonicalize().unwrap()).unwrap();
        (folder, DiskWorld::new(root))
    }

    #[test]
    fn a_written_file_is_found_read_and_removed() {
        let (_keep, world) = project();
        world.write("content/a/b.md".into(), b"tea").unwrap();
        assert_eq!(world.read("content/a/b.md".into()).unwrap(), b"tea");
        let stamp = world.stamp("content/a/b.md".into()).unwrap();
        assert_eq!(world.walk("content".into()).files, [FileEntry { path: "content/a/b.md".into(), size: 3, stamp }]);
        world.remove("content/a/b.md".into()).unwrap();
        world.remove_empty_folder("content/a".into());
        assert!(world.names("content".into()).is_empty());
        assert_eq!(world.read("content/a/b.md".into()).unwrap_err().reason, Reason::NotFound);
    }

    #[test]
    fn what_an_interrupted_write_left_is_swept_away_and_nothing_else() {
        let (_keep, world) = project();
        for path in ["output/a/.segue-x1y2.part", "output/a/index.html", "output/.segue-notes"] {
            world.write(path.into(), b"x").unwrap();
        }
        world.sweep("output".into());
        assert_eq!(world.names("output/a".into()), ["index.html"]);
        assert_eq!(world.names("output".into()), [".segue-notes", "a"]);
    }

    #[test]
    fn what_is_staged_shows_when_it_is_committed_and_leaves_nothing_when_it_is_dropped() {
        let (_keep, world) = project();
        assert_eq!(world.stage("a/b/c".into(), b"new").unwrap_err().reason, Reason::NotFound);
        assert_eq!(world.make_folders("a/b".into()).unwrap(), ["a", "a/b"]);
        assert_eq!(world.make_folders("a/b".into()).unwrap(), [""; 0]);
        world.write("a/b/c".into(), b"old").unwrap();
        assert!(world.make_folders("a/b/c/d".into()).is_err());
        drop(world.stage("a/b/c".into(), b"new").unwrap());
        assert_eq!((world.names("a/b".into()), world.read("a/b/c".into()).unwrap()), (vec!["c".to_owned()], b"old".to_vec()));
        let before = world.stamp("a/b/c".into());
        let staged = world.stage("a/b/c".into(), b"new").unwrap();
        assert_eq!(world.stamp("a/b/c".into()), before);
        let after = world.commit(staged).unwrap();
        assert_ne!(Some(after), before);
        assert_eq!((world.stamp("a/b/c".into()), world.read("a/b/c".into()).unwrap()), (Some(after), b"new".to_vec()));
        assert_eq!((world.names("a/b".into()), world.stamp("a/b".into())), (vec!["c".to_owned()], None));
    }

    #[test]
    fn a_lock_is_held_by_one_and_free_when_it_is_dropped() {
        let (_keep, world) = project();
        let held = world.lock(".segue/lock".into()).unwrap();
        let other = DiskWorld::new(world.root());
        let by = if cfg!(windows) { None } else { Some(std::process::id()) };
        assert_eq!(other.lock(".segue/lock".into()).unwrap_err(), LockError::Held { by });
        drop(held);
        world.write(".segue/lock".into(), b"left by one that was killed").unwrap();
        drop(other.lock(".segue/lock".into()).unwrap());
        assert_eq!(world.is_file(".segue/lock".into()), cfg!(windows));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_a_link_wherever_it_leads() {
        let (_keep, world) = project();
        world.write("a/b".into(), b"x").unwrap();
        std::os::unix::fs::symlink(world.root().join("nowhere"), world.root().join("link")).unwrap();
        let kinds = ["a", "a/b", "link", "a/b/c"].map(|path| world.kind(path.into()));
        assert_eq!(kinds, [Some(EntryKind::Folder), Some(EntryKind::File), Some(EntryKind::Link), None]);
        world.remove("a/b/c".into()).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn links_in_a_circle_and_links_out_of_the_project_are_problems_not_files() {
        let (_keep, world) = project();
        let (_other, outside) = project();
        outside.write("secret.md".into(), b"x").unwrap();
        world.write("content/a.md".into(), b"x").unwrap();
        std::os::unix::fs::symlink(world.root().join("content"), world.root().join("content/loop")).unwrap();
        std::os::unix::fs::symlink(outside.root().join("secret.md"), world.root().join("content/out.md")).unwrap();
        let walk = world.walk("content".into());
        assert_eq!(walk.files.len(), 1);
        let reasons: Vec<_> = walk.problems.iter().map(|problem| problem.reason.clone()).collect();
        assert_eq!(reasons, [Reason::Loop, Reason::Outside]);
    }
}
