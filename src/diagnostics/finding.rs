use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::secret;
use crate::world::limits::FINDINGS_ALIKE;
use crate::world::{Reason, SourceText, Span, WorldError};

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Stops the build before anything is written.
    Error,
    /// Does not stop the build, unless `--strict` is given.
    Warning,
    /// Information.
    Note,
}

/// Where a finding points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The project as a whole.
    Project,
    /// A file as a whole.
    File(Utf8PathBuf),
    /// A stretch of a text file.
    Span(SourceText, Span),
}

impl Place {
    /// The file, if it is one.
    pub fn path(&self) -> Option<&Utf8Path> {
        match self {
            Self::Project => None,
            Self::File(path) => Some(path),
            Self::Span(text, _) => Some(text.path()),
        }
    }

    fn offset(&self) -> usize {
        match self {
            Self::Span(_, span) => span.start,
            _ => 0,
        }
    }
}

impl From<(&SourceText, Span)> for Place {
    fn from((text, span): (&SourceText, Span)) -> Self {
        Self::Span(text.clone(), span)
    }
}

/// What to write in place of a stretch of the text that a finding points into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The stretch.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// One thing wrong or doubtful.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id, `room/name`: stable, for filters and documentation.
    pub rule: &'static str,
    /// How grave it is.
    pub level: Level,
    /// Where it is.
    pub place: Place,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// A word or two beside the underlined stretch.
    pub label: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// Other places that belong to it, each with what it is.
    pub related: Vec<(Place, String)>,
    /// The one way to mend it: all of these together, in its own text. Nothing where a person has to decide.
    pub fix: Vec<Edit>,
}

impl Finding {
    /// A finding of this level.
    pub fn new(level: Level, rule: &'static str, place: impl Into<Place>, message: impl Into<String>) -> Self {
        let (place, message) = (place.into(), message.into());
        Self { rule, level, place, message, label: None, help: None, related: Vec::new(), fix: Vec::new() }
    }

    /// A finding that stops the build.
    pub fn error(rule: &'static str, place: impl Into<Place>, message: impl Into<String>) -> Self {
        Self::new(Level::Error, rule, place, message)
    }

    /// A finding that does not stop the build.
    pub fn warning(rule: &'static str, place: impl Into<Place>, message: impl Into<String>) -> Self {
        Self::new(Level::Warning, rule, place, message)
    }

    /// A file that the world could not read or write.
    pub fn world(error: &WorldError) -> Self {
        let help = match &error.reason {
            Reason::NotFound => "see whether it was moved or renamed, by its capitals and accents too; a link must lead to what is there",
            Reason::Denied => "give the user that runs `segue` the right to it: `ls -l` shows who has it",
            Reason::Full => "make room on the disk and build again; what was published before is still there",
            Reason::Name => "rename it with letters that every system knows",
            Reason::Odd => "rename it: letters of any script, digits, spaces, dots and hyphens are safe",
            Reason::Special => "take it out of the project: pipes, sockets and devices are nothing to publish",
            Reason::Loop => "remove the link, or let it lead to a folder that it does not lie in",
            Reason::Outside => "copy the file into the project: what lies outside of it is never published",
            Reason::Other(_) => "see whether it can be opened in another program; on a network drive try again",
        };
        Self::error("world/file", Place::File(error.path.clone()), error.reason.to_string()).help(help)
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what to do, if there is anything to say.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Puts a word or two beside the underlined stretch.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// The same with stars in place of keys that its words quote; excerpts mask their own.
    pub fn masked(&self) -> Cow<'_, Self> {
        let quotes = |text: &str| matches!(secret::masked(text), Cow::Owned(_));
        let words = [Some(&self.message), self.label.as_ref(), self.help.as_ref()].into_iter().flatten();
        if !words.chain(self.related.iter().map(|(_, what)| what)).any(|text| quotes(text)) {
            return Cow::Borrowed(self);
        }
        let masked = |text: &String| secret::masked(text).into_owned();
        Cow::Owned(Self {
            message: masked(&self.message),
            label: self.label.as_ref().map(masked),
            help: self.help.as_ref().map(masked),
            related: self.related.iter().map(|(place, what)| (place.clone(), masked(what))).collect(),
            ..self.clone()
        })
    }

    /// Says how it is mended.
    #[must_use]
    pub fn fix(mut self, edits: Vec<Edit>) -> Self {
        self.fix = edits;
        self
    }

    /// Names another place that belongs to it.
    #[must_use]
    pub fn related(mut self, place: impl Into<Place>, what: impl Into<String>) -> Self {
        self.related.push((place.into(), what.into()));
        self
    }
}

/// Findings as they are collected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    all: Vec<Finding>,
}

/// The rules of what dates, permissions and drafts withdraw, and of what another version of the program remembered. However strict a build
/// is, it goes through: it may run by itself at night.
const LET_PASS: [&str; 5] = ["build/cache", "plan/left-out-today", "plan/link-withdrawn", "plan/permission-ends", "plan/withdrawn"];

impl Finding {
    /// Whether it stops a build that is strict.
    pub fn stops_strict(&self) -> bool {
        match self.level {
            Level::Error => true,
            Level::Warning => !LET_PASS.contains(&self.rule),
            Level::Note => false,
        }
    }
}

impl Findings {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        self.all.push(finding);
    }

    /// Adds many.
    pub fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.all.extend(findings);
    }

    /// How many there are of a level.
    pub fn count(&self, level: Level) -> usize {
        self.all.iter().filter(|finding| finding.level == level).count()
    }

    /// Whether one of them stops the build.
    pub fn stop(&self) -> bool {
        self.count(Level::Error) > 0
    }

    /// Whether one of them stops a build that is strict, too.
    pub fn stop_strict(&self) -> bool {
        self.all.iter().any(Finding::stops_strict)
    }

    /// The files that one of them points into which stops the build.
    pub fn paths_with_errors(&self) -> BTreeSet<Utf8PathBuf> {
        let errors = self.all.iter().filter(|finding| finding.level == Level::Error);
        errors.filter_map(|finding| Some(finding.place.path()?.to_owned())).collect()
    }

    /// Whether there is one of this rule.
    pub fn have(&self, rule: &str) -> bool {
        self.all.iter().any(|finding| finding.rule == rule)
    }

    /// All of them as they came.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.all.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All of them by file, place and rule, each once.
    #[must_use]
    pub fn distinct(mut self) -> Self {
        self.all.sort_by(|a, b| key(a).cmp(&key(b)));
        self.all.dedup();
        self
    }

    /// All of them by file, place and rule, each said once. Of very many of one rule in one file the first are said, and how many follow.
    #[must_use]
    pub fn sorted(mut self) -> Vec<Finding> {
        self = self.distinct();
        if self.all.len() <= FINDINGS_ALIKE {
            return self.all;
        }
        let mut alike = BTreeMap::<_, usize>::new();
        for finding in &self.all {
            *alike.entry(sort(finding)).or_default() += 1;
        }
        // Only a file's own: what has no place in one is not of one sort for that.
        alike.retain(|(path, ..), count| path.is_some() && *count > FINDINGS_ALIKE);
        let mut said = BTreeMap::<_, usize>::new();
        let mut kept = Vec::new();
        for finding in &self.all {
            let Some(count) = alike.get(&sort(finding)) else {
                kept.push(finding.clone());
                continue;
            };
            let said = said.entry(sort(finding)).or_default();
            *said += 1;
            if *said <= FINDINGS_ALIKE {
                kept.push(finding.clone());
            } else if *said == FINDINGS_ALIKE + 1 {
                let message = format!("{} more of this sort stand in this file from here on", count - FINDINGS_ALIKE);
                let more = Finding::new(finding.level, finding.rule, finding.place.clone(), message);
                kept.push(more.help("mend those above first: often many have one cause, and the next run names what is left"));
            }
        }
        kept
    }
}

/// What findings that are alike have in common.
fn sort(finding: &Finding) -> (Option<&Utf8Path>, Level, &'static str) {
    (finding.place.path(), finding.level, finding.rule)
}

fn key(finding: &Finding) -> (Option<&Utf8Path>, usize, Level, &str, &str) {
    (finding.place.path(), finding.place.offset(), finding.level, finding.rule, &finding.message)
}

impl From<Finding> for Findings {
    fn from(finding: Finding) -> Self {
        Self { all: vec![finding] }
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_very_many_findings_of_one_sort_the_first_are_said_and_how_many_follow() {
        let text = SourceText::new("a.md", "x\n".repeat(1_000));
        let mut findings = Findings::new();
        for line in 0..1_000 {
            findings.push(Finding::error("markdown/odd", (&text, Span::new(line * 2, line * 2 + 1)), "this is odd"));
        }
        findings.push(Finding::error("markdown/other", (&text, Span::new(1_999, 1_999)), "this is another thing"));
        let sorted = findings.sorted();
        assert_eq!(sorted.len(), FINDINGS_ALIKE + 2);
        assert_eq!(sorted[FINDINGS_ALIKE].message, "900 more of this sort stand in this file from here on");
        assert_eq!(sorted[FINDINGS_ALIKE + 1].rule, "markdown/other");
    }
}
