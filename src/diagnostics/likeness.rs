//! What tells one finding from others in its file, wherever in it that stands: for programs that follow findings from one run to the next.

use std::fmt::Write;

use super::{Finding, Place};

/// How many words on either side belong to it: enough to tell one sentence from another, few enough to outlive an edit nearby.
const AROUND: usize = 3;

/// The words that a finding is about, and a hash of them with a little of their sentence. Neither line numbers nor what else stands in the
/// file make a difference; several that are alike have the same hash.
pub fn likeness(finding: &Finding) -> (String, String) {
    let (words, around) = match &finding.place {
        Place::Span(text, span) => {
            let whole = text.text();
            let start = whole.floor_char_boundary(span.start);
            let end = whole.floor_char_boundary(span.end).max(start);
            // No further than its paragraph, and not into front matter.
            let goes_on = |(number, line): &(usize, &str)| *number == 0 || !line.trim().is_empty() && !line.starts_with("---");
            let before = whole[..start].rsplit('\n').enumerate().take_while(goes_on).flat_map(|(_, line)| line.split_whitespace().rev());
            let after = whole[end..].split('\n').enumerate().take_while(goes_on).flat_map(|(_, line)| line.split_whitespace());
            let is_end = |word: &&str| word.ends_with(['.', '!', '?', '…']);
            let mut around: Vec<&str> = before.take_while(|word| !is_end(word)).take(AROUND).collect();
            around.reverse();
            around.push("|");
            let mut ended = false;
            around.extend(after.take_while(|word| !std::mem::replace(&mut ended, is_end(word))).take(AROUND));
            (plain(&whole[start..end]), around.join(" "))
        }
        // What has no words of its own is told by what is said of it.
        Place::File(_) | Place::Project => (plain(&finding.message), String::new()),
    };
    let hash = blake3::hash(format!("{words}\n{around}").as_bytes());
    (words, short(&hash))
}

/// A hash that stays the same while a finding does, for one of several that are alike by its number.
pub(super) fn fingerprint(finding: &Finding, number: usize) -> String {
    let file = finding.place.path().map_or("", |path| path.as_str());
    let (_, words) = likeness(finding);
    short(&blake3::hash(format!("{}\n{file}\n{words}\n{number}", finding.rule).as_bytes()))
}

/// Half of a hash is enough to tell a few thousand findings apart.
fn short(hash: &blake3::Hash) -> String {
    hash.as_bytes().iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Words with single spaces and without what nobody sees.
fn plain(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{SourceText, Span};

    fn of(text: &str) -> (String, String) {
        let at = text.find("very good").unwrap();
        likeness(&Finding::warning("tone/weasel", (&SourceText::new("a.md", text), Span::new(at, at + 9)), "x"))
    }

    #[test]
    fn a_finding_is_the_same_wherever_it_stands_and_another_in_another_sentence() {
        let here = of("One.\n\nThe tea is very good for you.\n");
        assert_eq!(here.0, "very good");
        assert_eq!(here, of("# New\n\nMore of it.\n\nThe tea\nis  very good for you. And more.\n"));
        assert_eq!(here, of("---\r\ntitle: Tea\r\n---\r\nThe tea is very good for you.\r\n\r\nMore.\r\n"));
        assert_ne!(here, of("The cake is very good for you.\n"));
    }
}
