//! Capital letters that nobody explains.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Found, Look};
use crate::check::reading::{Passage, Word};
use crate::content::markdown::Role;

impl Look<'_> {
    /// Each one at its first use on the page.
    pub(super) fn acronyms(&self, rule: usize) -> Vec<Found> {
        let known = self.about.values.words(rule, "known");
        // What a definition list defines is explained there.
        let defines = |passage: &&Passage<'_>| passage.block.role == Role::Label && passage.block.within.is_none();
        let defined: BTreeSet<&str> = self.reading.blocks.iter().filter(defines).map(|passage| passage.block.text.trim()).collect();
        let mut said = BTreeSet::new();
        self.each(|passage| {
            // A heading comes before the text that explains.
            if matches!(passage.block.role, Role::Heading(_)) {
                return Vec::new();
            }
            let text = &passage.block.text;
            let mut found = Vec::new();
            for (index, word) in passage.words.iter().enumerate().filter(|(_, word)| !word.plain) {
                let written = passage.text(word.at.clone());
                let part = written.split(['-', '\u{2011}', '’', '\'']).next().unwrap_or_default();
                let part = part.strip_suffix('s').filter(|part| part.len() > 1).unwrap_or(part);
                let letters = part.chars().count();
                if !(2..=6).contains(&letters)
                    || !part.chars().all(|c| c.is_uppercase() || c.is_numeric())
                    || part.chars().filter(|c| c.is_uppercase()).count() < 2
                {
                    continue;
                }
                if part.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C' | 'D' | 'M'))
                    || self.sought.language.acronyms_known.contains(part)
                    || known.contains(&part)
                    || defined.contains(part)
                {
                    continue;
                }
                // Where all is in capitals, this is a word like the others.
                let shouts = |word: Option<&Word>| {
                    word.is_some_and(|word| {
                        let written = passage.text(word.at.clone());
                        written.chars().count() > 3 && written.chars().all(char::is_uppercase)
                    })
                };
                if shouts(passage.words.get(index + 1)) || shouts(index.checked_sub(1).and_then(|before| passage.words.get(before))) {
                    continue;
                }
                if !said.insert(part.to_owned()) || is_explained(text, &word.at) {
                    continue;
                }
                found.push(Found::at(0, word.at.start..word.at.start + part.len()));
            }
            found
        })
    }
}

/// Whether an acronym is explained where it stands: in brackets after the words, or before words in brackets or after a dash.
pub(super) fn is_explained(text: &str, at: &Range<usize>) -> bool {
    let (before, after) = (text[..at.start].trim_end(), text[at.end..].trim_start());
    let in_brackets = before.ends_with('(') && after.starts_with([')', ',', ';']) || before.ends_with('(') && after.starts_with(['—', '–']);
    let has_brackets = after.strip_prefix('(').is_some_and(|rest| rest.split(')').next().is_some_and(|inside| inside.contains(' ')));
    let has_dash =
        after.starts_with("— ") || after.starts_with("– ") || after.starts_with("is short for") || after.starts_with("stands for");
    in_brackets || has_brackets || has_dash
}
