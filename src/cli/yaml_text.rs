/// A text on one line as YAML reads it back: plain where that is safe, else in double quotes.
///
/// White space is single spaces; what YAML cannot hold is left out.
pub(super) fn yaml_text(text: &str) -> String {
    let text = one_line(text);
    if is_plain(&text) { text } else { serde_json::Value::String(text).to_string() }
}

/// A text on one line, without characters that YAML does not allow: <https://yaml.org/spec/1.2.2/#51-character-set>.
pub(super) fn one_line(text: &str) -> String {
    let words = text.split_whitespace().map(|word| word.chars().filter(|c| is_printable(*c)).collect::<String>());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn is_printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Letters and simple punctuation, and nothing that YAML would take for a number, a truth value or the like.
fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    text.starts_with(char::is_alphabetic)
        && !WORDS.contains(&text.to_lowercase().as_str())
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, ' ' | ',' | '.' | '!' | '?' | '(' | ')' | '-' | '–' | '—' | '’' | '«' | '»'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::world::yaml;

    #[test]
    fn a_plain_title_stays_plain_and_any_other_is_quoted() {
        assert_eq!(yaml_text("Вода  для чая"), "Вода для чая");
        assert_eq!(yaml_text("Tea: a \"guide\""), r#""Tea: a \"guide\"""#);
        assert_eq!(yaml_text("No"), "\"No\"");
        assert_eq!(yaml_text("2027"), "\"2027\"");
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_back(text in "\\PC{0,40}|[\\x00-\\x7f]{0,20}|.{0,40}") {
            let tree = yaml::tree(&format!("title: {}\n", yaml_text(&text))).map_err(|error| TestCaseError::fail(error.message))?;
            prop_assert_eq!(tree["title"].as_str().unwrap_or_default(), one_line(&text));
        }
    }
}
