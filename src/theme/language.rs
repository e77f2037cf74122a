//! What is known of a language: its own name, the direction it is written in, its plural forms.
//!
//! All of it comes from CLDR by way of ICU4X. Not for: dates and numbers, see [`super::format`].

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use fixed_decimal::Decimal;
use icu::experimental::displaynames::DisplayNamesOptions;
use icu::experimental::displaynames::multi::{LanguageDisplayNames, LocaleDisplayNamesFormatter, RegionDisplayNames};
use icu::locale::{Locale, LocaleDirectionality};
use icu::plurals::{PluralCategory, PluralRules};

use crate::site::Lang;

/// The direction a language is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// As Latin, Cyrillic and Georgian are.
    LeftToRight,
    /// As Arabic and Hebrew are.
    RightToLeft,
}

impl Direction {
    /// As HTML's `dir` has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

/// The direction a language is written in; a language that nobody knows is taken for left to right.
pub fn direction(lang: &Lang) -> Direction {
    match LocaleDirectionality::new_extended().is_right_to_left(&locale(lang).id) {
        true => Direction::RightToLeft,
        false => Direction::LeftToRight,
    }
}

/// The language's name for itself: English, русский, ქართული. Without one, its code.
pub fn own_name(lang: &Lang) -> String {
    let locale = locale(lang);
    let options = DisplayNamesOptions::default();
    if locale.id.script.is_some() || locale.id.region.is_some() {
        // Knows "British English" and "繁體中文", but has no data for some languages.
        if let Ok(names) = LocaleDisplayNamesFormatter::try_new((&locale).into(), options) {
            return names.of(&locale).into_owned();
        }
    }
    let language = LanguageDisplayNames::try_new((&locale).into(), options).ok();
    let Some(language) = language.as_ref().and_then(|names| names.of(locale.id.language)) else { return lang.as_str().to_owned() };
    let regions = RegionDisplayNames::try_new((&locale).into(), options).ok();
    match locale.id.region.and_then(|region| regions.as_ref()?.of(region)) {
        Some(region) => format!("{language} ({region})"),
        None => language.to_owned(),
    }
}

/// The name of a country in a language, by its two letters: Georgia, Грузия, საქართველო. Without one, the letters.
pub fn region(lang: &Lang, code: &str) -> String {
    let names = RegionDisplayNames::try_new((&locale(lang)).into(), DisplayNamesOptions::default()).ok();
    let name = code.parse().ok().and_then(|region| names.as_ref()?.of(region).map(str::to_owned));
    name.unwrap_or_else(|| code.to_owned())
}

/// The plural category of a number: `one` статья, `few` статьи, `many` статей, `other`.
pub fn plural(lang: &Lang, number: &Decimal) -> &'static str {
    thread_local! {
        static RULES: RefCell<BTreeMap<Lang, Option<Rc<PluralRules>>>> = const { RefCell::new(BTreeMap::new()) };
    }
    let rules = RULES.with_borrow_mut(|made| {
        let make = || PluralRules::try_new_cardinal((&locale(lang)).into()).ok().map(Rc::new);
        made.entry(lang.clone()).or_insert_with(make).clone()
    });
    match rules.map_or(PluralCategory::Other, |rules| rules.category_for(number)) {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

/// The language as ICU has it; English where it cannot read the code.
pub(super) fn locale(lang: &Lang) -> Locale {
    lang.as_str().parse().unwrap_or(icu::locale::locale!("en"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(code: &str) -> Lang {
        Lang::new(code).unwrap()
    }

    #[test]
    fn a_language_is_called_what_its_speakers_call_it() {
        let names = ["en", "ru", "ka", "de", "az", "ar", "pt-BR", "zh-Hant", "ka-GE", "qqq"].map(|code| own_name(&lang(code)));
        insta::assert_snapshot!(names.join("\n"), @"
        English
        русский
        ქართული
        Deutsch
        azərbaycan
        العربية
        português (Brasil)
        繁體中文
        ქართული (საქართველო)
        qqq
        ");
    }

    #[test]
    fn arabic_and_hebrew_are_written_from_right_to_left() {
        assert_eq!(
            ["ar", "he", "ckb", "en", "ka", "qqq"].map(|code| direction(&lang(code)).as_str()),
            ["rtl", "rtl", "rtl", "ltr", "ltr", "ltr"]
        );
    }

    #[test]
    fn numbers_have_the_plural_forms_of_their_language() {
        let forms = |code: &str| ["0", "1", "2", "5", "21", "1.5"].map(|number| plural(&lang(code), &number.parse().unwrap()));
        assert_eq!(forms("ru"), ["many", "one", "few", "many", "one", "other"]);
        assert_eq!(forms("en"), ["other", "one", "other", "other", "other", "other"]);
        assert_eq!(forms("ka"), ["other", "one", "other", "other", "other", "other"]);
    }
}
