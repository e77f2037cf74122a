//! Letters of another script in a word, and words that have grown together.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Found, Look};
use crate::check::reading::{Passage, Sort, Word, is_unseen};

impl Look<'_> {
    /// Words that have grown together; what is written so more than once is a name.
    pub(super) fn glued(&self) -> Vec<Found> {
        let words = |passage: &Passage<'_>| {
            let words = passage.words.iter().filter(|word| !word.plain && word.sort == Sort::Letters).map(|word| word.at.clone());
            words.collect::<Vec<_>>()
        };
        let mut times = BTreeMap::<&str, usize>::new();
        for passage in &self.reading.blocks {
            for part in words(passage).into_iter().flat_map(|at| parts(passage.text(at))).filter(|part| is_grown(part)) {
                *times.entry(part).or_default() += 1;
            }
        }
        // What is written so more than once is a name, and so is a Latin word with capitals.
        let is_name = |part: &str| {
            let latin = part.starts_with(|c: char| c.is_ascii_uppercase()) && part.is_ascii();
            latin || times.get(part).is_some_and(|times| *times > 1) || self.sought.language.glued_ok.contains(part)
        };
        self.each(|passage| {
            let is_wrong =
                |written: &str| parts(written).any(|part| is_grown(part) && !is_name(part)) && !written.contains(['@', '_', '&']);
            let mut found: Vec<Found> = words(passage)
                .into_iter()
                .filter(|at| is_wrong(passage.text(at.clone())) && !is_quoted(&passage.block.text, at))
                .map(|at| Found::at(0, at))
                .collect();
            found.extend(missing_spaces(&passage.block.text, &passage.words).into_iter().map(|at| Found::at(0, at)));
            found
        })
    }
}

/// Whether a word stands in quotation marks by itself: a name.
fn is_quoted(text: &str, at: &Range<usize>) -> bool {
    text[..at.start].ends_with(['«', '„', '“', '"']) && text[at.end..].starts_with(['»', '“', '”', '"'])
}

/// What a word is made of, at its hyphens and apostrophes.
fn parts(word: &str) -> impl Iterator<Item = &str> {
    word.split(['-', '\u{2011}', '\'', '’'])
}

/// The scripts that words are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Georgian,
    /// Georgian capitals, which running text has none of.
    Mtavruli,
}

fn script(c: char) -> Option<Script> {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => Some(Script::Latin),
        '\u{400}'..='\u{52f}' => Some(Script::Cyrillic),
        '\u{10d0}'..='\u{10ff}' => Some(Script::Georgian),
        '\u{1c90}'..='\u{1cbf}' => Some(Script::Mtavruli),
        _ => None,
    }
}

/// How many letters of a word are in another script than most of it; nothing where it has one script.
fn strangers(word: &str) -> Option<usize> {
    let scripts: Vec<Script> = word.chars().filter_map(script).collect();
    let count = |of: Script| scripts.iter().filter(|script| **script == of).count();
    let most = [Script::Latin, Script::Cyrillic, Script::Georgian, Script::Mtavruli].into_iter().map(count).max()?;
    (most < scripts.len()).then(|| scripts.len() - most)
}

/// As many letters of another script are a slip; more are a word of their own.
const SLIP: usize = 2;

/// Letters that look the same in Latin and in Cyrillic script.
const TWINS: [(char, char); 18] = [
    ('a', 'а'),
    ('c', 'с'),
    ('e', 'е'),
    ('o', 'о'),
    ('p', 'р'),
    ('x', 'х'),
    ('y', 'у'),
    ('A', 'А'),
    ('B', 'В'),
    ('C', 'С'),
    ('E', 'Е'),
    ('H', 'Н'),
    ('K', 'К'),
    ('M', 'М'),
    ('O', 'О'),
    ('P', 'Р'),
    ('T', 'Т'),
    ('X', 'Х'),
];

/// The letters of a word's script in place of those of another one, where each of them has a twin and it is sure which script was meant.
fn in_one_script(word: &str, at: usize, lang: &str) -> Vec<(Range<usize>, String)> {
    let count = |of: Script| word.chars().filter(|c| script(*c) == Some(of)).count();
    let (latin, cyrillic) = (count(Script::Latin), count(Script::Cyrillic));
    let own = if lang == "ru" { Script::Cyrillic } else { Script::Latin };
    let (meant, strange) = if cyrillic > latin { (Script::Cyrillic, Script::Latin) } else { (Script::Latin, Script::Cyrillic) };
    let twin = |c: char| {
        let pair = TWINS.iter().find(|(latin, cyrillic)| c == if strange == Script::Latin { *latin } else { *cyrillic })?;
        Some(if strange == Script::Latin { pair.1 } else { pair.0 })
    };
    let has_twin = |c: char| TWINS.iter().any(|(latin, cyrillic)| c == *latin || c == *cyrillic);
    // Where every letter has a twin, the word may be of either script.
    let could_be_either = meant != own && word.chars().filter(|c| script(*c) == Some(meant)).all(has_twin);
    if latin == cyrillic || latin.max(cyrillic) < 3 || could_be_either || word.chars().any(|c| script(c).is_none() && c.is_alphabetic()) {
        return Vec::new();
    }
    let strangers = word.char_indices().filter(|(_, c)| script(*c).is_some_and(|script| script != meant));
    let edits: Option<Vec<_>> = strangers.map(|(from, c)| Some((at + from..at + from + c.len_utf8(), twin(c)?.to_string()))).collect();
    edits.unwrap_or_default()
}

pub(super) fn mixed_scripts(passage: &Passage<'_>, lang: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for word in passage.words.iter().filter(|word| !word.plain && word.sort == Sort::Letters) {
        let written = passage.text(word.at.clone());
        if written.split(['-', '\'', '’', '\u{2011}', '&']).any(|part| strangers(part).is_some_and(|count| count <= SLIP)) {
            // A word of several parts may have each in a script of its own.
            let is_whole = !written.contains(['-', '\'', '’', '\u{2011}', '&', '_', '@']);
            let fix = if is_whole { in_one_script(written, word.at.start, lang) } else { Vec::new() };
            found.push(Found::at(0, word.at.clone()).fix(fix));
        }
    }
    found
}

/// Whether a word is two that have grown together: a capital after a small letter, or another script from one letter on.
fn is_grown(word: &str) -> bool {
    if strangers(word).is_some_and(|count| count > SLIP) {
        return true;
    }
    let letters: Vec<char> = word.chars().filter(|c| !is_unseen(*c)).collect();
    let mut inside = letters.windows(2).enumerate().filter(|(_, pair)| pair[0].is_lowercase() && pair[1].is_uppercase());
    // McDonald, iPhone: a name begins so; `кВт` is a unit.
    inside.any(|(at, _)| at >= 2 && letters.len() - at > 3 || at >= 3)
}

/// Where a sentence ends or a comma stands, and the next word follows without a space.
fn missing_spaces(text: &str, words: &[Word]) -> Vec<Range<usize>> {
    let is_word = |word: &Word| text[word.at.clone()].chars().filter(|c| c.is_alphabetic()).count() > 1 && word.sort == Sort::Letters;
    let mut found = Vec::new();
    for pair in words.windows(2) {
        let between = &text[pair[0].at.end..pair[1].at.start];
        if matches!(between, " " | "") {
            continue;
        }
        let next = text[pair[1].at.clone()].chars().next().unwrap_or_default();
        let is_new = next.is_uppercase() || script(next) == Some(Script::Georgian);
        let is_glued = match between {
            "." | "!" | "?" | "…" => is_new,
            "," | ";" => true,
            _ => false,
        };
        let rest = &text[pair[1].at.end..];
        // An address: `example.com`, `a.b.c`.
        let is_address = between == "."
            && (rest.starts_with(['/', '.', '@', ':']) && !rest.starts_with(". ") && rest.len() > 1
                || text[..pair[0].at.start].ends_with(['/', '.', '@']));
        if is_glued && !is_address && is_word(&pair[0]) && is_word(&pair[1]) {
            found.push(pair[0].at.start..pair[1].at.end);
        }
    }
    found
}
