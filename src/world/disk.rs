#![expect(clippy::disallowed_methods, reason = "this is the door to disk and clock")]

use std::fs;
use std::io::{self, ErrorKind, Write};

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use walkdir::WalkDir;

use super::{EntryKind, FileEntry, Reason, Walk, World, WorldError};

/// How the names of files begin and end that are still being written.
const UNFINISHED: (&str, &str) = (".segue-", ".part");

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
        let lossy = || Utf8PathBuf::from(entry.path().to_string_lossy().replace('\\', "/"));
        let problem = |path: &Utf8Path, reason| WorldError { path: path.to_owned(), reason };
        let full = Utf8Path::from_path(entry.path()).ok_or_else(|| problem(&lossy(), Reason::Name))?;
        let relative = full.strip_prefix(&self.root).unwrap_or(full);
        let path: Utf8PathBuf = relative.components().map(|part| part.as_str()).collect::<Vec<_>>().join("/").into();
        if entry.path_is_symlink() {
            let real = full.canonicalize_utf8().map_err(|error| self.error(&path, &error))?;
            if real_root.is_some_and(|root| !real.starts_with(root)) {
                return Err(problem(&path, Reason::Outside));
            }
        }
        let metadata = entry.metadata().map_err(|error| problem(&path, Reason::Other(error.to_string())))?;
        Ok(FileEntry { path, size: metadata.len() })
    }

    fn error(&self, path: &Utf8Path, error: &io::Error) -> WorldError {
        let reason = match error.kind() {
            ErrorKind::NotFound => Reason::NotFound,
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Reason::Denied,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Reason::Full,
            _ => Reason::Other(error.to_string()),
        };
        WorldError { path: path.strip_prefix(&self.root).unwrap_or(path).to_owned(), reason }
    }
}

impl World for DiskWorld {
    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, WorldError> {
        fs::read(self.full(path)).map_err(|error| self.error(path, &error))
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
        walk.files.sort();
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

    fn write(&self, path: &Utf8Path, bytes: &[u8]) -> Result<(), WorldError> {
        let full = self.full(path);
        let folder = full.parent().unwrap_or(&self.root);
        let replace = || -> io::Result<()> {
            fs::create_dir_all(folder)?;
            let mut file = tempfile::Builder::new().prefix(UNFINISHED.0).suffix(UNFINISHED.1).tempfile_in(folder)?;
            file.write_all(bytes)?;
            #[cfg(unix)]
            {
                // A temporary file is private to its owner; what is published is not.
                use std::os::unix::fs::PermissionsExt;
                file.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
            }
            file.persist(&full).map_err(|error| error.error)?;
            Ok(())
        };
        replace().map_err(|error| self.error(path, &error))
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
        let unfinished = |name: &str| name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1);
        for entry in WalkDir::new(self.full(folder)).into_iter().flatten() {
            if entry.file_type().is_file() && entry.file_name().to_str().is_some_and(unfinished) {
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

    fn modified(&self, path: &Utf8Path) -> Option<Timestamp> {
        Timestamp::try_from(self.full(path).metadata().ok()?.modified().ok()?).ok()
    }

    fn now(&self) -> Timestamp {
        self.now.unwrap_or_else(Timestamp::now)
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
        assert_eq!(world.walk("content".into()).files, [FileEntry { path: "content/a/b.md".into(), size: 3 }]);
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
