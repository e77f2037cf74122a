//! The program as it is run: arguments, exit codes, what is printed where.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// Runs the program in a folder.
pub(crate) fn segue(folder: &Path, args: &[&str]) -> Run {
    let Output { status, stdout, stderr } =
        Command::new(env!("CARGO_BIN_EXE_segue")).current_dir(folder).env("NO_COLOR", "1").args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
}

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    #[track_caller]
    pub(crate) fn fine(self) -> Self {
        assert_eq!(self.code, Some(0), "{}{}", self.stdout, self.stderr);
        self
    }

    /// The last line without its time, which is never the same twice.
    fn last_line(&self) -> String {
        let line = self.stderr.lines().last().unwrap_or_default();
        line.rsplit_once(" in ").map_or(line, |(line, _)| line).to_owned()
    }
}

/// A site as `segue init` makes it.
pub(crate) fn untouched_starter() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    segue(folder.path(), &["init", "."]).fine();
    folder
}

/// The same once its sample was replaced and recorded, so that nothing is left to say of it.
pub(crate) fn starter() -> TempDir {
    let folder = untouched_starter();
    edit(folder.path().join("content/consent/news.md"), "sample: true\n", "");
    segue(folder.path(), &["record"]).fine();
    folder
}

fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(path).unwrap()
}

pub(crate) fn edit(path: impl AsRef<Path>, from: &str, to: &str) {
    let text = read(&path);
    assert!(text.contains(from), "{} does not hold `{from}`", path.as_ref().display());
    std::fs::write(path, text.replace(from, to)).unwrap();
}

/// All files below a folder, by their paths there.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    entries
        .map(|entry| {
            (entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/"), std::fs::read(entry.path()).unwrap())
        })
        .collect()
}

/// Which files differ between two states of a folder.
fn changed(before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let paths = before.keys().chain(after.keys()).collect::<std::collections::BTreeSet<_>>();
    paths.into_iter().filter(|path| before.get(*path) != after.get(*path)).cloned().collect()
}

/// Every link of every page leads to a file, as a server that knows folders would find it.
fn links_lead_somewhere(output: &Path) {
    let files = files(output);
    let served = |url: &str| {
        let path = url.split(['#', '?']).next().unwrap_or_default().trim_start_matches('/');
        let path = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
        files.contains_key(&path)
    };
    let mut links = 0;
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(bytes);
        for attribute in ["href=\"", "src=\"", "href=", "src="] {
            for rest in html.split(attribute).skip(1) {
                let end = rest.find(['"', ' ', '>']).unwrap_or(rest.len());
                if rest.starts_with('/') {
                    links += 1;
                    assert!(served(&rest[..end]), "{path} links to {}", &rest[..end]);
                }
            }
        }
    }
    assert!(links > 100, "{links} links are too few to prove anything");
}

#[test]
fn a_new_site_builds_and_every_link_of_it_works() {
    let site = starter();
    let built = segue(site.path(), &["build", "--strict"]).fine();
    assert_eq!(built.stdout, "");
    assert!(built.last_line().starts_with("Built output: "), "{}", built.stderr);
    links_lead_somewhere(&site.path().join("output"));
}

#[test]
fn all_of_it_holds_for_a_site_whose_audiences_are_renamed_with_one_of_them_at_the_root() {
    let site = starter();
    let root = site.path();
    for (from, to) in [("b2b", "trade"), ("b2c", "home")] {
        std::fs::rename(root.join(format!("content/audiences/{from}.yaml")), root.join(format!("content/audiences/{to}.yaml"))).unwrap();
    }
    let texts = files(root).into_keys().filter(|path| path.ends_with(".md") || path.ends_with(".yaml"));
    for path in texts.collect::<Vec<_>>() {
        std::fs::write(root.join(&path), read(root.join(&path)).replace("b2b", "trade").replace("b2c", "home")).unwrap();
    }
    let home = root.join("content/audiences/home.yaml");
    std::fs::write(&home, format!("{}\n", read(&home).lines().filter(|line| !line.starts_with("path:")).collect::<Vec<_>>().join("\n")))
        .unwrap();
    std::fs::write(&home, format!("path: \"\"\n{}", read(&home))).unwrap();
    let built = segue(root, &["build", "--strict"]).fine();
    let output = root.join("output");
    links_lead_somewhere(&output);
    assert!(output.join("index.html").exists() && output.join("trade/index.html").exists(), "{}", built.stderr);

    // One edited passage rewrites only the files of those who read it.
    let before = files(&output);
    let article = files(root).into_keys().find(|path| path.starts_with("content/articles/") && path.ends_with(".md")).unwrap();
    edit(root.join(&article), ":::for{trade}\n", ":::for{trade}\nA sentence for the trade alone.\n\n");
    segue(root, &["build"]).fine();
    let after = files(&output);
    let touched = changed(&before, &after);
    assert!(!touched.is_empty() && touched.iter().all(|path| path.starts_with("trade/")), "{touched:?}");

    // A source that comes and goes takes exactly its own files along.
    std::fs::write(root.join("content/articles/passing.md"), "---\ntitle: Passing\naudience: home\ndate: 2026-01-01\n---\nText.\n")
        .unwrap();
    segue(root, &["build"]).fine();
    assert!(output.join("articles/passing/index.html").exists());
    std::fs::remove_file(root.join("content/articles/passing.md")).unwrap();
    let removed = segue(root, &["build"]).fine();
    assert_eq!(files(&output), after);
    assert!(removed.stderr.contains("1 removed"), "{}", removed.stderr);
}

#[test]
fn a_mistake_exits_with_1_and_leaves_the_last_good_build() {
    let site = starter();
    segue(site.path(), &["build"]).fine();
    let good = files(&site.path().join("output"));
    edit(site.path().join("content/pages/about.md"), "title:", "titel:");
    let failed = segue(site.path(), &["build"]);
    assert_eq!(failed.code, Some(1));
    assert!(failed.stderr.contains("did you mean `title`?"), "{}", failed.stderr);
    assert!(failed.last_line().starts_with("Nothing was written: "), "{}", failed.stderr);
    assert_eq!(files(&site.path().join("output")), good);
}

#[test]
fn findings_are_lines_of_json_or_annotations_for_programs() {
    let site = starter();
    edit(site.path().join("content/pages/about.md"), "title:", "titel:");
    let json = segue(site.path(), &["build", "--format", "json"]);
    let first: serde_json::Value = serde_json::from_str(json.stderr.lines().next().unwrap()).unwrap();
    assert_eq!((json.code, &first["place"]["file"]), (Some(1), &"content/pages/about.md".into()));
    let github = segue(site.path(), &["build", "--format", "github"]);
    assert!(github.stderr.lines().all(|line| line.starts_with("::error file=content/pages/about.md,line=")), "{}", github.stderr);
}

#[test]
fn a_warning_fails_only_a_strict_build() {
    let site = starter();
    let about = site.path().join("content/pages/about.md");
    edit(about.clone(), "---\ntitle:", "---\ndraft: true\ntitle:");
    let fine = segue(site.path(), &["build"]).fine();
    assert!(fine.stderr.contains("it is a draft"), "{}", fine.stderr);
    // What a date, a permission or a draft withdraws stops nothing: a build may run by itself at night.
    let strict = segue(site.path(), &["build", "--strict"]).fine();
    assert!(strict.stderr.contains("it is a draft"), "{}", strict.stderr);
    let text = std::fs::read_to_string(&about).unwrap();
    std::fs::write(&about, text.replace("draft: true\n", "") + "\n<b onclick=\"x\">b</b>\n").unwrap();
    assert!(segue(site.path(), &["build"]).fine().stderr.contains("warning[markdown/html]"));
    assert_eq!(segue(site.path(), &["build", "--strict"]).code, Some(1));
}

#[test]
fn without_a_site_a_command_cannot_run_and_exits_with_2() {
    let nothing = tempfile::tempdir().unwrap();
    for command in [&["build"][..], &["list"], &["explain", "x"], &["clean"], &["new", "article", "X", "--audience", "b2b"]] {
        let run = segue(nothing.path(), command);
        assert_eq!(run.code, Some(2), "{command:?}: {}", run.stderr);
        assert!(run.stderr.contains("there is no `site.yaml`") && run.stderr.contains("segue init"), "{}", run.stderr);
    }
}

#[test]
fn the_site_is_found_from_a_folder_inside_it_and_from_elsewhere() {
    let site = starter();
    segue(&site.path().join("content/articles"), &["build", "--quiet"]).fine();
    let elsewhere = tempfile::tempdir().unwrap();
    let list = segue(elsewhere.path(), &["list", "-C", site.path().to_str().unwrap()]).fine();
    assert!(list.stdout.contains("/b2b/"), "{}", list.stdout);
}

#[test]
fn quiet_says_nothing_when_there_is_nothing_to_find() {
    let site = starter();
    let run = segue(site.path(), &["build", "--quiet"]).fine();
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
}

#[test]
fn one_audience_is_built_alone_and_everything_else_stays_as_it_is() {
    let site = starter();
    segue(site.path(), &["build"]).fine();
    let output = site.path().join("output");
    let before = files(&output);
    edit(site.path().join("content/pages/about.md"), "title: ", "title: New ");
    segue(site.path(), &["build", "--audience", "b2b"]).fine();
    let touched = changed(&before, &files(&output));
    assert!(!touched.is_empty() && touched.iter().all(|path| path.starts_with("b2b/")), "{touched:?}");
    let unknown = segue(site.path(), &["build", "--audience", "b2d"]);
    assert!(unknown.code == Some(1) && unknown.stderr.contains("did you mean `b2"), "{}", unknown.stderr);
}

#[test]
fn hosts_are_folders_of_the_output_and_folded_they_are_one_that_nobody_finds() {
    let site = starter();
    let host = ["--host", "b2b=https://trade.example.org"];
    segue(site.path(), &[&["build", "--out", "hosts"][..], &host].concat()).fine();
    assert!(site.path().join("hosts/trade.example.org/robots.txt").exists());
    segue(site.path(), &[&["build", "--out", "folded", "--fold"][..], &host].concat()).fine();
    let folded = site.path().join("folded");
    assert!(folded.join("b2b/index.html").exists());
    assert!(read(folded.join("robots.txt")).contains("Disallow: /\n"));
    assert!(read(folded.join("b2b/index.html")).contains("noindex"));
    let wrong = segue(site.path(), &["build", "--host", "b2b"]);
    assert_eq!(wrong.code, Some(2));
}

#[test]
fn a_folder_with_files_of_others_is_left_alone_unless_it_is_adopted() {
    let site = starter();
    let out = site.path().join("out");
    std::fs::create_dir(&out).unwrap();
    std::fs::write(out.join("mine.txt"), "mine").unwrap();
    let refused = segue(site.path(), &["build", "--out", "out"]);
    assert!(refused.code == Some(1) && refused.stderr.contains("--adopt"), "{}", refused.stderr);
    assert_eq!(files(&out).len(), 1);
    segue(site.path(), &["build", "--out", "out", "--adopt"]).fine();
    segue(site.path(), &["clean", "--out", "out"]).fine();
    assert_eq!(files(&out).into_keys().collect::<Vec<_>>(), ["mine.txt"]);
    let project = segue(site.path(), &["build", "--out", "."]);
    assert_eq!(project.code, Some(1), "{}", project.stderr);
}

#[test]
fn clean_removes_what_was_built_and_nothing_else() {
    let site = starter();
    let before = files(site.path());
    segue(site.path(), &["build"]).fine();
    segue(site.path(), &["clean"]).fine();
    assert_eq!(changed(&before, &files(site.path())), Vec::<String>::new());
}

#[test]
fn explain_tells_which_pages_show_a_snippet() {
    let site = starter();
    std::fs::create_dir_all(site.path().join("content/snippets")).unwrap();
    for (path, text) in
        [("content/snippets/oven.md", "The oven."), ("content/snippets/oven.b2c.md", "Our oven."), ("content/snippets/alone.md", "No one.")]
    {
        std::fs::write(site.path().join(path), text).unwrap();
    }
    let about = std::fs::read_to_string(site.path().join("content/pages/about.md")).unwrap() + "\n::snippet{id=oven}\n";
    std::fs::write(site.path().join("content/pages/about.md"), about).unwrap();
    let explained = segue(site.path(), &["explain", "content/snippets/oven.b2c.md"]).fine().stdout;
    let shown = |audience: &str, file: &str| explained.contains(&format!("{audience}/about/\n    text in    content/snippets/{file}\n"));
    assert!(shown("b2b", "oven.md") && shown("b2c", "oven.b2c.md"), "{explained}");
    let explained = segue(site.path(), &["explain", "snippets/oven.md", "--json"]).fine().stdout;
    let json: serde_json::Value = serde_json::from_str(&explained).unwrap();
    assert_eq!((&json["snippet"], json["shown"].as_array().unwrap().len()), (&"oven".into(), 2), "{json}");
    let explained = segue(site.path(), &["explain", "content/snippets/alone.md"]).fine().stdout;
    assert!(explained.contains("no page shows it"), "{explained}");
    let unknown = segue(site.path(), &["explain", "content/snippets/ovn.md"]);
    assert!(unknown.code == Some(2) && unknown.stderr.contains("`content/snippets/oven.md`"), "{}", unknown.stderr);
}

#[test]
fn list_and_explain_speak_to_people_and_to_programs() {
    let site = starter();
    let list: serde_json::Value = serde_json::from_str(&segue(site.path(), &["list", "--all", "--json"]).fine().stdout).unwrap();
    let roles: Vec<&str> = list["routes"].as_array().unwrap().iter().map(|row| row["role"].as_str().unwrap()).collect();
    for role in ["home", "article", "case-study", "landing", "page", "section", "chooser", "feed", "sitemap", "robots", "asset", "thanks"] {
        assert!(roles.contains(&role), "{role}");
    }
    let people = segue(site.path(), &["list", "--audience", "b2c"]).fine().stdout;
    assert!(people.contains("b2c · en") && !people.contains("b2b · en"), "{people}");
    let explained = segue(site.path(), &["explain", "content/pages/about.md"]).fine().stdout;
    assert!(explained.contains("b2b/en") && explained.contains("[front matter, content/pages/about.md:2:1]"), "{explained}");
    let json: serde_json::Value =
        serde_json::from_str(&segue(site.path(), &["explain", "content/pages/about.md", "--json"]).fine().stdout).unwrap();
    assert_eq!(json["pages"][0]["output"], "b2b/about/index.html");
    let thanks = list["routes"].as_array().unwrap().iter().find(|row| row["role"] == "thanks").unwrap()["url"].as_str().unwrap();
    let explained = segue(site.path(), &["explain", thanks]).fine().stdout;
    assert!(explained.contains("b2"), "{explained}");
    let nowhere = list["routes"].as_array().unwrap().iter().find(|row| row["role"] == "chooser").unwrap()["url"].as_str().unwrap();
    let explained = segue(site.path(), &["explain", nowhere]).fine().stdout;
    assert!(explained.contains("  role         chooser"), "{explained}");
    // A long key moves the whole column, and what nobody gave is not told.
    let explained = segue(site.path(), &["explain", "landings/bread-storage-card.md"]).fine().stdout;
    let at = |key: &str| {
        explained
            .lines()
            .find(|line| line.trim_start().starts_with(key))
            .map(|line| line.len() - line.trim_start().trim_start_matches(key).trim_start().len())
    };
    assert_eq!(at("title "), at("lead_magnet.delivery "), "{explained}");
    assert!(!explained.contains(" null"), "{explained}");
    let format = segue(site.path(), &["matrix", "--format", "csv"]);
    assert!(format.stderr.contains("table") && format.stderr.contains("html"), "{}", format.stderr);
    let unknown = segue(site.path(), &["explain", "pages/abuot.md"]);
    assert!(unknown.code == Some(2) && unknown.stderr.contains("did you mean"), "{}", unknown.stderr);
}

#[test]
fn a_new_page_builds_before_it_is_filled_in() {
    let site = starter();
    for kind in ["article", "landing", "event", "page"] {
        segue(site.path(), &["new", kind, "Хлеб и чай", "--audience", "b2b,b2c"]).fine();
    }
    segue(site.path(), &["build"]).fine();
    assert!(site.path().join("output/b2c/articles/khleb-i-chai/index.html").exists());
    assert_eq!(segue(site.path(), &["new", "article", "Хлеб и чай", "--audience", "b2b"]).code, Some(1));
}

#[test]
fn the_site_is_built_as_of_another_day() {
    let site = starter();
    edit(site.path().join("content/pages/about.md"), "---\ntitle:", "---\npublish_at: 2031-05-01\ntitle:");
    segue(site.path(), &["build"]).fine();
    assert!(!site.path().join("output/b2b/about/index.html").exists());
    segue(site.path(), &["build", "--as-of", "2031-05-01"]).fine();
    assert!(site.path().join("output/b2b/about/index.html").exists());
    assert_eq!(segue(site.path(), &["build", "--as-of", "tomorrow"]).code, Some(2));
}

#[test]
fn consent_texts_are_recorded_once_and_a_check_fails_until_they_are() {
    let site = untouched_starter();
    let sample = segue(site.path(), &["record"]).fine();
    assert!(sample.stdout.is_empty() && sample.stderr.contains("1 left out that are samples"), "{}", sample.stderr);
    assert!(segue(site.path(), &["build"]).fine().stderr.contains("warning[consent/sample]"));
    let text = site.path().join("content/consent/news.md");
    edit(&text, "sample: true\n", "");
    let check = segue(site.path(), &["record", "--check"]);
    assert!(check.code == Some(1) && check.stdout.starts_with("news of "), "{check:?}");
    assert!(!site.path().join("content/consent/ledger.yaml").exists());
    let done = segue(site.path(), &["record", "--as-of", "2030-05-01"]).fine();
    assert!(done.stderr.contains("wrote content/consent/ledger.yaml") && done.stdout == check.stdout, "{done:?}");
    let ledger = read(site.path().join("content/consent/ledger.yaml"));
    assert!(ledger.contains("published: 2030-05-01"));
    segue(site.path(), &["record", "--check"]).fine();
    segue(site.path(), &["build", "--strict"]).fine();
    edit(&text, "about once a month.", "about twice a month.");
    let changed = segue(site.path(), &["build"]);
    assert!(changed.code == Some(1) && changed.stderr.contains("recorded on 2030-05-01"), "{}", changed.stderr);
    assert_eq!(segue(site.path(), &["record"]).code, Some(1));
    assert_eq!(read(site.path().join("content/consent/ledger.yaml")), ledger);
    let explained = segue(site.path(), &["explain", "landings/bread-storage-card.md"]).fine().stdout;
    assert!(explained.contains("consent      news (form card): "), "{explained}");
}

#[test]
fn every_command_explains_itself_with_examples() {
    let nothing = tempfile::tempdir().unwrap();
    for command in ["init", "new", "build", "list", "explain", "record", "schema", "clean", "completions"] {
        let help = segue(nothing.path(), &[command, "--help"]).fine().stdout;
        assert!(help.contains("Examples:"), "{command}");
    }
    assert!(segue(nothing.path(), &["completions", "bash"]).fine().stdout.contains("_segue()"));
    assert!(segue(nothing.path(), &["schema"]).fine().stdout.contains("front-matter"));
}

#[test]
fn why_knows_a_page_by_its_source_its_path_and_its_address() {
    let site = starter();
    let about = site.path().join("content/pages/about.md");
    segue(site.path(), &["build"]).fine();
    for (number, named) in
        ["content/pages/about.md", "pages/about.md", "b2b/about", "b2b/about/index.html", "https://example.com/b2b/about/"]
            .iter()
            .enumerate()
    {
        let text = std::fs::read_to_string(&about).unwrap();
        std::fs::write(&about, format!("{text}\nOnce more, {number}.\n")).unwrap();
        let said = segue(site.path(), &["build", "--why", named]).fine();
        assert!(said.stdout.contains("b2b/about/index.html: changed: "), "{named}: {}", said.stdout);
        assert!(!said.stdout.contains("feed.xml"), "{named}: {}", said.stdout);
    }
    edit(about, "Once more, 0.", "Once less.");
    let unknown = segue(site.path(), &["build", "--why", "abuot"]).fine();
    assert_eq!(unknown.stdout, "the site has no page `abuot`: `segue list` shows them all\n");
}

#[test]
fn what_another_version_remembered_stops_no_strict_build() {
    let site = starter();
    segue(site.path(), &["build"]).fine();
    std::fs::write(site.path().join(".segue/cache/pages"), "segue cache 0.0.1\n").unwrap();
    edit(site.path().join("content/pages/about.md"), "title: ", "title: New ");
    let strict = segue(site.path(), &["build", "--strict"]).fine();
    assert!(strict.stderr.contains("warning[build/cache]"), "{}", strict.stderr);
}
