//! Phrases: words, stems and classes of words in a row, found in one pass over a text.
//!
//! A phrase is words with single spaces. `word` is this form, `word~` every form with its stem, `word*` every word that begins so, `a|b~` one
//! of these, `*` any one word and `*?` one or none, `<class>` a word of a class of the language, `<figure>` a number, `<capital>` a word that
//! begins with a capital letter. `^` before the first word holds it to the beginning of a sentence, `$` after the last to its end. What follows
//! `=>` is what to write instead.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::language::{Known, Language};
use super::reading::{Passage, Sort, Word, folded};

/// Phrases of many lists, each list with a number.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    patterns: Vec<Pattern>,
    /// Patterns by a form that they begin with.
    by_form: HashMap<String, Vec<usize>>,
    by_stem: HashMap<String, Vec<usize>>,
    /// By the first letter of words that they may begin with.
    by_letter: HashMap<char, Vec<usize>>,
    by_class: Vec<(u64, usize)>,
    anywhere: Vec<usize>,
}

#[derive(Debug)]
struct Pattern {
    list: usize,
    elements: Vec<Element>,
    at_start: bool,
    at_end: bool,
    instead: Option<String>,
}

#[derive(Debug, Clone)]
struct Element {
    atoms: Vec<Atom>,
    optional: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Atom {
    Any,
    Form(String),
    Stem(String),
    Beginning(String),
    Class(u64),
    Figure,
    Capital,
}

/// A phrase that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hit<'a> {
    /// The list it is from.
    pub(super) list: usize,
    pub(super) words: Range<usize>,
    /// Whether it is held to both ends of a sentence.
    pub(super) whole: bool,
    /// What to write instead.
    pub(super) instead: Option<&'a str>,
}

impl Phrases {
    /// Adds a phrase to a list; says what is wrong with it.
    pub(super) fn add(&mut self, list: usize, phrase: &str, language: &Language) -> Result<(), String> {
        let (written, instead) = match phrase.split_once("=>") {
            Some((written, instead)) => (written.trim(), Some(instead.trim().to_owned())),
            None => (phrase.trim(), None),
        };
        let (written, at_start) = written.strip_prefix('^').map_or((written, false), |rest| (rest.trim_start(), true));
        let (written, at_end) = written.strip_suffix('$').map_or((written, false), |rest| (rest.trim_end(), true));
        let elements = written.split_whitespace().map(|word| element(word, language)).collect::<Result<Vec<_>, _>>()?;
        if elements.iter().all(|element| element.optional) {
            return Err(format!("`{phrase}` has no word"));
        }
        // One that begins with a word that may be missing is one without it, too.
        let first = elements.iter().position(|element| !element.optional).unwrap_or_default();
        for from in 0..=first {
            let elements = elements[from..]
                .iter()
                .enumerate()
                .map(|(at, element)| Element { optional: at > 0 && element.optional, ..element.clone() });
            self.add_pattern(Pattern { list, elements: elements.collect(), at_start, at_end, instead: instead.clone() });
        }
        Ok(())
    }

    fn add_pattern(&mut self, pattern: Pattern) {
        let index = self.patterns.len();
        for atom in pattern.elements.iter().take(1).flat_map(|element| &element.atoms) {
            match atom {
                Atom::Form(form) => self.by_form.entry(form.clone()).or_default().push(index),
                Atom::Stem(stem) => self.by_stem.entry(stem.clone()).or_default().push(index),
                Atom::Beginning(beginning) => self.by_letter.entry(beginning.chars().next().unwrap_or_default()).or_default().push(index),
                Atom::Class(bit) => self.by_class.push((*bit, index)),
                Atom::Any | Atom::Figure | Atom::Capital => self.anywhere.push(index),
            }
        }
        self.patterns.push(pattern);
    }

    /// Whether there are phrases of a list.
    pub(super) fn has(&self, list: usize) -> bool {
        self.patterns.iter().any(|pattern| pattern.list == list)
    }

    /// The patterns that may begin with a word, whatever stands around it.
    fn beginning_with(&self, word: &Known) -> Box<[usize]> {
        let first = word.form.chars().next().unwrap_or_default();
        let lists = [self.by_form.get(&word.form), self.by_stem.get(&word.stem), self.by_letter.get(&first)];
        let by_class = self.by_class.iter().filter(|(bit, _)| word.classes & bit != 0).map(|(_, index)| index);
        let fits = |atom: &Atom| match atom {
            Atom::Form(form) => *form == word.form,
            Atom::Stem(stem) => *stem == word.stem,
            Atom::Beginning(beginning) => word.form.starts_with(beginning.as_str()),
            Atom::Class(bit) => word.classes & bit != 0,
            Atom::Any | Atom::Figure | Atom::Capital => true,
        };
        let begins = |index: &&usize| self.patterns[**index].elements.first().is_some_and(|element| element.atoms.iter().any(fits));
        let mut all: Vec<usize> = lists.into_iter().flatten().flatten().chain(by_class).filter(begins).copied().collect();
        all.sort_unstable();
        all.dedup();
        all.into()
    }

    /// Every phrase in a passage, in order; of several of one list at one place the longest.
    pub(super) fn find(&self, passage: &Passage<'_>) -> Vec<Hit<'_>> {
        // A word of a language always has the phrases of that language.
        self.find_by(passage, |word| Cow::Borrowed(word.begins.get_or_init(|| self.beginning_with(word))))
    }

    /// The same for phrases that are not those of the language, but a site's own.
    pub(super) fn find_own(&self, passage: &Passage<'_>) -> Vec<Hit<'_>> {
        self.find_by(passage, |word| Cow::Owned(self.beginning_with(word).into_vec()))
    }

    fn find_by<'w>(&self, passage: &'w Passage<'_>, begins: impl Fn(&'w Known) -> Cow<'w, [usize]>) -> Vec<Hit<'_>> {
        let mut hits: Vec<Hit<'_>> = Vec::new();
        if self.patterns.is_empty() {
            return hits;
        }
        for sentence in &passage.sentences {
            for start in sentence.words.clone() {
                let word = &passage.words[start];
                for index in begins(&word.entry).iter().chain(&self.anywhere) {
                    let pattern = &self.patterns[*index];
                    if pattern.at_start && start != sentence.words.start {
                        continue;
                    }
                    let window = &passage.words[start..sentence.words.end];
                    if let Some(length) = pattern.matches(window) {
                        hits.push(Hit {
                            list: pattern.list,
                            words: start..start + length,
                            whole: pattern.at_start && pattern.at_end,
                            instead: pattern.instead.as_deref(),
                        });
                    }
                }
            }
        }
        hits.sort_by(|one, other| (one.list, one.words.start, other.words.end).cmp(&(other.list, other.words.start, one.words.end)));
        hits.dedup_by(|next, before| next.list == before.list && next.words.start < before.words.end);
        hits
    }
}

impl Pattern {
    /// How many words from the first of these on are this phrase.
    fn matches(&self, words: &[Word]) -> Option<usize> {
        fn rest(elements: &[Element], words: &[Word], at: usize, at_end: bool) -> Option<usize> {
            let Some((element, others)) = elements.split_first() else {
                return (!at_end || at == words.len()).then_some(at);
            };
            if let Some(word) = words.get(at)
                && (at == 0 || word.joined)
                && element.atoms.iter().any(|atom| atom.fits(word))
                && let Some(end) = rest(others, words, at + 1, at_end)
            {
                return Some(end);
            }
            if element.optional { rest(others, words, at, at_end) } else { None }
        }
        rest(&self.elements, words, 0, self.at_end)
    }
}

impl Atom {
    fn fits(&self, word: &Word) -> bool {
        match self {
            Self::Any => word.sort == Sort::Letters,
            Self::Form(form) => word.form() == form,
            Self::Stem(stem) => word.entry.stem == *stem,
            Self::Beginning(beginning) => word.form().starts_with(beginning.as_str()),
            Self::Class(bit) => word.entry.classes & bit != 0,
            Self::Figure => word.sort == Sort::Figure,
            Self::Capital => word.capital,
        }
    }
}

fn element(word: &str, language: &Language) -> Result<Element, String> {
    let (word, optional) = match word.strip_suffix('?') {
        Some(rest) if !rest.is_empty() => (rest, true),
        _ => (word, false),
    };
    Ok(Element { atoms: word.split('|').map(|word| atom(word, language)).collect::<Result<_, _>>()?, optional })
}

fn atom(word: &str, language: &Language) -> Result<Atom, String> {
    if word == "*" {
        return Ok(Atom::Any);
    }
    if let Some(name) = word.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        return match name {
            "figure" => Ok(Atom::Figure),
            "capital" => Ok(Atom::Capital),
            name => language.class(name).map(|index| Atom::Class(1 << index)).ok_or_else(|| format!("there is no class of words `{name}`")),
        };
    }
    if let Some(beginning) = word.strip_suffix('*') {
        return Ok(Atom::Beginning(folded(beginning)));
    }
    if let Some(word) = word.strip_suffix('~') {
        if !language.has_stems() {
            return Err(format!("`{word}~`: this language has no stems; `{word}*` is every word that begins so"));
        }
        return Ok(Atom::Stem(language.stem(&folded(word))));
    }
    if word.is_empty() || word.contains(['~', '*', '<', '>', '^', '$']) && word != "$" {
        return Err(format!("`{word}` is no word of a phrase"));
    }
    Ok(Atom::Form(folded(word)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::language::Lexicon;
    use crate::content::markdown::Block;

    /// The words of a text that a phrase finds.
    fn found(lang: &str, phrase: &str, text: &str) -> Vec<String> {
        let language = Language::get(lang);
        let mut phrases = Phrases::default();
        phrases.add(0, phrase, language).unwrap();
        let block = Block::link(text);
        let passage = Passage::of(&block, language, &mut Lexicon::default());
        phrases.find(&passage).into_iter().map(|hit| passage.text(passage.stretch(hit.words)).to_owned()).collect()
    }

    #[test]
    fn words_are_found_in_any_letter_case_and_stems_in_any_form() {
        assert_eq!(found("en", "in order to", "In order to brew, in  order\u{a0}to drink"), ["In order to", "in  order\u{a0}to"]);
        assert_eq!(found("ru", "счётчик~", "Считаем счетчики, смотрим на счётчиком"), ["счетчики", "счётчиком"]);
        assert_eq!(found("ru", "уникальн*", "Наш уникальнейший чай"), ["уникальнейший"]);
        assert_eq!(found("en", "buy|get it", "buy it, get it, keep it"), ["buy it", "get it"]);
    }

    #[test]
    fn a_phrase_goes_over_words_between_and_never_over_a_comma() {
        assert_eq!(
            found("en", "carry out *? inspection", "carry out an inspection; carry out inspection"),
            ["carry out an inspection", "carry out inspection"]
        );
        assert!(found("en", "carry out *? inspection", "carry out, inspection").is_empty());
        assert!(found("en", "carry out *? inspection", "carry out our first inspection").is_empty());
        assert_eq!(found("en", "<figure> % of *", "Some 67 % of buyers"), ["67 % of buyers"]);
        assert_eq!(found("en", "the <capital>", "the tea of the Firm"), ["the Firm"]);
    }

    #[test]
    fn a_word_that_may_be_missing_may_come_first() {
        assert_eq!(found("en", "the? best", "The best tea is best"), ["The best", "best"]);
    }

    #[test]
    fn marks_hold_a_phrase_to_the_ends_of_a_sentence() {
        assert_eq!(found("en", "^more$", "More"), ["More"]);
        assert!(found("en", "^more$", "More about tea").is_empty() && found("en", "^more$", "Read more").is_empty());
    }

    #[test]
    fn of_several_that_begin_at_one_word_the_longest_is_told() {
        assert_eq!(found("en", "very *? good", "very good good"), ["very good good"]);
    }

    #[test]
    fn a_phrase_that_is_none_is_told_of() {
        let mut phrases = Phrases::default();
        let mut wrong = |lang: &str, phrase: &str| phrases.add(0, phrase, Language::get(lang)).unwrap_err();
        assert!(wrong("en", "<nobody> knows").contains("no class of words `nobody`"));
        assert!(wrong("ka", "ჩაი~").contains("no stems"));
        assert!(wrong("en", "").contains("has no word"));
        assert!(wrong("en", "a~b").contains("no word of a phrase"));
    }
}
