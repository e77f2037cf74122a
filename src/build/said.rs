use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

use crate::diagnostics::{Finding, Level, Place};
use crate::world::{SourceText, Span, World};

/// A finding as it is kept: texts by their paths.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct SavedFinding {
    rule: String,
    level: u8,
    place: SavedPlace,
    message: String,
    label: Option<String>,
    help: Option<String>,
    related: Vec<(SavedPlace, String)>,
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
    pub(super) fn of(finding: &Finding) -> Self {
        let Finding { rule, level, place, message, label, help, related } = finding;
        Self {
            rule: (*rule).to_owned(),
            level: LEVELS.iter().position(|known| known == level).and_then(|level| u8::try_from(level).ok()).unwrap_or_default(),
            place: SavedPlace::of(place),
            message: message.clone(),
            label: label.clone(),
            help: help.clone(),
            related: related.iter().map(|(place, what)| (SavedPlace::of(place), what.clone())).collect(),
        }
    }

    /// The finding, with the texts that it points into; nothing where one of them cannot be read.
    pub(super) fn finding(&self, world: &dyn World) -> Option<Finding> {
        let level = *LEVELS.get(usize::from(self.level))?;
        // Rules are few, and a program says its findings once.
        let rule: &'static str = self.rule.clone().leak();
        let mut finding = Finding::new(level, rule, self.place.place(world)?, self.message.clone()).maybe_help(self.help.clone());
        finding.label.clone_from(&self.label);
        finding.related = self.related.iter().map(|(place, what)| Some((place.place(world)?, what.clone()))).collect::<Option<_>>()?;
        Some(finding)
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

    fn place(&self, world: &dyn World) -> Option<Place> {
        Some(match self {
            Self::Project => Place::Project,
            Self::File(path) => Place::File(path.into()),
            Self::Span(path, start, end) => {
                let path = Utf8PathBuf::from(path);
                let text = String::from_utf8(world.read(&path).ok()?).ok()?;
                Place::Span(SourceText::new(path, text), Span::new(*start, *end))
            }
        })
    }
}
