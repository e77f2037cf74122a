//! `segue serve` as it is run: real files, a real watcher, HTTP on loopback. Nothing here depends on how fast any of it is.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Longer than any machine needs; only a failing test waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

const GUIDE: &str = "content/articles/keeping-bread-fresh.md";
const PAGE: &str = "/b2b/articles/keeping-bread-fresh/";

/// A running preview of a site as `segue init` makes it.
struct Preview {
    folder: TempDir,
    child: Child,
    said: Arc<Mutex<String>>,
    origin: String,
}

impl Preview {
    fn new() -> Self {
        Self::with(starter(), &["--port", "0"])
    }

    fn with(folder: TempDir, args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_segue"))
            .arg("serve")
            .args(args)
            .current_dir(folder.path())
            .env("NO_COLOR", "1")
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let (stderr, heard) = (child.stderr.take().unwrap(), said.clone());
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let mut said = heard.lock().unwrap();
                said.push_str(&line);
                said.push('\n');
            }
        });
        let mut preview = Self { folder, child, said, origin: String::new() };
        preview.until("it is ready", |preview| preview.said().contains("Ready at "));
        let port = preview.listening();
        preview.origin = format!("127.0.0.1:{port}");
        preview
    }

    /// The port, as it is printed.
    fn listening(&self) -> String {
        let said = self.said();
        let after = said.split("Ready at http://127.0.0.1:").nth(1).unwrap_or_default();
        after.chars().take_while(char::is_ascii_digit).collect()
    }

    fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    #[track_caller]
    fn until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let started = Instant::now();
        while !holds(self) {
            assert!(started.elapsed() < PATIENCE, "never: {what}; it said:\n{}", self.said());
            thread::sleep(Duration::from_millis(10));
        }
    }

    #[track_caller]
    fn shows(&self, path: &str, text: &str) {
        self.until(&format!("{path} shows {text}"), |preview| preview.get(path).1.contains(text));
    }

    fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.origin).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.origin).unwrap();
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).unwrap();
        let reply = String::from_utf8_lossy(&reply).into_owned();
        let (head, body) = reply.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap()
    }

    fn write(&self, path: &str, text: &str) {
        std::fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        std::fs::write(self.path(path), text).unwrap();
    }

    /// As most editors save: a file beside it takes its place.
    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} does not hold `{from}`:\n{text}");
        self.write(&format!("{path}.tmp"), &text.replacen(from, to, 1));
        std::fs::rename(self.path(&format!("{path}.tmp")), self.path(path)).unwrap();
    }

    /// What the preview knows of itself.
    fn status(&self) -> serde_json::Value {
        serde_json::from_str(&self.get("/__segue/status").1).unwrap()
    }

    /// Every page is what a build writes.
    #[track_caller]
    fn equals_a_build(&self) {
        let output = tempfile::tempdir().unwrap();
        let out = output.path().join("site");
        let built = Command::new(env!("CARGO_BIN_EXE_segue")).arg("build").arg("--out").arg(&out).current_dir(self.folder.path()).output();
        let built = built.unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        let pages = pages(&out);
        assert!(pages.len() > 10);
        for (path, html) in pages {
            let url = path.strip_suffix("index.html").unwrap_or(&path);
            assert_eq!(self.get(&format!("/{url}?segue=raw")), (200, html), "{path}");
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn starter() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let made = Command::new(env!("CARGO_BIN_EXE_segue")).args(["init", "."]).current_dir(folder.path()).output().unwrap();
    assert!(made.status.success());
    folder
}

fn pages(folder: &Path) -> BTreeMap<String, String> {
    let files = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "html"));
    files
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            (path, std::fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

fn article(title: &str) -> String {
    format!(
        "---\ntitle: {title}\ndescription: Of {title}.\naudience: all\nstage: attention\ndate: 2026-01-02\n---\n\nThe text of {title}.\n"
    )
}

#[test]
fn pages_follow_what_is_saved_renamed_removed_and_made_anew() {
    let preview = Preview::new();
    assert_eq!(preview.get(PAGE).0, 200);
    preview.edit(GUIDE, "---\n\n", "---\n\nA first sentence of its own.\n\n");
    preview.shows(PAGE, "A first sentence of its own.");
    preview.write("content/articles/later/deep.md", &article("Deep"));
    preview.shows("/b2b/articles/later/deep/", "The text of Deep.");
    std::fs::rename(preview.path("content/articles/later"), preview.path("content/articles/moved")).unwrap();
    preview.shows("/b2b/articles/moved/deep/", "The text of Deep.");
    preview.until("the old address is gone", |preview| preview.get("/b2b/articles/later/deep/").0 == 404);
    std::fs::remove_dir_all(preview.path("content/articles/moved")).unwrap();
    preview.until("the page is gone", |preview| preview.get("/b2b/articles/moved/deep/").0 == 404);
    preview.edit("site.yaml", "words:\n", "words:\n  skip_to_content: Straight to the text\n");
    preview.shows(PAGE, "Straight to the text");
    let label = preview.read("content/audiences/b2c.yaml").lines().find(|line| line.starts_with("label:")).unwrap().to_owned();
    preview.edit("content/audiences/b2c.yaml", &label, "label: For kitchens");
    preview.shows("/b2b/", "For kitchens");
    preview.write("themes/own/theme.yaml", "extends: lumen\n");
    preview.write("themes/own/templates/article.html", "<h1>own {{ page.title }}</h1>");
    let theme = preview.read("site.yaml").lines().any(|line| line.starts_with("theme:"));
    preview.edit("site.yaml", if theme { "theme: lumen" } else { "title:" }, if theme { "theme: own" } else { "theme: own\ntitle:" });
    preview.shows(PAGE, "<h1>own ");
    preview.edit("themes/own/templates/article.html", "<h1>own ", "<h1>my own ");
    preview.shows(PAGE, "<h1>my own ");
    preview.equals_a_build();
}

#[test]
fn many_files_at_once_are_all_there_in_the_end() {
    let preview = Preview::new();
    for number in 0..300 {
        preview.write(&format!("content/articles/many/{number}.md"), &article(&format!("Number {number}")));
    }
    for number in [0, 150, 299] {
        preview.shows(&format!("/b2b/articles/many/{number}/"), &format!("The text of Number {number}."));
    }
    preview.equals_a_build();
}

#[test]
fn a_poll_follows_in_the_same_way() {
    let preview = Preview::with(starter(), &["--port", "0", "--poll"]);
    preview.edit(GUIDE, "---\n\n", "---\n\nSeen without being told.\n\n");
    preview.shows(PAGE, "Seen without being told.");
    preview.write("content/articles/new.md", &article("New"));
    preview.shows("/b2b/articles/new/", "The text of New.");
}

#[test]
fn a_change_is_said_in_a_line_a_finding_once_and_that_it_is_mended() {
    let preview = Preview::new();
    // Without its only article a section would be missing, too.
    preview.write("content/articles/other.md", &article("Other"));
    preview.shows("/b2b/articles/other/", "The text of Other.");
    preview.edit(GUIDE, "audience:", "audiense:");
    preview.until("the finding is printed", |preview| preview.said().contains("there is no key `audiense` here"));
    assert_eq!(preview.status()["errors"], 1, "{}", preview.said());
    preview.edit(GUIDE, "audiense:", "audience:");
    preview.until("it is mended", |preview| preview.said().contains("mended: there is no key `audiense` here (content/articles/"));
    preview.until("it is told", |preview| preview.status()["errors"] == 0);
    let said = preview.said();
    assert!(said.contains("  articles/keeping-bread-fresh.md changed: "), "{said}");
    assert_eq!(said.matches("error[yaml/unknown-key]").count(), 1, "{said}");
}

#[test]
fn a_build_of_the_same_site_does_not_wake_the_preview() {
    let preview = Preview::new();
    let before = preview.status()["generation"].as_u64().unwrap();
    let built = Command::new(env!("CARGO_BIN_EXE_segue")).arg("build").current_dir(preview.folder.path()).output().unwrap();
    assert!(built.status.success());
    preview.edit(GUIDE, "---\n\n", "---\n\nOne edit.\n\n");
    preview.shows(PAGE, "One edit.");
    assert_eq!(preview.status()["generation"].as_u64(), Some(before + 1), "{}", preview.said());
}

#[test]
fn a_site_that_cannot_be_loaded_is_served_with_what_is_wrong_and_recovers() {
    let folder = starter();
    let good = std::fs::read_to_string(folder.path().join("site.yaml")).unwrap();
    std::fs::write(folder.path().join("site.yaml"), good.replace("title:", "titel:")).unwrap();
    let preview = Preview::with(folder, &["--port", "0"]);
    let (status, page) = preview.get(PAGE);
    assert_eq!(status, 500);
    assert!(page.contains("site.yaml:") && page.contains("<code>titel</code>"), "{page}");
    preview.write("site.yaml", &good);
    preview.until("the page is there", |preview| preview.get(PAGE).0 == 200);
}

#[test]
fn a_port_that_is_taken_is_left_and_the_next_one_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let preview = Preview::with(starter(), &["--port", &port.to_string()]);
    assert_ne!(preview.listening(), port.to_string());
    assert!(preview.said().contains(&format!("Port {port} is taken by another program: this preview is at {}.", preview.listening())));
    assert_eq!(preview.get(PAGE).0, 200);
}

#[test]
fn an_address_that_is_not_this_machines_is_refused_with_a_finding() {
    let folder = starter();
    let run = Command::new(env!("CARGO_BIN_EXE_segue")).args(["serve", "--bind", "192.0.2.1"]).current_dir(folder.path()).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stderr).starts_with("error[preview/bind]: the preview cannot listen at 192.0.2.1"));
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_also_while_a_browser_is_connected() {
    let mut preview = Preview::new();
    let mut stream = TcpStream::connect(&preview.origin).unwrap();
    write!(stream, "GET /__segue/events HTTP/1.1\r\nHost: {}\r\n\r\n", preview.origin).unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    assert!(Command::new("kill").args(["-INT", &preview.child.id().to_string()]).status().unwrap().success());
    assert_eq!(preview.child.wait().unwrap().code(), Some(0));
}
