//! One rule, as its file says it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::judges::Judge;
use crate::diagnostics::Level;
use crate::site::{Free, Map};

/// What a rule reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reads {
    /// A text as its author wrote it.
    Source,
    /// What the readers of one page read.
    Page,
    /// A page as it is published.
    Rendered,
    /// All pages together.
    Site,
    /// What other servers answer, when a person has them asked.
    Elsewhere,
}

/// Where a rule comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Its name.
    pub name: String,
    /// Its address, where it has one.
    pub url: Option<String>,
    /// When it was read, where that matters.
    pub read: Option<String>,
}

/// The same said wrong and right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Its language.
    pub lang: String,
    /// Whether it is said to organisations or to people.
    #[serde(default = "consumer")]
    pub to: crate::site::Side,
    /// What the rule finds something in.
    pub wrong: String,
    /// The words that it points at.
    pub at: String,
    /// What it lets stand.
    pub right: String,
}

fn consumer() -> crate::site::Side {
    crate::site::Side::Consumer
}

/// A rule: one file below `rules/`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name, `room/name`: the path of its file.
    #[serde(skip_deserializing)]
    pub id: &'static str,
    /// What it reads.
    pub reads: Reads,
    /// How grave it is.
    pub level: Level,
    /// Until it was measured on enough texts, and was right and found enough in them, it is a note, whatever its level says.
    #[serde(default)]
    pub on_trial: bool,
    /// What it finds, in a few words.
    pub summary: String,
    /// Why it is there.
    pub why: String,
    /// Where it comes from.
    pub source: Reference,
    /// What a finding says; `{found}` is the words it is about, and a setting's name in braces its value.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Settings with their defaults: a value, or a map of values by language or by `business` and `consumer`.
    #[serde(default)]
    pub settings: Map<String, Free>,
    /// What is wrong and what is right.
    pub examples: Vec<Example>,
    /// The function that finds it; without one, its phrases do.
    #[serde(default)]
    pub(super) judge: Judge,
    /// Whether it looks into what somebody else says, too.
    #[serde(default)]
    pub(super) quoted: bool,
    /// Whether it lets tables be: there a word is a measure.
    #[serde(default)]
    pub(super) not_in_tables: bool,
    /// What lets a sentence stand.
    #[serde(default)]
    pub(super) unless: Vec<Unless>,
    /// What it looks for, by language.
    #[serde(default, skip_serializing)]
    pub(super) words: BTreeMap<String, WordList>,
}

impl Rule {
    /// Whether it judges how pages are put together, and no words.
    pub fn is_structure(&self) -> bool {
        self.judge == Judge::Structure
    }
}

/// What lets a sentence stand in which a rule found something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Unless {
    /// A figure in the sentence.
    Figure,
    /// A link in the sentence.
    Link,
    /// Words in the sentence that say where a figure comes from.
    Proof,
    /// An offer that runs.
    Offer,
}

/// What a rule looks for in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordList {
    #[serde(default)]
    pub(super) phrases: Vec<String>,
    /// Longer phrases in which one of the others is right.
    #[serde(default)]
    pub(super) let_stand: Vec<String>,
    /// Over the text of a block.
    #[serde(default)]
    pub(super) regexes: Vec<String>,
}
