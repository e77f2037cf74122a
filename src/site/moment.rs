use std::borrow::Cow;
use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day, or an instant as RFC 3339 has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A day in the site's time zone.
    Day(Date),
    /// An instant, with the offset it was written with, in seconds.
    Instant(Timestamp, i32),
}

impl Moment {
    /// From `2026-11-22` or `2026-11-22T18:00:00+04:00`.
    pub fn new(text: &str) -> Option<Self> {
        if let Ok(day) = text.parse::<Date>()
            && text.len() == 10
        {
            return Some(Self::Day(day));
        }
        let pieces = jiff::fmt::temporal::Pieces::parse(text).ok()?;
        let offset = pieces.to_numeric_offset()?;
        Some(Self::Instant(text.parse().ok()?, offset.seconds()))
    }

    /// The day in a time zone.
    pub fn day(self, zone: &TimeZone) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Instant(instant, _) => instant.to_zoned(zone.clone()).date(),
        }
    }

    /// The first instant that belongs to it.
    pub fn start(self, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::Day(day) => zone.to_ambiguous_zoned(day.at(0, 0, 0, 0)).compatible().ok().map(|zoned| zoned.timestamp()),
            Self::Instant(instant, _) => Some(instant),
        }
    }

    /// The first instant after it: the midnight after a day, and an instant itself, which is where time goes on.
    pub fn end(self, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::Day(day) => Self::Day(day.tomorrow().ok()?).start(zone),
            Self::Instant(instant, _) => Some(instant),
        }
    }

    /// Whether it lies in the past: a day, when it is over; an instant, when it has passed.
    pub fn is_over(self, now: &Zoned) -> bool {
        match self {
            Self::Day(day) => day < now.date(),
            Self::Instant(instant, _) => instant < now.timestamp(),
        }
    }

    /// Whether it has come: a day from its midnight on, an instant from itself on.
    pub fn has_come(self, now: &Zoned) -> bool {
        match self {
            Self::Day(day) => day <= now.date(),
            Self::Instant(instant, _) => instant <= now.timestamp(),
        }
    }

    /// RFC 3339, a day as its midnight in the time zone.
    pub fn rfc3339(self, zone: &TimeZone) -> String {
        match self {
            Self::Day(_) => {
                self.start(zone).map(|instant| instant.display_with_offset(zone.to_offset(instant)).to_string()).unwrap_or_default()
            }
            Self::Instant(..) => self.to_string(),
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Instant(instant, seconds) => match jiff::tz::Offset::from_seconds(*seconds) {
                Ok(offset) => write!(f, "{}", instant.display_with_offset(offset)),
                Err(_) => write!(f, "{instant}"),
            },
        }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).ok_or_else(|| D::Error::custom(format!("`{text}` is no date: write 2026-11-22 or 2026-11-22T18:00:00+04:00")))
    }
}

impl JsonSchema for Moment {
    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "A day such as 2026-11-22, or an instant such as 2026-11-22T18:00:00+04:00",
            "anyOf": [{"format": "date"}, {"format": "date-time"}],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_instants_are_read_and_anything_else_is_no_date() {
        assert!(matches!(Moment::new("2026-11-22"), Some(Moment::Day(_))));
        assert_eq!(Moment::new("2026-11-22T18:00:00+04:00").unwrap().to_string(), "2026-11-22T18:00:00+04:00");
        for wrong in ["2026-02-30", "22.11.2026", "tomorrow", "2026-11-22T18:00:00", "2026-11"] {
            assert_eq!(Moment::new(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_day_counts_from_its_midnight_and_includes_all_of_itself() {
        let zone = TimeZone::get("Asia/Tbilisi").unwrap();
        let now = |text: &str| text.parse::<Timestamp>().unwrap().to_zoned(zone.clone());
        let day = Moment::new("2026-11-22").unwrap();
        assert!(!day.has_come(&now("2026-11-21T19:59:00Z")) && day.has_come(&now("2026-11-21T20:00:00Z")));
        assert!(!day.is_over(&now("2026-11-22T19:59:00Z")) && day.is_over(&now("2026-11-22T20:00:00Z")));
        assert_eq!(day.rfc3339(&zone), "2026-11-22T00:00:00+04:00");
    }
}
