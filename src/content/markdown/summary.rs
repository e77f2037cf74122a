//! The first sentences of a text, and how long it takes to read.

use unicode_segmentation::UnicodeSegmentation;

use crate::site::Lang;

/// A summary that has so many characters needs no more sentences.
const ENOUGH: usize = 160;

/// A summary has no more characters than this.
const MOST: usize = 200;

/// Stands in a text where a component prints what nobody knows yet.
pub(super) const UNKNOWN: char = '\u{fffc}';

/// The first sentences of some paragraphs.
///
/// Sentences are kept whole; only a first sentence that is too long by itself is cut, between words. A sentence with a component in it
/// is passed over.
pub(super) fn summary<'a>(paragraphs: impl IntoIterator<Item = &'a str>) -> String {
    let mut summary = String::new();
    let mut length = 0;
    for paragraph in paragraphs {
        for sentence in sentences(paragraph).filter(|sentence| !sentence.contains(UNKNOWN)) {
            let added = sentence.chars().count();
            if length == 0 && added > MOST {
                return cut(&sentence);
            }
            if length + usize::from(length > 0) + added > MOST {
                return summary;
            }
            if length > 0 {
                summary.push(' ');
                length += 1;
            }
            summary.push_str(&sentence);
            length += added;
            if length >= ENOUGH {
                return summary;
            }
        }
    }
    summary
}

/// The sentences of a paragraph, with single spaces. A full stop after one or two letters is an abbreviation's (`Dr.`, `г.`).
fn sentences(paragraph: &str) -> impl Iterator<Item = String> {
    let mut bounds = paragraph.split_sentence_bounds();
    std::iter::from_fn(move || {
        let mut sentence = String::new();
        for part in bounds.by_ref() {
            for word in part.split_whitespace() {
                if !sentence.is_empty() {
                    sentence.push(' ');
                }
                sentence.push_str(word);
            }
            let last = sentence.rsplit([' ', '.']).nth(1).filter(|_| sentence.ends_with('.'));
            if !sentence.is_empty()
                && !last.is_some_and(|word| word.chars().count() <= 2 && word.chars().all(char::is_alphabetic) && !word.is_empty())
            {
                break;
            }
        }
        (!sentence.is_empty()).then_some(sentence)
    })
}

fn cut(sentence: &str) -> String {
    let end = sentence.char_indices().nth(MOST - 1).map_or(sentence.len(), |(at, _)| at);
    let words = sentence[..end].rfind(' ').map_or(&sentence[..end], |space| &sentence[..space]);
    format!("{}…", words.trim_end_matches([',', ';', ':', '–', '—', '-', ' ']))
}

/// Words that are read in a minute, by language.
const SPEEDS: &[(&str, usize)] = &[("en", 230), ("ru", 180), ("ka", 170)];

/// Words that are read in a minute in any other language.
const SPEED: usize = 200;

/// The number of words of a text: what white space separates and has a letter or digit; where a script writes no spaces, its characters.
pub(super) fn words(text: &str) -> usize {
    let (mut words, mut start) = (0, 0);
    let (mut counts, mut is_unspaced) = (false, false);
    // The white space at the end is none of the text's.
    for (at, next) in text.char_indices().chain([(text.len(), ' ')]) {
        if !next.is_whitespace() {
            counts = counts || next.is_alphanumeric();
            is_unspaced |= next >= FIRST_UNSPACED;
            continue;
        }
        words += if is_unspaced { text[start..at].unicode_words().count() } else { usize::from(counts) };
        (start, counts, is_unspaced) = (at + next.len_utf8(), false, false);
    }
    words
}

/// Scripts without spaces between words (Thai, Khmer, Chinese, Japanese) begin here; what lies beyond is looked at closely.
const FIRST_UNSPACED: char = '\u{e00}';

/// The minutes that it takes to read so many words; 0 only where there are none.
pub(super) fn reading_minutes(words: usize, lang: &Lang) -> usize {
    let primary = lang.as_str().split('-').next().unwrap_or_default();
    let speed = SPEEDS.iter().find(|(lang, _)| *lang == primary).map_or(SPEED, |(_, speed)| *speed);
    ((words + speed / 2) / speed).max(usize::from(words > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_made_of_whole_sentences() {
        let first = "Tea from Guria is picked by hand in April. ";
        let text = first.repeat(8);
        let summary = summary([text.as_str()]);
        assert_eq!(summary, first.repeat(4).trim_end());
        assert!((ENOUGH..=MOST).contains(&summary.chars().count()));
    }

    #[test]
    fn a_first_sentence_that_is_too_long_is_cut_between_words() {
        let summary = summary([format!("{}end.", "чай, ".repeat(60)).as_str()]);
        assert!(summary.ends_with("чай…") && summary.chars().count() <= MOST, "{summary}");
    }

    #[test]
    fn an_abbreviation_ends_no_sentence_and_a_component_takes_its_sentence_along() {
        assert_eq!(sentences("Ask Dr. Chkonia, Kutaisi.  He knows.").collect::<Vec<_>>(), ["Ask Dr. Chkonia, Kutaisi.", "He knows."]);
        assert_eq!(summary(["It costs \u{fffc} a month. It is good.", "Really."]), "It is good. Really.");
    }

    #[test]
    fn reading_time_depends_on_the_language() {
        let lang = |id: &str| Lang::new(id).unwrap();
        assert_eq!([reading_minutes(690, &lang("en-GB")), reading_minutes(690, &lang("ru")), reading_minutes(690, &lang("fi"))], [3, 4, 3]);
        assert_eq!([reading_minutes(1, &lang("ka")), reading_minutes(0, &lang("ka"))], [1, 0]);
        assert_eq!(words("თბილისი, don't — 北京市"), 5);
    }
}
