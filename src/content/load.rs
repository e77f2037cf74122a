use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use rayon::prelude::*;

use super::front_matter::AudienceChoice;
use super::markdown::Syntax;
use super::reading::{Reading, source_id};
use super::references;
use super::snippet::{SNIPPETS, Snippet, Snippets, snippet_name};
use super::source::{INDEX, Source, SourceFile, SourceId};
use crate::diagnostics::{Finding, Findings, Place};
use crate::site::{CONTENT, Kind, Lang, Moment, RESERVED, Site};
use crate::theme::Theme;
use crate::world::{Changes, FileEntry, World, WorldError};

/// Everything below `content/` but the audiences.
///
/// Cheap to clone but for a pointer a source; what did not change is shared with what was there before.
#[derive(Debug, Clone, Default)]
pub struct Content {
    /// All sources, by id.
    pub sources: BTreeMap<SourceId, Arc<Source>>,
    /// The texts of `content/snippets/`, by their places below it.
    pub snippets: Snippets,
    /// Sources of which a file could not be read, or that are for nobody knows whom: what else is found about them would be found for that
    /// reason alone.
    pub broken: BTreeSet<SourceId>,
    /// All other files outside the reserved folders.
    pub files: Arc<BTreeMap<Utf8PathBuf, FileEntry>>,
    /// The files of `content/static/`, which every host gets at its root, by their path there.
    pub static_files: Arc<BTreeMap<Utf8PathBuf, FileEntry>>,
    /// The markdown files by what they are files of.
    pub(super) groups: BTreeMap<SourceId, Arc<Group>>,
    /// What could not be walked.
    pub(super) problems: Vec<WorldError>,
    pub(super) syntax: Option<Arc<Syntax>>,
    pub(super) languages: Vec<Lang>,
}

/// The files of one source as they were read.
#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    pub(super) readings: Vec<Arc<Reading>>,
    /// What is wrong with them together, or with what they name.
    pub(super) findings: Vec<Finding>,
    pub(super) kind: Option<Kind>,
}

/// The files of sources in their order, where they can be used, and what is wrong with them together.
type Ordered = BTreeMap<SourceId, (Option<Vec<Arc<SourceFile>>>, Vec<Finding>)>;

impl Content {
    /// Reads, parses and checks all of it, in parallel.
    pub fn load(world: &dyn World, site: &Site, theme: &Theme, findings: &mut Findings) -> Self {
        Self::default().refresh(world, site, theme, true, &Changes::Anything, findings)
    }

    /// The same after changes on the disk, and of the site where `site_changed`. Files that are as they were are not parsed again.
    #[must_use]
    pub fn refresh(
        &self,
        world: &dyn World,
        site: &Site,
        theme: &Theme,
        site_changed: bool,
        changes: &Changes,
        findings: &mut Findings,
    ) -> Self {
        let mut next = self.clone();
        let stale = next.settle_syntax(site, theme);
        let mut touched: BTreeSet<SourceId> = BTreeSet::new();
        match changes {
            Changes::Paths(paths) => {
                let paths: Vec<&Utf8PathBuf> = paths.iter().filter(|path| path.starts_with(CONTENT)).collect();
                next.forget(&paths, &mut touched);
                let mut walked = Vec::new();
                for path in paths {
                    let walk = world.walk(path);
                    walked.extend(walk.files);
                    next.problems.extend(walk.problems);
                }
                next.sort_in(world, site, self, walked, stale, &mut touched);
                if stale {
                    next.read_again(world, site, &mut touched);
                }
            }
            Changes::Anything => {
                touched.extend(self.groups.keys().cloned());
                next.groups.clear();
                next.files = Arc::default();
                next.static_files = Arc::default();
                let walk = world.walk(Utf8Path::new(CONTENT));
                next.problems = walk.problems;
                next.sort_in(world, site, self, walk.files, stale, &mut touched);
            }
        }
        next.share(self, &mut touched);
        if site_changed {
            touched.extend(next.groups.keys().cloned());
        }
        next.assemble(site, self, site_changed, &touched);
        next.report(findings);
        next
    }

    /// Whether all files have to be parsed again, because what the parser knows of the site is another.
    pub(super) fn settle_syntax(&mut self, site: &Site, theme: &Theme) -> bool {
        let syntax = Syntax {
            components: theme.components().clone(),
            ids: site.ids.clone(),
            html: site.file.content.html,
            minify: site.file.minify != crate::site::Minify::None,
        };
        if self.syntax.as_deref() == Some(&syntax) && self.languages == site.file.languages {
            return false;
        }
        self.syntax = Some(Arc::new(syntax));
        self.languages.clone_from(&site.file.languages);
        true
    }

    /// Forgets what is known of these paths and of what lies below them.
    fn forget(&mut self, paths: &[&Utf8PathBuf], touched: &mut BTreeSet<SourceId>) {
        let is_below = |path: &Utf8Path| paths.iter().any(|changed| path.starts_with(changed));
        self.problems.retain(|problem| !is_below(&problem.path));
        if self.files.keys().any(|path| is_below(path)) {
            Arc::make_mut(&mut self.files).retain(|path, _| !is_below(path));
        }
        if self.static_files.values().any(|file| is_below(&file.path)) {
            Arc::make_mut(&mut self.static_files).retain(|_, file| !is_below(&file.path));
        }
        // The files of one source lie in one folder: a path that is no folder of sources touches a single one.
        let all_below = |path: &Utf8Path| path.strip_prefix(CONTENT).map(|below| format!("{below}/")).unwrap_or_default();
        for path in paths {
            let own = source_id(path).or_else(|| Some(SourceId::new(path.strip_prefix(CONTENT).ok()?.as_str())));
            let prefix = all_below(path);
            let whole = prefix == "/";
            let below = self.groups.keys().filter(|id| whole || id.as_str().starts_with(&prefix));
            let ids: Vec<SourceId> = below.cloned().chain(own).collect();
            for id in ids {
                if let Some(group) = self.groups.get_mut(&id)
                    && group.readings.iter().any(|reading| reading.path().starts_with(path))
                {
                    Arc::make_mut(group).readings.retain(|reading| !reading.path().starts_with(path));
                    if group.readings.is_empty() {
                        self.groups.remove(&id);
                    }
                    touched.insert(id);
                }
            }
        }
    }

    /// Sorts walked files into what they are, and reads those that may have changed.
    fn sort_in(
        &mut self,
        world: &dyn World,
        site: &Site,
        before: &Self,
        walked: Vec<FileEntry>,
        stale: bool,
        touched: &mut BTreeSet<SourceId>,
    ) {
        let mut markdown: Vec<FileEntry> = Vec::new();
        for file in walked {
            let Ok(below) = file.path.strip_prefix(CONTENT) else { continue };
            let first = below.components().next().map(|part| part.as_str()).unwrap_or_default();
            if below.as_str().is_empty() || below.components().any(|part| part.as_str().starts_with('.')) {
                continue;
            }
            if first == "static" && below != "static" {
                let inside = below.strip_prefix("static").unwrap_or(below).to_owned();
                Arc::make_mut(&mut self.static_files).insert(inside, file);
            } else if RESERVED.contains(&first) && first != SNIPPETS {
                // Audiences and consent texts are read by what they belong to.
            } else if below.extension() == Some("md") {
                markdown.push(file);
            } else {
                Arc::make_mut(&mut self.files).insert(file.path.clone(), file);
            }
        }
        let Some(syntax) = self.syntax.clone() else { return };
        let read: Vec<Option<(SourceId, Arc<Reading>)>> = markdown
            .into_par_iter()
            .map(|entry| {
                let id = source_id(&entry.path)?;
                let old = before.groups.get(&id).and_then(|group| group.readings.iter().find(|reading| reading.path() == entry.path));
                Some((id, Reading::read(world, site, &syntax, entry, old.filter(|_| !stale))))
            })
            .collect();
        for (id, reading) in read.into_iter().flatten() {
            touched.insert(id.clone());
            let readings = &mut Arc::make_mut(self.groups.entry(id).or_default()).readings;
            readings.retain(|known| known.path() != reading.path());
            readings.push(reading);
            readings.sort_by(|a, b| a.path().cmp(b.path()));
        }
    }

    /// Reads every file again: what the parser knows is another.
    fn read_again(&mut self, world: &dyn World, site: &Site, touched: &mut BTreeSet<SourceId>) {
        let entries = self.groups.values().flat_map(|group| group.readings.iter().map(|reading| reading.entry.clone()));
        let entries = entries.collect();
        self.sort_in(world, site, &Self::default(), entries, true, touched);
    }

    /// What is equal to what was there before becomes the same, and is not touched.
    fn share(&mut self, before: &Self, touched: &mut BTreeSet<SourceId>) {
        touched.retain(|id| {
            let same = self.is_same_group(before, id);
            if same && let Some(old) = before.groups.get(id) {
                self.keep_group(id, old);
            }
            !same
        });
        if self.files == before.files {
            self.files = before.files.clone();
        }
        if self.static_files == before.static_files {
            self.static_files = before.static_files.clone();
        }
    }

    /// What was known of a group, with its files as they were read now.
    fn keep_group(&mut self, id: &SourceId, old: &Arc<Group>) {
        let Some(group) = self.groups.get_mut(id) else { return };
        if group.readings.iter().zip(&old.readings).all(|(new, old)| Arc::ptr_eq(new, old)) {
            *group = old.clone();
        } else {
            let readings = group.readings.clone();
            *group = Arc::new(Group { readings, findings: old.findings.clone(), kind: old.kind });
        }
    }

    fn is_same_group(&self, before: &Self, id: &SourceId) -> bool {
        match (self.groups.get(id), before.groups.get(id)) {
            (Some(new), Some(old)) => {
                let same = |(new, old): (&Arc<Reading>, &Arc<Reading>)| Arc::ptr_eq(new, old) || new.is_same(old);
                new.readings.len() == old.readings.len() && new.readings.iter().zip(&old.readings).all(same)
            }
            (new, old) => new.is_none() && old.is_none(),
        }
    }

    /// Makes the sources of these groups, and of those whose kind a section's page among them decides.
    fn assemble(&mut self, site: &Site, before: &Self, site_changed: bool, touched: &BTreeSet<SourceId>) {
        let sections = touched.iter().filter(|id| id.is_index()).map(|id| id.as_str().strip_suffix(INDEX).unwrap_or_default());
        let sections: Vec<&str> = sections.collect();
        let below = self.groups.keys().filter(|id| sections.iter().any(|section| id.as_str().starts_with(section)));
        let ids: BTreeSet<SourceId> = touched.iter().chain(below).cloned().collect();
        let mut ordered = Ordered::new();
        for id in &ids {
            self.sources.remove(id);
            self.broken.remove(id);
            if let Some(name) = snippet_name(id) {
                self.snippets.remove(&name);
                self.assemble_snippet(before, site_changed, id, name);
                continue;
            }
            let Some(group) = self.groups.get(id) else { continue };
            let mut findings = Findings::new();
            let files: Option<Vec<Arc<SourceFile>>> = group.readings.iter().map(|reading| reading.file.clone()).collect();
            if files.is_none() {
                self.broken.insert(id.clone());
            }
            let files = files.and_then(|files| order(site, id, files, &mut findings));
            ordered.insert(id.clone(), (files, findings.into_iter().collect()));
        }
        let kinds: Vec<Kind> = ordered
            .iter()
            .map(|(id, (files, _))| self.kind(&ordered, id, files.as_deref().and_then(<[_]>::first).and_then(|base| base.front.kind)))
            .collect();
        for ((id, (files, mut found)), kind) in ordered.into_iter().zip(kinds) {
            let old = before.groups.get(&id);
            let same = !site_changed && self.is_same_group(before, &id) && old.is_some_and(|old| old.kind == Some(kind));
            if same && let Some(old) = old {
                self.keep_group(&id, old);
                if let Some(source) = before.sources.get(&id) {
                    self.sources.insert(id, source.clone());
                } else if before.broken.contains(&id) {
                    self.broken.insert(id);
                }
                continue;
            }
            if let Some(files) = files {
                let mut findings = Findings::new();
                let nameless = files.iter().any(|file| file.front.anonymised == Some(true));
                for file in &files {
                    references::check(site, kind, id.is_index(), nameless, file, &mut findings);
                }
                found.extend(findings);
                if files.iter().any(|file| names_nobody(site, file)) {
                    self.broken.insert(id.clone());
                } else {
                    self.sources.insert(id.clone(), Arc::new(Source { id: id.clone(), kind, files }));
                }
            }
            if let Some(group) = self.groups.get_mut(&id) {
                let group = Arc::make_mut(group);
                group.findings = found;
                group.kind = Some(kind);
            }
        }
    }

    /// Makes a text of `content/snippets/` of a group.
    fn assemble_snippet(&mut self, before: &Self, site_changed: bool, id: &SourceId, name: SourceId) {
        let old = before.groups.get(id);
        let same = !site_changed && self.is_same_group(before, id) && old.is_some_and(|old| old.kind.is_some());
        if same && let Some(old) = old {
            self.keep_group(id, old);
            self.broken.extend(before.broken.contains(id).then(|| id.clone()));
            self.snippets.extend(before.snippets.get(&name).map(|snippet| (name, snippet.clone())));
            return;
        }
        let Some(group) = self.groups.get_mut(id) else { return };
        let files: Option<Vec<Arc<SourceFile>>> = group.readings.iter().map(|reading| reading.file.clone()).collect();
        let mut findings = Findings::new();
        match files {
            Some(files) => {
                self.snippets.insert(name.clone(), Arc::new(Snippet::new(name, files, &mut findings)));
            }
            None => {
                self.broken.insert(id.clone());
            }
        }
        let group = Arc::make_mut(group);
        group.findings = findings.into_iter().collect();
        // What shows that it was assembled.
        group.kind = Some(Kind::Page);
    }

    /// The kind that the base says, else the nearest section's cascade, else the section itself.
    fn kind(&self, ordered: &Ordered, id: &SourceId, own: Option<Kind>) -> Kind {
        if id.is_index() {
            return Kind::Page;
        }
        let folders = id.folders();
        let cascaded = || {
            (0..=folders.len()).rev().find_map(|depth| {
                let place = folders[..depth].iter().map(|folder| format!("{folder}/")).collect::<String>();
                let index = SourceId::new(&format!("{place}{INDEX}"));
                let base = match ordered.get(&index) {
                    Some((files, _)) => files.as_ref()?.first(),
                    None => self.sources.get(&index)?.files.first(),
                };
                base?.front.cascade.as_ref()?.kind
            })
        };
        own.or_else(cascaded).unwrap_or_else(|| Kind::of_section(folders.first().copied().unwrap_or_default()))
    }

    fn report(&self, findings: &mut Findings) {
        findings.extend(self.problems.iter().map(Finding::world));
        for group in self.groups.values() {
            findings.extend(group.readings.iter().flat_map(|reading| reading.findings.iter().cloned()));
            findings.extend(group.findings.iter().cloned());
        }
        findings.extend(self.judge_snippets());
    }

    /// A section's own page, if it has one.
    pub fn index(&self, folders: &[&str]) -> Option<&Arc<Source>> {
        let mut place = folders.join("/");
        if !place.is_empty() {
            place.push('/');
        }
        self.sources.get(&SourceId::new(&format!("{place}{INDEX}")))
    }

    /// The instants, not days, at which something that authors wrote comes or is over.
    pub fn instants(&self) -> impl Iterator<Item = Timestamp> {
        let moments = self.sources.values().flat_map(|source| source.moments());
        moments.filter_map(|moment| if let Moment::Instant(instant, _) = moment { Some(instant) } else { None })
    }

    /// Whether a markdown file below `content/` names a source that could not be read.
    pub fn is_broken(&self, path: &Utf8Path) -> bool {
        base_id(path).is_some_and(|id| self.broken.contains(&id))
    }

    /// The source that a markdown file below `content/` belongs to as its base, if there is one.
    pub fn by_path(&self, path: &Utf8Path) -> Option<&Arc<Source>> {
        self.sources.get(&base_id(path)?)
    }
}

/// The source that the path of a base names.
fn base_id(path: &Utf8Path) -> Option<SourceId> {
    let below = path.strip_prefix(CONTENT).ok()?.as_str().strip_suffix(".md")?;
    Some(SourceId::new(below.strip_suffix("/index").unwrap_or(below)))
}

/// Puts the base first and its overlays by strength; without a base, the first language that stands alone is it.
fn order(site: &Site, id: &SourceId, files: Vec<Arc<SourceFile>>, findings: &mut Findings) -> Option<Vec<Arc<SourceFile>>> {
    let mut files = by_strength(id, files, findings);
    let alone = |lang: &Lang| files.iter().position(|file| file.ids.strength() == (1, 1) && file.ids.lang.as_ref() == Some(lang));
    let base = if files[0].ids.is_empty() { Some(0) } else { site.file.languages.iter().find_map(alone) };
    let Some(base) = base else {
        let place = Place::File(files[0].path.clone());
        findings.push(
            Finding::error("content/no-base", place, "this overlay has nothing to lie over")
                .help(format!("write {CONTENT}/{id}.md, the page for everyone; overlays change it for some")),
        );
        return None;
    };
    let base = files.remove(base);
    files.insert(0, base);
    Some(files)
}

/// Files by strength, each for other readers.
pub(super) fn by_strength(id: &SourceId, mut files: Vec<Arc<SourceFile>>, findings: &mut Findings) -> Vec<Arc<SourceFile>> {
    files.sort_by(|a, b| (a.ids.strength(), &a.ids, &a.path).cmp(&(b.ids.strength(), &b.ids, &b.path)));
    for pair in files.windows(2).filter(|pair| pair[0].ids == pair[1].ids) {
        findings.push(
            Finding::error("content/twice", Place::File(pair[1].path.clone()), format!("`{id}` has two files for the same readers"))
                .help("keep one of them")
                .related(Place::File(pair[0].path.clone()), "the other one"),
        );
    }
    files
}

/// Whether a file's `audience:` names one that the site does not have: who has the page cannot be known then.
fn names_nobody(site: &Site, file: &SourceFile) -> bool {
    matches!(&file.front.audience, Some(AudienceChoice::Some(list)) if list.iter().any(|id| site.audience(id).is_none()))
}
