//! Words of a site's own: those that it does not want, and those that it has to explain.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use super::acronyms::is_explained;
use super::{Found, Look};
use crate::check::language::Language;
use crate::check::phrases::Phrases;
use crate::check::reading::folded;
use crate::content::markdown::Role;

/// A language, and the phrases that were set for it.
type Asked = (&'static str, Vec<String>);

thread_local! {
    /// Phrases that were set, made once for all pages.
    static MADE: RefCell<HashMap<Asked, Rc<Phrases>>> = RefCell::default();
}

/// So many lists are remembered at most: a site has one for each audience, or few more.
const MOST: usize = 64;

/// What a site says as phrases of a language; what is none in this language is one of another.
fn made(language: &'static Language, words: &[&str]) -> Rc<Phrases> {
    MADE.with_borrow_mut(|made| {
        let asked: Asked = (language.id, words.iter().map(|word| (*word).to_owned()).collect());
        if let Some(phrases) = made.get(&asked) {
            return phrases.clone();
        }
        if made.len() >= MOST {
            made.clear();
        }
        let mut phrases = Phrases::default();
        for word in words {
            let _ = phrases.add(0, word, language);
        }
        let phrases = Rc::new(phrases);
        made.insert(asked, phrases.clone());
        phrases
    })
}

impl Look<'_> {
    /// Phrases that a site does not want, with what it wants instead.
    pub(super) fn own_phrases(&self, rule: usize) -> Vec<Found> {
        let words = self.about.values.words(rule, "words");
        if words.is_empty() {
            return Vec::new();
        }
        let own = made(self.sought.language, &words);
        self.each(|passage| {
            let found = own.find_own(passage).into_iter().map(|hit| {
                let help = hit.instead.map(|instead| format!("write `{instead}`"));
                Found { help, ..Found::at(0, passage.stretch(hit.words)) }
            });
            found.collect()
        })
    }

    /// Each term of a site at its first use on the page, where it is neither explained nor leads to its explanation.
    pub(super) fn own_terms(&self, rule: usize) -> Vec<Found> {
        let words = self.about.values.words(rule, "words");
        if words.is_empty() {
            return Vec::new();
        }
        let own = made(self.sought.language, &words);
        let mut said = BTreeSet::new();
        self.each(|passage| {
            // A heading comes before the text that explains.
            if matches!(passage.block.role, Role::Heading(_)) {
                return Vec::new();
            }
            let mut found = Vec::new();
            for hit in own.find_own(passage) {
                let at = passage.stretch(hit.words);
                let leads = passage.block.links.iter().any(|(stretch, _)| stretch.start <= at.start && at.end <= stretch.end);
                if said.insert(folded(passage.text(at.clone()))) && !leads && !is_explained(&passage.block.text, &at) {
                    found.push(Found::at(0, at));
                }
            }
            found
        })
    }
}
