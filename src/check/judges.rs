//! What words alone cannot say: functions that rules name.

mod acronyms;
pub(super) mod marks;
mod own;
mod scripts;
mod sentences;

use std::ops::Range;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::catalogue::{List, Sought};
use super::judge::{About, is_only_a_link};
use super::phrases::Hit;
use super::reading::{Passage, Reading};
use crate::content::markdown::Role;
use crate::site::Address;

/// How a rule finds what it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Judge {
    /// By its phrases.
    #[default]
    Phrases,
    /// By its phrases, in calls to action.
    CallsToAction,
    /// Sentences of more than `words` words.
    LongSentences,
    /// More than `in_paragraph` exclamation marks in a block, or several in a row.
    Exclamations,
    /// More than `in_paragraph` emoji in a block.
    Emoji,
    /// A polite pronoun with a capital inside a sentence.
    CapitalYou,
    /// Words that address a reader in another way than the audience is addressed.
    OtherAddress,
    /// Capital letters that nobody explains.
    Acronyms,
    /// Letters of another script in a word.
    MixedScripts,
    /// Quotation marks of another language, or without their other half.
    Quotes,
    /// Characters that nobody sees.
    Invisible,
    /// Words that have grown together.
    Glued,
    /// A word twice.
    Repeated,
    /// Phrases that a site sets, `words`.
    OwnPhrases,
    /// Terms that a site sets, `words`, where nobody explains them.
    OwnTerms,
    /// How a page is put together: a function of [`structure`](super::structure) that has the rule's name.
    Structure,
}

/// What a judge looks at.
#[derive(Debug)]
pub(super) struct Look<'a> {
    pub(super) sought: &'a Sought,
    pub(super) reading: &'a Reading<'a>,
    /// What stands in each block.
    pub(super) found: &'a [Marks],
    pub(super) about: &'a About<'a>,
}

/// What is looked for and stands in a block.
#[derive(Debug)]
pub(super) struct Marks {
    /// Phrases.
    pub(super) hits: Vec<Hit<'static>>,
    /// Stretches that expressions found, each with the number of its rule, and whether it is one only as a whole.
    expressions: Vec<(usize, bool, Range<usize>)>,
}

impl Marks {
    /// What stands in a block.
    pub(super) fn of(passage: &Passage<'_>, sought: &'static Sought) -> Self {
        let text = &passage.block.text;
        let found = sought
            .expressions
            .in_text(text)
            .flat_map(|(rule, regex)| regex.find_iter(text).map(move |found| (rule, is_whole(regex), found.range())));
        Self { hits: sought.phrases.find(passage), expressions: found.collect() }
    }
}

/// What a judge found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) block: usize,
    /// The stretch of the block.
    pub(super) at: Range<usize>,
    /// What to do, where it is not what the rule says.
    pub(super) help: Option<String>,
    /// What stands in the message for names in braces.
    pub(super) figures: Vec<(&'static str, String)>,
    /// How it is mended, where there is one way: stretches of the block with what stands there afterwards.
    pub(super) fix: Vec<(Range<usize>, String)>,
}

impl Found {
    fn at(block: usize, at: Range<usize>) -> Self {
        Self { block, at, help: None, figures: Vec::new(), fix: Vec::new() }
    }

    fn figure(mut self, name: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        self.figures.push((name, value.to_string()));
        self
    }

    fn fix(mut self, fix: Vec<(Range<usize>, String)>) -> Self {
        self.fix = fix;
        self
    }
}

impl Judge {
    /// All that a rule finds.
    pub(super) fn look(self, look: &Look<'_>, number: usize) -> Vec<Found> {
        match self {
            Self::Phrases => look.phrases(number, |_| true, |passage| matches!(passage.block.role, Role::Cell | Role::Item)),
            Self::CallsToAction => look.phrases(number, |passage| is_only_a_link(passage.block), |_| false),
            Self::LongSentences => look.each(|passage| sentences::long_sentences(passage, look.limit(number, "words"))),
            Self::Exclamations => look.each(|passage| marks::exclamations(passage, look.limit(number, "in_paragraph"))),
            Self::Emoji => look.each(|passage| marks::emoji(passage, look.limit(number, "in_paragraph"))),
            Self::CapitalYou => look.capital_you(number),
            Self::OtherAddress => look.other_address(),
            Self::Acronyms => look.acronyms(number),
            Self::MixedScripts => look.each(|passage| scripts::mixed_scripts(passage, look.sought.language.id)),
            Self::Quotes => look.each(|passage| marks::quotes(passage, &look.sought.language.quotes)),
            Self::Invisible => look.each(marks::invisible),
            Self::Glued => look.glued(),
            Self::OwnPhrases => look.own_phrases(number),
            Self::OwnTerms => look.own_terms(number),
            Self::Structure => Vec::new(),
            Self::Repeated => look.each(|passage| sentences::repeated(passage, &look.sought.language.repeated_ok)),
        }
    }
}

impl Look<'_> {
    /// What a judge finds in each block, in the order of the text.
    fn each(&self, mut judge: impl FnMut(&Passage<'_>) -> Vec<Found>) -> Vec<Found> {
        let mut all = Vec::new();
        for (block, passage) in self.reading.blocks.iter().enumerate() {
            all.extend(judge(passage).into_iter().map(|found| Found { block, ..found }));
        }
        all
    }

    /// A number that a rule is set to; without one, nothing is too many.
    fn limit(&self, rule: usize, name: &str) -> usize {
        self.about.values.number(rule, name, self.about).unwrap_or(usize::MAX)
    }

    /// The phrases and expressions of a rule, without those that stand in what is let stand. What is one only as a whole, such as "Product
    /// name", is none where short names belong: in a table and in a list.
    fn phrases(&self, rule: usize, is_read: impl Fn(&Passage<'_>) -> bool, is_short: impl Fn(&Passage<'_>) -> bool) -> Vec<Found> {
        let mut all = Vec::new();
        let (finds, stands) = (List::Finds(rule).number(), List::LetStand(rule).number());
        for (block, (passage, marks)) in self.reading.blocks.iter().zip(self.found).enumerate() {
            let is_there = marks.hits.iter().any(|hit| hit.list == finds) || marks.expressions.iter().any(|(of, ..)| *of == rule);
            if !is_there || !is_read(passage) {
                continue;
            }
            let right: Vec<Range<usize>> =
                marks.hits.iter().filter(|hit| hit.list == stands).map(|hit| passage.stretch(hit.words.clone())).collect();
            let mut found: Vec<Found> = Vec::new();
            let is_short = is_short(passage);
            for hit in marks.hits.iter().filter(|hit| hit.list == finds && !(is_short && hit.whole)) {
                let help = hit.instead.map(|instead| format!("write `{instead}`"));
                found.push(Found { help, ..Found::at(block, passage.stretch(hit.words.clone())) });
            }
            let expressions = marks.expressions.iter().filter(|(of, whole, _)| *of == rule && !(is_short && *whole));
            found.extend(expressions.map(|(.., at)| Found::at(block, at.clone())));
            found.retain(|found| !right.iter().any(|right| right.start < found.at.end && found.at.start < right.end));
            found.sort_by_key(|found| (found.at.start, usize::MAX - found.at.end));
            found.dedup_by(|next, before| next.at.start < before.at.end);
            all.append(&mut found);
        }
        all
    }

    fn other_address(&self) -> Vec<Found> {
        let other = match self.about.address {
            Address::Formal => List::Informal,
            Address::Informal => List::Formal,
        };
        let mut all = Vec::new();
        for (block, (passage, marks)) in self.reading.blocks.iter().zip(self.found).enumerate() {
            let of =
                |list: List| marks.hits.iter().filter(move |hit| hit.list == list.number()).map(|hit| passage.stretch(hit.words.clone()));
            let right: Vec<Range<usize>> = of(List::NoAddress).collect();
            let several: Vec<Range<usize>> =
                of(List::Several).filter_map(|at| passage.sentence_at(at.start)).map(|sentence| sentence.at.clone()).collect();
            let stands = |at: &Range<usize>| right.iter().chain(&several).any(|right| right.start < at.end && at.start < right.end);
            all.extend(of(other).filter(|at| !stands(at)).map(|at| Found::at(block, at)));
        }
        all
    }
}

/// Whether an expression is held to both ends of a block.
fn is_whole(regex: &Regex) -> bool {
    let written = regex.as_str();
    written.strip_prefix("(?i)").unwrap_or(written).starts_with('^') && written.ends_with('$')
}
