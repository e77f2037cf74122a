//! The program under bad luck: killed at any instant, started twice at once, in a folder that it may not write to.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use segue::world::{DiskWorld, World};
use tempfile::TempDir;

use crate::cli::{edit, files, segue, starter};

type Files = BTreeMap<String, Vec<u8>>;

/// A site of which there are two versions, with one output folder.
struct Project {
    folder: TempDir,
    /// Which version lies in its place; the other waits beside the project.
    current: usize,
    /// What a clean build of each version makes: its files, and all folders.
    clean: [(Files, BTreeSet<PathBuf>); 2],
}

const BUILD: [&str; 4] = ["build", "--quiet", "--as-of", "2026-11-22"];

impl Project {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("site");
        std::fs::create_dir(&root).unwrap();
        segue(&root, &["init", "."]).fine();
        let mut project = Self { folder, current: 0, clean: Default::default() };
        let other = project.waiting(1);
        let copied = Command::new("cp").arg("-r").arg(root.join("content")).arg(&other).status().unwrap();
        assert!(copied.success());
        write_version(&root.join("content"), "first");
        write_version(&other, "second");
        for version in [1, 0] {
            project.turn_to(version);
            segue(&root, &[&BUILD[..], &["--out", "../clean"]].concat()).fine();
            let clean = project.folder.path().join("clean");
            project.clean[version] = (files(&clean), folders(&clean));
            std::fs::remove_dir_all(&clean).unwrap();
            std::fs::remove_dir_all(root.join(".segue")).unwrap();
        }
        project
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    fn output(&self) -> PathBuf {
        self.root().join("output")
    }

    fn waiting(&self, version: usize) -> PathBuf {
        self.folder.path().join(format!("content-{version}"))
    }

    /// Puts a version in its place.
    fn turn_to(&mut self, version: usize) {
        if version != self.current {
            std::fs::rename(self.root().join("content"), self.waiting(self.current)).unwrap();
            std::fs::rename(self.waiting(version), self.root().join("content")).unwrap();
            self.current = version;
        }
    }

    fn start(&self, arguments: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_segue"));
        command.current_dir(self.root()).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// What tells the file apart which says that a build is changing the output, or was killed while it did: another one when it commits.
    fn journal(&self) -> Option<(u64, i64)> {
        let mut entries = std::fs::read_dir(self.root().join(".segue")).into_iter().flatten().flatten();
        let journal = entries.find(|entry| entry.file_name().to_string_lossy().starts_with("journal-"))?;
        journal.metadata().ok().map(|metadata| (metadata.ino(), metadata.mtime_nsec()))
    }

    /// Until there is another journal, or the build has ended.
    fn wait_for_journal(&self, before: Option<(u64, i64)>, child: &mut Child) -> Option<(u64, i64)> {
        loop {
            let now = self.journal();
            if now.is_some() && now != before || child.try_wait().unwrap().is_some() {
                return now;
            }
            std::thread::sleep(Duration::from_micros(50));
        }
    }

    /// Every file is one that a version has, whole; gives back whether there are files of both. Where the content may have `changed` while it was
    /// read, what lists several sources may be of both.
    fn is_whole(&self, changed: bool) -> bool {
        let mut only = [false; 2];
        for (path, bytes) in files(&self.output()) {
            let name = path.rsplit('/').next().unwrap();
            if name.starts_with(".segue-") && name.ends_with(".part") {
                continue;
            }
            let is_of = self.clean.each_ref().map(|(clean, _)| clean.get(&path) == Some(&bytes));
            if is_of == [false; 2] {
                let of_both =
                    changed && self.clean.iter().any(|(clean, _)| clean.get(&path).is_some_and(|clean| is_page_to_its_end(clean, &bytes)));
                let sizes = self.clean.each_ref().map(|(clean, _)| clean.get(&path).map(Vec::len));
                assert!(of_both, "{path} is of neither version: {} bytes, where there are {sizes:?}", bytes.len());
            }
            for (only, version) in only.iter_mut().zip([[true, false], [false, true]]) {
                *only |= is_of == version;
            }
        }
        only == [true; 2]
    }

    /// Builds undisturbed: then the folder is that of a clean build, and nothing is left of any before.
    fn is_repaired(&self) {
        segue(&self.root(), &BUILD).fine();
        let (clean_files, clean_folders) = &self.clean[self.current];
        let (now_files, now_folders) = (files(&self.output()), folders(&self.output()));
        assert_eq!(now_files.keys().collect::<Vec<_>>(), clean_files.keys().collect::<Vec<_>>());
        assert!(now_files == *clean_files, "all files hold what a clean build writes");
        assert_eq!(now_folders, *clean_folders);
        let state: Vec<String> = files(&self.root().join(".segue")).into_keys().collect();
        let [cache @ .., manifest] = state.as_slice() else { panic!("nothing is remembered") };
        assert!(
            manifest.starts_with("manifest-")
                && cache.iter().all(|path| ["cache/changes", "cache/inputs", "cache/pages", "cache/site"].contains(&path.as_str())),
            "{state:?}"
        );
        let again = segue(&self.root(), &["build", "--as-of", "2026-11-22"]).fine();
        assert!(again.stderr.contains(" 0 written") && again.stderr.contains(" 0 removed"), "{}", again.stderr);
    }
}

/// Whether bytes begin and end as a page or feed does, and so were written whole.
fn is_page_to_its_end(clean: &[u8], bytes: &[u8]) -> bool {
    const ENDS: usize = 12;
    let [begin, end] = [&clean[..ENDS.min(clean.len())], &clean[clean.len().saturating_sub(ENDS)..]];
    clean.starts_with(b"<") && bytes.starts_with(begin) && bytes.ends_with(end)
}

/// Files and pages of a version: most are in both and differ, some are in one alone, and some get in each other's way.
fn write_version(content: &Path, version: &str) {
    let write = |path: String, text: String| {
        let full = content.join(path);
        std::fs::create_dir_all(full.parent().unwrap()).unwrap();
        std::fs::write(full, text).unwrap();
    };
    for number in 0..80 {
        let text = format!("{version} {number}\n").repeat(1 + number * 37 % 2000);
        write(format!("static/some/{}/{number}.txt", number % 7), text);
    }
    for number in 0..20 {
        write(format!("static/only-{version}/{}/{number}.txt", number % 5), format!("{version} {number}\n"));
        write(format!("static/same/{number}.txt"), format!("{number}\n"));
    }
    let (place, spelled) = if version == "first" { ("place", "Leaves") } else { ("place/inside", "leaves") };
    write(format!("static/{place}"), "in the way\n".to_owned());
    write(format!("static/{spelled}/green.txt"), "in the way\n".to_owned());
    for number in 0..4 {
        let slug = if number < 3 { "both" } else { version };
        let front = format!("title: Guide {number} of the {version}\naudience: all\ndate: 2026-01-01");
        write(format!("articles/{slug}-{number}.md"), format!("---\n{front}\n---\nText of the {version} version.\n"));
    }
}

/// All folders below a folder, by their paths there.
fn folders(folder: &Path) -> BTreeSet<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_dir());
    entries.map(|entry| entry.path().strip_prefix(folder).unwrap().to_owned()).collect()
}

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().unwrap())
}

/// Numbers that are the same for the same seed (SplitMix64: <https://prng.di.unimi.it/splitmix64.c>).
struct Chance(u64);

impl Chance {
    /// From 0 up to, not including, `end`.
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end.max(1)
    }
}

/// `SEGUE_KILLS` says how often, `SEGUE_SEED` with which instants.
#[test]
fn killed_at_any_instant_every_file_is_whole_and_the_next_build_equals_a_clean_one() {
    let (kills, seed) = (number("SEGUE_KILLS", 40), number("SEGUE_SEED", 20_261_122));
    let mut chance = Chance(seed);
    let mut project = Project::new();
    // How long a build lasts on average: from its start, from when it writes the first file beside its place, from when it commits.
    let mut spans = [Duration::ZERO; 3];
    for version in [0, 1, 0, 1] {
        project.turn_to(version);
        let started = Instant::now();
        let mut child = project.start(&BUILD);
        let first = project.wait_for_journal(None, &mut child);
        let staging = started.elapsed();
        project.wait_for_journal(first, &mut child);
        let committing = started.elapsed();
        assert!(child.wait().unwrap().success());
        for (span, began) in spans.iter_mut().zip([Duration::ZERO, staging, committing]) {
            *span += (started.elapsed() - began) / 4;
        }
    }
    let (mut rounds, mut killed, mut began, mut mixed) = (0, 0, 0, 0);
    // A build that ended before its instant came was not killed.
    while killed < kills && rounds < 20 * kills {
        if chance.below(8) == 0 {
            project.is_repaired();
        }
        let before = project.journal();
        project.turn_to(1 - project.current);
        let mut child = project.start(&BUILD);
        // A third of them at any time, a third while the output is changed, a third while files come to their places: that is soon over.
        let span = (rounds % 3) as usize;
        rounds += 1;
        if span > 0 {
            let mut seen = before;
            for _ in 0..span {
                seen = project.wait_for_journal(seen, &mut child);
            }
        }
        std::thread::sleep(Duration::from_nanos(chance.below(spans[span].as_nanos() as u64)));
        child.kill().unwrap();
        killed += u64::from(child.wait().unwrap().signal() == Some(9));
        began += usize::from(project.journal().is_some_and(|journal| Some(journal) != before));
        mixed += usize::from(project.is_whole(false));
    }
    println!("seed {seed}: of {rounds} builds {killed} were killed, {began} of them while they changed the output;");
    println!("after {mixed} it held files of both versions (a build, its writing, its commit took {spans:?})");
    project.is_repaired();
    assert_eq!(killed, kills, "too many builds ended before they could be killed");
}

#[test]
fn killed_while_it_watches_every_file_is_whole_and_the_next_build_equals_a_clean_one() {
    let (kills, seed) = (number("SEGUE_KILLS", 40) / 2, number("SEGUE_SEED", 20_261_122));
    let mut chance = Chance(seed);
    let mut project = Project::new();
    let started = Instant::now();
    assert!(project.start(&BUILD).wait().unwrap().success());
    let span = 3 * u64::try_from(started.elapsed().as_micros()).unwrap();
    let mut mixed = 0;
    for _ in 0..kills {
        if chance.below(8) == 0 {
            project.is_repaired();
        }
        let mut child = project.start(&[&BUILD[..], &["--watch"]].concat());
        // At any time: while it builds first, while it waits, while it builds what changed.
        for _ in 0..=chance.below(2) {
            std::thread::sleep(Duration::from_micros(chance.below(span)));
            project.turn_to(1 - project.current);
        }
        std::thread::sleep(Duration::from_micros(chance.below(span)));
        child.kill().unwrap();
        assert_eq!(child.wait().unwrap().signal(), Some(9), "it watches until it is killed");
        mixed += usize::from(project.is_whole(true));
    }
    println!("seed {seed}: killed {kills} times within {span} microseconds; after {mixed} it held files of both versions");
    project.is_repaired();
}

#[test]
fn of_builds_at_once_one_is_done_and_others_are_refused_or_wait_their_turn() {
    let project = Project::new();
    let world = DiskWorld::new(project.root().to_str().unwrap());
    let lock = world.lock(".segue/lock".into()).unwrap();
    for command in ["build", "clean"] {
        let refused = segue(&project.root(), &[command]);
        assert_eq!(refused.code, Some(2), "{}", refused.stderr);
        let message = format!("error[emit/locked]: another build of this site is at work (process {})", std::process::id());
        assert!(refused.stderr.contains(&message), "{}", refused.stderr);
    }
    drop(lock);
    let mut builds: Vec<Child> = (0..4).map(|_| project.start(&BUILD)).collect();
    let codes: Vec<Option<i32>> = builds.iter_mut().map(|build| build.wait().unwrap().code()).collect();
    assert!(codes.contains(&Some(0)) && codes.iter().all(|code| matches!(code, Some(0 | 2))), "{codes:?}");
    assert!(files(&project.output()) == project.clean[0].0);
    project.is_repaired();
}

/// Takes a permission away for as long as the test says; nothing where whoever runs it may do everything.
fn forbidden(path: &Path, mode: u32, is_allowed: impl Fn() -> bool, test: impl FnOnce()) {
    let before = std::fs::metadata(path).unwrap().permissions();
    std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    if !is_allowed() {
        test();
    }
    std::fs::set_permissions(path, before).unwrap();
}

#[test]
fn an_output_folder_that_is_read_only_stays_as_it_is() {
    let site = starter();
    let root = site.path();
    segue(root, &["build"]).fine();
    let (output, good) = (root.join("output"), files(&root.join("output")));
    edit(root.join("content/pages/about.md"), "title: ", "title: New ");
    let about = output.join("b2b/about");
    let is_allowed = || std::fs::write(about.join("probe"), "").is_ok() && std::fs::remove_file(about.join("probe")).is_ok();
    forbidden(&about, 0o555, is_allowed, || {
        let failed = segue(root, &["build"]);
        assert_eq!(failed.code, Some(1));
        assert!(failed.stderr.contains("make the output folder writable for you"), "{}", failed.stderr);
        assert_eq!(files(&output), good);
    });
    segue(root, &["build"]).fine();
    assert_ne!(files(&output), good);
}

#[test]
fn a_source_that_may_not_be_read_stops_the_build() {
    let site = starter();
    let root = site.path();
    segue(root, &["build"]).fine();
    let good = files(&root.join("output"));
    let about = root.join("content/pages/about.md");
    forbidden(
        &about,
        0o000,
        || std::fs::read(&about).is_ok(),
        || {
            let failed = segue(root, &["build"]);
            assert!(failed.code == Some(1) && failed.stderr.contains("permission denied"), "{}", failed.stderr);
            assert_eq!(files(&root.join("output")), good);
        },
    );
}
