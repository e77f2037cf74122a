use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering::SeqCst;

use camino::{Utf8Path, Utf8PathBuf};

use super::built::{Output, hand_over, open, write};
use super::manifest::{Journal, Manifest, Record};
use super::memory::{Found, Memory};
use super::worlds::{Careless, Counting, End, Failing};
use super::*;
use crate::diagnostics::{Findings, Format, Style};
use crate::site::AudienceId;
use crate::world::{DiskWorld, MemoryWorld, World};

fn audience(id: &str) -> AudienceId {
    AudienceId::new(id).unwrap()
}

/// Files of one audience by path and text; `host:` before a path makes it the host's.
fn outputs(id: &str, files: &[(&str, &str)]) -> Vec<Output> {
    let output = |(path, text): &(&str, &str)| match path.strip_prefix("host:") {
        Some(path) => Output::new(path, text.as_bytes(), Scope::Host),
        None => Output::new(*path, text.as_bytes(), Scope::Variant(audience(id))),
    };
    files.iter().map(output).collect()
}

fn build(world: &dyn World, files: &[(&str, &str)]) -> Result<Report, Findings> {
    write(&mut open(world)?, &outputs("b2c", files), None)
}

/// A build that announces these files and has handed over none.
fn begin<'f, 'w>(folder: &'f mut OutputFolder<'w>, files: &[(&str, &str)]) -> Writing<'f, 'w> {
    folder.begin(outputs("b2c", files).into_iter().map(|output| (output.path, output.scope)), None).unwrap()
}

/// Paths and texts of the output folder.
fn shown(world: &dyn World) -> BTreeMap<String, String> {
    let text = |path: Utf8PathBuf| {
        let text = String::from_utf8(world.read(&Utf8Path::new("output").join(&path)).unwrap()).unwrap();
        (path.to_string(), text)
    };
    strangers::files_below(world, "output".into()).map(text).collect()
}

fn expected(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

fn said(findings: Findings) -> String {
    findings.sorted().iter().map(|finding| Format::Human.write(finding, Style::Plain)).collect()
}

fn manifest_path(world: &MemoryWorld) -> Utf8PathBuf {
    world.snapshot().into_keys().find(|path| path.starts_with(STATE)).unwrap()
}

#[test]
fn a_build_writes_what_differs_and_removes_what_is_gone() {
    let world = MemoryWorld::default();
    build(&world, &[("index.html", "a"), ("old/index.html", "b"), ("host:robots.txt", "c")]).unwrap();
    let report = build(&world, &[("index.html", "new"), ("new/index.html", "b"), ("host:robots.txt", "c")]).unwrap();
    let paths = |paths: &[&str]| paths.iter().map(Utf8PathBuf::from).collect::<Vec<_>>();
    let expected_report =
        Report { written: paths(&["index.html", "new/index.html"]), unchanged: 1, removed: paths(&["old/index.html"]), repaired: vec![] };
    assert_eq!(report, expected_report);
    assert_eq!(shown(&world), expected(&[("index.html", "new"), ("new/index.html", "b"), ("robots.txt", "c")]));
}

#[test]
fn a_build_that_changes_nothing_touches_nothing_not_even_the_manifest() {
    let world = MemoryWorld::default();
    build(&world, &[("index.html", "a")]).unwrap();
    let full = Failing::after(0, &world, End::Full);
    let report = write(&mut open(&full).unwrap(), &outputs("b2c", &[("index.html", "a")]), None).unwrap();
    assert_eq!((report.written.len(), report.unchanged), (0, 1));
}

#[test]
fn a_file_that_somebody_changed_or_removed_is_repaired_and_said_to_be() {
    let world = MemoryWorld::default();
    let files = [("a.html", "a"), ("b.html", "b"), ("c.html", "c")];
    build(&world, &files).unwrap();
    world.put("output/a.html", "by hand");
    world.remove("output/b.html".into()).unwrap();
    let report = build(&world, &files).unwrap();
    assert_eq!(report.repaired, ["a.html", "b.html"]);
    assert_eq!((report.written, shown(&world)), (report.repaired, expected(&files)));
}

#[test]
fn files_that_are_not_ours_stay_and_so_do_their_folders() {
    let world = MemoryWorld::default();
    build(&world, &[("a/index.html", "a"), ("b.html", "b")]).unwrap();
    world.put("output/a/notes.txt", "mine");
    world.put("output/CNAME", "mine");
    build(&world, &[("b.html", "b")]).unwrap();
    assert_eq!(shown(&world), expected(&[("CNAME", "mine"), ("a/notes.txt", "mine"), ("b.html", "b")]));
    assert_eq!(clean(&world, "output".into()).unwrap(), ["b.html"]);
    assert_eq!(shown(&world), expected(&[("CNAME", "mine"), ("a/notes.txt", "mine")]));
    assert_eq!(world.snapshot().len(), 2, "the manifest is gone");
}

#[test]
fn a_folder_with_files_of_somebody_else_is_refused_until_it_is_adopted() {
    let world = MemoryWorld::default();
    world.put("output/.gitkeep", "");
    world.put("output/.git/config", "");
    assert!(open(&world).is_ok(), "what begins with a dot is no file of a site");
    world.put("output/photos/cup.jpg", "mine");
    world.put("output/index.html", "theirs");
    insta::assert_snapshot!(said(open(&world).err().unwrap()), @"
    error[emit/strangers]: the output folder holds files that Segue did not write, such as `index.html`
    --> output
     = help: choose another folder; empty this one, if an earlier build made it and `.segue/` is gone; or give --adopt, which replaces files at the site's addresses and leaves all others
    ");
    let mut adopted = OutputFolder::open(&world, &Protected::default(), "output".into(), Strangers::Adopt).unwrap();
    write(&mut adopted, &outputs("b2c", &[("index.html", "a")]), None).unwrap();
    drop(adopted);
    build(&world, &[("other.html", "a")]).unwrap();
    let left = [(".git/config", ""), (".gitkeep", ""), ("other.html", "a"), ("photos/cup.jpg", "mine")];
    assert_eq!(shown(&world), expected(&left));
}

#[test]
fn a_file_of_somebody_else_is_never_replaced_unasked() {
    let world = MemoryWorld::default();
    build(&world, &[("index.html", "a")]).unwrap();
    world.put("output/robots.txt", "mine");
    world.put("output/same.txt", "same");
    world.put("output/news", "mine");
    world.put("output/about/notes.txt", "mine");
    let before = world.snapshot();
    let way = [("about", "x"), ("news/index.html", "x"), ("robots.txt", "ours"), ("same.txt", "same")];
    insta::assert_snapshot!(said(build(&world, &way).unwrap_err()), @"
    error[emit/in-the-way]: this folder stands where the build has a file
    --> output/about
     = help: move it away

    error[emit/in-the-way]: this is no folder, and the build has files for a folder of this name
    --> output/news
     = help: move it away
    ");
    // Whether a file is what the build has for its place is seen when that comes.
    insta::assert_snapshot!(said(build(&world, &way[2..]).unwrap_err()), @"
    error[emit/in-the-way]: Segue did not write this file, and the build has another one for its place
    --> output/robots.txt
     = help: move it away, or give --adopt to let the build replace it
    ");
    assert_eq!(world.snapshot(), before);
}

#[test]
fn folders_that_the_build_reads_are_refused() {
    let world = MemoryWorld::default();
    world.put("content/a.md", "");
    world.put("notes.txt", "");
    let refused = |folder: &str| OutputFolder::open(&world, &Protected::default(), folder.into(), Strangers::Adopt).err().map(said);
    for folder in ["", ".", "output/..", "..", "/", "content", "Content", "./content/static", "themes/lumen/out", ".segue/out", "notes.txt"]
    {
        assert!(refused(folder).is_some(), "{folder}");
    }
    for folder in ["output", "../public", "/srv/www", "contents", "docs/public"] {
        assert_eq!(refused(folder), None, "{folder}");
    }
    insta::assert_snapshot!(refused("content/static").unwrap(), @"
    error[emit/output-folder]: the output folder lies in `content`, which the build reads
    --> content/static
     = help: choose a folder that is used for nothing else, such as `output`
    ");
}

#[test]
fn a_build_for_one_audience_leaves_the_others_and_the_host_as_they_are() {
    let world = MemoryWorld::default();
    let mut all = outputs("b2b", &[("b2b/a.html", "1"), ("b2b/old.html", "1")]);
    all.extend(outputs("b2c", &[("b2c/a.html", "1"), ("b2c/old.html", "1"), ("host:style.css", "1")]));
    write(&mut open(&world).unwrap(), &all, None).unwrap();
    world.put("output/b2c/a.html", "by hand");

    let mut all = outputs("b2b", &[("b2b/a.html", "2")]);
    all.extend(outputs("b2c", &[("b2c/a.html", "2"), ("host:style.css", "2"), ("host:new.css", "2")]));
    let only = BTreeSet::from([audience("b2b")]);
    let report = write(&mut open(&world).unwrap(), &all, Some(&only)).unwrap();
    assert_eq!((report.written, report.removed), (vec!["b2b/a.html".into()], vec!["b2b/old.html".into()]));
    let left = [("b2b/a.html", "2"), ("b2c/a.html", "by hand"), ("b2c/old.html", "1"), ("style.css", "1")];
    assert_eq!(shown(&world), expected(&left));

    let wrong = write(&mut open(&world).unwrap(), &outputs("b2b", &[("b2c/a.html", "2")]), Some(&only));
    insta::assert_snapshot!(said(wrong.unwrap_err()), @"
    error[emit/two-outputs]: two files want to be `b2c/a.html`: one of audience b2c, one of audience b2b
    help: build all audiences together: one of these was written earlier and may be out of date
    ");
    write(&mut open(&world).unwrap(), &all, None).unwrap();
    assert_eq!(shown(&world), expected(&[("b2b/a.html", "2"), ("b2c/a.html", "2"), ("new.css", "2"), ("style.css", "2")]));
}

#[test]
fn a_manifest_that_cannot_be_read_is_made_anew_from_files_that_are_what_is_built() {
    let world = MemoryWorld::default();
    let files = [("a.html", "a"), ("b.html", "b")];
    build(&world, &files).unwrap();
    world.put(manifest_path(&world), "{");
    let mut folder = open(&world).unwrap();
    insta::assert_snapshot!(said(folder.warning().unwrap().into()), @"
    warning[emit/manifest]: the list of the files that Segue wrote here cannot be used: it is damaged, or another version of Segue wrote it
    --> output
     = help: files that are what this build writes are known by that; any others stay until you remove them
    ");
    assert_eq!(write(&mut folder, &outputs("b2c", &files), None).unwrap().unchanged, 2);
    drop(folder);
    assert_eq!(build(&world, &[("a.html", "a")]).unwrap().removed, ["b.html"]);

    world.put(manifest_path(&world), "");
    world.put("output/mine.html", "mine");
    let before = world.snapshot();
    assert!(said(build(&world, &files).unwrap_err()).contains("such as `mine.html`"));
    assert!(said(clean(&world, "output".into()).unwrap_err()).contains("nobody knows which files"));
    assert_eq!(world.snapshot(), before);
}

#[test]
fn a_manifest_of_another_folder_or_with_paths_that_lead_out_is_not_believed() {
    let world = MemoryWorld::default();
    build(&world, &[("a.html", "a")]).unwrap();
    let path = manifest_path(&world);
    let sound = world.read(&path).unwrap();
    world.put("secret.txt", "x");
    let other = Memory::new(&world, "public".into());
    let Found::Manifest(manifest) = Memory::new(&world, "output".into()).manifest(&world).unwrap() else { panic!() };
    let saved = |memory: &Memory, manifest: &Manifest| {
        let fresh = MemoryWorld::default();
        memory.save(&fresh, manifest).unwrap();
        fresh.read(&manifest_path(&fresh)).unwrap()
    };
    let record = manifest.files.get("a.html").unwrap().clone();
    let leading_out = Manifest { files: [("../secret.txt".to_owned(), record)].into(), together: true };
    let ours = Memory::new(&world, "output".into());
    let mut later = sound.clone();
    later[11] = b'4';
    assert_eq!(saved(&ours, &manifest), sound);
    for (what, bytes) in [("paths", saved(&ours, &leading_out)), ("folder", saved(&other, &manifest)), ("version", later)] {
        world.put(&path, bytes);
        assert!(open(&world).unwrap().warning().is_some(), "{what}");
        assert!(clean(&world, "output".into()).is_err() && world.is_file("secret.txt".into()), "{what}");
    }
}

#[test]
fn what_the_first_version_of_segue_wrote_is_known_by_its_content() {
    let world = MemoryWorld::default();
    build(&world, &[("a.html", "a")]).unwrap();
    let path = manifest_path(&world);
    let old = path.with_extension("json");
    world.remove(&path).unwrap();
    world.put(&old, "{}");
    assert!(said(open(&world).unwrap().warning().unwrap().into()).contains("another version of Segue wrote it"));
    assert_eq!(build(&world, &[("a.html", "a")]).unwrap().unchanged, 1);
    assert!(world.is_file(&path) && !world.is_file(&old));
}

#[test]
fn a_build_with_nothing_to_do_reads_no_file_of_the_output_and_notices_every_change() {
    let world = MemoryWorld::default();
    let files = [("a.html", "a"), ("b.html", "b"), ("c.html", "c")];
    build(&world, &files).unwrap();
    let counting = Counting::new(&world);
    assert_eq!(build(&counting, &files).unwrap().unchanged, 3);
    assert_eq!(counting.reads.load(SeqCst), 0);
    world.put("output/a.html", "z");
    world.put("output/b.html", "b");
    assert_eq!(build(&counting, &files).unwrap().repaired, ["a.html"]);
    assert_eq!(counting.reads.load(SeqCst), 2, "what was written again, with whatever content, has to be read");
    assert_eq!(build(&counting, &files).unwrap().unchanged, 3);
    assert_eq!(counting.reads.load(SeqCst), 2, "and only once");
}

#[test]
fn a_file_is_kept_without_its_bytes_only_where_it_still_holds_what_was_written() {
    let world = MemoryWorld::default();
    let files = [("a.html", "a"), ("b.html", "b"), ("c.html", "c")];
    build(&world, &files).unwrap();
    world.put("output/b.html", "z");
    let mut folder = open(&world).unwrap();
    let writing = begin(&mut folder, &[("a.html", "a"), ("b.html", "b"), ("c.html", "c"), ("new.html", "n")]);
    let [a, b, other, new] = [b"a", b"b", b"x", b"n"].map(|text| ContentHash::of(text));
    assert!(writing.keep("a.html".into(), a));
    assert!(!writing.keep("b.html".into(), b) && !writing.keep("c.html".into(), other) && !writing.keep("new.html".into(), new));
    for (path, text) in [("b.html", "b"), ("c.html", "x"), ("new.html", "n")] {
        writing.put(path.into(), text.as_bytes()).unwrap();
    }
    let report = writing.commit().unwrap();
    assert_eq!((report.unchanged, report.written), (1, vec!["b.html".into(), "c.html".into(), "new.html".into()]));
    assert_eq!(report.repaired, ["b.html"]);
}

#[test]
fn a_build_that_leaves_out_a_file_it_announced_changes_nothing() {
    let world = MemoryWorld::default();
    build(&world, &[("a.html", "1")]).unwrap();
    let before = world.snapshot();
    let mut folder = open(&world).unwrap();
    let writing = begin(&mut folder, &[("a.html", ""), ("b.html", "")]);
    writing.put("a.html".into(), b"2").unwrap();
    assert!(writing.put("c.html".into(), b"2").is_err());
    insta::assert_snapshot!(said(writing.commit().unwrap_err()), @"
    error[emit/missing]: `b.html` was planned and never made
    help: this is a mistake in Segue: please report it
    ");
    assert_eq!(world.snapshot(), before);
}

#[test]
fn a_second_build_is_refused_while_one_is_at_work() {
    let world = MemoryWorld::default();
    build(&world, &[("a.html", "1")]).unwrap();
    let working = open(&world).unwrap();
    let refused = open(&world).err().unwrap();
    assert!(refused.have(LOCKED));
    insta::assert_snapshot!(said(refused), @"
    error[emit/locked]: another build of this site is at work
    help: wait until it has ended, or end it, and build again
    ");
    assert!(clean(&world, "output".into()).unwrap_err().have(LOCKED));
    drop(working);
    assert_eq!(clean(&world, "output".into()).unwrap(), ["a.html"]);
}

#[test]
fn a_full_disk_is_one_finding_and_the_next_build_writes_the_rest() {
    let world = MemoryWorld::default();
    build(&world, &[("a.html", "1"), ("b.html", "1"), ("old.html", "1")]).unwrap();
    let files = [("a.html", "2"), ("b.html", "2"), ("c.html", "2")];
    let before = world.snapshot();
    for changes in 0.. {
        let full = Failing::after(changes, &world, End::Full);
        let mut folder = open(&full).unwrap();
        let Err(failed) = hand_over(&mut folder, &outputs("b2c", &files), None) else { break };
        let message = said(failed);
        assert!(message.matches("the disk is full").count() == 1 && message.ends_with("build again\n\n"), "{message}");
        drop(folder);
        let left = world.snapshot().into_iter().filter(|(path, _)| !path.as_str().contains("journal")).collect::<BTreeMap<_, _>>();
        assert_eq!(left, before, "nothing is changed before all is made ready");
    }
    let report = build(&world, &files).unwrap();
    assert_eq!((shown(&world), report.repaired.len()), (expected(&files), 0));
}

#[test]
fn a_disk_that_is_full_at_the_last_moment_is_one_finding_and_the_next_build_writes_the_rest() {
    let files = [("a.html", "2"), ("b.html", "2"), ("c.html", "2")];
    let mut finished = false;
    for changes in 0..40 {
        let world = MemoryWorld::default();
        build(&world, &[("a.html", "1"), ("b.html", "1"), ("old.html", "1")]).unwrap();
        let full = Failing::after(changes, &world, End::Full);
        let mut folder = open(&full).unwrap();
        let result = hand_over(&mut folder, &outputs("b2c", &files), None).and_then(Writing::commit);
        drop(folder);
        finished = result.is_ok();
        if let Err(failed) = result {
            let message = said(failed);
            assert_eq!(message.matches("the disk is full").count(), 1, "{message}");
            let is_written = ["a.html", "b.html", "c.html"].iter().all(|path| shown(&world).get(*path).is_some_and(|text| text == "2"));
            assert!(is_written || shown(&world).contains_key("old.html"), "nothing is removed before everything is written");
        }
        let report = build(&world, &files).unwrap();
        assert_eq!((shown(&world), report.repaired.len()), (expected(&files), 0), "after {changes}");
    }
    assert!(finished, "one of them had room for all");
}

#[test]
fn a_file_may_become_a_folder_and_a_folder_a_file() {
    let world = MemoryWorld::default();
    for files in [&[("a", "x"), ("b/c/d", "x")][..], &[("a/x", "x"), ("b", "x")], &[("a", "x"), ("b/c", "x"), ("b/d", "x")]] {
        build(&world, files).unwrap();
        assert_eq!(shown(&world), expected(files));
    }
}

#[test]
fn a_change_of_capitals_loses_no_file_where_capitals_are_not_told_apart() {
    let world = Careless::default();
    for files in [&[("About/a.html", "x"), ("b.html", "x")][..], &[("about/a.html", "x"), ("B.html", "x")], &[("b.html/c", "x")]] {
        build(&world, files).unwrap();
        assert_eq!(shown(&world), expected(files));
        assert_eq!(build(&world, files).unwrap().written, [""; 0]);
    }
}

#[test]
fn two_files_for_one_place_change_nothing() {
    let world = MemoryWorld::default();
    build(&world, &[("a.html", "1")]).unwrap();
    let before = world.snapshot();
    insta::assert_snapshot!(said(build(&world, &[("a.html", "2"), ("host:a.html", "3"), ("../b.html", "4")]).unwrap_err()), @"
    error[emit/path]: `../b.html` of audience b2c would lie outside the output folder
    help: give the page another slug, or the file another name

    error[emit/two-outputs]: two files want to be `a.html`: one of audience b2c, one of the whole site
    help: give one of them another slug or name
    ");
    assert_eq!(world.snapshot(), before);
}

mod on_a_real_disk {
    use super::*;

    fn project() -> (tempfile::TempDir, DiskWorld) {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::from_path_buf(folder.path().canonicalize().unwrap()).unwrap();
        (folder, DiskWorld::new(root))
    }

    #[cfg(unix)]
    #[test]
    fn equal_files_are_not_touched_and_empty_folders_go() {
        use std::os::unix::fs::MetadataExt;
        let (_keep, world) = project();
        build(&world, &[("a/index.html", "1"), ("b/c/index.html", "1"), ("same.html", "1")]).unwrap();
        let inode = || std::fs::metadata(world.root().join("output/same.html")).unwrap().ino();
        let before = inode();
        build(&world, &[("a/index.html", "2"), ("same.html", "1")]).unwrap();
        assert_eq!((inode(), world.names("output".into())), (before, vec!["a".to_owned(), "same.html".to_owned()]));
        assert_eq!(shown(&world), expected(&[("a/index.html", "2"), ("same.html", "1")]));
    }

    #[test]
    fn a_file_may_become_a_folder_and_a_folder_a_file() {
        let (_keep, world) = project();
        for files in [&[("a", "x"), ("b/c/d", "x")][..], &[("a/x", "x"), ("b", "x")], &[("a", "x"), ("b/c", "x"), ("b/d", "x")]] {
            build(&world, files).unwrap();
            assert_eq!(shown(&world), expected(files));
        }
        clean(&world, "output".into()).unwrap();
        assert_eq!(world.names("output".into()), [""; 0]);
    }

    #[test]
    fn what_a_killed_build_left_half_written_is_swept_away_by_the_next() {
        let (_keep, world) = project();
        build(&world, &[("a.html", "1")]).unwrap();
        let memory = Memory::new(&world, "output".into());
        for path in ["output/.segue-k1l2.part", ".segue/.segue-k1l2.part"] {
            world.write(path.into(), b"half").unwrap();
        }
        world.make_folders("output/new/deep".into()).unwrap();
        let record = Record { scope: Scope::Host, hash: ContentHash::of(b"2"), stamp: None };
        let pending = [("b.html".to_owned(), record.clone()), ("c.html".to_owned(), record)].into();
        memory.announce(&world, &Journal { folders: vec!["new".to_owned(), "new/deep".to_owned()], pending }).unwrap();
        world.write("output/b.html".into(), b"2").unwrap();
        world.write("output/c.html".into(), b"of somebody else").unwrap();
        let report = build(&world, &[("a.html", "1")]).unwrap();
        assert_eq!((report.removed, world.names("output".into())), (vec!["b.html".into()], vec!["a.html".into(), "c.html".into()]));
        assert_eq!(world.names(STATE.into()).len(), 1, "the journal is gone");
    }

    #[test]
    fn a_folder_that_a_killed_build_emptied_and_did_not_remove_is_in_nobodys_way() {
        let (_keep, world) = project();
        build(&world, &[("place/inside", "1")]).unwrap();
        world.remove("output/place/inside".into()).unwrap();
        build(&world, &[("place", "1")]).unwrap();
        assert_eq!(shown(&world), expected(&[("place", "1")]));
    }

    /// Everything in the output folder, folders too.
    fn listing(world: &DiskWorld) -> Vec<String> {
        let all = walkdir::WalkDir::new(world.root().join("output")).sort_by_file_name().into_iter();
        all.map(|entry| entry.unwrap().path().to_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn a_build_that_is_given_up_leaves_no_file_and_no_folder() {
        let (_keep, world) = project();
        let given_up = |files: &[(&str, &str)]| {
            let mut folder = open(&world).unwrap();
            let writing = hand_over(&mut folder, &outputs("b2c", files), None).unwrap();
            let during = listing(&world).len();
            drop(writing);
            during
        };
        assert!(given_up(&[("a/index.html", "1")]) > 0);
        assert!(!world.root().join("output").exists(), "not even the folder itself");
        build(&world, &[("a/index.html", "1"), ("b/c", "1"), ("b/d", "1")]).unwrap();
        world.make_folders("output/empty/inside".into()).unwrap();
        let (before, shown_before) = (listing(&world), shown(&world));
        let during = given_up(&[("a/index.html", "2"), ("b", "2"), ("new/deep/index.html", "2"), ("empty/x", "2")]);
        assert!(during > before.len());
        assert_eq!((listing(&world), shown(&world)), (before, shown_before));
    }

    #[test]
    fn a_young_file_is_read_until_its_stamp_has_settled() {
        let (_keep, world) = project();
        build(&world, &[("a.html", "1")]).unwrap();
        // Of the same length, and perhaps within the same tick of the clock.
        let mut file = std::fs::File::options().write(true).open(world.root().join("output/a.html")).unwrap();
        std::io::Write::write_all(&mut file, b"2").unwrap();
        assert_eq!(build(&world, &[("a.html", "1")]).unwrap().repaired, ["a.html"]);
        assert_eq!(shown(&world), expected(&[("a.html", "1")]));
    }

    #[cfg(unix)]
    #[test]
    fn an_output_folder_that_cannot_be_written_to_is_a_finding_and_nothing_changes() {
        use std::os::unix::fs::PermissionsExt;
        let (_keep, world) = project();
        build(&world, &[("a.html", "1")]).unwrap();
        let output = world.root().join("output");
        let allow = |mode| std::fs::set_permissions(&output, std::fs::Permissions::from_mode(mode)).unwrap();
        allow(0o555);
        if world.write("output/probe".into(), b"").is_ok() {
            // Whoever runs this may write everywhere.
            return;
        }
        let message = said(build(&world, &[("a.html", "2"), ("b.html", "2")]).unwrap_err());
        allow(0o755);
        assert!(message.contains("permission denied") && message.contains("make the output folder writable"), "{message}");
        assert_eq!(shown(&world), expected(&[("a.html", "1")]));
        assert_eq!(build(&world, &[("a.html", "2")]).unwrap().written, ["a.html"]);
    }

    #[cfg(unix)]
    #[test]
    fn no_link_in_the_output_folder_leads_the_build_elsewhere() {
        let (_keep, world) = project();
        let (_other, elsewhere) = project();
        build(&world, &[("a.html", "1")]).unwrap();
        std::os::unix::fs::symlink(elsewhere.root(), world.root().join("output/media")).unwrap();
        let message = said(build(&world, &[("a.html", "1"), ("media/cup.png", "x")]).unwrap_err());
        assert!(message.contains("this is no folder"), "{message}");
        assert_eq!(elsewhere.names("".into()), [""; 0]);
    }

    #[test]
    fn the_folder_may_lie_outside_of_the_project_and_the_project_may_be_moved() {
        let (_keep, world) = project();
        let (_other, elsewhere) = project();
        let out = elsewhere.root().join("www");
        let mut folder = OutputFolder::open(&world, &Protected::default(), &out, Strangers::Refuse).unwrap();
        write(&mut folder, &outputs("b2c", &[("a", "1")]), None).unwrap();
        drop(folder);
        assert_eq!(elsewhere.read("www/a".into()).unwrap(), b"1");
        assert_eq!(clean(&world, &out).unwrap(), ["a"]);

        build(&world, &[("a", "1")]).unwrap();
        let (_new, moved) = project();
        for path in strangers::files_below(&world, "".into()) {
            moved.write(&path, &world.read(&path).unwrap()).unwrap();
        }
        assert_eq!(build(&moved, &[("a", "1")]).unwrap().unchanged, 1);
    }
}
