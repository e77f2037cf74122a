#![expect(clippy::disallowed_methods, reason = "editors write to the disk without asking the world")]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use jiff::SignedDuration;

use super::{Means, Pace, Wakes, Watcher};
use crate::world::{Changes, DiskWorld, MemoryWorld, World};

/// Longer than any machine needs; only a failing test waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

/// A project on the disk, watched.
struct Project {
    _keep: tempfile::TempDir,
    root: Utf8PathBuf,
    watcher: Watcher,
    wakes: Wakes,
    told: BTreeSet<Utf8PathBuf>,
}

impl Project {
    fn with(files: &[&str], means: Means) -> Self {
        let keep = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::from_path_buf(keep.path().canonicalize().unwrap()).unwrap();
        let world = Arc::new(DiskWorld::live(root.clone()));
        for path in files {
            world.write(Utf8Path::new(path), b"first").unwrap();
        }
        let (watcher, wakes, problem) = Watcher::start(world, &root, means);
        assert_eq!(problem, None);
        Self { _keep: keep, root, watcher, wakes, told: BTreeSet::new() }
    }

    fn new(files: &[&str]) -> Self {
        Self::with(files, Means::Events)
    }

    fn write(&self, path: &str, text: &str) {
        let full = self.root.join(path);
        std::fs::create_dir_all(full.parent().unwrap()).unwrap();
        std::fs::write(full, text).unwrap();
    }

    /// As most editors save: a file beside it takes its place.
    fn save(&self, path: &str, text: &str) {
        let temporary = format!("{path}.tmp");
        self.write(&temporary, text);
        self.rename(&temporary, path);
    }

    fn rename(&self, from: &str, to: &str) {
        std::fs::rename(self.root.join(from), self.root.join(to)).unwrap();
    }

    /// Waits until all of these were told.
    #[track_caller]
    fn tells(&mut self, paths: &[&str]) {
        let started = Instant::now();
        while !paths.iter().all(|path| self.has_told(path)) {
            assert!(started.elapsed() < PATIENCE, "{paths:?} were not told, but {:?}", self.told);
            self.hear();
        }
    }

    /// Whether a path was told, or a folder that it is in.
    fn has_told(&self, path: &str) -> bool {
        Utf8Path::new(path).ancestors().any(|path| self.told.contains(path))
    }

    /// Waits for the next change.
    #[track_caller]
    fn hear(&mut self) {
        let patience = SignedDuration::try_from(PATIENCE).unwrap();
        match self.watcher.wait(Some(DiskWorld::live("").now() + patience)) {
            Some(Changes::Paths(paths)) => self.told.extend(paths),
            other => panic!("{other:?} after {:?}", self.told),
        }
    }

    /// What was told besides, up to a file that is written now.
    #[track_caller]
    fn tells_nothing_but(&mut self, paths: &[&str]) {
        self.write("content/last.md", "x");
        self.tells(&["content/last.md"]);
        let others: Vec<_> = self.told.iter().filter(|path| *path != "content/last.md" && !paths.contains(&path.as_str())).collect();
        assert!(others.is_empty(), "{others:?}");
    }
}

#[test]
fn an_atomic_save_is_one_change_of_the_file_that_was_saved() {
    let mut project = Project::new(&["site.yaml", "content/a.md"]);
    project.save("content/a.md", "second");
    project.hear();
    assert_eq!(project.told.iter().collect::<Vec<_>>(), ["content/a.md"]);
    project.save("site.yaml", "second");
    project.tells(&["site.yaml"]);
}

#[test]
fn a_file_that_came_and_went_is_not_told() {
    let mut project = Project::new(&["content/a.md"]);
    project.write("content/sedAbC123", "x");
    project.rename("content/sedAbC123", "content/a.md");
    project.tells(&["content/a.md"]);
    project.tells_nothing_but(&["content/a.md"]);
}

#[test]
fn renames_and_deletions_are_told_with_both_names() {
    let mut project = Project::new(&["content/a.md", "content/b.md", "content/folder/c.md"]);
    project.rename("content/a.md", "content/z.md");
    std::fs::remove_file(project.root.join("content/b.md")).unwrap();
    project.rename("content/folder", "content/moved");
    project.tells(&["content/a.md", "content/z.md", "content/b.md", "content/folder", "content/moved"]);
}

#[test]
fn folders_that_appear_later_are_watched_with_all_that_is_in_them() {
    let mut project = Project::new(&["site.yaml"]);
    project.write("content/articles/a.md", "x");
    project.write("themes/own/templates/page.html", "x");
    project.tells(&["content/articles/a.md", "themes/own/templates/page.html"]);
    project.told.clear();
    project.write("content/articles/a.md", "y");
    project.write("content/articles/new/b.md", "y");
    project.tells(&["content/articles/a.md"]);
    project.told.clear();
    std::fs::remove_dir_all(project.root.join("content")).unwrap();
    project.write("content/articles/a.md", "z");
    project.tells(&["content/articles/a.md"]);
    project.told.clear();
    project.write("content/articles/a.md", "once more");
    project.tells(&["content/articles/a.md"]);
}

#[test]
fn a_thousand_files_at_once_are_told_in_few_turns_and_none_is_lost() {
    let mut project = Project::new(&["content/a.md"]);
    let paths: Vec<String> = (0..1_000).map(|number| format!("content/many/{number}.md")).collect();
    for path in &paths {
        project.write(path, "x");
    }
    let mut turns = 0;
    while !paths.iter().all(|path| project.has_told(path)) {
        turns += 1;
        project.hear();
    }
    assert!(turns < 100, "{turns}");
}

#[test]
fn output_state_and_version_control_wake_nobody_nor_does_reading() {
    let mut project = Project::new(&["content/a.md", "output/index.html", ".git/HEAD"]);
    project.write("output/index.html", "y");
    project.write("output/new/index.html", "y");
    project.write(".segue/manifest.json", "y");
    project.write(".git/index", "y");
    project.write("content/.a.md.swp", "y");
    project.write("notes.txt", "y");
    std::fs::read(project.root.join("content/a.md")).unwrap();
    project.tells_nothing_but(&[]);
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_a_link_is_watched_where_it_leads_inside_the_project() {
    let mut project = Project::new(&["content/a.md", "shared/b.md"]);
    std::os::unix::fs::symlink(project.root.join("shared"), project.root.join("content/shared")).unwrap();
    project.tells(&["content/shared/b.md"]);
    project.told.clear();
    project.write("shared/b.md", "second");
    project.hear();
    assert_eq!(project.told.iter().collect::<Vec<_>>(), ["content/shared/b.md"]);
}

#[test]
fn a_poll_tells_the_same_without_any_event() {
    let mut project = Project::with(&["content/a.md", "content/b.md"], Means::Poll);
    project.save("content/a.md", "second");
    project.write("content/new/c.md", "x");
    std::fs::remove_file(project.root.join("content/b.md")).unwrap();
    project.tells(&["content/a.md", "content/b.md", "content/new/c.md"]);
}

#[test]
fn a_watcher_that_is_stopped_tells_no_more() {
    let mut project = Project::new(&["content/a.md"]);
    project.wakes.stop();
    assert_eq!(project.watcher.wait(None), None);
}

#[test]
fn when_the_clock_reaches_an_instant_anything_may_have_changed() {
    let now = "2026-11-22T21:30:00Z".parse().unwrap();
    let (mut watcher, _wakes) = Watcher::told(Arc::new(MemoryWorld::new(now)), Pace::default());
    assert_eq!(watcher.wait(Some(now)), Some(Changes::Anything));
}

/// A world in memory, and a watcher that hears only what the test tells it.
fn told(pace: Pace) -> (Arc<MemoryWorld>, Watcher, Wakes) {
    let world = Arc::new(MemoryWorld::default());
    world.put("content/a.md", "first");
    world.put("content/b.md", "first");
    let (watcher, wakes) = Watcher::told(world.clone(), pace);
    (world, watcher, wakes)
}

fn paths<const N: usize>(paths: [&str; N]) -> Option<Changes> {
    Some(Changes::Paths(paths.into_iter().map(Utf8PathBuf::from).collect()))
}

#[test]
fn what_events_missed_is_corrected_after_the_burst_and_said_once() {
    // Never looks by itself while all is quiet, so that only the burst can be the reason.
    let pace = Pace { quiet: PATIENCE * 10, at_most: PATIENCE * 10, ..Pace::default() };
    let (world, mut watcher, wakes) = told(pace);
    world.put("content/a.md", "second");
    world.put("content/b.md", "second, of which no event tells");
    world.put("content/c.md", "new, and nobody tells");
    wakes.paths(["content/a.md"]);
    assert_eq!(watcher.wait(None), paths(["content/a.md"]));
    assert_eq!(watcher.wait(None), paths(["content/b.md", "content/c.md"]));
    world.remove("content/b.md".into()).unwrap();
    wakes.paths(["content/a.md"]);
    assert_eq!(watcher.wait(None), paths(["content/a.md"]));
    assert_eq!(watcher.wait(None), paths(["content/b.md"]));
}

#[test]
fn when_every_event_is_lost_the_rescan_corrects_within_its_pace() {
    let (world, mut watcher, _wakes) = told(Pace::default());
    assert!(Pace::default().quiet <= Duration::from_secs(1));
    world.put("content/a.md", "second");
    assert_eq!(watcher.wait(None), paths(["content/a.md"]));
}

#[test]
fn an_event_after_which_nobody_knows_what_happened_is_followed_by_a_look_at_everything() {
    let pace = Pace { quiet: PATIENCE * 10, at_most: PATIENCE * 10, ..Pace::default() };
    let (world, mut watcher, wakes) = told(pace);
    world.put("content/b.md", "second");
    wakes.missed();
    assert_eq!(watcher.wait(None), paths(["content/b.md"]));
}

#[test]
fn what_editors_drop_wakes_nobody_but_is_never_lost() {
    let (world, mut watcher, wakes) = told(Pace::default());
    world.put("content/4913", "dropped by an editor, or somebody's own");
    wakes.paths(["content/4913", "content/a.md~"]);
    assert_eq!(watcher.wait(None), paths(["content/4913"]));
}
