use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// An event for people's calendars: an iCalendar file (RFC 5545) with one `VEVENT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarEvent {
    /// Never changes and is nobody else's.
    pub uid: String,
    /// When it was last written, so that the same event makes the same file.
    pub stamp: Timestamp,
    /// When it is.
    pub time: CalendarTime,
    /// What it is called.
    pub summary: String,
    /// What it is about.
    pub description: Option<String>,
    /// Where it takes place.
    pub location: Option<String>,
    /// Its page.
    pub url: String,
}

/// When an event is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalendarTime {
    /// Whole days, the last one included.
    Days(Date, Date),
    /// From an instant on, to another where it is known.
    Instants(Timestamp, Option<Timestamp>),
}

/// How long a line may be, in bytes, without its end: RFC 5545, section 3.1.
const LINE: usize = 75;

impl CalendarEvent {
    /// The file.
    pub fn text(&self) -> String {
        let mut lines: Vec<String> =
            ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Segue//Segue//EN", "BEGIN:VEVENT"].map(str::to_owned).into();
        lines.push(format!("UID:{}", escaped(&self.uid)));
        lines.push(format!("DTSTAMP:{}", instant(self.stamp)));
        match &self.time {
            CalendarTime::Days(first, last) => {
                lines.push(format!("DTSTART;VALUE=DATE:{}", day(*first)));
                // The end is the first day that is no part of it any more.
                let end = last.tomorrow().unwrap_or(*last);
                lines.push(format!("DTEND;VALUE=DATE:{}", day(end)));
            }
            CalendarTime::Instants(start, end) => {
                lines.push(format!("DTSTART:{}", instant(*start)));
                lines.extend(end.map(|end| format!("DTEND:{}", instant(end))));
            }
        }
        lines.push(format!("SUMMARY:{}", escaped(&self.summary)));
        lines.extend(self.description.as_deref().map(|text| format!("DESCRIPTION:{}", escaped(text))));
        lines.extend(self.location.as_deref().map(|text| format!("LOCATION:{}", escaped(text))));
        // An address is no text, and nothing in it is escaped.
        lines.push(format!("URL:{}", self.url.replace(|c: char| c.is_control(), "")));
        lines.extend(["END:VEVENT", "END:VCALENDAR"].map(str::to_owned));
        lines.iter().map(|line| folded(line)).collect()
    }
}

/// An instant as all calendars understand it, wherever they are: in UTC.
fn instant(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn day(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

/// Text as a value: RFC 5545, section 3.3.11.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A line in pieces that are short enough, with its end.
fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 2);
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            length = 1;
        }
        let _ = out.write_char(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A calendar file taken apart as a program that reads them does: unfolded, then each line's value unescaped.
    fn read(text: &str) -> Vec<(String, String)> {
        let unfolded = text.replace("\r\n ", "");
        let unescaped = |value: &str| {
            let (mut out, mut chars) = (String::new(), value.chars());
            while let Some(c) = chars.next() {
                match c {
                    '\\' => match chars.next() {
                        Some('n' | 'N') => out.push('\n'),
                        Some(c) => out.push(c),
                        None => panic!("a lonely backslash in {value}"),
                    },
                    ';' | ',' => panic!("`{c}` is not escaped in {value}"),
                    c => out.push(c),
                }
            }
            out
        };
        let lines = unfolded.strip_suffix("\r\n").unwrap().split("\r\n");
        let parts = lines.map(|line| line.split_once(':').unwrap());
        parts.map(|(name, value)| (name.to_owned(), if name == "URL" { value.to_owned() } else { unescaped(value) })).collect()
    }

    fn event(time: CalendarTime, summary: &str) -> CalendarEvent {
        CalendarEvent {
            uid: "a1@tea.example".to_owned(),
            stamp: "2026-11-22T08:00:00Z".parse().unwrap(),
            time,
            summary: summary.to_owned(),
            description: Some(summary.to_owned()),
            location: None,
            url: "https://tea.example/a;b,c/".to_owned(),
        }
    }

    #[test]
    fn days_end_on_the_day_after_and_instants_are_in_utc() {
        let days = event(CalendarTime::Days("2032-05-14".parse().unwrap(), "2032-05-16".parse().unwrap()), "Harvest; tea, and \\ bread");
        insta::assert_snapshot!(days.text().replace("\r\n", "\n"), @r"
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Segue//Segue//EN
        BEGIN:VEVENT
        UID:a1@tea.example
        DTSTAMP:20261122T080000Z
        DTSTART;VALUE=DATE:20320514
        DTEND;VALUE=DATE:20320517
        SUMMARY:Harvest\; tea\, and \\ bread
        DESCRIPTION:Harvest\; tea\, and \\ bread
        URL:https://tea.example/a;b,c/
        END:VEVENT
        END:VCALENDAR
        ");
        let start = "2026-12-02T18:00:00+04:00".parse().unwrap();
        let instants = event(CalendarTime::Instants(start, None), "Webinar");
        assert!(instants.text().contains("\r\nDTSTART:20261202T140000Z\r\n") && !instants.text().contains("DTEND"));
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_back(summary in "\\PC{0,200}|[\\PC\n\r\t;,:\\\\\"ჩаé茶]{0,200}") {
            let made = event(CalendarTime::Days("2032-05-14".parse().unwrap(), "2032-05-14".parse().unwrap()), &summary);
            let text = made.text();
            prop_assert!(text.split("\r\n").all(|line| line.len() <= LINE), "{text}");
            let plain: String = summary.replace("\r\n", "\n").chars().filter(|c| *c == '\n' || !c.is_control()).collect();
            let lines = read(&text);
            let value = |name: &str| lines.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone());
            prop_assert_eq!(value("SUMMARY"), Some(plain.clone()));
            prop_assert_eq!(value("DESCRIPTION"), Some(plain));
            prop_assert_eq!(value("URL"), Some(made.url));
        }
    }
}
