//! How a text sounds, in figures: what can be counted, and nothing that would have to be felt.

use std::collections::HashMap;

use serde::Serialize;

use super::catalogue::{List, number};
use super::judge::{About, Text};
use super::judges::marks;
use super::reading::{Passage, Sort, folded};
use crate::content::markdown::Role;

/// What is measured of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// How many words it has.
    Words,
    /// Words in a sentence.
    SentenceLength,
    /// Of a hundred sentences, those that `tone/long-sentence` calls too long.
    LongSentences,
    /// Readability by Flesch for English, by Oborneva for Russian: higher is easier. There is none for Georgian.
    Readability,
    /// Figures that count something, in a hundred words.
    Figures,
    /// Words that mean the reader to one that means the writer.
    YouToWe,
    /// Nouns made of verbs, in a thousand words.
    Nominalisations,
    /// Passive verbs, in a thousand words.
    Passives,
    /// Words of offices, in a thousand words.
    Bureaucratese,
    /// Praise without proof, in a thousand words.
    Superlatives,
    /// Words that hurry, in a thousand words.
    Urgency,
    /// Exclamation marks, in a thousand words.
    Exclamations,
    /// Emoji, in a thousand words.
    Emoji,
}

impl Measure {
    /// All of them, as they are shown.
    pub const ALL: [Self; 13] = [
        Self::Words,
        Self::SentenceLength,
        Self::LongSentences,
        Self::Readability,
        Self::Figures,
        Self::YouToWe,
        Self::Nominalisations,
        Self::Passives,
        Self::Bureaucratese,
        Self::Superlatives,
        Self::Urgency,
        Self::Exclamations,
        Self::Emoji,
    ];

    /// What a person calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::SentenceLength => "words in a sentence",
            Self::LongSentences => "long sentences, %",
            Self::Readability => "readability (for information)",
            Self::Figures => "figures in 100 words",
            Self::YouToWe => "you : we",
            Self::Nominalisations => "nouns made of verbs, in 1,000 words",
            Self::Passives => "passives, in 1,000",
            Self::Bureaucratese => "words of offices, in 1,000",
            Self::Superlatives => "praise without proof, in 1,000",
            Self::Urgency => "words that hurry, in 1,000",
            Self::Exclamations => "exclamation marks, in 1,000",
            Self::Emoji => "emoji, in 1,000",
        }
    }

    /// The least difference that anybody notices: what is nearer sounds the same.
    fn step(self) -> f64 {
        match self {
            Self::Words => 100.0,
            Self::SentenceLength => 3.0,
            Self::LongSentences | Self::Readability => 10.0,
            Self::Figures => 1.0,
            Self::YouToWe => 1.0,
            Self::Nominalisations => 15.0,
            Self::Passives | Self::Bureaucratese => 5.0,
            Self::Superlatives | Self::Urgency | Self::Exclamations | Self::Emoji => 3.0,
        }
    }

    /// The rule whose phrases it counts.
    fn rule(self) -> Option<&'static str> {
        match self {
            Self::Nominalisations => Some("tone/nominalisation"),
            Self::Passives => Some("tone/passive"),
            Self::Bureaucratese => Some("tone/bureaucratese"),
            Self::Superlatives => Some("tone/superlative"),
            Self::Urgency => Some("tone/urgency"),
            _ => None,
        }
    }
}

/// How a text sounds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Profile {
    /// What was measured; what its language has no words for is missing.
    pub measures: Vec<(Measure, f64)>,
    /// Its sentences, folded, with their words: so two texts are told apart.
    sentences: HashMap<blake3::Hash, usize>,
    /// How many words its prose has.
    words: usize,
}

/// How near two texts are.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Nearness {
    /// The words of the smaller text that stand in sentences of the other, too, of 1.
    pub same_words: f64,
    /// How many measures differ so much that it can be heard.
    pub heard: usize,
    /// How many measures both have.
    pub of: usize,
    /// Whether both are so long that measures mean something.
    is_long: bool,
}

impl Nearness {
    /// Whether nobody would hear that they speak to two sorts of readers.
    pub fn sounds_the_same(&self) -> bool {
        self.same_words >= SAME_WORDS || self.is_long && self.heard == 0
    }
}

/// Texts that share so much of their words are one text.
const SAME_WORDS: f64 = 0.8;

/// Texts so long that do not differ in any measure sound the same, whatever their words, in words.
const LONG: usize = 200;

/// Shorter texts have no tone that could be measured, in words.
pub const SHORTEST: usize = 60;

impl Profile {
    /// How a text sounds.
    pub(super) fn of(text: &Text<'_>, about: &About<'_>) -> Self {
        let mut count = Counts::default();
        for passage in text.passages() {
            count.passage(passage, text.limit(number("tone/long-sentence"), "words", about), about.lang);
        }
        let words = count.words;
        let mut measures = vec![(Measure::Words, whole(words))];
        let by = |count: usize, of: usize, times: f64| if of == 0 { 0.0 } else { whole(count) * times / whole(of) };
        if count.sentences > 0 {
            measures.push((Measure::SentenceLength, by(count.in_sentences, count.sentences, 1.0)));
            measures.push((Measure::LongSentences, by(count.long, count.sentences, 100.0)));
        }
        if let Some(ease) = count.readability(about.lang) {
            measures.push((Measure::Readability, ease));
        }
        measures.push((Measure::Figures, by(count.figures, words, 100.0)));
        let (you, we) = (text.count(List::You), text.count(List::We));
        if text.has(List::You) && text.has(List::We) && you + we > 0 {
            measures.push((Measure::YouToWe, by(you, we.max(1), 1.0)));
        }
        for (measure, rule) in Measure::ALL.into_iter().filter_map(|measure| Some((measure, number(measure.rule()?)?))) {
            if text.has(List::Finds(rule)) {
                measures.push((measure, by(text.found_by(rule, about), words, 1_000.0)));
            }
        }
        measures.push((Measure::Exclamations, by(count.exclamations, words, 1_000.0)));
        measures.push((Measure::Emoji, by(count.emoji, words, 1_000.0)));
        Self { measures, sentences: count.hashes, words }
    }

    /// A measure, if it was taken.
    pub fn get(&self, measure: Measure) -> Option<f64> {
        self.measures.iter().find(|(own, _)| *own == measure).map(|(_, value)| *value)
    }

    /// Whether it is long enough to have a tone.
    pub fn is_measurable(&self) -> bool {
        self.words >= SHORTEST
    }

    /// How near another text is.
    pub fn near(&self, other: &Self) -> Nearness {
        let (small, large) = if self.words <= other.words { (self, other) } else { (other, self) };
        let total: usize = small.sentences.values().sum();
        let shared: usize =
            small.sentences.iter().filter(|(sentence, _)| large.sentences.contains_key(*sentence)).map(|(_, words)| words).sum();
        let both = self.measures.iter().filter_map(|(measure, value)| Some((*measure, *value, other.get(*measure)?)));
        let both: Vec<_> = both.filter(|(measure, ..)| *measure != Measure::Words).collect();
        let heard = both.iter().filter(|(measure, one, other)| (one - other).abs() >= measure.step()).count();
        let same_words = if total == 0 { 0.0 } else { whole(shared) / whole(total) };
        Nearness { same_words, heard, of: both.len(), is_long: small.words >= LONG }
    }

    /// The middle of what was measured in several texts.
    pub fn median(profiles: &[&Self]) -> Vec<(Measure, f64)> {
        let middle = |measure: Measure| {
            let mut values: Vec<f64> = profiles.iter().filter_map(|profile| profile.get(measure)).collect();
            values.sort_by(f64::total_cmp);
            Some((measure, *values.get(values.len() / 2)?))
        };
        Measure::ALL.into_iter().filter_map(middle).collect()
    }
}

/// A count as a number that can be divided: no text has so many words that this would be another.
fn whole(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// What is counted in a text.
#[derive(Debug, Default)]
struct Counts {
    words: usize,
    sentences: usize,
    in_sentences: usize,
    long: usize,
    syllables: usize,
    figures: usize,
    exclamations: usize,
    emoji: usize,
    hashes: HashMap<blake3::Hash, usize>,
}

impl Counts {
    fn passage(&mut self, passage: &Passage<'_>, longest: usize, lang: &str) {
        let is_word = |at: &usize| passage.words[*at].sort != Sort::Symbol;
        self.words += (0..passage.words.len()).filter(is_word).count();
        self.figures += (0..passage.words.len()).filter(|at| passage.counts(*at)).count();
        self.exclamations += passage.block.text.matches('!').count();
        self.emoji += marks::emoji(passage, 0).len();
        if !matches!(passage.block.role, Role::Paragraph | Role::Item) {
            return;
        }
        for sentence in &passage.sentences {
            let words = sentence.words.clone().filter(is_word).count();
            self.sentences += 1;
            self.in_sentences += words;
            self.long += usize::from(words > longest);
            let syllables = sentence.words.clone().filter(is_word).map(|at| syllables(passage.words[at].form(), lang));
            self.syllables += syllables.sum::<usize>();
            self.hashes.insert(blake3::hash(folded(passage.text(sentence.at.clone())).as_bytes()), words);
        }
    }

    /// By Flesch (1948) for English and by Oborneva (2006) for Russian.
    fn readability(&self, lang: &str) -> Option<f64> {
        if self.sentences == 0 || self.in_sentences == 0 {
            return None;
        }
        let sentence = whole(self.in_sentences) / whole(self.sentences);
        let word = whole(self.syllables) / whole(self.in_sentences);
        match lang {
            "en" => Some(206.835 - 1.015 * sentence - 84.6 * word),
            "ru" => Some(206.835 - 1.3 * sentence - 60.1 * word),
            _ => None,
        }
    }
}

/// The syllables of a word: by its vowels in Russian and Georgian, by groups of them and without a silent `e` in English.
fn syllables(form: &str, lang: &str) -> usize {
    let is_vowel = |c: char| matches!(c, 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я' | 'ა' | 'ე' | 'ი' | 'ო' | 'უ');
    if lang != "en" {
        return form.chars().filter(|c| is_vowel(*c)).count().max(1);
    }
    let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let word =
        if form.len() > 3 && !form.ends_with("le") { form.strip_suffix("es").or(form.strip_suffix('e')).unwrap_or(form) } else { form };
    let mut groups = 0;
    let mut was_vowel = false;
    for c in word.chars() {
        groups += usize::from(is_vowel(c) && !was_vowel);
        was_vowel = is_vowel(c);
    }
    groups.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_counted_as_they_are_spoken() {
        let en: Vec<usize> = ["tea", "office", "table", "leaves", "brewing", "the"].iter().map(|word| syllables(word, "en")).collect();
        assert_eq!(en, [1, 2, 2, 1, 2, 1]);
        assert_eq!((syllables("обеспечивать", "ru"), syllables("вк", "ru"), syllables("ჩაიდანი", "ka")), (5, 1, 4));
    }
}
