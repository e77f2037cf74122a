//! Prose as sentences and words.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::language::{Entry, Language, Lexicon};
use crate::content::markdown::{Block, Prose, Role};

/// A text, block by block.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    pub(super) blocks: Vec<Passage<'a>>,
}

/// A block of it.
#[derive(Debug)]
pub(super) struct Passage<'a> {
    pub(super) block: &'a Block,
    pub(super) words: Vec<Word>,
    /// In order; each has at least one word.
    pub(super) sentences: Vec<Sentence>,
}

/// A sentence: the words it has, and where they stand in the block.
#[derive(Debug, Clone)]
pub(super) struct Sentence {
    pub(super) words: Range<usize>,
    pub(super) at: Range<usize>,
}

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Letters, perhaps with digits.
    Letters,
    /// A number in digits.
    Figure,
    /// A symbol that is read as a word: `%`, `№`, `€`.
    Symbol,
}

/// A word of a text.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// Where it stands in the block.
    pub(super) at: Range<usize>,
    /// What the language knows of it.
    pub(super) entry: Entry,
    pub(super) sort: Sort,
    /// Whether it begins with a capital.
    pub(super) capital: bool,
    /// Whether its letters are of one script, small ones after the first, with nothing between them: as most words are.
    pub(super) plain: bool,
    /// Whether nothing but spaces, hyphens and quotation marks stand between it and the word before.
    pub(super) joined: bool,
}

impl Word {
    /// Its form, in small letters.
    pub(super) fn form(&self) -> &str {
        &self.entry.form
    }
}

impl<'a> Reading<'a> {
    pub(super) fn of(prose: &'a Prose, language: &'static Language, lexicon: &mut Lexicon) -> Self {
        Self { blocks: prose.blocks.iter().map(|block| Passage::of(block, language, lexicon)).collect() }
    }
}

impl<'a> Passage<'a> {
    pub(super) fn of(block: &'a Block, language: &'static Language, lexicon: &mut Lexicon) -> Self {
        let words = words(&block.text, language, lexicon);
        let sentences = match block.role {
            // What stands by itself is one sentence, whatever stands in it.
            Role::Heading(_) | Role::Label if !words.is_empty() => vec![Sentence { words: 0..words.len(), at: 0..block.text.len() }],
            _ => sentences(&block.text, &words, language),
        };
        Self { block, words, sentences }
    }

    /// The text of a stretch.
    pub(super) fn text(&self, at: Range<usize>) -> &'a str {
        self.block.text.get(at).unwrap_or_default()
    }

    /// The stretch of some words.
    pub(super) fn stretch(&self, words: Range<usize>) -> Range<usize> {
        match (self.words.get(words.start), words.end.checked_sub(1).and_then(|last| self.words.get(last))) {
            (Some(first), Some(last)) => first.at.start..last.at.end,
            _ => 0..0,
        }
    }

    /// Whether a word is a figure that counts something: no year, no rank (`№ 1`), no part of a name (`Stratos 4`).
    pub(super) fn counts(&self, index: usize) -> bool {
        let Some(word) = self.words.get(index).filter(|word| word.sort == Sort::Figure) else { return false };
        let is_year = word.form().len() == 4 && word.form().parse().is_ok_and(|year: u32| (1800..2100).contains(&year));
        let before = index.checked_sub(1).and_then(|before| self.words.get(before));
        let starts = self.sentences.iter().any(|sentence| sentence.words.start + 1 == index);
        let is_name = word.joined && !starts && before.is_some_and(|before| before.capital && before.sort == Sort::Letters);
        let is_rank = word.form() == "1" && before.is_some_and(|before| matches!(before.form(), "№" | "#" | "no"));
        !is_year && !is_name && !is_rank
    }

    /// The sentence that a place is in.
    pub(super) fn sentence_at(&self, at: usize) -> Option<&Sentence> {
        self.sentences.iter().find(|sentence| sentence.at.contains(&at)).or(self.sentences.last())
    }
}

/// Whether a character is read as a word.
fn is_symbol(c: char) -> bool {
    matches!(c, '%' | '‰' | '№' | '§' | '€' | '$' | '£' | '₽' | '₾' | '₴' | '₺' | '#' | '+')
}

/// Whether words on both sides of it are one phrase still.
fn joins(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}' | '«' | '»' | '"' | '“' | '”' | '„' | '‘' | '’' | '\'' | '*')
}

/// What stands in a word and is not read.
pub(super) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{301}')
}

fn words(text: &str, language: &'static Language, lexicon: &mut Lexicon) -> Vec<Word> {
    let mut words = Vec::new();
    let mut form = String::new();
    let mut chars = text.char_indices().peekable();
    let mut joined = false;
    while let Some((start, first)) = chars.next() {
        if !is_letter(first) {
            if is_symbol(first) {
                let at = start..start + first.len_utf8();
                let entry = lexicon.entry(language, text.get(at.clone()).unwrap_or_default());
                words.push(Word { at, entry, sort: Sort::Symbol, capital: false, plain: true, joined });
                joined = true;
            } else {
                joined &= joins(first) || is_unseen(first);
            }
            continue;
        }
        form.clear();
        push(&mut form, first);
        let mut end = start + first.len_utf8();
        let mut is_figure = first.is_numeric();
        // A Georgian word has no capital to begin with.
        let script = small(first).or_else(|| small(first.to_lowercase().next()?).filter(|script| *script != 'ა'));
        let mut plain = script.is_some();
        while let Some((at, c)) = chars.peek().copied() {
            let inside = |after: &str| {
                let next = after.chars().find(|c| !is_unseen(*c));
                match c {
                    '-' | '\u{2010}' | '\u{2011}' | '\'' | '’' | '_' | '&' | '@' => next.is_some_and(char::is_alphanumeric),
                    '.' | ',' => is_figure && next.is_some_and(char::is_numeric),
                    // Digits in groups of three.
                    ' ' | '\u{a0}' | '\u{202f}' => is_figure && is_group(after),
                    _ => false,
                }
            };
            if is_letter(c) || is_mark(c) {
                push(&mut form, c);
                is_figure &= c.is_numeric();
                plain &= small(c) == script;
            } else if is_unseen(c) {
                let rest = text.get(at..).unwrap_or_default();
                if !rest.chars().find(|c| !is_unseen(*c)).is_some_and(char::is_alphanumeric) {
                    break;
                }
            } else if inside(text.get(at + c.len_utf8()..).unwrap_or_default()) {
                push(&mut form, c);
            } else {
                break;
            }
            plain &= is_letter(c);
            end = at + c.len_utf8();
            chars.next();
        }
        let sort = if is_figure { Sort::Figure } else { Sort::Letters };
        let entry = lexicon.entry(language, &form);
        words.push(Word { at: start..end, entry, sort, capital: first.is_uppercase(), plain, joined });
        joined = true;
    }
    words
}

/// Whether a character is a letter or a digit; told at once of those that most texts are made of.
fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphanumeric(),
        'а'..='я' | 'А'..='Я' | 'ა'..='ჺ' => true,
        c => c.is_alphanumeric(),
    }
}

/// The script of a small letter, by its first one, of those that most texts are made of.
fn small(c: char) -> Option<char> {
    match c {
        'a'..='z' => Some('a'),
        'а'..='я' | 'ё' => Some('а'),
        'ა'..='ჰ' => Some('ა'),
        _ => None,
    }
}

/// Whether three digits follow, and no fourth.
fn is_group(after: &str) -> bool {
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    digits == 3
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}') && c != '\u{301}'
}

/// Adds a character as words are compared: in small letters, `ё` as `е`, any apostrophe and hyphen as the plain one.
fn push(form: &mut String, c: char) {
    match c {
        '\0'..='\u{7f}' => form.push(c.to_ascii_lowercase()),
        'а'..='я' | 'ა'..='ჺ' => form.push(c),
        'ё' | 'Ё' => form.push('е'),
        '’' => form.push('\''),
        '\u{2010}' | '\u{2011}' => form.push('-'),
        '\u{a0}' | '\u{202f}' => form.push(' '),
        c => form.extend(c.to_lowercase()),
    }
}

/// A text as words are compared.
pub(super) fn folded(text: &str) -> String {
    let mut form = String::with_capacity(text.len());
    text.chars().filter(|c| !is_unseen(*c)).for_each(|c| push(&mut form, c));
    form
}

/// The sentences of a text; a full stop after an abbreviation ends none.
fn sentences(text: &str, words: &[Word], language: &Language) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let (mut first, mut from) = (0, 0);
    for to in ends(text) {
        let said = text.get(from..to).unwrap_or_default().trim_end();
        if to < text.len() && language.abbreviates(said) {
            continue;
        }
        let next = words.partition_point(|word| word.at.start < to);
        if next > first {
            sentences.push(Sentence { words: first..next, at: from..from + said.len() });
        }
        (first, from) = (next, to);
    }
    sentences
}

/// Where sentences may end: as Unicode has it, before a figure, which may be followed by small letters, and where a space is missing.
fn ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut to = 0;
    for part in text.split_sentence_bounds() {
        for (at, stop) in part.match_indices(['.', '!', '?', '…']) {
            let rest = &part[at + stop.len()..];
            let next = rest.trim_start();
            let is_figure = next.len() < rest.len() && next.starts_with(|c: char| c.is_ascii_digit());
            // Where the space is missing, too.
            let is_capital = next.len() == rest.len() && next.starts_with(char::is_uppercase);
            let after_word = part[..at].chars().rev().take(2).filter(|c| c.is_lowercase()).count() == 2;
            if is_figure || is_capital && after_word {
                ends.push(to + part.len() - next.len());
            }
        }
        to += part.len();
        ends.push(to);
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lang: &str, text: &str) -> (Vec<String>, Vec<String>) {
        let language = Language::get(lang);
        let words = words(text, language, &mut Lexicon::default());
        let sentences = sentences(text, &words, language);
        let of = |at: Range<usize>| text[at].to_owned();
        (words.into_iter().map(|word| of(word.at)).collect(), sentences.into_iter().map(|sentence| of(sentence.at)).collect())
    }

    #[test]
    fn a_word_keeps_its_hyphens_and_a_figure_its_groups() {
        let (words, _) = read("en", "Don't pay 12 000 $ for on-line teas, 2,5 kg at 40%.");
        assert_eq!(words, ["Don't", "pay", "12 000", "$", "for", "on-line", "teas", "2,5", "kg", "at", "40", "%"]);
        let (words, _) = read("ru", "Чай\u{ad}ник — 1\u{a0}500 ₽");
        assert_eq!(words, ["Чай\u{ad}ник", "1\u{a0}500", "₽"]);
    }

    #[test]
    fn a_sentence_ends_at_a_full_stop_that_belongs_to_no_abbreviation() {
        let sentences = |lang, text| read(lang, text).1;
        assert_eq!(sentences("en", "We ship tea. You drink it! Do you? Yes"), ["We ship tea.", "You drink it!", "Do you?", "Yes"]);
        assert_eq!(sentences("ru", "Пишет А. Чехов. Читаем."), ["Пишет А. Чехов.", "Читаем."]);
        assert_eq!(sentences("ru", "Добавили форму. 5 октября убрали."), ["Добавили форму.", "5 октября убрали."]);
        assert_eq!(sentences("en", "We come every month.Fenwick pays."), ["We come every month.", "Fenwick pays."]);
        assert_eq!(sentences("en", "Heat it to 80 °C. Take 3 g. Then wait."), ["Heat it to 80 °C.", "Take 3 g.", "Then wait."]);
        assert_eq!(sentences("ka", "ჩაი ცხელია. დალიე."), ["ჩაი ცხელია.", "დალიე."]);
    }

    #[test]
    fn words_are_compared_without_what_nobody_sees() {
        assert_eq!(folded("Ёлка\u{200b}’s"), "елка's");
    }
}
