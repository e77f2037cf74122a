//! A whole site in one string: written, built, asserted, edited, built again. All of it in memory.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use segue::build::{Builder, Target, Why};
use segue::diagnostics::{Finding, Format, Level, Style};
use segue::emit::Report;
use segue::plan::{Options, PageExplanation, Snapshot, ValueExplanation};
use segue::world::{Changes, MemoryWorld, World};

/// Two audiences with a segment each, two languages, a bare theme: what most tests need and few want to read.
pub const BASE: &str = "
-- site.yaml --
title: Tea
url: https://tea.example
languages: [en, ru]
primary: b2c
time_zone: Asia/Tbilisi
authors: {nino: {name: Nino Kalandadze}}
-- content/audiences/b2b.yaml --
label: For business
kind: business
ctas: {quote: {goal: lead, text: Get a quote, to: 'form:quote'}}
forms: {quote: {action: 'https://forms.example/quote', fields: [{id: email, required: true}]}}
segments: {wholesale: {label: Wholesale}, cafes: {label: Cafes}}
-- content/audiences/b2c.yaml --
label: For home
kind: consumer
ctas: {box: {goal: sale, text: Get a box, to: 'https://shop.example'}}
forms: {letter: {action: 'https://forms.example/letter', fields: [{id: email, required: true}]}}
segments: {loyal: {label: Regulars}, new: {label: Newcomers}}
";

/// A site in memory, as of 22 November 2026.
pub struct Site {
    world: Arc<MemoryWorld>,
    options: Options,
}

/// What a build came to.
pub struct Built {
    /// All findings, sorted.
    pub findings: Vec<Finding>,
    /// The output folder after it, without the folder's own name.
    pub files: BTreeMap<Utf8PathBuf, Vec<u8>>,
    /// What it wrote.
    pub written: Vec<Utf8PathBuf>,
    /// What it removed.
    pub removed: Vec<Utf8PathBuf>,
    /// The files that were made and not kept, and why.
    pub made: Vec<Why>,
    /// Whether it went through.
    pub is_done: bool,
    /// The snapshot it was made from, where there was one.
    pub snapshot: Option<Arc<Snapshot>>,
}

impl Site {
    /// The base site with these files over it, each after a line `-- path --`.
    pub fn new(files: &str) -> Self {
        let site = Self { world: MemoryWorld::new("2026-11-22T08:00:00Z".parse().unwrap()).into(), options: Options::default() };
        site.write(BASE);
        site.write(files);
        site
    }

    /// The base site with one article for everyone.
    pub fn with_article(body: &str) -> Self {
        Self::new(&format!("\n-- content/articles/guide.md --\n---\ntitle: Guide\naudience: all\ndate: 2026-05-01\n---\n{body}\n"))
    }

    /// Writes files.
    pub fn write(&self, files: &str) {
        for (path, text) in sections(files) {
            self.world.put(path, text);
        }
    }

    /// Writes one file of any bytes.
    pub fn put(&self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.world.put(path, bytes);
    }

    /// Replaces a text in a file that must hold it.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = String::from_utf8(self.world.read(Utf8Path::new(path)).unwrap()).unwrap();
        assert!(text.contains(from), "{path} does not hold `{from}`");
        self.world.put(path, text.replace(from, to));
    }

    /// Removes a file.
    pub fn remove(&self, path: &str) {
        self.world.remove(Utf8Path::new(path)).unwrap();
    }

    /// Changes how the site is seen: date, drafts, hosts.
    #[must_use]
    pub fn seen(mut self, change: impl FnOnce(&mut Options)) -> Self {
        change(&mut self.options);
        self
    }

    /// The text of a file.
    pub fn world_text(&self, path: &str) -> String {
        String::from_utf8(self.world.read(Utf8Path::new(path)).unwrap()).unwrap()
    }

    /// The world it lies in.
    pub fn world(&self) -> &MemoryWorld {
        &self.world
    }

    /// The same, for what outlives the site.
    pub fn shared_world(&self) -> Arc<MemoryWorld> {
        self.world.clone()
    }

    /// The same site seen otherwise.
    pub fn seen_as_of(&self, moment: Option<segue::content::Moment>) -> Self {
        Self { world: self.world.clone(), options: Options { as_of: moment, ..self.options.clone() } }
    }

    /// Builds it into `output`, without what is remembered between builds; with a finding of level error nothing is written.
    pub fn build(&self) -> Built {
        self.built(self.builder().without_cache().build(&Changes::Anything, &()))
    }

    /// A builder of it, as one run of the program has it.
    pub fn builder(&self) -> Builder<'_> {
        let target = Target { out: Some("output".into()), ..Target::default() };
        Builder::new(self.world.as_ref(), self.options.clone(), target)
    }

    /// What came of a build, with the output folder after it.
    pub fn built(&self, built: segue::build::Built) -> Built {
        let segue::build::Built { findings, report, snapshot, made, .. } = built;
        let is_done = report.is_some();
        let Report { written, removed, .. } = report.unwrap_or_default();
        Built { findings: findings.sorted(), files: self.output(), written, removed, made, is_done, snapshot }
    }

    /// The output folder, without the folder's own name.
    pub fn output(&self) -> BTreeMap<Utf8PathBuf, Vec<u8>> {
        let all = self.world.snapshot().into_iter();
        all.filter_map(|(path, bytes)| Some((path.strip_prefix("output").ok()?.to_owned(), bytes))).collect()
    }

    /// The same site, as it is now, where nothing was ever built.
    pub fn fresh(&self) -> Self {
        let world = MemoryWorld::new(self.world.now());
        for (path, bytes) in self.world.snapshot() {
            if !path.starts_with("output") && !path.starts_with(".segue") {
                world.put(path, bytes);
            }
        }
        Self { world: world.into(), options: self.options.clone() }
    }
}

impl Built {
    /// Fails the test unless nothing at all was found.
    #[track_caller]
    pub fn clean(self) -> Self {
        assert!(self.findings.is_empty(), "{}", self.report());
        self
    }

    /// All findings as a person sees them.
    pub fn report(&self) -> String {
        self.findings.iter().map(|finding| Format::Human.write(finding, Style::Plain)).collect()
    }

    /// Rule, place and message of each finding, one a line.
    pub fn found(&self) -> String {
        let line = |finding: &Finding| {
            let level = if finding.level == Level::Error { "error" } else { "warning" };
            let place = finding.place.path().map(|path| format!(" {path}")).unwrap_or_default();
            format!("{level} {}{place}: {}", finding.rule, finding.message)
        };
        self.findings.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// The text of a file of the output.
    #[track_caller]
    pub fn text(&self, path: &str) -> &str {
        let bytes = self.files.get(Utf8Path::new(path));
        let Some(bytes) = bytes else {
            panic!("there is no {path} among:\n{}\n{}", self.paths().join("\n"), self.report());
        };
        std::str::from_utf8(bytes).unwrap()
    }

    /// Whether the output has a file.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(Utf8Path::new(path))
    }

    /// The snapshot it was made from.
    #[track_caller]
    pub fn snapshot(&self) -> &Snapshot {
        self.snapshot.as_deref().unwrap_or_else(|| panic!("there is no snapshot:\n{}", self.report()))
    }

    /// What is known of a source's page for an audience in a language.
    #[track_caller]
    pub fn page(&self, source: &str, audience: &str, lang: &str, edition: Option<&str>) -> PageExplanation {
        let all = self.snapshot().explain(source).unwrap_or_else(|| panic!("there is no source {source}"));
        let wanted = |page: &PageExplanation| page.audience == audience && page.lang == lang && page.edition.as_deref() == edition;
        all.pages.iter().find(|page| wanted(page)).unwrap_or_else(|| panic!("{audience}/{lang} has no such page: {all:#?}")).clone()
    }

    /// Why a source has no page for an audience in a language.
    #[track_caller]
    pub fn why_absent(&self, source: &str, audience: &str, lang: &str) -> String {
        let all = self.snapshot().explain(source).unwrap_or_else(|| panic!("there is no source {source}"));
        let row = all.absent.iter().find(|row| row.audience == audience && row.lang == lang);
        row.unwrap_or_else(|| panic!("{audience}/{lang} has the page")).reason.clone()
    }

    /// What a page shows: the text of its `<main>`, tags left out and white space collapsed.
    #[track_caller]
    pub fn shows(&self, path: &str) -> String {
        visible(self.between(path, "<main", "</main>"))
    }

    /// All paths of the output.
    pub fn paths(&self) -> Vec<String> {
        self.files.keys().map(ToString::to_string).collect()
    }

    /// What stands in a file between two texts.
    #[track_caller]
    pub fn between(&self, path: &str, from: &str, to: &str) -> &str {
        let text = self.text(path);
        let start = text.find(from).unwrap_or_else(|| panic!("{path} does not hold `{from}`:\n{text}"));
        let end = text[start..].find(to).unwrap_or_else(|| panic!("{path} does not hold `{to}` after `{from}`"));
        &text[start..start + end + to.len()]
    }
}

/// The value that a page has under a key, with where it comes from.
#[track_caller]
pub fn value(page: &PageExplanation, key: &str) -> ValueExplanation {
    page.values.iter().find(|value| value.key == key).unwrap_or_else(|| panic!("no value `{key}` in {:#?}", page.values)).clone()
}

/// A source in the text of a site.
pub fn source(path: &str, front: &str, body: &str) -> String {
    format!("\n-- content/{path} --\n---\n{front}\n---\n{body}\n")
}

/// HTML without its tags, white space collapsed.
pub fn visible(html: &str) -> String {
    let mut text = String::new();
    for piece in html.split('<') {
        text.push_str(piece.split_once('>').map_or("", |(_, text)| text));
        text.push(' ');
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn sections(text: &str) -> Vec<(&str, String)> {
    let mut files: Vec<(&str, String)> = Vec::new();
    for line in text.lines() {
        match line.strip_prefix("-- ").and_then(|line| line.strip_suffix(" --")) {
            Some(path) => files.push((path, String::new())),
            None => {
                if let Some((_, file)) = files.last_mut() {
                    file.push_str(line);
                    file.push('\n');
                }
            }
        }
    }
    files
}
