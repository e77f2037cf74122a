//! Boxes that a template ticks before their reader has seen them: nobody's consent.

use super::scan::{Kind, pieces};
use crate::diagnostics::{Finding, Place};
use crate::world::{SourceText, Span};

/// A warning for each box of a template that is ticked beforehand, conditions aside.
pub(super) fn ticked(template: &SourceText) -> Vec<Finding> {
    let text = template.text();
    let mut html = text.as_bytes().to_vec();
    for piece in pieces(text).iter().filter(|piece| !matches!(piece.kind, Kind::Text | Kind::Raw)) {
        html[piece.range.clone()].fill(b' ');
    }
    let html = String::from_utf8_lossy(&html).to_ascii_lowercase();
    let mut found = Vec::new();
    for (start, _) in html.match_indices("<input") {
        let end = html[start..].find('>').map_or(html.len(), |length| start + length);
        let tag = &html[start..end];
        let is_end = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'=' | b'>');
        let word = tag.match_indices("checked").map(|(at, word)| (at, at + word.len())).find(|(from, to)| {
            let bytes = tag.as_bytes();
            from.checked_sub(1).is_some_and(|before| bytes[before].is_ascii_whitespace()) && bytes.get(*to).is_none_or(|byte| is_end(*byte))
        });
        if let Some((from, to)) = word.filter(|_| tag.contains("checkbox") && !tag.contains("disabled")) {
            let place = Place::Span(template.clone(), Span::new(start + from, start + to));
            found.push(Finding::warning("theme/ticked-box", place, "the template ticks a box before its reader has seen it").help(
                "take `checked` out: a box that somebody else has ticked is nobody's consent (GDPR Recital 32, read 2026-11-22; not legal advice)",
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticked_box_is_found_and_a_box_a_comment_and_a_word_are_not() {
        let count = |template: &str| ticked(&SourceText::new("form.html", template)).len();
        assert_eq!(count("<input type=\"checkbox\" name=\"{{ x }}\" checked>"), 1);
        assert_eq!(count("<input type=checkbox {% if a > b %}checked{% endif %} >"), 1);
        assert_eq!(count("<INPUT CHECKED=\"\" TYPE=CHECKBOX>"), 1);
        for none in [
            "<input type=\"checkbox\" class=\"checked-box\">checked",
            "{# <input type=checkbox checked> #}",
            "<input type=\"radio\" checked>",
            "<input type=\"checkbox\" disabled checked>",
            "{% if checked %}<input type=\"checkbox\">{% endif %}",
        ] {
            assert_eq!(count(none), 0, "{none}");
        }
    }
}
