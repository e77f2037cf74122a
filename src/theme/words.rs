//! The words of the theme as one reader hears them.
//!
//! A table is made once for each variant and segment from its layers: the themes of the chain, the site, the audience, the segment. Not
//! for: texts that a page owns.

use std::collections::HashMap;

use fixed_decimal::Decimal;

use super::format::{self, FormatError};
use super::language::plural;
use crate::diagnostics::nearest;
use crate::site::{Lang, Register, Words};
use crate::world::Fingerprint;

/// Words by key: later layers over earlier ones.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WordTable {
    words: Words,
    /// What tells the words of a key from others.
    prints: HashMap<String, Fingerprint>,
}

/// What stands in place of `{name}` in a phrase.
#[derive(Debug, Clone, PartialEq)]
pub enum WordArg {
    /// Put in as it is.
    Text(String),
    /// Written as the language writes numbers.
    Number(f64),
}

impl From<&str> for WordArg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl WordTable {
    /// From layers, the weakest first.
    pub fn new<'w>(layers: impl IntoIterator<Item = &'w Words>) -> Self {
        let mut words = Words::default();
        for layer in layers {
            words.merge(layer);
        }
        let prints = words.keys().map(|key| (key.to_owned(), Fingerprint::of_data(&words.entry(key)))).collect();
        Self { words, prints }
    }

    /// The words of a key for a reader.
    ///
    /// `n` picks the plural form and is put in place of `{n}`; `args` are put in place of `{name}`.
    ///
    /// # Errors
    ///
    /// No such key, no words in this language, a placeholder that nothing is given for, a number that is none.
    pub fn word(&self, key: &str, lang: &Lang, register: &Register, n: Option<f64>, args: &[(&str, WordArg)]) -> Result<String, WordError> {
        let n = n.map(format::decimal).transpose()?;
        let category = n.as_ref().map(|n| plural(lang, n));
        let Some(text) = self.words.phrase(key, lang).and_then(|phrase| phrase.pick(register, category)) else {
            return Err(self.missing(key, lang));
        };
        if !text.contains('{') {
            return Ok(text.to_owned());
        }
        fill(text, |name| value(name, lang, n.as_ref(), args))
            .map_err(|placeholder| WordError::Placeholder { key: key.to_owned(), placeholder: placeholder.to_owned() })
    }

    /// The fingerprint of all that there is of a key.
    pub fn print(&self, key: &str) -> Fingerprint {
        self.prints.get(key).copied().unwrap_or_default()
    }

    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.words.keys()
    }

    fn missing(&self, key: &str, lang: &Lang) -> WordError {
        if self.words.keys().any(|known| known == key) {
            WordError::NoLanguage { key: key.to_owned(), lang: lang.clone() }
        } else {
            WordError::UnknownKey { key: key.to_owned(), nearest: nearest(key, self.words.keys()).map(str::to_owned) }
        }
    }
}

fn value(name: &str, lang: &Lang, n: Option<&Decimal>, args: &[(&str, WordArg)]) -> Option<String> {
    let given = args.iter().find(|(key, _)| *key == name);
    match (given, n) {
        (Some((_, WordArg::Text(text))), _) => Some(text.clone()),
        (Some((_, WordArg::Number(number))), _) => Some(format::number(lang, &format::decimal(*number).ok()?)),
        (None, Some(n)) if name == "n" => Some(format::number(lang, n)),
        _ => None,
    }
}

/// Puts values in place of `{name}`; a brace that encloses no name stays. What has no value is the error.
fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> Result<String, &str> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        rest = &rest[open + 1..];
        let name = rest.split_once('}').map(|(name, _)| name).filter(|name| is_name(name));
        match name {
            Some(name) => {
                filled.push_str(&value(name).ok_or(name)?);
                rest = &rest[name.len() + 1..];
            }
            None => filled.push('{'),
        }
    }
    filled.push_str(rest);
    Ok(filled)
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
}

/// Why there are no words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordError {
    /// No layer has the key.
    #[error("there are no words `{key}`")]
    UnknownKey {
        /// The key that was asked for.
        key: String,
        /// The key that was most likely meant.
        nearest: Option<String>,
    },
    /// The key has no phrase in the language.
    #[error("the words `{key}` are not written in the language `{lang}`")]
    NoLanguage {
        /// The key that was asked for.
        key: String,
        /// The language it lacks.
        lang: Lang,
    },
    /// The phrase names a placeholder that nothing was given for.
    #[error("the words `{key}` want a value for `{{{placeholder}}}`")]
    Placeholder {
        /// The key that was asked for.
        key: String,
        /// The placeholder's name.
        placeholder: String,
    },
    /// A number that is none.
    #[error(transparent)]
    Number(#[from] FormatError),
}

impl WordError {
    /// What to do.
    pub fn help(&self) -> String {
        match self {
            Self::UnknownKey { nearest: Some(nearest), .. } => format!("did you mean `{nearest}`?"),
            Self::UnknownKey { key, .. } => format!("add `{key}` below `words:` of theme.yaml or site.yaml"),
            Self::NoLanguage { key, lang } => format!("add `{lang}: …` below `words:`, `{key}:` of site.yaml, or of the theme"),
            Self::Placeholder { placeholder, .. } => format!("name it where the words are asked for: `{placeholder}=…`"),
            Self::Number(error) => error.help().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::{Address, Voice};
    use crate::world::yaml;

    const THEME: &str = "
        subscribe: {en: {formal: Subscribe, friendly: Stay in touch}, ru: {formal: Подписаться, informal: Подпишись}}
        articles: {en: {one: '{n} article', other: '{n} articles'}, ru: {one: '{n} статья', few: '{n} статьи', many: '{n} статей', other: '{n} статьи'}}
        greeting: {en: 'Hello {name}, it costs {price} { }'}";
    const SITE: &str = "subscribe: {en: Join}";

    fn word(key: &str, lang: &str, n: Option<f64>, args: &[(&str, WordArg)]) -> Result<String, WordError> {
        let layers: Vec<Words> = [THEME, SITE].map(|layer| yaml::read(layer).unwrap()).into();
        let register = Register { voice: Voice::new("formal").unwrap(), base: Voice::new("formal").unwrap(), address: Address::Formal };
        WordTable::new(&layers).word(key, &Lang::new(lang).unwrap(), &register, n, args)
    }

    #[test]
    fn a_later_layer_wins_language_by_language() {
        assert_eq!(word("subscribe", "en", None, &[]).unwrap(), "Join");
        assert_eq!(word("subscribe", "ru", None, &[]).unwrap(), "Подписаться");
    }

    #[test]
    fn a_number_picks_the_plural_form_and_is_written_by_the_language() {
        let articles = |lang, n| word("articles", lang, Some(n), &[]).unwrap().replace('\u{a0}', " ");
        assert_eq!(
            [1.0, 3.0, 11.0, 21.0, 12000.0].map(|n| articles("ru", n)),
            ["1 статья", "3 статьи", "11 статей", "21 статья", "12 000 статей"]
        );
        assert_eq!([1.0, 12000.0].map(|n| articles("en", n)), ["1 article", "12,000 articles"]);
    }

    #[test]
    fn placeholders_are_filled_and_other_braces_stay() {
        let args = [("name", WordArg::from("{n}")), ("price", WordArg::Number(1200.5))];
        assert_eq!(word("greeting", "en", None, &args).unwrap(), "Hello {n}, it costs 1,200.5 { }");
    }

    #[test]
    fn what_is_missing_is_named() {
        let said = |error: WordError| format!("{error}; {}", error.help());
        assert_eq!(said(word("subscirbe", "en", None, &[]).unwrap_err()), "there are no words `subscirbe`; did you mean `subscribe`?");
        assert_eq!(
            said(word("greeting", "ka", None, &[]).unwrap_err()),
            "the words `greeting` are not written in the language `ka`; add `ka: …` below `words:`, `greeting:` of site.yaml, or of the theme"
        );
        assert_eq!(
            said(word("articles", "en", None, &[]).unwrap_err()),
            "the words `articles` want a value for `{n}`; name it where the words are asked for: `n=…`"
        );
    }
}
