//! Dates, numbers and money as a language writes them.
//!
//! The patterns are CLDR's by way of ICU4X, the calendar is the Gregorian one. Formatters are made once for each thread and language. Not
//! for: reading what an author wrote in a language of theirs; dates come in as ISO 8601, numbers as numbers.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use fixed_decimal::{Decimal, FloatPrecision};
use icu::calendar::Gregorian;
use icu::datetime::FixedCalendarDateTimeFormatter;
use icu::datetime::fieldsets::{YMD, YMDT};
use icu::datetime::input::{Date, DateTime, Time};
use icu::decimal::DecimalFormatter;
use icu::experimental::dimension::currency::CurrencyType;
use icu::experimental::dimension::currency::formatter::CurrencyFormatter;
use icu::locale::extensions::unicode::Value as Keyword;
use jiff::fmt::temporal::Pieces;

use super::language::locale;
use crate::site::Lang;

/// How much room a date takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum DateLength {
    /// 22 November 2026
    #[default]
    Long,
    /// 22 Nov 2026
    Medium,
    /// 22/11/2026
    Short,
}

impl DateLength {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Long, Self::Medium, Self::Short];

    /// As templates name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Long => "long",
            Self::Medium => "medium",
            Self::Short => "short",
        }
    }

    fn fields(self) -> YMD {
        match self {
            Self::Long => YMD::long(),
            Self::Medium => YMD::medium(),
            Self::Short => YMD::short(),
        }
    }
}

/// Whether the time of day is written, where it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum TimeOfDay {
    /// The date alone.
    #[default]
    Hidden,
    /// Hours and minutes, by the clock of the place the date names.
    Shown,
}

/// A number from a template or a file.
///
/// # Errors
///
/// A number that is not finite.
pub fn decimal(number: f64) -> Result<Decimal, FormatError> {
    Decimal::try_from_f64(number, FloatPrecision::RoundTrip).map_err(|_| FormatError::NotANumber)
}

/// A number: 1,234.5 in English, 1 234,5 in Russian.
pub fn number(lang: &Lang, number: &Decimal) -> String {
    with(lang, |made| match &made.numbers {
        Some(formatter) => formatter.format_to_string(number),
        None => number.to_string(),
    })
}

/// An amount of money with the currency's sign: ₾12.50 in English, 12,50 ₾ in Russian and Georgian.
///
/// The sign is the short one, unless several currencies share it: then it is the one by which the language tells them apart.
///
/// # Errors
///
/// A code that is not three letters, as ISO 4217 has them.
pub fn money(lang: &Lang, amount: &Decimal, currency: &str) -> Result<String, FormatError> {
    let code = || Some(Keyword::try_from_str(&currency.to_ascii_lowercase()).ok()?).and_then(|word| CurrencyType::try_from(&word).ok());
    let unknown = || FormatError::Currency(currency.to_owned());
    if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Err(unknown());
    }
    let kind = code().ok_or_else(unknown)?;
    let formatter = with(lang, |made| {
        made.money.entry(currency.to_ascii_uppercase()).or_insert_with(|| currency_formatter(lang, kind).map(Rc::new)).clone()
    });
    let text = formatter.ok_or_else(unknown)?.format_fixed_decimal(amount).to_string();
    // CLDR's Russian still writes the letter that stood for the lari before it had a sign: U+20BE, since 2014.
    Ok(if currency.eq_ignore_ascii_case("GEL") { text.replace('ლ', "₾") } else { text })
}

fn currency_formatter(lang: &Lang, currency: CurrencyType) -> Option<CurrencyFormatter<DecimalFormatter>> {
    let locale = locale(lang);
    let options = Default::default();
    let narrow = CurrencyFormatter::try_new_symbol_narrow((&locale).into(), currency, options).ok()?;
    let shared = narrow.format_fixed_decimal(&Decimal::from(1)).to_string().contains(['$', '£', '¥']);
    if !shared {
        return Some(narrow);
    }
    CurrencyFormatter::try_new_symbol((&locale).into(), currency, options).ok()
}

/// A date, written `2026-11-22` or, with a time of day, as RFC 3339 has it: `2026-11-22T18:00:00+04:00`.
///
/// # Errors
///
/// A text that is neither.
pub fn date(lang: &Lang, text: &str, length: DateLength, time: TimeOfDay) -> Result<String, FormatError> {
    let unreadable = || FormatError::Date(text.to_owned());
    let pieces = Pieces::parse(text).map_err(|_| unreadable())?;
    let day = pieces.date();
    let part = |value: i8| u8::try_from(value).unwrap_or_default();
    let date = Date::try_new_gregorian(day.year().into(), part(day.month()), part(day.day())).map_err(|_| unreadable())?;
    let clock = pieces.time().filter(|_| time == TimeOfDay::Shown);
    let clock = clock.and_then(|clock| Time::try_new(part(clock.hour()), part(clock.minute()), part(clock.second()), 0).ok());
    let text = with(lang, |made| match clock {
        Some(time) => {
            let make = || FixedCalendarDateTimeFormatter::try_new((&locale(lang)).into(), length.fields().with_time_hm()).ok();
            made.times.entry(length).or_insert_with(make).as_ref().map(|made| made.format(&DateTime { date, time }).to_string())
        }
        None => {
            let make = || FixedCalendarDateTimeFormatter::try_new((&locale(lang)).into(), length.fields()).ok();
            made.dates.entry(length).or_insert_with(make).as_ref().map(|made| made.format(&date).to_string())
        }
    });
    Ok(text.unwrap_or_else(|| day.to_string()))
}

/// Why something cannot be written in a language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// A number without end, or none at all.
    #[error("this is not a number")]
    NotANumber,
    /// Not a date.
    #[error("`{0}` is not a date")]
    Date(String),
    /// Not a currency.
    #[error("`{0}` is not a currency")]
    Currency(String),
}

impl FormatError {
    /// What to do.
    pub fn help(&self) -> &'static str {
        match self {
            Self::NotANumber => "write a number such as 12.5",
            Self::Date(_) => "write 2026-11-22, or 2026-11-22T18:00:00+04:00",
            Self::Currency(_) => "write the three letters of ISO 4217, such as GEL or EUR",
        }
    }
}

/// What was made for one language on one thread.
#[derive(Default)]
struct Made {
    numbers: Option<DecimalFormatter>,
    money: BTreeMap<String, Option<Rc<CurrencyFormatter<DecimalFormatter>>>>,
    dates: BTreeMap<DateLength, Option<FixedCalendarDateTimeFormatter<Gregorian, YMD>>>,
    times: BTreeMap<DateLength, Option<FixedCalendarDateTimeFormatter<Gregorian, YMDT>>>,
}

fn with<T>(lang: &Lang, use_it: impl FnOnce(&mut Made) -> T) -> T {
    thread_local! {
        static MADE: RefCell<BTreeMap<Lang, Made>> = const { RefCell::new(BTreeMap::new()) };
    }
    MADE.with_borrow_mut(|made| {
        if let Some(made) = made.get_mut(lang) {
            return use_it(made);
        }
        let numbers = DecimalFormatter::try_new((&locale(lang)).into(), Default::default()).ok();
        use_it(made.entry(lang.clone()).or_insert(Made { numbers, ..Made::default() }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One line for each language.
    fn by_language(write: impl Fn(&Lang) -> String) -> String {
        ["en", "en-GB", "ru", "ka", "de"]
            .map(|code| format!("{code}: {}", write(&Lang::new(code).unwrap())))
            .join("\n")
            .replace(['\u{a0}', '\u{202f}'], "~")
    }

    #[test]
    fn dates_are_written_as_the_language_does() {
        insta::assert_snapshot!(by_language(|lang| DateLength::ALL.map(|length| date(lang, "2026-11-02", length, TimeOfDay::Shown).unwrap()).join(" | ")), @"
        en: November 2, 2026 | Nov 2, 2026 | 11/2/26
        en-GB: 2 November 2026 | 2 Nov 2026 | 02/11/2026
        ru: 2 ноября 2026~г. | 2 нояб. 2026~г. | 02.11.2026
        ka: 2 ნოემბერი, 2026 | 2 ნოე. 2026 | 02.11.26
        de: 2. November 2026 | 02.11.2026 | 02.11.26
        ");
    }

    #[test]
    fn a_time_is_written_by_the_clock_of_its_place() {
        let at = "2026-11-02T18:05:00+04:00";
        insta::assert_snapshot!(by_language(|lang| date(lang, at, DateLength::Long, TimeOfDay::Shown).unwrap()), @"
        en: November 2, 2026 at 6:05~PM
        en-GB: 2 November 2026 at 18:05
        ru: 2 ноября 2026~г. в 18:05
        ka: 2 ნოემბერი, 2026, 18:05
        de: 2. November 2026 um 18:05
        ");
        assert_eq!(date(&Lang::new("en").unwrap(), at, DateLength::Short, TimeOfDay::Hidden).unwrap(), "11/2/26");
    }

    #[test]
    fn numbers_are_written_as_the_language_does() {
        let numbers = [0.0, 1234.0, 12345.5, -0.25, 1e21];
        insta::assert_snapshot!(by_language(|lang| numbers.map(|it| number(lang, &decimal(it).unwrap())).join(" | ")), @"
        en: 0 | 1,234 | 12,345.5 | -0.25 | 1,000,000,000,000,000,000,000
        en-GB: 0 | 1,234 | 12,345.5 | -0.25 | 1,000,000,000,000,000,000,000
        ru: 0 | 1~234 | 12~345,5 | -0,25 | 1~000~000~000~000~000~000~000
        ka: 0 | 1234 | 12~345,5 | -0,25 | 1~000~000~000~000~000~000~000
        de: 0 | 1.234 | 12.345,5 | -0,25 | 1.000.000.000.000.000.000.000
        ");
    }

    #[test]
    fn money_has_the_sign_that_readers_of_the_language_know() {
        let amounts = [(12.5, "GEL"), (1500.0, "gel"), (3.0, "USD"), (9.99, "EUR"), (1e6, "RUB"), (12.0, "JPY"), (-5.0, "CAD")];
        insta::assert_snapshot!(by_language(|lang| amounts.map(|(it, currency)| money(lang, &decimal(it).unwrap(), currency).unwrap()).join(" | ")), @"
        en: ₾12.50 | ₾1,500.00 | $3.00 | €9.99 | ₽1,000,000.00 | ¥12 | -CA$5.00
        en-GB: ₾12.50 | ₾1,500.00 | US$3.00 | €9.99 | ₽1,000,000.00 | JP¥12 | -CA$5.00
        ru: 12,50~₾ | 1~500,00~₾ | 3,00~$ | 9,99~€ | 1~000~000,00~₽ | 12~¥ | -5,00~CA$
        ka: 12,50~₾ | 1500,00~₾ | 3,00~US$ | 9,99~€ | 1~000~000,00~₽ | 12~JP¥ | -5,00~CA$
        de: 12,50~₾ | 1.500,00~₾ | 3,00~$ | 9,99~€ | 1.000.000,00~₽ | 12~¥ | -5,00~CA$
        ");
    }

    #[test]
    fn what_is_no_date_number_or_currency_is_refused() {
        let en = Lang::new("en").unwrap();
        for wrong in ["", "yesterday", "2026-13-01", "22.11.2026", "2026"] {
            assert_eq!(date(&en, wrong, DateLength::Long, TimeOfDay::Hidden), Err(FormatError::Date(wrong.to_owned())));
        }
        assert_eq!(decimal(f64::NAN), Err(FormatError::NotANumber));
        for wrong in ["", "lari", "12", "₾"] {
            assert_eq!(money(&en, &Decimal::from(1), wrong), Err(FormatError::Currency(wrong.to_owned())));
        }
    }
}
