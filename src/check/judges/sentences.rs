//! Sentences that are too long, words in the wrong place in them, words that are there twice.

use std::collections::BTreeSet;

use super::{Found, Look};
use crate::check::catalogue::List;
use crate::check::reading::{Passage, Sentence, Sort};
use crate::content::markdown::{Role, UNSAID};

impl Look<'_> {
    /// A polite pronoun with a capital inside a sentence.
    pub(super) fn capital_you(&self, rule: usize) -> Vec<Found> {
        let finds = List::Finds(rule).number();
        let mut found = Vec::new();
        for (block, (passage, marks)) in self.reading.blocks.iter().zip(self.found).enumerate() {
            for hit in marks.hits.iter().filter(|hit| hit.list == finds) {
                let word = &passage.words[hit.words.start];
                // After the time or number that an item begins with, too.
                let is_first = |sentence: &Sentence| {
                    let words = sentence.words.start..hit.words.start;
                    sentence.words.contains(&hit.words.start) && passage.words[words].iter().all(|word| word.sort != Sort::Letters)
                };
                let before = passage.block.text[..word.at.start].trim_end().chars().next_back();
                let opens = before.is_none_or(|c| matches!(c, '.' | '!' | '?' | '…' | '«' | '„' | '“' | '"' | '(' | '•'));
                if word.capital && !opens && !passage.sentences.iter().any(is_first) {
                    found.push(Found::at(block, word.at.clone()));
                }
            }
        }
        found
    }
}

pub(super) fn long_sentences(passage: &Passage<'_>, most: usize) -> Vec<Found> {
    if !matches!(passage.block.role, Role::Paragraph | Role::Item) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for sentence in &passage.sentences {
        let words = passage.words[sentence.words.clone()].iter().filter(|word| word.sort != Sort::Symbol).count();
        if words > most && !is_list(passage.text(sentence.at.clone()), most) {
            let at = passage.stretch(sentence.words.clone());
            found.push(Found::at(0, at).figure("count", &words).figure("words", &most));
        }
    }
    found
}

/// Whether a sentence lists things after a colon that comes soon.
fn is_list(sentence: &str, most: usize) -> bool {
    sentence
        .split_once(':')
        .is_some_and(|(head, list)| head.split_whitespace().count() * 2 <= most && list.matches([',', ';']).count() >= 3)
}

pub(super) fn repeated(passage: &Passage<'_>, fine: &BTreeSet<String>) -> Vec<Found> {
    let mut found = Vec::new();
    for pair in passage.words.windows(2) {
        let between = &passage.block.text[pair[0].at.end..pair[1].at.start];
        let is_same = pair[0].form() == pair[1].form() && pair[0].sort == Sort::Letters;
        let is_name = pair[0].capital && pair[1].capital;
        let both = || format!("{} {}", pair[0].form(), pair[1].form());
        if is_same
            && !is_name
            && !between.is_empty()
            && between.chars().all(char::is_whitespace)
            && !between.contains(UNSAID)
            && !fine.contains(&both())
        {
            let both = Found::at(0, pair[0].at.start..pair[1].at.end);
            // `the The` may be the end of one sentence or the beginning of a name.
            let is_sure = !pair[1].capital && between.chars().all(|c| matches!(c, ' ' | '\u{a0}'));
            found.push(if is_sure { both.fix(vec![(pair[0].at.end..pair[1].at.end, String::new())]) } else { both });
        }
    }
    found
}
