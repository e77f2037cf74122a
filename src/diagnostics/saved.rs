use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use camino::Utf8Path;
use serde::{Deserialize, Serialize};

use super::{Edit, Finding, Level, Place};
use crate::world::{SourceText, Span, World};

/// A text that lives as long as the program, once for all that are equal.
fn interned(text: &str) -> &'static str {
    static KNOWN: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(text) = known.get(text) {
        return text;
    }
    let text: &'static str = text.to_owned().leak();
    known.insert(text);
    text
}

/// A finding as it is kept: texts by their paths.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SavedFinding {
    rule: String,
    level: u8,
    place: SavedPlace,
    message: String,
    label: Option<String>,
    help: Option<String>,
    related: Vec<(SavedPlace, String)>,
    fix: Vec<Edit>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum SavedPlace {
    Project,
    File(String),
    Span(String, usize, usize),
}

/// Levels by their numbers.
const LEVELS: [Level; 3] = [Level::Error, Level::Warning, Level::Note];

impl SavedFinding {
    /// As it is kept.
    pub fn of(finding: &Finding) -> Self {
        let Finding { rule, level, place, message, label, help, related, fix } = finding;
        Self {
            rule: (*rule).to_owned(),
            level: LEVELS.iter().position(|known| known == level).and_then(|level| u8::try_from(level).ok()).unwrap_or_default(),
            place: SavedPlace::of(place),
            message: message.clone(),
            label: label.clone(),
            help: help.clone(),
            related: related.iter().map(|(place, what)| (SavedPlace::of(place), what.clone())).collect(),
            fix: fix.clone(),
        }
    }

    /// The finding, with the texts that it points into as they are now: what is said of a file that changed is said anew; only the file is named where its text cannot be had.
    pub fn finding(&self, world: &dyn World) -> Finding {
        let level = LEVELS.get(usize::from(self.level)).copied().unwrap_or(Level::Error);
        let mut finding =
            Finding::new(level, interned(&self.rule), self.place.place(world), self.message.clone()).maybe_help(self.help.clone());
        finding.label.clone_from(&self.label);
        finding.related = self.related.iter().map(|(place, what)| (place.place(world), what.clone())).collect();
        finding.fix.clone_from(&self.fix);
        finding
    }
}

impl SavedPlace {
    fn of(place: &Place) -> Self {
        match place {
            Place::Project => Self::Project,
            Place::File(path) => Self::File(path.to_string()),
            Place::Span(text, span) => Self::Span(text.path().to_string(), span.start, span.end),
        }
    }

    fn place(&self, world: &dyn World) -> Place {
        match self {
            Self::Project => Place::Project,
            Self::File(path) => Place::File(path.into()),
            Self::Span(path, start, end) => match text(world, Utf8Path::new(path)) {
                Some(text) => Place::Span(text, Span::new(*start, *end)),
                None => Place::File(path.into()),
            },
        }
    }
}

fn text(world: &dyn World, path: &Utf8Path) -> Option<SourceText> {
    String::from_utf8(world.read(path).ok()?).ok().map(|text| SourceText::new(path, text))
}
