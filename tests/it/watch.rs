//! `segue build --watch`: the output follows what is saved, and nothing else is written.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::cli::{edit, files, segue, starter};

/// How long something may take that takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(60);

const PAGE: &str = "b2b/articles/keeping-bread-fresh/index.html";

struct Watching {
    site: TempDir,
    child: Child,
}

impl Watching {
    fn new() -> Self {
        let site = starter();
        let mut command = Command::new(env!("CARGO_BIN_EXE_segue"));
        let child =
            command.args(["build", "--watch"]).current_dir(site.path()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let watching = Self { site, child };
        watching.until("it is built", |watching| watching.has(PAGE, ""));
        watching
    }

    fn has(&self, path: &str, text: &str) -> bool {
        std::fs::read_to_string(self.site.path().join("output").join(path)).is_ok_and(|page| page.contains(text))
    }

    #[track_caller]
    fn until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let started = Instant::now();
        while !holds(self) {
            assert!(started.elapsed() < PATIENCE, "never: {what}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        edit(self.site.path().join(path), from, to);
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_is_saved_is_built_and_the_rest_is_left_as_it_lies() {
    let watching = Watching::new();
    let source = "content/articles/keeping-bread-fresh.md";
    let other = watching.site.path().join("output/b2b/404.html");
    let before = other.metadata().unwrap().modified().unwrap();
    watching.edit(source, "title: ", "title: Newly ");
    watching.until("the title is there", |watching| watching.has(PAGE, "Newly "));
    assert_eq!(other.metadata().unwrap().modified().unwrap(), before);
    // A mistake leaves the last good site; mended, the output follows again.
    watching.edit(source, "title: Newly", "titel: Broken");
    thread::sleep(Duration::from_millis(500));
    assert!(watching.has(PAGE, "Newly "));
    watching.edit(source, "titel: Broken", "title: Mended");
    watching.until("it is mended", |watching| watching.has(PAGE, "Mended"));
    let path = watching.site.path().to_owned();
    let output = files(&path.join("output"));
    let kept = TempDir::new().unwrap();
    let clean = kept.path().join("clean");
    segue(&path, &["build", "--quiet", "--out", clean.to_str().unwrap()]).fine();
    assert!(files(&clean) == output, "what was built step by step is what a clean build makes");
}
