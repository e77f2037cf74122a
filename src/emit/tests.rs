use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use super::worlds::{Careless, Failing};
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

fn open(world: &dyn World) -> Result<OutputFolder<'_>, Findings> {
    OutputFolder::open(world, &Protected::default(), "output".into(), Strangers::Refuse)
}

fn build(world: &dyn World, files: &[(&str, &str)]) -> Result<Report, Findings> {
    open(world)?.write(&outputs("b2c", files), None)
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
    let full = Failing::after(0, &world);
    let report = open(&full).unwrap().write(&outputs("b2c", &[("index.html", "a")]), None).unwrap();
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
     = help: choose another folder, empty this one, or give --adopt, which deletes nothing
    ");
    let mut adopted = OutputFolder::open(&world, &Protected::default(), "output".into(), Strangers::Adopt).unwrap();
    adopted.write(&outputs("b2c", &[("index.html", "a")]), None).unwrap();
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
    let files = [("about", "x"), ("news/index.html", "x"), ("robots.txt", "ours"), ("same.txt", "same")];
    insta::assert_snapshot!(said(build(&world, &files).unwrap_err()), @"
    error[emit/in-the-way]: this folder stands where the build has a file
    --> output/about
     = help: move it away

    error[emit/in-the-way]: this is no folder, and the build has files for a folder of this name
    --> output/news
     = help: move it away

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
    open(&world).unwrap().write(&all, None).unwrap();
    world.put("output/b2c/a.html", "by hand");

    let mut all = outputs("b2b", &[("b2b/a.html", "2")]);
    all.extend(outputs("b2c", &[("b2c/a.html", "2"), ("host:style.css", "2"), ("host:new.css", "2")]));
    let only = BTreeSet::from([audience("b2b")]);
    let report = open(&world).unwrap().write(&all, Some(&only)).unwrap();
    assert_eq!((report.written, report.removed), (vec!["b2b/a.html".into()], vec!["b2b/old.html".into()]));
    let left = [("b2b/a.html", "2"), ("b2c/a.html", "by hand"), ("b2c/old.html", "1"), ("style.css", "1")];
    assert_eq!(shown(&world), expected(&left));

    let wrong = open(&world).unwrap().write(&outputs("b2b", &[("b2c/a.html", "2")]), Some(&only));
    insta::assert_snapshot!(said(wrong.unwrap_err()), @"
    error[emit/two-outputs]: two files want to be `b2c/a.html`: one of audience b2c, one of audience b2b
    help: build all audiences together: one of these was written earlier and may be out of date
    ");
    open(&world).unwrap().write(&all, None).unwrap();
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
    assert_eq!(folder.write(&outputs("b2c", &files), None).unwrap().unchanged, 2);
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
    let sound = String::from_utf8(world.read(&path).unwrap()).unwrap();
    world.put("secret.txt", "x");
    for (from, to) in [("a.html", "../secret.txt"), ("\"output\"", "\"public\""), ("\"version\":1", "\"version\":2")] {
        assert!(sound.contains(from), "{sound}");
        world.put(&path, sound.replace(from, to));
        assert!(open(&world).unwrap().warning().is_some(), "{to}");
        assert!(clean(&world, "output".into()).is_err() && world.is_file("secret.txt".into()), "{to}");
    }
}

#[test]
fn a_full_disk_is_one_finding_and_the_next_build_writes_the_rest() {
    let world = MemoryWorld::default();
    build(&world, &[("a.html", "1"), ("b.html", "1"), ("old.html", "1")]).unwrap();
    let files = [("a.html", "2"), ("b.html", "2"), ("c.html", "2")];
    let full = Failing::after(2, &world);
    let failed = open(&full).unwrap().write(&outputs("b2c", &files), None);
    let message = said(failed.unwrap_err());
    assert_eq!(message.matches("the disk is full").count(), 1, "{message}");
    assert!(shown(&world).contains_key("old.html"), "nothing is removed before everything is written");
    let report = build(&world, &files).unwrap();
    assert_eq!((shown(&world), report.repaired.len()), (expected(&files), 0));
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
        let path = Utf8PathBuf::from(STATE).join(&world.names(STATE.into())[0]);
        let text = String::from_utf8(world.read(&path).unwrap()).unwrap();
        let pending = "\"pending\":{\"b.html\":{\"scope\":\"host\",\"hash\":\"\"}}";
        world.write(&path, text.replace("\"pending\":{}", pending).as_bytes()).unwrap();
        world.write("output/.segue-k1l2.part".into(), b"half").unwrap();
        build(&world, &[("a.html", "1")]).unwrap();
        assert_eq!(world.names("output".into()), ["a.html"]);
        assert_eq!(String::from_utf8(world.read(&path).unwrap()).unwrap(), text);
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
        OutputFolder::open(&world, &Protected::default(), &out, Strangers::Refuse)
            .unwrap()
            .write(&outputs("b2c", &[("a", "1")]), None)
            .unwrap();
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
