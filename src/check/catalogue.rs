//! All rules that there are, and what each looks for in a language.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use super::expressions::Expressions;
use super::language::Language;
use super::phrases::Phrases;
use super::rule::Rule;
use crate::world::yaml;

/// The files below `rules/`, each with its path there.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| FILES.iter().filter_map(|(path, bytes)| read(path, bytes).ok()).collect());

/// A rule of this path and text.
fn read(path: &'static str, bytes: &'static [u8]) -> Result<Rule, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let rule: Rule = yaml::read(text).map_err(|error| error.message)?;
    Ok(Rule { id: path.strip_suffix(".yaml").unwrap_or(path), ..rule })
}

/// All rules that have a file, by name.
pub fn all() -> &'static [Rule] {
    &RULES
}

/// The rule of this name.
pub fn rule(id: &str) -> Option<&'static Rule> {
    number(id).map(|number| &RULES[number])
}

/// The number of the rule of this name.
pub(super) fn number(id: &str) -> Option<usize> {
    RULES.binary_search_by(|rule| rule.id.cmp(id)).ok()
}

/// Lists of phrases: two of each rule, and what judges ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    /// What a rule finds.
    Finds(usize),
    /// In what it is right.
    LetStand(usize),
    /// What says where a figure comes from.
    Proof,
    /// Words that address a reader formally.
    Formal,
    /// Words that address a reader informally.
    Informal,
    /// In what neither is told of.
    NoAddress,
    /// Words that mean the reader.
    You,
    /// Words that mean the writer.
    We,
    /// Words by which a sentence speaks to several readers.
    Several,
}

impl List {
    pub(super) fn number(self) -> usize {
        match self {
            Self::Proof => 0,
            Self::Formal => 1,
            Self::Informal => 2,
            Self::NoAddress => 3,
            Self::You => 4,
            Self::We => 5,
            Self::Several => 6,
            Self::Finds(rule) => 7 + 2 * rule,
            Self::LetStand(rule) => 8 + 2 * rule,
        }
    }
}

/// What is looked for in a language.
#[derive(Debug)]
pub(super) struct Sought {
    pub(super) language: &'static Language,
    pub(super) phrases: Phrases,
    pub(super) expressions: Expressions,
}

impl Sought {
    /// What is looked for in the language of this code.
    pub(super) fn of(lang: &str) -> &'static Self {
        static MADE: LazyLock<Mutex<BTreeMap<String, &'static Sought>>> = LazyLock::new(Mutex::default);
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        // One for each language for as long as the program runs.
        made.entry(lang.to_owned()).or_insert_with(|| Box::leak(Box::new(Self::make(lang, &mut |_| ()))))
    }

    /// The same; what cannot be read is told.
    fn make(lang: &str, wrong: &mut dyn FnMut(String)) -> Self {
        let language = Language::get(lang);
        let mut phrases = Phrases::default();
        let mut add = |list: List, all: &[String]| {
            for phrase in all {
                if let Err(error) = phrases.add(list.number(), phrase, language) {
                    wrong(format!("{list:?}: {error}"));
                }
            }
        };
        add(List::Proof, &language.proof);
        add(List::Formal, &language.formal);
        add(List::Informal, &language.informal);
        add(List::NoAddress, &language.no_address);
        add(List::You, &language.you);
        add(List::We, &language.we);
        add(List::Several, &language.several);
        let mut patterns = Vec::new();
        for (number, rule) in RULES.iter().enumerate() {
            let Some(words) = rule.words.get(language.id).filter(|_| !language.id.is_empty()) else { continue };
            add(List::Finds(number), &words.phrases);
            add(List::LetStand(number), &words.let_stand);
            patterns.extend(words.regexes.iter().map(|regex| (number, regex)));
        }
        let expressions = Expressions::of(patterns);
        Self { language, phrases, expressions }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_can_be_read_and_so_can_all_that_it_looks_for() {
        let mut wrong: Vec<String> =
            FILES.iter().filter_map(|(path, bytes)| read(path, bytes).err().map(|error| format!("{path}: {error}"))).collect();
        for lang in ["en", "ru", "ka"] {
            Sought::make(lang, &mut |error| wrong.push(format!("{lang}: {error}")));
            let expressions = RULES.iter().flat_map(|rule| {
                rule.words.get(lang).into_iter().flat_map(move |words| words.regexes.iter().map(|regex| (rule.id, regex)))
            });
            wrong.extend(expressions.filter_map(|(id, regex)| Some(format!("{id}: {}", regex::Regex::new(regex).err()?))));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(RULES.is_sorted_by_key(|rule| rule.id) && !RULES.is_empty());
    }
}
