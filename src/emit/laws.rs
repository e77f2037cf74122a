//! What holds after any sequence of builds.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use proptest::prelude::*;
use proptest::sample::select;

use super::built::{Output, hand_over, open, write};
use super::layout::Layout;
use super::worlds::{End, Failing};
use super::*;
use crate::diagnostics::Findings;
use crate::site::AudienceId;
use crate::world::{MemoryWorld, World};

/// Paths that get in each other's way in every manner.
const PATHS: [&str; 14] = [
    "a",
    "a/b",
    "a/b/c",
    "a/d",
    "A",
    "A/b",
    "b.html",
    "B.html",
    "c/index.html",
    "c/style.css",
    "c",
    "\u{e9}/x",
    "e\u{301}/y",
    "robots.txt",
];
const FOREIGN: [&str; 5] = ["CNAME", ".git/config", "a/notes.txt", "c/mine/photo.jpg", "robots.txt"];

/// What happens to an output folder.
#[derive(Debug, Clone)]
enum Event {
    Build(Vec<Output>),
    /// A build for B2B alone.
    Only(Vec<Output>),
    /// A build that is killed, or finds the disk full, after so many changes.
    Cut(Vec<Output>, usize, End),
    /// A build that is given up before it is committed.
    GivenUp(Vec<Output>),
    /// Somebody changes one of our files.
    Edit(&'static str),
    /// Somebody removes one of our files.
    Remove(&'static str),
    /// Somebody puts a file of their own there.
    Put(&'static str),
}

fn any_outputs() -> impl Strategy<Value = Vec<Output>> {
    let file = (select(&PATHS[..]), 0..3u8, select(&["b2b", "b2c", ""][..]));
    proptest::collection::vec(file, 0..8).prop_map(|files| {
        let mut outputs: Vec<Output> = Vec::new();
        for (path, byte, audience) in files {
            let mut more = outputs.clone();
            more.push(Output::new(path, vec![byte; 3], AudienceId::new(audience).map_or(Scope::Host, Scope::Variant)));
            let all = more.iter().map(|output| (output.path.as_str(), &output.scope));
            if Layout::new(std::iter::empty(), all).is_ok() {
                outputs = more;
            }
        }
        outputs
    })
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => any_outputs().prop_map(Event::Build),
        1 => any_outputs().prop_map(Event::Only),
        2 => (any_outputs(), 0..24usize, select(&[End::Full, End::Killed][..])).prop_map(|(outputs, changes, end)| Event::Cut(outputs, changes, end)),
        1 => any_outputs().prop_map(Event::GivenUp),
        1 => select(&PATHS[..]).prop_map(Event::Edit),
        1 => select(&PATHS[..]).prop_map(Event::Remove),
        1 => select(&FOREIGN[..]).prop_map(Event::Put),
    ]
}

type Files = BTreeMap<Utf8PathBuf, Vec<u8>>;

fn published(world: &MemoryWorld) -> Files {
    world.snapshot().into_iter().filter_map(|(path, bytes)| Some((path.strip_prefix("output").ok()?.to_owned(), bytes))).collect()
}

/// Without files that are still being written.
fn whole(mut files: Files) -> Files {
    files.retain(|path, _| path.extension() != Some("part"));
    files
}

fn build(world: &dyn World, outputs: &[Output]) -> Result<Report, Findings> {
    write(&mut open(world)?, outputs, None)
}

/// A build that reaches its commit or fails before; says which, and how it ended.
fn cut(world: &dyn World, outputs: &[Output]) -> (bool, bool) {
    let Ok(mut folder) = open(world) else { return (false, false) };
    match hand_over(&mut folder, outputs, None) {
        Ok(writing) => (true, writing.commit().is_ok()),
        Err(_) => (false, false),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_folder_holds_exactly_the_last_build_and_what_is_not_ours(events in proptest::collection::vec(any_event(), 1..12)) {
        let world = MemoryWorld::default();
        let mut foreign = Files::new();
        let mut ours: BTreeMap<Utf8PathBuf, Scope> = BTreeMap::new();
        let mut is_cut = false;
        for event in events {
            let before = published(&world);
            match event {
                Event::Build(outputs) => match build(&world, &outputs) {
                    Ok(report) => {
                        let built = outputs.iter().map(|output| (output.path.clone(), output.bytes.to_vec()));
                        foreign.retain(|path, _| !outputs.iter().any(|output| output.path == *path));
                        prop_assert_eq!(published(&world), foreign.clone().into_iter().chain(built).collect::<Files>());
                        prop_assert_eq!(report.written.len() + report.unchanged, outputs.len());
                        is_cut = false;
                        ours = outputs.iter().map(|output| (output.path.clone(), output.scope.clone())).collect();
                        let still = Failing::after(0, &world, End::Full);
                        let again = build(&still, &outputs).unwrap();
                        prop_assert_eq!((again.written.len(), again.removed.len()), (0, 0));
                        let mut folder = open(&still).unwrap();
                        let writing = folder.begin(outputs.iter().map(|output| (output.path.clone(), output.scope.clone())), None).unwrap();
                        for output in &outputs {
                            prop_assert!(!writing.keep(&output.path, ContentHash::of(b"other")));
                            prop_assert!(writing.keep(&output.path, ContentHash::of(&output.bytes)));
                        }
                        prop_assert_eq!(writing.commit().unwrap().unchanged, outputs.len());
                    }
                    Err(_) => prop_assert_eq!(whole(published(&world)), whole(before), "a build that is refused changes nothing"),
                },
                Event::Only(outputs) => {
                    if is_cut {
                        continue;
                    }
                    let b2b = AudienceId::new("b2b").unwrap();
                    let scope = Scope::Variant(b2b.clone());
                    match open(&world).and_then(|mut folder| write(&mut folder, &outputs, Some(&BTreeSet::from([b2b])))) {
                        Ok(_) => {
                            let mut expected = before;
                            expected.retain(|path, _| ours.get(path) != Some(&scope));
                            ours.retain(|_, other| *other != scope);
                            for output in outputs.iter().filter(|output| output.scope == scope) {
                                foreign.remove(&output.path);
                                expected.insert(output.path.clone(), output.bytes.to_vec());
                                ours.insert(output.path.clone(), scope.clone());
                            }
                            prop_assert_eq!(published(&world), expected);
                        }
                        Err(_) => prop_assert_eq!(whole(published(&world)), whole(before), "a build that is refused changes nothing"),
                    }
                }
                Event::Cut(outputs, changes, end) => {
                    let failing = Failing::after(changes, &world, end);
                    let (reached_commit, finished) = cut(&failing, &outputs);
                    is_cut = true;
                    let after = published(&world);
                    if !reached_commit {
                        prop_assert_eq!(whole(after.clone()), whole(before.clone()), "before the commit nothing changes");
                    }
                    if finished || (end == End::Full && whole(before.clone()) == before) {
                        prop_assert_eq!(whole(after.clone()), after.clone(), "nothing unfinished stays");
                    }
                    for (path, bytes) in whole(after) {
                        let built = outputs.iter().any(|output| output.path == path && *output.bytes == *bytes);
                        prop_assert!(built || before.get(&path) == Some(&bytes), "{} is neither old nor new", path);
                        // A file of somebody else that is what was to be written is taken for ours only by a build that finished.
                        if built && (finished || !foreign.contains_key(&path)) {
                            foreign.remove(&path);
                            ours.insert(path, Scope::Host);
                        }
                    }
                }
                Event::GivenUp(outputs) => {
                    let mut opened = open(&world);
                    let was_begun = opened.as_mut().is_ok_and(|folder| hand_over(folder, &outputs, None).is_ok());
                    prop_assert_eq!(whole(published(&world)), whole(before.clone()));
                    prop_assert!(!was_begun || published(&world) == whole(before), "what an earlier build left goes, too");
                }
                Event::Edit(path) => {
                    // What a build made that did not finish, and somebody changed before the next one, passes for theirs.
                    if before.contains_key(Utf8Path::new(path)) && ours.contains_key(Utf8Path::new(path)) && !is_cut {
                        world.put(format!("output/{path}"), "by hand");
                    }
                }
                Event::Remove(path) => {
                    if !foreign.contains_key(Utf8Path::new(path)) {
                        world.remove(format!("output/{path}").as_str().into()).unwrap();
                    }
                }
                Event::Put(path) => {
                    let full = format!("output/{path}");
                    let free = !before.contains_key(Utf8Path::new(path)) && !ours.contains_key(Utf8Path::new(path));
                    if free && world.write(full.as_str().into(), b"mine").is_ok() {
                        foreign.insert(path.into(), b"mine".to_vec());
                    }
                }
            }
            let now = published(&world);
            for (path, bytes) in &foreign {
                prop_assert_eq!(now.get(path), Some(bytes), "{} is not ours", path);
            }
        }
    }
}
